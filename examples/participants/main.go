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

const (
	guestCount  = 24
	perCall     = 10              // the service accepts up to 200 per call and 250 per thread
	maxAttempts = 3               // per participant
	retryDelay  = 2 * time.Second // between attempts
)

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
	for chunk := range slices.Chunk(guests, perCall) {
		rejected, err := addAll(ctx, thread, chunk)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "requested %d, rejected %d\n", len(chunk), len(rejected))
		for _, r := range rejected {
			fmt.Fprintln(out, "-", r)
		}
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

// addAll adds participants and retries temporary rejections. It returns the
// participants that were not added.
func addAll(ctx context.Context, thread *chat.ThreadClient, participants []chat.Participant) (rejected chat.ParticipantErrors, err error) {
	for attempt := 1; ; attempt++ {
		added, err := thread.AddParticipants(ctx, participants, nil)
		if err != nil {
			return nil, err // it is not known whether any participant was added
		}
		// If you do not need rejected, use added.Rejected().ToRetry(isTemporary).
		participants = nil
		for _, failure := range added.Rejected() {
			// Participant is nil if the service rejects one that was not requested.
			if p := failure.Participant; p != nil && attempt < maxAttempts && isTemporary(failure) {
				participants = append(participants, *p)
			} else {
				rejected = append(rejected, failure)
			}
		}
		if len(participants) == 0 {
			return rejected, nil
		}
		select {
		case <-time.After(retryDelay):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// isTemporary reports whether the participant may be added on another attempt.
// The code is an HTTP status.
func isTemporary(failure *chat.ParticipantError) bool {
	return slices.Contains([]string{"429", "500", "503"}, failure.Code)
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
