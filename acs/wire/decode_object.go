package wire

import (
	"math/bits"
	"slices"
	"strings"
)

// Object reads the properties of an object, in a loop:
//
//	o := d.Object()
//	for o.More() {
//		wire.DecodeRequired(&o, "id", &v.ID, wire.DecodeString)
//		wire.DecodeOptional(&o, "topic", &v.Topic, wire.DecodeString)
//	}
//
// Each call reads the next property if it has that name. So one pass of the loop
// reads an object whose properties are in the order of the calls; if they are not,
// further passes read the rest. A property that no call of a pass reads is skipped.
type Object struct {
	d    *Decoder
	name string // of the next property if it is read, or noProperty
	ask  bool   // whether each call has to look: the next name is not read, or properties are missing

	seen  bitSet // required properties, by the number of their call
	calls uint16 // of DecodeRequired in this pass

	passes   int  // the number of passes that have begun
	progress bool // whether this pass has read a property
	closed   bool // whether all properties are read
	last     bool // whether this pass reports a missing property

	known    bool // whether an earlier pass has read a property
	hasError bool // whether a skipped property is an error of the service
}

// noProperty is not the name of a property, because it is not valid UTF-8.
const noProperty = "\xff"

// bitSet is a set of small numbers.
type bitSet struct {
	low  uint64
	high map[uint16]bool // from 64 on
}

func (b *bitSet) add(i uint16) {
	if i < 64 {
		b.low |= 1 << i
		return
	}
	b.addHigh(i)
}

func (b *bitSet) addHigh(i uint16) {
	if b.high == nil {
		b.high = map[uint16]bool{}
	}
	b.high[i] = true
}

func (b *bitSet) has(i uint16) bool { return i < 64 && b.low&(1<<i) != 0 || b.high[i] }

// size returns how many numbers the set has.
func (b *bitSet) size() int { return bits.OnesCount64(b.low) + len(b.high) }

// Object returns a reader of the next object.
func (d *Decoder) Object() Object { return Object{d: d} }

// open reads the opening brace, before the first pass.
func (o *Object) open() {
	d := o.d
	o.ask = true
	if !d.begin('{', "an object") || d.accept('}') {
		o.close()
	}
}

// begin reads the bracket that begins an object or array, as want names it, and reports
// whether it is there.
func (d *Decoder) begin(bracket byte, want string) bool {
	if d.peek() != bracket {
		d.failType(want)
		return false
	}
	d.pos++
	if d.depth++; d.depth > maxDepth {
		d.fail(errDepth)
		return false
	}
	return true
}

func (o *Object) close() {
	o.name, o.ask, o.closed = noProperty, false, true
	o.d.depth--
}

// nextIs reads the name of the next property, and reports whether it is the given one.
// Most often it is, so it is compared before it is read.
func (o *Object) nextIs(name string) bool {
	d := o.d
	if o.closed {
		return false
	}
	end := d.pos + len(name) + len(`"":`)
	if end < len(d.text) && d.text[end-2:end] == `":` && d.text[d.pos] == '"' && d.text[d.pos+1:end-2] == name {
		o.name, o.ask, d.pos = name, false, end
		return true
	}
	o.readName()
	return o.name == name
}

// readName reads the name of the next property and the colon.
func (o *Object) readName() {
	var ok bool
	if o.name, ok = o.d.readName(); !ok {
		o.close()
	}
	o.ask = false
}

// hasNext reads the name of the next property, and reports whether there is one.
func (o *Object) hasNext() bool {
	if o.ask {
		o.readName()
	}
	return !o.closed
}

// More begins the next pass over the properties, and reports whether one is needed.
func (o *Object) More() bool {
	isFirst := o.passes == 0
	o.known = o.known || o.progress
	switch {
	case isFirst:
		o.open()
	case !o.progress && !o.closed:
		o.skip()
	}
	if o.d.err != nil || o.last {
		return false
	}
	if o.closed {
		if o.hasError && !o.known {
			o.d.fail(errService)
			return false
		}
		if !isFirst && o.seen.size() == int(o.calls) {
			return false
		}
		o.last, o.ask = true, true
	}
	o.progress, o.calls = false, 0
	o.passes++
	return true
}

// end moves to the next property after the value of one.
func (o *Object) end() {
	d := o.d
	o.progress = true
	switch {
	case d.err != nil:
		d.addPath(o.name)
		o.close()
	case d.pos+1 < len(d.text) && d.text[d.pos] == ',' && d.text[d.pos+1] == '"':
		if d.pos++; o.passes > 1 {
			o.readName()
		} else {
			o.ask = true
		}
	case d.next('}'):
		o.readName()
	default:
		o.close()
	}
}

// skip skips the next property.
func (o *Object) skip() {
	if !o.hasNext() {
		return
	}
	o.noteError()
	o.d.skip()
	o.end()
}

// noteError notes whether the property to skip is an error of the service: an object
// with a code or message, in a property such as "error" or "CommunicationError" of a
// response. A response with such a property and none that is read is an error. One
// with others is not, so that the service can add a property such as "lastError".
func (o *Object) noteError() {
	const suffix = "error"
	start := len(o.name) - len(suffix)
	if !o.d.response || o.d.depth != 1 || start < 0 || !strings.EqualFold(o.name[start:], suffix) || o.d.peek() != '{' {
		return
	}
	ahead := Decoder{text: o.d.text, pos: o.d.pos, depth: o.d.depth}
	ahead.Each(func(name string) {
		o.hasError = o.hasError || strings.EqualFold(name, "code") || strings.EqualFold(name, "message")
		ahead.skip()
	})
}

// DecodeRequired reads a property that must exist and must not be null.
func DecodeRequired[T any](o *Object, name string, to *T, decode func(*T, *Decoder)) {
	o.calls++
	if o.ask || o.name == name {
		decodeProperty(o, name, to, decode, notNull)
	}
}

// DecodeRequiredNullable reads a property that must exist and may be null; then *to
// stays as it is.
func DecodeRequiredNullable[T any](o *Object, name string, to *T, decode func(*T, *Decoder)) {
	o.calls++
	if o.ask || o.name == name {
		decodeProperty(o, name, to, decode, required)
	}
}

// DecodeOptional reads a property that may be missing or null; then *to stays as it
// is.
func DecodeOptional[T any](o *Object, name string, to *T, decode func(*T, *Decoder)) {
	if o.ask || o.name == name {
		decodeProperty(o, name, to, decode, optional)
	}
}

// DecodePresent reads a property that may be missing; then *to stays as it is. decode
// reads a null, too.
func DecodePresent[T any](o *Object, name string, to *T, decode func(*T, *Decoder)) {
	if o.ask || o.name == name {
		decodeProperty(o, name, to, decode, present)
	}
}

// presence is whether a property may be missing or null.
type presence int

const (
	present  presence = iota // it may be missing; a null is decoded like any value
	optional                 // it may be missing or null
	required                 // it may be null
	notNull
)

// decodeProperty reads the value of the next property, or reports that it is missing.
func decodeProperty[T any](o *Object, name string, to *T, decode func(*T, *Decoder), p presence) {
	if o.beginValue(name, p) {
		decode(to, o.d)
		o.end()
	}
}

// beginValue reports whether the value of the next property is to be decoded. It is not if it
// is null, or if this pass reports missing properties.
func (o *Object) beginValue(name string, p presence) bool {
	d := o.d
	if o.ask && !o.nextIs(name) {
		if o.last && p >= required {
			o.reportMissing(name)
		}
		return false
	}
	if p >= required {
		o.seen.add(o.calls - 1)
	}
	if d.peek() != 'n' || p == present {
		d.name = name
		return true
	}
	if p == notNull {
		d.failNull()
	} else {
		d.Null()
	}
	o.end()
	return false
}

// reportMissing records an error if the required property of this call has not been
// read.
func (o *Object) reportMissing(name string) {
	if o.d.err == nil && !o.seen.has(o.calls-1) {
		o.d.fail(errRequired)
		o.d.addPath(name)
	}
}

// DecodeAdditional reads the properties that no other call reads into a map, except
// for those with the given names. It must be the last call of the loop.
func DecodeAdditional[T any](o *Object, to *map[string]T, decode func(*T, *Decoder), except ...string) {
	if o.progress || o.closed {
		return
	}
	if !o.hasNext() || slices.Contains(except, o.name) {
		o.skip()
		return
	}
	if *to == nil {
		*to = map[string]T{}
	}
	var v T
	decode(noescape(&v), o.d)
	(*to)[o.d.keep(o.name)] = v
	o.end()
}

// Each reads all properties of an object, in order. property must read the value.
func (d *Decoder) Each(property func(name string)) {
	for name, ok := d.firstName(); ok; name, ok = d.nextName(name) {
		property(name)
	}
}

// firstName begins an object and reads the name of its first property, if there is one.
func (d *Decoder) firstName() (name string, ok bool) {
	if !d.begin('{', "an object") {
		return "", false
	}
	if d.accept('}') {
		d.depth--
		return "", false
	}
	return d.readName()
}

// nextName reads the name of the next property after the value of the one with the given
// name, if there is one.
func (d *Decoder) nextName(name string) (next string, ok bool) {
	if d.err != nil {
		d.addPath(name)
		return "", false
	}
	if !d.next('}') {
		d.depth--
		return "", false
	}
	return d.readName()
}

// readName reads the name of a property and the colon, and reports whether they are
// there.
func (d *Decoder) readName() (name string, ok bool) {
	if d.peek() != '"' {
		d.failSyntax()
		return "", false
	}
	start := d.pos + 1
	if end := endOfPlain(d.text, start); end+1 < len(d.text) && d.text[end] == '"' && d.text[end+1] == ':' {
		d.pos = end + 2
		return d.text[start:end], true
	}
	if name = d.string(); d.err == nil && !d.accept(':') {
		d.failSyntax()
	}
	return name, d.err == nil
}
