package wire

import "strings"

// DecodeRequiredString is [DecodeRequired] for a string. It is faster if the property
// is the next one and its value has no escapes.
func DecodeRequiredString[T ~string](o *Object, name string, to *T) {
	if text, ok := o.plainString(name); ok {
		o.seen.add(o.calls)
		o.calls++
		*to = T(text)
		return
	}
	DecodeRequired(o, name, to, DecodeString[T])
}

// DecodeOptionalString is [DecodeOptional] for a string. It is faster if the property
// is the next one and its value has no escapes.
func DecodeOptionalString[T ~string](o *Object, name string, to *T) {
	if text, ok := o.plainString(name); ok {
		*to = T(text)
		return
	}
	DecodeOptional(o, name, to, DecodeString[T])
}

// plainString reads the next property if it has the name, its value is a string
// without escapes, and there are no spaces between. It reports whether it has read it.
func (o *Object) plainString(name string) (string, bool) {
	d := o.d
	if o.named || o.closed {
		return "", false
	}
	text, at := d.text, d.pos+1
	start := at + len(name) + len(`":"`)
	if start >= len(text) || text[d.pos] != '"' || text[at:at+len(name)] != name || text[start-3:start] != `":"` {
		return "", false
	}
	end := endOfPlain(text, start)
	if end+2 >= len(text) || text[end] != '"' {
		return "", false
	}
	o.progress = true
	d.pos = end + 1
	if text[end+1] == ',' && text[end+2] == '"' {
		d.pos = end + 2
	} else if !d.next('}') {
		o.close()
	}
	value := text[start:end]
	if d.copyStrings {
		value = strings.Clone(value)
	}
	return value, true
}
