package contract

import (
	"fmt"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// maxInherited is the maximum number of elements that Expand adds. For definitions that
// extend each other in a chain, their number grows with the square of its length.
const maxInherited = 300_000

// Expand replaces each [Base] by the properties that its owner inherits. [FromDocument]
// and [Decode] leave them out, so that a lock is not larger than its document. It adds
// an error to errs, and leaves some out, if there are too many.
func (c *Contract) Expand(errs *diag.List) {
	x := &expander{
		definitions: map[string][][]*Element{}, inherited: map[string][][]*Element{},
		own: map[string]bool{}, required: map[string]bool{},
	}
	definition := ""
	for _, group := range groups(c.Elements) {
		e := group[0]
		if e.Kind == Definition {
			definition = e.Name
		} else if definition != "" && e.Owner == definition {
			x.definitions[definition] = append(x.definitions[definition], group)
		}
	}
	for _, e := range c.Elements {
		if e.Kind == Property && !e.isInherited() {
			x.own[e.FullName()] = true
		} else if e.isInherited() {
			x.required[e.FullName()] = true
		}
	}
	c.Elements = x.expand(c.Elements)
	if x.added > maxInherited {
		errs.Add(c.VersionPos, "document", fmt.Sprintf("definitions inherit too many properties to be compared; the limit is %d", maxInherited), "")
	}
}

// isInherited reports whether the element is an inherited property. Before Expand, it
// only states that its owner requires the property and the base does not.
func (e *Element) isInherited() bool { return e.Attributes[From] != "" }

// expander adds inherited properties. A group is a property and the elements nested in
// it, or another element alone.
type expander struct {
	definitions map[string][][]*Element // the groups of each definition
	inherited   map[string][][]*Element // the properties of each base, inherited ones included
	own         map[string]bool         // full names of properties that are not inherited
	required    map[string]bool         // full names of properties that only their owner requires
	added       int
}

// groups splits a list of elements.
func groups(elements []*Element) [][]*Element {
	var all [][]*Element
	for len(elements) > 0 {
		end := 1
		if e := elements[0]; e.Kind == Property {
			for end < len(elements) && strings.HasPrefix(elements[end].Owner, e.FullName()) {
				end++
			}
		}
		all = append(all, elements[:end])
		elements = elements[end:]
	}
	return all
}

// expand returns the elements with what they inherit.
func (x *expander) expand(elements []*Element) []*Element {
	var all []*Element
	seen := map[string]bool{}
	for _, group := range groups(elements) {
		switch e := group[0]; {
		case e.Kind == Base:
			for _, property := range x.inherit(e, seen) {
				all = append(all, property...)
			}
		case e.isInherited():
		default:
			all = append(append(all, e), x.expand(group[1:])...)
		}
	}
	return all
}

// inherit returns copies of the properties of a base for its owner, except for those that
// the owner declares itself or that are in seen, to which it adds them.
func (x *expander) inherit(base *Element, seen map[string]bool) [][]*Element {
	var all [][]*Element
	for _, group := range x.propertiesOf(base.Name) {
		var copied []*Element
		for _, e := range group {
			inherited := *e
			inherited.Owner = base.Owner + strings.TrimPrefix(e.Owner, base.Name)
			copied = append(copied, &inherited)
		}
		property := copied[0]
		name := property.FullName()
		if x.own[name] || seen[name] || x.added > maxInherited {
			continue
		}
		seen[name] = true
		x.added += len(copied)
		if !property.isInherited() {
			property.Attributes[From] = base.Name
		}
		property.Flags[Required] = property.Flags[Required] || x.required[name]
		all = append(all, copied)
	}
	return all
}

// propertiesOf returns the properties of a definition, inherited ones included. What is
// nested in them does not inherit, because a property may contain its own definition.
func (x *expander) propertiesOf(definition string) [][]*Element {
	if known, ok := x.inherited[definition]; ok {
		return known
	}
	var all [][]*Element
	seen := map[string]bool{}
	for _, group := range x.definitions[definition] {
		switch e := group[0]; {
		case e.Kind == Base:
			all = append(all, x.inherit(e, seen)...)
		case e.Kind == Property && !e.isInherited():
			all = append(all, withoutBases(group))
		}
	}
	x.inherited[definition] = all
	return all
}

// withoutBases returns a group without what its elements inherit.
func withoutBases(group []*Element) []*Element {
	var kept []*Element
	for _, e := range group {
		if e.Kind != Base && !e.isInherited() {
			kept = append(kept, e)
		}
	}
	return kept
}
