package wire

import (
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-faster/jx"
)

// Encoder writes one JSON text. Its zero value is ready to use. It records the
// first error, which [Marshal] returns.
type Encoder struct {
	w            jx.Writer
	nonZeroCount int // number of non-zero values written
	err          error
}

// Marshal returns the JSON text that encode writes, or the first error that the
// encoder recorded.
func Marshal(encode func(*Encoder)) ([]byte, error) {
	var e Encoder
	encode(&e)
	if e.err != nil {
		return nil, e.err
	}
	return e.w.Buf, nil
}

// Fail records err, unless an error has already been recorded.
func (e *Encoder) Fail(err error) {
	if e.err == nil {
		e.err = err
	}
}

// BeginObject begins an object. Write its properties with [Required], [Optional] or
// [Encoder.Name], and end it with [Encoder.EndObject].
func (e *Encoder) BeginObject() { e.w.ObjStart() }

// EndObject ends the object.
func (e *Encoder) EndObject() { e.w.ObjEnd() }

// Name writes the name of a property. The value must be written next.
func (e *Encoder) Name(name string) {
	e.comma()
	e.w.Str(strings.ToValidUTF8(name, "\uFFFD"))
	e.w.RawStr(":")
}

// comma writes a comma unless the next property or item is the first one.
func (e *Encoder) comma() {
	if n := len(e.w.Buf); n > 0 && e.w.Buf[n-1] != '{' && e.w.Buf[n-1] != '[' {
		e.w.Comma()
	}
}

// Null writes a null that counts as non-zero, so that [Optional] writes it.
func (e *Encoder) Null() {
	e.nonZeroCount++
	e.w.Null()
}

// OmittableNull writes a null that counts as zero, so that [Optional] omits it.
func (e *Encoder) OmittableNull() { e.w.Null() }

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
	if !jx.Valid(text) {
		e.Fail(errors.New("invalid raw JSON"))
		return
	}
	e.w.Raw(text)
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
	length, nonZeroCount, err := len(e.w.Buf), e.nonZeroCount, e.err
	Required(e, name, value, encode)
	if e.nonZeroCount == nonZeroCount {
		e.w.Buf, e.err = e.w.Buf[:length], err
	}
}

// EncodeString writes a string. It replaces invalid UTF-8 with U+FFFD.
func EncodeString[T ~string](v *T, e *Encoder) {
	e.countNonZero(*v != "")
	e.w.Str(strings.ToValidUTF8(string(*v), "\uFFFD"))
}

// EncodeBool writes a boolean.
func EncodeBool[T ~bool](v *T, e *Encoder) {
	e.countNonZero(bool(*v))
	e.w.Bool(bool(*v))
}

// EncodeInt32 writes a 32-bit integer.
func EncodeInt32[T ~int32](v *T, e *Encoder) {
	e.countNonZero(*v != 0)
	e.w.Int32(int32(*v))
}

// EncodeInt64 writes a 64-bit integer.
func EncodeInt64[T ~int64](v *T, e *Encoder) {
	e.countNonZero(*v != 0)
	e.w.Int64(int64(*v))
}

// EncodeFloat64 writes a number. NaN and infinities, which JSON cannot represent,
// are errors.
func EncodeFloat64[T ~float64](v *T, e *Encoder) {
	e.countNonZero(*v != 0)
	if f := float64(*v); math.IsNaN(f) || math.IsInf(f, 0) {
		e.Fail(fmt.Errorf("JSON cannot represent the number %v", f))
		return
	}
	e.w.Float64(float64(*v))
}

// EncodeTime writes a time in the format of [FormatTime].
func EncodeTime(v *time.Time, e *Encoder) {
	e.countNonZero(!v.IsZero())
	e.w.Str(FormatTime(*v))
}

// EncodeDate writes the date of a time, such as "2006-01-02".
func EncodeDate(v *time.Time, e *Encoder) {
	e.countNonZero(!v.IsZero())
	e.w.Str(v.Format(time.DateOnly))
}

// EncodeBytes writes a base64 string.
func EncodeBytes(v *[]byte, e *Encoder) {
	e.countNonZero(len(*v) > 0)
	e.w.Str(base64.StdEncoding.EncodeToString(*v))
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
		e.w.ArrStart()
		for i := range *v {
			e.comma()
			failed := e.err != nil
			item(&(*v)[i], e)
			e.addPath(failed, strconv.Itoa(i))
		}
		e.w.ArrEnd()
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
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		property := properties[name]
		e.nonZeroCount++
		if slices.Contains(declared, name) {
			e.Fail(&ValueError{Path: "/" + name, Err: errors.New("additional property has the name of a declared property")})
		}
		Required(e, name, &property, value)
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
func FormatTime(t time.Time) string {
	t = t.UTC()
	if t.Nanosecond()%int(time.Millisecond) == 0 {
		return t.Format("2006-01-02T15:04:05.000Z07:00")
	}
	return t.Format(time.RFC3339Nano)
}
