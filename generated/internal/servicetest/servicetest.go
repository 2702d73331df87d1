// Package servicetest is the service's side in the tests of the generated
// packages, and what they check with.
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

// Received is a request as the service saw it.
type Received struct {
	Method string
	Host   string
	URI    string // path and query as they stand on the wire
	Header http.Header
	Body   string
}

// Answer is what the service answers to one request.
type Answer struct {
	Status int
	Body   string
	Header map[string]string
	Broken error // the connection breaks with it instead
}

// Service answers each request with the next of its answers and keeps what it
// received. It is the transport of a client, or the handler of a server. A
// request too many or too few, or one that Check refuses, fails the test.
type Service struct {
	// Check says what is wrong with a request; nil for no check.
	Check func(r *http.Request, body []byte) error
	// Requests are those that came, in their order.
	Requests []Received
	// Answers are those that are still to be asked for.
	Answers []Answer

	t  *testing.T
	mu sync.Mutex
}

// New returns a service with answers, all of which must be asked for.
func New(t *testing.T, answers ...Answer) *Service {
	t.Helper()
	s := &Service{t: t, Answers: answers}
	t.Cleanup(func() {
		if n := len(s.Answers); n > 0 {
			t.Errorf("%d answers were not asked for", n)
		}
	})
	return s
}

// take keeps a request and returns the answer to it.
func (s *Service) take(r *http.Request, uri string) Answer {
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
	s.Requests = append(s.Requests, Received{Method: r.Method, Host: r.Host, URI: uri, Header: r.Header.Clone(), Body: string(body)})
	if len(s.Answers) == 0 {
		s.t.Errorf("request %d was not expected: %s %s%s", len(s.Requests), r.Method, r.Host, uri)
		return Answer{Status: http.StatusTeapot}
	}
	next := s.Answers[0]
	s.Answers = s.Answers[1:]
	return next
}

// Do answers a client without a network.
func (s *Service) Do(req *http.Request) (*http.Response, error) {
	a := s.take(req, req.URL.RequestURI())
	if a.Broken != nil {
		return nil, a.Broken
	}
	header := http.Header{}
	for name, value := range a.Header {
		header.Set(name, value)
	}
	return &http.Response{
		StatusCode: a.Status,
		Status:     fmt.Sprintf("%d %s", a.Status, http.StatusText(a.Status)),
		Header:     header,
		Body:       io.NopCloser(strings.NewReader(a.Body)),
		Request:    req,
	}, nil
}

// ServeHTTP answers a client over a network.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a := s.take(r, r.RequestURI)
	for name, value := range a.Header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(a.Status)
	if _, err := io.WriteString(w, a.Body); err != nil {
		s.t.Errorf("%s: %v", r.RequestURI, err)
	}
}

// Only returns the request of a test that sends one.
func (s *Service) Only(t *testing.T) Received {
	t.Helper()
	if len(s.Requests) != 1 {
		t.Fatalf("got %d requests, want 1", len(s.Requests))
	}
	return s.Requests[0]
}

// Call is what the function of a fake was called with.
type Call struct {
	mu   sync.Mutex
	args []any
}

// Is keeps the arguments of a call.
func (c *Call) Is(args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.args = args
}

// Want checks the arguments of the last call.
func (c *Call) Want(t *testing.T, args ...any) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	WantEqual(t, "arguments", c.args, args)
	c.args = nil
}

// WantEqual fails the test if got is not want.
func WantEqual[T any](t *testing.T, subject string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", subject, got, want)
	}
}

// WantError fails the test if err does not say want.
func WantError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil {
		t.Fatalf("got no error, want %q", want)
	}
	if err.Error() != want {
		t.Errorf("error:\n got %q\nwant %q", err, want)
	}
}

// WantNoError ends the test at an error.
func WantNoError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
