package openapi

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// convertPaths returns the operations of all paths in source order.
func (c *converter) convertPaths() []*Operation {
	var all []*Operation
	for _, item := range c.root.list("paths") {
		switch {
		case strings.HasPrefix(item.key, "x-"):
		case !strings.HasPrefix(item.key, "/"):
			c.errs.Add(item.pos, strconv.Quote(item.key), "a path must begin with /", "add the slash")
		case c.checkPath(item):
			all = append(all, c.convertPath(item)...)
		}
	}
	return all
}

// checkPath reports whether a path can be a part of a URL, apart from its parameters.
func (c *converter) checkPath(path *node) bool {
	if strings.ContainsAny(path.key, "?#") {
		c.errs.Add(path.pos, strconv.Quote(path.key), "a path must not contain ? or #", "describe the query with parameters")
		return false
	}
	for segment := range strings.SplitSeq(path.key, "/") {
		if segment == "." || segment == ".." {
			c.errs.Add(path.pos, strconv.Quote(path.key), "a path must not have the segment "+segment, "remove it")
			return false
		}
	}
	if strings.ContainsFunc(path.key, unicode.IsControl) {
		c.errs.Add(path.pos, strconv.Quote(path.key), "a path must not contain control characters", "remove them")
		return false
	}
	if _, err := url.PathUnescape(path.key); err != nil {
		c.errs.Add(path.pos, strconv.Quote(path.key), "invalid percent-encoding", "write %25 for a percent sign")
		return false
	}
	return true
}

// methodHint returns the hint for a key that is not a method.
func methodHint(key string) string {
	methods := []string{"get", "put", "post", "delete", "options", "head", "patch"}
	lower := strings.ToLower(key)
	if slices.Contains(methods, lower) {
		return "write " + lower
	}
	return cmp.Or(diag.DidYouMean(lower, methods), "want "+strings.Join(methods, ", "))
}

func (c *converter) convertPath(path *node) []*Operation {
	item := c.inlineRef(path)
	c.validateMembers(item, pathItemRule)
	shared := c.convertParameters(item)
	var all []*Operation
	for _, child := range item.children {
		c.rejectServers(child)
		c.rejectServers(child.get("servers"))
		switch rule := c.rule(pathItemRule, child.key); {
		case rule == skipped && !strings.HasPrefix(child.key, "x-"):
			c.errs.Add(child.pos, strconv.Quote(child.key), "not a supported HTTP method", methodHint(child.key))
		case rule == operationRule && !child.absent:
			all = append(all, c.convertOperation(path.key, shared, child))
		}
	}
	return all
}

// rejectServers reports servers of a path or an operation, because generated
// clients send all requests to the server of the document. Swagger 2.0 has none.
func (c *converter) rejectServers(n *node) {
	switch {
	case n == nil || n.key != "servers":
	case c.version == swagger2:
		c.ignore(n)
	default:
		c.errs.Add(n.pos, "#"+n.pointer(), "servers of a path or an operation are not supported", "declare servers only for the whole document")
	}
}

func (c *converter) convertOperation(path string, shared []input, n *node) *Operation {
	o := c.decodeOperation(n)
	op := &Operation{
		Pos: n.pos, Pointer: n.pointer(), ID: o.OperationID, Method: strings.ToUpper(n.key), Path: path,
		Summary: o.Summary, Description: o.Description, Deprecated: o.Deprecated,
		Paging: convertPaging(n.get("x-ms-pageable")), LongRunning: c.convertLongRunning(n),
	}
	c.setInputs(op, shared, n)
	for _, child := range n.list("responses") {
		switch {
		case strings.HasPrefix(child.key, "x-"):
		case !isStatus(child.key):
			c.errs.Add(child.pos, child.key, "invalid status code", `want a number, a class such as "4XX", or "default"`)
		default:
			op.Responses = append(op.Responses, c.convertResponse(child, n))
		}
	}
	c.ignoreMediaTypes(op, n)
	if security := n.get("security"); security != nil {
		c.ignored[security] = true
		c.requirements = append(c.requirements, security)
	}
	return op
}

// convertLongRunning returns how an operation is long-running, or nil if it is not. It
// records options without effect.
func (c *converter) convertLongRunning(operation *node) *LongRunning {
	options := operation.get("x-ms-long-running-operation-options")
	switch {
	case operation.isTrue("x-ms-long-running-operation"):
	case options != nil:
		c.ignored[options] = true
		return nil
	default:
		return nil
	}
	l := &LongRunning{Pos: operation.get("x-ms-long-running-operation").pos}
	if options != nil {
		l.FinalStateVia, l.FinalStatePos = options.stringValue("final-state-via"), options.pos
	}
	return l
}

func convertPaging(n *node) *Paging {
	if n == nil {
		return nil
	}
	return &Paging{
		Pos: n.pos, Items: cmp.Or(n.stringValue("itemName"), "value"), NextOp: n.stringValue("operationName"),
		NextLink: n.stringValue("nextLinkName"), Stated: n.find("nextLinkName") != nil,
	}
}

// ignoreMediaTypes records the media types of Swagger 2.0 for bodies that an operation
// does not have.
func (c *converter) ignoreMediaTypes(op *Operation, n *node) {
	if consumes := n.get("consumes"); consumes != nil && op.Body == nil {
		c.ignored[consumes] = true
	}
	hasResult := slices.ContainsFunc(op.Responses, func(r *Response) bool { return r.Schema != nil && !r.Error })
	if produces := n.get("produces"); produces != nil && !hasResult {
		c.ignored[produces] = true
	}
}

// input is a parameter of a path or an operation. In Swagger 2.0 the body is one, too.
type input struct {
	*Parameter
	body *Body
}

// setInputs sets the parameters and the body of an operation: first the parameters of the
// path that the operation does not override, then its own, then those in formData.
func (c *converter) setInputs(op *Operation, shared []input, n *node) {
	own := c.convertParameters(n)
	inputs := slices.DeleteFunc(slices.Clone(shared), func(s input) bool {
		return slices.ContainsFunc(own, func(o input) bool { return o.In == s.In && o.Name == s.Name })
	})
	var formData []*Parameter
	for _, in := range append(inputs, own...) {
		switch {
		case in.body != nil && op.Body != nil:
			c.errs.Add(in.Pos, "parameter "+in.Name, "an operation has at most one body", fmt.Sprintf("the first is on line %d", op.Body.Pos.Line))
		case in.body != nil:
			body := *in.body
			body.MediaTypes = c.mediaTypes(n, "consumes")
			op.Body = &body
		case in.In == "formData" && c.version == swagger2:
			formData = append(formData, in.Parameter)
		default:
			op.Parameters = append(op.Parameters, in.Parameter)
		}
	}
	if op.Body != nil && len(formData) > 0 {
		c.errs.Add(formData[0].Pos, "parameter "+formData[0].Name, "an operation has either a body or parameters in formData",
			fmt.Sprintf("the body is on line %d", op.Body.Pos.Line))
	}
	slices.SortFunc(formData, func(x, y *Parameter) int { return x.Pos.Compare(y.Pos) })
	op.Parameters = append(op.Parameters, formData...)
	if body := n.get("requestBody"); body != nil && c.version != swagger2 {
		op.Body = c.convertBody(c.inlineRef(body))
	}
}

// convertParameters converts the parameters of a path or an operation. It reports styles
// that are not supported.
func (c *converter) convertParameters(n *node) []input {
	var all []input
	for _, child := range n.list("parameters") {
		all = append(all, c.convertParameter(child))
	}
	return all
}

// convertParameter converts a parameter of an operation, a path or the host.
func (c *converter) convertParameter(declared *node) input {
	n, rule := c.inlineRef(declared), parameterRule
	if c.version == swagger2 && n.stringValue("in") == "body" {
		rule = bodyRule
	}
	p, body := c.decodeParameter(n, rule)
	if body != nil {
		return input{&Parameter{Pos: n.pos, Pointer: n.pointer(), Name: n.stringValue("name"), In: "body"}, &Body{
			Pos: n.pos, Pointer: n.pointer(), Name: n.stringValue("name"), Description: body.Description, Required: body.Required,
			ClientName: n.stringValue("x-ms-client-name"), Schema: c.schema(n.get("schema")),
		}}
	}
	parameter := c.newParameter(p, n)
	parameter.unresolved = c.unresolved[n]
	if style := p.Style; c.version != swagger2 {
		c.deferred = append(c.deferred, func() { c.checkStyle(parameter, style, n) })
	}
	return input{parameter, nil}
}

// checkStyle reports a style of a parameter that is not supported.
func (c *converter) checkStyle(p *Parameter, style string, n *node) {
	switch supported := defaultStyle(p.In); {
	case n.get("content") != nil:
		c.errs.Add(n.pos, "parameter "+p.Name, "content is not supported for parameters", "use schema")
	case style != "" && style != supported && !isArray(p.Schema):
		c.errs.Add(n.pos, "parameter "+p.Name, fmt.Sprintf("style %q is not supported in %s", style, p.In), "want "+supported)
	}
}

// newParameter converts a parameter or a header.
func (c *converter) newParameter(p *openapi3.Parameter, n *node) *Parameter {
	parameter := &Parameter{
		Pos: n.pos, Pointer: n.pointer(), Name: p.Name, In: p.In, Description: p.Description,
		Required: p.Required || p.In == "path", Deprecated: p.Deprecated, Schema: c.parameterSchema(p, n),
		ClientName: n.stringValue("x-ms-client-name"), Location: n.stringValue("x-ms-parameter-location"),
		SkipEncoding: n.isTrue("x-ms-skip-url-encoding"),
	}
	if required := n.get("required"); p.In == "path" && required != nil && !n.isTrue("required") {
		c.ignored[required] = true
	}
	style, explode := p.Style, p.Explode // without p, which is large
	c.deferred = append(c.deferred, func() { parameter.CollectionFormat = c.collectionFormat(parameter, style, explode, n) })
	return parameter
}

// parameterSchema returns the schema of a parameter or a header. In Swagger 2.0 that itself
// contains the keywords of its schema, except for the x-ms-client-name.
func (c *converter) parameterSchema(p *openapi3.Parameter, n *node) *Schema {
	if c.version != swagger2 {
		content := c.contentSchema(n)
		return cmp.Or(c.schema(n.get("schema")), content)
	}
	if known := c.schemas[n]; known != nil {
		return known
	}
	schema := &Schema{Pos: n.pos, Pointer: n.pointer()}
	c.schemas[n] = schema
	c.fillValue(schema, p.Schema.Value, n)
	schema.ClientName = ""
	return schema
}

// collectionFormat returns the serialization of an array parameter as a
// collectionFormat of Swagger 2.0.
func (c *converter) collectionFormat(p *Parameter, style string, explode *bool, n *node) string {
	switch {
	case !isArray(p.Schema):
		return ""
	case c.version == swagger2:
		return cmp.Or(n.stringValue("collectionFormat"), "csv")
	}
	style = cmp.Or(style, defaultStyle(p.In))
	formats := map[string]string{"form": "csv", "simple": "csv", "spaceDelimited": "ssv", "pipeDelimited": "pipes"}
	switch {
	case formats[style] == "":
		c.errs.Add(n.pos, "#"+n.pointer(), fmt.Sprintf("style %q is not supported for arrays", style), "want form")
	case style != "simple" && (explode != nil && *explode || explode == nil && style == "form"):
		return "multi"
	}
	return formats[style]
}

// defaultStyle returns the style of parameters that state none.
func defaultStyle(in string) string {
	if in == "query" || in == "cookie" {
		return "form"
	}
	return "simple"
}

func isArray(s *Schema) bool {
	for s != nil {
		switch {
		case s.Target != nil:
			s = s.Target
		case s.Type == "" && len(s.AllOf) == 1:
			s = s.AllOf[0]
		default:
			return s.Type == "array"
		}
	}
	return false
}

// convertBody converts a request body of OpenAPI 3.
func (c *converter) convertBody(n *node) *Body {
	b := decode[openapi3.RequestBody](c, n, bodyRule)
	return &Body{
		Pos: n.pos, Pointer: n.pointer(), Name: "body", Description: b.Description, Required: b.Required,
		ClientName: n.stringValue("x-ms-client-name"), MediaTypes: n.get("content").keys(), Schema: c.contentSchema(n),
	}
}

// mediaTypes returns the media types of a body in Swagger 2.0, which are in a property of
// the operation or else of the document.
func (c *converter) mediaTypes(operation *node, key string) []string {
	if operation.get(key) != nil {
		return operation.stringValues(key)
	}
	return c.root.stringValues(key)
}

// contentSchema returns the schema in the content of an object of OpenAPI 3: that of the
// first JSON media type, else of the first media type with a schema.
func (c *converter) contentSchema(n *node) *Schema {
	var first, firstJSON *Schema
	for _, child := range n.list("content") {
		c.validateMembers(child, mediaTypeRule)
		schema := c.schema(child.get("schema"))
		first = cmp.Or(first, schema)
		if isJSON(child.key) {
			firstJSON = cmp.Or(firstJSON, schema)
		}
	}
	return cmp.Or(firstJSON, first)
}

// isJSON reports whether a media type is JSON or based on JSON.
func isJSON(mediaType string) bool {
	name, _, _ := strings.Cut(strings.ToLower(mediaType), ";")
	name = strings.TrimSpace(name)
	return strings.HasSuffix(name, "/json") || strings.HasSuffix(name, "+json")
}

// isStatus reports whether a key of responses is a status code, a class of them or
// "default".
func isStatus(key string) bool {
	if key == "default" {
		return true
	}
	isNumber := strings.Trim(key, "0123456789") == ""
	return len(key) == 3 && key[0] >= '1' && key[0] <= '5' && (isNumber || key[1:] == "XX")
}

func (c *converter) convertResponse(declared, operation *node) *Response {
	n := c.inlineRef(declared)
	r := c.decodeResponse(n)
	response := &Response{Pos: declared.pos, Status: declared.key, Error: declared.key[0] != '2'}
	if n.get("x-ms-error-response") != nil {
		response.Error = n.isTrue("x-ms-error-response")
	}
	if r.Description != nil {
		response.Description = *r.Description
	}
	if c.version != swagger2 {
		response.Schema, response.MediaTypes = c.contentSchema(n), n.get("content").keys()
	} else if response.Schema = c.schema(n.get("schema")); response.Schema != nil {
		response.MediaTypes = c.mediaTypes(operation, "produces")
	}
	for _, child := range n.list("headers") {
		response.Headers = append(response.Headers, c.convertHeader(child))
	}
	return response
}

func (c *converter) convertHeader(declared *node) *Parameter {
	n := c.inlineRef(declared)
	p, _ := c.decodeParameter(n, headerRule)
	p.Name, p.In = declared.key, "header"
	return c.newParameter(p, n)
}
