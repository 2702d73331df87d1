// Package fault injects faults into the emulator according to rules, so that
// users can test how their programs handle them.
//
// A rule consists of parts separated by colons: the operation, the fault, and, in
// any order, the rate and parameters.
//
//	SendMessage:429:0.1:retry-after=2s   10% of requests get status 429 with Retry-After
//	ListMessages:503                     all requests get status 503
//	*:latency=200ms                      all requests of all operations are delayed
//	SendMessage:drop:0.5                 50% of connections are closed before the operation
//	CreateThread:lose:0.5                50% of connections are closed after the operation
package fault

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Any is the operation of a rule that applies to all operations.
const Any = "*"

// Kind is the kind of fault that a rule injects.
type Kind string

// The kinds of faults.
const (
	// Status responds with an error status instead of performing the operation.
	Status Kind = "status"
	// Drop closes the connection without performing the operation.
	Drop Kind = "drop"
	// Lose performs the operation, then closes the connection without a response.
	Lose Kind = "lose"
	// Latency delays the operation.
	Latency Kind = "latency"
)

// Rule is a fault-injection rule. Use Parse to create one.
type Rule struct {
	// Operation is the name of the operation, or Any.
	Operation string
	// Kind is the kind of fault.
	Kind Kind
	// Rate is the probability of the fault, greater than 0 and at most 1.
	Rate float64
	// Status is the response status, from 400 to 599, if Kind is Status.
	Status int
	// RetryAfter is the value of the Retry-After header, in whole seconds, if Kind
	// is Status. If zero, the header is not set.
	RetryAfter time.Duration
	// Latency is the delay, if Kind is Latency.
	Latency time.Duration
}

// Parse parses a rule. operations are the valid operation names, in addition to
// Any. Errors contain the rule and the invalid part.
func Parse(text string, operations []string) (Rule, error) {
	rule, err := parse(strings.Split(text, ":"), operations)
	if err != nil {
		return Rule{}, fmt.Errorf("fault rule %q: %w", text, err)
	}
	return rule, nil
}

func parse(parts, operations []string) (Rule, error) {
	if len(parts) < 2 {
		return Rule{}, errors.New("invalid format (want OPERATION:FAULT, for example SendMessage:429)")
	}
	rule := Rule{Operation: parts[0], Rate: 1}
	if rule.Operation != Any && !slices.Contains(operations, rule.Operation) {
		return Rule{}, fmt.Errorf("unknown operation %q (want %s or %s)", rule.Operation, strings.Join(operations, ", "), Any)
	}
	if err := setKind(&rule, parts[1]); err != nil {
		return Rule{}, err
	}
	seen := map[string]bool{}
	for _, part := range parts[2:] {
		name, value, isParameter := strings.Cut(part, "=")
		if !isParameter {
			name, value = "rate", part
		}
		if seen[name] {
			return Rule{}, fmt.Errorf("%s is specified twice", name)
		}
		seen[name] = true
		if err := setParameter(&rule, name, value); err != nil {
			return Rule{}, err
		}
	}
	return rule, nil
}

// setKind sets the kind of fault and its value.
func setKind(r *Rule, text string) error {
	name, value, _ := strings.Cut(text, "=")
	switch {
	case text == string(Drop), text == string(Lose):
		r.Kind = Kind(text)
		return nil
	case name == string(Latency):
		latency, err := time.ParseDuration(value)
		if err != nil || latency <= 0 {
			return fmt.Errorf("invalid duration %q (for example, latency=200ms)", value)
		}
		r.Kind, r.Latency = Latency, latency
		return nil
	}
	status, err := strconv.Atoi(text)
	if err != nil || len(text) != 3 || status < 400 || status > 599 {
		return fmt.Errorf("invalid fault %q (want a status from 400 to 599, drop, lose or latency=DURATION)", text)
	}
	r.Kind, r.Status = Status, status
	return nil
}

func setParameter(r *Rule, name, value string) error {
	switch name {
	case "rate":
		rate, err := strconv.ParseFloat(value, 64)
		if err != nil || math.IsNaN(rate) || rate <= 0 || rate > 1 {
			return fmt.Errorf("invalid rate %q (want a number greater than 0 and at most 1)", value)
		}
		r.Rate = rate
	case "retry-after":
		if r.Kind != Status {
			return errors.New("retry-after requires a status")
		}
		wait, err := time.ParseDuration(value)
		if err != nil || wait <= 0 || wait%time.Second != 0 {
			return fmt.Errorf("invalid duration %q (want whole seconds, for example retry-after=2s)", value)
		}
		r.RetryAfter = wait
	default:
		return fmt.Errorf("unknown parameter %q (want rate or retry-after)", name)
	}
	return nil
}

// String returns the rule in the syntax of Parse.
func (r Rule) String() string {
	text := r.Operation + ":" + string(r.Kind)
	switch r.Kind {
	case Status:
		text = r.Operation + ":" + strconv.Itoa(r.Status)
	case Latency:
		text += "=" + r.Latency.String()
	}
	if r.Rate != 1 {
		text += ":" + strconv.FormatFloat(r.Rate, 'g', -1, 64)
	}
	if r.RetryAfter != 0 {
		text += ":retry-after=" + r.RetryAfter.String()
	}
	return text
}
