package openapi

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// nodeIDKey carries the number of a node through kin-openapi, which keeps
// extensions but neither order nor positions.
const nodeIDKey = "x-chatgen-node"

// encodeForKin returns the object as the JSON that kin-openapi gets. It reports
// what does not match its rule, and leaves it out.
func (b *bundle) encodeForKin(n *node, rule valueRule) []byte {
	w := writer{b: b}
	w.value(n, rule)
	return w.out
}

// writer writes one object of the bundle.
type writer struct {
	b   *bundle
	out []byte
}

func (w *writer) value(n *node, rule valueRule) {
	switch {
	case rule == additionalRule && n.kind == object:
		w.object(n, schemaRule)
	case rule == schemaRule && n.kind == boolean:
		w.number(n)
	case n.kind == array:
		w.list(n, rule)
	case n.kind == object && rule.element() != skipped:
		w.table(n, rule)
	case n.kind == object:
		w.object(n, rule)
	case rule == stringOrNumber:
		w.out = quote(w.out, n.text)
	default:
		w.out = n.json(w.out)
	}
}

// number writes an object that has nothing but its number.
func (w *writer) number(n *node) {
	w.out = append(w.out, `{"`+nodeIDKey+`":`...)
	w.out = strconv.AppendInt(w.out, int64(w.b.number(n)), 10)
	w.out = append(w.out, '}')
}

// object writes the members that are known, in the order of their names: the
// order of the source must not decide which of two schemas gets a name first.
func (w *writer) object(n *node, rule valueRule) {
	if rule.isInlined() {
		n = w.b.inline(n)
	}
	w.out = append(w.out, '{')
	if rule.isNumbered() {
		w.key(nodeIDKey)
		w.out = strconv.AppendInt(w.out, int64(w.b.number(n)), 10)
	}
	children := slices.Clone(n.children)
	slices.SortFunc(children, func(x, y *node) int { return strings.Compare(x.key, y.key) })
	for _, child := range children {
		member, passToKin := rule.member(child.key)
		if member == skipped || !w.b.fits(child, member) {
			continue
		}
		if !passToKin {
			w.b.inspect(child, member)
			continue
		}
		w.key(child.key)
		w.value(child, member)
	}
	w.out = append(w.out, '}')
}

// table writes a map in the order of the source.
func (w *writer) table(n *node, rule valueRule) {
	w.out = append(w.out, '{')
	for _, child := range n.children {
		if rule == responsesRule && strings.HasPrefix(child.key, "x-") || !w.b.fits(child, rule.element()) {
			continue
		}
		w.key(child.key)
		w.value(child, rule.element())
	}
	w.out = append(w.out, '}')
}

func (w *writer) list(n *node, rule valueRule) {
	w.out = append(w.out, '[')
	element := rule.element()
	if rule == types {
		element = stringValue
	}
	for _, child := range n.children {
		if !w.b.fits(child, element) {
			continue
		}
		w.comma()
		w.value(child, element)
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

// fits returns whether a value matches the rule of its place. A null
// member is like an absent one: YAML has it where a value was left out.
func (b *bundle) fits(n *node, rule valueRule) bool {
	if n.kind == null && n.parent != nil && n.parent.kind == object && rule != anything {
		return false
	}
	ok, wanted := rule.fits(n, b.version)
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
func (b *bundle) inspect(n *node, rule valueRule) {
	switch {
	case rule == operationRule, rule == anything: // a part of its own, or read as it is
	case n.key == "$ref":
		b.reach(n)
	case rule == mappingRule:
		for _, child := range n.children {
			if b.fits(child, stringValue) {
				b.mapped(child)
			}
		}
	case n.kind == array:
		for _, child := range n.children {
			if b.fits(child, rule.element()) {
				b.inspect(child, rule.element())
			}
		}
	case n.kind == object:
		for _, child := range n.children {
			if member, _ := rule.member(child.key); member != skipped && b.fits(child, member) {
				b.inspect(child, member)
			}
		}
	}
}
