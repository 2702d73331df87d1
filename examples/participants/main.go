// Participants adds many participants to a thread. Some of them are refused
// while the others join; those refused for the moment only are sent again.
//
// It makes the users concurrently: all clients are safe for that.
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
	guests  = 24
	perCall = 10              // the service takes 200, and a thread holds 250
	rounds  = 3               // after which a refusal is final
	pause   = 2 * time.Second // before the refused are sent again
)

func main() { setup.Main(run) }

func run(ctx context.Context, out io.Writer, service *setup.Service) error {
	// The deadline is for all calls together, with their retries.
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()

	host, err := service.NewUser(ctx)
	if err != nil {
		return err
	}
	invited, err := newGuests(ctx, service)
	if err != nil {
		return err
	}
	// Eve is a user of another resource.
	eve := acs.UserIdentifier{ID: "8:acs:00000000-0000-0000-0000-000000000000_00000000-0000-0000-0000-000000000000"}
	invited = append(invited, chat.Participant{ID: eve, DisplayName: "Eve"})

	created, err := host.Chat.CreateThread(ctx, "Party", nil)
	if err != nil {
		return err
	}
	thread := host.Chat.Thread(created.Thread.ID)
	for some := range slices.Chunk(invited, perCall) {
		refused, err := addAll(ctx, thread, some)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "invited %d, refused %d\n", len(some), len(refused))
		for _, r := range refused {
			fmt.Fprintln(out, "-", r)
		}
	}
	if err := list(ctx, out, thread); err != nil {
		return err
	}
	_, err = host.Chat.DeleteThread(ctx, created.Thread.ID, nil)
	return err
}

// newGuests makes users, all at once: what takes await in other languages is
// goroutines in Go.
func newGuests(ctx context.Context, service *setup.Service) ([]chat.Participant, error) {
	var wait sync.WaitGroup
	made := make([]chat.Participant, guests)
	errs := make([]error, guests)
	for i := range guests {
		wait.Go(func() {
			user, err := service.NewUser(ctx)
			made[i], errs[i] = chat.Participant{ID: user.ID, DisplayName: fmt.Sprintf("Guest %d", i+1)}, err
		})
	}
	wait.Wait()
	return made, errors.Join(errs...)
}

// addAll adds participants, and again those who were refused for the moment
// only. It returns the refusals that are final.
func addAll(ctx context.Context, thread *chat.ThreadClient, wanted []chat.Participant) (final chat.ParticipantErrors, err error) {
	for round := 1; ; round++ {
		added, err := thread.AddParticipants(ctx, wanted, nil)
		if err != nil {
			return nil, err // nobody was added, or nobody knows
		}
		// Without final, this is added.Refused().Retryable(momentary).
		wanted = nil
		for _, refused := range added.Refused() {
			// There is no participant if the service names one who was not sent.
			if p := refused.Participant; p != nil && round < rounds && momentary(refused) {
				wanted = append(wanted, *p)
			} else {
				final = append(final, refused)
			}
		}
		if len(wanted) == 0 {
			return final, nil
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// momentary says whether a refusal may be none the next time. Its code is an
// HTTP status as text.
func momentary(refused *chat.ParticipantError) bool {
	return slices.Contains([]string{"429", "500", "503"}, refused.Code)
}

// list lists who takes part, in pages.
func list(ctx context.Context, out io.Writer, thread *chat.ThreadClient) error {
	for page, err := range thread.ParticipantPages(ctx, &chat.ListParticipantsOptions{MaxPageSize: 10}) {
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "a page of %d participants\n", len(page.Value))
	}
	return nil
}
