package acs

import (
	"maps"
	"reflect"
	"slices"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// MapPatch is a change to one map of an object in a JSON merge patch (RFC 7396).
// The zero value leaves the map unchanged. [MergeMap] sets the values of some
// names, [MapPatch.Remove] removes names, and all other names keep their values;
// [NullMap] resets the whole map.
//
// A MapPatch is immutable, so it can be copied and shared between goroutines.
type MapPatch[V any] struct {
	patch Patch[map[string]mapChange[V]]
}

// mapChange is the change that a [MapPatch] makes to one name.
type mapChange[V any] struct {
	value  V
	remove bool
}

// MergeMap returns a patch that sets these values and leaves other names
// unchanged. It copies the map, but not what the values refer to. An empty map is
// sent as an empty object. The type argument is required if values is nil.
func MergeMap[V any](values map[string]V) MapPatch[V] {
	changes := make(map[string]mapChange[V], len(values))
	for name, value := range values {
		changes[name] = mapChange[V]{value: value}
	}
	return MapPatch[V]{Set(changes)}
}

// NullMap returns a patch that resets the whole map by sending a JSON null.
func NullMap[V any]() MapPatch[V] { return MapPatch[V]{Null[map[string]mapChange[V]]()} }

// Remove returns a patch that makes the changes of p and also removes these names,
// even if p sets them: it sends a JSON null for each. Called on the zero value, it
// returns a patch that only removes names. A patch that resets the whole map, or a
// call without names, returns p.
func (p MapPatch[V]) Remove(names ...string) MapPatch[V] {
	if len(names) == 0 || p.IsNull() {
		return p
	}
	old, _ := p.patch.Get()
	changes := make(map[string]mapChange[V], len(old)+len(names))
	maps.Copy(changes, old)
	for _, name := range names {
		changes[name] = mapChange[V]{remove: true}
	}
	return MapPatch[V]{Set(changes)}
}

// Values returns the values that the patch sets, by name, in a new map.
func (p MapPatch[V]) Values() map[string]V {
	values := map[string]V{}
	for name, change := range p.patch.value {
		if !change.remove {
			values[name] = change.value
		}
	}
	return values
}

// Removed returns the names that the patch removes, sorted.
func (p MapPatch[V]) Removed() []string {
	var names []string
	for name, change := range p.patch.value {
		if change.remove {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// IsNull reports whether the patch resets the whole map.
func (p MapPatch[V]) IsNull() bool { return p.patch.IsNull() }

// IsZero reports whether the patch leaves the map unchanged and sends nothing. A
// patch that sends an empty object is not zero.
func (p MapPatch[V]) IsZero() bool { return p.patch.IsZero() }

// Equal reports whether two patches make the same change. It compares values like
// [reflect.DeepEqual].
func (p MapPatch[V]) Equal(other MapPatch[V]) bool { return reflect.DeepEqual(p, other) }

// Apply returns a new map with the content of old after the patch. The result is
// empty if the patch resets the map.
func (p MapPatch[V]) Apply(old map[string]V) map[string]V {
	merged := make(map[string]V, len(old)+len(p.patch.value))
	if p.IsNull() {
		return merged
	}
	maps.Copy(merged, old)
	for name, change := range p.patch.value {
		if merged[name] = change.value; change.remove {
			delete(merged, name)
		}
	}
	return merged
}

// Encode writes the property name with an object, in which the value of a removed
// name is null, or with null. If the patch leaves the map unchanged, it writes
// nothing. Generated code calls it.
func (p MapPatch[V]) Encode(e *wire.Encoder, name string, value func(*V, *wire.Encoder)) {
	p.EncodeAs(e, name, "", value)
}

// EncodeAs is like [MapPatch.Encode] for a property whose Go name is not the usual one, as
// in [Patch.EncodeAs]. Generated code calls it.
func (p MapPatch[V]) EncodeAs(e *wire.Encoder, name, goName string, value func(*V, *wire.Encoder)) {
	p.patch.EncodeAs(e, name, goName, wire.EncodeMap(func(change *mapChange[V], e *wire.Encoder) {
		if change.remove {
			e.Null()
			return
		}
		value(&change.value, e)
	}))
}

// DecodeMapPatch returns a decoder for a map patch, given a decoder for its values:
// a JSON null decodes to [NullMap], and a null in an object removes the name.
// Generated fakes of the service call it.
func DecodeMapPatch[V any](value func(*V, *wire.Decoder)) func(*MapPatch[V], *wire.Decoder) {
	decode := DecodePatch(wire.DecodeMap(func(to *mapChange[V], d *wire.Decoder) {
		if to.remove = d.Null(); !to.remove {
			value(&to.value, d)
		}
	}))
	return func(to *MapPatch[V], d *wire.Decoder) { decode(&to.patch, d) }
}
