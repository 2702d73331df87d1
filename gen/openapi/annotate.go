package openapi

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// numberKey carries the number of a node through kin-openapi, which keeps
// extensions but neither order nor positions.
const numberKey = "x-chatgen-node"

// annotate returns the object as the JSON that kin-openapi gets. It reports
// what does not have its form, and leaves it out.
func (b *bundle) annotate(n *node, f form) []byte {
	w := writer{b: b}
	w.value(n, f)
	return w.out
}

// writer writes one object of the bundle.
type writer struct {
	b   *bundle
	out []byte
}

func (w *writer) value(n *node, f form) {
	switch {
	case f == additionalForm && n.kind == object:
		w.object(n, schemaForm)
	case f == schemaForm && n.kind == boolean:
		w.number(n)
	case n.kind == array:
		w.list(n, f)
	case n.kind == object && f.element() != skipped:
		w.table(n, f)
	case n.kind == object:
		w.object(n, f)
	case f == label:
		w.out = quote(w.out, n.text)
	default:
		w.out = n.json(w.out)
	}
}

// number writes an object that has nothing but its number.
func (w *writer) number(n *node) {
	w.out = append(w.out, `{"`+numberKey+`":`...)
	w.out = strconv.AppendInt(w.out, int64(w.b.number(n)), 10)
	w.out = append(w.out, '}')
}

// object writes the members that are known, in the order of their names: the
// order of the source must not decide which of two schemas gets a name first.
func (w *writer) object(n *node, f form) {
	if f.isInlined() {
		n = w.b.inline(n)
	}
	w.out = append(w.out, '{')
	if f.isNumbered() {
		w.key(numberKey)
		w.out = strconv.AppendInt(w.out, int64(w.b.number(n)), 10)
	}
	kids := slices.Clone(n.kids)
	slices.SortFunc(kids, func(x, y *node) int { return strings.Compare(x.key, y.key) })
	for _, kid := range kids {
		member, handedOn := f.member(kid.key)
		if member == skipped || !w.b.fits(kid, member) {
			continue
		}
		if !handedOn {
			w.b.inspect(kid, member)
			continue
		}
		w.key(kid.key)
		w.value(kid, member)
	}
	w.out = append(w.out, '}')
}

// table writes a map in the order of the source.
func (w *writer) table(n *node, f form) {
	w.out = append(w.out, '{')
	for _, kid := range n.kids {
		if f == responsesForm && strings.HasPrefix(kid.key, "x-") || !w.b.fits(kid, f.element()) {
			continue
		}
		w.key(kid.key)
		w.value(kid, f.element())
	}
	w.out = append(w.out, '}')
}

func (w *writer) list(n *node, f form) {
	w.out = append(w.out, '[')
	element := f.element()
	if f == types {
		element = word
	}
	for _, kid := range n.kids {
		if !w.b.fits(kid, element) {
			continue
		}
		w.comma()
		w.value(kid, element)
	}
	w.out = append(w.out, ']')
}

func (w *writer) key(key string) {
	w.comma()
	w.out = quote(w.out, key)
	w.out = append(w.out, ':')
}

func (w *writer) comma() {
	if last := w.out[len(w.out)-1]; last != '{' && last != '[' {
		w.out = append(w.out, ',')
	}
}

// quote appends a string as JSON has it.
func quote(out []byte, s string) []byte {
	if isPlain(s) {
		out = append(out, '"')
		out = append(out, s...)
		return append(out, '"')
	}
	quoted, err := json.Marshal(s)
	if err != nil {
		panic("chatgen bug: a string is not JSON: " + err.Error())
	}
	return append(out, quoted...)
}

// isPlain returns whether a string can stand between quotes as it is.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c > '~' {
			return false
		}
	}
	return true
}

// fits returns whether a value has the form that its place asks for. A null
// member is like an absent one: YAML has it where a value was left out.
func (b *bundle) fits(n *node, f form) bool {
	if n.kind == null && n.parent != nil && n.parent.kind == object && f != anything {
		return false
	}
	ok, wanted := f.fits(n, b.version)
	if !ok {
		b.errs.Add(n.pos, "#"+n.pointer(), "must be "+wanted+", is "+n.describe(), "")
	}
	return ok
}

// describe returns what a value is, for a message.
func (n *node) describe() string {
	switch n.kind {
	case array, object:
		return "an " + n.kind.String()
	case text:
		return "a string"
	}
	return n.text
}

// inspect checks what only flattening reads, and names the schemas in it.
func (b *bundle) inspect(n *node, f form) {
	switch {
	case f == operationForm, f == anything: // a part of its own, or read as it is
	case n.key == "$ref":
		b.reach(n)
	case f == mappingForm:
		for _, kid := range n.kids {
			if b.fits(kid, word) {
				b.mapped(kid)
			}
		}
	case n.kind == array:
		for _, kid := range n.kids {
			if b.fits(kid, f.element()) {
				b.inspect(kid, f.element())
			}
		}
	case n.kind == object:
		for _, kid := range n.kids {
			if member, _ := f.member(kid.key); member != skipped && b.fits(kid, member) {
				b.inspect(kid, member)
			}
		}
	}
}
