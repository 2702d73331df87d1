package contract

import "strings"

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
	of := strings.TrimRight(e.Of, "[]{}")
	if of == "" {
		return nil
	}
	switch e.Kind {
	case Parameter, Body, Answer:
		return x.operations[of]
	}
	if d := x.definitions[of]; d != nil {
		return d
	}
	return x.others[of]
}

// Parts returns what an element is made of, in order.
func (x *Index) Parts(e *Element) []*Element { return x.parts[e] }

// Definition returns the definition with that name, or nil.
func (x *Index) Definition(name string) *Element { return x.definitions[name] }
