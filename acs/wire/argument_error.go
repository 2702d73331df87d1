package wire

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ArgumentError is the error for an invalid argument of a call. Nothing was sent.
type ArgumentError struct {
	// Argument is the argument in Go, as the caller writes it: a parameter, such as
	// "content" or "participants[0].ID", or an option, such as "options.ExpiresIn".
	Argument string
	// Err is the reason, with the values that are accepted.
	Err error
}

// Error returns the argument and the reason.
func (e *ArgumentError) Error() string { return e.Argument + ": " + e.Err.Error() }

// Unwrap returns the reason.
func (e *ArgumentError) Unwrap() error { return e.Err }

// NewArgumentError returns the error of a call whose argument is invalid, for generated
// code that does not send a request of its own.
func NewArgumentError(operation, argument, reason string) error {
	return &CallError{Operation: operation, Outcome: OutcomeNotDone, Err: &ArgumentError{argument, textError(reason)}}
}

// NewResponseError returns the error of a call that the service has processed, but whose
// response lacks something.
func NewResponseError(operation, reason string) error {
	return &CallError{Operation: operation, Outcome: OutcomeDone, Err: textError(reason)}
}

// failArgumentf records that the named argument is invalid.
func (r *Request) failArgumentf(argument, format string, args ...any) {
	r.Fail(&ArgumentError{argument, fmt.Errorf(format, args...)})
}

// failBody records an error in encoding the body: the argument is that of the path.
func (r *Request) failBody(err error) {
	value, ok := errors.AsType[*ValueError](err)
	if !ok || value.step.name == "" {
		r.Fail(err)
		return
	}
	r.Fail(&ArgumentError{value.step.argument() + value.goPath, value.Err})
}

// encodingStep is a step to a value in encoding: a property, an item of an array or map,
// or an argument that is a whole body.
type encodingStep struct {
	name     string // in JSON, or of the argument
	goName   string // name of the field or argument, if it is not the usual one for name
	optional bool   // if the property is one of the body, it is an option of the call
	index    bool   // an item
	whole    bool   // an argument
}

// field returns the step as part of an expression in Go.
func (s encodingStep) field() string {
	switch {
	case s.index:
		return "[" + s.name + "]"
	case s.goName != "":
		return "." + s.goName
	}
	return "." + fieldName(s.name)
}

// argument returns the first step as an argument in Go.
func (s encodingStep) argument() string {
	switch {
	case s.whole:
		return s.name
	case s.optional:
		return "options" + s.field()
	case s.goName != "":
		return s.goName
	}
	return s.name
}

// fieldName returns the usual Go name of a property: its name, but with an upper-case
// letter at the beginning.
func fieldName(property string) string {
	first, size := utf8.DecodeRuneInString(property)
	return string(unicode.ToUpper(first)) + property[size:]
}

// mapStep returns the step to a value of a map.
func mapStep(name string) encodingStep {
	return encodingStep{name: strconv.Quote(truncate(name)), index: true}
}

// jsonName returns the step as part of a JSON pointer.
func (s encodingStep) jsonName() string {
	if s.whole {
		return ""
	}
	name := s.name
	if s.index && strings.HasPrefix(name, `"`) {
		name, _ = strconv.Unquote(name)
	}
	return pathStep(name)
}
