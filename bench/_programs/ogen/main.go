// Command ogen is the baseline with a client.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/chatgen-go/chatgen/bench/peers/ogenchat"
	"github.com/chatgen-go/chatgen/bench/peers/programs/plain"
)

func main() {
	plain.Get(os.Args[1])
	use(context.Background(), os.Args[1])
}

type token string

func (t token) Authorization(context.Context, ogenchat.OperationName) (ogenchat.Authorization, error) {
	return ogenchat.Authorization{APIKey: string(t)}, nil
}

func use(ctx context.Context, endpoint string) {
	client, err := ogenchat.NewClient(endpoint, token(os.Args[2]))
	if err != nil {
		panic(err)
	}
	sent, err := client.ChatThreadSendChatMessage(ctx, &ogenchat.SendChatMessageRequest{Content: "hello"},
		ogenchat.ChatThreadSendChatMessageParams{ChatThreadId: "19:thread"})
	fmt.Println(sent, err)
	page, err := client.ChatThreadListChatMessages(ctx, ogenchat.ChatThreadListChatMessagesParams{ChatThreadId: "19:thread"})
	fmt.Println(page, err)
}
