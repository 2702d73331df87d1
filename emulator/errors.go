package emulator

import (
	"errors"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/acs/wire/serve"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
)

// errorEncoder encodes the response body for an error of an API version. It returns
// nil if the response has no body.
type errorEncoder func(version, *engine.Error) []byte

// encodeIdentityError encodes an error of Identity, as its document defines. In the first
// version with an exchange, the response to an invalid token has no body.
func encodeIdentityError(v version, e *engine.Error) []byte {
	if v == "2021-03-31-preview1" && e.Code == "InvalidAccessToken" {
		return nil
	}
	return encodeJSON(map[string]acs.ErrorDetail{"error": {Code: e.Code, Message: e.Message, Target: e.Target, Details: e.Details}})
}

// wireChatError is an error of Chat. The service does not send what its document
// defines.
type wireChatError struct {
	Code        string           `json:"Code"`
	Message     string           `json:"Message,omitempty"`
	Target      string           `json:"Target,omitempty"`
	Details     *[]wireChatError `json:"Details,omitempty"`
	InnerErrors *[]wireChatError `json:"InnerErrors,omitempty"` // in place of Details, in the oldest form
}

func newChatError(d acs.ErrorDetail) wireChatError {
	details := mapSlice(d.Details, newChatError)
	return wireChatError{Code: d.Code, Message: d.Message, Target: d.Target, Details: &details}
}

// newOldestChatError returns an error in the form of 2020, which had no wrapper.
func newOldestChatError(d acs.ErrorDetail) wireChatError {
	details := mapSlice(d.Details, newOldestChatError)
	return wireChatError{Code: d.Code, Message: d.Message, Target: d.Target, InnerErrors: &details}
}

// encodeChatError encodes an error of Chat. A response to a request without a valid
// token has no body; see setAuthenticate.
func encodeChatError(v version, e *engine.Error) []byte {
	if e.Status == http.StatusUnauthorized {
		return nil
	}
	detail := acs.ErrorDetail{Code: e.Code, Message: e.Message, Target: e.Target, Details: e.Details}
	if v.hasMembers() {
		return indentJSON(newOldestChatError(detail))
	}
	return indentJSON(map[string]wireChatError{v.errorWrapper(): newChatError(detail)})
}

// setAuthenticate sets the header that reports why a token was rejected, as RFC 6750
// defines it.
func setAuthenticate(header http.Header, e *engine.Error) {
	header.Set("WWW-Authenticate", `Bearer error="invalid_token", error_description="`+strings.ReplaceAll(e.Message, `"`, "'")+`"`)
}

// reject writes an error response without calling the operation. Errors of the API
// version are encoded in the same way by both services.
func (s *service) reject(w http.ResponseWriter, v version, err error) {
	encode := s.encodeError
	if s.transports[v] == nil {
		encode = encodeIdentityError
	}
	f := newFailure(err, func(e *engine.Error) []byte { return encode(v, e) })
	maps.Copy(w.Header(), f.Header)
	if len(f.Body) > 0 {
		w.Header().Set("Content-Type", jsonType)
	}
	w.WriteHeader(f.StatusCode)
	_, _ = w.Write(f.Body) //nolint:gosec // JSON with its content type, not HTML; fails if the client has disconnected
}

// newFailure returns the response for an error of the engine. An error that is not
// an *engine.Error is an internal error of the emulator, with status 500.
func newFailure(err error, encodeError func(*engine.Error) []byte) *serve.Error {
	e, ok := errors.AsType[*engine.Error](err)
	if !ok {
		e = &engine.Error{Status: http.StatusInternalServerError, Code: "InternalServerError", Message: "The emulator has failed."}
	}
	f := &serve.Error{StatusCode: e.Status, Code: e.Code, Message: e.Message, Header: http.Header{}, Body: encodeError(e)}
	if e.RetryAfter > 0 {
		f.Header.Set("Retry-After", strconv.Itoa(int(e.RetryAfter/time.Second)))
	}
	if f.Body == nil {
		f.Body = []byte{} // none, also without a content type
		f.Header.Set("Content-Type", "")
		setAuthenticate(f.Header, e)
	}
	return f
}
