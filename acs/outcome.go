package acs

import (
	"errors"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// CallError is the error of a call that failed for another reason than the status of
// its response: an invalid argument, a failure to send the request, a cancellation, or a
// response that cannot be read.
type CallError = wire.CallError

// Outcome is what is known about the effect of a call. Get it with [OutcomeOf].
type Outcome = wire.Outcome

// The outcomes of a call.
const (
	// OutcomeUnknown means that the service may or may not have processed the request.
	OutcomeUnknown = wire.OutcomeUnknown
	// OutcomeNotDone means that the service has not processed the request.
	OutcomeNotDone = wire.OutcomeNotDone
	// OutcomeDone means that the service has processed the request.
	OutcomeDone = wire.OutcomeDone
)

// OutcomeOf returns the outcome of a call that returned err, which may be nil. Use it to
// decide whether to repeat a call that is not idempotent: repeat it if the outcome is
// OutcomeNotDone, and look first if it is OutcomeUnknown. The outcome of an error that is
// not of a call is unknown.
func OutcomeOf(err error) Outcome {
	if err == nil {
		return OutcomeDone
	}
	if e, ok := errors.AsType[*CallError](err); ok {
		return e.Outcome
	}
	if _, ok := errors.AsType[*ArgumentError](err); ok {
		return OutcomeNotDone
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return wire.StatusOutcome(e.StatusCode)
	}
	return OutcomeUnknown
}
