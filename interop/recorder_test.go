package interop_test

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"sync"
)

// sent is a request as a client sent it.
type sent struct {
	method, uri string
	header      http.Header
	body        []byte
	status      int // of the answer
}

// record is a call and what it sent: nothing, a request, or one for each page
// and each try.
type record struct {
	name     string
	requests []sent
}

// recorder hands requests on to the emulator and keeps them, by the call that a
// client has told of before. It is safe for concurrent use, but calls are made
// one after the other.
type recorder struct {
	next http.Handler

	mu      sync.Mutex
	records []record
	fail    int
}

// begin says that a call follows. If fail is not 0, its first try is answered
// with that status.
func (r *recorder) begin(name string, fail int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.records = append(r.records, record{name: name})
	r.fail = fail
}

// ServeHTTP answers as the emulator does. POST /interop?call=NAME&fail=STATUS
// is begin.
func (r *recorder) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if req.URL.Path == "/interop" {
		fail, _ := strconv.Atoi(req.FormValue("fail")) // absent: 0
		r.begin(req.FormValue("call"), fail)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	body, _ := io.ReadAll(req.Body) // what does not come is a difference
	req.Body = io.NopCloser(bytes.NewReader(body))
	s := sent{method: req.Method, uri: req.RequestURI, header: req.Header.Clone(), body: body}
	answer := &statusWriter{ResponseWriter: w, status: http.StatusOK}
	if fail := r.failure(); fail != 0 {
		w.Header().Set("Retry-After-Ms", "1")
		answer.WriteHeader(fail)
	} else {
		r.next.ServeHTTP(answer, req)
	}
	s.status = answer.status
	r.keep(s)
}

// failure returns the status of a first try that is to fail, once.
func (r *recorder) failure() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	fail := r.fail
	r.fail = 0
	return fail
}

func (r *recorder) keep(s sent) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.records) == 0 {
		r.records = append(r.records, record{name: "before any call"})
	}
	last := &r.records[len(r.records)-1]
	last.requests = append(last.requests, s)
}

// taken returns the calls since the last time.
func (r *recorder) taken() []record {
	r.mu.Lock()
	defer r.mu.Unlock()
	records := r.records
	r.records = nil
	return records
}

// statusWriter notes the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}
