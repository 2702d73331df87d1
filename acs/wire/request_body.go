package wire

import (
	"bytes"
	"io"
	"sync/atomic"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// requestBody is the body of a request. azcore rewinds the same reader for each
// attempt, although the transport may still be reading it for the attempt before.
// So policies read this one, and each attempt is sent with a reader of its own.
type requestBody struct {
	bytes.Reader

	data   []byte
	first  bytes.Reader // of the first attempt, which takes no allocation
	opened atomic.Bool
}

// Close does nothing.
func (b *requestBody) Close() error { return nil }

// open returns a new reader, of a type that net/http recognizes as in memory, so that
// it sends the header and the body together.
func (b *requestBody) open() io.ReadCloser {
	if b.opened.CompareAndSwap(false, true) {
		b.first.Reset(b.data)
		return io.NopCloser(&b.first)
	}
	return io.NopCloser(bytes.NewReader(b.data))
}

// setBody sets the body of the request.
func (s *callState) setBody(req *policy.Request, data []byte, mediaType string) error {
	body := &s.body
	body.data = data
	body.Reset(data)
	if err := req.SetBody(body, ""); err != nil {
		return err
	}
	s.setHeader(req.Raw(), "Content-Type", mediaType)
	req.Raw().GetBody = func() (io.ReadCloser, error) { return body.open(), nil }
	return nil
}
