package wire

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// DecodeString reads a string.
func DecodeString[T ~string](to *T, d *Decoder) {
	if text := d.string(); d.err == nil {
		*to = T(text)
	}
}

// DecodeBool reads a boolean.
func DecodeBool[T ~bool](to *T, d *Decoder) {
	switch d.peek() {
	case 't':
		d.literal("true")
		*to = true
	case 'f':
		d.literal("false")
		*to = false
	default:
		d.failType("a boolean")
	}
}

// DecodeInt32 reads a 32-bit integer. Fractions and exponents are errors.
func DecodeInt32[T ~int32](to *T, d *Decoder) {
	decodeText(to, d, (*Decoder).number, "a 32-bit integer", func(text string) (T, bool) {
		v, err := strconv.ParseInt(text, 10, 32)
		return T(v), err == nil
	})
}

// DecodeInt64 reads a 64-bit integer. Fractions and exponents are errors.
func DecodeInt64[T ~int64](to *T, d *Decoder) {
	decodeText(to, d, (*Decoder).number, "a 64-bit integer", func(text string) (T, bool) {
		v, err := strconv.ParseInt(text, 10, 64)
		return T(v), err == nil
	})
}

// DecodeFloat64 reads a number.
func DecodeFloat64[T ~float64](to *T, d *Decoder) {
	decodeText(to, d, (*Decoder).number, "a 64-bit number", func(text string) (T, bool) {
		v, err := strconv.ParseFloat(text, 64)
		return T(v), err == nil
	})
}

// decodeText reads a string or a number with read, and parses it. want describes what parse
// accepts.
func decodeText[T any](to *T, d *Decoder, read func(*Decoder) string, want string, parse func(string) (T, bool)) {
	d.skipSpace()
	start := d.pos
	text := read(d)
	if d.err != nil {
		return
	}
	v, ok := parse(text)
	if ok {
		*to = v
		return
	}
	got := truncate(text)
	if d.text[start] == '"' {
		got = strconv.Quote(got)
	}
	d.pos = start
	d.fail(textError("want " + want + ", got " + got))
}

// DecodeTime reads an RFC 3339 time and converts it to UTC. It also accepts a time
// without an offset, as UTC, a blank or a lower-case t between date and time, a
// lower-case z, and any number of fractional digits, of which it keeps nine.
func DecodeTime(to *time.Time, d *Decoder) {
	// The service writes times like this one.
	const length = len(`"2006-01-02T15:04:05Z"`)
	if end := d.pos + length; end <= len(d.text) && d.text[d.pos] == '"' && d.text[end-1] == '"' {
		if t, ok := scanTime(d.text[d.pos+1 : end-1]); ok {
			*to, d.pos = t, end
			return
		}
	}
	decodeText(to, d, (*Decoder).string, "an RFC 3339 time", scanTime)
}

// DecodeDate reads a date, such as "2006-01-02", as midnight UTC.
func DecodeDate(to *time.Time, d *Decoder) {
	decodeText(to, d, (*Decoder).string, "a date", func(text string) (time.Time, bool) {
		t, err := time.Parse(time.DateOnly, text)
		return t, err == nil
	})
}

// DecodeHTTPDate reads a time in one of the formats of HTTP headers, such as
// "Mon, 02 Jan 2006 15:04:05 GMT".
func DecodeHTTPDate(to *time.Time, d *Decoder) {
	decodeText(to, d, (*Decoder).string, "an HTTP date", func(text string) (time.Time, bool) {
		t, err := http.ParseTime(text)
		return t.UTC(), err == nil
	})
}

// DecodeBytes reads a base64 string.
func DecodeBytes(to *[]byte, d *Decoder) {
	decodeText(to, d, (*Decoder).string, "base64", func(text string) ([]byte, bool) {
		data, err := base64.StdEncoding.DecodeString(text)
		return data, err == nil
	})
}

// DecodeRaw reads a value of any type and stores its JSON text.
func DecodeRaw[T ~[]byte](to *T, d *Decoder) { *to = T(d.Raw()) }

// DecodeSlice returns a decoder for arrays, given a decoder for the items. A null
// item is an error, unless item accepts it.
func DecodeSlice[T any](item func(*T, *Decoder)) func(*[]T, *Decoder) {
	return func(to *[]T, d *Decoder) { decodeSlice(to, d, item, false) }
}

// decodeSlice reads an array. In a response, it keeps the errors of the items of a page.
func decodeSlice[T any](to *[]T, d *Decoder, item func(*T, *Decoder), isPage bool) {
	if !d.begin('[', "an array") {
		return
	}
	page := arrayOfPage{name: d.name, first: d.pos, last: d.pos, depth: d.depth}
	items := []T{}
	for more := !d.accept(']'); more; more = d.next(']') {
		d.skipSpace()
		page.last = d.pos
		items = appendZero(items, d, page.first)
		n := len(items) - 1
		if item(&items[n], d); isPage && !d.endItem(&page) {
			items[n] = *new(T)
			items = items[:n]
		}
		if d.err != nil {
			d.addPath(strconv.Itoa(page.index))
			return
		}
		page.index++
	}
	if isPage && d.pageItems != nil {
		*d.pageItems = pageItems{d.text[page.first:d.pos], page.last - page.first}
	}
	*to = items
	d.depth--
}

// appendZero appends a zero item to the items of an array that begins at start.
func appendZero[T any](items []T, d *Decoder, start int) []T {
	n := len(items)
	if n == cap(items) {
		grown := make([]T, n, n+d.itemsToCome(n, start))
		copy(grown, items)
		items = grown
	}
	return items[:n+1]
}

// itemsToCome estimates how many items follow the first n items of an array that begins
// at start, from the size of these. Without any, it returns 1.
func (d *Decoder) itemsToCome(n, start int) int {
	if n == 0 {
		return 1
	}
	const most = 4096 // a hostile text must not reserve much more than its size
	rest := (len(d.text) - d.pos) / ((d.pos-start)/n + 1)
	return min(rest+rest/32+1, max(n, most))
}

// ItemError is the error of one item of a page that could not be decoded.
type ItemError struct {
	// Index is the position of the item in the array of its page.
	Index int
	// JSON is the item as the service sent it.
	JSON json.RawMessage
	// Err is the error, a [*ValueError] whose path begins at the page.
	Err error
}

// Error returns the error, which contains the item's path.
func (e *ItemError) Error() string { return e.Err.Error() }

// Unwrap returns the error without the item.
func (e *ItemError) Unwrap() error { return e.Err }

// DecodeItems is like [DecodeSlice] for the items of a page. In a response, an item
// that cannot be decoded does not fail the page: it is left out, and the error is
// kept as an [ItemError]. Invalid JSON always fails the page.
func DecodeItems[T any](item func(*T, *Decoder)) func(*[]T, *Decoder) {
	return func(to *[]T, d *Decoder) { decodeSlice(to, d, item, d.items != nil) }
}

// arrayOfPage is the array with the items of a page.
type arrayOfPage struct {
	name        string // of the property
	first, last int    // positions of the first item, or white space before it, and of the last
	index       int    // of the last item
	depth       int
}

// endItem keeps the JSON of the last item if it is wanted, or the error of one that could
// not be decoded. It reports whether the item was decoded.
func (d *Decoder) endItem(page *arrayOfPage) bool {
	err := d.err
	if err == nil {
		if d.itemJSON != nil {
			*d.itemJSON = append(*d.itemJSON, d.rawBetween(page.last, d.pos))
		}
		return true
	}
	d.err, d.pos, d.depth = nil, page.last, page.depth
	if text := d.Raw(); d.err == nil {
		err.Path = pathStep(page.name) + "/" + strconv.Itoa(page.index) + err.Path
		*d.items = append(*d.items, &ItemError{Index: page.index, JSON: text, Err: err})
	}
	return false
}

// DecodeMap returns a decoder for objects with arbitrary property names, given a
// decoder for the values, which must not keep the pointer. A null value is an error,
// unless value accepts it.
func DecodeMap[T any](value func(*T, *Decoder)) func(*map[string]T, *Decoder) {
	return func(to *map[string]T, d *Decoder) {
		values := map[string]T{}
		for name, ok := d.firstName(); ok; name, ok = d.nextName(name) {
			var v T
			value(noescape(&v), d)
			values[d.keep(name)] = v
		}
		*to = values
	}
}

// DecodePointer returns a decoder for nullable values, given a decoder for the
// value. A null decodes to nil.
func DecodePointer[T any](value func(*T, *Decoder)) func(**T, *Decoder) {
	return func(to **T, d *Decoder) {
		if d.Null() {
			*to = nil
			return
		}
		v := new(T)
		value(v, d)
		*to = v
	}
}

// DecodeNullable returns a decoder that leaves *to unchanged for null, given a
// decoder for the value.
func DecodeNullable[T any](value func(*T, *Decoder)) func(*T, *Decoder) {
	return func(to *T, d *Decoder) {
		if !d.Null() {
			value(to, d)
		}
	}
}

// DecodeJSON reads a value of a type that implements json.Unmarshaler.
func DecodeJSON[T any, P interface {
	*T
	UnmarshalJSON(data []byte) error
}](to *T, d *Decoder) {
	d.unmarshal(P(to).UnmarshalJSON)
}

// DecodeWith returns a decoder that passes the JSON text to unmarshal.
func DecodeWith[T any](unmarshal func([]byte) (T, error)) func(*T, *Decoder) {
	return func(to *T, d *Decoder) {
		d.unmarshal(func(data []byte) (err error) {
			*to, err = unmarshal(data)
			return err
		})
	}
}

// unmarshal passes the JSON text of the next value to unmarshal.
func (d *Decoder) unmarshal(unmarshal func([]byte) error) {
	d.skipSpace()
	start := d.pos
	if text := d.Raw(); d.err == nil {
		if err := unmarshal(text); err != nil {
			d.pos = start
			d.Fail(err)
		}
	}
}
