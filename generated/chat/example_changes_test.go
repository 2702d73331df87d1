package chat_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"strconv"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// A bot answers each message in all its threads. After a crash, it continues where it was.
func ExampleClient_Changes() {
	ctx, client, self := context.Background(), exampleClient(), exampleCaller()

	cursor, _ := os.ReadFile("cursor") // there is none at first
	for change, err := range client.Changes(ctx, &chat.ChangesOptions{From: acs.FromCursor(string(cursor))}) {
		if err != nil {
			log.Fatal(err)
		}
		if m := change.Message; change.Kind == chat.ChangeKindMessageReceived && m.Sender.RawID() != self.RawID() {
			if _, err := client.Thread(change.ThreadID).SendMessage(ctx, "You said: "+m.Content.Message, nil); err != nil {
				log.Print(err)
			}
		}
		if err := os.WriteFile("cursor", []byte(change.Cursor()), 0o600); err != nil {
			log.Fatal(err)
		}
	}
}

// Once reads what has happened since the last time.
func ExampleThreadClient_Changes() {
	thread := exampleClient().Thread("19:lunch@thread.v2")
	ctx, cursor := context.Background(), ""

	for change, err := range thread.Changes(ctx, &chat.ThreadChangesOptions{From: acs.FromBeginning(), Once: true}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s %q\n", change.Kind, change.Message.Content.Message)
		cursor = change.Cursor()
	}
	if _, err := thread.SendMessage(ctx, "Soup!", nil); err != nil {
		log.Fatal(err)
	}
	for change, err := range thread.Changes(ctx, &chat.ThreadChangesOptions{From: acs.FromCursor(cursor), Once: true}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s %q\n", change.Kind, change.Message.Content.Message)
	}
	// Output:
	// participantsAdded ""
	// threadPropertiesUpdated ""
	// messageReceived "Pizza?"
	// messageReceived "Soup!"
}

// The number of unread messages follows from the changes: messages of others that came
// after the one that the user has read. Read receipts of the user's other devices are
// changes, too.
func ExampleThreadClient_Changes_unread() {
	thread, self := exampleClient().Thread("19:lunch@thread.v2"), exampleCaller()
	unread := map[chat.MessageID]bool{}

	options := &chat.ThreadChangesOptions{From: acs.FromBeginning(), Once: true, ReadReceipts: true}
	for change, err := range thread.Changes(context.Background(), options) {
		if err != nil {
			log.Fatal(err)
		}
		switch m, receipt := change.Message, change.ReadReceipt; change.Kind {
		case chat.ChangeKindMessageReceived, chat.ChangeKindMessageEdited:
			if m.Sender.RawID() != self.RawID() {
				unread[m.ID] = true
			}
		case chat.ChangeKindMessageDeleted:
			delete(unread, m.ID)
		case chat.ChangeKindReadReceiptReceived:
			for id := range unread {
				if receipt.Sender.RawID() == self.RawID() && !isLater(id, receipt.MessageID) {
					delete(unread, id)
				}
			}
		}
	}
	fmt.Println(len(unread), "unread")
	// Output: 1 unread
}

// isLater reports whether a message was sent after another: IDs are times.
func isLater(x, y chat.MessageID) bool {
	xTime, _ := strconv.ParseInt(string(x), 10, 64)
	yTime, _ := strconv.ParseInt(string(y), 10, 64)
	return xTime > yTime
}
