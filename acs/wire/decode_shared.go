package wire

import (
	"encoding/binary"
	"strings"
	"unsafe"
)

// DecodeShared decodes a value that often occurs several times in a text, such as
// the sender of a message: values with the same JSON text are decoded once, and must
// not be changed. decode reads the JSON representation, and convert returns the value
// for it.
func DecodeShared[T, R any](to *T, d *Decoder, decode func(*R, *Decoder), convert func(*R) (T, error)) {
	s, ok := d.shared.(*shared[T, R])
	if !ok {
		s = &shared[T, R]{}
		d.shared = s
	}
	d.skipSpace()
	start := d.pos
	if v, length := s.find(d.text[start:]); length > 0 {
		*to, d.pos = v, start+length
		return
	}
	s.representation = *new(R)
	decode(&s.representation, d)
	if d.err != nil {
		return
	}
	v, err := convert(&s.representation)
	if err != nil {
		d.pos = start
		d.Fail(err)
		return
	}
	*to = v
	s.add(d.text[start:d.pos], v)
}

// sharer is a [shared] of any types.
type sharer interface{ reset() }

// shared holds the values of a text that DecodeShared has decoded.
type shared[T, R any] struct {
	representation R // a variable to decode into
	values         []sharedValue[T]
	found, missed  int
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
	for i := range s.values {
		known := &s.values[i]
		if len(known.text) <= len(text) && tail(text[:len(known.text)]) == known.tail && strings.HasPrefix(text, known.text) {
			s.found++
			return known.value, len(known.text)
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
