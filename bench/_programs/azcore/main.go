// Command azcore is the baseline with a client.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

func main() {
	resp, err := http.Get(os.Args[1])
	if err != nil {
		panic(err)
	}
	defer resp.Body.Close()
	var v map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&v); err != nil {
		panic(err)
	}
	fmt.Println(v)
	use(context.Background(), os.Args[1])
}

func use(ctx context.Context, endpoint string) {
	client, err := azcore.NewClient("bench", "v0.0.0", runtime.PipelineOptions{}, nil)
	if err != nil {
		panic(err)
	}
	req, err := runtime.NewRequest(ctx, http.MethodGet, endpoint)
	if err != nil {
		panic(err)
	}
	resp, err := client.Pipeline().Do(req)
	if err != nil {
		panic(err)
	}
	body, err := runtime.Payload(resp)
	fmt.Println(len(body), err)
}
