package wire

import "net/http"

// Outcome is what the caller knows about the effect of a call.
type Outcome int

// The outcomes of a call.
const (
	// OutcomeUnknown means that the service may or may not have processed the
	// request, for example because the connection broke before the response.
	OutcomeUnknown Outcome = iota
	// OutcomeNotDone means that the service has not processed the request: it was
	// not sent, or the service rejected it.
	OutcomeNotDone
	// OutcomeDone means that the service has processed the request, although the
	// call may have failed, for example because its response could not be read.
	OutcomeDone
)

// String returns "unknown", "not done" or "done".
func (o Outcome) String() string {
	switch o {
	case OutcomeNotDone:
		return "not done"
	case OutcomeDone:
		return "done"
	case OutcomeUnknown:
	}
	return "unknown"
}

// StatusOutcome returns the outcome of a request whose response has the status. It is
// unknown for status 408 and for those from 500 on, which a gateway also sends while
// the service processes the request.
func StatusOutcome(status int) Outcome {
	switch {
	case status < http.StatusMultipleChoices:
		return OutcomeDone
	case status >= http.StatusInternalServerError || status == http.StatusRequestTimeout:
		return OutcomeUnknown
	}
	return OutcomeNotDone
}
