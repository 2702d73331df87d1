package build

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/openapi"
)

// declaredBody is a body that some successful responses have.
type declaredBody struct {
	*openapi.Response // the first of them
	statuses          []int
}

// responses collects the successful statuses, and the types of their bodies and headers.
func (b *builder) responses(m *model.Operation, op *openapi.Operation) {
	var bodies []declaredBody
	var accept []string
	ranged := false
	for _, r := range op.Responses {
		if r.Error || r.Status == "default" {
			continue
		}
		status, err := strconv.Atoi(r.Status)
		if err != nil {
			b.errs.Add(r.Pos, op.ID+" response "+r.Status, "is a range of statuses", "list each status")
			ranged = true
			continue
		}
		m.Statuses = append(m.Statuses, status)
		if !op.HasBody(r) {
			if status != http.StatusNoContent {
				m.NoBodyStatuses = append(m.NoBodyStatuses, status)
			}
			continue
		}
		bodies = addBody(bodies, r, status)
		media := acceptedMedia(r.MediaTypes)
		if !isHeaderValue(media) {
			b.errs.Add(r.Pos, op.ID+" response "+r.Status, fmt.Sprintf("media type %+q cannot be sent in a header", media), "use printable ASCII characters")
		}
		if !slices.Contains(accept, media) {
			accept = append(accept, media)
		}
	}
	slices.Sort(m.Statuses)
	slices.Sort(m.NoBodyStatuses)
	if m.Accept = strings.Join(accept, ", "); m.Accept == defaultMedia {
		m.Accept = ""
	}
	if len(m.Statuses) == 0 && !ranged && !b.isIncomplete {
		b.errs.Add(op.Pos, op.ID, "has no successful response", cmp.Or(b.misspelled(op.Pos, "responses"), "add one, for example 200"))
	}
	m.HasStatusCode = len(m.Statuses) > 1 && op.LongRunning == nil
	if onlyBody := onlyBodyOf(op); len(bodies) == 1 || onlyBody != "" && len(bodies) > 1 {
		m.Result = b.result(op, bodies[0].Response, "result")
		for _, other := range bodies[1:] {
			b.errs.Add(other.Pos, op.ID+" response "+other.Status, "has another body than response "+bodies[0].Status, onlyBody)
		}
	} else {
		b.differentBodies(m, op, bodies)
	}
	b.responseHeaders(m, op)
}

// defaultMedia is the media type of responses for which an operation states no other one.
const defaultMedia = "application/json"

// acceptedMedia returns the media type in which a response is requested: the first one that
// is JSON, with its parameters, or application/json if that is one of them or none is stated.
func acceptedMedia(types []string) string {
	isDefault := func(s string) bool { return strings.EqualFold(strings.TrimSpace(s), defaultMedia) }
	i := slices.IndexFunc(types, isJSON)
	if i < 0 || slices.ContainsFunc(types, isDefault) {
		return defaultMedia
	}
	return types[i]
}

// onlyBodyOf returns why an operation's responses can have only one type of body, or "".
func onlyBodyOf(op *openapi.Operation) string {
	switch {
	case op.Paging != nil:
		return "all pages of a list have the same type"
	case op.LongRunning != nil:
		return "a long-running operation has one result"
	}
	return ""
}

// addBody adds the body of a response.
func addBody(bodies []declaredBody, r *openapi.Response, status int) []declaredBody {
	for i := range bodies {
		if resolve(bodies[i].Schema) == resolve(r.Schema) {
			bodies[i].statuses = append(bodies[i].statuses, status)
			return bodies
		}
	}
	return append(bodies, declaredBody{r, []int{status}})
}

// differentBodies sets the bodies of an operation whose successful statuses have
// different ones. Each is a field of the response with the name of its type, so at most
// one of the types may have no name.
func (b *builder) differentBodies(m *model.Operation, op *openapi.Operation, bodies []declaredBody) {
	var unnamed *openapi.Response
	for _, body := range bodies {
		t := b.result(op, body.Response, "result "+body.Status)
		if t == nil {
			continue
		}
		if t.Decl == nil && unnamed != nil {
			message := fmt.Sprintf("has another body than response %s, and neither type has a name", unnamed.Status)
			b.errs.Add(body.Pos, op.ID+" response "+body.Status, message, "make one a definition")
			continue
		}
		if t.Decl == nil {
			unnamed = body.Response
		}
		slices.Sort(body.statuses)
		m.Bodies = append(m.Bodies, &model.ResponseBody{Type: pointerTo(t), Statuses: body.statuses, Pos: body.Pos})
	}
}

// result returns the type of a response body. part is the part of its name if it has none.
func (b *builder) result(op *openapi.Operation, r *openapi.Response, part string) *model.Type {
	if len(r.MediaTypes) > 0 && !slices.ContainsFunc(r.MediaTypes, isJSON) {
		b.errs.Add(r.Pos, op.ID+" response "+r.Status, "media type "+quoteAll(r.MediaTypes)+" is not supported", onlyJSON)
		return nil
	}
	return b.typeOf(r.Schema, inlineName(op, r.Schema, part))
}
