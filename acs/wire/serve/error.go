package serve

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
)

// ErrResponseLost makes a fake lose the response of an operation: the client's
// connection breaks, so that it cannot know whether the operation took effect. It may
// retry, as after any broken connection. A function of a fake passes it to
// ErrorResponder.SetError.
var ErrResponseLost = errors.New("the connection broke before the response")

// ErrResponded reports that a function of a fake has written the response itself, to the
// http.ResponseWriter of [Transport.ServeHTTP], which then writes nothing. The function
// passes it to ErrorResponder.SetError. [Transport.Do] returns it as an error.
var ErrResponded = errors.New("the response is already written")

// Error is an error that is a response of the service. A function of a fake passes
// it to ErrorResponder.SetError, if SetResponseError is not sufficient. Its fields have
// the names of those of acs.Error. With a Body, it can be any response, even a
// successful one that the models cannot represent.
type Error struct {
	// StatusCode is the HTTP status code.
	StatusCode int
	// Code and Message are the error's code and message in the body.
	Code    string
	Message string
	// RetryAfter is the time that the client should wait before the next attempt, in
	// whole milliseconds. If zero, the response does not contain it.
	RetryAfter time.Duration
	// Header is added to the response.
	Header http.Header
	// Body is the response body, which must not be modified later. If nil, the body
	// contains Code and Message; see Transport.ErrorBody.
	Body []byte
}

// Error returns the status, code and message.
func (f *Error) Error() string {
	return fmt.Sprintf("%d %s: %s", f.StatusCode, f.Code, f.Message)
}

// setRetryAfter sets the header for RetryAfter: Retry-After, or Azure's header if it is
// not in whole seconds.
func (f *Error) setRetryAfter(header http.Header) {
	switch {
	case f.RetryAfter <= 0:
	case f.RetryAfter%time.Second == 0:
		header.Set("Retry-After", strconv.FormatInt(int64(f.RetryAfter/time.Second), 10))
	default:
		header.Set("Retry-After-Ms", strconv.FormatInt(f.RetryAfter.Milliseconds(), 10))
	}
}

// errorResponse returns the response for an error that is an [Error] or an
// *azcore.ResponseError, and nil for any other error.
func (t *Transport) errorResponse(err error, req *http.Request) *http.Response {
	if f, ok := errors.AsType[*Error](err); ok {
		return t.failureResponse(f, req)
	}
	if e, ok := errors.AsType[*azcore.ResponseError](err); ok {
		return t.failureResponse(&Error{StatusCode: e.StatusCode, Code: e.ErrorCode, Message: http.StatusText(e.StatusCode)}, req)
	}
	return nil
}

// failureResponse returns the response for a failure.
func (t *Transport) failureResponse(f *Error, req *http.Request) *http.Response {
	body := f.Body
	switch {
	case body != nil:
	case t.ErrorBody != nil:
		body = t.ErrorBody(f)
	default:
		body = defaultErrorBody(f)
	}
	resp := newJSONResponse(f.StatusCode, body, req)
	f.setRetryAfter(resp.Header)
	for name := range f.Header {
		resp.Header.Del(name)
	}
	addHeader(resp.Header, f.Header)
	return resp
}

// defaultErrorBody returns the body of a failure if ErrorBody is nil.
func defaultErrorBody(f *Error) []byte {
	body, err := json.Marshal(map[string]any{"error": map[string]string{"code": f.Code, "message": f.Message}})
	if err != nil {
		panic("chatgen bug: strings cannot be encoded as JSON: " + err.Error())
	}
	return body
}

func newJSONResponse(status int, body []byte, req *http.Request) *http.Response {
	return &http.Response{
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Status: strconv.Itoa(status) + " " + http.StatusText(status), StatusCode: status,
		Header:        http.Header{"Content-Type": {"application/json"}},
		Body:          io.NopCloser(bytes.NewReader(body)),
		ContentLength: int64(len(body)),
		Request:       req,
	}
}
