// Command oapi-codegen is the baseline with a client.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/chatgen-go/chatgen/bench/peers/oapichat"
	"github.com/chatgen-go/chatgen/bench/peers/programs/plain"
)

func main() {
	plain.Get(os.Args[1])
	use(context.Background(), os.Args[1])
}

func use(ctx context.Context, endpoint string) {
	client, err := oapichat.NewClientWithResponses(endpoint)
	if err != nil {
		panic(err)
	}
	sent, err := client.ChatThreadSendChatMessageWithResponse(ctx, "19:thread", &oapichat.ChatThreadSendChatMessageParams{},
		oapichat.SendChatMessageRequest{Content: "hello"})
	fmt.Println(sent, err)
	page, err := client.ChatThreadListChatMessagesWithResponse(ctx, "19:thread", &oapichat.ChatThreadListChatMessagesParams{})
	fmt.Println(page, err)
}
