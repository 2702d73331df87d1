package acs

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// Error is an unsuccessful response from the service. Get it from an error with
// errors.As. It wraps an *azcore.ResponseError, which holds the HTTP response
// without the request's Authorization header.
type Error struct {
	// ErrorDetail is the error object in the response body. It is empty if the
	// body is empty. If the body is not JSON, Message is the title of the HTML
	// page or the beginning of the text.
	ErrorDetail

	// StatusCode is the HTTP status code. It is that of a success if the body of a
	// successful response is an error object.
	StatusCode int
	// RequestID is the MS-CV response header, which Azure support asks for.
	RequestID string
	// RetryAfter is the time to wait before the next request, or 0 if the
	// response has no valid Retry-After header.
	RetryAfter time.Duration

	request string // method and path
	signed  bool   // whether the request was signed with an access key
	chat    bool   // whether the request was for the Chat API
	cause   error  // the *azcore.ResponseError
}

// NewError returns the *[Error] for a response. It reads the body and leaves it
// readable for the caller. Generated code calls it.
func NewError(resp *http.Response) error {
	e := &Error{
		StatusCode: resp.StatusCode,
		RequestID:  resp.Header.Get("MS-CV"),
		RetryAfter: wire.RetryAfter(resp.Header),
	}
	if r := resp.Request; r != nil && r.URL != nil {
		e.request = r.Method + " " + r.URL.EscapedPath()
		e.chat = strings.Contains(r.URL.Path, "/chat/") // not a prefix if the endpoint has a path
		e.signed = strings.HasPrefix(r.Header.Get("Authorization"), signatureScheme)
	}
	body, err := runtime.Payload(resp)
	if err != nil {
		e.Message = "the response could not be read: " + err.Error()
	} else {
		e.readBody(body)
	}
	e.Code = cmp.Or(e.Code, resp.Header.Get("x-ms-error-code"))
	e.cause = responseError(resp, e.Code)
	return e
}

// responseError returns azcore's error for the response. That error logs and
// prints the response body and exposes the request, so this function removes the
// Authorization header, and the body of an unexpected success or redirect, which
// may contain a token.
func responseError(resp *http.Response, code string) error {
	clean := *resp
	if r := resp.Request; r != nil {
		clean.Request = r.Clone(r.Context())
		clean.Request.Header.Del("Authorization")
	}
	if resp.StatusCode < http.StatusBadRequest {
		clean.Body = http.NoBody
	}
	return runtime.NewResponseErrorWithErrorCode(&clean, code)
}

// Unwrap returns the *azcore.ResponseError.
func (e *Error) Unwrap() error { return e.cause }

// Error returns a line with the request, the status and the error details, and
// for common errors a second line with a hint. The text never contains the
// query, nor any header except the request ID. Of a body that is not JSON it
// contains at most the beginning.
func (e *Error) Error() string {
	parts := make([]string, 0, 3)
	if e.request != "" {
		parts = append(parts, e.request)
	}
	parts = append(parts, strings.TrimSpace(fmt.Sprintf("%d %s", e.StatusCode, http.StatusText(e.StatusCode))))
	if !e.isEmpty() {
		parts = append(parts, e.String())
	}
	text := strings.Join(parts, ": ")
	if e.RequestID != "" {
		text += " [MS-CV " + oneLine(e.RequestID) + "]"
	}
	if hint := e.hint(); hint != "" {
		text += "\n" + hint
	}
	return text
}

// hint returns advice on the most common errors, or "".
func (e *Error) hint() string {
	switch {
	case e.Code == "IdentityNotOwned":
		return "The identity does not belong to the endpoint's resource."
	case e.StatusCode == http.StatusUnauthorized:
		return e.unauthorizedHint()
	case e.StatusCode == http.StatusForbidden && e.chat:
		return "The user is not a participant of the thread, or the token's scope does not allow this call."
	case e.StatusCode == http.StatusBadRequest && strings.Contains(e.Message, "Identifier format is invalid"):
		return `An identifier is malformed, so the whole request failed: check the raw IDs in the request, such as "8:acs:<resource>_<user>".`
	case e.StatusCode == http.StatusNotFound:
		return "The object in the path does not exist, was deleted, or belongs to another Communication Services resource."
	case e.StatusCode == http.StatusTooManyRequests && e.RetryAfter > 0:
		return fmt.Sprintf("Too many requests: wait %v before the next request.", max(e.RetryAfter.Round(time.Second), time.Second))
	case e.StatusCode == http.StatusTooManyRequests:
		return "Too many requests: wait before the next request."
	default:
		return ""
	}
}

// unauthorizedHint returns possible problems with the key or token, unless the
// service's own message explains the problem. The code "Denied" explains nothing:
// the service returns it for every problem with a signature.
func (e *Error) unauthorizedHint() string {
	switch {
	case e.Message != "" && e.Code != "Denied":
		return ""
	case e.signed:
		return fmt.Sprintf("The access key or the user belongs to another resource, or the clock is off by more than %v.", maxClockSkew)
	case e.chat:
		return `The token is missing, has expired, belongs to another resource, or lacks a scope that the call needs, such as "chat".`
	default:
		return "The token is missing, has expired, belongs to another resource, or does not allow this call."
	}
}

// readBody sets ErrorDetail from a body of any format. In JSON, the error is
// either the whole object or its property "error" or "CommunicationError".
func (e *Error) readBody(body []byte) {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff")))
	switch {
	case isJSONObject(body):
		e.readObject(body)
	case bytes.HasPrefix(body, []byte("[")), isJSONNull(body):
		// Not an error object: omitted from the message because it may contain a token.
	case e.StatusCode >= http.StatusBadRequest:
		e.Message = titleOrExcerpt(errorText(body))
	}
}

func (e *Error) readObject(body []byte) {
	raw := body
	for _, p := range errorProperties(body) {
		if (p.name == "error" || p.name == "communicationerror") && !isJSONNull(p.raw) {
			raw = p.raw
		}
	}
	readErrorDetail(&e.ErrorDetail, raw, 0)
}

// titleOrExcerpt returns the title of an HTML page, or the beginning of another text.
func titleOrExcerpt(text string) string {
	lower := strings.ToLower(text)
	if begin := strings.Index(lower, "<title"); begin >= 0 && len(lower) == len(text) {
		text = text[begin:]
		_, text, _ = strings.Cut(text, ">")
		text = unescapeHTML(text[:max(strings.Index(strings.ToLower(text), "</title"), 0)])
	}
	return oneLine(text)
}

// unescapeHTML replaces the character references that titles of error pages contain.
// Package html, which knows all of them, would add 70 KB to each program.
func unescapeHTML(text string) string {
	return strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">", "&quot;", `"`, "&#39;", "'").Replace(text)
}
