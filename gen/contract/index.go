package contract

import (
	"regexp"
	"slices"
	"strings"
)

// Index finds the elements of a contract by what they are a part of.
type Index struct {
	operations  map[string]*Element
	definitions map[string]*Element
	others      map[string]*Element // by full name
	parts       map[*Element][]*Element
}

// Index returns an index of the elements as they are now.
func (c *Contract) Index() *Index {
	x := &Index{
		operations: map[string]*Element{}, definitions: map[string]*Element{}, others: map[string]*Element{},
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
			x.others[e.FullName()] = e
		}
	}
	for _, e := range c.Elements {
		if o := x.Owner(e); o != nil {
			x.parts[o] = append(x.parts[o], e)
		}
	}
	return x
}

// Owner returns the element that e is a part of, or nil. The items of a list
// that have no name of their own are "X[]", the values of such a map "X{}".
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
	return x.others[of]
}

// Parts returns what an element is made of, in order.
func (x *Index) Parts(e *Element) []*Element { return x.parts[e] }

// Shape returns the structure of an element's value, which is the same whether
// it has a name or stands where it is used.
func (x *Index) Shape(e *Element) string { return x.shape(e, e.Attributes[Type], nil) }

// Bytes is Shape without what does not show in bytes, as the format of a string.
func (x *Index) Bytes(e *Element) string {
	return regexp.MustCompile(`string (uri|url|uuid|email|hostname|ipv4|ipv6|password)\b`).ReplaceAllString(x.Shape(e), "string")
}

func (x *Index) shape(e *Element, typ string, inside []string) string {
	form, inner, composed := strings.Cut(typ, " of ")
	if composed && (form == "array" || form == "map") {
		return form + " of " + x.shape(e, inner, inside)
	}
	if slices.Contains(inside, typ) {
		return typ
	}
	if d := x.definitions[typ]; d != nil && d != e {
		return x.shape(d, d.Attributes[Type], append(slices.Clip(inside), typ))
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
		members = append(members, name+": "+x.shape(p, p.Attributes[Type], inside))
	}
	slices.Sort(members)
	return "{" + strings.Join(append(members, e.Attributes[Additional]), ", ") + "}"
}

// Definition returns the definition with that name, or nil.
func (x *Index) Definition(name string) *Element { return x.definitions[name] }
