package emulator_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// The tests below check published behaviour of the service through the Go client.

func wantStatusOf(t *testing.T, err error, status int) *acs.Error {
	t.Helper()
	failure, ok := errors.AsType[*acs.Error](err)
	if !ok || failure.StatusCode != status {
		t.Fatalf("got error %v, want status %d", err, status)
	}
	return failure
}

// TestRemovedUser checks that a removed user reads the messages up to the removal, and
// neither newer ones nor sends any.
func TestRemovedUser(t *testing.T) {
	for name, options := range modes() {
		t.Run(name, func(t *testing.T) {
			s := start(t, options)
			fred, ann := s.newUser(identity.ScopeChat), s.newUser(identity.ScopeChat)
			id := s.newThread(fred, ann)
			thread, annThread := s.chatClient(fred).Thread(id), s.chatClient(ann).Thread(id)
			for _, text := range []string{"before", "after"} {
				if text == "after" {
					_, err := thread.RemoveParticipant(t.Context(), ann.id, nil)
					wantNoError(t, err)
				}
				_, err := thread.SendMessage(t.Context(), text, nil)
				wantNoError(t, err)
			}
			var read []chat.Message
			for message, err := range annThread.Messages(t.Context(), nil) {
				wantNoError(t, err)
				read = append(read, message)
			}
			wantEqual(t, "messages", strings.Join(slices.Compact(contents(read)), " "), " before Lunch ")
			_, err := annThread.SendMessage(t.Context(), "hello?", nil)
			wantStatusOf(t, err, 403)
		})
	}
}

// TestOthersMessage checks that the error for editing or deleting the message of somebody
// else tells that only the sender may.
func TestOthersMessage(t *testing.T) {
	for name, options := range modes() {
		t.Run(name, func(t *testing.T) {
			s := start(t, options)
			fred, ann := s.newUser(identity.ScopeChat), s.newUser(identity.ScopeChat)
			id := s.newThread(fred, ann)
			sent, err := s.chatClient(fred).Thread(id).SendMessage(t.Context(), "mine", nil)
			wantNoError(t, err)
			_, deleteErr := s.chatClient(ann).Thread(id).DeleteMessage(t.Context(), sent.ID, nil)
			_, updateErr := s.chatClient(ann).Thread(id).UpdateMessage(t.Context(), sent.ID, &chat.UpdateMessageOptions{Content: acs.Set("hers")})
			for _, err := range []error{deleteErr, updateErr} {
				if failure := wantStatusOf(t, err, 403); !strings.Contains(failure.Error(), "only the sender of a message") {
					t.Errorf("the error does not mention the sender: %v", failure)
				}
			}
		})
	}
}

// TestReceiptsInLargeThread checks that a receipt in a thread of 21 participants is
// accepted and not listed.
func TestReceiptsInLargeThread(t *testing.T) {
	s := start(t, emulator.Options{})
	fred := s.newUser(identity.ScopeChat)
	var others []user
	for range 20 {
		created, err := s.identityClient().CreateUser(t.Context(), nil)
		wantNoError(t, err)
		others = append(others, user{id: created.User})
	}
	thread := s.chatClient(fred).Thread(s.newThread(fred, others...))
	sent, err := thread.SendMessage(t.Context(), "hello", nil)
	wantNoError(t, err)
	_, err = thread.SendReadReceipt(t.Context(), sent.ID, nil)
	wantNoError(t, err)
	for receipt, err := range thread.ReadReceipts(t.Context(), nil) {
		t.Errorf("got receipt %v, error %v", receipt, err)
	}
}

// TestRateLimitPerUser checks that two users list the messages of a thread without
// reaching the limit of one.
func TestRateLimitPerUser(t *testing.T) {
	s := start(t, emulator.Options{RateLimits: true, Now: fixedTime})
	fred, ann := s.newUser(identity.ScopeChat), s.newUser(identity.ScopeChat)
	id := s.newThread(fred, ann)
	list := func(u user) int { return s.callChat(u, "GET", "/chat/threads/"+string(id)+"/messages", "").status }
	for range 50 {
		wantEqual(t, "status", list(fred), 200)
		wantEqual(t, "status", list(ann), 200)
	}
	wantEqual(t, "status of call 51", list(fred), 429)
}
