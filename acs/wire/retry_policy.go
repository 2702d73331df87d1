package wire

import (
	"errors"
	"net"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// attemptPolicy gives each attempt a reader of its own over the body, and keeps the
// state of the call. It prevents retries of a non-idempotent request that the service
// may have processed, see [Config.RetryNonIdempotent], and waits that cannot end before
// the deadline. It is a per-retry policy, so it runs inside azcore's retry policy.
type attemptPolicy struct {
	next               func(*policy.Request) (*http.Response, error) // authenticates and sends the attempt
	newError           func(*http.Response) error
	retryNonIdempotent bool
	rules              retryRules
}

// Do sends one attempt, and makes its error non-retriable if necessary.
func (p *attemptPolicy) Do(req *policy.Request) (*http.Response, error) {
	state := stateOf(req.Raw())
	if state.keyed && state.outcome != OutcomeNotDone { // a caller's ShouldRetry function retries even successes
		return nil, NonRetriable(errKeyed)
	}
	if err := state.waitToRetry(req.Raw().Context()); err != nil {
		return nil, err
	}
	if body, ok := req.Body().(*requestBody); ok {
		req.Raw().Body = body.open()
	}
	state.begin()
	resp, err := p.next(req)
	state.end(resp, err)
	if resp != nil && resp.StatusCode == http.StatusTooManyRequests {
		state.client.holdPace(req.Raw().Context(), state, RetryAfter(resp.Header))
	}
	switch {
	case err != nil && !isDialError(err) && p.isFinal(state):
		return resp, NonRetriable(err)
	case err != nil:
		return resp, err
	case mayHaveBeenProcessed(resp.StatusCode) && p.isFinal(state):
		return resp, &nonRetriableError{p.newError(resp), true} // resp is for policy.WithCaptureResponse
	}
	if wait := p.rules.wait(resp, state.attempts); wait > 0 {
		if err := state.planRetry(req.Raw().Context(), wait); err != nil {
			return resp, NonRetriable(err)
		}
	}
	return resp, nil
}

// isFinal reports whether the request must not be retried once the service may have
// processed it. [CallWithKey] looks for the key instead.
func (p *attemptPolicy) isFinal(state *callState) bool {
	return state.keyed || !p.retryNonIdempotent && state.nonIdempotent
}

// errKeyed is the error of a retry that [CallWithKey] does not allow.
var errKeyed = errors.New("a request with an idempotency key is not retried once the service may have processed it")

// isDialError reports whether the connection failed, so that no request was sent.
func isDialError(err error) bool {
	var opError *net.OpError
	return errors.As(err, &opError) && opError.Op == "dial"
}

// mayHaveBeenProcessed reports whether the service may have processed a request that
// failed with the status. It returns false for a success, so that a caller's
// ShouldRetry function can retry it.
func mayHaveBeenProcessed(status int) bool {
	return status >= http.StatusMultipleChoices && status != http.StatusTooManyRequests
}

// NonRetriable wraps err so that azcore's retry policy does not retry it. [Call]
// unwraps it and returns err itself.
func NonRetriable(err error) error { return &nonRetriableError{err: err} }

// nonRetriableError is the type of the errors that the function NonRetriable returns.
type nonRetriableError struct {
	err        error
	isResponse bool // whether err is the error for a response
}

// Error returns the text of the wrapped error.
func (e *nonRetriableError) Error() string { return e.err.Error() }

// Unwrap returns the wrapped error.
func (e *nonRetriableError) Unwrap() error { return e.err }

// NonRetriable implements azcore's errorinfo.NonRetriable interface.
func (e *nonRetriableError) NonRetriable() {}
