package wire

// CallError is the error of a call that failed for another reason than the status of
// its response: the request is invalid, it could not be sent, the call was canceled,
// or the response could not be read.
type CallError struct {
	// Operation is the name of the operation, such as "ThreadClient.SendMessage".
	Operation string
	// Outcome is what is known about the effect of the request.
	Outcome Outcome
	// ClientRequestID is the ID that all attempts of the call were sent with, in the
	// header x-ms-client-request-id. It is empty if nothing was sent.
	ClientRequestID string
	// Err is the reason. If the service responded to an attempt, it also wraps the
	// error for the last response.
	Err error

	nonIdempotent bool
}

// Error returns the operation, the reason and, if it matters, the outcome.
func (e *CallError) Error() string {
	text := e.Operation + ": " + shorten(e.Err.Error())
	switch {
	case !e.nonIdempotent || e.Outcome == OutcomeNotDone:
	case e.Outcome == OutcomeDone:
		text += "; the service has processed the request"
	default:
		text += "; the service may have processed the request"
	}
	return text
}

// Unwrap returns the reason.
func (e *CallError) Unwrap() error { return e.Err }
