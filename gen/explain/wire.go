package explain

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
func (x *explainer) operationWire(op *model.Operation) []string {
	line := call(op)
	if x.pkg.APIVersion != "" {
		line += "?api-version=" + url.QueryEscape(x.pkg.APIVersion)
	}
	lines := []string{line}
	for _, p := range op.Params {
		switch {
		case p.OnClient || p.In == model.InPath && !p.SkipURLEncoding && p.Type.Kind == model.String:
			// The path in the first line says it all.
		case p == op.RequestID:
			lines = append(lines, paramLine(p)+", made by the client if empty")
		default:
			lines = append(lines, paramLine(p))
		}
	}
	lines = append(append(lines, body(op)...), responses(op)...)
	if op.Paging != nil {
		lines = append(lines, pages(op.Paging))
	}
	if op.PartialFailure != nil {
		lines = append(lines, rejectedLine(op.PartialFailure))
	}
	lines = append(lines, retries(op))
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
		return []string{"body " + op.Body.MediaType + ": " + typeAndPresence(v.Type, v.Required)}
	}
	lines := []string{"body " + op.Body.MediaType}
	for _, f := range op.Body.Fields {
		lines = append(lines, indent+memberLine(op.Body, f))
	}
	return lines
}

// responses is what the service answers if all went well.
func responses(op *model.Operation) []string {
	var with, without []string
	for _, status := range op.Statuses {
		text := strconv.Itoa(status)
		if op.Result == nil || status == http.StatusNoContent || slices.Contains(op.NoBodyStatuses, status) {
			without = append(without, text)
		} else {
			with = append(with, text)
		}
	}
	var lines []string
	if len(with) > 0 {
		lines = append(lines, "answers "+strings.Join(with, ", ")+": "+jsonType(op.Result))
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
		return "one page, items in " + quote(p.Items.WireName)
	}
	return "paged: items in " + quote(p.Items.WireName) + ", the next page's address in " + quote(p.NextLink.WireName)
}

func rejectedLine(p *model.PartialFailure) string {
	return fmt.Sprintf("%s lists the refused ones of %s, each by its %s", quote(p.Failures.WireName), quote(p.Items.WireName), quote(p.Key.WireName))
}

// retries says when the client sends a request again.
func retries(op *model.Operation) string {
	const again = "sent again after 408, 429, 500, 502 to 504 and broken connections"
	switch {
	case op.NonIdempotent:
		return "sent again only after 429 and failed connections: a repetition would count"
	case op.RequestID != nil:
		return again + ", with the same " + op.RequestID.WireName
	}
	return again
}

// jsonType is a type as JSON has it, in the words of the document.
func jsonType(t *model.Type) string {
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
	if t.Pointer || t.Nullable {
		return jsonType(t) + " or null"
	}
	return jsonType(t)
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
	return d.Info().Schema
}

// paramType is a type as a path, a query or a header has it.
func paramType(t *model.Type) string {
	if x, ok := t.Decl.(*model.External); ok {
		return "string (" + x.Text + " of " + path.Base(x.Path) + "." + x.Type + ")"
	}
	return jsonType(t)
}

func quote(s string) string { return strconv.Quote(s) }
