package trace

import (
	"fmt"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/gen/model"
)

// indent stands before the members of a body.
const indent = "  "

// operationWire is what an operation sends and reads.
func (t *tracer) operationWire(op *model.Operation) []string {
	line := call(op)
	if t.pkg.APIVersion != "" {
		line += "?api-version=" + url.QueryEscape(t.pkg.APIVersion)
	}
	lines := []string{line}
	for _, p := range op.Params {
		switch {
		case p.Bound || p.In == model.InPath && !p.Raw && p.Type.Kind == model.String:
			// The path in the first line says it all.
		case p == op.RequestID:
			lines = append(lines, paramLine(p)+", made by the client if empty")
		default:
			lines = append(lines, paramLine(p))
		}
	}
	lines = append(append(lines, body(op)...), answers(op)...)
	if op.Paging != nil {
		lines = append(lines, pages(op.Paging))
	}
	if op.Partial != nil {
		lines = append(lines, refusedLine(op.Partial))
	}
	lines = append(lines, resends(op))
	if op.Throttle != nil {
		lines = append(lines, fmt.Sprintf("with the Throttle option sent once in %d seconds only", op.Throttle.Seconds))
	}
	return lines
}

func call(op *model.Operation) string { return op.Method + " " + op.Path }

// body is the body of a request.
func body(op *model.Operation) []string {
	if op.Body == nil {
		return nil
	}
	if v := op.Body.Value; v != nil {
		return []string{"body " + op.Body.MediaType + ": " + described(v.Type, v.Required)}
	}
	lines := []string{"body " + op.Body.MediaType}
	for _, f := range op.Body.Fields {
		lines = append(lines, indent+memberLine(op.Body, f))
	}
	return lines
}

// answers is what the service answers if all went well.
func answers(op *model.Operation) []string {
	var with, without []string
	for _, status := range op.Statuses {
		text := strconv.Itoa(status)
		if op.Result == nil || status == http.StatusNoContent || slices.Contains(op.Empty, status) {
			without = append(without, text)
		} else {
			with = append(with, text)
		}
	}
	var lines []string
	if len(with) > 0 {
		lines = append(lines, "answers "+strings.Join(with, ", ")+": "+form(op.Result))
		if s := structOf(op.Result); s != nil {
			for _, f := range s.Fields {
				lines = append(lines, indent+fieldLine(f))
			}
		}
	}
	if len(without) > 0 {
		lines = append(lines, "answers "+strings.Join(without, ", ")+" without a body")
	}
	return lines
}

func pages(p *model.Paging) string {
	if p.NextLink == nil {
		return "one page, items in " + quote(p.Items.Wire)
	}
	return "paged: items in " + quote(p.Items.Wire) + ", the next page's address in " + quote(p.NextLink.Wire)
}

func refusedLine(p *model.Partial) string {
	return fmt.Sprintf("%s lists the refused ones of %s, each by its %s", quote(p.Failed.Wire), quote(p.Items.Wire), quote(p.Key.Wire))
}

// resends says when the client sends a request again.
func resends(op *model.Operation) string {
	const again = "sent again after 408, 429, 500, 502 to 504 and broken connections"
	switch {
	case op.Once:
		return "sent again only after 429 and failed connections: a repetition would count"
	case op.RequestID != nil:
		return again + ", with the same " + op.RequestID.Wire
	}
	return again
}

// form is a type as JSON has it, in the words of the document.
func form(t *model.Type) string {
	switch t.Kind {
	case model.String:
		return "string"
	case model.Bool:
		return "boolean"
	case model.Int32:
		return "int32"
	case model.Int64:
		return "int64"
	case model.Float64:
		return "number"
	case model.Time:
		return "date-time"
	case model.Date:
		return "date"
	case model.Bytes:
		return "base64"
	case model.Duration:
		return "number of " + map[model.Unit]string{model.Seconds: "seconds", model.Minutes: "minutes"}[t.Unit]
	case model.Slice:
		return "[" + element(t.Elem) + "]"
	case model.Map:
		return "{name: " + element(t.Elem) + "}"
	case model.Named:
		return named(t.Decl)
	}
	return "any JSON"
}

// element is the type of an item or value, which may be null.
func element(t *model.Type) string {
	if t.Pointer || t.Null {
		return form(t) + " or null"
	}
	return form(t)
}

func named(d model.Decl) string {
	switch d := d.(type) {
	case *model.ID:
		return "string"
	case *model.External:
		if path.Base(d.Path) == "acs" && d.Type == "Identifier" {
			return `identifier {"rawId", and a member for its kind}`
		}
		return d.Schema + " (as " + path.Base(d.Path) + "." + d.Type + " has it)"
	}
	return d.Head().Schema
}

// text is a type as a path, a query or a header has it.
func text(t *model.Type) string {
	if x, ok := t.Decl.(*model.External); ok {
		return "string (" + x.Text + " of " + path.Base(x.Path) + "." + x.Type + ")"
	}
	return form(t)
}

func quote(s string) string { return strconv.Quote(s) }
