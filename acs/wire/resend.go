package wire

import (
	"errors"
	"net"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// sendOnce is set on requests that must not be carried out twice.
type sendOnce bool

// resendPolicy ends the retries of a request that must not be carried out twice
// as soon as a try may have been carried out: after any failure but 429 and one
// to connect. It runs for each try, inside azcore's retry policy.
type resendPolicy struct {
	newError func(*http.Response) error
}

// Do sends one try.
func (p resendPolicy) Do(req *policy.Request) (*http.Response, error) {
	var once sendOnce
	req.OperationValue(&once)
	resp, err := req.Next()
	switch {
	case !bool(once):
		return resp, err
	case err != nil && !unsent(err):
		return resp, Final(err)
	case err == nil && mayBeDone(resp.StatusCode):
		return resp, Final(p.newError(resp)) // the answer too, for policy.WithCaptureResponse
	}
	return resp, err
}

// unsent says whether a try failed before the request was on its way.
func unsent(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// mayBeDone says whether the service may have carried out a request that it
// answered with this status, as with any failure but that there were too many
// requests. A caller whose own rule sends a request again after a success gets
// what it asks for.
func mayBeDone(status int) bool {
	return status >= http.StatusMultipleChoices && status != http.StatusTooManyRequests
}

// Final returns err as an error that azcore's retry policy does not retry. What
// a call returns is err itself.
func Final(err error) error { return &finalError{err} }

// finalError is the error of Final.
type finalError struct{ err error }

// Error returns the text of the error inside.
func (e *finalError) Error() string { return e.err.Error() }

// Unwrap returns the error inside.
func (e *finalError) Unwrap() error { return e.err }

// NonRetriable marks the error for azcore.
func (e *finalError) NonRetriable() {}
