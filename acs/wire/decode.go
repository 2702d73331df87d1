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

// Decoder reads one JSON text. Its zero value is of no use; [Unmarshal] makes
// one.
type Decoder struct {
	jx  *jx.Decoder
	err error // a word that begins like null and is not
}

// ValueError reports where in a JSON text a value could not be read or written.
type ValueError struct {
	Path string // JSON pointer, "/value/3/createdOn"; "" is the whole text
	Err  error
}

// Error returns the place and what is wrong there.
func (e *ValueError) Error() string {
	if e.Path == "" {
		return e.Err.Error()
	}
	return e.Path + ": " + e.Err.Error()
}

// Unwrap returns the error without its place.
func (e *ValueError) Unwrap() error { return e.Err }

// prependPath adds one step in front of the place that err names.
func prependPath(err error, step string) error {
	step = strings.NewReplacer("~", "~0", "/", "~1").Replace(truncate(step))
	if inner, ok := errors.AsType[*ValueError](err); ok {
		return &ValueError{Path: "/" + step + inner.Path, Err: inner.Err}
	}
	return &ValueError{Path: "/" + step, Err: err}
}

// truncate cuts off a text of the service where it would flood an error, or tell a
// token that stands in a wrong place.
func truncate(text string) string {
	const limit = 40
	if len(text) > limit {
		return strings.ToValidUTF8(text[:limit], "") + "..."
	}
	return text
}

// Unmarshal reads data, which must hold one JSON value and nothing after it,
// with decode. An error is a *[ValueError].
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

// atEnd reports whether nothing but white space is left.
func (d *Decoder) atEnd() bool {
	// Next says Invalid of the end and of what begins no value; Skip tells them
	// apart.
	return d.jx.Next() == jx.Invalid && errors.Is(d.jx.Skip(), io.EOF)
}

// Null reads a null and reports true, or reads nothing and reports false.
// A word that only begins like null fails the text as a whole.
func (d *Decoder) Null() bool {
	if d.jx.Next() != jx.Null {
		return false
	}
	if err := d.jx.Null(); err != nil && d.err == nil {
		d.err = errors.New("not JSON, or cut off")
	}
	return true
}

// Skip reads a value of any kind and forgets it.
func (d *Decoder) Skip() error { return rootCause(d.jx.Skip()) }

// rootCause returns what is wrong without the way to it, which for a hostile
// text is as long as the text.
func rootCause(err error) error {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return err
}

// Raw reads a value of any kind and returns a copy of its text.
func (d *Decoder) Raw() ([]byte, error) {
	raw, err := d.jx.RawAppend(nil)
	return raw, rootCause(err)
}

// PeekDiscriminator reads an object of a family: its text, and the member that tells the
// objects of the family apart, "" if it is missing or no string. For a null the
// text is nil.
func (d *Decoder) PeekDiscriminator(name string) (tag string, raw []byte, err error) {
	if err := d.expectType(jx.Object); err != nil || d.Null() {
		return "", nil, err
	}
	if raw, err = d.Raw(); err != nil {
		return "", nil, err
	}
	err = Unmarshal(raw, &tag, func(to *string, d *Decoder) error {
		return d.Object(func(member []byte) error {
			if string(member) == name && d.jx.Next() == jx.String {
				return DecodeString(to, d)
			}
			return d.Skip()
		})
	})
	return tag, raw, err
}

// Object reads an object and calls member for each of its members, which must
// read the value. The name is valid until member returns. A null has no members.
func (d *Decoder) Object(member func(name []byte) error) error {
	if err := d.expectType(jx.Object); err != nil || d.Null() {
		return err
	}
	return d.jx.ObjBytes(func(_ *jx.Decoder, name []byte) error {
		if err := member(name); err != nil {
			return prependPath(err, string(name))
		}
		return nil
	})
}

// expectType returns an error if the next value is neither of the kind nor null.
func (d *Decoder) expectType(kind jx.Type) error {
	switch got := d.jx.Next(); got {
	case kind, jx.Null:
		return nil
	case jx.Invalid:
		return errors.New("not JSON, or cut off")
	default:
		return fmt.Errorf("want %s, got %s", article(kind), article(got))
	}
}

func article(kind jx.Type) string {
	switch kind {
	case jx.Array:
		return "an array"
	case jx.Object:
		return "an object"
	case jx.Bool:
		return "a boolean"
	default:
		return "a " + kind.String()
	}
}

// DecodeString reads a string, or a type made of one. Bytes that are not UTF-8
// become U+FFFD.
func DecodeString[T ~string](to *T, d *Decoder) error {
	if err := d.expectType(jx.String); err != nil || d.Null() {
		return err
	}
	text, err := d.text()
	*to = T(text)
	return err
}

// text reads a string, which is UTF-8 whatever the bytes are.
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

// DecodeInt32 reads a whole number of 32 bits.
func DecodeInt32[T ~int32](to *T, d *Decoder) error {
	return decodeInt(to, d, 32)
}

// DecodeInt64 reads a whole number of 64 bits.
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
		return fmt.Errorf("want a whole number of %d bits, got %s", bits, truncate(num.String()))
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

// DecodeTime reads an RFC 3339 time, with or without a fraction of a second,
// and gives it in UTC.
func DecodeTime(to *time.Time, d *Decoder) error {
	return decodeText(to, d, func(text string) (time.Time, error) {
		t, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			return time.Time{}, fmt.Errorf("want an RFC 3339 time, got %q", truncate(text))
		}
		return t.UTC(), nil
	})
}

// DecodeDate reads a day, "2006-01-02", as midnight UTC.
func DecodeDate(to *time.Time, d *Decoder) error {
	return decodeText(to, d, func(text string) (time.Time, error) {
		t, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return time.Time{}, fmt.Errorf("want a date, got %q", truncate(text))
		}
		return t, nil
	})
}

// DecodeBytes reads a string of base64.
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

// DecodeRaw reads a value of any kind and keeps its text.
func DecodeRaw[T ~[]byte](to *T, d *Decoder) error {
	raw, err := d.Raw()
	*to = T(raw)
	return err
}

// DecodeSlice returns a decoder of arrays, given one of their items.
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

// DecodeMap returns a decoder of objects whose member names are keys, given
// one of their values.
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

// DecodeMember reads a member of an object that its type does not declare.
func DecodeMember[T any](to *map[string]T, name string, d *Decoder, value func(*T, *Decoder) error) error {
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

// DecodePointer returns a decoder of values that may be null, which is nil.
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

// DecodeJSON reads a type that reads itself as encoding/json asks for.
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

// DecodeWith returns a decoder that leaves the JSON text to unmarshal.
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
