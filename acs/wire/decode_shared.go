package wire

import (
	"encoding/binary"
	"strings"
	"unsafe"
)

// DecodeShared decodes a value that often occurs several times in a text, such as
// the sender of a message: values with the same JSON text are decoded once, and must
// not be changed. decode reads a value; it may use a variable of type R that earlier
// calls have used. An error that it returns is one of the whole value.
func DecodeShared[T, R any](to *T, d *Decoder, decode func(*R, *Decoder) (T, error)) {
	s, ok := d.shared.(*shared[T, R])
	if !ok {
		s = new(shared[T, R])
		d.shared = s
	}
	d.skipSpace()
	start := d.pos
	if v, length := s.find(d.text[start:]); length > 0 {
		*to, d.pos = v, start+length
		return
	}
	v, err := decode(&s.variable, d)
	if d.err != nil {
		return
	}
	if err != nil {
		d.pos = start
		d.Fail(err)
		return
	}
	*to = v
	s.add(d.text[start:d.pos], v)
}

// StringsBetween reads a value that is written exactly as texts with strings between
// them, which it stores in values, one less than there are texts. It reports whether
// the value is written so; if it is not, it reads nothing. For values of the usual form,
// it is faster than reading their properties.
func (d *Decoder) StringsBetween(values []string, texts ...string) bool {
	start := d.pos
	if d.depth+len(texts) > maxDepth { // each text may begin an object
		return false
	}
	for i, text := range texts {
		if !strings.HasPrefix(d.text[d.pos:], text) {
			break
		}
		d.pos += len(text)
		if i == len(values) {
			return true
		}
		if values[i] = d.string(); d.err != nil {
			d.err = nil
			break
		}
	}
	d.pos = start
	return false
}

// sharer is a [shared] of any types.
type sharer interface{ reset() }

// shared holds the values of a text that DecodeShared has decoded.
type shared[T, R any] struct {
	variable      R
	values        []sharedValue[T]
	found, missed int
}

type sharedValue[T any] struct {
	text  string
	tail  uint64 // the end of text, in which identifiers differ most
	value T
}

// tail returns the last eight bytes of text, or 0 if it is shorter.
func tail(text string) uint64 {
	if len(text) < 8 {
		return 0
	}
	return binary.LittleEndian.Uint64(unsafe.Slice(unsafe.StringData(text), len(text))[len(text)-8:]) //nolint:gosec // only read
}

func (s *shared[T, R]) reset() {
	clear(s.values)
	*s = shared[T, R]{values: s.values[:0]}
}

// maxShared is the number of values to compare the next one with.
const maxShared = 16

// find returns the value whose JSON text is at the beginning of text, and the length
// of that. It does not search if that has seldom been of use.
func (s *shared[T, R]) find(text string) (v T, length int) {
	if s.missed >= 2*maxShared && s.found < s.missed {
		return v, 0
	}
	var end uint64 // of the first length bytes, because most values have the same length
	for i := range s.values {
		known := &s.values[i]
		if n := len(known.text); n != length {
			if n > len(text) {
				continue
			}
			length, end = n, tail(text[:n])
		}
		if known.tail == end && text[:length] == known.text {
			s.found++
			return known.value, length
		}
	}
	s.missed++
	return v, 0
}

// add adds a value. Only an object is known to be complete when its text is found
// again: a number could go on.
func (s *shared[T, R]) add(text string, v T) {
	if len(s.values) < maxShared && strings.HasPrefix(text, "{") {
		s.values = append(s.values, sharedValue[T]{text, tail(text), v})
	}
}
