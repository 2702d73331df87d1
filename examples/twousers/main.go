// Twousers goes from a connection string to two users who chat: Fred starts a
// thread with Ann, and each of them reads what the other one writes.
//
// Its steps 1 and 2 belong on your server, which has the connection string, and
// the others in the programs of Fred and Ann.
package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/examples/internal/setup"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

func main() { setup.Main(run) }

func run(ctx context.Context, out io.Writer, service *setup.Service) error {
	// The deadline is for all calls together, with their retries.
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()

	// 1. A client that makes users.
	ids, err := identity.NewClientFromConnectionString(service.ConnectionString,
		&identity.ClientOptions{ClientOptions: service.ClientOptions}) // for Azure alone it can be nil
	if err != nil {
		return err
	}

	// 2. Two users, each with a token. See newUser.
	fred, err := newUser(ctx, service, ids, "Fred")
	if err != nil {
		return err
	}
	ann, err := newUser(ctx, service, ids, "Ann")
	if err != nil {
		return err
	}

	// 3. Fred creates a thread, in which Ann takes part.
	created, err := fred.client.CreateThread(ctx, "Lunch", &chat.CreateThreadOptions{
		Participants: []chat.Participant{{ID: ann.id, DisplayName: ann.name}},
	})
	if err != nil {
		return err
	}
	if err := created.Refused().Err(); err != nil { // the thread is there even if Ann was refused
		return err
	}
	fmt.Fprintf(out, "%s created the thread %q.\n", fred.name, created.Thread.Topic)

	// 4. Each of them needs no more than the ID of the thread.
	fred.thread = fred.client.Thread(created.Thread.ID)
	ann.thread = ann.client.Thread(created.Thread.ID)
	if err := talk(ctx, out, fred, ann); err != nil {
		return err
	}

	// 5. Lunch is over.
	_, err = fred.client.DeleteThread(ctx, created.Thread.ID, nil)
	return err
}

// user is somebody who chats.
type user struct {
	name   string
	id     acs.UserIdentifier
	client *chat.Client
	thread *chat.ThreadClient
	last   chat.MessageID // the newest message that the user has seen
}

// newUser makes a user and a client that acts in its name.
func newUser(ctx context.Context, service *setup.Service, ids *identity.Client, name string) (*user, error) {
	created, err := ids.CreateUserAndToken(ctx, []identity.Scope{identity.ScopeChat}, &identity.CreateUserOptions{ExpiresIn: time.Hour})
	if err != nil {
		return nil, err
	}
	service.DeleteAtEnd(created.User) // your users stay, and you store their IDs

	// The token is all that the program of the user gets.
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

// talk lets the two say a line in turn, and read what the other one has said.
func talk(ctx context.Context, out io.Writer, fred, ann *user) error {
	speaker, listener := fred, ann
	for _, line := range []string{"Pizza at noon?", "Soup! It is cold outside.", "Soup it is."} {
		fmt.Fprintf(out, "%s writes: %s\n", speaker.name, line)
		if _, err := speaker.thread.SendMessage(ctx, line, &chat.SendMessageOptions{SenderDisplayName: speaker.name}); err != nil {
			return err
		}
		messages, err := listener.next(ctx)
		if err != nil {
			return err
		}
		for _, message := range messages {
			fmt.Fprintf(out, "%s reads: %s: %s\n", listener.name, message.SenderDisplayName, message.Content.Message)
		}
		speaker, listener = listener, speaker
	}
	return nil
}

// next waits until others have written something, and returns it. The service
// takes 50 questions for a thread in 10 seconds.
func (u *user) next(ctx context.Context) ([]chat.Message, error) {
	for {
		messages, err := u.news(ctx)
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

// news returns what others have written since the last call, oldest first.
func (u *user) news(ctx context.Context) ([]chat.Message, error) {
	var news []chat.Message
	for message, err := range u.thread.Messages(ctx, nil) { // newest first
		if err != nil {
			return nil, err
		}
		if message.ID == u.last {
			break // the rest is known, and no further page is fetched
		}
		news = append(news, message)
	}
	if len(news) > 0 {
		u.last = news[0].ID
	}
	// Messages of the service itself, such as who has joined, have no sender.
	news = slices.DeleteFunc(news, func(m chat.Message) bool { return m.Sender == nil || acs.Equal(m.Sender, u.id) })
	slices.Reverse(news)
	return news, nil
}
