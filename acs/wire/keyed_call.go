package wire

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

const (
	// defaultMaxReadDelay is the value of Lookup.MaxReadDelay if it is zero.
	defaultMaxReadDelay = 30 * time.Second
	// maxKeyedRequests is the maximum number of requests that a call with a key sends,
	// not counting retries of rejected ones.
	maxKeyedRequests = 5
)

// CallWithKey is like [Call] for a non-idempotent request that contains the idempotency
// key of lookup. If it is unknown whether the service has processed the request, it looks
// for the key, and sends another request only if none with the key can have been processed.
// If lookup is nil, there is no key, and CallWithKey is [Call].
//
// For read delays up to MaxReadDelay, what the call creates exists exactly once if it
// returns no error, and does not exist if it returns an error with [OutcomeNotDone]. A
// [CallError] with [OutcomeUnknown] means that the call could not find out. Calling again
// with the same key continues the search.
func CallWithKey[R, P, T any](
	ctx context.Context, c *Client, name string, r *Request, decode func(*R, *Decoder), lookup *Lookup[R, P, T], statuses ...int,
) (R, error) {
	if lookup == nil {
		return Call(ctx, c, name, r, decode, statuses...)
	}
	if lookup.MaxReadDelay < 0 {
		r.failArgumentf("options.MaxReadDelay", "%v is negative", lookup.MaxReadDelay)
	}
	if r.err != nil {
		return *new(R), &CallError{Operation: name, Outcome: OutcomeNotDone, Err: r.err}
	}
	// The copies escape to the heap instead of the arguments, so that a call without a key
	// makes no more allocations. Here and in NewPager, a literal in place of new would add the
	// types of all fields to the program once more.
	q := new(typedRequest[R, P, T])
	q.client, q.name, q.request, q.lookup = c, name, *r, lookup
	q.spec = responseSpec[R]{decode: decode, readHead: r.readHead, statuses: slices.Clone(statuses), noBodyStatuses: r.noBodyStatuses}
	q.request.nonIdempotent, q.request.keyed = true, true
	err := lookup.Key.state.run(ctx, &keyedCall{
		name: name, key: lookup.Key.state, maxReadDelay: cmp.Or(lookup.MaxReadDelay, defaultMaxReadDelay), request: q,
	})
	return q.response, err
}

// typedRequest is the [keyedRequest] of a call.
type typedRequest[R, P, T any] struct {
	client   *Client
	name     string
	request  Request
	spec     responseSpec[R]
	lookup   *Lookup[R, P, T]
	response R // of the call
}

func (q *typedRequest[R, P, T]) send(ctx context.Context) (state *callState, err error) {
	q.response, state, err = callWithState(ctx, q.client, q.name, &q.request, q.spec)
	return state, err
}

func (q *typedRequest[R, P, T]) look(ctx context.Context, since time.Time) (found look, isFinal bool, err error) {
	return q.lookup.look(ctx, since, &q.response)
}

// keyedRequest is what depends on the types of a call with a key.
type keyedRequest interface {
	// send sends one request, and keeps the response.
	send(ctx context.Context) (*callState, error)
	// look reads the list once, and keeps the response if it finds the key. since is the end
	// of the last request.
	look(ctx context.Context, since time.Time) (found look, isFinal bool, err error)
}

// keyedCall is a call with a key.
type keyedCall struct {
	name         string
	key          *keyState
	maxReadDelay time.Duration
	request      keyedRequest
}

// run finds what an earlier call created, or sends the request until the outcome is known.
func (k *keyedCall) run(ctx context.Context) error {
	if err := k.key.acquire(ctx); err != nil {
		return k.newError(OutcomeUnknown, "", err)
	}
	defer k.key.release()
	if k.key.used {
		found, err := k.search(ctx, time.Now())
		if err != nil {
			return k.newError(OutcomeUnknown, "", fmt.Errorf("looking for the idempotency key %s: %w", k.key.id, err))
		}
		if found.key {
			return nil
		}
	}
	for requests := 1; ; requests++ {
		if again, err := k.attempt(ctx, requests == maxKeyedRequests); !again {
			return err
		}
	}
}

// attempt sends one request and finds out its outcome. It returns true if the service has
// not processed the request, so that another one may be sent.
func (k *keyedCall) attempt(ctx context.Context, isLast bool) (again bool, err error) {
	usedBefore := k.key.used
	k.key.used = true
	state, err := k.request.send(ctx)
	end := time.Now()
	if err == nil {
		return false, nil
	}
	outcome, reason := state.outcome, err
	if e, ok := errors.AsType[*CallError](err); ok {
		outcome, reason = e.Outcome, e.Err
	}
	if outcome == OutcomeNotDone {
		k.key.used = usedBefore
		return false, err
	}
	found, lookErr := k.search(ctx, end)
	switch {
	case lookErr != nil:
		reason = fmt.Errorf("looking for the idempotency key %s: %w (after: %w)", k.key.id, lookErr, reason)
	case found.key:
		return false, nil
	case outcome == OutcomeDone:
		reason = fmt.Errorf("%w; the idempotency key %s was not found", reason, k.key.id)
	case !found.isCurrent:
		reason = fmt.Errorf("%w; the idempotency key %s was not found in %v, nor any later change, so call again with the same key",
			reason, k.key.id, k.maxReadDelay)
	case isLast:
		reason = fmt.Errorf("%w; the idempotency key %s was not found after %d requests, so call again with the same key", reason, k.key.id, maxKeyedRequests)
	default:
		return true, nil
	}
	return false, k.newError(outcome, state.requestID, reason)
}

// newError returns the error of the call for a reason.
func (k *keyedCall) newError(outcome Outcome, requestID string, reason error) *CallError {
	return &CallError{Operation: k.name, Outcome: outcome, ClientRequestID: requestID, Err: reason, nonIdempotent: true}
}
