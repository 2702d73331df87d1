// Package fault makes the emulator fail on purpose, by rules, so that users can
// test what their programs do then.
//
// A rule is words with colons between them: the operation, what happens, and,
// in any order, how often and with what.
//
//	SendMessage:429:0.1:retry-after=2s   one of ten is answered 429 with Retry-After
//	ListMessages:503                     all are answered 503
//	*:latency=200ms                      all of all operations are late
//	SendMessage:drop:0.5                 half of the connections break before the call
//	CreateThread:lose:0.5                half of the answers are lost after the call
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

// Any is the operation of a rule for all operations.
const Any = "*"

// Kind is what a rule does.
type Kind string

// The kinds of rules.
const (
	// Status answers with a status in place of the operation.
	Status Kind = "status"
	// Drop breaks the connection before the operation.
	Drop Kind = "drop"
	// Lose breaks the connection after the operation.
	Lose Kind = "lose"
	// Latency waits before the operation.
	Latency Kind = "latency"
)

// Rule is a fault of an operation. Parse makes one.
type Rule struct {
	// Operation is the name of the operation, or Any.
	Operation string
	// Kind is what happens.
	Kind Kind
	// Rate is how often it happens, over 0 and up to 1.
	Rate float64
	// Status is the answer's, from 400 to 599, if that is the kind.
	Status int
	// RetryAfter is the header of such an answer, in whole seconds; 0 is none.
	RetryAfter time.Duration
	// Latency is the time to wait, if that is the kind.
	Latency time.Duration
}

// Parse reads a rule. Operations are the names that it may have besides Any.
// Its errors quote the rule and say what is wrong with it.
func Parse(text string, operations []string) (Rule, error) {
	rule, err := parse(strings.Split(text, ":"), operations)
	if err != nil {
		return Rule{}, fmt.Errorf("fault %q: %w", text, err)
	}
	return rule, nil
}

func parse(words, operations []string) (Rule, error) {
	if len(words) < 2 {
		return Rule{}, errors.New("want OPERATION:FAULT, as in SendMessage:429")
	}
	rule := Rule{Operation: words[0], Rate: 1}
	if rule.Operation != Any && !slices.Contains(operations, rule.Operation) {
		return Rule{}, fmt.Errorf("no such operation: %q (want %s or %s)", rule.Operation, strings.Join(operations, ", "), Any)
	}
	if err := setKind(&rule, words[1]); err != nil {
		return Rule{}, err
	}
	seen := map[string]bool{}
	for _, word := range words[2:] {
		name, value, isParameter := strings.Cut(word, "=")
		if !isParameter {
			name, value = "rate", word
		}
		if seen[name] {
			return Rule{}, fmt.Errorf("%s is there twice", name)
		}
		seen[name] = true
		if err := set(&rule, name, value); err != nil {
			return Rule{}, err
		}
	}
	return rule, nil
}

func setKind(r *Rule, word string) error {
	name, value, _ := strings.Cut(word, "=")
	switch {
	case word == string(Drop), word == string(Lose):
		r.Kind = Kind(word)
		return nil
	case name == string(Latency):
		latency, err := time.ParseDuration(value)
		if err != nil || latency <= 0 {
			return fmt.Errorf("no such time to wait: %q (want latency=200ms or the like)", value)
		}
		r.Kind, r.Latency = Latency, latency
		return nil
	}
	status, err := strconv.Atoi(word)
	if err != nil || len(word) != 3 || status < 400 || status > 599 {
		return fmt.Errorf("no such fault: %q (want a status from 400 to 599, drop, lose or latency=TIME)", word)
	}
	r.Kind, r.Status = Status, status
	return nil
}

func set(r *Rule, name, value string) error {
	switch name {
	case "rate":
		rate, err := strconv.ParseFloat(value, 64)
		if err != nil || math.IsNaN(rate) || rate <= 0 || rate > 1 {
			return fmt.Errorf("no such rate: %q (want a number over 0 and up to 1)", value)
		}
		r.Rate = rate
	case "retry-after":
		if r.Kind != Status {
			return errors.New("retry-after needs a status")
		}
		wait, err := time.ParseDuration(value)
		if err != nil || wait <= 0 || wait%time.Second != 0 {
			return fmt.Errorf("no such time to wait: %q (want retry-after=2s or the like, in whole seconds)", value)
		}
		r.RetryAfter = wait
	default:
		return fmt.Errorf("no such parameter: %q (want retry-after)", name)
	}
	return nil
}

// String returns the rule in the form that Parse reads.
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
