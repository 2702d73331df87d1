package wire

import (
	"errors"
	"net"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// nonIdempotentKey is set on requests that must not be carried out twice.
type nonIdempotentKey bool

// idempotencyPolicy ends the retries of a request that must not be carried out twice
// as soon as a try may have been carried out: after any failure but 429 and one
// to connect. It runs for each try, inside azcore's retry policy.
type idempotencyPolicy struct {
	newError func(*http.Response) error
}

// Do sends one try.
func (p idempotencyPolicy) Do(req *policy.Request) (*http.Response, error) {
	var nonIdempotent nonIdempotentKey
	req.OperationValue(&nonIdempotent)
	resp, err := req.Next()
	switch {
	case !bool(nonIdempotent):
		return resp, err
	case err != nil && !isDialError(err):
		return resp, NonRetriable(err)
	case err == nil && mayHaveBeenProcessed(resp.StatusCode):
		return resp, NonRetriable(p.newError(resp)) // the answer too, for policy.WithCaptureResponse
	}
	return resp, err
}

// isDialError says whether a try failed before the request was on its way.
func isDialError(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// mayHaveBeenProcessed says whether the service may have carried out a request that it
// answered with this status, as with any failure but that there were too many
// requests. A caller whose own rule sends a request again after a success gets
// what it asks for.
func mayHaveBeenProcessed(status int) bool {
	return status >= http.StatusMultipleChoices && status != http.StatusTooManyRequests
}

// NonRetriable returns err as an error that azcore's retry policy does not retry. What
// a call returns is err itself.
func NonRetriable(err error) error { return &nonRetriableError{err} }

// nonRetriableError is the error of Final.
type nonRetriableError struct{ err error }

// Error returns the text of the error inside.
func (e *nonRetriableError) Error() string { return e.err.Error() }

// Unwrap returns the error inside.
func (e *nonRetriableError) Unwrap() error { return e.err }

// NonRetriable marks the error for azcore.
func (e *nonRetriableError) NonRetriable() {}
