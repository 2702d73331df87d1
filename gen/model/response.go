package model

import (
	"net/http"
	"slices"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// ResponseHeader is a header of an operation's successful responses.
type ResponseHeader struct {
	Name       string // Go name, "RetryAfter"
	WireName   string
	Type       *Type
	Doc        string
	Statuses   []int // of the responses that declare it, ascending
	Deprecated bool
	Sources    []HeaderSource // at least one, in the order of the document
}

// HeaderSource is the declaration of a header by a response.
type HeaderSource struct {
	Pos     diag.Pos
	Pointer string
}

// Pos returns the position of the first declaration.
func (h *ResponseHeader) Pos() diag.Pos { return h.Sources[0].Pos }

// ResponseBody is a body of an operation whose successful statuses have different ones.
type ResponseBody struct {
	Name     string // Go name of its field, "Thing"
	Type     *Type  // nil is another body
	Statuses []int  // ascending
	Pos      diag.Pos
}

// HasHead reports whether the response contains its status or headers.
func (o *Operation) HasHead() bool { return o.HasStatusCode || len(o.Headers) > 0 }

// HasBody reports whether successful responses with a status have a body.
func (o *Operation) HasBody(status int) bool {
	return status != http.StatusNoContent && !slices.Contains(o.NoBodyStatuses, status) && (o.Result != nil || len(o.Bodies) > 0)
}

// ResponseTypes returns the types of the bodies and headers of successful responses.
func (o *Operation) ResponseTypes() []*Type {
	var types []*Type
	if o.Result != nil {
		types = append(types, o.Result)
	}
	for _, b := range o.Bodies {
		types = append(types, b.Type)
	}
	for _, h := range o.Headers {
		types = append(types, h.Type)
	}
	return types
}

// HeaderElement returns the element of a response header.
func (o *Operation) HeaderElement(h *ResponseHeader) Element {
	return Element{"header", o.ID + " header " + h.WireName}
}
