package acs

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// ErrorDetail is the error object of a service response. Any field may be empty.
// Its JSON encoding is the one in the service's REST document.
type ErrorDetail struct {
	// Code identifies the error: a name such as "BadRequest", or an HTTP status
	// as text, such as "403".
	Code string `json:"code,omitempty"`
	// Message describes the error for a human reader.
	Message string `json:"message,omitempty"`
	// Target identifies the subject of the error, such as a participant's raw ID.
	Target string `json:"target,omitempty"`
	// Details are the errors that led to this one.
	Details []ErrorDetail `json:"details,omitempty"`
	// InnerError is a more specific error, or nil.
	InnerError *ErrorDetail `json:"innererror,omitempty"`
}

// String returns code, message and target on one line, for example
// "403: Permissions check failed (8:acs:...)". It truncates each of them to 200
// characters, and omits Details and InnerError.
func (d ErrorDetail) String() string {
	parts := make([]string, 0, 2)
	for _, part := range []string{d.Code, d.Message} {
		if part != "" {
			parts = append(parts, wire.OneLine(part, maxText))
		}
	}
	if len(parts) == 0 {
		parts = append(parts, "no code and no message")
	}
	text := strings.Join(parts, ": ")
	if d.Target != "" {
		text += " (" + wire.OneLine(d.Target, maxText) + ")"
	}
	return text
}

// isEmpty reports whether there is neither a code, a message nor a target.
func (d ErrorDetail) isEmpty() bool {
	return d.Code == "" && d.Message == "" && d.Target == ""
}

// detailsText returns the details and inner errors in brackets, after a space, or "". It
// contains at most five of them and 400 characters.
func (d ErrorDetail) detailsText() string {
	const most, limit = 5, 400
	var texts []string
	total := 0
	d.eachDetail(func(detail ErrorDetail) {
		if total++; total <= most {
			texts = append(texts, detail.String())
		}
	})
	if total == 0 {
		return ""
	}
	text := wire.OneLine(strings.Join(texts, "; "), limit)
	if total > most {
		text += fmt.Sprintf("; %d more", total-most)
	}
	return " [details: " + text + "]"
}

// eachDetail calls f with the errors below this one that are not empty.
func (d ErrorDetail) eachDetail(f func(ErrorDetail)) {
	visit := func(detail ErrorDetail) {
		if !detail.isEmpty() {
			f(detail)
		}
		detail.eachDetail(f)
	}
	for _, detail := range d.Details {
		visit(detail)
	}
	if d.InnerError != nil {
		visit(*d.InnerError)
	}
}

// EncodeErrorDetail writes an error in the format of the service's REST
// document. Generated code calls it.
func EncodeErrorDetail(detail *ErrorDetail, e *wire.Encoder) {
	e.BeginObject()
	wire.Optional(e, "code", &detail.Code, wire.EncodeString)
	wire.Optional(e, "message", &detail.Message, wire.EncodeString)
	wire.Optional(e, "target", &detail.Target, wire.EncodeString)
	wire.Optional(e, "details", &detail.Details, wire.EncodeSlice(EncodeErrorDetail))
	wire.Optional(e, "innererror", &detail.InnerError, wire.EncodePointer(EncodeErrorDetail))
	e.EndObject()
}

// DecodeErrorDetail reads an error in any of the formats that the service uses.
// Property names are case-insensitive, no property is required, and a value of
// an unexpected type is kept as JSON text. It returns an error only if the input
// is not valid JSON. Generated code calls it.
func DecodeErrorDetail(to *ErrorDetail, d *wire.Decoder) {
	if raw := d.Raw(); !d.Failed() {
		readErrorDetail(to, raw, 0)
	}
}

// readErrorDetail reads an error from raw, which is valid JSON, and ignores
// unusable values. It ignores errors that are nested deeper than any service
// needs, which limits the cost of a malicious response.
func readErrorDetail(to *ErrorDetail, raw []byte, depth int) {
	const maxDepth = 16
	switch {
	case depth > maxDepth:
	case isJSONObject(raw):
		var problem problemDetail
		for _, p := range errorProperties(raw) {
			p.setField(to, depth)
			problem.read(p, depth)
		}
		problem.addTo(to)
	case !isJSONNull(raw):
		to.Message = errorText(raw)
	}
}

// errorProperty is a property of an error in JSON.
type errorProperty struct {
	name     string // in lower case
	spelling string // as the service spells it
	raw      []byte
}

// setField sets the field that the property corresponds to, if any.
func (p errorProperty) setField(to *ErrorDetail, depth int) {
	switch p.name {
	case "code":
		to.Code = errorText(p.raw)
	case "message":
		to.Message = errorText(p.raw)
	case "target":
		to.Target = errorText(p.raw)
	case "details", "innererrors":
		to.Details = append(to.Details, errorList(p.raw, depth+1)...)
	case "innererror":
		if !isJSONNull(p.raw) {
			to.InnerError = new(ErrorDetail)
			readErrorDetail(to.InnerError, p.raw, depth+1)
		}
	}
}

// errorProperties returns the properties of a JSON object, or nil if raw is not
// an object.
func errorProperties(raw []byte) []errorProperty {
	var properties []errorProperty
	err := wire.Unmarshal(raw, &properties, func(to *[]errorProperty, d *wire.Decoder) {
		d.Each(func(name string) {
			*to = append(*to, errorProperty{strings.ToLower(name), name, d.Raw()})
		})
	})
	if err != nil {
		return nil
	}
	return properties
}

// errorList reads an array of errors. It returns nil if raw is not an array.
func errorList(raw []byte, depth int) []ErrorDetail {
	var items [][]byte
	if wire.Unmarshal(raw, &items, wire.DecodeSlice(wire.DecodeRaw[[]byte])) != nil {
		return nil
	}
	details := make([]ErrorDetail, len(items))
	for i, item := range items {
		readErrorDetail(&details[i], item, depth)
	}
	return details
}

// errorText returns the value of a JSON string, "" for a null, and the JSON text
// of any other value.
func errorText(raw []byte) string {
	var text string
	if wire.Unmarshal(raw, &text, wire.DecodeString) != nil {
		return string(bytes.TrimSpace(raw))
	}
	return text
}

func isJSONObject(raw []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) }

func isJSONNull(raw []byte) bool { return string(bytes.TrimSpace(raw)) == "null" }
