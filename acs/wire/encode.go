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

// Encoder writes one JSON text. Its zero value is ready.
type Encoder struct {
	w            jx.Writer
	nonZeroCount int // how many values that are not zero were written
	err          error
}

// Marshal returns the JSON text that encode writes.
func Marshal(encode func(*Encoder)) ([]byte, error) {
	var e Encoder
	encode(&e)
	if e.err != nil {
		return nil, e.err
	}
	return e.w.Buf, nil
}

// Fail keeps err as what is wrong with the text. The first one counts.
func (e *Encoder) Fail(err error) {
	if e.err == nil {
		e.err = err
	}
}

// BeginObject opens an object. Members follow by [Required], [Optional] and
// [Encoder.Name], then [Encoder.EndObject].
func (e *Encoder) BeginObject() { e.w.ObjStart() }

// EndObject closes the object.
func (e *Encoder) EndObject() { e.w.ObjEnd() }

// Name begins a member of an object; its value follows.
func (e *Encoder) Name(name string) {
	e.comma()
	e.w.Str(strings.ToValidUTF8(name, "\uFFFD"))
	e.w.RawStr(":")
}

// comma separates from what stands before in the same object or array.
func (e *Encoder) comma() {
	if n := len(e.w.Buf); n > 0 && e.w.Buf[n-1] != '{' && e.w.Buf[n-1] != '[' {
		e.w.Comma()
	}
}

// Null writes a null.
func (e *Encoder) Null() {
	e.nonZeroCount++
	e.w.Null()
}

// OmittableNull writes a null that counts as zero, so that [Optional] drops it.
func (e *Encoder) OmittableNull() { e.w.Null() }

// Discriminator writes the member that tells the objects of a family apart. It counts as
// zero: an object of which nothing else is set is absent, unless it was chosen
// from its family.
func (e *Encoder) Discriminator(name, value string) {
	nonZeroCount := e.nonZeroCount
	Required(e, name, &value, EncodeString)
	e.nonZeroCount = nonZeroCount
}

// MarkNonZero says that the value which is written next is not zero.
func (e *Encoder) MarkNonZero() { e.nonZeroCount++ }

// Raw writes JSON text as it is. Text that is not one JSON value fails the
// encoder.
func (e *Encoder) Raw(text []byte) {
	e.nonZeroCount++
	if !jx.Valid(text) {
		e.Fail(errors.New("raw JSON is not valid"))
		return
	}
	e.w.Raw(text)
}

// countNonZero counts a value that is not zero.
func (e *Encoder) countNonZero(set bool) {
	if set {
		e.nonZeroCount++
	}
}

// Required writes a member, zero or not.
func Required[T any](e *Encoder, name string, value *T, encode func(*T, *Encoder)) {
	e.Name(name)
	failed := e.err != nil
	encode(value, e)
	e.addPath(failed, name)
}

// addPath says of a new error in which member or item it is.
func (e *Encoder) addPath(failed bool, step string) {
	if !failed && e.err != nil {
		e.err = prependPath(e.err, step)
	}
}

// Optional writes a member unless its value is zero: for an object, unless
// every member in it is. A value that is zero does not fail the encoder.
func Optional[T any](e *Encoder, name string, value *T, encode func(*T, *Encoder)) {
	length, nonZeroCount, err := len(e.w.Buf), e.nonZeroCount, e.err
	Required(e, name, value, encode)
	if e.nonZeroCount == nonZeroCount {
		e.w.Buf, e.err = e.w.Buf[:length], err
	}
}

// EncodeString writes a string. Bytes that are not UTF-8 become U+FFFD.
func EncodeString[T ~string](v *T, e *Encoder) {
	e.countNonZero(*v != "")
	e.w.Str(strings.ToValidUTF8(string(*v), "\uFFFD"))
}

// EncodeBool writes a boolean.
func EncodeBool[T ~bool](v *T, e *Encoder) {
	e.countNonZero(bool(*v))
	e.w.Bool(bool(*v))
}

// EncodeInt32 writes a whole number.
func EncodeInt32[T ~int32](v *T, e *Encoder) {
	e.countNonZero(*v != 0)
	e.w.Int32(int32(*v))
}

// EncodeInt64 writes a whole number.
func EncodeInt64[T ~int64](v *T, e *Encoder) {
	e.countNonZero(*v != 0)
	e.w.Int64(int64(*v))
}

// EncodeFloat64 writes a number. JSON has no NaN and no infinity: they fail the
// encoder.
func EncodeFloat64[T ~float64](v *T, e *Encoder) {
	e.countNonZero(*v != 0)
	if f := float64(*v); math.IsNaN(f) || math.IsInf(f, 0) {
		e.Fail(fmt.Errorf("JSON has no number %v", f))
		return
	}
	e.w.Float64(float64(*v))
}

// EncodeTime writes a time as [FormatTime] does. The zero time counts as zero.
func EncodeTime(v *time.Time, e *Encoder) {
	e.countNonZero(!v.IsZero())
	e.w.Str(FormatTime(*v))
}

// EncodeDate writes the day of a time, "2006-01-02".
func EncodeDate(v *time.Time, e *Encoder) {
	e.countNonZero(!v.IsZero())
	e.w.Str(v.Format(time.DateOnly))
}

// EncodeBytes writes base64.
func EncodeBytes(v *[]byte, e *Encoder) {
	e.countNonZero(len(*v) > 0)
	e.w.Str(base64.StdEncoding.EncodeToString(*v))
}

// EncodeRaw writes JSON text as it is, and null for none.
func EncodeRaw[T ~[]byte](v *T, e *Encoder) {
	if len(*v) == 0 {
		e.OmittableNull()
		return
	}
	e.Raw(*v)
}

// EncodeSlice returns an encoder of arrays, given one of their items. An empty
// array counts as zero.
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

// EncodeMap returns an encoder of objects with the keys in order, given one of
// their values. An empty object counts as zero.
func EncodeMap[T any](value func(*T, *Encoder)) func(*map[string]T, *Encoder) {
	return func(v *map[string]T, e *Encoder) {
		e.BeginObject()
		EncodeMembers(e, *v, value)
		e.EndObject()
	}
}

// EncodeMembers writes the members of an object that its type does not declare,
// in the order of their names. One with a name of those declared fails the
// encoder: the object would hold it twice.
func EncodeMembers[T any](e *Encoder, members map[string]T, value func(*T, *Encoder), declared ...string) {
	for _, name := range slices.Sorted(maps.Keys(members)) {
		member := members[name]
		e.nonZeroCount++
		if slices.Contains(declared, name) {
			e.Fail(&ValueError{Path: "/" + name, Err: errors.New("is no additional member, the type declares it")})
		}
		Required(e, name, &member, value)
	}
}

// EncodePointer returns an encoder of values that may be absent: nil is null
// and counts as zero.
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

// IsNil says whether the value of an interface is nil, or a pointer that is nil.
func IsNil(value any) bool {
	v := reflect.ValueOf(value)
	return !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil()
}

// EncodeNullable returns an encoder of a family of which nil is null and counts
// as zero.
func EncodeNullable[T any](value func(*T, *Encoder)) func(*T, *Encoder) {
	return func(v *T, e *Encoder) {
		if IsNil(*v) {
			e.OmittableNull()
			return
		}
		value(v, e)
	}
}

// FormatTime returns t in UTC as RFC 3339 with at least milliseconds, which is
// what the official clients send.
func FormatTime(t time.Time) string {
	t = t.UTC()
	if t.Nanosecond()%int(time.Millisecond) == 0 {
		return t.Format("2006-01-02T15:04:05.000Z07:00")
	}
	return t.Format(time.RFC3339Nano)
}
