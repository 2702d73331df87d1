package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
	"unsafe"
)

// Decoder reads one JSON text. Use [Unmarshal] to create one; the zero value is
// not usable. After the first error it reads nothing more: decoding functions
// return early, and [Unmarshal] returns the error.
type Decoder struct {
	text  string
	pos   int
	depth int // of nested objects and arrays
	err   *ValueError
	name  string // of the property whose value comes next

	responseOptions

	unescaped []byte     // empty, with the rest of the memory for strings with escapes
	pageItems *pageItems // where to record the items of a page, or nil

	shared sharer // values of DecodeShared; the decoder keeps its memory for the next text
}

// responseOptions are how the body of a response is decoded, unlike other texts.
type responseOptions struct {
	items       *[]*ItemError      // of a page that could not be decoded; if nil, such an item is an error
	itemJSON    *[]json.RawMessage // of the decoded items of a page; nil if it is not wanted
	copyStrings bool               // do not share the memory of the text
	response    bool               // the text is a response; unmarshalResponse sets it
}

// ValueError is an error in encoding or decoding a JSON value.
type ValueError struct {
	// Path is the JSON pointer of the value, such as "/value/3/createdOn". It
	// is empty for the whole text. Long property names are truncated.
	Path string
	// Offset is the position of the error in the text, in bytes. It is -1 in
	// encoding.
	Offset int
	// Err is the error.
	Err error

	step   encodingStep // in encoding, the first step of Path
	goPath string       // in encoding, the others as part of an expression in Go
}

// Error returns the path, if any, the error, and the offset, if there is one.
func (e *ValueError) Error() string {
	text := e.Err.Error()
	if e.Path != "" {
		text = e.Path + ": " + text
	}
	if e.Offset >= 0 {
		text += " (byte " + strconv.Itoa(e.Offset) + ")"
	}
	return text
}

// Unwrap returns the error without the path.
func (e *ValueError) Unwrap() error { return e.Err }

// textError is an error that is a constant, so that making one costs nothing.
type textError string

// Error returns the text.
func (e textError) Error() string { return string(e) }

const (
	errSyntax   = textError("invalid or truncated JSON")
	errRequired = textError("required")
	errTextLeft = textError("text after the JSON value")
	errDepth    = textError("nested too deeply")
	errService  = textError("the body is an error")
)

// pathStep returns a property name or an index as a step of a JSON pointer.
func pathStep(name string) string {
	return "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(truncate(name))
}

// truncate shortens text from the service that is added to an error, so that it
// does not flood the error or reveal a misplaced token.
func truncate(text string) string {
	const limit = 40
	return cut(text, limit)
}

// Unmarshal decodes data with decode. data must contain exactly one JSON value; null
// leaves *to unchanged, as encoding/json asks of UnmarshalJSON. An error is always a
// *[ValueError]. Strings in the result share the memory of a copy of data.
func Unmarshal[T any](data []byte, to *T, decode func(*T, *Decoder)) error {
	d := newDecoder(string(data), responseOptions{})
	if !d.Null() {
		decode(to, d)
	}
	return d.finish()
}

// unmarshalResponse decodes a response body, which nobody else uses or changes: strings
// in the result share its memory. A null is an error, and so is an error of the service:
// see [Object.noteError]. A byte order mark is skipped.
func unmarshalResponse(data []byte, options responseOptions, decode func(*Decoder)) error {
	options.response = true
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	d := newDecoder(unsafe.String(unsafe.SliceData(data), len(data)), options) //nolint:gosec // the caller has given up data
	decode(d)
	return d.finish()
}

// decoders keeps decoders for reuse, with their memory for shared values.
var decoders sync.Pool //nolint:gochecknoglobals // a pool has to outlive its users

// newDecoder returns a decoder for a text, in which each invalid byte of UTF-8 is replaced
// with U+FFFD, as encoding/json does in strings. Outside of strings, such a byte is an
// error in either case. Call finish after its use.
func newDecoder(text string, options responseOptions) *Decoder {
	d, ok := decoders.Get().(*Decoder)
	if !ok {
		d = new(Decoder)
	}
	if !utf8.ValidString(text) {
		text = string(appendValid(nil, text))
	}
	d.text, d.responseOptions = text, options
	return d
}

// finish keeps the decoder for reuse, and returns the recorded error, or one if text
// is left.
func (d *Decoder) finish() error {
	if d.err == nil && (d.peek() != 0 || d.pos < len(d.text)) {
		d.fail(errTextLeft)
	}
	err := d.err
	if d.shared != nil {
		d.shared.reset()
	}
	*d = Decoder{shared: d.shared}
	decoders.Put(d)
	if err != nil {
		return err
	}
	return nil
}

// Fail records an error at the current value, unless an error has already been
// recorded. The path and offset of a [ValueError] are those within the value.
func (d *Decoder) Fail(err error) {
	inner, ok := errors.AsType[*ValueError](err)
	if !ok || d.err != nil {
		d.fail(err)
		return
	}
	start := d.pos
	d.fail(inner.Err)
	d.err.Path, d.err.Offset = inner.Path, start+max(0, inner.Offset)
}

// Failed reports whether an error has been recorded.
func (d *Decoder) Failed() bool { return d.err != nil }

func (d *Decoder) fail(err error) {
	if d.err == nil {
		d.err = &ValueError{Offset: d.pos, Err: err}
	}
	d.pos = len(d.text) // nothing more is read
}

func (d *Decoder) failSyntax() { d.fail(errSyntax) }

// failNull records that the next value is null, or invalid.
func (d *Decoder) failNull() {
	start := d.pos
	if d.literal("null"); d.err == nil {
		d.pos = start
		d.fail(textError("required, got null"))
	}
}

// failType records that the next value does not have the wanted type.
func (d *Decoder) failType(want string) {
	got := d.peekType()
	if got == "" {
		d.failSyntax()
		return
	}
	d.fail(textError("want " + want + ", got " + got))
}

// addPath adds a property name or an index to the beginning of the error's path.
func (d *Decoder) addPath(name string) { d.err.Path = pathStep(name) + d.err.Path }

// peekType returns the type of the next value with its article, or "" if there is no
// valid one.
func (d *Decoder) peekType() string {
	switch c := d.peek(); {
	case c == '"':
		return "a string"
	case c == '{':
		return "an object"
	case c == '[':
		return "an array"
	case c == '-' || isDigit(c):
		return "a number"
	case strings.HasPrefix(d.text[d.pos:], "true"), strings.HasPrefix(d.text[d.pos:], "false"):
		return "a boolean"
	case strings.HasPrefix(d.text[d.pos:], "null"):
		return "null"
	}
	return ""
}

// Null reads a null if it is the next value, and reports whether it is.
func (d *Decoder) Null() bool {
	if d.peek() != 'n' {
		return false
	}
	d.literal("null")
	return true
}

// rawBetween returns a part of the text as JSON.
func (d *Decoder) rawBetween(start, end int) json.RawMessage {
	if d.copyStrings {
		return json.RawMessage(d.text[start:end])
	}
	return unsafe.Slice(unsafe.StringData(d.text[start:end]), end-start) //nolint:gosec // documented as not to be changed
}

// Raw reads a value of any type and returns a copy of its JSON text.
func (d *Decoder) Raw() []byte { return []byte(d.raw()) }

// raw reads a value of any type and returns its JSON text.
func (d *Decoder) raw() string {
	d.skipSpace()
	start := d.pos
	d.skip()
	if d.err != nil {
		return ""
	}
	return d.text[start:d.pos]
}

// Discriminator returns the value of the discriminator property of the next object,
// or "" if it is missing or not a string. It does not read the object.
func (d *Decoder) Discriminator(name string) string { return d.discriminator(name, "a string") }

// NumberDiscriminator is like [Decoder.Discriminator] for a property that is a number. It
// returns the text of the number.
func (d *Decoder) NumberDiscriminator(name string) string { return d.discriminator(name, "a number") }

// discriminator is [Decoder.Discriminator] for a property of a type, as peekType returns it.
func (d *Decoder) discriminator(name, want string) (value string) {
	if d.peek() != '{' {
		d.failType("an object")
		return ""
	}
	ahead := Decoder{text: d.text, pos: d.pos, depth: d.depth}
	ahead.Each(func(property string) {
		switch {
		case property != name || ahead.peekType() != want:
			ahead.skip()
		case want == "a string":
			value = ahead.string()
		default:
			value = ahead.number()
		}
	})
	return value
}
