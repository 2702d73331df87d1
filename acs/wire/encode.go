package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"sync"
	"unicode/utf8"
	"unsafe"
)

// Encoder writes one JSON text. Its zero value is ready to use. It records the
// first error, which [Marshal] returns.
type Encoder struct {
	buf          []byte
	nonZeroCount int // number of non-zero values written
	inRequest    bool
	err          error
}

// encoders keeps the buffers of encoders for reuse.
var encoders sync.Pool //nolint:gochecknoglobals // a pool has to outlive its users

// Marshal returns the JSON text that encode writes, or the first error that the
// encoder recorded.
func Marshal(encode func(*Encoder)) ([]byte, error) { return marshal(encode, false) }

// marshal is [Marshal] for any text, or for the body of a request.
func marshal(encode func(*Encoder), inRequest bool) ([]byte, error) {
	e, ok := encoders.Get().(*Encoder)
	if !ok {
		e = new(Encoder)
	}
	e.inRequest = inRequest
	encode(e)
	data, err := bytes.Clone(e.buf), e.err
	const limit = 64 << 10 // a larger buffer would be kept for small texts
	if cap(e.buf) <= limit {
		*e = Encoder{buf: e.buf[:0]}
		encoders.Put(e)
	}
	if err != nil {
		return nil, err
	}
	return data, nil
}

// Fail records err, unless an error has already been recorded.
func (e *Encoder) Fail(err error) {
	if e.err == nil {
		e.err = err
	}
}

// FailNil records that a union that must not be nil is nil.
func (e *Encoder) FailNil() { e.Fail(textError("must not be nil")) }

// BeginObject begins an object. Write its properties with [Required], [Optional] or
// [Encoder.Name], and end it with [Encoder.EndObject].
func (e *Encoder) BeginObject() { e.buf = append(e.buf, '{') }

// EndObject ends the object.
func (e *Encoder) EndObject() { e.buf = append(e.buf, '}') }

// Name writes the name of a property, as it is in JSON: with escapes, if it needs any. The
// value must be written next. Inlined, it would add 12 KB to a small program.
//
//go:noinline
func (e *Encoder) Name(name string) {
	buf := e.buf
	if isPreceded(buf) {
		buf = append(buf, ',')
	}
	buf = append(buf, '"')
	buf = append(buf, name...)
	buf = append(buf, '"', ':')
	e.buf = buf
}

// comma writes a comma unless the next property or item is the first one.
func (e *Encoder) comma() {
	if isPreceded(e.buf) {
		e.buf = append(e.buf, ',')
	}
}

// isPreceded reports whether another property or item is before the next one.
func isPreceded(buf []byte) bool {
	n := len(buf)
	return n > 0 && buf[n-1] != '{' && buf[n-1] != '['
}

// Null writes a null that counts as non-zero, so that [Optional] writes it.
func (e *Encoder) Null() {
	e.nonZeroCount++
	e.OmittableNull()
}

// OmittableNull writes a null that counts as zero, so that [Optional] omits it.
func (e *Encoder) OmittableNull() { e.buf = append(e.buf, "null"...) }

// Discriminator writes the discriminator property of a union variant. It counts as
// zero: [Optional] omits a variant without any other property, unless
// [Encoder.MarkNonZero] was called, as when the variant is encoded as a union.
func (e *Encoder) Discriminator(name, value string) {
	nonZeroCount := e.nonZeroCount
	Required(e, name, &value, EncodeString)
	e.nonZeroCount = nonZeroCount
}

// NumberDiscriminator is like [Encoder.Discriminator] for a property that is a number,
// whose text is value.
func (e *Encoder) NumberDiscriminator(name, value string) {
	e.Name(name)
	e.buf = append(e.buf, value...)
}

// MarkNonZero counts the next value as non-zero, regardless of its properties.
func (e *Encoder) MarkNonZero() { e.nonZeroCount++ }

// Raw writes JSON text unchanged. Text that is not exactly one valid JSON value is
// an error.
func (e *Encoder) Raw(text []byte) {
	e.nonZeroCount++
	if !json.Valid(text) {
		e.Fail(errors.New("invalid raw JSON"))
		return
	}
	e.buf = append(e.buf, text...)
}

// countNonZero counts a value if it is not zero.
func (e *Encoder) countNonZero(nonZero bool) {
	if nonZero {
		e.nonZeroCount++
	}
}

// Required writes a property, even if its value is zero. Its name is that of
// [Encoder.Name]. encode must not keep the pointer.
func Required[T any](e *Encoder, name string, value *T, encode func(*T, *Encoder)) {
	RequiredAs(e, name, "", value, encode)
}

// RequiredAs is like [Required] for a property whose Go name is not the usual one: the name
// of the property for a parameter of a call, and with an upper-case letter at the
// beginning for a field. Errors contain the Go name.
func RequiredAs[T any](e *Encoder, name, goName string, value *T, encode func(*T, *Encoder)) {
	e.Name(name)
	failed := e.err != nil
	encode(noescape(value), e)
	e.addStep(failed, encodingStep{name: name, goName: goName})
}

// EncodeArgument writes the body of a request that is a single argument.
func EncodeArgument[T any](e *Encoder, argument string, value *T, encode func(*T, *Encoder)) {
	failed := e.err != nil
	encode(noescape(value), e)
	e.addStep(failed, encodingStep{name: argument, whole: true})
}

// noescape returns p. The compiler does not see that the result is p, and so does not
// move the variable to the heap because a function that encodes or decodes it, which it does
// not know, might keep the pointer.
func noescape[T any](p *T) *T {
	x := uintptr(unsafe.Pointer(p))   //nolint:gosec // see above
	return *(**T)(unsafe.Pointer(&x)) //nolint:gosec // see above
}

// addStep adds a step to the path of an error that was recorded since failed was
// determined.
func (e *Encoder) addStep(failed bool, step encodingStep) {
	if !failed && e.err != nil {
		e.err = prependStep(e.err, step)
	}
}

// Optional writes a property unless its value is zero. An object is zero if all its
// properties are. Errors in encoding a zero value are ignored. encode must not keep
// the pointer.
func Optional[T any](e *Encoder, name string, value *T, encode func(*T, *Encoder)) {
	OptionalAs(e, name, "", value, encode)
}

// OptionalAs is like [Optional] for a property whose Go name is not the usual one: the
// name of the property with an upper-case letter at the beginning. Errors contain the Go
// name.
func OptionalAs[T any](e *Encoder, name, goName string, value *T, encode func(*T, *Encoder)) {
	length, nonZeroCount, err := len(e.buf), e.nonZeroCount, e.err
	e.Name(name)
	encode(noescape(value), e)
	if e.nonZeroCount == nonZeroCount {
		e.buf, e.err = e.buf[:length], err
		return
	}
	e.addStep(err != nil, encodingStep{name: name, goName: goName, optional: true})
}

// Constant writes a property that has only one valid value: value, or the constant if
// that is zero. The constant itself counts as zero, so that [Optional] omits an object
// in which nothing else is set.
func Constant[T comparable](e *Encoder, name string, value *T, constant T, encode func(*T, *Encoder)) {
	var zero T
	if *value != zero {
		Required(e, name, value, encode)
		return
	}
	nonZeroCount := e.nonZeroCount
	Required(e, name, &constant, encode)
	e.nonZeroCount = nonZeroCount
}

// ReadOnly writes a property like [Optional], except in the body of a request, where it
// writes nothing: only the service sets the property.
func ReadOnly[T any](e *Encoder, name string, value *T, encode func(*T, *Encoder)) {
	if !e.inRequest {
		Optional(e, name, value, encode)
	}
}

// String writes a string. It replaces each invalid byte of UTF-8 with U+FFFD.
func (e *Encoder) String(text string) {
	e.countNonZero(text != "")
	e.string(text)
}

// Bool writes a boolean.
func (e *Encoder) Bool(v bool) {
	e.countNonZero(v)
	e.buf = strconv.AppendBool(e.buf, v)
}

// string writes a string. It replaces each invalid byte of UTF-8 with U+FFFD.
func (e *Encoder) string(text string) {
	e.buf = append(e.buf, '"')
	if isPlain(text) {
		e.buf = append(e.buf, text...)
	} else {
		e.buf = appendText(e.buf, text)
	}
	e.buf = append(e.buf, '"')
}

// appendText appends the characters of a string, with escapes where they are necessary.
func appendText(buf []byte, text string) []byte {
	const hex = "0123456789abcdef"
	for start, i := 0, 0; ; start = i {
		i = endOfPlain(text, i)
		buf = appendValid(buf, text[start:i])
		if i == len(text) {
			return buf
		}
		switch c := text[i]; c {
		case '"', '\\':
			buf = append(buf, '\\', c)
		case '\n':
			buf = append(buf, '\\', 'n')
		case '\r':
			buf = append(buf, '\\', 'r')
		case '\t':
			buf = append(buf, '\\', 't')
		default:
			buf = append(buf, '\\', 'u', '0', '0', hex[c>>4], hex[c&0xF])
		}
		i++
	}
}

// appendValid appends text, with U+FFFD in place of each invalid byte.
func appendValid(buf []byte, text string) []byte {
	if utf8.ValidString(text) {
		return append(buf, text...)
	}
	for _, r := range text {
		buf = utf8.AppendRune(buf, r)
	}
	return buf
}

// prependStep adds a step to the beginning of the path in err.
func prependStep(err error, step encodingStep) error {
	inner, ok := errors.AsType[*ValueError](err)
	if !ok {
		return &ValueError{Path: step.jsonName(), Offset: -1, Err: err, step: step}
	}
	next := &ValueError{Path: step.jsonName() + inner.Path, Offset: -1, Err: inner.Err, step: step}
	if inner.step.name != "" {
		next.goPath = inner.step.field() + inner.goPath
	}
	return next
}
