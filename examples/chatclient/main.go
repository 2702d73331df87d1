// Chatclient shows how to use a chat.Client: create, list and delete threads, and
// get the client of a thread. The chat.Client refreshes its token automatically
// and has custom retry options.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/google/uuid"

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

// newClient returns a client that acts as a user and refreshes its access token.
func newClient(service *setup.Service, user acs.UserIdentifier) (*chat.Client, error) {
	ids, err := service.Identity()
	if err != nil {
		return nil, err
	}
	// In your program, request the token from your server, which has the connection
	// string. The function is called for the first token and before a token expires.
	fetchToken := func(ctx context.Context) (azcore.AccessToken, error) {
		issued, err := ids.IssueToken(ctx, user, []identity.Scope{identity.ScopeChat}, nil)
		return issued.AzureToken(), err
	}
	credential, err := acs.NewRefreshingCredential(fetchToken, nil)
	if err != nil {
		return nil, err
	}
	options := &chat.ClientOptions{ClientOptions: service.ClientOptions}
	options.Retry = policy.RetryOptions{
		MaxRetries: 5,                // in addition to the first attempt
		RetryDelay: time.Second,      // before the first retry; it grows with each retry
		TryTimeout: 10 * time.Second, // for each attempt
	}
	return chat.NewClient(service.Endpoint, credential, options)
}

// createThread creates a thread with a participant, who has a display name and
// sees messages from now on.
func createThread(ctx context.Context, out io.Writer, client *chat.Client, fred acs.Identifier) (chat.ThreadID, error) {
	created, err := client.CreateThread(ctx, "Lunch", &chat.CreateThreadOptions{
		Participants: []chat.Participant{{ID: fred, DisplayName: "Fred", ShareHistoryTime: time.Now()}},
		Metadata:     map[string]string{"place": "roof"},
	})
	if err != nil {
		return "", err
	}
	for _, rejected := range created.Rejected() { // the thread was created anyway
		fmt.Fprintln(out, rejected)
	}
	fmt.Fprintf(out, "created %q: %s\n", created.Thread.Topic, created.Thread.ID)
	return created.Thread.ID, nil
}

// createThreadOnce creates a thread unless an earlier request with the same ID has
// created it. Retries within one call do not need this; it is for programs that
// may be restarted before they have stored the thread's ID.
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
	fmt.Fprintf(out, "sent the request for %q twice; same thread: %t\n", first.Thread.Topic, first.Thread.ID == second.Thread.ID)
	return first.Thread.ID, nil
}

// showThread gets a thread by its ID, which is all that a program has to store.
func showThread(ctx context.Context, out io.Writer, client *chat.Client, id chat.ThreadID) error {
	thread := client.Thread(id) // returns a chat.ThreadClient and sends no request
	properties, err := thread.GetProperties(ctx, nil)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%q was created by %s; metadata: %v\n", properties.Topic, properties.CreatedBy, properties.Metadata)
	return nil
}

// listThreads lists the user's threads item by item, and then page by page.
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
		fmt.Fprintf(out, "a page with %d; more pages: %t\n", len(page.Value), page.NextLink != "")
	}
	return nil
}

// deleteThread deletes a thread for all participants, and shows the error that
// the service returns for it afterwards.
func deleteThread(ctx context.Context, out io.Writer, client *chat.Client, id chat.ThreadID) error {
	if _, err := client.DeleteThread(ctx, id, nil); err != nil {
		return err
	}
	_, err := client.Thread(id).GetProperties(ctx, nil)
	// Unsuccessful responses are returned as an *acs.Error, which is one of the acs.Err
	// values if the reason is a common one.
	if errors.Is(err, acs.ErrNotFound) {
		fmt.Fprintln(out, "deleted; getting it now fails: not found")
		return nil
	}
	return err
}
