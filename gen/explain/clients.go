package explain

import (
	"fmt"
	"slices"

	"github.com/chatgen-go/chatgen/gen/model"
)

// client adds a client, how one is made, and its methods.
func (x *explainer) client(c *model.Client) {
	// A client is of no one place: it is what the operations of a group are called on.
	at := place{x.pkg.Pos, "", c.Element()}
	x.add(c.Name, typ, at, calls(c))
	if c.Parent == nil {
		x.constructors(c, at)
	} else {
		x.add(c.Parent.Name+"."+c.Accessor, method, at, nil, allClientParamElements(c)...)
	}
	for _, p := range c.ClientParams {
		x.clientParam(c, p)
	}
	for _, op := range c.Operations {
		x.operation(c, op)
	}
}

// calls lists what a client sends.
func calls(c *model.Client) []string {
	var lines []string
	for _, op := range c.Operations {
		lines = append(lines, fmt.Sprintf("%s %s (%s)", op.Method, op.Path, primaryMethod(op)))
	}
	return lines
}

func (x *explainer) constructors(c *model.Client, at place) {
	bearer, shape := []string{"nothing is sent; no request has a credential"}, append(allClientParamElements(c), model.CredentialElement())
	if x.pkg.Auth == model.TokenAuth {
		bearer = []string{"nothing is sent; each request of the client has the header Authorization: Bearer TOKEN"}
	}
	x.add(c.Names.New, function, at, bearer, shape...)
	if x.pkg.AccessKey {
		signed := []string{"nothing is sent; each request of the client is signed with the key (HMAC-SHA256)"}
		x.add(c.Names.WithKey, function, at, signed, shape...)
		x.add(c.Names.FromString, function, at, signed, shape...)
	}
}

// clientParam adds the method that returns a parameter which the client holds.
func (x *explainer) clientParam(c *model.Client, p *model.Param) {
	at := place{p.Pos, p.Pointer, c.ClientParamElement(p)}
	shape := append(clientParamElements(c, p), c.Element())
	x.add(c.Name+"."+p.Name, method, at, []string{paramLine(p) + ", in each request of the client"}, shape...)
}

// allClientParamElements returns the elements of all parameters that a client is made with.
func allClientParamElements(c *model.Client) []model.Element {
	var elements []model.Element
	for _, p := range c.ClientParams {
		elements = append(elements, clientParamElements(c, p)...)
	}
	return elements
}

// clientParamElements returns the elements of a parameter that the client holds: it is
// that of each operation, too, and overrides may have touched it there.
func clientParamElements(c *model.Client, p *model.Param) []model.Element {
	elements := append(typeElements(p.Type), c.ClientParamElement(p))
	for _, op := range c.Operations {
		for _, q := range op.Params {
			if q.WireName == p.WireName && q.In == p.In {
				elements = append(elements, op.ParamElement(q))
			}
		}
	}
	return elements
}

func operationPlace(op *model.Operation) place { return place{op.Pos, op.Pointer, op.Element()} }

// operation adds the methods of an operation, its options and its response.
func (x *explainer) operation(c *model.Client, op *model.Operation) {
	at, wire, shape := operationPlace(op), x.operationWire(op), x.signature(c, op)
	if op.Paging != nil {
		x.add(c.Name+"."+op.Paging.Iterator, method, at, wire, shape...)
		x.add(c.Name+"."+op.Paging.Pages, method, at, wire, shape...)
		x.add(c.Name+"."+op.Names.Pager, method, at, wire, shape...)
	} else {
		x.add(c.Name+"."+op.Name, method, at, wire, shape...)
	}
	if op.PartialFailure != nil && op.PartialFailure.SingleItemMethod != "" {
		x.add(c.Name+"."+op.PartialFailure.SingleItemMethod, method, at, wire, shape...)
	}
	for _, s := range op.Shortcuts {
		// The entry adds the method; what it calls stands in the document.
		x.add(c.Name+"."+s.Name, method, at, wire, append(shape, model.EntryElement(s.Pos), op.Body.Element(s.Field))...)
	}
	x.options(op)
	x.response(op)
}

// signature returns what shapes a method besides its operation: the client and
// what is required.
func (x *explainer) signature(c *model.Client, op *model.Operation) []model.Element {
	elements := []model.Element{c.Element()}
	for _, in := range inputs(op) {
		if in.required {
			elements = append(append(elements, in.at.element), typeElements(in.typ)...)
		}
	}
	return slices.Clip(elements)
}

// options adds the optional inputs of an operation.
func (x *explainer) options(op *model.Operation) {
	name, at := op.Names.Options, operationPlace(op)
	var lines []string
	for _, in := range inputs(op) {
		if !in.required {
			lines = append(lines, in.line)
			x.add(name+"."+in.name, field, in.at, []string{in.line, "sent by " + call(op)}, typeElements(in.typ)...)
		}
	}
	x.add(name, typ, at, lines)
	if op.Paging != nil && op.Paging.NextLink != nil {
		link := op.Paging.NextLink
		next := place{link.Pos, link.Pointer, propertyElement(op.Result, link)}
		x.add(name+".ContinuationToken", field, next, []string{"the address of the first request, as " + quote(link.WireName) + " of an earlier answer had it"})
	}
	if op.Throttle != nil {
		x.add(name+".Throttle", field, entryPlace(op.Throttle.Pos), nil)
	}
}

// response adds what an operation returns.
func (x *explainer) response(op *model.Operation) {
	name, at, wire := op.Names.Response, operationPlace(op), responses(op)
	x.add(name, typ, at, wire)
	switch s := structOf(op.Result); {
	case s != nil:
		x.add(name+"."+s.Name, field, at, wire, s.Element())
		x.symbols[len(x.symbols)-1].Embeds = s.Name
	case op.Result != nil:
		x.add(name+".Value", field, at, wire, typeElements(op.Result)...)
	}
	if op.Throttle != nil {
		x.add(name+".Throttled", field, entryPlace(op.Throttle.Pos), nil)
	}
	if op.PartialFailure != nil {
		x.add(name+".Refused", method, at, []string{rejectedLine(op.PartialFailure)})
	}
}

// primaryMethod is the method that a caller finds an operation by.
func primaryMethod(op *model.Operation) string {
	if op.Paging != nil {
		return op.Paging.Iterator
	}
	return op.Name
}
