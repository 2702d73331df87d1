package wire

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"time"
)

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

// EncodeFloat64 writes a number like encoding/json: with an exponent only if it is very
// large or very small. NaN and infinities, which JSON cannot represent, are errors.
func EncodeFloat64[T ~float64](v *T, e *Encoder) {
	f, format := float64(*v), byte('e')
	e.countNonZero(f != 0)
	if math.IsNaN(f) || math.IsInf(f, 0) {
		e.Fail(fmt.Errorf("JSON cannot represent the number %v", f))
		return
	}
	if size := math.Abs(f); size == 0 || 1e-6 <= size && size < 1e21 {
		format = 'f'
	}
	e.buf = strconv.AppendFloat(e.buf, f, format, -1, 64)
}

// EncodeTime writes a time in the format of [FormatTime].
func EncodeTime(v *time.Time, e *Encoder) {
	e.countNonZero(!v.IsZero())
	e.buf = append(e.buf, '"')
	year := len(e.buf)
	e.buf = appendTime(e.buf, *v)
	if e.buf[year+len("2006")] != '-' {
		e.Fail(fmt.Errorf("the year %d cannot be written as an RFC 3339 time", v.UTC().Year()))
	}
	e.buf = append(e.buf, '"')
}

// EncodeDate writes the date of a time, such as "2006-01-02".
func EncodeDate(v *time.Time, e *Encoder) {
	e.countNonZero(!v.IsZero())
	e.string(v.Format(time.DateOnly))
}

// EncodeHTTPDate writes a time in the format of [HTTPDate].
func EncodeHTTPDate(v *time.Time, e *Encoder) {
	e.countNonZero(!v.IsZero())
	e.string(HTTPDate(*v))
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
	return func(v *[]T, e *Encoder) {
		e.countNonZero(len(*v) > 0)
		e.buf = append(e.buf, '[')
		for i := range *v {
			e.comma()
			failed := e.err != nil
			if item(&(*v)[i], e); e.err != nil {
				e.addStep(failed, encodingStep{name: strconv.Itoa(i), index: true})
			}
		}
		e.buf = append(e.buf, ']')
	}
}

// EncodeMap returns an encoder for objects with arbitrary property names, given an
// encoder for the values. It sorts the properties by name. An empty object counts
// as zero.
func EncodeMap[T any](value func(*T, *Encoder)) func(*map[string]T, *Encoder) {
	return func(v *map[string]T, e *Encoder) {
		e.BeginObject()
		EncodeAdditionalProperties(e, *v, value)
		e.EndObject()
	}
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
		failed := e.beginAdditional(name, declared)
		if value(noescape(&property), e); e.err != nil {
			e.addStep(failed, mapStep(name))
		}
	}
}

// beginAdditional writes the name of an undeclared property, and reports whether an error
// has been recorded.
func (e *Encoder) beginAdditional(name string, declared []string) (failed bool) {
	e.nonZeroCount++
	if slices.Contains(declared, name) {
		e.Fail(prependStep(textError("additional property has the name of a declared property"), mapStep(name)))
	}
	e.comma()
	e.string(name)
	e.buf = append(e.buf, ':')
	return e.err != nil
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

// IsNil reports whether value is nil or a nil pointer, slice or map.
func IsNil(value any) bool {
	v := reflect.ValueOf(value)
	switch v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return v.IsNil()
	}
	return false
}

// EncodeNullable returns an encoder for a nullable union, list or map, given an encoder for
// it. Nil is encoded as null and counts as zero.
func EncodeNullable[T any](value func(*T, *Encoder)) func(*T, *Encoder) {
	return func(v *T, e *Encoder) {
		if IsNil(*v) {
			e.OmittableNull()
			return
		}
		value(v, e)
	}
}

// FormatTime returns t as an RFC 3339 time in UTC with three to six fractional digits:
// in milliseconds or, unless they are 0, microseconds. Anything finer is cut off.
func FormatTime(t time.Time) string { return string(appendTime(nil, t)) }

func appendTime(buf []byte, t time.Time) []byte {
	t = t.UTC()
	year, month, day := t.Date()
	if year < 0 || year > 9999 {
		return t.AppendFormat(buf, time.RFC3339) // which is not valid: see EncodeTime
	}
	hour, minute, second := t.Clock()
	buf = appendTwoDigits(appendTwoDigits(buf, year/100), year%100)
	buf = appendTwoDigits(append(buf, '-'), int(month))
	buf = appendTwoDigits(append(buf, '-'), day)
	buf = appendTwoDigits(append(buf, 'T'), hour)
	buf = appendTwoDigits(append(buf, ':'), minute)
	buf = appendTwoDigits(append(buf, ':'), second)
	microseconds := t.Nanosecond() / int(time.Microsecond)
	buf = append(buf, '.', digit(microseconds/100_000), digit(microseconds/10_000), digit(microseconds/1000))
	if rest := microseconds % 1000; rest != 0 {
		buf = bytes.TrimRight(append(buf, digit(rest/100), digit(rest/10), digit(rest)), "0")
	}
	return append(buf, 'Z')
}

func appendTwoDigits(buf []byte, n int) []byte { return append(buf, digit(n/10), digit(n)) }

// digit returns the last digit of n, which is not negative.
func digit(n int) byte { return byte('0' + n%10) }
