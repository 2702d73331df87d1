package wire

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"reflect"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// The maximum sizes of response bodies, in bytes: the default for all, and a limit for
// those of error responses.
const (
	defaultMaxResponseSize = 64 << 20
	maxErrorSize           = 1 << 20
)

// BodyTransport reads the bodies of responses within the retries, so that azcore can
// retry an attempt with a broken one. The body of an error response is truncated if it
// is too large; any other one is then an error that is not retried.
//
// For the requests of a [Client], it also gives each attempt a reader of its own over
// the request body.
type BodyTransport struct {
	transport policy.Transporter
	maxSize   int64
	option    string
	payload   reflect.Type // see payloadType
}

// NewBodyTransport returns a transport that reads bodies up to maxSize bytes, both as
// they are received and after decompression, but those of error responses up to 1 MiB.
// option names the caller's option for maxSize in errors. It may be empty.
func NewBodyTransport(transport policy.Transporter, maxSize int64, option string) *BodyTransport {
	return &BodyTransport{transport, maxSize, option, payloadType()}
}

// newBodyTransport returns the transport of a client.
func newBodyTransport(config *Config) (*BodyTransport, error) {
	transport, size := config.Options.Transport, config.MaxResponseSize
	if size < 0 {
		return nil, fmt.Errorf("MaxResponseSize: invalid size %d (want a number of bytes, or 0 for the default)", size)
	}
	if IsNil(transport) {
		transport = &http.Client{Transport: defaultTransport()}
	}
	return NewBodyTransport(transport, cmp.Or(min(size, math.MaxInt64/2), defaultMaxResponseSize), "ClientOptions.MaxResponseSize"), nil
}

// Do sends one attempt and reads the body of the response. As in azcore, a broken body
// is retried for GET, PUT and DELETE.
func (t *BodyTransport) Do(req *http.Request) (*http.Response, error) {
	if body, ok := req.Body.(*requestBody); ok {
		req.Body = body.open() // a policy has rewound the body, as azcore's logging does
	}
	requestGzip(req)
	state := stateOf(req)
	state.noteSent(req)
	resp, err := t.transport.Do(req)
	if err != nil || resp == nil || resp.Body == nil || resp.Body == http.NoBody || req.Method == http.MethodHead {
		return resp, err
	}
	if resp.Request == nil {
		resp.Request = req
	}
	data, err := t.read(resp)
	if err != nil {
		data = bytes.Clone(data[:min(len(data), excerptSize)])
	}
	_ = resp.Body.Close() // the body has been read, or its error is returned
	resp.Body = newPayload(t.payload, data)
	if err == nil {
		return resp, nil
	}
	state.noteResponse(resp)
	err = &bodyError{err: err}
	_, tooLarge := errors.AsType[*sizeError](err)
	if retried := req.Method == http.MethodGet || req.Method == http.MethodPut || req.Method == http.MethodDelete; !retried || tooLarge {
		err = NonRetriable(err)
	}
	return nil, err
}

// read returns the body of a response, or with an error what was read of it. If the
// body of an error response is too large, it returns one byte more than the limit.
func (t *BodyTransport) read(resp *http.Response) ([]byte, error) {
	limit := t.limit(resp)
	if !isError(resp) && resp.ContentLength > limit {
		return nil, &sizeError{limit, t.option}
	}
	var data []byte
	var full bool
	var err error
	if isGzip(resp) {
		data, full, err = readGzip(resp, limit+1)
	} else {
		data, err = readUpTo(resp, limit+1)
	}
	if full || err == nil && !isError(resp) && int64(len(data)) > limit {
		return data, &sizeError{limit, t.option}
	}
	return data, err
}

// limit returns the maximum size of a response's body.
func (t *BodyTransport) limit(resp *http.Response) int64 {
	if isError(resp) {
		return min(t.maxSize, maxErrorSize)
	}
	return t.maxSize
}

// isError reports whether the status is one of an error.
func isError(resp *http.Response) bool { return resp.StatusCode >= http.StatusBadRequest }

// noteTruncation adds to the error for a response that its body was truncated.
func (t *BodyTransport) noteTruncation(err error, resp *http.Response) error {
	data, readErr := runtime.Payload(resp)
	if limit := t.limit(resp); isError(resp) && readErr == nil && int64(len(data)) > limit {
		return fmt.Errorf("%w (truncated: %w)", err, &sizeError{limit, t.option})
	}
	return err
}

// bodyError is the error for a body that cannot be read. [Call] adds the name of the
// operation and the error for the response.
type bodyError struct {
	err      error
	response error // may be nil
}

// Error returns what failed, the reason, and the response.
func (e *bodyError) Error() string {
	text := "reading the response: " + e.err.Error()
	if e.response != nil {
		text += ": " + e.response.Error()
	}
	return text
}

// Unwrap returns the reason and the error for the response.
func (e *bodyError) Unwrap() []error {
	if e.response == nil {
		return []error{e.err}
	}
	return []error{e.err, e.response}
}

// payload returns the body of a response that the transport has read.
func payload(resp *http.Response) []byte {
	data, _ := runtime.Payload(resp) // it is in memory
	return data
}

// sizeError is the error for a body that exceeds a limit.
type sizeError struct {
	limit  int64
	option string
}

// Error contains the limit and the option that sets it.
func (e *sizeError) Error() string {
	text := fmt.Sprintf("the body exceeds the limit of %d bytes", e.limit)
	if e.option != "" {
		text += "; see " + e.option
	}
	return text
}

// readUpTo reads a body up to limit bytes. If its length is known, it allocates that
// and one byte more, to see the end.
func readUpTo(resp *http.Response, limit int64) ([]byte, error) {
	length := min(resp.ContentLength, limit)
	if length <= 0 { // not sent; transports without a network leave it 0
		return io.ReadAll(io.LimitReader(resp.Body, limit))
	}
	data := make([]byte, length+1)
	n, err := io.ReadFull(resp.Body, data)
	switch {
	case int64(n) >= length:
		return data[:length], nil
	case errors.Is(err, io.EOF):
		err = io.ErrUnexpectedEOF
	}
	return data[:n], err
}

// payloadType returns the type of azcore's buffer, in which [runtime.Payload] keeps a body
// that it has read.
func payloadType() reflect.Type {
	downloaded := http.Response{Body: http.NoBody}
	_, _ = runtime.Payload(&downloaded) // an empty body cannot fail
	return reflect.TypeOf(downloaded.Body)
}

// newPayload returns azcore's buffer with data, which [runtime.Payload] returns unchanged.
// It would copy any other body into a growing buffer. If a later azcore has another kind
// of buffer, newPayload returns a reader that azcore copies.
func newPayload(buffer reflect.Type, data []byte) io.ReadCloser {
	if buffer.Kind() == reflect.Pointer {
		if body, ok := reflect.TypeAssert[payloadBuffer](reflect.New(buffer.Elem())); ok {
			body.Set(data)
			return body
		}
	}
	return io.NopCloser(bytes.NewReader(data))
}

// payloadBuffer is what azcore's buffer implements.
type payloadBuffer interface {
	io.ReadCloser
	Set(data []byte)
}
