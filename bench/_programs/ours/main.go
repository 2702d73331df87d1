// Command ours is the baseline with a client.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/bench/peers/programs/plain"
	"github.com/chatgen-go/chatgen/generated/chat"
)

func main() {
	plain.Get(os.Args[1])
	use(context.Background(), os.Args[1])
}

func use(ctx context.Context, endpoint string) {
	cred, err := acs.NewTokenCredential(os.Args[2])
	if err != nil {
		panic(err)
	}
	client, err := chat.NewClient(endpoint, cred, nil)
	if err != nil {
		panic(err)
	}
	thread := client.Thread("19:thread")
	sent, err := thread.SendMessage(ctx, "hello", nil)
	fmt.Println(sent.ID, err)
	for message, err := range thread.Messages(ctx, nil) {
		fmt.Println(message.ID, err)
	}
}
