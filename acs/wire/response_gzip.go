package wire

import (
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
)

// requestGzip asks for a compressed response, as net/http does. It is not left to
// net/http, which decompresses without a limit on the bytes received: gzip allows any
// number of parts that are empty when decompressed.
func requestGzip(req *http.Request) {
	if wantsGzip(req) {
		req.Header.Set(acceptEncoding, "gzip")
	}
}

// acceptEncoding is the header with the encodings that a response may have.
const acceptEncoding = "Accept-Encoding"

// wantsGzip reports whether a request has to ask for a compressed response.
func wantsGzip(req *http.Request) bool {
	return req.Header.Get(acceptEncoding) == "" && req.Method != http.MethodHead
}

// isGzip reports whether the body of a response is compressed.
func isGzip(resp *http.Response) bool {
	return !resp.Uncompressed && strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip")
}

// readGzip is like [readUpTo] for a compressed body. Of that, too, it reads up to limit
// bytes; full reports that it would need more. The response becomes one that was not
// compressed.
func readGzip(resp *http.Response, limit int64) (data []byte, full bool, err error) {
	received := &io.LimitedReader{R: resp.Body, N: limit}
	data, err = decompress(received, limit)
	resp.Header.Del("Content-Encoding")
	resp.Header.Del("Content-Length")
	resp.ContentLength, resp.Uncompressed = -1, true
	return data, err != nil && received.N == 0, err
}

// gzipReaders keeps readers of compressed bodies for reuse; one has 40 KB.
var gzipReaders = sync.Pool{New: func() any { return new(gzip.Reader) }} //nolint:gochecknoglobals // a pool has to outlive its users

// decompress reads up to limit bytes of decompressed data. An empty body is empty data.
func decompress(compressed io.Reader, limit int64) ([]byte, error) {
	reader, ok := gzipReaders.Get().(*gzip.Reader)
	if !ok {
		reader = new(gzip.Reader)
	}
	defer gzipReaders.Put(reader)
	switch err := reader.Reset(compressed); {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return io.ReadAll(io.LimitReader(reader, limit))
}
