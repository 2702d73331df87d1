package acs

import "github.com/chatgen-go/chatgen/acs/wire"

// Patch is a change to one property of an object in a JSON merge patch
// (RFC 7396). The zero value leaves the property unchanged; [Set] sets it to a
// value, which may be empty; [Null] resets it. If T is comparable, two patches
// are equal (==) if they make the same change.
type Patch[T any] struct {
	change patchKind
	value  T
}

// patchKind is the kind of change that a [Patch] makes.
type patchKind uint8

const (
	patchUnchanged patchKind = iota
	patchSet
	patchNull
)

// Set returns a patch that sets the property to v.
func Set[T any](v T) Patch[T] { return Patch[T]{change: patchSet, value: v} }

// Null returns a patch that resets the property by sending a JSON null.
func Null[T any]() Patch[T] { return Patch[T]{change: patchNull} }

// Get returns the value that the patch sets, and true. If the patch does not
// set a value, it returns the zero value and false.
func (p Patch[T]) Get() (value T, ok bool) { return p.value, p.change == patchSet }

// IsNull reports whether the patch resets the property.
func (p Patch[T]) IsNull() bool { return p.change == patchNull }

// IsZero reports whether the patch leaves the property unchanged.
func (p Patch[T]) IsZero() bool { return p.change == patchUnchanged }

// Encode writes the property name with the value or null. If the patch leaves
// the property unchanged, it writes nothing. Generated code calls it.
func (p Patch[T]) Encode(e *wire.Encoder, name string, value func(*T, *wire.Encoder)) {
	p.EncodeAs(e, name, "", value)
}

// EncodeAs is like [Patch.Encode] for a property whose Go name is not the usual one, as
// [wire.OptionalAs] is like [wire.Optional]. Generated code calls it.
func (p Patch[T]) EncodeAs(e *wire.Encoder, name, goName string, value func(*T, *wire.Encoder)) {
	switch p.change {
	case patchSet:
		// A non-nil pointer is never zero, so an empty value is also sent.
		v := &p.value
		wire.OptionalAs(e, name, goName, &v, wire.EncodePointer(value))
	case patchNull:
		e.Name(name)
		e.Null()
	case patchUnchanged:
	}
}

// DecodePatch returns a decoder for a patch, given a decoder for its value: a
// JSON null decodes to [Null], any other value to [Set]. Generated fakes of the
// service call it.
func DecodePatch[T any](value func(*T, *wire.Decoder)) func(*Patch[T], *wire.Decoder) {
	return func(to *Patch[T], d *wire.Decoder) {
		if d.Null() {
			*to = Null[T]()
			return
		}
		*to = Patch[T]{change: patchSet}
		value(&to.value, d)
	}
}
