package emulator

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/chatgen-go/chatgen/emulator/internal/fault"
)

// maxCalls is the number of calls that an emulator remembers.
const maxCalls = 1000

// Call is a call that an emulator has received.
type Call struct {
	// Time is when the call arrived, by the emulator's clock.
	Time time.Time `json:"time"`
	// Operation is the name of the operation as in fault rules, for example
	// "SendMessage", or "" if the request does not match any.
	Operation string `json:"operation,omitempty"`
	// User is the raw ID of the user in the access token, which may be invalid, or in
	// the path of an identity call.
	User string `json:"user,omitempty"`
	// Thread is the ID of the thread in the path.
	Thread string `json:"thread,omitempty"`
	// Status is the status of the response, or 0 if there is none (yet).
	Status int `json:"status"`
	// Faults are the fault rules that were applied.
	Faults []string `json:"faults,omitempty"`
}

// Calls returns the latest calls, up to 1,000, in the order in which they arrived.
func (e *Emulator) Calls() []Call { return mapSlice(e.calls.list(), e.newCall) }

func (e *Emulator) newCall(c recordedCall) Call {
	described := e.describe(c.request())
	return Call{c.time, described.Operation, described.User, described.Thread, c.status, c.faults}
}

// describe describes a request in the terms of fault rules.
func (e *Emulator) describe(r *http.Request) fault.Call {
	call := fault.Call{Operation: e.operation(r)}
	segments := strings.Split(strings.TrimPrefix(r.URL.EscapedPath(), "/"), "/")
	switch {
	case segments[0] == "identities" && len(segments) > 1:
		call.User = unescape(segments[1])
	case segments[0] == "chat":
		call.User = tokenUser(r.Header.Get("Authorization"))
		if len(segments) > 2 {
			call.Thread = unescape(segments[2])
		}
	}
	return call
}

// unescape returns a path segment without escapes, or as it is if it is malformed.
func unescape(segment string) string {
	if text, err := url.PathUnescape(segment); err == nil {
		return text
	}
	return segment
}

// tokenUser returns the raw ID of the user in an access token, without verifying it,
// or "".
func tokenUser(authorization string) string {
	parts := strings.Split(authorization, ".")
	if len(parts) != 3 {
		return ""
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	var claims struct {
		SkypeID string `json:"skypeid"`
	}
	if err != nil || json.Unmarshal(payload, &claims) != nil || claims.SkypeID == "" {
		return ""
	}
	return "8:" + claims.SkypeID
}

// recordedCall is a call with the parts of its request from which it is described when
// somebody lists the calls.
type recordedCall struct {
	id            int // from 1
	time          time.Time
	method        string
	url           url.URL
	authorization string
	status        int
	faults        []string
	details       *callDetails // nil unless they are recorded
}

// request returns a request with the recorded parts.
func (c recordedCall) request() *http.Request {
	return &http.Request{Method: c.method, URL: &c.url, Header: http.Header{"Authorization": {c.authorization}}}
}

// callLog contains the latest calls. Its methods are safe for concurrent use.
type callLog struct {
	mu    sync.Mutex
	calls []*recordedCall // a ring buffer, once it has maxCalls elements
	next  int             // index of the oldest call in the ring buffer
	last  int             // ID of the newest call

	observe func(recordedCall) // called when a call starts and ends; nil if details are not recorded
}

// start records a call. It returns the writer for its response, which records the
// status, and the request to handle.
func (l *callLog) start(w http.ResponseWriter, r *http.Request, now time.Time) (*recordingWriter, *http.Request) {
	call := &recordedCall{time: now.UTC(), method: r.Method, url: *r.URL, authorization: r.Header.Get("Authorization")}
	recorded := &recordingWriter{ResponseWriter: w, log: l, call: call}
	l.mu.Lock()
	l.add(call)
	recorded.observe = l.observe
	if l.observe != nil {
		r = recorded.recordDetails(r)
	}
	l.mu.Unlock()
	recorded.notify()
	return recorded, r
}

// add adds a call. The log is locked.
func (l *callLog) add(call *recordedCall) {
	l.last++
	call.id = l.last
	if len(l.calls) < maxCalls {
		l.calls = append(l.calls, call)
		return
	}
	l.calls[l.next] = call
	l.next = (l.next + 1) % maxCalls
}

// list returns the calls, oldest first.
func (l *callLog) list() []recordedCall {
	l.mu.Lock()
	defer l.mu.Unlock()
	ordered := slices.Concat(l.calls[l.next:], l.calls[:l.next])
	return mapSlice(ordered, func(c *recordedCall) recordedCall { return c.copy() })
}

// recordingWriter is an http.ResponseWriter that records the status of a call before it
// is sent.
type recordingWriter struct {
	http.ResponseWriter

	log     *callLog
	call    *recordedCall
	observe func(recordedCall) // nil if details are not recorded
}

// Unwrap returns the original writer, for http.ResponseController.
func (w *recordingWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader records and sends the status.
func (w *recordingWriter) WriteHeader(status int) {
	w.setStatus(status)
	w.ResponseWriter.WriteHeader(status)
}

// Write sends data, with status 200 if none was sent.
func (w *recordingWriter) Write(data []byte) (int, error) {
	w.setStatus(http.StatusOK)
	w.recordResponse(data)
	return w.ResponseWriter.Write(data)
}

// setStatus records the status, unless it is already known.
func (w *recordingWriter) setStatus(status int) {
	w.log.mu.Lock()
	defer w.log.mu.Unlock()
	if w.call.status == 0 {
		w.call.status = status
	}
}

func (w *recordingWriter) addFault(rule string) {
	w.log.mu.Lock()
	defer w.log.mu.Unlock()
	w.call.faults = append(w.call.faults, rule)
}
