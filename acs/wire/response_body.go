package wire

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// The default limits of the sizes of response bodies, in bytes.
const (
	defaultMaxResponseSize = 64 << 20
	defaultMaxErrorSize    = 1 << 20
)

// bodyTransport reads the bodies of responses within the retries, so that azcore can
// retry an attempt with a broken one. It also gives each attempt a reader of its own
// over the request body.
type bodyTransport struct {
	transport policy.Transporter
	limit     int64 // of the size of a body, in bytes
}

// newBodyTransport returns a transport that sends requests with transport, or with a
// new [http.Client] if transport is nil. limit is Config.MaxResponseSize.
func newBodyTransport(transport policy.Transporter, limit int64) (*bodyTransport, error) {
	switch {
	case limit < 0:
		return nil, fmt.Errorf("MaxResponseSize: invalid size %d (want a number of bytes, or 0 for the default)", limit)
	case limit == 0:
		limit = defaultMaxResponseSize
	}
	if transport == nil {
		transport = &http.Client{}
	}
	return &bodyTransport{transport, min(limit, math.MaxInt64/2)}, nil
}

// Do sends one attempt and reads the body of the response. The body of an error is
// truncated one byte beyond the limit, which noteTruncation notices; any other body beyond the
// limit is an error. As in azcore, a broken body is retried for GET, PUT and DELETE.
func (t *bodyTransport) Do(req *http.Request) (*http.Response, error) {
	if body, ok := req.Body.(*requestBody); ok {
		req.Body = body.open() // a policy has rewound the body, as azcore's logging does
	}
	resp, err := t.transport.Do(req)
	if err != nil || resp == nil || resp.Body == nil || resp.Body == http.NoBody {
		return resp, err
	}
	limit := t.limitOf(resp)
	data, err := readUpTo(resp, limit+1)
	_ = resp.Body.Close() // the body has been read, or its error is returned
	retriable := req.Method == http.MethodGet || req.Method == http.MethodPut || req.Method == http.MethodDelete
	switch {
	case err != nil && retriable:
		return nil, fmt.Errorf("reading the response: %w", err)
	case err != nil:
		return nil, NonRetriable(fmt.Errorf("reading the response: %w", err))
	case int64(len(data)) > limit && !isError(resp):
		return nil, NonRetriable(fmt.Errorf("reading the response: its body exceeds %d bytes, the limit in ClientOptions.MaxResponseSize", limit))
	}
	resp.Body = withPayload(data)
	return resp, nil
}

// limitOf returns the limit of the body's size.
func (t *bodyTransport) limitOf(resp *http.Response) int64 {
	if isError(resp) {
		return min(t.limit, defaultMaxErrorSize)
	}
	return t.limit
}

// isError reports whether the status is one of an error.
func isError(resp *http.Response) bool { return resp.StatusCode >= http.StatusBadRequest }

// noteTruncation adds to the error for a response that its body was truncated.
func (t *bodyTransport) noteTruncation(err error, resp *http.Response) error {
	data, readErr := runtime.Payload(resp)
	if limit := t.limitOf(resp); readErr == nil && int64(len(data)) > limit {
		return fmt.Errorf("%w\n(the response body was truncated after %d bytes: see ClientOptions.MaxResponseSize)", err, limit)
	}
	return err
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
		return nil, io.ErrUnexpectedEOF
	}
	return nil, err
}

// withPayload returns a body that [runtime.Payload] returns as it is. Of any other
// body, azcore would make a copy that grows as it is read.
func withPayload(data []byte) io.ReadCloser {
	downloaded := http.Response{Body: http.NoBody}
	_, _ = runtime.Payload(&downloaded) // an empty body cannot fail, and is now azcore's own buffer
	return fill(downloaded.Body, data)
}

// fill sets the data of azcore's buffer. If a later azcore has another kind of buffer,
// it returns a reader that azcore copies.
func fill(buffer io.ReadCloser, data []byte) io.ReadCloser {
	if settable, ok := buffer.(interface{ Set(data []byte) }); ok {
		settable.Set(data)
		return buffer
	}
	return io.NopCloser(bytes.NewReader(data))
}
