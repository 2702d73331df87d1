package interop_test

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// recordedRequest is a request as the client sent it, and the status of the
// response.
type recordedRequest struct {
	method, uri string
	header      http.Header
	body        []byte
	status      int
}

// recordedCall is a client call and its requests: none if the client rejected
// the arguments, several if it fetched more pages or retried.
type recordedCall struct {
	name     string
	requests []recordedRequest
}

// recorder forwards requests to the emulator and records them under the call
// that was announced last. It is safe for concurrent use, but expects calls to
// be made one after the other.
type recorder struct {
	next http.Handler

	mu         sync.Mutex
	calls      []recordedCall
	failStatus int // for the next request; 0: none
}

// startCall announces a call. If failStatus is not 0, the recorder responds to
// the call's first request with that status.
func (r *recorder) startCall(name string, failStatus int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls = append(r.calls, recordedCall{name: name})
	r.failStatus = failStatus
}

// ServeHTTP forwards a request to the emulator and records it. The request
// POST /interop?call=NAME&fail=STATUS does the same as startCall. Requests for tokens
// of Entra ID are not recorded: our client gets them without a request.
func (r *recorder) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if req.URL.Path == "/interop" {
		failStatus, _ := strconv.Atoi(req.FormValue("fail")) // 0 if missing
		r.startCall(req.FormValue("call"), failStatus)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if strings.HasSuffix(req.URL.Path, "/oauth2/v2.0/token") {
		r.next.ServeHTTP(w, req)
		return
	}
	body, _ := io.ReadAll(req.Body) // a truncated body is reported as a difference
	req.Body = io.NopCloser(bytes.NewReader(body))
	recorded := recordedRequest{method: req.Method, uri: req.RequestURI, header: req.Header.Clone(), body: body}
	response := &statusWriter{ResponseWriter: w, status: http.StatusOK}
	if failStatus := r.takeFailStatus(); failStatus != 0 {
		w.Header().Set("Retry-After-Ms", "1")
		response.WriteHeader(failStatus)
	} else {
		r.next.ServeHTTP(response, req)
	}
	recorded.status = response.status
	r.add(recorded)
}

// takeFailStatus returns failStatus and resets it.
func (r *recorder) takeFailStatus() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	status := r.failStatus
	r.failStatus = 0
	return status
}

// add adds a request to the current call.
func (r *recorder) add(request recordedRequest) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.calls) == 0 {
		r.calls = append(r.calls, recordedCall{name: "before the first call"})
	}
	last := &r.calls[len(r.calls)-1]
	last.requests = append(last.requests, request)
}

// takeCalls returns the calls recorded since it was called last.
func (r *recorder) takeCalls() []recordedCall {
	r.mu.Lock()
	defer r.mu.Unlock()
	calls := r.calls
	r.calls = nil
	return calls
}

// statusWriter records the status of a response.
type statusWriter struct {
	http.ResponseWriter

	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}
