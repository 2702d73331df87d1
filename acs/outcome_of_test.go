package acs_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/chatgen-go/chatgen/acs"
)

// The outcome of an error is that of the call, of the status, or not done for an invalid
// argument, also if the error is wrapped.
func TestOutcomeOf(t *testing.T) {
	reason := errors.New("reason")
	for name, tc := range map[string]struct {
		err  error
		want acs.Outcome
	}{
		"none":                {nil, acs.OutcomeDone},
		"call":                {&acs.CallError{Outcome: acs.OutcomeDone, Err: reason}, acs.OutcomeDone},
		"call with a status":  {&acs.CallError{Outcome: acs.OutcomeUnknown, Err: &acs.Error{StatusCode: 404}}, acs.OutcomeUnknown},
		"success":             {&acs.Error{StatusCode: 201}, acs.OutcomeDone},
		"rejected":            {&acs.Error{StatusCode: 429}, acs.OutcomeNotDone},
		"error of the server": {&acs.Error{StatusCode: 503}, acs.OutcomeUnknown},
		"timeout":             {&acs.Error{StatusCode: 408}, acs.OutcomeUnknown},
		"argument":            {&acs.ArgumentError{Argument: "topic", Err: reason}, acs.OutcomeNotDone},
		"other":               {reason, acs.OutcomeUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			if got := acs.OutcomeOf(tc.err); got != tc.want {
				t.Errorf("got %v, want %v", got, tc.want)
			}
			if tc.err == nil {
				return
			}
			if got := acs.OutcomeOf(fmt.Errorf("wrapped: %w", tc.err)); got != tc.want {
				t.Errorf("wrapped: got %v, want %v", got, tc.want)
			}
		})
	}
}
