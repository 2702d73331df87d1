package fault

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
)

// The size of the white space before a response that is a gzip bomb, and of the
// blocks of which it consists, in bytes.
const (
	bombSize  = 1 << 30
	blockSize = 1 << 20
)

// response is a recorded response. It is an http.ResponseWriter.
type response struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// record returns the response of a handler.
func record(next http.Handler, r *http.Request) *response {
	recorded := &response{header: http.Header{}, status: http.StatusOK}
	next.ServeHTTP(recorded, r)
	return recorded
}

// Header returns the header of the response.
func (p *response) Header() http.Header { return p.header }

// Write adds data to the body.
func (p *response) Write(data []byte) (int, error) { return p.body.Write(data) }

// WriteHeader sets the status.
func (p *response) WriteHeader(status int) { p.status = status }

// write writes the response with another body. length is the value of its
// Content-Length header.
func (p *response) write(w http.ResponseWriter, body []byte, length int) {
	p.writeHeader(w, strconv.Itoa(length))
	_, _ = w.Write(body) // fails if the client has disconnected
}

// writeHeader writes the header and the status. If length is empty, it writes no
// Content-Length.
func (p *response) writeHeader(w http.ResponseWriter, length string) {
	maps.Copy(w.Header(), p.header)
	w.Header().Del("Content-Length")
	if length != "" && p.status != http.StatusNoContent {
		w.Header().Set("Content-Length", length)
	}
	w.WriteHeader(p.status)
}

// writeHalf writes the header and half of the body. It writes nothing if there is no
// body that could be cut.
func (p *response) writeHalf(w http.ResponseWriter) {
	if p.body.Len() == 0 {
		return
	}
	p.write(w, p.body.Bytes()[:p.body.Len()/2], p.body.Len())
	_ = http.NewResponseController(w).Flush() // fails if the client has disconnected
}

// writeNullItem writes the response with null in place of the first item, if it is a
// page that has one.
func (p *response) writeNullItem(w http.ResponseWriter) {
	body := withNullItem(p.body.Bytes())
	p.write(w, body, len(body))
}

// withNullItem returns a page with null in place of its first item. It returns a body
// that is not such a page unchanged.
func withNullItem(body []byte) []byte {
	var page map[string]json.RawMessage
	var items []json.RawMessage
	if json.Unmarshal(body, &page) != nil || json.Unmarshal(page["value"], &items) != nil || len(items) == 0 {
		return body
	}
	items[0] = json.RawMessage("null")
	page["value"], _ = json.Marshal(items) //nolint:errchkjson // parsed above
	changed, _ := json.Marshal(page)       //nolint:errchkjson // parsed above
	return changed
}

// writeBomb writes the response compressed by gzip and preceded by white space, which
// is valid JSON. It writes a response without a body unchanged.
func (p *response) writeBomb(w http.ResponseWriter) {
	if p.body.Len() == 0 {
		p.write(w, nil, 0)
		return
	}
	p.header.Set("Content-Encoding", "gzip")
	p.writeHeader(w, "")
	// A gzip stream may consist of several members, so the blocks can share one.
	block := compress(bytes.Repeat([]byte{' '}, blockSize))
	for range bombSize / blockSize {
		if _, err := w.Write(block); err != nil {
			return // the client has disconnected
		}
	}
	_, _ = w.Write(compress(p.body.Bytes()))
}

// compress returns data compressed by gzip.
func compress(data []byte) []byte {
	var compressed bytes.Buffer
	z := gzip.NewWriter(&compressed)
	_, _ = z.Write(data) // a bytes.Buffer does not fail
	_ = z.Close()
	return compressed.Bytes()
}
