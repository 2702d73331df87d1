// Command azcore is the baseline with a client.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/chatgen-go/chatgen/bench/peers/programs/plain"
)

func main() {
	plain.Get(os.Args[1])
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
