package wire

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// The defaults of [Rounds], in the sense of azcore's policy.RetryOptions.
const (
	defaultMaxRetries    = 3
	defaultRetryDelay    = 2 * time.Second
	defaultMaxRetryDelay = 60 * time.Second
)

// Rounds sends many items in batches, and retries rejected ones in later rounds.
type Rounds[T, F, E any] struct {
	Operation     string        // for errors: "ThreadClient.AddAllParticipants"
	BatchSize     int           // maximum number of items per request; 0 if it is not limited
	MaxRetries    int           // rounds after the first; 0 is 3, less is none
	RetryDelay    time.Duration // about the wait before the second round, which doubles before each later one; 0 is 2 s, less is none
	MaxRetryDelay time.Duration // 0 is 60 s, less is no limit
	ShouldRetry   func(E) bool  // reports whether to retry a rejected item
	Send          func(context.Context, []T) ([]F, error)
	Errors        FailureMatcher[T, F, E]
}

// RoundsResult is what is known about each item.
type RoundsResult[T, E any] struct {
	Added     []T // accepted
	Rejected  []E // the latest errors of the rejected items, and then those for no item
	Remaining []T // without a response: of the failed request and of those after it
}

// itemState is the state of an item. Its errors are of the latest response.
type itemState[E any] struct {
	responded bool
	errs      []E
}

// roundsRun is one run of [Rounds].
type roundsRun[T, F, E any] struct {
	Rounds[T, F, E]

	items     []T
	states    []itemState[E]
	unmatched []E
}

// Run sends the items until each is accepted or not to be retried. Its lists are in the
// order of the items. An error of a request ends the run, as does a context that is done
// or whose deadline is before the next round; the result then has what is known.
func (r Rounds[T, F, E]) Run(ctx context.Context, items []T) (RoundsResult[T, E], error) {
	run := &roundsRun[T, F, E]{Rounds: r, items: slices.Clone(items), states: make([]itemState[E], len(items))}
	err := run.run(ctx)
	return run.result(), err
}

func (r *roundsRun[T, F, E]) run(ctx context.Context) error {
	pending := make([]int, len(r.items))
	for i := range pending {
		pending[i] = i
	}
	for round := 0; len(pending) > 0; round++ {
		if round > 0 {
			if err := waitForRound(ctx, r.delay(round)); err != nil {
				return &CallError{Operation: r.Operation, Outcome: OutcomeDone, Err: err}
			}
		}
		if err := r.sendRound(ctx, pending); err != nil {
			return err
		}
		if round >= cmp.Or(r.MaxRetries, defaultMaxRetries) {
			return nil
		}
		pending = slices.DeleteFunc(pending, func(i int) bool { return !r.isToRetry(i) })
	}
	return nil
}

// sendRound sends the items with these indexes in batches.
func (r *roundsRun[T, F, E]) sendRound(ctx context.Context, pending []int) error {
	size := r.BatchSize
	if size == 0 {
		size = len(pending)
	}
	for indexes := range slices.Chunk(pending, size) {
		batch := make([]T, len(indexes))
		for i, index := range indexes {
			batch[i] = r.items[index]
		}
		failures, err := r.Send(ctx, batch)
		if err != nil {
			return err
		}
		r.record(indexes, batch, failures)
	}
	return nil
}

// record records the response to a batch.
func (r *roundsRun[T, F, E]) record(indexes []int, batch []T, failures []F) {
	for _, index := range indexes {
		r.states[index] = itemState[E]{responded: true}
	}
	if len(failures) == 0 {
		return
	}
	r.Errors.forEach(batch, failures, func(i int, item *T, failure *F, _ bool) {
		if item == nil {
			r.unmatched = append(r.unmatched, r.Errors.New(nil, failure))
			return
		}
		state := &r.states[indexes[i]]
		state.errs = append(state.errs, r.Errors.New(item, failure))
	})
}

// isToRetry reports whether an item was rejected only for reasons that may pass.
func (r *roundsRun[T, F, E]) isToRetry(i int) bool {
	errs := r.states[i].errs
	return len(errs) > 0 && !slices.ContainsFunc(errs, func(err E) bool { return !r.ShouldRetry(err) })
}

func (r *roundsRun[T, F, E]) result() RoundsResult[T, E] {
	var result RoundsResult[T, E]
	for i, state := range r.states {
		switch {
		case !state.responded:
			result.Remaining = append(result.Remaining, r.items[i])
		case len(state.errs) == 0:
			result.Added = append(result.Added, r.items[i])
		}
		result.Rejected = append(result.Rejected, state.errs...)
	}
	result.Rejected = append(result.Rejected, r.unmatched...)
	return result
}

// delay returns the time to wait before a round: from half of the delay that doubles with
// each round to all of it, so that programs which were rejected at the same time do not
// all return at the same time.
func (r *Rounds[T, F, E]) delay(round int) time.Duration {
	delay := cmp.Or(r.RetryDelay, defaultRetryDelay)
	limit := cmp.Or(r.MaxRetryDelay, defaultMaxRetryDelay)
	for range round - 1 {
		if limit >= 0 && delay >= limit || delay > time.Hour {
			break
		}
		delay *= 2
	}
	if limit >= 0 {
		delay = min(delay, limit)
	}
	if delay <= 0 {
		return 0
	}
	return delay/2 + rand.N(delay/2+1) //nolint:gosec // it need not be unpredictable
}

// waitForRound waits, or returns an error at once if the wait does not end before the
// deadline.
func waitForRound(ctx context.Context, delay time.Duration) error {
	if deadline, ok := ctx.Deadline(); ok && ctx.Err() == nil && delay >= time.Until(deadline) {
		return fmt.Errorf("the wait of %v before the next round does not end before the deadline: %w", delay.Round(time.Millisecond), context.DeadlineExceeded)
	}
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("waiting for the next round: %w", err)
	}
	return nil
}

// IsTemporary reports whether the code of a rejected item is a status that may pass: 429
// or one from 500 to 599.
func IsTemporary(code string) bool {
	return code == "429" || len(code) == 3 && code[0] == '5' && '0' <= code[1] && code[1] <= '9' && '0' <= code[2] && code[2] <= '9'
}
