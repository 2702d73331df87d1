package wire

import "strings"

// Object reads the properties of an object. Its properties are read in a loop:
//
//	for o := d.Object(); o.More(); {
//		wire.DecodeRequired(&o, "id", &v.ID, wire.DecodeString)
//		wire.DecodeOptional(&o, "topic", &v.Topic, wire.DecodeString)
//	}
//
// Each call reads the next property if it has that name. So one pass of the loop
// reads an object whose properties are in the order of the calls; if they are not,
// further passes read the rest. A property that no call of a pass reads is skipped.
type Object struct {
	d        *Decoder
	name     string // of the next property, if the colon after it is already read
	nameRead bool
	started  bool // whether a pass has begun
	progress bool // whether this pass has read a property
	last     bool // whether this pass reports a missing property
	closed   bool

	calls    int // of DecodeRequired in this pass
	required int // calls of DecodeRequired in a pass
	found    int // required properties
	seen     bitSet
}

// bitSet is a set of small numbers.
type bitSet struct {
	low  uint64
	high []uint64 // from 64 on
}

// add adds i, and reports whether it is new.
func (b *bitSet) add(i int) bool {
	word := &b.low
	if i >= 64 {
		for len(b.high) < i/64 {
			b.high = append(b.high, 0)
		}
		word = &b.high[i/64-1]
	}
	isNew := *word&(1<<(i%64)) == 0
	*word |= 1 << (i % 64)
	return isNew
}

func (b *bitSet) has(i int) bool {
	if i < 64 {
		return b.low&(1<<i) != 0
	}
	return i/64 <= len(b.high) && b.high[i/64-1]&(1<<(i%64)) != 0
}

// Object begins to read an object.
func (d *Decoder) Object() Object {
	o := Object{d: d}
	if !d.accept('{') {
		d.failType("an object")
		return o
	}
	d.depth++
	if d.depth > maxDepth {
		d.fail(textError("nested too deeply"))
	}
	if d.accept('}') {
		o.close()
	} else if d.peek() != '"' {
		d.failSyntax()
	}
	return o
}

func (o *Object) close() {
	o.closed = true
	o.d.depth--
}

// More begins the next pass over the properties, and reports whether one is needed.
func (o *Object) More() bool {
	if o.started && !o.closed && !o.progress {
		o.skipUnknown()
	}
	if o.d.err != nil || o.last {
		return false
	}
	if o.closed {
		if o.started && o.found == o.required {
			return false
		}
		o.last = true
	}
	o.started, o.progress, o.calls = true, false, 0
	return true
}

// is reads the next name if it is the given one, and reports whether it is.
func (o *Object) is(name string) bool {
	if o.closed {
		return false
	}
	if o.nameRead {
		if o.name != name {
			return false
		}
		o.nameRead = false
		o.progress = true
		return true
	}
	d := o.d
	end := d.pos + len(name) + 3
	if end > len(d.text) || d.text[end-1] != ':' || d.text[end-2] != '"' || d.text[d.pos] != '"' || d.text[d.pos+1:end-2] != name {
		return false
	}
	d.pos = end
	o.progress = true
	return true
}

// end moves to the next property after the value of one.
func (o *Object) end(name string) {
	d := o.d
	if d.err != nil {
		d.addPath(name)
		return
	}
	if !d.next('}') {
		o.close()
	} else if d.text[d.pos] != '"' {
		d.failSyntax()
	}
}

// readName reads the next name, and reports whether [Object.is] has not been able to
// compare it: it contains escapes, or there is space before the colon.
func (o *Object) readName() bool {
	d := o.d
	start := d.pos
	o.name = d.string()
	plain := d.pos-start == len(o.name)+2 && d.pos < len(d.text) && d.text[d.pos] == ':' && !strings.Contains(d.text[start:d.pos], `\`)
	if d.err == nil && !d.accept(':') {
		d.failSyntax()
	}
	o.nameRead = d.err == nil
	return !plain
}

// skipUnknown skips a property that no call has read. If its name could not be
// compared, it only reads the name, for another pass.
func (o *Object) skipUnknown() {
	if !o.nameRead && o.readName() {
		return
	}
	if o.d.err == nil {
		o.nameRead = false
		o.d.skip()
		o.end(o.name)
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
	o.end(name)
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
	o.end(name)
}

// isRequired is like [Object.is] for a property that must exist.
func (o *Object) isRequired(name string) bool {
	i := o.calls
	o.calls++
	o.required = max(o.required, o.calls)
	if o.is(name) {
		if o.seen.add(i) {
			o.found++
		}
		return true
	}
	if o.last && !o.seen.has(i) && o.d.err == nil {
		o.d.fail(errRequired)
		o.d.addPath(name)
	}
	return false
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
	o.end(name)
}

// DecodePresent reads a property that may be missing; then *to stays as it is. decode
// reads a null, too.
func DecodePresent[T any](o *Object, name string, to *T, decode func(*T, *Decoder)) {
	if o.is(name) {
		decode(to, o.d)
		o.end(name)
	}
}

// DecodeAdditional reads the properties that no other call reads into a map. It must
// be the last call of the loop.
func DecodeAdditional[T any](o *Object, to *map[string]T, decode func(*T, *Decoder), except ...string) {
	if o.progress || o.closed || o.d.err != nil || !o.nameRead && o.readName() || o.d.err != nil {
		return
	}
	o.nameRead, o.progress = false, true
	name := o.name
	for _, other := range except {
		if name == other {
			o.d.skip()
			o.end(name)
			return
		}
	}
	if *to == nil {
		*to = map[string]T{}
	}
	var v T
	decode(&v, o.d)
	(*to)[name] = v
	o.end(name)
}

// Each reads all properties of an object, in order. property must read the value.
func (d *Decoder) Each(property func(name string)) {
	o := d.Object()
	for !o.closed && d.err == nil {
		o.readName()
		if d.err == nil {
			property(o.name)
		}
		o.end(o.name)
	}
}
