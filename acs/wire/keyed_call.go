package wire

import (
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
	// Copies escape to the heap instead of the arguments, so that a call without a key makes
	// no more allocations.
	request := *r
	request.nonIdempotent, request.keyed = true, true
	spec := responseSpec[R]{accept: r.accept, decode: decode, readHead: r.readHead, statuses: slices.Clone(statuses), noBodyStatuses: r.noBodyStatuses}
	k := keyedCall[R, P, T]{name: name, lookup: lookup, send: func() (R, *callState, error) { return callWithState(ctx, c, name, &request, spec) }}
	return k.run(ctx)
}

// keyedCall is a call with a key.
type keyedCall[R, P, T any] struct {
	name   string
	lookup *Lookup[R, P, T]
	send   func() (R, *callState, error)
}

// run finds what an earlier call created, or sends the request until the outcome is known.
func (k *keyedCall[R, P, T]) run(ctx context.Context) (R, error) {
	var none R
	key := k.lookup.Key.state
	if err := key.acquire(ctx); err != nil {
		return none, k.newError(OutcomeUnknown, "", err)
	}
	defer key.release()
	if key.used {
		found, err := k.lookup.search(ctx, time.Now())
		if err != nil {
			return none, k.newError(OutcomeUnknown, "", fmt.Errorf("looking for the idempotency key %s: %w", key.id, err))
		}
		if found.response != nil {
			return *found.response, nil
		}
	}
	for requests := 1; ; requests++ {
		response, again, err := k.attempt(ctx, requests == maxKeyedRequests)
		if !again {
			return response, err
		}
	}
}

// attempt sends one request and finds out its outcome. It returns true if the service has
// not processed the request, so that another one may be sent.
func (k *keyedCall[R, P, T]) attempt(ctx context.Context, isLast bool) (response R, again bool, err error) {
	key := k.lookup.Key.state
	usedBefore := key.used
	key.used = true
	response, state, err := k.send()
	end := time.Now()
	if err == nil {
		return response, false, nil
	}
	outcome, reason := state.outcome, err
	if e, ok := errors.AsType[*CallError](err); ok {
		outcome, reason = e.Outcome, e.Err
	}
	if outcome == OutcomeNotDone {
		key.used = usedBefore
		return response, false, err
	}
	found, lookErr := k.lookup.search(ctx, end)
	switch {
	case lookErr != nil:
		reason = fmt.Errorf("looking for the idempotency key %s: %w (after: %w)", key.id, lookErr, reason)
	case found.response != nil:
		return *found.response, false, nil
	case outcome == OutcomeDone:
		reason = fmt.Errorf("%w; the idempotency key %s was not found", reason, key.id)
	case !found.isCurrent:
		reason = fmt.Errorf("%w; the idempotency key %s was not found in %v, nor any later change, so call again with the same key",
			reason, key.id, k.lookup.maxReadDelay())
	case isLast:
		reason = fmt.Errorf("%w; the idempotency key %s was not found after %d requests, so call again with the same key", reason, key.id, maxKeyedRequests)
	default:
		return response, true, nil
	}
	return response, false, k.newError(outcome, state.requestID, reason)
}

// newError returns the error of the call for a reason.
func (k *keyedCall[R, P, T]) newError(outcome Outcome, requestID string, reason error) *CallError {
	return &CallError{Operation: k.name, Outcome: outcome, ClientRequestID: requestID, Err: reason, nonIdempotent: true}
}
