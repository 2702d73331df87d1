// Participants adds many participants to a thread. The service may reject some
// of them while it adds the others; temporary rejections are retried.
//
// It creates the users concurrently: all clients are safe for concurrent use.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/examples/internal/setup"
	"github.com/chatgen-go/chatgen/generated/chat"
)

const guestCount = 24 // the service accepts up to 250 participants per thread

func main() { setup.Main(run) }

func run(ctx context.Context, out io.Writer, service *setup.Service) error {
	// The timeout covers all calls together, including their retries.
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()

	host, err := service.NewUser(ctx)
	if err != nil {
		return err
	}
	guests, err := createGuests(ctx, service)
	if err != nil {
		return err
	}
	// Eve is a user of another resource.
	eve := acs.UserIdentifier{ID: "8:acs:00000000-0000-0000-0000-000000000000_00000000-0000-0000-0000-000000000000"}
	guests = append(guests, chat.Participant{ID: eve, DisplayName: "Eve"})

	created, err := host.Chat.CreateThread(ctx, "Party", nil)
	if err != nil {
		return err
	}
	thread := host.Chat.Thread(created.Thread.ID)
	if err := addGuests(ctx, out, thread, guests); err != nil {
		return err
	}
	if err := listPages(ctx, out, thread); err != nil {
		return err
	}
	_, err = host.Chat.DeleteThread(ctx, created.Thread.ID, nil)
	return err
}

// createGuests creates users concurrently. Where other languages use async
// clients, Go uses goroutines.
func createGuests(ctx context.Context, service *setup.Service) ([]chat.Participant, error) {
	var wg sync.WaitGroup
	guests := make([]chat.Participant, guestCount)
	errs := make([]error, guestCount)
	for i := range guestCount {
		wg.Go(func() {
			user, err := service.NewUser(ctx)
			guests[i], errs[i] = chat.Participant{ID: user.ID, DisplayName: fmt.Sprintf("Guest %d", i+1)}, err
		})
	}
	wg.Wait()
	return guests, errors.Join(errs...)
}

// addGuests adds participants in batches of up to 200, and retries those that the service
// rejects temporarily, after waits that grow.
func addGuests(ctx context.Context, out io.Writer, thread *chat.ThreadClient, guests []chat.Participant) error {
	result, err := thread.AddAllParticipants(ctx, guests, &chat.AddAllParticipantsOptions{
		// Without ShouldRetry, those with code 429 or from 500 to 599 are retried.
		ShouldRetry: func(rejected *chat.ParticipantError) bool {
			retry := slices.Contains([]string{"429", "500", "503"}, rejected.Code)
			if retry {
				fmt.Fprintf(out, "%s is retried: %s\n", rejected.Participant.DisplayName, rejected.Message)
			}
			return retry
		},
	})
	// The result has what is known so far, even if a request failed.
	fmt.Fprintf(out, "added %d, rejected %d, remaining %d\n", len(result.Added), len(result.Rejected), len(result.Remaining))
	for _, rejected := range result.Rejected {
		fmt.Fprintln(out, "-", rejected)
	}
	return err
}

// listPages lists the participants page by page.
func listPages(ctx context.Context, out io.Writer, thread *chat.ThreadClient) error {
	for page, err := range thread.ParticipantPages(ctx, &chat.ListParticipantsOptions{MaxPageSize: 10}) {
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "a page with %d participants\n", len(page.Value))
	}
	return nil
}
