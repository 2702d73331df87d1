// Package fault injects faults into the emulator according to rules, so that
// users can test how their programs handle them.
//
// A rule consists of parts separated by colons: the operation, the fault, and, in
// any order, the rate, conditions and parameters. The IDs of a user and a thread
// contain colons and come last.
//
//	SendMessage:429:0.1:retry-after=2s   10% of calls get status 429 with Retry-After
//	SendMessage:503:nth=2                the second call gets status 503
//	*:latency=200ms                      all calls of all operations are delayed
//	CreateThread:lose:every=3            every third response is lost
//	AddParticipants:refuse=503:0.5:then=ok
//	                                     50% of participants are refused once
//
// docs/emulator.md lists all faults and conditions.
package fault

import (
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
	// Early is like Status, but responds before the request body is read, and closes
	// the connection.
	Early Kind = "early"
	// Drop closes the connection without performing the operation.
	Drop Kind = "drop"
	// Lose performs the operation, then closes the connection without a response.
	Lose Kind = "lose"
	// CutAnswer performs the operation, then closes the connection after the header
	// and half of the response body.
	CutAnswer Kind = "cut-answer"
	// BlackHole neither performs the operation nor responds. It lasts until the
	// client disconnects or the server stops.
	BlackHole Kind = "black-hole"
	// NullItem replaces the first item of a page by null.
	NullItem Kind = "null-item"
	// GzipBomb performs the operation, and compresses a response that is preceded by
	// 1 GiB of white space.
	GzipBomb Kind = "gzip-bomb"
	// Latency delays the operation.
	Latency Kind = "latency"
	// Lag makes a read return an earlier state.
	Lag Kind = "lag"
	// Refuse refuses participants in the response of AddParticipants.
	Refuse Kind = "refuse"
)

// appliesTo reports whether the fault can be injected into an operation.
func (k Kind) appliesTo(operation string) bool {
	isList := strings.HasPrefix(operation, "List")
	switch k {
	case NullItem:
		return isList
	case Lag:
		return isList || strings.HasPrefix(operation, "Get")
	case Refuse:
		return operation == "AddParticipants"
	default:
		return true
	}
}

// Rule is a fault-injection rule. Use Parse to create one. It applies to a call if
// all of its conditions hold; a condition that is zero always holds. Calls are
// numbered from 1, counting those of the rule's operation, user and thread.
type Rule struct {
	// Operation is the name of the operation, or Any.
	Operation string
	// Kind is the kind of fault.
	Kind Kind
	// Status is the response status, from 400 to 599, if Kind is Status or Early, or
	// the code of a refused participant, if Kind is Refuse.
	Status int
	// Duration is how long the call is delayed, if Kind is Latency, or the age of the
	// state that is read, if Kind is Lag.
	Duration time.Duration
	// Rate is the probability of the fault, greater than 0 and at most 1. If Kind is
	// Refuse, it is the probability for each participant.
	Rate float64
	// Nth is the number of the only call to which the rule applies.
	Nth int
	// Every selects the calls whose number is a multiple of it.
	Every int
	// First is the number of the last call to which the rule applies.
	First int
	// From is the number of the first call to which the rule applies.
	From int
	// RetryAfter is the value of the Retry-After header, in whole seconds, if Kind
	// is Status or Early. If zero, the header is not set.
	RetryAfter time.Duration
	// ThenOK accepts a participant that was refused once, if Kind is Refuse.
	ThenOK bool
	// User is the raw ID of the user who makes the call, or whom an identity call
	// concerns.
	User string
	// Thread is the ID of the thread that the call concerns.
	Thread string
}

// matches reports whether the rule counts a call.
func (r Rule) matches(call Call) bool {
	return (r.Operation == Any || r.Operation == call.Operation) && r.Kind.appliesTo(call.Operation) &&
		(r.User == "" || r.User == call.User) && (r.Thread == "" || r.Thread == call.Thread)
}

// selects reports whether the conditions hold for the call with a number.
func (r Rule) selects(number int) bool {
	return (r.Nth == 0 || number == r.Nth) && (r.Every == 0 || number%r.Every == 0) &&
		(r.First == 0 || number <= r.First) && number >= r.From
}

// String returns the rule in the syntax of Parse.
func (r Rule) String() string {
	parts := []string{r.Operation, r.fault()}
	if r.Rate != 1 {
		parts = append(parts, strconv.FormatFloat(r.Rate, 'g', -1, 64))
	}
	for _, c := range countsOf(&r) {
		if *c.value != 0 {
			parts = append(parts, c.name+"="+strconv.Itoa(*c.value))
		}
	}
	if r.RetryAfter != 0 {
		parts = append(parts, "retry-after="+r.RetryAfter.String())
	}
	if r.ThenOK {
		parts = append(parts, "then=ok")
	}
	if r.User != "" {
		parts = append(parts, "user="+r.User)
	}
	if r.Thread != "" {
		parts = append(parts, "thread="+r.Thread)
	}
	return strings.Join(parts, ":")
}

// fault returns the second part of the rule.
func (r Rule) fault() string {
	switch r.Kind {
	case Status:
		return strconv.Itoa(r.Status)
	case Early:
		return earlyPrefix + strconv.Itoa(r.Status)
	case Refuse:
		return string(Refuse) + "=" + strconv.Itoa(r.Status)
	case Latency, Lag:
		return string(r.Kind) + "=" + r.Duration.String()
	default:
		return string(r.Kind)
	}
}

// count is a condition on the number of a call.
type count struct {
	name  string
	value *int
}

// countsOf returns the conditions of a rule on the number of a call.
func countsOf(r *Rule) []count {
	return []count{{"nth", &r.Nth}, {"every", &r.Every}, {"first", &r.First}, {"from", &r.From}}
}
