package wire

import (
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"
)

// This file reads JSON tokens. It accepts exactly the texts that encoding/json
// accepts: the first error moves the position to the end of the text, so that
// nothing after it is read.

// skipSpace moves to the next token.
func (d *Decoder) skipSpace() {
	pos := d.pos
	for pos < len(d.text) && isSpace(d.text[pos]) {
		pos++
	}
	d.pos = pos
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// peek returns the first byte of the next token, or 0 at the end of the text.
func (d *Decoder) peek() byte {
	if d.pos < len(d.text) && d.text[d.pos] > ' ' {
		return d.text[d.pos]
	}
	d.skipSpace()
	if d.pos < len(d.text) {
		return d.text[d.pos]
	}
	return 0
}

// accept reads the next token if it is c, a single byte, and reports whether it is.
func (d *Decoder) accept(c byte) bool {
	if d.pos >= len(d.text) || d.text[d.pos] != c {
		d.skipSpace()
	}
	return d.acceptHere(c)
}

// next moves to the next item of an array or property of an object after a value,
// and reports whether there is one. end is the closing bracket, which it reads.
func (d *Decoder) next(end byte) bool {
	switch d.peek() {
	case ',':
		d.pos++
		if c := d.peek(); c == end { // a comma before the bracket
			d.failSyntax()
			return false
		}
		return true
	case end:
		d.pos++
	default:
		d.failSyntax()
	}
	return false
}

// endOfPlain returns the index of the first byte at or after i that ends or
// interrupts the plain characters of a string: a quotation mark, a backslash or a
// control character. It compares eight bytes at once.
func endOfPlain(text string, i int) int {
	b := unsafe.Slice(unsafe.StringData(text), len(text)) //nolint:gosec // only read, and never kept
	for ; i+8 <= len(b); i += 8 {
		if found := notPlain(wordAt(b, i)); found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for i < len(b) && b[i] != '"' && b[i] != '\\' && b[i] >= ' ' {
		i++
	}
	return i
}

// wordAt returns the eight bytes of b from i on, without a check of the bounds.
func wordAt(b []byte, i int) uint64 {
	return binary.LittleEndian.Uint64((*[8]byte)(unsafe.Pointer(&b[i]))[:]) //nolint:gosec // see above
}

const (
	ones  = 0x0101010101010101
	highs = 0x80 * ones
)

// notPlain returns a number in which the highest bit of a byte is set if that byte of w
// is a quotation mark, a backslash or a control character. Bytes after the first such
// byte may be wrong.
func notPlain(w uint64) uint64 {
	quote, backslash := w^(ones*'"'), w^(ones*'\\')
	return ((quote - ones) | (backslash - ones) | (w - ones*' ')) &^ w & highs
}

// isPlain reports whether text is ASCII without quotation marks, backslashes and control
// characters, so that a string in JSON contains it unchanged.
func isPlain(text string) bool {
	b := unsafe.Slice(unsafe.StringData(text), len(text)) //nolint:gosec // only read, and never kept
	if len(b) < 8 {
		for _, c := range b {
			if c == '"' || c == '\\' || c < ' ' || c >= utf8.RuneSelf {
				return false
			}
		}
		return true
	}
	for i := 0; i+8 < len(b); i += 8 {
		if !isPlainWord(wordAt(b, i)) {
			return false
		}
	}
	return isPlainWord(wordAt(b, len(b)-8))
}

// isPlainWord is isPlain for the eight bytes of w.
func isPlainWord(w uint64) bool {
	quote, backslash := w^(ones*'"'), w^(ones*'\\')
	return ((quote-ones)|(backslash-ones)|(w-ones*' ')|w)&highs == 0
}

// string reads a string. A string without escapes shares the memory of the text,
// unless strings are to be copied.
func (d *Decoder) string() string {
	if d.peek() != '"' {
		d.failType("a string")
		return ""
	}
	start := d.pos + 1
	end := endOfPlain(d.text, start)
	if end >= len(d.text) || d.text[end] != '"' {
		return d.unescape(start, end)
	}
	d.pos = end + 1
	return d.keep(d.text[start:end])
}

// keep returns a part of the text, or a copy of it if strings are to be copied.
func (d *Decoder) keep(text string) string {
	if d.copyStrings {
		return strings.Clone(text)
	}
	return text
}

// unescape reads the rest of a string whose plain characters end at end.
func (d *Decoder) unescape(start, end int) string {
	d.pos = end
	text := d.reserve(d.lengthOfString(start, end))
	for end < len(d.text) {
		text = append(text, d.text[start:end]...)
		d.pos = end
		switch d.text[end] {
		case '"':
			d.pos++
			d.unescaped = text[len(text):]
			return unsafe.String(unsafe.SliceData(text), len(text)) //nolint:gosec // text is not changed any more
		case '\\':
			d.pos++
			text = d.escape(text)
			if d.err != nil {
				return ""
			}
		default: // a control character
			d.failSyntax()
			return ""
		}
		start = d.pos
		end = endOfPlain(d.text, start)
	}
	d.pos = len(d.text)
	d.failSyntax()
	return ""
}

// reserve returns an empty slice with the capacity n. Strings with escapes share memory,
// unless strings are to be copied: it is the rest of what the last one reserved, if that
// is enough.
func (d *Decoder) reserve(n int) []byte {
	const least = 1024 // from the second string on
	switch {
	case n <= cap(d.unescaped) && !d.copyStrings:
		return d.unescaped
	case d.unescaped == nil || d.copyStrings:
		return make([]byte, 0, n)
	}
	return make([]byte, 0, max(n, least))
}

// lengthOfString returns about how long a string is that begins at start and has its
// first escape at end: it is never shorter without its escapes.
func (d *Decoder) lengthOfString(start, end int) int {
	for end < len(d.text) && (d.text[end] != '"' || d.text[end-1] == '\\') {
		n := strings.IndexByte(d.text[end+1:], '"')
		if n < 0 {
			return len(d.text) - start
		}
		end += 1 + n
	}
	return end - start
}

// escape reads what follows a backslash and appends the character.
func (d *Decoder) escape(text []byte) []byte {
	if d.pos >= len(d.text) {
		d.failSyntax()
		return text
	}
	c := d.text[d.pos]
	d.pos++
	switch c {
	case '"', '\\', '/':
		return append(text, c)
	case 'b':
		return append(text, '\b')
	case 'f':
		return append(text, '\f')
	case 'n':
		return append(text, '\n')
	case 'r':
		return append(text, '\r')
	case 't':
		return append(text, '\t')
	case 'u':
		return utf8.AppendRune(text, d.unicodeEscape())
	}
	d.pos--
	d.failSyntax()
	return text
}

// unicodeEscape reads the four digits of an escape, and a second escape if both are
// a surrogate pair. A surrogate without its partner is U+FFFD.
func (d *Decoder) unicodeEscape() rune {
	r, ok := hexDigits(d.text[d.pos:])
	if !ok {
		d.failSyntax()
		return 0
	}
	d.pos += 4
	if utf16.IsSurrogate(r) && strings.HasPrefix(d.text[d.pos:], `\u`) {
		if low, ok := hexDigits(d.text[d.pos+2:]); ok {
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				d.pos += 6
				return pair
			}
		}
	}
	return r // AppendRune writes a surrogate as U+FFFD
}

// hexDigits returns the value of the four hexadecimal digits that text begins with.
func hexDigits(text string) (rune, bool) {
	if len(text) < 4 {
		return 0, false
	}
	var r rune
	for i := range 4 {
		c := text[i]
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// number reads a number and returns its text.
func (d *Decoder) number() string {
	c := d.peek()
	if c != '-' && !isDigit(c) {
		d.failType("a number")
		return ""
	}
	start := d.pos
	if c == '-' {
		d.pos++
	}
	if !d.acceptHere('0') {
		d.digits()
	}
	if d.acceptHere('.') {
		d.digits()
	}
	if d.acceptHere('e') || d.acceptHere('E') {
		if !d.acceptHere('+') {
			d.acceptHere('-')
		}
		d.digits()
	}
	if d.err != nil {
		return ""
	}
	return d.text[start:d.pos]
}

// acceptHere reads the next byte if it is c, without skipping white space, and
// reports whether it is.
func (d *Decoder) acceptHere(c byte) bool {
	if d.pos >= len(d.text) || d.text[d.pos] != c {
		return false
	}
	d.pos++
	return true
}

// digits reads one or more digits.
func (d *Decoder) digits() {
	start := d.pos
	for d.pos < len(d.text) && isDigit(d.text[d.pos]) {
		d.pos++
	}
	if d.pos == start {
		d.failSyntax()
	}
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// literal reads true, false or null.
func (d *Decoder) literal(word string) {
	if !strings.HasPrefix(d.text[d.pos:], word) {
		d.failSyntax()
		return
	}
	d.pos += len(word)
}

// maxDepth is the number of arrays and objects that may contain each other, as in
// encoding/json.
const maxDepth = 10000

// skip reads a value of any type. An error has no path within the value.
func (d *Decoder) skip() {
	switch d.peek() {
	case '"':
		_ = d.string()
	case '{':
		for name, ok := d.firstName(); ok; name, ok = d.nextName(name) {
			if d.skip(); d.err != nil {
				return
			}
		}
	case '[':
		for more := d.begin('[', "an array") && !d.accept(']'); more; more = d.next(']') {
			d.skip()
		}
		d.depth--
	case 't':
		d.literal("true")
	case 'f':
		d.literal("false")
	case 'n':
		d.literal("null")
	default:
		d.number()
	}
}
