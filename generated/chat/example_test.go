package chat_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// This first program creates a thread with Fred, sends a question, and prints the
// messages of the thread. Use the endpoint of your resource and a user access token with
// the scope "chat".
func Example() {
	// The examples use an in-memory service. In a program, pass nil instead of the options.
	options := &chat.ClientOptions{ClientOptions: azcore.ClientOptions{Transport: exampleTransport()}}

	if err := sendQuestion(context.Background(), "https://resource.communication.azure.com", "token", options); err != nil {
		log.Fatal(err)
	}
	// Output:
	// asked in 19:thread5@thread.v2
	// Ann: Pizza?
	// 8:acs:resource_ann set the topic to Lunch
	// 8:acs:resource_ann added Ann
	// 8:acs:resource_ann added Fred
}

func sendQuestion(ctx context.Context, endpoint, token string, options *chat.ClientOptions) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()

	credential, err := acs.NewTokenCredential(token)
	if err != nil {
		return err
	}
	client, err := chat.NewClient(endpoint, credential, options)
	if err != nil {
		return err
	}
	fred := chat.Participant{ID: acs.UserIdentifier{ID: "8:acs:resource_fred"}, DisplayName: "Fred"}
	created, err := client.CreateThread(ctx, "Lunch", &chat.CreateThreadOptions{Participants: []chat.Participant{fred}})
	if err != nil {
		return err
	}
	if err := created.Rejected().Err(); err != nil { // the thread exists, but without Fred
		return err
	}
	thread := client.Thread(created.Thread.ID)
	if _, err := thread.SendMessage(ctx, "Pizza?", &chat.SendMessageOptions{SenderDisplayName: "Ann"}); err != nil {
		return err
	}
	fmt.Println("asked in", thread.ThreadID())
	return printMessages(ctx, thread)
}

// printMessages prints the messages of a thread, newest first.
func printMessages(ctx context.Context, thread *chat.ThreadClient) error {
	for message, err := range thread.Messages(ctx, nil) {
		if err != nil {
			return err
		}
		switch content := message.Content; message.Type {
		case chat.MessageTypeText, chat.MessageTypeHTML:
			fmt.Printf("%s: %s\n", message.SenderDisplayName, content.Message)
		case chat.MessageTypeTopicUpdated:
			fmt.Println(content.Initiator, "set the topic to", content.Topic)
		case chat.MessageTypeParticipantAdded:
			for _, participant := range content.Participants {
				fmt.Println(content.Initiator, "added", participant.DisplayName)
			}
		}
	}
	return nil
}
