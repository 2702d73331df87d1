package limit

import (
	"math/bits"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// cursor reads JSON from text. The strings that it returns are parts of text, except
// those with escapes. After a syntax error failed is true and the values are
// meaningless.
type cursor struct {
	text    string
	at      int
	first   bool // no comma is needed before the next member or element
	failed  bool
	scratch []byte // for strings with escapes
}

func (c *cursor) fail() {
	c.failed = true
	c.at = len(c.text)
}

// peek skips white space and returns the next byte, or 0 at the end.
func (c *cursor) peek() byte {
	for c.at < len(c.text) {
		b := c.text[c.at]
		if b > ' ' {
			return b
		}
		if b != ' ' && b != '\n' && b != '\t' && b != '\r' {
			break
		}
		c.at++
	}
	return 0
}

// open consumes the bracket that begins an object or array.
func (c *cursor) open(bracket byte) {
	if c.peek() != bracket {
		c.fail()
		return
	}
	c.at++
	c.first = true
}

// more reports whether another member or element follows, and consumes the comma
// before it or the closing bracket.
func (c *cursor) more(bracket byte) bool {
	b := c.peek()
	switch {
	case b == bracket:
		c.at++
		c.first = false
		return false
	case c.first && b != 0:
		c.first = false
		return true
	case b == ',':
		c.at++
		return true
	}
	c.fail()
	return false
}

// literal consumes s if the text continues with exactly s.
func (c *cursor) literal(s string) bool {
	if strings.HasPrefix(c.text[c.at:], s) {
		c.at += len(s)
		return true
	}
	return false
}

// name reads a member's name and the colon.
func (c *cursor) name() string {
	name := c.str()
	if c.peek() != ':' {
		c.fail()
		return ""
	}
	c.at++
	return name
}

// str reads a string.
func (c *cursor) str() string {
	if c.peek() != '"' {
		c.fail()
		return ""
	}
	start := c.at + 1
	end := special(c.text, start)
	if end < len(c.text) && c.text[end] == '"' {
		c.at = end + 1
		return c.text[start:end]
	}
	return c.unescape(start, end)
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// special returns the index of the first quote, backslash or control character in
// s from i on, or len(s). It tests eight bytes at a time: a byte of the
// difference borrows, which sets its highest bit, only if it was zero.
func special(s string, i int) int {
	for ; i+8 <= len(s); i += 8 {
		chunk := word(s[i:])
		quote := chunk ^ ones*'"'
		backslash := chunk ^ ones*'\\'
		found := ((quote-ones)&^quote | (backslash-ones)&^backslash | (chunk-ones*' ')&^chunk) & highs
		if found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for ; i < len(s); i++ {
		if b := s[i]; b == '"' || b == '\\' || b < ' ' {
			return i
		}
	}
	return i
}

// word returns the first eight bytes of s as a little-endian number. The
// compiler makes a single load of it.
func word(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// unescape reads the rest of a string whose first special byte is at i.
func (c *cursor) unescape(start, i int) string {
	to := c.scratch[:0]
	to = append(to, c.text[start:i]...)
	for i+1 < len(c.text) && c.text[i] == '\\' {
		if b := c.text[i+1]; b == 'u' {
			r, pair := c.unicodeEscape(i + 2)
			if pair {
				i += 6
			}
			to = utf8.AppendRune(to, r)
			i += 6
		} else {
			to = append(to, c.byteEscape(b))
			i += 2
		}
		if c.failed {
			return ""
		}
		if i < len(c.text) && c.text[i] != '\\' {
			start = i
			i = special(c.text, start)
			to = append(to, c.text[start:i]...)
		}
	}
	c.scratch = to
	if i >= len(c.text) || c.text[i] != '"' {
		c.fail()
		return ""
	}
	c.at = i + 1
	return string(to)
}

// byteEscape returns the character that a backslash and b stand for.
func (c *cursor) byteEscape(b byte) byte {
	switch b {
	case '"', '\\', '/':
		return b
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	c.fail()
	return 0
}

// unicodeEscape returns the character whose first four digits are at i, and reports
// whether it is a pair of surrogates, in two escapes.
func (c *cursor) unicodeEscape(i int) (r rune, pair bool) {
	r = c.hex(i)
	if utf16.IsSurrogate(r) && strings.HasPrefix(c.text[i+4:], `\u`) {
		if both := utf16.DecodeRune(r, c.hex(i+6)); both != utf8.RuneError {
			return both, true
		}
	}
	return r, false
}

// hex returns the number of four hexadecimal digits at i.
func (c *cursor) hex(i int) rune {
	if i+4 > len(c.text) {
		c.fail()
		return 0
	}
	var r rune
	for _, b := range []byte(c.text[i : i+4]) {
		digit := b - '0'
		if digit > 9 {
			digit = (b | 0x20) - 'a'
			if digit > 5 {
				c.fail()
				return 0
			}
			digit += 10
		}
		r = r<<4 | rune(digit)
	}
	return r
}

// skip passes over a value. It checks brackets and strings, but not numbers.
func (c *cursor) skip() {
	depth := 0
	for {
		switch c.peek() {
		case 0:
			c.fail()
			return
		case '"':
			c.str()
		case '{', '[':
			depth++
			c.at++
			continue
		case '}', ']':
			depth--
			c.at++
		case ',', ':':
			c.at++
			continue
		default:
			for c.at < len(c.text) && strings.IndexByte(",:]} \n\t\r", c.text[c.at]) < 0 {
				c.at++
			}
		}
		if depth == 0 {
			return
		}
	}
}

// time reads an RFC 3339 time; the usual form, UTC to the second, without time.Parse.
func (c *cursor) time() time.Time {
	s := c.str()
	if len(s) == 20 && s[4] == '-' && s[7] == '-' && s[10] == 'T' && s[13] == ':' && s[16] == ':' && s[19] == 'Z' {
		return time.Date(two(s, 0)*100+two(s, 2), time.Month(two(s, 5)), two(s, 8), two(s, 11), two(s, 14), two(s, 17), 0, time.UTC)
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		c.fail()
	}
	return t
}

func two(s string, i int) int { return int(s[i]-'0')*10 + int(s[i+1]-'0') }
