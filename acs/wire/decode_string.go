package wire

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
	text := d.text
	start := d.pos + len(name) + len(`"":"`)
	if start >= len(text) || o.named || o.closed || text[start-3:start] != `":"` || text[d.pos] != '"' || text[d.pos+1:start-3] != name {
		return "", false
	}
	end := endOfPlain(text, start)
	next := end + len(`",`)
	if next >= len(text) || text[end] != '"' {
		return "", false
	}
	o.progress = true
	if text[next-1] == ',' && text[next] == '"' {
		d.pos = next
	} else if d.pos = end + 1; !d.next('}') {
		o.close()
	}
	return d.keep(text[start:end]), true
}
