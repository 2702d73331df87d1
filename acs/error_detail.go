package acs

import (
	"bytes"
	"strings"
	"unicode"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// ErrorDetail is what the service tells about a fault. Each field may be empty.
// Its JSON is that of the service's document.
type ErrorDetail struct {
	// Code is the service's word for the fault, "BadRequest", or a status as
	// text, "403".
	Code string `json:"code,omitempty"`
	// Message tells a person what is wrong.
	Message string `json:"message,omitempty"`
	// Target names what the fault is about, such as the raw ID of a participant.
	Target string `json:"target,omitempty"`
	// Details are the faults that led to this one.
	Details []ErrorDetail `json:"details,omitempty"`
	// InnerError says more about this fault, or is nil.
	InnerError *ErrorDetail `json:"innererror,omitempty"`
}

// String returns code, message and target on one line, without what they lead
// to: "403: Permissions check failed (8:acs:...)". Each is cut off at 200
// characters.
func (d ErrorDetail) String() string {
	parts := make([]string, 0, 2)
	for _, part := range []string{d.Code, d.Message} {
		if part != "" {
			parts = append(parts, oneLine(part))
		}
	}
	if len(parts) == 0 {
		parts = append(parts, "no code and no message")
	}
	text := strings.Join(parts, ": ")
	if d.Target != "" {
		text += " (" + oneLine(d.Target) + ")"
	}
	return text
}

// isEmpty reports whether String has nothing to tell.
func (d ErrorDetail) isEmpty() bool {
	return d.Code == "" && d.Message == "" && d.Target == ""
}

// oneLine returns text without line breaks and control characters, cut off at
// 200 characters, so that what a server sends does not flood a log or draw on a
// terminal.
func oneLine(text string) string {
	const limit = 200
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > limit {
		text = string(runes[:limit]) + "..."
	}
	return text
}

// EncodeErrorDetail writes an error as the service's document describes it.
// Generated code calls it.
func EncodeErrorDetail(detail *ErrorDetail, e *wire.Encoder) {
	e.BeginObject()
	wire.Optional(e, "code", &detail.Code, wire.EncodeString)
	wire.Optional(e, "message", &detail.Message, wire.EncodeString)
	wire.Optional(e, "target", &detail.Target, wire.EncodeString)
	wire.Optional(e, "details", &detail.Details, wire.EncodeSlice(EncodeErrorDetail))
	wire.Optional(e, "innererror", &detail.InnerError, wire.EncodePointer(EncodeErrorDetail))
	e.EndObject()
}

// DecodeErrorDetail reads an error in each of the forms that the service uses.
// Upper and lower case of names do not matter, nothing is required, and a value
// of an unexpected type is kept as its JSON text. It fails only if the text is
// not JSON. Generated code calls it.
func DecodeErrorDetail(to *ErrorDetail, d *wire.Decoder) error {
	raw, err := d.Raw()
	if err == nil {
		readErrorDetail(to, raw, 0)
	}
	return err
}

// readErrorDetail takes what it can from raw, which is valid JSON. An error may nest
// errors up to a depth that no service needs: a text made to nest without end
// costs no more.
func readErrorDetail(to *ErrorDetail, raw []byte, depth int) {
	const maxDepth = 16
	switch {
	case depth > maxDepth:
	case isJSONObject(raw):
		for _, m := range errorMembers(raw) {
			m.read(to, depth)
		}
	case !isJSONNull(raw):
		to.Message = errorText(raw)
	}
}

// errorMember is a member of an error on the wire.
type errorMember struct {
	name string // in lower case
	raw  []byte
}

// read gives the member's value to the field of its name, if there is one.
func (m errorMember) read(to *ErrorDetail, depth int) {
	switch m.name {
	case "code":
		to.Code = errorText(m.raw)
	case "message":
		to.Message = errorText(m.raw)
	case "target":
		to.Target = errorText(m.raw)
	case "details", "innererrors":
		to.Details = append(to.Details, errorList(m.raw, depth+1)...)
	case "innererror":
		if !isJSONNull(m.raw) {
			to.InnerError = new(ErrorDetail)
			readErrorDetail(to.InnerError, m.raw, depth+1)
		}
	}
}

// errorMembers returns the members of an object, and none of anything else.
func errorMembers(raw []byte) []errorMember {
	var members []errorMember
	err := wire.Unmarshal(raw, &members, func(to *[]errorMember, d *wire.Decoder) error {
		return d.Object(func(name []byte) error {
			lower := strings.ToLower(string(name))
			value, err := d.Raw()
			*to = append(*to, errorMember{lower, bytes.TrimSpace(value)})
			return err
		})
	})
	if err != nil {
		return nil
	}
	return members
}

// errorList reads an array of errors. Anything else counts as none.
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

// errorText returns the text of a string, nothing for a null, and the JSON text
// of anything else.
func errorText(raw []byte) string {
	var text string
	if wire.Unmarshal(raw, &text, wire.DecodeString) != nil {
		return string(bytes.TrimSpace(raw))
	}
	return text
}

func isJSONObject(raw []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) }

func isJSONNull(raw []byte) bool { return string(bytes.TrimSpace(raw)) == "null" }
