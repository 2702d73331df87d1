package trace

import (
	"fmt"
	"slices"

	"github.com/chatgen-go/chatgen/gen/model"
)

// client adds a client, how one is made, and its methods.
func (t *tracer) client(c *model.Client) {
	// A client is of no one place: it is what the operations of a group are called on.
	at := place{t.pkg.Pos, "", c.Element()}
	t.add(c.Name, typ, at, calls(c))
	if c.Parent == nil {
		t.constructors(c, at)
	} else {
		t.add(c.Parent.Name+"."+c.Accessor, method, at, nil, heldElements(c)...)
	}
	for _, p := range c.Bound {
		t.bound(c, p)
	}
	for _, op := range c.Operations {
		t.operation(c, op)
	}
}

// calls lists what a client sends.
func calls(c *model.Client) []string {
	var lines []string
	for _, op := range c.Operations {
		lines = append(lines, fmt.Sprintf("%s %s (%s)", op.Method, op.Path, entry(op)))
	}
	return lines
}

func (t *tracer) constructors(c *model.Client, at place) {
	bearer, shape := []string{"nothing is sent; no request has a credential"}, append(heldElements(c), model.CredentialElement())
	if t.pkg.Auth == model.TokenAuth {
		bearer = []string{"nothing is sent; each request of the client has the header Authorization: Bearer TOKEN"}
	}
	t.add(c.Names.New, function, at, bearer, shape...)
	if t.pkg.AccessKey {
		signed := []string{"nothing is sent; each request of the client is signed with the key (HMAC-SHA256)"}
		t.add(c.Names.WithKey, function, at, signed, shape...)
		t.add(c.Names.FromString, function, at, signed, shape...)
	}
}

// bound adds the method that returns a parameter which the client holds.
func (t *tracer) bound(c *model.Client, p *model.Param) {
	at := place{p.Pos, p.Pointer, c.BoundElement(p)}
	shape := append(boundElements(c, p), c.Element())
	t.add(c.Name+"."+p.Name, method, at, []string{paramLine(p) + ", in each request of the client"}, shape...)
}

// heldElements returns the elements of all parameters that a client is made with.
func heldElements(c *model.Client) []model.Element {
	var elements []model.Element
	for _, p := range c.Bound {
		elements = append(elements, boundElements(c, p)...)
	}
	return elements
}

// boundElements returns the elements of a parameter that the client holds: it is
// that of each operation, too, and overrides may have touched it there.
func boundElements(c *model.Client, p *model.Param) []model.Element {
	elements := append(typeElements(p.Type), c.BoundElement(p))
	for _, op := range c.Operations {
		for _, q := range op.Params {
			if q.Wire == p.Wire && q.In == p.In {
				elements = append(elements, op.ParamElement(q))
			}
		}
	}
	return elements
}

func operationPlace(op *model.Operation) place { return place{op.Pos, op.Pointer, op.Element()} }

// operation adds the methods of an operation, its options and its response.
func (t *tracer) operation(c *model.Client, op *model.Operation) {
	at, wire, shape := operationPlace(op), t.operationWire(op), t.signature(c, op)
	if op.Paging != nil {
		t.add(c.Name+"."+op.Paging.Iterator, method, at, wire, shape...)
		t.add(c.Name+"."+op.Paging.Pages, method, at, wire, shape...)
		t.add(c.Name+"."+op.Names.Pager, method, at, wire, shape...)
	} else {
		t.add(c.Name+"."+op.Name, method, at, wire, shape...)
	}
	if op.Partial != nil && op.Partial.One != "" {
		t.add(c.Name+"."+op.Partial.One, method, at, wire, shape...)
	}
	for _, s := range op.Shortcuts {
		// The entry adds the method; what it calls stands in the document.
		t.add(c.Name+"."+s.Name, method, at, wire, append(shape, model.EntryElement(s.Pos), op.Body.Element(s.Field))...)
	}
	t.options(op)
	t.response(op)
}

// signature returns what shapes a method besides its operation: the client and
// what is required.
func (t *tracer) signature(c *model.Client, op *model.Operation) []model.Element {
	elements := []model.Element{c.Element()}
	for _, in := range inputs(op) {
		if in.required {
			elements = append(append(elements, in.at.element), typeElements(in.typ)...)
		}
	}
	return slices.Clip(elements)
}

// options adds the optional inputs of an operation.
func (t *tracer) options(op *model.Operation) {
	name, at := op.Names.Options, operationPlace(op)
	var lines []string
	for _, in := range inputs(op) {
		if !in.required {
			lines = append(lines, in.line)
			t.add(name+"."+in.name, field, in.at, []string{in.line, "sent by " + call(op)}, typeElements(in.typ)...)
		}
	}
	t.add(name, typ, at, lines)
	if op.Paging != nil && op.Paging.NextLink != nil {
		link := op.Paging.NextLink
		next := place{link.Pos, link.Pointer, propertyElement(op.Result, link)}
		t.add(name+".ContinuationToken", field, next, []string{"the address of the first request, as " + quote(link.Wire) + " of an earlier answer had it"})
	}
	if op.Throttle != nil {
		t.add(name+".Throttle", field, entryPlace(op.Throttle.Pos), nil)
	}
}

// response adds what an operation returns.
func (t *tracer) response(op *model.Operation) {
	name, at, wire := op.Names.Response, operationPlace(op), answers(op)
	t.add(name, typ, at, wire)
	switch s := structOf(op.Result); {
	case s != nil:
		t.add(name+"."+s.Name, field, at, wire, s.Element())
		t.symbols[len(t.symbols)-1].Embeds = s.Name
	case op.Result != nil:
		t.add(name+".Value", field, at, wire, typeElements(op.Result)...)
	}
	if op.Throttle != nil {
		t.add(name+".Throttled", field, entryPlace(op.Throttle.Pos), nil)
	}
	if op.Partial != nil {
		t.add(name+".Refused", method, at, []string{refusedLine(op.Partial)})
	}
}

// entry is the method that a caller finds an operation by.
func entry(op *model.Operation) string {
	if op.Paging != nil {
		return op.Paging.Iterator
	}
	return op.Name
}
