package acs

import (
	"bytes"
	"net/http"
	"strings"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// readBody sets ErrorDetail from a body of any format.
func (e *Error) readBody(body []byte) {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff")))
	switch {
	case isJSONObject(body):
		readErrorDetail(&e.ErrorDetail, errorObject(body, e.StatusCode), 0)
	case bytes.HasPrefix(body, []byte("[")), isJSONNull(body):
		// Not an error object: omitted from the message because it may contain a token.
	case e.StatusCode >= http.StatusBadRequest:
		e.Message = titleOrExcerpt(errorText(body))
	}
}

// errorObject returns the error in a JSON object: the object itself, or the property
// that is an error. The service has called it Error, ChatError, CommunicationError and
// error, so any name is accepted in an error response, as long as there is only one
// such property and the object is not itself an error. In a successful response, the
// name has to end with "error".
func errorObject(body []byte, status int) []byte {
	var wrapped [][]byte
	bare := false
	for _, p := range errorProperties(body) {
		switch {
		case (p.name == "error" || p.name == "communicationerror") && !isJSONNull(p.raw):
			return p.raw
		case p.name == "code" || p.name == "message":
			bare = true
		case status < http.StatusBadRequest && !strings.HasSuffix(p.name, "error"):
		case isErrorObject(p.raw):
			wrapped = append(wrapped, p.raw)
		}
	}
	if bare || len(wrapped) != 1 {
		return body
	}
	return wrapped[0]
}

// isErrorObject reports whether raw is an object with a code or a message.
func isErrorObject(raw []byte) bool {
	for _, p := range errorProperties(raw) {
		if p.name == "code" || p.name == "message" {
			return true
		}
	}
	return false
}

// titleOrExcerpt returns the title of an HTML page, or the beginning of another text.
func titleOrExcerpt(text string) string {
	lower := strings.ToLower(text)
	if begin := strings.Index(lower, "<title"); begin >= 0 && len(lower) == len(text) {
		text = text[begin:]
		_, text, _ = strings.Cut(text, ">")
		text = unescapeHTML(text[:max(strings.Index(strings.ToLower(text), "</title"), 0)])
	}
	return wire.OneLine(text, maxText)
}

// unescapeHTML replaces the character references that titles of error pages contain.
// Package html, which knows all of them, would add 70 KB to each program.
func unescapeHTML(text string) string {
	return strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">", "&quot;", `"`, "&#39;", "'").Replace(text)
}
