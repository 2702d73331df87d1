package wire

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"sync"
	"time"
	"unicode/utf8"
)

// Encoder writes one JSON text. Its zero value is ready to use. It records the
// first error, which [Marshal] returns.
type Encoder struct {
	buf          []byte
	nonZeroCount int // number of non-zero values written
	err          error
}

// encoders keeps the buffers of encoders for reuse.
var encoders = sync.Pool{New: func() any { return new(Encoder) }} //nolint:gochecknoglobals // a pool has to outlive its users

// Marshal returns the JSON text that encode writes, or the first error that the
// encoder recorded.
func Marshal(encode func(*Encoder)) ([]byte, error) {
	e, ok := encoders.Get().(*Encoder)
	if !ok {
		e = new(Encoder)
	}
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

// Name writes the name of a property, which is valid UTF-8. The value must be written
// next.
func (e *Encoder) Name(name string) {
	if endOfPlain(name, 0) < len(name) {
		e.anyName(name)
		return
	}
	buf := e.buf
	if isPreceded(buf) {
		buf = append(buf, ',')
	}
	buf = append(buf, '"')
	buf = append(buf, name...)
	buf = append(buf, '"', ':')
	e.buf = buf
}

// anyName writes the name of a property like [Encoder.Name], with escapes and U+FFFD
// where they are necessary.
func (e *Encoder) anyName(name string) {
	e.comma()
	e.string(name)
	e.buf = append(e.buf, ':')
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

// Required writes a property, even if its value is zero.
func Required[T any](e *Encoder, name string, value *T, encode func(*T, *Encoder)) {
	e.Name(name)
	failed := e.err != nil
	encode(value, e)
	e.addPath(failed, name)
}

// addPath adds a property name or an index to the path of an error that was
// recorded since failed was determined.
func (e *Encoder) addPath(failed bool, step string) {
	if !failed && e.err != nil {
		e.err = prependPath(e.err, step)
	}
}

// Optional writes a property unless its value is zero. An object is zero if all its
// properties are. Errors in encoding a zero value are ignored.
func Optional[T any](e *Encoder, name string, value *T, encode func(*T, *Encoder)) {
	length, nonZeroCount, err := len(e.buf), e.nonZeroCount, e.err
	e.Name(name)
	encode(value, e)
	if e.nonZeroCount == nonZeroCount {
		e.buf, e.err = e.buf[:length], err
		return
	}
	e.addPath(err != nil, name)
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

// EncodeString writes a string like [Encoder.String].
func EncodeString[T ~string](v *T, e *Encoder) { e.String(string(*v)) }

// EncodeBool writes a boolean.
func EncodeBool[T ~bool](v *T, e *Encoder) { e.Bool(bool(*v)) }

// EncodeInt32 writes a 32-bit integer.
func EncodeInt32[T ~int32](v *T, e *Encoder) {
	e.countNonZero(*v != 0)
	e.buf = strconv.AppendInt(e.buf, int64(*v), 10)
}

// EncodeInt64 writes a 64-bit integer.
func EncodeInt64[T ~int64](v *T, e *Encoder) {
	e.countNonZero(*v != 0)
	e.buf = strconv.AppendInt(e.buf, int64(*v), 10)
}

// EncodeFloat64 writes a number. NaN and infinities, which JSON cannot represent,
// are errors.
func EncodeFloat64[T ~float64](v *T, e *Encoder) {
	e.countNonZero(*v != 0)
	if f := float64(*v); math.IsNaN(f) || math.IsInf(f, 0) {
		e.Fail(fmt.Errorf("JSON cannot represent the number %v", f))
		return
	}
	e.float(float64(*v))
}

// EncodeTime writes a time in the format of [FormatTime].
func EncodeTime(v *time.Time, e *Encoder) {
	e.countNonZero(!v.IsZero())
	if year := v.UTC().Year(); year < 0 || year > 9999 {
		e.Fail(fmt.Errorf("the year %d cannot be written as an RFC 3339 time", year))
		return
	}
	e.buf = append(e.buf, '"')
	e.buf = appendTime(e.buf, *v)
	e.buf = append(e.buf, '"')
}

// EncodeDate writes the date of a time, such as "2006-01-02".
func EncodeDate(v *time.Time, e *Encoder) {
	e.countNonZero(!v.IsZero())
	e.string(v.Format(time.DateOnly))
}

// EncodeBytes writes a base64 string.
func EncodeBytes(v *[]byte, e *Encoder) {
	e.countNonZero(len(*v) > 0)
	e.buf = append(e.buf, '"')
	e.buf = base64.StdEncoding.AppendEncode(e.buf, *v)
	e.buf = append(e.buf, '"')
}

// EncodeRaw writes JSON text unchanged, or null if the text is empty.
func EncodeRaw[T ~[]byte](v *T, e *Encoder) {
	if len(*v) == 0 {
		e.OmittableNull()
		return
	}
	e.Raw(*v)
}

// EncodeSlice returns an encoder for arrays, given an encoder for the items. An
// empty array counts as zero.
func EncodeSlice[T any](item func(*T, *Encoder)) func(*[]T, *Encoder) {
	return func(v *[]T, e *Encoder) { encodeSlice(*v, e, item) }
}

func encodeSlice[T any](items []T, e *Encoder, item func(*T, *Encoder)) {
	e.countNonZero(len(items) > 0)
	e.buf = append(e.buf, '[')
	for i := range items {
		e.comma()
		failed := e.err != nil
		item(&items[i], e)
		if !failed && e.err != nil {
			e.addPath(false, strconv.Itoa(i))
		}
	}
	e.buf = append(e.buf, ']')
}

// EncodeMap returns an encoder for objects with arbitrary property names, given an
// encoder for the values. It sorts the properties by name. An empty object counts
// as zero.
func EncodeMap[T any](value func(*T, *Encoder)) func(*map[string]T, *Encoder) {
	return func(v *map[string]T, e *Encoder) { encodeMap(*v, e, value) }
}

func encodeMap[T any](values map[string]T, e *Encoder, value func(*T, *Encoder)) {
	e.BeginObject()
	EncodeAdditionalProperties(e, values, value)
	e.EndObject()
}

// EncodeAdditionalProperties writes the undeclared properties of an object, sorted by name. A
// name that is also declared is an error, because the object would contain it
// twice.
func EncodeAdditionalProperties[T any](e *Encoder, properties map[string]T, value func(*T, *Encoder), declared ...string) {
	if len(properties) == 0 {
		return
	}
	names := make([]string, 0, len(properties))
	for name := range properties {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		property := properties[name]
		e.nonZeroCount++
		if slices.Contains(declared, name) {
			e.Fail(&ValueError{Path: pathStep(name), Offset: -1, Err: errors.New("additional property has the name of a declared property")})
		}
		failed := e.err != nil
		e.anyName(name)
		value(&property, e)
		e.addPath(failed, name)
	}
}

// EncodePointer returns an encoder for pointers, given an encoder for the value. Nil
// is encoded as null and counts as zero; any other pointer counts as non-zero.
func EncodePointer[T any](value func(*T, *Encoder)) func(**T, *Encoder) {
	return func(v **T, e *Encoder) {
		if *v == nil {
			e.OmittableNull()
			return
		}
		e.nonZeroCount++
		value(*v, e)
	}
}

// IsNil reports whether value is nil or a nil pointer.
func IsNil(value any) bool {
	v := reflect.ValueOf(value)
	return !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil()
}

// EncodeNullable returns an encoder for a nullable union, given an encoder for the
// union. Nil is encoded as null and counts as zero.
func EncodeNullable[T any](value func(*T, *Encoder)) func(*T, *Encoder) {
	return func(v *T, e *Encoder) {
		if IsNil(*v) {
			e.OmittableNull()
			return
		}
		value(v, e)
	}
}

// FormatTime returns t as an RFC 3339 time in UTC with at least millisecond
// precision, like the official clients.
func FormatTime(t time.Time) string { return string(appendTime(nil, t)) }

func appendTime(buf []byte, t time.Time) []byte {
	t = t.UTC()
	year, month, day := t.Date()
	milliseconds := t.Nanosecond() / int(time.Millisecond)
	if year < 0 || year > 9999 || t.Nanosecond() != milliseconds*int(time.Millisecond) {
		return t.AppendFormat(buf, time.RFC3339Nano)
	}
	hour, minute, second := t.Clock()
	buf = appendDigits(buf, year, 4)
	buf = appendDigits(append(buf, '-'), int(month), 2)
	buf = appendDigits(append(buf, '-'), day, 2)
	buf = appendDigits(append(buf, 'T'), hour, 2)
	buf = appendDigits(append(buf, ':'), minute, 2)
	buf = appendDigits(append(buf, ':'), second, 2)
	buf = appendDigits(append(buf, '.'), milliseconds, 3)
	return append(buf, 'Z')
}

// appendDigits appends a number with that many digits.
func appendDigits(buf []byte, number, digits int) []byte {
	buf = append(buf, "0000"[:digits]...)
	for i := len(buf) - 1; number > 0; i-- {
		buf[i] += byte(number % 10)
		number /= 10
	}
	return buf
}

// string writes a string. It replaces each invalid byte of UTF-8 with U+FFFD.
func (e *Encoder) string(text string) {
	if endOfPlain(text, 0) < len(text) || !utf8.ValidString(text) {
		e.buf = append(e.buf, '"')
		e.escape(text)
		e.buf = append(e.buf, '"')
		return
	}
	buf := e.buf
	buf = append(buf, '"')
	buf = append(buf, text...)
	buf = append(buf, '"')
	e.buf = buf
}

// escape writes the characters of a string, with escapes where they are necessary.
func (e *Encoder) escape(text string) {
	const hex = "0123456789abcdef"
	for start, i := 0, 0; ; start = i {
		i = endOfPlain(text, i)
		e.buf = appendValid(e.buf, text[start:i])
		if i == len(text) {
			return
		}
		switch c := text[i]; c {
		case '"', '\\':
			e.buf = append(e.buf, '\\', c)
		case '\n':
			e.buf = append(e.buf, '\\', 'n')
		case '\r':
			e.buf = append(e.buf, '\\', 'r')
		case '\t':
			e.buf = append(e.buf, '\\', 't')
		default:
			e.buf = append(e.buf, '\\', 'u', '0', '0', hex[c>>4], hex[c&0xF])
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

// float writes a number like encoding/json: with an exponent only if it is very
// large or very small.
func (e *Encoder) float(f float64) {
	if size := math.Abs(f); size == 0 || 1e-6 <= size && size < 1e21 {
		e.buf = strconv.AppendFloat(e.buf, f, 'f', -1, 64)
		return
	}
	e.buf = strconv.AppendFloat(e.buf, f, 'e', -1, 64)
}

// prependPath adds a property name or an index to the beginning of the path in
// err.
func prependPath(err error, name string) error {
	if inner, ok := errors.AsType[*ValueError](err); ok {
		return &ValueError{Path: pathStep(name) + inner.Path, Offset: -1, Err: inner.Err}
	}
	return &ValueError{Path: pathStep(name), Offset: -1, Err: err}
}
