package contract

import (
	"regexp"
	"slices"
	"strings"
)

// Index finds the elements of a contract by name and by owner.
type Index struct {
	operations  map[string]*Element
	definitions map[string]*Element
	byFullName  map[string]*Element // by full name
	parts       map[*Element][]*Element
}

// Index returns an index of the current elements.
func (c *Contract) Index() *Index {
	x := &Index{
		operations: map[string]*Element{}, definitions: map[string]*Element{}, byFullName: map[string]*Element{},
		parts: map[*Element][]*Element{},
	}
	for _, e := range c.Elements {
		switch e.Kind {
		case Operation:
			x.operations[e.Name] = e
		case Host, Security:
		case Definition:
			x.definitions[e.Name] = e
		default:
			x.byFullName[e.FullName()] = e
		}
	}
	for _, e := range c.Elements {
		if o := x.Owner(e); o != nil {
			x.parts[o] = append(x.parts[o], e)
		}
	}
	return x
}

// Owner returns the element that contains e, or nil. In the name of an owner,
// "X[]" denotes the unnamed items of list X, and "X{}" the unnamed values
// of map X.
func (x *Index) Owner(e *Element) *Element {
	of := strings.TrimRight(e.Owner, "[]{}")
	if of == "" {
		return nil
	}
	switch e.Kind {
	case Parameter, Body, Response:
		return x.operations[of]
	}
	if d := x.definitions[of]; d != nil {
		return d
	}
	return x.byFullName[of]
}

// Parts returns the elements that e contains, in order.
func (x *Index) Parts(e *Element) []*Element { return x.parts[e] }

// Structure returns a text for the structure of an element's value. It is the
// same for a named and an inline schema with the same contents.
func (x *Index) Structure(e *Element) string { return x.structure(e, e.Attributes[Type], nil) }

// Encoding is Structure without the parts that do not affect the encoding of a
// value, such as the format of a string.
func (x *Index) Encoding(e *Element) string {
	return regexp.MustCompile(`string (uri|url|uuid|email|hostname|ipv4|ipv6|password)\b`).ReplaceAllString(x.Structure(e), "string")
}

func (x *Index) structure(e *Element, typ string, inside []string) string {
	container, inner, composed := strings.Cut(typ, " of ")
	if composed && (container == "array" || container == "map") {
		return container + " of " + x.structure(e, inner, inside)
	}
	if slices.Contains(inside, typ) {
		return typ
	}
	if d := x.definitions[typ]; d != nil && d != e {
		return x.structure(d, d.Attributes[Type], append(slices.Clip(inside), typ))
	}
	if typ != "object" {
		return typ
	}
	var members []string
	for _, p := range x.parts[e] {
		if p.Kind != Property {
			continue
		}
		name := p.Name
		if p.Flags[Required] {
			name += " required"
		}
		members = append(members, name+": "+x.structure(p, p.Attributes[Type], inside))
	}
	if members == nil && e.Attributes[Additional] == "" {
		return "map of any" // an object without properties takes all
	}
	slices.Sort(members)
	return "{" + strings.Join(append(members, e.Attributes[Additional]), ", ") + "}"
}

// Definition returns the definition with the given name, or nil.
func (x *Index) Definition(name string) *Element { return x.definitions[name] }
