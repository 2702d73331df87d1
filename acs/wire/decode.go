package wire

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/go-faster/jx"
)

// Decoder reads one JSON text. Use [Unmarshal] to create one; the zero value is
// not usable.
type Decoder struct {
	jx  *jx.Decoder
	err error // recorded by Null, which cannot return it
}

// ValueError is an error in encoding or decoding a JSON value.
type ValueError struct {
	// Path is the JSON pointer of the value, such as "/value/3/createdOn". It
	// is empty for the whole text. Long property names are truncated.
	Path string
	// Err is the error.
	Err error
}

// Error returns the path, if any, and the error.
func (e *ValueError) Error() string {
	if e.Path == "" {
		return e.Err.Error()
	}
	return e.Path + ": " + e.Err.Error()
}

// Unwrap returns the error without the path.
func (e *ValueError) Unwrap() error { return e.Err }

// prependPath adds a property name or an index to the beginning of the path in
// err.
func prependPath(err error, step string) error {
	step = strings.NewReplacer("~", "~0", "/", "~1").Replace(truncate(step))
	if inner, ok := errors.AsType[*ValueError](err); ok {
		return &ValueError{Path: "/" + step + inner.Path, Err: inner.Err}
	}
	return &ValueError{Path: "/" + step, Err: err}
}

// truncate shortens text from the service that is added to an error, so that it
// does not flood the error or reveal a misplaced token.
func truncate(text string) string {
	const limit = 40
	if len(text) > limit {
		return strings.ToValidUTF8(text[:limit], "") + "..."
	}
	return text
}

// Unmarshal decodes data with decode. data must contain exactly one JSON value. An
// error is always a *[ValueError].
func Unmarshal[T any](data []byte, to *T, decode func(*T, *Decoder) error) error {
	d := &Decoder{jx: jx.GetDecoder()}
	defer jx.PutDecoder(d.jx)
	d.jx.ResetBytes(data)
	err := decode(to, d)
	if d.err != nil {
		err = d.err
	}
	if err == nil && !d.atEnd() {
		err = errors.New("text after the JSON value")
	}
	if err == nil {
		return nil
	}
	if inner := new(ValueError); errors.As(err, &inner) {
		return inner
	}
	return &ValueError{Err: err}
}

// atEnd reports whether only white space remains.
func (d *Decoder) atEnd() bool {
	// Next returns Invalid both at the end and for an invalid token; Skip returns
	// io.EOF only at the end.
	return d.jx.Next() == jx.Invalid && errors.Is(d.jx.Skip(), io.EOF)
}

// Null reports whether the next value is null, and if so, reads it. For an invalid
// token that starts like null it also returns true, and [Unmarshal] fails.
func (d *Decoder) Null() bool {
	if d.jx.Next() != jx.Null {
		return false
	}
	if err := d.jx.Null(); err != nil && d.err == nil {
		d.err = errors.New("invalid or truncated JSON")
	}
	return true
}

// Skip reads a value of any type and ignores it.
func (d *Decoder) Skip() error { return rootCause(d.jx.Skip()) }

// rootCause returns the innermost error. The outer errors contain the path in the
// text, which can be very long in a malicious text.
func rootCause(err error) error {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return err
}

// Raw reads a value of any type and returns a copy of its JSON text.
func (d *Decoder) Raw() ([]byte, error) {
	raw, err := d.jx.RawAppend(nil)
	return raw, rootCause(err)
}

// PeekDiscriminator reads an object of a union. It returns the object's JSON text
// and the value of its discriminator property, or "" if that is missing or not a
// string. For a null, the text is nil.
func (d *Decoder) PeekDiscriminator(name string) (value string, raw []byte, err error) {
	if err := d.expectType(jx.Object); err != nil || d.Null() {
		return "", nil, err
	}
	if raw, err = d.Raw(); err != nil {
		return "", nil, err
	}
	err = Unmarshal(raw, &value, func(to *string, d *Decoder) error {
		return d.Object(func(property []byte) error {
			if string(property) == name && d.jx.Next() == jx.String {
				return DecodeString(to, d)
			}
			return d.Skip()
		})
	})
	return value, raw, err
}

// Object reads an object and calls property for each of its properties. property
// must read the value; name is valid only until it returns. A null is read like an
// empty object.
func (d *Decoder) Object(property func(name []byte) error) error {
	if err := d.expectType(jx.Object); err != nil || d.Null() {
		return err
	}
	return d.jx.ObjBytes(func(_ *jx.Decoder, name []byte) error {
		if err := property(name); err != nil {
			return prependPath(err, string(name))
		}
		return nil
	})
}

// expectType returns an error if the next value has neither the given type nor is
// null.
func (d *Decoder) expectType(want jx.Type) error {
	switch got := d.jx.Next(); got {
	case want, jx.Null:
		return nil
	case jx.Invalid:
		return errors.New("invalid or truncated JSON")
	default:
		return fmt.Errorf("want %s, got %s", withArticle(want), withArticle(got))
	}
}

// withArticle returns the name of a JSON type with its article, for errors.
func withArticle(t jx.Type) string {
	switch t {
	case jx.Array:
		return "an array"
	case jx.Object:
		return "an object"
	case jx.Bool:
		return "a boolean"
	default:
		return "a " + t.String()
	}
}

// DecodeString reads a string. It replaces invalid UTF-8 with U+FFFD.
func DecodeString[T ~string](to *T, d *Decoder) error {
	if err := d.expectType(jx.String); err != nil || d.Null() {
		return err
	}
	text, err := d.text()
	*to = T(text)
	return err
}

// text reads a string and replaces invalid UTF-8 with U+FFFD.
func (d *Decoder) text() (string, error) {
	text, err := d.jx.Str()
	return strings.ToValidUTF8(text, "\uFFFD"), err
}

// DecodeBool reads a boolean.
func DecodeBool[T ~bool](to *T, d *Decoder) error {
	if err := d.expectType(jx.Bool); err != nil || d.Null() {
		return err
	}
	v, err := d.jx.Bool()
	*to = T(v)
	return err
}

// DecodeInt32 reads an integer. A fraction, an exponent and a value that does not
// fit in 32 bits are errors.
func DecodeInt32[T ~int32](to *T, d *Decoder) error {
	return decodeInt(to, d, 32)
}

// DecodeInt64 reads an integer. A fraction, an exponent and a value that does not
// fit in 64 bits are errors.
func DecodeInt64[T ~int64](to *T, d *Decoder) error {
	return decodeInt(to, d, 64)
}

func decodeInt[T ~int32 | ~int64](to *T, d *Decoder, bits int) error {
	if err := d.expectType(jx.Number); err != nil || d.Null() {
		return err
	}
	num, err := d.jx.Num()
	if err != nil {
		return err
	}
	v, err := strconv.ParseInt(string(num), 10, bits)
	if err != nil {
		return fmt.Errorf("want a %d-bit integer, got %s", bits, truncate(num.String()))
	}
	*to = T(v)
	return nil
}

// DecodeFloat64 reads a number.
func DecodeFloat64[T ~float64](to *T, d *Decoder) error {
	if err := d.expectType(jx.Number); err != nil || d.Null() {
		return err
	}
	v, err := d.jx.Float64()
	*to = T(v)
	return err
}

// DecodeTime reads an RFC 3339 time, with or without fractional seconds, and
// converts it to UTC.
func DecodeTime(to *time.Time, d *Decoder) error {
	return decodeText(to, d, func(text string) (time.Time, error) {
		t, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			return time.Time{}, fmt.Errorf("want an RFC 3339 time, got %q", truncate(text))
		}
		return t.UTC(), nil
	})
}

// DecodeDate reads a date, such as "2006-01-02", as midnight UTC.
func DecodeDate(to *time.Time, d *Decoder) error {
	return decodeText(to, d, func(text string) (time.Time, error) {
		t, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return time.Time{}, fmt.Errorf("want a date, got %q", truncate(text))
		}
		return t, nil
	})
}

// DecodeBytes reads a base64 string.
func DecodeBytes(to *[]byte, d *Decoder) error {
	return decodeText(to, d, func(text string) ([]byte, error) {
		data, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return nil, errors.New("want base64")
		}
		return data, nil
	})
}

func decodeText[T any](to *T, d *Decoder, parse func(string) (T, error)) error {
	if err := d.expectType(jx.String); err != nil || d.Null() {
		return err
	}
	text, err := d.text()
	if err != nil {
		return err
	}
	*to, err = parse(text)
	return err
}

// DecodeRaw reads a value of any type and stores its JSON text.
func DecodeRaw[T ~[]byte](to *T, d *Decoder) error {
	raw, err := d.Raw()
	*to = T(raw)
	return err
}

// DecodeSlice returns a decoder for arrays, given a decoder for the items. A null
// item is a zero item.
func DecodeSlice[T any](item func(*T, *Decoder) error) func(*[]T, *Decoder) error {
	return func(to *[]T, d *Decoder) error {
		if err := d.expectType(jx.Array); err != nil || d.Null() {
			return err
		}
		items := []T{}
		err := d.jx.Arr(func(*jx.Decoder) error {
			items = append(items, *new(T))
			if err := item(&items[len(items)-1], d); err != nil {
				return prependPath(err, strconv.Itoa(len(items)-1))
			}
			return nil
		})
		*to = items
		return err
	}
}

// DecodeMap returns a decoder for objects with arbitrary property names, given a
// decoder for the values.
func DecodeMap[T any](value func(*T, *Decoder) error) func(*map[string]T, *Decoder) error {
	return func(to *map[string]T, d *Decoder) error {
		if err := d.expectType(jx.Object); err != nil || d.Null() {
			return err
		}
		values := map[string]T{}
		err := d.Object(func(name []byte) error {
			key := string(name)
			var v T
			err := value(&v, d)
			values[key] = v
			return err
		})
		*to = values
		return err
	}
}

// DecodeAdditionalProperty reads the value of an undeclared property and adds it to *to.
func DecodeAdditionalProperty[T any](to *map[string]T, name string, d *Decoder, value func(*T, *Decoder) error) error {
	var v T
	if err := value(&v, d); err != nil {
		return err
	}
	if *to == nil {
		*to = map[string]T{}
	}
	(*to)[name] = v
	return nil
}

// DecodePointer returns a decoder for nullable values, given a decoder for the
// value. A null decodes to nil.
func DecodePointer[T any](value func(*T, *Decoder) error) func(**T, *Decoder) error {
	return func(to **T, d *Decoder) error {
		if d.Null() {
			*to = nil
			return nil
		}
		*to = new(T)
		return value(*to, d)
	}
}

// DecodeJSON reads a value of a type that implements json.Unmarshaler.
func DecodeJSON[T any, P interface {
	*T
	UnmarshalJSON(data []byte) error
}](to *T, d *Decoder) error {
	raw, err := d.Raw()
	if err != nil {
		return err
	}
	return P(to).UnmarshalJSON(raw)
}

// DecodeWith returns a decoder that passes the JSON text to unmarshal.
func DecodeWith[T any](unmarshal func([]byte) (T, error)) func(*T, *Decoder) error {
	return func(to *T, d *Decoder) error {
		raw, err := d.Raw()
		if err != nil {
			return err
		}
		*to, err = unmarshal(raw)
		return err
	}
}
