package openapi

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

func (f *flattener) convertOperations() []*Operation {
	var all []*Operation
	for paths := range slices.Chunk(f.bundle.paths, batchSize) {
		spec := f.convert(batch{paths: paths})
		for _, path := range paths {
			item := spec.Paths.Value(path.name)
			if item == nil {
				continue
			}
			for _, part := range path.operations {
				if o := item.GetOperation(part.name); o != nil {
					all = append(all, f.convertOperation(path, item, part, o))
				}
			}
		}
	}
	return all
}

func (f *flattener) convertOperation(path pathPart, item *openapi3.PathItem, part part, o *openapi3.Operation) *Operation {
	op := &Operation{
		Pos: part.node.pos, Pointer: part.node.pointer(), ID: o.OperationID, Method: part.name, Path: path.name,
		Summary: o.Summary, Description: o.Description, Deprecated: o.Deprecated,
		Paging: convertPaging(part.node.get("x-ms-pageable")),
	}
	op.Parameters = f.mergeParameters(item.Parameters, o.Parameters)
	if o.RequestBody != nil && o.RequestBody.Value != nil {
		f.setBody(op, o.RequestBody.Value, part.node)
	}
	op.Responses = f.convertResponses(o, part.node)
	f.ignoreMediaTypes(op, part.node)
	op.LongRunning = f.convertLongRunning(part.node)
	return op
}

// convertLongRunning returns how an operation is long-running, or nil if it is not. It
// records options without effect.
func (f *flattener) convertLongRunning(operation *node) *LongRunning {
	options := operation.get("x-ms-long-running-operation-options")
	switch {
	case operation.isTrue("x-ms-long-running-operation"):
	case options != nil:
		f.bundle.ignored[options] = true
		return nil
	default:
		return nil
	}
	l := &LongRunning{Pos: operation.get("x-ms-long-running-operation").pos}
	if options != nil && options.kind == object {
		l.FinalStateVia, l.FinalStatePos = options.stringValue("final-state-via"), options.pos
	}
	return l
}

func convertPaging(n *node) *Paging {
	if n == nil || n.kind != object {
		return nil
	}
	p := &Paging{Pos: n.pos, Items: n.stringValue("itemName"), NextOp: n.stringValue("operationName")}
	p.NextLink, p.Stated = n.stringValue("nextLinkName"), n.get("nextLinkName") != nil
	if p.Items == "" {
		p.Items = "value"
	}
	return p
}

// ignoreMediaTypes records the media types of Swagger 2.0 for bodies that an operation
// does not have.
func (f *flattener) ignoreMediaTypes(op *Operation, n *node) {
	if consumes := n.get("consumes"); consumes != nil && op.Body == nil {
		f.bundle.ignored[consumes] = true
	}
	hasResult := slices.ContainsFunc(op.Responses, func(r *Response) bool { return r.Schema != nil && !r.Error })
	if produces := n.get("produces"); produces != nil && !hasResult {
		f.bundle.ignored[produces] = true
	}
}

// mergeParameters returns the parameters of a path item that the operation does not
// override, followed by those of the operation.
func (f *flattener) mergeParameters(shared, own openapi3.Parameters) []*Parameter {
	var all []*Parameter
	for _, ref := range shared {
		if own.GetByInAndName(ref.Value.In, ref.Value.Name) == nil {
			all = append(all, f.convertOperationParameter(ref.Value))
		}
	}
	for _, ref := range own {
		all = append(all, f.convertOperationParameter(ref.Value))
	}
	return all
}

// convertOperationParameter converts a parameter of an operation. It reports styles that
// are not supported.
func (f *flattener) convertOperationParameter(p *openapi3.Parameter) *Parameter {
	n := f.node(p.Extensions)
	supported := "simple"
	if p.In == "query" || p.In == "cookie" {
		supported = "form"
	}
	parameter := f.convertParameter(p, n)
	parameter.unresolved = f.bundle.unresolved[n]
	switch {
	case f.bundle.version == swagger2:
	case n.get("content") != nil:
		f.errs.Add(n.pos, "parameter "+p.Name, "content is not supported for parameters", "use schema")
	case p.Style != "" && p.Style != supported && !isArray(parameter.Schema):
		f.errs.Add(n.pos, "parameter "+p.Name, fmt.Sprintf("style %q is not supported in %s", p.Style, p.In), "want "+supported)
	}
	return parameter
}

// convertParameter converts a parameter, or a header, which has no name in kin-openapi.
func (f *flattener) convertParameter(p *openapi3.Parameter, n *node) *Parameter {
	parameter := &Parameter{
		Pos: n.pos, Pointer: n.pointer(), Name: p.Name, In: p.In, Description: p.Description,
		Required: p.Required || p.In == "path", Deprecated: p.Deprecated, Schema: f.parameterSchema(p, n),
		ClientName: n.stringValue("x-ms-client-name"), Location: n.stringValue("x-ms-parameter-location"),
		SkipEncoding: n.isTrue("x-ms-skip-url-encoding"),
	}
	if required := n.get("required"); p.In == "path" && required != nil && !n.isTrue("required") {
		f.bundle.ignored[required] = true
	}
	parameter.CollectionFormat = f.collectionFormat(parameter, p, n)
	return parameter
}

// parameterSchema returns the schema of a parameter. In Swagger 2.0 the parameter
// itself contains the keywords of its schema.
func (f *flattener) parameterSchema(p *openapi3.Parameter, n *node) *Schema {
	if f.bundle.version == swagger2 {
		return f.inlineSchema(p.Schema, n)
	}
	if p.Schema != nil {
		return f.convertSchema(p.Schema)
	}
	if content := n.get("content"); content != nil && content.kind == object {
		for _, child := range content.children {
			if media := p.Content[child.key]; media != nil {
				return f.convertSchema(media.Schema)
			}
		}
	}
	return nil
}

// inlineSchema returns the schema whose keywords a Swagger 2.0 parameter contains.
// The x-ms-client-name there is that of the parameter and not of the schema.
func (f *flattener) inlineSchema(ref *openapi3.SchemaRef, n *node) *Schema {
	schema := f.schemaAt(ref, n)
	schema.ClientName = ""
	return schema
}

// collectionFormat returns the serialization of an array parameter as a
// collectionFormat of Swagger 2.0.
func (f *flattener) collectionFormat(parameter *Parameter, p *openapi3.Parameter, n *node) string {
	if !isArray(parameter.Schema) {
		return ""
	}
	if f.bundle.version == swagger2 {
		if format := n.stringValue("collectionFormat"); format != "" {
			return format
		}
		return "csv"
	}
	explode := p.Explode != nil && *p.Explode
	switch p.Style {
	case "":
		if (p.In == "query" || p.In == "cookie") && (p.Explode == nil || explode) {
			return "multi"
		}
		return "csv"
	case "form":
		if p.Explode == nil || explode {
			return "multi"
		}
		return "csv"
	case "simple":
		return "csv"
	case "spaceDelimited":
		return delimitedFormat("ssv", explode)
	case "pipeDelimited":
		return delimitedFormat("pipes", explode)
	}
	f.errs.Add(n.pos, "#"+n.pointer(), fmt.Sprintf("style %q is not supported for arrays", p.Style), "want form")
	return ""
}

// delimitedFormat returns the format of a style with a delimiter, which is multi
// if the array is exploded.
func delimitedFormat(format string, explode bool) string {
	if explode {
		return "multi"
	}
	return format
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

// setBody sets the body of the operation. kin-openapi converts the formData
// parameters of Swagger 2.0 to a body; they become parameters again.
func (f *flattener) setBody(op *Operation, b *openapi3.RequestBody, operation *node) {
	if b.Extensions[nodeIDKey] == nil {
		op.Parameters = append(op.Parameters, f.convertFormData(b)...)
		return
	}
	n := f.node(b.Extensions)
	op.Body = &Body{
		Pos: n.pos, Pointer: n.pointer(), Name: "body", Description: b.Description, Required: b.Required,
		ClientName: n.stringValue("x-ms-client-name"), MediaTypes: f.mediaTypes(n, operation, "consumes"),
	}
	if f.bundle.version == swagger2 {
		op.Body.Name = n.stringValue("name")
	}
	op.Body.Schema = f.bodySchema(b.Content, n)
}

// convertFormData returns the formData parameters in source order.
func (f *flattener) convertFormData(b *openapi3.RequestBody) []*Parameter {
	var formData openapi3.Schema
	for _, media := range b.Content {
		formData = *media.Schema.Value // all media types have the same
	}
	var all []*Parameter
	for name, ref := range formData.Properties {
		n := f.node(ref.Value.Extensions)
		p := &Parameter{
			Pos: n.pos, Pointer: n.pointer(), Name: name, In: "formData", Description: ref.Value.Description,
			Required: slices.Contains(formData.Required, name), Schema: f.inlineSchema(ref, n),
			ClientName: n.stringValue("x-ms-client-name"), Location: n.stringValue("x-ms-parameter-location"),
		}
		p.CollectionFormat = f.collectionFormat(p, &openapi3.Parameter{}, n)
		all = append(all, p)
	}
	slices.SortFunc(all, func(x, y *Parameter) int { return x.Pos.Compare(y.Pos) })
	return all
}

// mediaTypes returns the media types of a body in source order. In Swagger 2.0
// they are in the property key of the operation or else of the document.
func (f *flattener) mediaTypes(n, operation *node, key string) []string {
	if f.bundle.version != swagger2 {
		var all []string
		if content := n.get("content"); content != nil {
			for _, child := range content.children {
				all = append(all, child.key)
			}
		}
		return all
	}
	if operation.get(key) != nil {
		return operation.stringValues(key)
	}
	return f.bundle.root.stringValues(key)
}

// bodySchema returns the schema of a body: that of the first JSON media type, else of
// the first media type with a schema.
func (f *flattener) bodySchema(content openapi3.Content, n *node) *Schema {
	if f.bundle.version == swagger2 {
		for _, media := range content {
			return f.convertSchema(media.Schema) // all media types have the same
		}
		return nil
	}
	var first *openapi3.SchemaRef
	if types := n.get("content"); types != nil {
		for _, child := range types.children {
			media := content[child.key]
			if media == nil || media.Schema == nil {
				continue
			}
			if isJSON(child.key) {
				return f.convertSchema(media.Schema)
			}
			if first == nil {
				first = media.Schema
			}
		}
	}
	return f.convertSchema(first)
}

// isJSON reports whether a media type is JSON or based on JSON.
func isJSON(mediaType string) bool {
	name, _, _ := strings.Cut(strings.ToLower(mediaType), ";")
	name = strings.TrimSpace(name)
	return strings.HasSuffix(name, "/json") || strings.HasSuffix(name, "+json")
}

func (f *flattener) convertResponses(o *openapi3.Operation, operation *node) []*Response {
	declared := operation.get("responses")
	if declared == nil || declared.kind != object || o.Responses == nil {
		return nil
	}
	var all []*Response
	for _, child := range declared.children {
		ref := o.Responses.Value(child.key)
		if ref == nil || ref.Value == nil {
			continue
		}
		if !isStatus(child.key) {
			f.errs.Add(child.pos, child.key, "invalid status code", `want a number, a class such as "4XX", or "default"`)
			continue
		}
		all = append(all, f.convertResponse(child, ref.Value, operation))
	}
	return all
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

func (f *flattener) convertResponse(declared *node, r *openapi3.Response, operation *node) *Response {
	n := f.node(r.Extensions)
	response := &Response{Pos: declared.pos, Status: declared.key, Error: declared.key[0] != '2'}
	if n.get("x-ms-error-response") != nil {
		response.Error = n.isTrue("x-ms-error-response")
	}
	if r.Description != nil {
		response.Description = *r.Description
	}
	if response.Schema = f.bodySchema(r.Content, n); response.Schema != nil || f.bundle.version != swagger2 {
		response.MediaTypes = f.mediaTypes(n, operation, "produces")
	}
	response.Headers = f.convertHeaders(r.Headers, n)
	return response
}

func (f *flattener) convertHeaders(headers openapi3.Headers, n *node) []*Parameter {
	declared := n.get("headers")
	if declared == nil || declared.kind != object {
		return nil
	}
	var all []*Parameter
	for _, child := range declared.children {
		ref := headers[child.key]
		if ref == nil || ref.Value == nil {
			continue
		}
		header := f.convertParameter(&ref.Value.Parameter, f.node(ref.Value.Extensions))
		header.Name, header.In = child.key, "header"
		all = append(all, header)
	}
	return all
}
