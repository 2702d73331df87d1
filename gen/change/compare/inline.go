package compare

import (
	"strings"

	"github.com/chatgen-go/chatgen/gen/contract"
)

// isInlined reports whether an element refers to a definition on one side, and contains
// a similar object on the other, whose parts are then compared with those of the
// definition.
func (d *differ) isInlined(p pair) bool {
	from, to := d.newTypes(p.old.Attributes[contract.Type]), p.new.Attributes[contract.Type]
	if from == to || isInlineObject(from) == isInlineObject(to) || containerOf(from) != containerOf(to) {
		return false
	}
	return d.similarity(objectParts(d.oldIndex, p.old), objectParts(d.newIndex, p.new)) >= 0.5
}

// compareInlined compares the parts of an inline object with those of the definition.
func (d *differ) compareInlined(p pair) {
	d.inlined = p
	defer func() { d.inlined = pair{} }()
	next := map[string]*contract.Element{}
	for _, n := range objectParts(d.newIndex, p.new) {
		next[n.Name] = n
	}
	for _, o := range objectParts(d.oldIndex, p.old) {
		d.comparePair(pair{o, next[o.Name]})
		delete(next, o.Name)
	}
	for _, n := range objectParts(d.newIndex, p.new) {
		if next[n.Name] != nil {
			d.comparePair(pair{new: n})
		}
	}
}

// isInlineObject reports whether a type is an object without a name, or a list or map of
// such objects.
func isInlineObject(typ string) bool { return typ[len(containerOf(typ)):] == "object" }

// containerOf returns the beginning of a type before that of its items: "array of ", or
// "" if it has none.
func containerOf(typ string) string {
	const of = " of "
	if i := strings.LastIndex(typ, of); i >= 0 {
		return typ[:i+len(of)]
	}
	return ""
}

// objectParts returns the properties of an element's inline object, or of the definition
// that it refers to.
func objectParts(x *contract.Index, e *contract.Element) []*contract.Element {
	owner := e
	if names := contract.DefinitionNames(e.Attributes[contract.Type]); len(names) == 1 && x.Definition(names[0]) != nil {
		owner = x.Definition(names[0])
	}
	var parts []*contract.Element
	for _, part := range x.Parts(owner) {
		if part.Kind == contract.Property {
			parts = append(parts, part)
		}
	}
	return parts
}
