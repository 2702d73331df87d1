package wire

// DecodeRequiredString is [DecodeRequired] for a string, and faster.
func DecodeRequiredString[T ~string](o *Object, name string, to *T) {
	o.calls++
	if o.ask || o.name == name {
		*to = T(o.requiredString(name, string(*to)))
	}
}

// DecodeOptionalString is [DecodeOptional] for a string, and faster.
func DecodeOptionalString[T ~string](o *Object, name string, to *T) {
	if o.ask || o.name == name {
		*to = T(o.optionalString(name, string(*to)))
	}
}

func (o *Object) requiredString(name, old string) string { return o.string(name, old, notNull) }

func (o *Object) optionalString(name, old string) string { return o.string(name, old, optional) }

// string reads the next property if it has the name, and returns its value, or old if
// there is none. If its name has not been read and its value is a string without escapes,
// it moves to the next property without the call of end if it can.
func (o *Object) string(name, old string, p presence) string {
	d := o.d
	text := d.text
	start := d.pos + len(name) + len(`"":"`)
	if start >= len(text) || !o.ask || o.closed || text[start-3:start] != `":"` || text[d.pos] != '"' || text[d.pos+1:start-3] != name {
		return o.anyString(name, old, p)
	}
	end := endOfPlain(text, start)
	next := end + len(`",`)
	if next >= len(text) || text[end] != '"' {
		return o.anyString(name, old, p)
	}
	if p >= required {
		o.seen.add(o.calls - 1)
	}
	if text[next-1] == ',' && text[next] == '"' {
		d.pos, o.progress = next, true
	} else {
		d.pos = end + 1
		o.end()
	}
	return d.keep(text[start:end])
}

// anyString is [Object.string] in general.
func (o *Object) anyString(name, old string, p presence) string {
	if !o.beginValue(name, p) {
		return old
	}
	value, failed := o.d.string(), o.d.err != nil
	o.end()
	if failed {
		return old
	}
	return value
}
