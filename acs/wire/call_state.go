package wire

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
)

// clientRequestIDHeader is the header with the ID of a call, in canonical form. Azure
// support finds a request by it, even if no response arrived.
const clientRequestIDHeader = "X-Ms-Client-Request-Id"

// callState is what the attempts of a call share. It is in the context of their
// requests; see [stateOf]. Only one attempt runs at a time.
type callState struct {
	client        *Client
	operation     string
	requestID     string
	nonIdempotent bool
	keyed         bool      // whether the request has an idempotency key; see [CallWithKey]
	deadline      time.Time // of the caller's context, or zero
	pace          pace
	accept        string // media types of responses, or "" for JSON
	body          requestBody
	headers       [4]string // values that setHeader keeps: one for each header of a call
	headerCount   int

	attempts     int
	outcome      Outcome        // of the attempts so far
	sent         bool           // whether the transport got the request of this attempt
	responded    bool           // whether the service responded to this attempt
	lastResponse *http.Response // of the last attempt with a response
	unreadable   bool           // whether the next error is that excerpt cannot be read
	excerpt      []byte
	spread       time.Duration // to wait before the next attempt, in addition to the Retry-After value
}

// callContext is the context of a call. It contains its state, so that both take one
// allocation.
type callContext struct {
	context.Context //nolint:containedctx // it is a context

	state callState
}

// callStateKey is the key of the state in a context.
type callStateKey struct{}

// resultContext is a call's context that also contains the result.
type resultContext[R any] struct {
	callContext

	result R
}

// init makes a zero value the context of a new call.
func (c *callContext) init(ctx context.Context, client *Client, operation, requestID string) {
	c.Context = ctx
	c.state = callState{client: client, operation: operation, requestID: requestID, outcome: OutcomeNotDone}
	c.state.deadline, _ = ctx.Deadline()
}

// Value returns the state of the call, or a value of its parent.
func (c *callContext) Value(key any) any {
	if _, ok := key.(callStateKey); ok {
		return &c.state
	}
	return c.Context.Value(key)
}

// stateOf returns the state of the call that a request belongs to, or nil if it is not
// one of a [Client].
func stateOf(req *http.Request) *callState {
	state, _ := req.Context().Value(callStateKey{}).(*callState)
	return state
}

// setHeader sets a header of the request, by its canonical name. The state keeps the value:
// it takes no allocation, and is not shared with other calls, whose policies may change it.
func (s *callState) setHeader(req *http.Request, name, value string) {
	i := s.headerCount
	s.headers[i] = value
	s.headerCount++
	req.Header[name] = s.headers[i : i+1 : i+1]
}

// noteSent notes that the transport gets a request. It sends none whose context is done.
func (s *callState) noteSent(req *http.Request) {
	if s != nil && req.Context().Err() == nil {
		s.sent = true
	}
}

// noteResponse notes the response to an attempt.
func (s *callState) noteResponse(resp *http.Response) {
	if s != nil {
		s.responded, s.lastResponse = true, resp
	}
}

// begin begins an attempt.
func (s *callState) begin() {
	s.attempts++
	s.sent, s.responded = false, false
}

// end ends an attempt. Once the outcome is unknown, only a success changes that: a
// rejected retry does not undo an earlier attempt.
func (s *callState) end(resp *http.Response, err error) {
	if resp != nil {
		s.noteResponse(resp)
	}
	outcome := OutcomeUnknown
	switch {
	case s.responded:
		outcome = StatusOutcome(s.lastResponse.StatusCode)
	case !s.sent || isDialError(err):
		outcome = OutcomeNotDone
	}
	if s.attempts == 1 || s.outcome == OutcomeNotDone || outcome == OutcomeDone {
		s.outcome = outcome
	}
}

// waitToRetry waits for the spread, if any, and for the pacer, before an attempt that is
// not the first one.
func (s *callState) waitToRetry(ctx context.Context) error {
	if s.attempts == 0 {
		return nil
	}
	if s.spread > 0 {
		timer := time.NewTimer(s.spread)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			return ctx.Err()
		}
		s.spread = 0
	}
	return s.client.waitForPace(ctx, s)
}

// planRetry plans the attempt after the wait that the service asks for. It adds a
// spread, so that clients which were rejected at the same time do not all return at
// the same time. It returns an error if the wait does not end before the deadline.
func (s *callState) planRetry(ctx context.Context, wait time.Duration) error {
	const maxSpread = 5 * time.Second
	spread := min(wait/2, maxSpread)
	if !s.deadline.IsZero() {
		left := time.Until(s.deadline)
		if wait >= left {
			return fmt.Errorf("the service asks to wait for %v, which does not end before the deadline: %w", wait, context.DeadlineExceeded)
		}
		spread = min(spread, left-wait)
	}
	s.spread = rand.N(spread + 1) //nolint:gosec // it need not be unpredictable
	s.client.addEvent(ctx, "retry.wait", wait+s.spread)
	return nil
}

// failure returns the error of a call whose pipeline returned err.
func (s *callState) failure(err error, newError func(*http.Response) error) error {
	final, ok := errors.AsType[*nonRetriableError](err)
	if ok {
		err = final.err
	}
	if ok && final.isResponse {
		return s.statusFailure(err, s.lastResponse)
	}
	if body, ok := errors.AsType[*bodyError](err); ok && s.responded {
		return s.newError(s.outcome, s.readFailure(body.err, payload(s.lastResponse), newError))
	}
	if _, ok := errors.AsType[*azcore.ResponseError](err); !ok && s.lastResponse != nil {
		err = fmt.Errorf("%w (last response: %w)", err, newError(s.lastResponse))
	}
	return s.newError(s.outcome, err)
}

// readFailure returns the error for the last response, of which body cannot be read.
func (s *callState) readFailure(err error, body []byte, newError func(*http.Response) error) error {
	s.unreadable, s.excerpt = true, body
	response := newError(s.lastResponse)
	s.unreadable, s.excerpt = false, nil
	return &bodyError{err, response}
}

// statusFailure returns err, the error for the status of a response. It is wrapped if
// an earlier attempt may have taken effect, which the status does not show.
func (s *callState) statusFailure(err error, resp *http.Response) error {
	if s.outcome == StatusOutcome(resp.StatusCode) {
		return err
	}
	return s.newError(s.outcome, err)
}

// newError returns the error of a call for a reason.
func (s *callState) newError(outcome Outcome, reason error) *CallError {
	return &CallError{Operation: s.operation, Outcome: outcome, ClientRequestID: s.requestID, Err: reason, nonIdempotent: s.nonIdempotent}
}
