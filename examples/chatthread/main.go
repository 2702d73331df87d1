// Chatthread shows how to use a chat.ThreadClient: properties, messages, typing
// notifications, read receipts and participants of a thread.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/examples/internal/setup"
	"github.com/chatgen-go/chatgen/generated/chat"
)

func main() { setup.Main(run) }

func run(ctx context.Context, out io.Writer, service *setup.Service) error {
	// The timeout covers all calls together, including their retries.
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()

	ann, err := service.NewUser(ctx)
	if err != nil {
		return err
	}
	fred, err := service.NewUser(ctx)
	if err != nil {
		return err
	}
	// The creator is always a participant; listing Ann sets her display name.
	created, err := ann.Chat.CreateThread(ctx, "Lunch", &chat.CreateThreadOptions{
		Participants: []chat.Participant{{ID: ann.ID, DisplayName: "Ann"}, {ID: fred.ID, DisplayName: "Fred"}},
	})
	if err != nil {
		return err
	}
	id := created.Thread.ID
	thread := ann.Chat.Thread(id)

	if err := showProperties(ctx, out, thread); err != nil {
		return err
	}
	if err := showMessages(ctx, out, thread); err != nil {
		return err
	}
	if err := showTyping(ctx, out, thread); err != nil {
		return err
	}
	if err := showReceipts(ctx, out, thread, fred.Chat.Thread(id)); err != nil {
		return err
	}
	if err := showParticipants(ctx, out, thread, service); err != nil {
		return err
	}
	_, err = ann.Chat.DeleteThread(ctx, id, nil)
	return err
}

// showProperties changes the topic and the metadata of the thread.
func showProperties(ctx context.Context, out io.Writer, thread *chat.ThreadClient) error {
	if _, err := thread.UpdateTopic(ctx, "Dinner", nil); err != nil {
		return err
	}
	// Update several properties at once. Properties that are not set stay unchanged.
	_, err := thread.UpdateProperties(ctx, &chat.UpdatePropertiesOptions{
		Metadata:        acs.MergeMap(map[string]string{"place": "roof"}),
		RetentionPolicy: acs.Set[chat.RetentionPolicy](chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 30}),
	})
	if err != nil {
		return err
	}
	updated, err := thread.GetProperties(ctx, nil)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "topic %q, metadata %v\n", updated.Topic, updated.Metadata)
	if policy, ok := updated.RetentionPolicy.(chat.ThreadCreationDateRetentionPolicy); ok {
		fmt.Fprintf(out, "the service deletes the thread after %d days\n", policy.DeleteThreadAfterDays)
	}
	return nil
}

// showMessages sends, gets, edits, deletes and lists messages.
func showMessages(ctx context.Context, out io.Writer, thread *chat.ThreadClient) error {
	sent, err := thread.SendMessage(ctx, "Pizza?", nil)
	if err != nil {
		return err
	}
	rich, err := thread.SendMessage(ctx, "<b>Soop!</b>", &chat.SendMessageOptions{
		Type:              chat.MessageTypeHTML,
		SenderDisplayName: "Ann",
		Metadata:          map[string]string{"mood": "hungry"},
	})
	if err != nil {
		return err
	}
	if _, err := thread.UpdateContent(ctx, rich.ID, "<b>Soup!</b>", nil); err != nil {
		return err
	}
	message, err := thread.GetMessage(ctx, rich.ID, nil)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "message %s: %s by %s, edited: %t\n", message.ID, message.Content.Message, message.SenderDisplayName, !message.EditedOn.IsZero())
	if _, err := thread.DeleteMessage(ctx, sent.ID, nil); err != nil {
		return err
	}
	return listMessages(ctx, out, thread)
}

// listMessages lists the messages of the last day by their last change, newest first,
// with two messages per request.
func listMessages(ctx context.Context, out io.Writer, thread *chat.ThreadClient) error {
	options := &chat.ListMessagesOptions{StartTime: time.Now().Add(-24 * time.Hour), MaxPageSize: 2}
	listed := map[chat.MessageID]bool{}
	for message, err := range thread.Messages(ctx, options) {
		if err != nil {
			return err
		}
		if listed[message.ID] {
			continue // a page can repeat messages of the previous one
		}
		listed[message.ID] = true
		content := message.Content
		switch {
		case !message.DeletedOn.IsZero():
			fmt.Fprintf(out, "- %s: (deleted)\n", message.Type)
		case message.Type == chat.MessageTypeTopicUpdated:
			fmt.Fprintf(out, "- %s: %q\n", message.Type, content.Topic)
		case message.Type == chat.MessageTypeParticipantAdded:
			fmt.Fprintf(out, "- %s: %d\n", message.Type, len(content.Participants))
		default:
			fmt.Fprintf(out, "- %s: %s\n", message.Type, content.Message)
		}
	}
	return nil
}

// showTyping notifies the other participants that the caller is typing. A program can
// call this on each keystroke: with Throttle, at most one notification is sent
// every 8 seconds.
func showTyping(ctx context.Context, out io.Writer, thread *chat.ThreadClient) error {
	for range 2 {
		response, err := thread.SendTypingNotification(ctx, &chat.SendTypingNotificationOptions{SenderDisplayName: "Ann", Throttle: true})
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "typing notification sent: %t\n", !response.Throttled)
	}
	return nil
}

// showReceipts sends a read receipt from Fred for the newest message, and lists the
// receipts as Ann.
func showReceipts(ctx context.Context, out io.Writer, ann, fred *chat.ThreadClient) error {
	sent, err := ann.SendMessage(ctx, "At eight?", nil)
	if err != nil {
		return err
	}
	if _, err := fred.SendReadReceipt(ctx, sent.ID, nil); err != nil {
		return err
	}
	for receipt, err := range ann.ReadReceipts(ctx, nil) {
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s has read up to the newest message: %t\n", receipt.Sender, receipt.MessageID == sent.ID)
	}
	return nil
}

// showParticipants adds, removes and lists participants. The example "participants"
// shows how to retry participants that the service rejected.
func showParticipants(ctx context.Context, out io.Writer, thread *chat.ThreadClient, service *setup.Service) error {
	carl, err := service.NewUser(ctx)
	if err != nil {
		return err
	}
	// For a single participant, a rejection is returned as an error.
	if _, err := thread.AddParticipant(ctx, chat.Participant{ID: carl.ID, DisplayName: "Carl"}, nil); err != nil {
		return err
	}
	eve := acs.UserIdentifier{ID: "8:acs:00000000-0000-0000-0000-000000000000_00000000-0000-0000-0000-000000000000"} // a user of another resource
	_, err = thread.AddParticipant(ctx, chat.Participant{ID: eve, DisplayName: "Eve"}, nil)
	if rejected, ok := errors.AsType[*chat.ParticipantError](err); ok {
		fmt.Fprintln(out, "Eve was rejected:", rejected.Message)
	} else if err != nil {
		return err
	}
	if _, err := thread.RemoveParticipant(ctx, carl.ID, nil); err != nil {
		return err
	}
	for participant, err := range thread.Participants(ctx, nil) {
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "- %s %s\n", participant.DisplayName, participant.ID)
	}
	return nil
}
