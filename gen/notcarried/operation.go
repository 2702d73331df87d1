package notcarried

import (
	"slices"
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/openapi"
)

// operation adds what an operation's method does not carry out, except for keywords that
// stage 1 ignores.
func (l *lister) operation(op *openapi.Operation) {
	l.defaults(op)
	for _, p := range op.Parameters {
		l.parameter(p)
	}
	if op.Body != nil {
		l.others(op.Body.Pos, "in", "name", "x-ms-client-name", "required", "schema", "content")
		l.mediaTypes(op, "consumes", op.Body.MediaTypes, op.Body.Pos)
		if !op.Body.Required && l.spread[op.ID] {
			l.add(op.Body.Pos, op.Body.Pointer, "required", "false, but the body is always sent")
		}
		l.schema(op.Body.Schema, body)
	}
	var successful []*openapi.Response
	for _, r := range op.Responses {
		if r.Error || r.Status == "default" {
			l.response(op, "errors", r)
			if !r.Error {
				l.add(r.Pos, op.Pointer, "x-ms-error-response", "false, but default is an error")
			}
			continue
		}
		successful = append(successful, r)
		for _, h := range r.Headers {
			l.header(op, r, h)
		}
		if op.IsProgress(r) {
			l.response(op, "progress", r)
			continue
		}
		if r.Schema != nil {
			l.mediaTypes(op, "produces", r.MediaTypes, r.Pos)
		}
		l.schema(r.Schema, body)
		if r.Schema != nil && !op.HasBody(r) {
			l.response(op, "bodies", r)
		}
	}
	if len(successful) > 1 && !l.told[op.ID] {
		for _, r := range successful {
			l.response(op, "statuses", r)
		}
	}
}

// pollerReads returns why the header of a response is not a field: because the poller of a
// long-running operation reads it. It returns "" for any other header.
func pollerReads(op *openapi.Operation, header *openapi.Parameter) string {
	read := []string{"operation-location", "azure-asyncoperation", "location", "retry-after"}
	if op.LongRunning != nil && slices.Contains(read, strings.ToLower(header.Name)) {
		return "The poller reads it."
	}
	return ""
}

// response adds a response as one part, with its headers.
func (l *lister) response(op *openapi.Operation, kind string, r *openapi.Response) {
	l.parts = append(l.parts, model.NotCarried{Pos: r.Pos, Subject: op.ID, Kind: kind, Value: r.Status + " " + l.doc.Structure(r.Pos)})
}

// header adds a header of a successful response if it has no field, or else what its
// field does not carry out.
func (l *lister) header(op *openapi.Operation, r *openapi.Response, h *openapi.Parameter) {
	add := func(kind, value string) {
		text := r.Status + " " + h.Name + " " + value
		l.parts = append(l.parts, model.NotCarried{Pos: h.Pos, Subject: op.ID, Kind: kind, Value: text, Why: pollerReads(op, h)})
	}
	if !l.headers[headerSource{op.ID, h.Pos}] {
		add("headers", l.doc.Structure(h.Pos))
		return
	}
	if h.Required {
		add("required", "true")
	}
	l.unread(h)
	l.schema(h.Schema, parameter)
}

// mediaTypes adds the media types of a body at pos if there is a choice, or if none is
// stated.
func (l *lister) mediaTypes(op *openapi.Operation, kind string, types []string, pos diag.Pos) {
	l.mediaKinds[kind] = true
	switch len(types) {
	case 0:
		l.explain(op.Pos, op.Pointer, kind, "application/json is assumed", "The document states no media type.")
	case 1:
	default:
		l.add(op.Pos, op.Pointer, kind, strings.Join(types, " ")+" "+l.doc.Structure(pos))
	}
}

// parameter adds what is not carried out of a parameter.
func (l *lister) parameter(p *openapi.Parameter) {
	switch {
	case p.In == "query" && p.Name == "api-version":
		l.explain(p.Pos, p.Pointer, "api-version", l.doc.Structure(p.Pos), "The runtime sends info.version.")
		return
	case p.In == "header" && model.IsRuntimeHeader(p.Name):
		l.addStructure(p.Pos, p.Pointer, "runtime-headers")
		return
	case p.SkipEncoding && p.In != "path":
		l.add(p.Pos, p.Pointer, "x-ms-skip-url-encoding", "true in "+p.In)
	}
	if p.Location == "client" && (!p.Required || len(resolve(p.Schema).Enum) == 1) {
		l.add(p.Pos, p.Pointer, "x-ms-parameter-location", strconv.Quote(p.Location))
	}
	if p.In == "path" && p.Schema.Nullable {
		l.add(p.Schema.Pos, p.Schema.Pointer, "nullable", "true")
	}
	if p.Location == "" && strings.HasPrefix(p.Pointer, "/parameters/") {
		l.explain(p.Pos, p.Pointer, "x-ms-parameter-location", `"method" is assumed`, "Parameters of clients are stated.")
	}
	l.schema(p.Schema, parameter)
	l.unread(p)
}

// unread adds the keywords of a parameter or response header that have no effect in it.
func (l *lister) unread(p *openapi.Parameter) {
	read := []string{"name", "in", "required", "x-ms-client-name", "x-ms-parameter-location", "x-ms-skip-url-encoding"}
	isWhole := p.Schema != nil && p.Schema.Pos != p.Pos // and not spread over the parameter, as in Swagger 2.0
	if isWhole {
		read = append(read, "schema", "style")
	}
	if p.Deprecated && !p.Required {
		read = append(read, "deprecated") // arguments have no comment of their own
	}
	if p.CollectionFormat != "" {
		read = append(read, "explode")
	}
	for _, k := range l.doc.Keywords(p.Pos) {
		if !slices.Contains(read, k.Name) && (isWhole || slices.Contains([]string{"explode", "style", "schema", "content", "deprecated"}, k.Name)) {
			l.addStructure(k.Pos, k.Pointer, k.Name)
		}
	}
}

// others adds the keywords of an object except for those that are read.
func (l *lister) others(pos diag.Pos, read ...string) {
	for _, k := range l.doc.Keywords(pos) {
		if !slices.Contains(read, k.Name) {
			l.addStructure(k.Pos, k.Pointer, k.Name)
		}
	}
}

// defaults adds what an operation leaves to a rule of chatgen: its ID, and whether its
// pages have links.
func (l *lister) defaults(op *openapi.Operation) {
	if !l.has(op.Pos, "operationId") {
		l.explain(op.Pos, op.Pointer, "operationId", strconv.Quote(op.ID)+" is assumed", "It follows from the method and the path.")
	}
	if op.Paging != nil && !op.Paging.Stated {
		l.explain(op.Paging.Pos, op.Pointer, "x-ms-pageable", `"nextLinkName": null is assumed`, "There is only one page.")
	}
}
