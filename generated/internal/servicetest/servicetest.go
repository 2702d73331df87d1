// Package servicetest provides a scripted service and assertions for the tests of
// the generated packages.
package servicetest

import (
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"
)

// Request is a request as the service received it.
type Request struct {
	Method string
	Host   string
	URI    string // path and query, unmodified
	Header http.Header
	Body   string
}

// Response is the scripted response to one request.
type Response struct {
	Status int
	Body   string
	Header map[string]string
	Err    error // if set, Do returns it instead of a response
}

// Service responds to requests with scripted responses and records the requests. It
// is a transport for clients, and an http.Handler. The test fails if there are too
// many or too few requests, or if Check returns an error.
type Service struct {
	// Check returns an error for an invalid request. If nil, requests are not
	// checked.
	Check func(r *http.Request, body []byte) error
	// Requests are the received requests, in order.
	Requests []Request
	// Responses are the remaining responses, in order.
	Responses []Response

	t  *testing.T
	mu sync.Mutex
}

// New returns a service with the responses. The test fails if any of them is unused.
func New(t *testing.T, responses ...Response) *Service {
	t.Helper()
	s := &Service{t: t, Responses: responses}
	t.Cleanup(func() {
		if n := len(s.Responses); n > 0 {
			t.Errorf("%d responses were not used", n)
		}
	})
	return s
}

// receive records a request and returns the response to it.
func (s *Service) receive(r *http.Request, uri string) Response {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			s.t.Errorf("%s %s: %v", r.Method, uri, err)
		}
	}
	if s.Check != nil {
		if err := s.Check(r, body); err != nil {
			s.t.Errorf("%s %s: %v", r.Method, uri, err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Requests = append(s.Requests, Request{Method: r.Method, Host: r.Host, URI: uri, Header: r.Header.Clone(), Body: string(body)})
	if len(s.Responses) == 0 {
		s.t.Errorf("unexpected request %d: %s %s%s", len(s.Requests), r.Method, r.Host, uri)
		return Response{Status: http.StatusTeapot}
	}
	next := s.Responses[0]
	s.Responses = s.Responses[1:]
	return next
}

// Do responds to a client in the same process.
func (s *Service) Do(req *http.Request) (*http.Response, error) {
	resp := s.receive(req, req.URL.RequestURI())
	if resp.Err != nil {
		return nil, resp.Err
	}
	header := http.Header{}
	for name, value := range resp.Header {
		header.Set(name, value)
	}
	return &http.Response{
		StatusCode: resp.Status,
		Status:     fmt.Sprintf("%d %s", resp.Status, http.StatusText(resp.Status)),
		Header:     header,
		Body:       io.NopCloser(strings.NewReader(resp.Body)),
		Request:    req,
	}, nil
}

// ServeHTTP responds to a client over a connection.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	resp := s.receive(r, r.RequestURI)
	for name, value := range resp.Header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(resp.Status)
	if _, err := io.WriteString(w, resp.Body); err != nil {
		s.t.Errorf("%s: %v", r.RequestURI, err)
	}
}

// OnlyRequest returns the recorded request. The test fails unless there is exactly
// one.
func (s *Service) OnlyRequest(t *testing.T) Request {
	t.Helper()
	if len(s.Requests) != 1 {
		t.Fatalf("got %d requests, want 1", len(s.Requests))
	}
	return s.Requests[0]
}

// CallRecorder records the arguments of the last call to a function of a fake.
type CallRecorder struct {
	mu   sync.Mutex
	args []any
}

// Record records the arguments of a call.
func (c *CallRecorder) Record(args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.args = args
}

// Want checks the arguments of the last call, and forgets them.
func (c *CallRecorder) Want(t *testing.T, args ...any) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	WantEqual(t, "arguments", c.args, args)
	c.args = nil
}

// WantEqual fails the test unless got equals want. It shows the first values that differ and
// where they are, such as "result.Thread.Participants[1].DisplayName".
func WantEqual[T any](t *testing.T, subject string, got, want T) {
	t.Helper()
	if reflect.DeepEqual(got, want) {
		return
	}
	place, g, w := difference(reflect.ValueOf(&got).Elem(), reflect.ValueOf(&want).Elem())
	t.Errorf("%s%s:\n got %+v\nwant %+v", subject, place, g, w)
}

// WantError fails the test unless err has the text want.
func WantError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil {
		t.Fatalf("got no error, want %q", want)
	}
	if err.Error() != want {
		t.Errorf("error:\n got %q\nwant %q", err, want)
	}
}

// WantReadError fails the test unless err has the text want, which ends with the offset,
// followed by that of a response, such as "POST /a: 201 Created", and the beginning of the
// body or of the invalid item, and then by outcome.
func WantReadError(t *testing.T, err error, want, response, body, outcome string) {
	t.Helper()
	text := want + ": " + response
	if runes := []rune(body); len(runes) > 100 {
		body = string(runes[:100]) + "..."
	}
	if body != "" {
		text += fmt.Sprintf(": %#q", body)
	}
	WantError(t, err, text+outcome)
}

// WantNoError stops the test if err is not nil.
func WantNoError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
