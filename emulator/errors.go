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

// encodeIdentityError encodes an error of Identity, as its document defines.
func encodeIdentityError(_ version, e *engine.Error) []byte {
	return encodeJSON(map[string]acs.ErrorDetail{"error": {Code: e.Code, Message: e.Message, Target: e.Target, Details: e.Details}})
}

// wireChatError is an error of Chat. The service does not send what its document
// defines.
type wireChatError struct {
	Code        string           `json:"Code"`
	Message     string           `json:"Message,omitempty"`
	Target      string           `json:"Target,omitempty"`
	Details     *[]wireChatError `json:"Details,omitempty"`
	InnerErrors *[]wireChatError `json:"InnerErrors,omitempty"` // in place of Details, in the first previews
}

func (v version) chatError(d acs.ErrorDetail) wireChatError {
	w := wireChatError{Code: d.Code, Message: d.Message, Target: d.Target}
	details := mapSlice(d.Details, v.chatError)
	if v < versionFlatRejections {
		w.InnerErrors = &details
	} else {
		w.Details = &details
	}
	return w
}

// encodeChatError encodes an error of Chat. A response to a request without a valid
// token has no body; see setAuthenticate.
func encodeChatError(v version, e *engine.Error) []byte {
	if e.Status == http.StatusUnauthorized {
		return nil
	}
	return indentJSON(map[string]wireChatError{
		v.errorWrapper(): v.chatError(acs.ErrorDetail{Code: e.Code, Message: e.Message, Target: e.Target, Details: e.Details}),
	})
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
	if f.Body != nil {
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
		setAuthenticate(f.Header, e)
	}
	return f
}
