package emulator_test

import (
	"context"
	"iter"
	"testing"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// step is a call of an operation.
type step struct {
	operation string
	call      func(context.Context) error
}

// run calls the operations in order.
func run(t *testing.T, steps []step) {
	t.Helper()
	for _, s := range steps {
		if err := s.call(t.Context()); err != nil {
			t.Fatalf("%s: %v", s.operation, err)
		}
	}
}

// call returns a call whose response is not used.
func call[T any](operation func(context.Context) (T, error)) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := operation(ctx)
		return err
	}
}

// list returns a call that reads all items.
func list[T any](operation func(context.Context) iter.Seq2[T, error]) func(context.Context) error {
	return func(ctx context.Context) error {
		for _, err := range operation(ctx) {
			if err != nil {
				return err
			}
		}
		return nil
	}
}

// TestCompleteChatResponses checks that the responses of each chat operation have the required
// properties in every version: the client rejects a response without one.
func TestCompleteChatResponses(t *testing.T) {
	for _, version := range []string{"2021-03-07", "2021-09-07", "2023-11-07", "2024-03-07", "2025-03-15", chat.APIVersion} {
		t.Run(version, func(t *testing.T) {
			s := start(t, emulator.Options{})
			fred, ann := s.newUser(identity.ScopeChat), s.newUser(identity.ScopeChat)
			client := s.chatClient(fred, func(o *chat.ClientOptions) { o.APIVersion = version })
			thread := client.Thread(s.newThread(fred, ann))
			sent, err := thread.SendMessage(t.Context(), "Pizza?", nil)
			wantNoError(t, err)
			deleted, err := thread.SendMessage(t.Context(), "Soup!", nil)
			wantNoError(t, err)
			run(t, chatSteps(client, thread, ann.id, sent.ID, deleted.ID))
		})
	}
}

// chatSteps returns calls of the operations that TestCompleteChatResponses has not called, in an
// order in which they succeed, and of the lists, while the thread has all kinds of messages.
func chatSteps(client *chat.Client, thread *chat.ThreadClient, ann acs.UserIdentifier, message, deleted chat.MessageID) []step {
	getMessage := func(id chat.MessageID) func(context.Context) error {
		return call(func(ctx context.Context) (chat.GetMessageResponse, error) { return thread.GetMessage(ctx, id, nil) })
	}
	listThreads := list(func(ctx context.Context) iter.Seq2[chat.ThreadItem, error] { return client.Threads(ctx, nil) })
	return []step{
		{"CreateThread with a rejected participant", call(func(ctx context.Context) (chat.CreateThreadResponse, error) {
			stranger := chat.Participant{ID: acs.UserIdentifier{ID: "8:acs:other_1"}}
			return client.CreateThread(ctx, "Lunch", &chat.CreateThreadOptions{Participants: []chat.Participant{stranger}})
		})},
		{"UpdateMessage", call(func(ctx context.Context) (chat.UpdateMessageResponse, error) {
			return thread.UpdateContent(ctx, message, "Pasta?", nil)
		})},
		{"DeleteMessage", call(func(ctx context.Context) (chat.DeleteMessageResponse, error) {
			return thread.DeleteMessage(ctx, deleted, nil)
		})},
		{"GetMessage", getMessage(message)},
		{"GetMessage of a deleted one", getMessage(deleted)},
		{"SendTypingNotification", call(func(ctx context.Context) (chat.SendTypingNotificationResponse, error) {
			return thread.SendTypingNotification(ctx, nil)
		})},
		{"SendReadReceipt", call(func(ctx context.Context) (chat.SendReadReceiptResponse, error) {
			return thread.SendReadReceipt(ctx, message, nil)
		})},
		{"RemoveParticipant", call(func(ctx context.Context) (chat.RemoveParticipantResponse, error) {
			return thread.RemoveParticipant(ctx, ann, nil)
		})},
		{"AddParticipants", call(func(ctx context.Context) (chat.AddParticipantsResponse, error) {
			return thread.AddParticipants(ctx, []chat.Participant{{ID: ann}, {ID: acs.UserIdentifier{ID: "8:acs:other_1"}}}, nil)
		})},
		{"UpdateProperties", call(func(ctx context.Context) (chat.UpdatePropertiesResponse, error) {
			return thread.UpdateTopic(ctx, "Dinner", nil)
		})},
		{"GetProperties", call(func(ctx context.Context) (chat.GetPropertiesResponse, error) { return thread.GetProperties(ctx, nil) })},
		{"ListMessages", list(func(ctx context.Context) iter.Seq2[chat.Message, error] { return thread.Messages(ctx, nil) })},
		{"ListParticipants", list(func(ctx context.Context) iter.Seq2[chat.Participant, error] { return thread.Participants(ctx, nil) })},
		{"ListReadReceipts", list(func(ctx context.Context) iter.Seq2[chat.ReadReceipt, error] { return thread.ReadReceipts(ctx, nil) })},
		{"ListThreads", listThreads},
		{"DeleteThread", call(func(ctx context.Context) (chat.DeleteThreadResponse, error) {
			return client.DeleteThread(ctx, thread.ThreadID(), nil)
		})},
		{"ListThreads with a deleted one", listThreads},
	}
}

// TestCompleteIdentityResponses is like TestCompleteChatResponses for the Identity operations.
func TestCompleteIdentityResponses(t *testing.T) {
	for _, version := range []string{"2021-03-07", "2022-06-01", "2022-10-01", "2023-10-01", "2025-06-30"} {
		t.Run(version, func(t *testing.T) {
			client := start(t, emulator.Options{}).identityClient(func(o *identity.ClientOptions) { o.APIVersion = version })
			scopes := []identity.Scope{identity.ScopeChat}
			created, err := client.CreateUserAndToken(t.Context(), scopes, nil)
			wantNoError(t, err)
			run(t, []step{
				{"CreateUser", call(func(ctx context.Context) (identity.CreateUserResponse, error) { return client.CreateUser(ctx, nil) })},
				{"IssueToken", call(func(ctx context.Context) (identity.IssueTokenResponse, error) {
					return client.IssueToken(ctx, created.User, scopes, nil)
				})},
				{"ExchangeTeamsToken", call(func(ctx context.Context) (identity.ExchangeTeamsTokenResponse, error) {
					return client.ExchangeTeamsToken(ctx, "token", "app", "user", nil)
				})},
				{"RevokeTokens", call(func(ctx context.Context) (identity.RevokeTokensResponse, error) {
					return client.RevokeTokens(ctx, created.User, nil)
				})},
				{"DeleteUser", call(func(ctx context.Context) (identity.DeleteUserResponse, error) {
					return client.DeleteUser(ctx, created.User, nil)
				})},
			})
		})
	}
}
