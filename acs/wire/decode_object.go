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
	d     *Decoder
	name  string // of the next property, if named
	named bool   // whether the name and its colon are read

	seen  bitSet // required properties, by the number of their call
	calls uint16 // of DecodeRequired in this pass

	opened   bool // whether a pass has begun
	progress bool // whether this pass has read a property
	closed   bool // whether all properties are read
	last     bool // whether this pass reports a missing property

	known    bool // whether an earlier pass has read a property
	hasError bool // whether a skipped property is an error of the service
}

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
	o.opened = true
	if !d.accept('{') {
		d.failType("an object")
		o.closed = true
		return
	}
	d.enter()
	if d.peek() == '}' {
		d.pos++
		o.close()
	}
}

// enter begins an object or array.
func (d *Decoder) enter() {
	if d.depth++; d.depth > maxDepth {
		d.fail(errDepth)
	}
}

func (o *Object) close() {
	o.closed = true
	o.d.depth--
}

// is reads the name of the next property, and reports whether it is the given one.
// Most often it is, so it is compared before it is read.
func (o *Object) is(name string) bool {
	if !o.named && !o.closed {
		d := o.d
		end := d.pos + len(name) + len(`"":`)
		if end < len(d.text) && d.text[end-2:end] == `":` && d.text[d.pos] == '"' && d.text[d.pos+1:end-2] == name {
			o.name, o.named, d.pos = name, true, end
			d.name = name
			return true
		}
		o.readName()
	}
	if !o.named || o.name != name {
		return false
	}
	o.d.name = name
	return true
}

// readName reads the name of the next property and the colon.
func (o *Object) readName() {
	d := o.d
	if d.peek() != '"' {
		d.failSyntax()
	}
	if end := endOfPlain(d.text, d.pos+1); end+1 < len(d.text) && d.text[end] == '"' && d.text[end+1] == ':' {
		o.name, o.named, d.pos = d.keep(d.text[d.pos+1:end]), true, end+2
		return
	}
	if o.name = d.string(); d.err == nil && !d.accept(':') {
		d.failSyntax()
	}
	o.named, o.closed = d.err == nil, d.err != nil
}

// More begins the next pass over the properties, and reports whether one is needed.
func (o *Object) More() bool {
	isFirst := !o.opened
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
		o.last = true
	}
	o.progress, o.calls = false, 0
	return true
}

// end moves to the next property after the value of one.
func (o *Object) end() {
	d := o.d
	o.progress = true
	switch {
	case d.err != nil:
		d.addPath(o.name)
		o.closed = true
	case d.pos+1 < len(d.text) && d.text[d.pos] == ',' && d.text[d.pos+1] == '"':
		d.pos++
	case !d.next('}'):
		o.close()
	}
	o.named = false
}

// skip skips the next property.
func (o *Object) skip() {
	if !o.named {
		o.readName()
	}
	if o.named {
		o.noteError()
		o.d.skip()
		o.end()
	}
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

// isRequired is like [Object.is] for a property that must exist.
func (o *Object) isRequired(name string) bool {
	i := o.calls
	o.calls++
	if o.is(name) {
		o.seen.add(i)
		return true
	}
	if o.last {
		o.reportMissing(i, name)
	}
	return false
}

// reportMissing records an error if the required property with that number has not
// been read.
func (o *Object) reportMissing(i uint16, name string) {
	if o.d.err == nil && !o.seen.has(i) {
		o.d.fail(errRequired)
		o.d.addPath(name)
	}
}

// DecodeRequired reads a property that must exist and must not be null.
func DecodeRequired[T any](o *Object, name string, to *T, decode func(*T, *Decoder)) {
	if !o.isRequired(name) {
		return
	}
	if o.d.peek() == 'n' {
		o.d.failNull()
	} else {
		decode(to, o.d)
	}
	o.end()
}

// DecodeRequiredNullable reads a property that must exist and may be null; then *to
// stays as it is.
func DecodeRequiredNullable[T any](o *Object, name string, to *T, decode func(*T, *Decoder)) {
	if !o.isRequired(name) {
		return
	}
	if o.d.peek() != 'n' || !o.d.Null() {
		decode(to, o.d)
	}
	o.end()
}

// DecodeOptional reads a property that may be missing or null; then *to stays as it
// is.
func DecodeOptional[T any](o *Object, name string, to *T, decode func(*T, *Decoder)) {
	if !o.is(name) {
		return
	}
	if o.d.peek() != 'n' || !o.d.Null() {
		decode(to, o.d)
	}
	o.end()
}

// DecodePresent reads a property that may be missing; then *to stays as it is. decode
// reads a null, too.
func DecodePresent[T any](o *Object, name string, to *T, decode func(*T, *Decoder)) {
	if o.is(name) {
		decode(to, o.d)
		o.end()
	}
}

// DecodeAdditional reads the properties that no other call reads into a map, except
// for those with the given names. It must be the last call of the loop.
func DecodeAdditional[T any](o *Object, to *map[string]T, decode func(*T, *Decoder), except ...string) {
	if o.progress || o.closed {
		return
	}
	if !o.named {
		o.readName()
	}
	if slices.Contains(except, o.name) || !o.named {
		o.skip()
		return
	}
	if *to == nil {
		*to = map[string]T{}
	}
	var v T
	decode(&v, o.d)
	(*to)[o.name] = v
	o.end()
}

// Each reads all properties of an object, in order. property must read the value.
func (d *Decoder) Each(property func(name string)) {
	o := d.Object()
	for o.open(); !o.closed; {
		if o.readName(); o.named {
			property(o.name)
			o.end()
		}
	}
}
