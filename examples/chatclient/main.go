// Chatclient shows what a chat.Client does: create threads, list them, get a
// client for one of them, and delete one. Its client renews its token by itself,
// and has settings for retries.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/google/uuid"

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

	ann, err := service.NewUser(ctx)
	if err != nil {
		return err
	}
	fred, err := service.NewUser(ctx)
	if err != nil {
		return err
	}
	client, err := newClient(service, ann.ID)
	if err != nil {
		return err
	}
	lunch, err := createThread(ctx, out, client, fred.ID)
	if err != nil {
		return err
	}
	dinner, err := createThreadOnce(ctx, out, client)
	if err != nil {
		return err
	}
	if err := showThread(ctx, out, client, lunch); err != nil {
		return err
	}
	if err := listThreads(ctx, out, client); err != nil {
		return err
	}
	for _, id := range []chat.ThreadID{lunch, dinner} {
		if err := deleteThread(ctx, out, client, id); err != nil {
			return err
		}
	}
	return nil
}

// newClient returns a client that acts for a user, for as long as it takes.
func newClient(service *setup.Service, user acs.UserIdentifier) (*chat.Client, error) {
	ids, err := service.Identity()
	if err != nil {
		return nil, err
	}
	// In your program this asks your server, which has the connection string. It
	// is called for the first token, and again before a token expires.
	fetchToken := func(ctx context.Context) (string, error) {
		issued, err := ids.IssueToken(ctx, user, []identity.Scope{identity.ScopeChat}, nil)
		return issued.Token, err
	}
	credential, err := acs.NewRefreshingCredential(fetchToken, nil)
	if err != nil {
		return nil, err
	}
	options := &chat.ClientOptions{ClientOptions: service.ClientOptions}
	options.Retry = policy.RetryOptions{
		MaxRetries: 5,                // besides the first try
		RetryDelay: time.Second,      // before the second try, then longer and longer
		TryTimeout: 10 * time.Second, // of each try
	}
	return chat.NewClient(service.Endpoint, credential, options)
}

// createThread creates a thread with a participant, who joins under a name and
// sees all that is said from now on.
func createThread(ctx context.Context, out io.Writer, client *chat.Client, fred acs.Identifier) (chat.ThreadID, error) {
	created, err := client.CreateThread(ctx, "Lunch", &chat.CreateThreadOptions{
		Participants: []chat.Participant{{ID: fred, DisplayName: "Fred", ShareHistoryTime: time.Now()}},
		Metadata:     map[string]string{"place": "roof"},
	})
	if err != nil {
		return "", err
	}
	for _, refused := range created.Refused() { // the thread is there nevertheless
		fmt.Fprintln(out, refused)
	}
	fmt.Fprintf(out, "created %q: %s\n", created.Thread.Topic, created.Thread.ID)
	return created.Thread.ID, nil
}

// createThreadOnce creates a thread unless it was created before, by the same
// request ID. The retries of one call need none; this is for a program that may
// be stopped and started again before it has stored the thread's ID.
func createThreadOnce(ctx context.Context, out io.Writer, client *chat.Client) (chat.ThreadID, error) {
	options := &chat.CreateThreadOptions{RepeatabilityRequestID: uuid.NewString()} // store it before the call
	first, err := client.CreateThread(ctx, "Dinner", options)
	if err != nil {
		return "", err
	}
	second, err := client.CreateThread(ctx, "Dinner", options)
	if err != nil {
		return "", err
	}
	fmt.Fprintf(out, "created %q twice; the same thread: %t\n", first.Thread.Topic, first.Thread.ID == second.Thread.ID)
	return first.Thread.ID, nil
}

// showThread gets a thread by its ID, which is all that needs to be stored.
func showThread(ctx context.Context, out io.Writer, client *chat.Client, id chat.ThreadID) error {
	thread := client.Thread(id) // a chat.ThreadClient; nothing is sent yet
	properties, err := thread.GetProperties(ctx, nil)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%q was created by %s; metadata: %v\n", properties.Topic, properties.CreatedBy, properties.Metadata)
	return nil
}

// listThreads lists the caller's threads one by one, and then in pages.
func listThreads(ctx context.Context, out io.Writer, client *chat.Client) error {
	twoDaysAgo := time.Now().Add(-48 * time.Hour)
	for thread, err := range client.Threads(ctx, &chat.ListThreadsOptions{StartTime: twoDaysAgo}) {
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "- %q\n", thread.Topic)
	}
	for page, err := range client.ThreadPages(ctx, &chat.ListThreadsOptions{MaxPageSize: 1}) {
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "a page of %d; another one follows: %t\n", len(page.Value), page.NextLink != "")
	}
	return nil
}

// deleteThread deletes a thread for all, and shows what the service says of it
// afterwards.
func deleteThread(ctx context.Context, out io.Writer, client *chat.Client, id chat.ThreadID) error {
	if _, err := client.DeleteThread(ctx, id, nil); err != nil {
		return err
	}
	_, err := client.Thread(id).GetProperties(ctx, nil)
	// An answer that is no success is an *acs.Error. Other errors, such as a
	// broken connection or a deadline, are not.
	if failure, ok := errors.AsType[*acs.Error](err); ok {
		fmt.Fprintf(out, "deleted; to get it is now an error: %d %s\n", failure.StatusCode, failure.Code)
		return nil
	}
	return err
}
