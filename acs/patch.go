package acs

import "github.com/chatgen-go/chatgen/acs/wire"

// Patch is a member of an object that a call changes (RFC 7396, JSON merge
// patch). Its zero value leaves the member alone; [Set] gives it a value, also
// an empty one; [Null] resets it. Two are equal, with ==, if they do the same.
type Patch[T any] struct {
	change patchChange
	value  T
}

// patchChange is what happens to a member.
type patchChange uint8

const (
	patchNothing patchChange = iota
	patchSet
	patchNull
)

// Set returns a patch that gives the member the value v.
func Set[T any](v T) Patch[T] { return Patch[T]{change: patchSet, value: v} }

// Null returns a patch that resets the member to what it is without a value.
func Null[T any]() Patch[T] { return Patch[T]{change: patchNull} }

// Get returns the value that the patch sets, and whether it sets one.
func (p Patch[T]) Get() (value T, ok bool) { return p.value, p.change == patchSet }

// IsNull reports whether the patch resets the member.
func (p Patch[T]) IsNull() bool { return p.change == patchNull }

// IsZero reports whether the patch leaves the member alone.
func (p Patch[T]) IsZero() bool { return p.change == patchNothing }

// Encode writes a member of an object: its name with the value or null, or
// nothing at all. Generated code calls it.
func (p Patch[T]) Encode(e *wire.Encoder, name string, value func(*T, *wire.Encoder)) {
	switch p.change {
	case patchSet:
		// A pointer is never zero, so that an empty value is sent too.
		v := &p.value
		wire.Required(e, name, &v, wire.EncodePointer(value))
	case patchNull:
		e.Name(name)
		e.Null()
	case patchNothing:
	}
}

// DecodePatch returns a decoder of members that are changed, given one of their
// values: null resets, anything else sets. Generated fakes of the service call
// it.
func DecodePatch[T any](value func(*T, *wire.Decoder) error) func(*Patch[T], *wire.Decoder) error {
	return func(to *Patch[T], d *wire.Decoder) error {
		if d.Null() {
			*to = Null[T]()
			return nil
		}
		*to = Patch[T]{change: patchSet}
		return value(&to.value, d)
	}
}
