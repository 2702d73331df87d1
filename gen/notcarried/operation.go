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
	for _, p := range op.Parameters {
		l.parameter(p)
	}
	if op.Body != nil {
		l.mediaTypes(op, "consumes", op.Body.MediaTypes, op.Body.Pos)
		if !op.Body.Required && l.spread[op.ID] {
			l.add(op.Body.Pos, op.Body.Pointer, "required", "false, but the body is always sent")
		}
		l.schema(op.Body.Schema)
	}
	var successful []*openapi.Response
	for _, r := range op.Responses {
		if r.Error || r.Status == "default" {
			l.response(op, "errors", r)
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
		l.mediaTypes(op, "produces", r.MediaTypes, r.Pos)
		l.schema(r.Schema)
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
	l.schema(h.Schema)
}

// mediaTypes adds the media types of a body at pos if there is a choice.
func (l *lister) mediaTypes(op *openapi.Operation, kind string, types []string, pos diag.Pos) {
	if len(types) > 1 {
		l.parts = append(l.parts, model.NotCarried{Pos: op.Pos, Subject: op.ID, Kind: kind, Value: strings.Join(types, " ") + " " + l.doc.Structure(pos)})
	}
}

// parameter adds what is not carried out of a parameter.
func (l *lister) parameter(p *openapi.Parameter) {
	switch {
	case p.In == "query" && p.Name == "api-version":
		l.parts = append(l.parts, model.NotCarried{
			Pos: p.Pos, Subject: l.subject(p.Pos.File, p.Pointer), Kind: "api-version", Value: l.doc.Structure(p.Pos),
			Why: "The runtime sends info.version.",
		})
		return
	case p.In == "header" && slices.Contains([]string{"accept", "content-type", "authorization", "x-ms-client-request-id"}, strings.ToLower(p.Name)):
		l.addStructure(p.Pos, p.Pointer, "runtime-headers")
		return
	case p.SkipEncoding && p.In != "path":
		l.add(p.Pos, p.Pointer, "x-ms-skip-url-encoding", "true in "+p.In)
	}
	if p.Location == "client" && !p.Required {
		l.add(p.Pos, p.Pointer, "x-ms-parameter-location", strconv.Quote(p.Location))
	}
	l.schema(p.Schema)
}
