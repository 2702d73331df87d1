package wire_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatgen-go/chatgen/acs/wire"
)

const readDelay = 30 * time.Second // the default of Lookup.MaxReadDelay

// storm makes a service fail at random. The time until the list shows what a request
// created is below readDelay.
func storm(s *noteService) {
	s.later = rand.N(readDelay / 3)
	maxLag := rand.N(readDelay / 2)
	s.lag = func() time.Duration { return rand.N(maxLag + 1) }
	s.traffic = []time.Duration{0, 3 * time.Second, 20 * time.Second}[rand.N(3)]
	s.skew = rand.N(8*time.Minute) - 4*time.Minute
	s.fate = func() fate { return fate(rand.N(numberOfFates)) }
	s.list = func() int { return []int{200, 200, 200, 503, 429, 0}[rand.N(6)] }
}

// calm ends the failures, but not the delays.
func calm(s *noteService) {
	s.fate = func() fate { return respond }
	s.list = func() int { return http.StatusOK }
}

// Through storms, cancellations at every point and restarts, a note with a key is created
// at most once; success means once, and "not done" means that it was not.
func TestKeyedLedger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for range 700 {
			s := newNoteService()
			storm(s)
			c, key := newNoteClient(t, s, nil), wire.NewIdempotencyKey()
			var err error
			for range 1 + rand.N(4) {
				err = createWithTimeout(t, c, key)
				checkLedger(t, s, key, err)
				if rand.N(2) == 0 {
					key = restart(t, key)
				}
			}
			calm(s)
			for attempts := 0; err != nil && attempts < 4; attempts++ {
				_, err = c.create(t.Context(), key)
				checkLedger(t, s, key, err)
			}
			if err != nil || s.count(key.String()) != 1 {
				t.Fatalf("created %d times, last error %v", s.count(key.String()), err)
			}
		}
	})
}

// createWithTimeout creates a note, with a deadline that is short in half of the cases.
func createWithTimeout(t *testing.T, c *noteClient, key wire.IdempotencyKey) error {
	t.Helper()
	timeout := 5 * readDelay
	if rand.N(2) == 0 {
		timeout = rand.N([]time.Duration{100 * time.Millisecond, 3 * readDelay}[rand.N(2)])
	}
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	defer cancel()
	_, err := c.create(ctx, key)
	return err
}

// restart returns the key as a new process would have it.
func restart(t *testing.T, key wire.IdempotencyKey) wire.IdempotencyKey {
	t.Helper()
	key, err := wire.ParseIdempotencyKey(key.String())
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// checkLedger compares an error with what the service has created, once it has processed
// everything.
func checkLedger(t *testing.T, s *noteService, key wire.IdempotencyKey, err error) {
	t.Helper()
	time.Sleep(s.later + time.Second)
	count := s.count(key.String())
	switch {
	case count > 1:
		t.Fatalf("created %d times, error %v", count, err)
	case err == nil && count != 1:
		t.Fatalf("created %d times, but no error", count)
	case err != nil && outcomeOf(err) == wire.OutcomeNotDone && count != 0:
		t.Fatalf("created %d times, but not done: %v", count, err)
	case err != nil && outcomeOf(err) == wire.OutcomeDone && count != 1:
		t.Fatalf("created %d times, but done: %v", count, err)
	}
}

// If the list is later than the call expects, one call still sends nothing twice: it
// reports that it does not know, in quiet and in busy threads.
func TestKeyedLedgerLateReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for range 300 {
			s := newNoteService()
			storm(s)
			s.later = 0
			s.fate = func() fate {
				return []fate{loseRequest, loseResponse, unavailable, unavailableAfter, late}[rand.N(5)]
			}
			lag := readDelay + time.Second + rand.N(3*readDelay)
			s.lag = func() time.Duration { return lag + rand.N(readDelay) }
			key := wire.NewIdempotencyKey()
			_, err := newNoteClient(t, s, nil).create(t.Context(), key)
			time.Sleep(time.Second)
			if s.sent != 1 || s.count(key.String()) > 1 || outcomeOf(err) != wire.OutcomeUnknown {
				t.Fatalf("sent %d times, created %d times, error %v", s.sent, s.count(key.String()), err)
			}
		}
	})
}

// A call that is canceled at any time reports what is true, and the next one, in this
// process or after a restart, completes it.
func TestKeyedCanceledAtEveryPoint(t *testing.T) {
	for _, f := range []fate{respond, loseRequest, loseResponse, unavailable, late, hang, truncate} {
		for _, parse := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				for after := time.Duration(0); after < 32*time.Second; after += min(10*time.Millisecond+after/8, time.Second) {
					s := newNoteService()
					s.lag, s.later, s.traffic = func() time.Duration { return 3 * time.Second }, 2*time.Second, 10*time.Second
					s.fate = func() fate { return f }
					c, key := newNoteClient(t, s, nil), wire.NewIdempotencyKey()
					ctx, cancel := context.WithTimeout(t.Context(), after)
					_, err := c.create(ctx, key)
					cancel()
					checkLedger(t, s, key, err)
					if err != nil && !errors.Is(err, context.DeadlineExceeded) && f != hang {
						t.Fatalf("after %v: got error %v", after, err)
					}
					if parse {
						key = restart(t, key)
					}
					calm(s)
					_, err = c.create(t.Context(), key)
					checkLedger(t, s, key, err)
					if err != nil {
						t.Fatalf("after %v: got error %v", after, err)
					}
				}
			})
		}
	}
}
