package explain

import (
	"fmt"
	"slices"

	"github.com/chatgen-go/chatgen/gen/model"
)

// addClient adds a client, its constructors and its methods.
func (x *explainer) addClient(c *model.Client) {
	// A client has no position of its own: it groups operations.
	source := symbolSource{x.pkg.Pos, "", c.Element()}
	x.add(c.Name, typ, source, callLines(c))
	if c.Parent == nil {
		x.addConstructors(c, source)
	} else {
		x.add(c.Parent.Name+"."+c.Accessor, method, source, nil, allClientParamElements(c)...)
	}
	for _, p := range c.ClientParams {
		x.addClientParam(c, p)
	}
	for _, op := range c.Operations {
		x.addOperation(c, op)
	}
}

// callLines lists the requests of a client.
func callLines(c *model.Client) []string {
	var lines []string
	for _, op := range c.Operations {
		lines = append(lines, fmt.Sprintf("%s %s (%s)", op.Method, op.Path, op.PrimaryMethod()))
	}
	return lines
}

func (x *explainer) addConstructors(c *model.Client, source symbolSource) {
	bearer, elements := []string{"sends no request; the client's requests have no credential"}, append(allClientParamElements(c), model.CredentialElement())
	if x.pkg.Auth == model.TokenAuth {
		bearer = []string{"sends no request; the client's requests have the header Authorization: Bearer TOKEN"}
	}
	x.add(c.Names.New, function, source, bearer, elements...)
	if x.pkg.AccessKey {
		signed := []string{"sends no request; the client's requests are signed with the key (HMAC-SHA256)"}
		x.add(c.Names.WithKey, function, source, signed, elements...)
		x.add(c.Names.NewFromConnectionString, function, source, signed, elements...)
	}
}

// addClientParam adds the method that returns a client-level parameter.
func (x *explainer) addClientParam(c *model.Client, p *model.Param) {
	source := symbolSource{p.Pos, p.Pointer, c.ClientParamElement(p)}
	elements := append(clientParamElements(c, p), c.Element())
	x.add(c.Name+"."+p.Name, method, source, []string{paramLine(p) + ", in each request of the client"}, elements...)
}

// allClientParamElements returns the elements of all client-level parameters.
func allClientParamElements(c *model.Client) []model.Element {
	var elements []model.Element
	for _, p := range c.ClientParams {
		elements = append(elements, clientParamElements(c, p)...)
	}
	return elements
}

// clientParamElements returns the elements of a client-level parameter, including
// those of the operations, which overrides may target.
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

func operationSource(op *model.Operation) symbolSource {
	return symbolSource{op.Pos, op.Pointer, op.Element()}
}

// addOperation adds the methods of an operation, its options and its response.
func (x *explainer) addOperation(c *model.Client, op *model.Operation) {
	source, wire, elements := operationSource(op), x.operationWire(op), x.signatureElements(c, op)
	if op.Paging != nil {
		x.add(c.Name+"."+op.Paging.Iterator, method, source, wire, elements...)
		x.add(c.Name+"."+op.Paging.Pages, method, source, wire, elements...)
		x.add(c.Name+"."+op.Names.Pager, method, source, wire, elements...)
	} else {
		x.add(c.Name+"."+op.PrimaryMethod(), method, source, wire, elements...)
	}
	if op.PartialFailure != nil && op.PartialFailure.SingleItemMethod != "" {
		x.add(c.Name+"."+op.PartialFailure.SingleItemMethod, method, source, wire, elements...)
	}
	if op.PartialFailure != nil && op.PartialFailure.AllItemsMethod != "" {
		x.add(c.Name+"."+op.PartialFailure.AllItemsMethod, method, source, wire, elements...)
	}
	for _, s := range op.Shortcuts {
		// The override adds the method, and the document defines its operation.
		x.add(c.Name+"."+s.Name, method, source, wire, append(elements, model.EntryElement(s.Pos), op.Body.Element(s.Field))...)
	}
	x.addOptions(op)
	x.addResponse(op)
}

// signatureElements returns the elements other than the operation that affect the
// signature of a method: the client and the required inputs.
func (x *explainer) signatureElements(c *model.Client, op *model.Operation) []model.Element {
	elements := []model.Element{c.Element()}
	for _, in := range inputs(op) {
		if in.required {
			elements = append(append(elements, in.source.element), typeElements(in.typ)...)
		}
	}
	return slices.Clip(elements)
}

// addOptions adds the optional inputs of an operation.
func (x *explainer) addOptions(op *model.Operation) {
	name, source := op.Names.Options, operationSource(op)
	var lines []string
	for _, in := range inputs(op) {
		if !in.required {
			lines = append(lines, in.line)
			x.add(name+"."+in.name, field, in.source, []string{in.line, "sent by " + call(op)}, typeElements(in.typ)...)
		}
	}
	x.add(name, typ, source, lines)
	if op.Paging != nil && op.Paging.NextLink != nil {
		link := op.Paging.NextLink
		next := symbolSource{link.Pos, link.Pointer, propertyElement(op.Result, link)}
		x.add(name+".ContinuationToken", field, next, []string{"URL of the first request, from " + quote(link.WireName) + " of an earlier response"})
	}
	if op.LongRunning != nil {
		x.add(name+".ResumeToken", field, source, []string{"state of an operation that an earlier call began, which is not sent"})
	}
	if op.Throttle != nil {
		x.add(name+".Throttle", field, entrySource(op.Throttle.Pos), nil)
	}
	if k := op.IdempotencyKey; k != nil {
		x.add(name+".IdempotencyKey", field, entrySource(k.Pos), []string{keyLine(k)})
		x.add(name+".MaxReadDelay", field, entrySource(k.Pos), nil)
	}
}

// addResponse adds the response type of an operation.
func (x *explainer) addResponse(op *model.Operation) {
	name, source, wire := op.Names.Response, operationSource(op), responseLines(op)
	x.add(name, typ, source, wire)
	switch s := structOf(op.Result); {
	case s != nil:
		x.add(name+"."+s.Name, field, source, wire, s.Element())
		x.symbols[len(x.symbols)-1].EmbeddedType = s.Name
	case op.Result != nil:
		x.add(name+".Value", field, source, wire, typeElements(op.Result)...)
	}
	for _, body := range op.Bodies {
		x.add(name+"."+body.Name, field, source, wire, typeElements(body.Type)...)
	}
	x.addHead(name, op)
	if op.Paging != nil {
		items := symbolSource{op.Paging.Items.Pos, op.Paging.Items.Pointer, propertyElement(op.Result, op.Paging.Items)}
		x.add(name+".ItemJSON", field, items, []string{"JSON of the items in " + quote(op.Paging.Items.WireName)})
		x.add(name+".ItemErrors", field, items, []string{"errors of items in " + quote(op.Paging.Items.WireName) + " that cannot be decoded"})
	}
	if op.Throttle != nil {
		x.add(name+".Throttled", field, entrySource(op.Throttle.Pos), nil)
	}
	if op.FormatsResponse() {
		x.add(name+".Format", method, source, wire)
	}
	if op.LogsResponse() {
		x.add(name+".LogValue", method, source, wire)
	}
	if op.IdempotencyKey != nil {
		x.add(name+".FoundByKey", field, entrySource(op.IdempotencyKey.Pos), nil)
	}
	if op.PartialFailure != nil {
		x.add(name+".Rejected", method, source, []string{rejectedLine(op.PartialFailure)})
		p := op.PartialFailure
		x.add(name+"."+p.Names.Sent, field, entrySource(p.Pos), []string{quote(p.Items.WireName) + " of the request"})
	}
	if op.Names.AllItemsResponse != "" {
		x.addAllItems(op)
	}
	if single := op.Names.SingleItemResponse; single != "" {
		result := structOf(op.Result)
		x.add(single, typ, source, wire)
		x.add(single+"."+result.Name, field, source, wire, result.Element())
		x.symbols[len(x.symbols)-1].EmbeddedType = result.Name
		x.addHead(single, op)
	}
}

// addHead adds the fields of a response with the status and the headers.
func (x *explainer) addHead(response string, op *model.Operation) {
	if op.HasStatusCode {
		x.add(response+".StatusCode", field, operationSource(op), statusLines(op))
	}
	for _, h := range op.Headers {
		source := symbolSource{h.Pos(), h.Sources[0].Pointer, op.HeaderElement(h)}
		x.add(response+"."+h.Name, field, source, []string{headerLine(h)}, typeElements(h.Type)...)
	}
}

// addAllItems adds the options and the response of the method that sends any number of
// items.
func (x *explainer) addAllItems(op *model.Operation) {
	source := entrySource(op.PartialFailure.Pos)
	options, response := op.Names.AllItemsOptions, op.Names.AllItemsResponse
	x.add(options, typ, source, nil)
	if slices.ContainsFunc(inputs(op), func(in input) bool { return !in.required }) || op.Throttle != nil {
		x.add(options+"."+op.Names.Options, field, source, nil)
		x.symbols[len(x.symbols)-1].EmbeddedType = op.Names.Options
	}
	for _, name := range []string{"ShouldRetry", "MaxRetries", "RetryDelay", "MaxRetryDelay"} {
		x.add(options+"."+name, field, source, nil)
	}
	x.add(response, typ, source, nil)
	for _, name := range []string{"Added", "Rejected", "Remaining"} {
		x.add(response+"."+name, field, source, []string{rejectedLine(op.PartialFailure)})
	}
}
