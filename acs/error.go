package acs

import (
	"bytes"
	"cmp"
	"fmt"
	"html"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// Error is an answer of the service that is not what the call wants. Get it
// from an error with errors.As. It wraps the *azcore.ResponseError, which has
// the answer as a whole.
type Error struct {
	// ErrorDetail is what the service tells. It is empty if the answer has no
	// body. If the body is not JSON, Message is the beginning of its text.
	ErrorDetail

	// StatusCode is the HTTP status.
	StatusCode int
	// RequestID is the MS-CV header of the answer. Support asks for it.
	RequestID string
	// RetryAfter is how long the service wants the caller to wait, or 0 if it
	// did not say.
	RetryAfter time.Duration

	request string // method and path
	signed  bool   // the request was signed with an access key
	chat    bool   // the request was one of chat
	cause   error  // the *azcore.ResponseError
}

// NewError returns the *[Error] for an answer. It reads the body, which stays
// readable. Generated code calls it.
func NewError(resp *http.Response) error {
	e := &Error{
		StatusCode: resp.StatusCode,
		RequestID:  resp.Header.Get("MS-CV"),
		RetryAfter: retryAfter(resp.Header),
	}
	if r := resp.Request; r != nil && r.URL != nil {
		e.request = r.Method + " " + r.URL.EscapedPath()
		e.chat = strings.Contains(r.URL.Path, "/chat/") // the endpoint may have a path of its own
		e.signed = strings.HasPrefix(r.Header.Get("Authorization"), signatureScheme)
	}
	body, err := runtime.Payload(resp)
	if err != nil {
		e.Message = "the answer could not be read: " + err.Error()
	} else {
		e.readBody(body)
	}
	e.Code = cmp.Or(e.Code, resp.Header.Get("x-ms-error-code"))
	e.cause = responseError(resp, e.Code)
	return e
}

// responseError makes azcore's error, which logs and repeats the answer's body
// and gives the answer itself to whoever asks: so without what authorized the
// request, and without the body of an unexpected success, which may be a token.
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

// Error returns one line that says which request failed and how, and for some
// faults a second one that says what to do. It shows no query, no header but
// the request ID, and at most the beginning of a body that is not JSON.
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

// hint says what to do about the faults that people meet first.
func (e *Error) hint() string {
	switch {
	case e.Code == "IdentityNotOwned":
		return "The identity belongs to another resource than the endpoint."
	case e.StatusCode == http.StatusUnauthorized:
		return e.unauthorizedHint()
	case e.StatusCode == http.StatusForbidden && e.chat:
		return "The user is not a participant of the thread, or the token's scope does not allow this call."
	case e.StatusCode == http.StatusBadRequest && strings.Contains(e.Message, "Identifier format is invalid"):
		return `An identifier is malformed, so nothing was done: check the raw IDs in the request, such as "8:acs:<resource>_<user>".`
	case e.StatusCode == http.StatusNotFound:
		return "What the path names does not exist, was deleted, or is not in the endpoint's resource."
	case e.StatusCode == http.StatusTooManyRequests && e.RetryAfter > 0:
		return fmt.Sprintf("Too many requests: wait %v before the next one.", max(e.RetryAfter.Round(time.Second), time.Second))
	case e.StatusCode == http.StatusTooManyRequests:
		return "Too many requests: wait before the next one."
	default:
		return ""
	}
}

// unauthorizedHint says what may be wrong with the key or the token, unless the
// service's own message does. The service says "Denied" of all that is wrong
// with a signature.
func (e *Error) unauthorizedHint() string {
	switch {
	case e.Message != "" && e.Code != "Denied":
		return ""
	case e.signed:
		return "The access key or the user is another resource's, or the clock is off by more than 5 minutes."
	case e.chat:
		return `The token is missing, has expired, is another resource's, or lacks the scope that this call needs, such as "chat".`
	default:
		return "The token is missing, has expired, is another resource's, or does not allow this call."
	}
}

// readBody takes what it can from a body of any kind. The error stands alone or
// in a member "error" or "CommunicationError".
func (e *Error) readBody(body []byte) {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff")))
	switch {
	case isJSONObject(body):
		e.readObject(body)
	case bytes.HasPrefix(body, []byte("[")), isJSONNull(body):
		// JSON that tells no error is not shown: it may hold a token. It stays in the answer.
	case e.StatusCode >= http.StatusBadRequest:
		e.Message = titleOrExcerpt(errorText(body))
	}
}

func (e *Error) readObject(body []byte) {
	raw := body
	for _, m := range errorMembers(body) {
		if (m.name == "error" || m.name == "communicationerror") && !isJSONNull(m.raw) {
			raw = m.raw
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
		text = html.UnescapeString(text[:max(strings.Index(strings.ToLower(text), "</title"), 0)])
	}
	return oneLine(text)
}

// retryAfter reads the headers that azcore heeds, too: milliseconds in one of
// Azure's own, or Retry-After: seconds, or a time, which counts
// from the answer's Date if there is one. Anything else is 0.
func retryAfter(header http.Header) time.Duration {
	for _, name := range []string{"Retry-After-Ms", "X-Ms-Retry-After-Ms"} {
		if ms, err := strconv.ParseUint(header.Get(name), 10, 32); err == nil {
			return time.Duration(ms) * time.Millisecond
		}
	}
	text := header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(text, 10, 32); err == nil {
		return time.Duration(seconds) * time.Second
	}
	until, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		now = time.Now()
	}
	return max(until.Sub(now), 0)
}
