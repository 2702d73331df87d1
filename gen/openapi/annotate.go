package openapi

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// nodeIDKey is the extension that carries the ID of a node through kin-openapi,
// which preserves extensions but neither order nor positions.
const nodeIDKey = "x-chatgen-node"

// encodeForKin returns the object as JSON for kin-openapi. Values that do not
// match their rule are reported and left out.
func (b *bundle) encodeForKin(n *node, rule valueRule) []byte {
	w := jsonWriter{bundle: b}
	w.writeValue(n, rule)
	return w.out
}

// jsonWriter encodes one object of the bundle.
type jsonWriter struct {
	bundle *bundle
	out    []byte
}

// writeValue writes a value that matches its rule. A schema that is a boolean, as
// in OpenAPI 3.1, is written as an empty schema.
func (w *jsonWriter) writeValue(n *node, rule valueRule) {
	switch {
	case rule == additionalRule && n.kind == object:
		w.writeObject(n, schemaRule)
	case rule == schemaRule && n.kind == boolean:
		w.writeNodeID(n)
	case n.kind == array:
		w.writeArray(n, rule)
	case n.kind == object && rule.element() != skipped:
		w.writeMap(n, rule)
	case n.kind == object:
		w.writeObject(n, rule)
	case rule == stringOrNumber:
		w.out = quote(w.out, n.text)
	default:
		w.out = n.appendJSON(w.out)
	}
}

// writeNodeID writes an object that contains only its node ID.
func (w *jsonWriter) writeNodeID(n *node) {
	w.out = append(w.out, `{"`+nodeIDKey+`":`...)
	w.out = strconv.AppendInt(w.out, int64(w.bundle.nodeID(n)), 10)
	w.out = append(w.out, '}')
}

// writeObject writes the known properties, sorted by name: the source order must
// not determine which of two schemas is named first.
func (w *jsonWriter) writeObject(n *node, rule valueRule) {
	if rule.isInlined() {
		n = w.bundle.inlineRef(n)
	}
	w.out = append(w.out, '{')
	if rule.hasNodeID() {
		w.writeKey(nodeIDKey)
		w.out = strconv.AppendInt(w.out, int64(w.bundle.nodeID(n)), 10)
	}
	children := slices.Clone(n.children)
	slices.SortFunc(children, func(x, y *node) int { return strings.Compare(x.key, y.key) })
	for _, child := range children {
		if w.bundle.isForeign(child, rule) {
			continue
		}
		member, passToKin := rule.member(child.key)
		if member == skipped {
			w.bundle.ignore(child, rule)
			continue
		}
		if !w.bundle.validate(child, member) {
			continue
		}
		if !passToKin {
			w.bundle.validateUnpassed(child, member)
			continue
		}
		w.writeKey(child.key)
		w.writeValue(child, member)
	}
	w.out = append(w.out, '}')
}

// writeMap writes a map in source order.
func (w *jsonWriter) writeMap(n *node, rule valueRule) {
	w.out = append(w.out, '{')
	for _, child := range n.children {
		if rule == responsesRule && strings.HasPrefix(child.key, "x-") {
			w.bundle.ignore(child, rule)
			continue
		}
		if !w.bundle.validate(child, rule.element()) {
			continue
		}
		w.writeKey(child.key)
		w.writeValue(child, rule.element())
	}
	w.out = append(w.out, '}')
}

func (w *jsonWriter) writeArray(n *node, rule valueRule) {
	w.out = append(w.out, '[')
	element := rule.element()
	if rule == types {
		element = stringValue
	}
	for _, child := range n.children {
		if !w.bundle.validate(child, element) {
			continue
		}
		w.writeComma()
		w.writeValue(child, element)
	}
	w.out = append(w.out, ']')
}

func (w *jsonWriter) writeKey(key string) {
	w.writeComma()
	w.out = quote(w.out, key)
	w.out = append(w.out, ':')
}

func (w *jsonWriter) writeComma() {
	if last := w.out[len(w.out)-1]; last != '{' && last != '[' {
		w.out = append(w.out, ',')
	}
}

// quote appends a string as JSON.
func quote(out []byte, s string) []byte {
	if isPlain(s) {
		out = append(out, '"')
		out = append(out, s...)
		return append(out, '"')
	}
	quoted, err := json.Marshal(s)
	if err != nil {
		panic("chatgen bug: a string cannot be encoded as JSON: " + err.Error())
	}
	return append(out, quoted...)
}

// isPlain reports whether a string needs no escaping in JSON.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c > '~' {
			return false
		}
	}
	return true
}

// validate reports whether a value matches its rule, and adds an error if it does
// not. A property that is null is treated as absent without an error, because
// that is how YAML represents an omitted value.
func (b *bundle) validate(n *node, rule valueRule) bool {
	if n.kind == null && n.parent != nil && n.parent.kind == object && rule != anything {
		return false
	}
	ok, want := rule.matches(n, b.version)
	if !ok {
		b.errs.Add(n.pos, "#"+n.pointer(), "must be "+want+", is "+n.describe(), rule.hint(n))
	}
	return ok
}

// describe returns a description of a value for error messages.
func (n *node) describe() string {
	switch n.kind {
	case array, object:
		return "an " + n.kind.String()
	case text:
		return "a string"
	}
	return n.text
}

// validateUnpassed validates a value that is not passed to kin-openapi, and
// resolves the schemas to which it refers.
func (b *bundle) validateUnpassed(n *node, rule valueRule) {
	switch {
	case rule == operationRule, rule == anything: // written separately, or not validated
	case n.key == "$ref":
		b.resolveSchema(n)
	case rule == mappingRule:
		for _, child := range n.children {
			if b.validate(child, stringValue) {
				b.resolveMapping(child)
			}
		}
	case n.kind == array:
		for _, child := range n.children {
			if b.validate(child, rule.element()) {
				b.validateUnpassed(child, rule.element())
			}
		}
	case n.kind == object:
		for _, child := range n.children {
			member, _ := rule.member(child.key)
			if member == skipped {
				b.ignore(child, rule)
			} else if b.validate(child, member) {
				b.validateUnpassed(child, member)
			}
		}
	}
}
