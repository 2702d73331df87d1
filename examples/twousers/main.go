// Twousers starts with a connection string and ends with two users who chat: Fred
// creates a thread with Ann, and each reads the other's messages.
//
// Steps 1 and 2 belong on your server, which has the connection string, and the
// other steps in the programs of Fred and Ann.
package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/examples/internal/setup"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

func main() { setup.Main(run) }

func run(ctx context.Context, out io.Writer, service *setup.Service) error {
	// The timeout covers all calls together, including their retries.
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()

	// 1. Create an identity client.
	ids, err := identity.NewClientFromConnectionString(service.ConnectionString,
		&identity.ClientOptions{ClientOptions: service.ClientOptions}) // for Azure, these options can be nil
	if err != nil {
		return err
	}

	// 2. Create two users, each with an access token. See newUser.
	fred, err := newUser(ctx, service, ids, "Fred")
	if err != nil {
		return err
	}
	ann, err := newUser(ctx, service, ids, "Ann")
	if err != nil {
		return err
	}

	// 3. Fred creates a thread and adds Ann to it.
	created, err := fred.client.CreateThread(ctx, "Lunch", &chat.CreateThreadOptions{
		Participants: []chat.Participant{{ID: ann.id, DisplayName: ann.name}},
	})
	if err != nil {
		return err
	}
	if err := created.Rejected().Err(); err != nil { // the thread is created even if Ann is rejected
		return err
	}
	fmt.Fprintf(out, "%s created the thread %q.\n", fred.name, created.Thread.Topic)

	// 4. Both chat in the thread, for which they need only its ID.
	fred.thread = fred.client.Thread(created.Thread.ID)
	ann.thread = ann.client.Thread(created.Thread.ID)
	if err := exchangeMessages(ctx, out, fred, ann); err != nil {
		return err
	}

	// 5. Fred deletes the thread.
	_, err = fred.client.DeleteThread(ctx, created.Thread.ID, nil)
	return err
}

// user is a chat user and the state of the user's program.
type user struct {
	name        string
	id          acs.UserIdentifier
	client      *chat.Client
	thread      *chat.ThreadClient
	lastVersion int64 // of the messages that newMessages has returned
}

// newUser creates a user, an access token, and a chat client that uses the token.
func newUser(ctx context.Context, service *setup.Service, ids *identity.Client, name string) (*user, error) {
	created, err := ids.CreateUserAndToken(ctx, []identity.Scope{identity.ScopeChat}, &identity.CreateUserOptions{ExpiresIn: time.Hour})
	if err != nil {
		return nil, err
	}
	service.DeleteOnClose(created.User) // in your program, keep the user and store its ID

	// The user's program needs only the token.
	credential, err := acs.NewTokenCredential(created.AccessToken.Token)
	if err != nil {
		return nil, err
	}
	client, err := chat.NewClient(service.Endpoint, credential, &chat.ClientOptions{ClientOptions: service.ClientOptions})
	if err != nil {
		return nil, err
	}
	return &user{name: name, id: created.User, client: client}, nil
}

// exchangeMessages sends messages from Fred and Ann in turn, which the other one reads.
func exchangeMessages(ctx context.Context, out io.Writer, fred, ann *user) error {
	sender, reader := fred, ann
	for _, line := range []string{"Pizza at noon?", "Soup! It is cold outside.", "Soup it is."} {
		fmt.Fprintf(out, "%s writes: %s\n", sender.name, line)
		if _, err := sender.thread.SendMessage(ctx, line, &chat.SendMessageOptions{SenderDisplayName: sender.name}); err != nil {
			return err
		}
		messages, err := reader.waitForMessages(ctx)
		if err != nil {
			return err
		}
		for _, message := range messages {
			fmt.Fprintf(out, "%s reads: %s: %s\n", reader.name, message.SenderDisplayName, message.Content.Message)
		}
		sender, reader = reader, sender
	}
	return nil
}

// waitForMessages polls until there are new messages from other users, and
// returns them. The service allows each user to list a thread's messages 50 times
// every 10 seconds.
func (u *user) waitForMessages(ctx context.Context) ([]chat.Message, error) {
	for {
		messages, err := u.newMessages(ctx)
		if err != nil || len(messages) > 0 {
			return messages, err
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// newMessages returns the messages that other users have sent, edited or deleted since
// the last call, in that order. The service lists messages by their last change, newest
// first: a message that was edited is at the place of the edit, with a new version, and
// not at the place of its ID or sequence ID.
func (u *user) newMessages(ctx context.Context) ([]chat.Message, error) {
	var messages []chat.Message
	newest := u.lastVersion
	listed := map[int64]bool{}
	for message, err := range u.thread.Messages(ctx, nil) {
		if err != nil {
			return nil, err
		}
		version, err := strconv.ParseInt(message.Version, 10, 64)
		if err != nil {
			return nil, err
		}
		if version <= u.lastVersion {
			break // the remaining messages are known; no further page is fetched
		}
		if listed[version] {
			continue // a page can repeat messages of the previous one
		}
		listed[version] = true
		newest = max(newest, version)
		messages = append(messages, message)
	}
	u.lastVersion = newest
	// System messages, such as that a participant was added, have no sender.
	messages = slices.DeleteFunc(messages, func(m chat.Message) bool { return m.Sender == nil || acs.Equal(m.Sender, u.id) })
	slices.Reverse(messages)
	return messages, nil
}
