package followtest_test

import (
	"context"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// user is a user of an emulator, with a client.
type user struct {
	*chat.Client

	id    acs.UserIdentifier
	token string
}

// newUser creates a user.
func newUser(t *testing.T, service emulator.TestServer) user {
	t.Helper()
	options := azcore.ClientOptions{Transport: service.Client, InsecureAllowCredentialWithHTTP: true}
	ids, err := identity.NewClientFromConnectionString(service.ConnectionString, &identity.ClientOptions{ClientOptions: options})
	if err != nil {
		t.Fatal(err)
	}
	created, err := ids.CreateUserAndToken(t.Context(), []identity.Scope{identity.ScopeChat}, nil)
	if err != nil {
		t.Fatal(err)
	}
	client, err := newClient(service.Endpoint, created.AccessToken.Token, options)
	if err != nil {
		t.Fatal(err)
	}
	return user{client, created.User, created.AccessToken.Token}
}

func newClient(endpoint, token string, options azcore.ClientOptions) (*chat.Client, error) {
	credential, err := acs.NewTokenCredential(token)
	if err != nil {
		return nil, err
	}
	return chat.NewClient(endpoint, credential, &chat.ClientOptions{ClientOptions: options})
}

// newThread creates a thread with other participants.
func (u user) newThread(t *testing.T, topic string, others ...user) *chat.ThreadClient {
	t.Helper()
	var participants []chat.Participant
	for _, other := range others {
		participants = append(participants, chat.Participant{ID: other.id})
	}
	created, err := u.CreateThread(t.Context(), topic, &chat.CreateThreadOptions{Participants: participants})
	if err != nil {
		t.Fatal(err)
	}
	return u.Thread(created.Thread.ID)
}

func send(t *testing.T, thread *chat.ThreadClient, text string) chat.MessageID {
	t.Helper()
	sent, err := thread.SendMessage(t.Context(), text, nil)
	if err != nil {
		t.Fatal(err)
	}
	return sent.ID
}

// describe returns the kind of a change and what is in it.
func describe(c *chat.Change) string {
	switch c.Kind {
	case chat.ChangeKindMessageReceived, chat.ChangeKindMessageEdited, chat.ChangeKindMessageDeleted:
		return fmt.Sprintf("%s %q", c.Kind, c.Message.Content.Message)
	case chat.ChangeKindThreadPropertiesUpdated:
		return fmt.Sprintf("%s %q", c.Kind, c.Message.Content.Topic)
	case chat.ChangeKindThreadCreated, chat.ChangeKindThreadDeleted, chat.ChangeKindThreadLost:
		return fmt.Sprintf("%s %q", c.Kind, c.Thread.Topic)
	}
	return string(c.Kind)
}

// read returns the descriptions of the changes of a range that ends, its last cursor, and its
// error.
func read(changes iter.Seq2[chat.Change, error]) (list []string, cursor string, err error) {
	for change, err := range changes {
		if err != nil {
			return list, cursor, err
		}
		list, cursor = append(list, describe(&change)), change.Cursor()
	}
	return list, cursor, nil
}

// fast are short intervals.
const fast = 10 * time.Millisecond

// follow runs a range in the background. It returns a function that returns the next change.
func follow(t *testing.T, changes func(context.Context) iter.Seq2[chat.Change, error]) (next func() string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	found, done := make(chan string), make(chan struct{})
	go func() {
		defer close(done)
		for change, err := range changes(ctx) {
			text := describe(&change)
			if err != nil {
				text = err.Error()
			}
			select {
			case found <- text:
			case <-ctx.Done():
				return
			}
		}
	}()
	t.Cleanup(func() { cancel(); <-done })
	return func() string {
		t.Helper()
		select {
		case text := <-found:
			return text
		case <-time.After(10 * time.Second):
			t.Fatal("no change for a minute")
			return ""
		}
	}
}
