// Command oapi-codegen is the baseline with a client.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"

	"github.com/chatgen-go/chatgen/bench/peers/oapichat"
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
