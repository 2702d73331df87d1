package chat_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/chatgen-go/chatgen/generated/chat"
)

func ExampleThreadClient_SendReadReceipt() {
	ctx, thread := context.Background(), exampleClient().Thread("19:lunch@thread.v2")

	for message, err := range thread.Messages(ctx, &chat.ListMessagesOptions{MaxPageSize: 1}) {
		if err != nil {
			log.Fatal(err)
		}
		if _, err := thread.SendReadReceipt(ctx, message.ID, nil); err != nil {
			log.Fatal(err)
		}
		fmt.Println("read up to", message.ID)
		break // a receipt marks all older messages as read
	}
	// Output: read up to 1777896004000
}

func ExampleThreadClient_ReadReceipts() {
	thread := exampleClient().Thread("19:lunch@thread.v2")

	for receipt, err := range thread.ReadReceipts(context.Background(), nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(receipt.Sender, "has read", receipt.MessageID, "at", receipt.ReadOn.Format(time.TimeOnly))
	}
	// Output: 8:acs:resource_fred has read 1777896004000 at 12:00:05
}
