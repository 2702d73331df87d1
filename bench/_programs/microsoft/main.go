// Command microsoft is the baseline with a client.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/chatgen-go/chatgen/bench/peers/mschat"
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
	thread := mschat.NewChatThreadClient(endpoint, client)
	content := "hello"
	sent, err := thread.SendChatMessage(ctx, "19:thread", mschat.SendChatMessageRequest{Content: &content}, nil)
	fmt.Println(sent, err)
	page, err := thread.NewListChatMessagesPager("19:thread", nil).NextPage(ctx)
	fmt.Println(page, err)
}
