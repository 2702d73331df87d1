package chat_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

func ExampleThreadClient_SendMessage() {
	thread := exampleClient().Thread("19:lunch@thread.v2")

	sent, err := thread.SendMessage(context.Background(), "Soup!", nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(sent.ID)
	// Output: 1777896015000
}

func ExampleThreadClient_SendMessage_html() {
	thread := exampleClient().Thread("19:lunch@thread.v2")

	sent, err := thread.SendMessage(context.Background(), "<b>Soup!</b>", &chat.SendMessageOptions{
		Type:              chat.MessageTypeHTML,
		SenderDisplayName: "Ann",
		Metadata:          map[string]string{"mood": "hungry"},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(sent.ID)
	// Output: 1777896015000
}

// A message with a key is sent once, even if the process ends before it knows the result:
// it stores the key first, and calls again with the same key after the restart.
func ExampleThreadClient_SendMessage_once() {
	thread := exampleClient().Thread("19:lunch@thread.v2")
	key := acs.NewIdempotencyKey()
	stored := key.String() // in a database, together with the message

	sent, err := thread.SendMessage(context.Background(), "Soup!", &chat.SendMessageOptions{IdempotencyKey: key})
	if err != nil {
		log.Fatal(err) // if the outcome is unknown, call again with the same key
	}
	fmt.Println(sent.ID, sent.FoundByKey)

	// After a restart:
	key, err = acs.ParseIdempotencyKey(stored)
	if err != nil {
		log.Fatal(err)
	}
	sent, err = thread.SendMessage(context.Background(), "Soup!", &chat.SendMessageOptions{IdempotencyKey: key})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(sent.ID, sent.FoundByKey)
	// Output:
	// 1777896015000 false
	// 1777896015000 true
}

func ExampleThreadClient_GetMessage() {
	thread := exampleClient().Thread("19:lunch@thread.v2")

	message, err := thread.GetMessage(context.Background(), "1777896004000", nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(message.Sender, message.SenderDisplayName, message.Type, message.Content.Message)
	// Output: 8:acs:resource_fred Fred text Pizza?
}

// System messages have no sender. Their content contains the initiator and the change.
func ExampleThreadClient_Messages() {
	thread := exampleClient().Thread("19:lunch@thread.v2")

	for message, err := range thread.Messages(context.Background(), nil) {
		if err != nil {
			log.Fatal(err)
		}
		content := message.Content
		switch message.Type {
		case chat.MessageTypeText, chat.MessageTypeHTML:
			fmt.Printf("%s: %s\n", message.SenderDisplayName, content.Message)
		case chat.MessageTypeTopicUpdated:
			fmt.Printf("%v set the topic to %q\n", content.Initiator, content.Topic)
		case chat.MessageTypeParticipantAdded, chat.MessageTypeParticipantRemoved:
			for _, participant := range content.Participants {
				fmt.Println(message.Type, participant.DisplayName)
			}
		}
	}
	// Output:
	// Fred: Pizza?
	// 8:acs:resource_ann set the topic to "Lunch"
	// participantAdded Ann
	// participantAdded Fred
}

// Messages since a time, with at most 50 messages per request.
func ExampleThreadClient_Messages_since() {
	thread := exampleClient().Thread("19:lunch@thread.v2")

	for message, err := range thread.Messages(context.Background(), &chat.ListMessagesOptions{
		StartTime:   time.Date(2026, 5, 4, 12, 0, 3, 0, time.UTC),
		MaxPageSize: 50,
	}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(message.CreatedOn.Format(time.TimeOnly), message.Type)
	}
	// Output:
	// 12:00:04 text
	// 12:00:03 topicUpdated
}

func ExampleThreadClient_MessagePages() {
	thread := exampleClient().Thread("19:lunch@thread.v2")

	for page, err := range thread.MessagePages(context.Background(), &chat.ListMessagesOptions{MaxPageSize: 2}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("page of", len(page.Value))
		for _, message := range page.Value {
			fmt.Println("-", message.Type)
		}
	}
	// Output:
	// page of 2
	// - text
	// - topicUpdated
	// page of 1
	// - participantAdded
}

// A list can be continued later from the end of a page, even in another process.
func ExampleThreadClient_MessagePages_continue() {
	ctx, thread := context.Background(), exampleClient().Thread("19:lunch@thread.v2")

	var token string // store it
	for page, err := range thread.MessagePages(ctx, &chat.ListMessagesOptions{MaxPageSize: 2}) {
		if err != nil {
			log.Fatal(err)
		}
		token = page.NextLink
		break
	}
	if token == "" {
		return // the page was the last one
	}
	for message, err := range thread.Messages(ctx, &chat.ListMessagesOptions{ContinuationToken: token}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(message.Type)
	}
	// Output: participantAdded
}

func ExampleThreadClient_UpdateContent() {
	ctx, thread := context.Background(), exampleClient().Thread("19:lunch@thread.v2")

	sent, err := thread.SendMessage(ctx, "Soop!", nil)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := thread.UpdateContent(ctx, sent.ID, "Soup!", nil); err != nil {
		log.Fatal(err)
	}
	message, err := thread.GetMessage(ctx, sent.ID, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(message.Content.Message, !message.EditedOn.IsZero())
	// Output: Soup! true
}

// Content and metadata are updated independently. Metadata is merged: other
// names keep their values.
func ExampleThreadClient_UpdateMessage() {
	ctx, thread := context.Background(), exampleClient().Thread("19:lunch@thread.v2")

	sent, err := thread.SendMessage(ctx, "Soup!", &chat.SendMessageOptions{Metadata: map[string]string{"mood": "hungry", "draft": "yes"}})
	if err != nil {
		log.Fatal(err)
	}
	_, err = thread.UpdateMessage(ctx, sent.ID, &chat.UpdateMessageOptions{
		Metadata: acs.MergeMap(map[string]string{"mood": "full"}).Remove("draft"),
	})
	if err != nil {
		log.Fatal(err)
	}
	message, err := thread.GetMessage(ctx, sent.ID, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(message.Content.Message, message.Metadata)
	// Output: Soup! map[mood:full]
}

func ExampleThreadClient_DeleteMessage() {
	ctx, thread := context.Background(), exampleClient().Thread("19:lunch@thread.v2")

	sent, err := thread.SendMessage(ctx, "Soup!", nil)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := thread.DeleteMessage(ctx, sent.ID, nil); err != nil {
		log.Fatal(err)
	}
	message, err := thread.GetMessage(ctx, sent.ID, nil) // has no content
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%q deleted at %s\n", message.Content.Message, message.DeletedOn.Format(time.TimeOnly))
	// Output: "" deleted at 12:00:16
}

// With Throttle, a program can call this at every keystroke: at most one notification is
// sent every 8 seconds. Sending a message resets the interval.
func ExampleThreadClient_SendTypingNotification() {
	ctx, thread := context.Background(), exampleClient().Thread("19:lunch@thread.v2")

	for range 3 {
		notified, err := thread.SendTypingNotification(ctx, &chat.SendTypingNotificationOptions{
			SenderDisplayName: "Ann",
			Throttle:          true,
		})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("sent:", !notified.Throttled)
	}
	// Output:
	// sent: true
	// sent: false
	// sent: false
}
