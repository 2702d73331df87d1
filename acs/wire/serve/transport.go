package serve

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// Route is one operation of a fake.
type Route struct {
	// Name is the name of the Server's field, such as "SendMessage".
	Name string
	// Method is the HTTP method.
	Method string
	// Template is the path template, such as "/chat/threads/{threadID}/messages".
	// "/files/{path...}" matches several segments.
	Template string
	// Handle returns the response to a request.
	Handle func(*Request) (*http.Response, error)
}

// Transport responds to requests by calling the functions of a fake. It is a
// transport for clients in the same process, and an http.Handler for other clients.
// It is safe for concurrent use if the functions are.
type Transport struct {
	// ErrorBody returns the JSON body for an Error that has none, including the
	// failures that the transport itself returns. If nil, the body is
	// {"error":{"code","message"}}. Set it before the first request.
	ErrorBody func(*Error) []byte

	routes   []Route
	patterns []pattern // of the routes
	pages    pageStore
}

// NewTransport returns a transport for the routes.
func NewTransport(routes []Route) *Transport {
	t := &Transport{routes: routes}
	for _, r := range routes {
		t.patterns = append(t.patterns, parsePattern(r.Template))
	}
	return t
}

// Do responds to a request from a client in the same process. An error that is not a
// response of the service, such as a function that is not set, is returned to the
// client without a retry, except for [ErrResponseLost].
func (t *Transport) Do(req *http.Request) (*http.Response, error) {
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	resp, err := t.response(req)
	if errors.Is(err, ErrResponseLost) {
		return nil, ErrResponseLost // azcore's responder has made it non-retriable
	}
	if err != nil {
		return nil, wire.NonRetriable(err)
	}
	return resp, nil
}

// ServeHTTP responds to a request that was received over a connection. It responds
// with status 404 if there is no operation for the request, and with 500 to an error
// that is not a response of the service. For [ErrResponseLost], it panics with
// http.ErrAbortHandler, which makes net/http close the connection.
func (t *Transport) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	req = withAbsoluteURL(req)
	resp, err := t.response(req)
	if errors.Is(err, ErrResponded) {
		return
	}
	if errors.Is(err, ErrResponseLost) {
		panic(http.ErrAbortHandler)
	}
	if err != nil {
		resp = t.failureResponse(&Error{StatusCode: http.StatusInternalServerError, Code: "FakeError", Message: err.Error()}, req)
	}
	defer func() { _ = resp.Body.Close() }() // it is in memory
	maps.Copy(w.Header(), resp.Header)
	w.WriteHeader(resp.StatusCode)
	_, _ = io.Copy(w, resp.Body) // the client may have gone
}

// withAbsoluteURL returns a copy of a request that was received over a connection,
// with the scheme and host that the client used in its URL. Next links need them.
func withAbsoluteURL(req *http.Request) *http.Request {
	clone, absolute := *req, *req.URL
	absolute.Scheme, absolute.Host = "http", req.Host
	if req.TLS != nil {
		absolute.Scheme = "https"
	}
	clone.URL = &absolute
	return &clone
}

// Operation returns the name of the operation that a request is for, or "" if there
// is none.
func (t *Transport) Operation(req *http.Request) string {
	if i := t.find(req.Method, req.URL.EscapedPath()); i >= 0 {
		return t.routes[i].Name
	}
	return ""
}

// response returns the response to a request, or an error that is not a response of
// the service.
func (t *Transport) response(req *http.Request) (*http.Response, error) {
	resp, err := t.handle(req)
	if err != nil {
		if resp = t.errorResponse(err, req); resp == nil {
			return nil, err
		}
	}
	if resp.StatusCode < http.StatusOK || resp.StatusCode > 999 {
		return nil, fmt.Errorf("the fake's %s returns the invalid status %d", t.Operation(req), resp.StatusCode)
	}
	return resp, nil
}

func (t *Transport) handle(req *http.Request) (*http.Response, error) {
	if req.Method == http.MethodGet {
		if key := req.URL.Query().Get(operationParameter); key != "" {
			return t.poll(key, req)
		}
	}
	path := req.URL.EscapedPath()
	i := t.find(req.Method, path)
	if i < 0 {
		return nil, &Error{
			StatusCode: http.StatusNotFound, Code: "NoSuchOperation",
			Message: fmt.Sprintf("the fake has no operation for %s %s", req.Method, path),
		}
	}
	return t.routes[i].Handle(&Request{http: req, operation: t.routes[i].Name, path: t.patterns[i].values(path), pages: &t.pages})
}

// poll returns the response with the state of an operation that has begun.
func (t *Transport) poll(key string, req *http.Request) (*http.Response, error) {
	if o, ok := t.pages.get(key).(poller); ok {
		return o.poll(req)
	}
	return nil, &Error{StatusCode: http.StatusBadRequest, Code: "BadRequest", Message: fmt.Sprintf("unknown operation %q", key)}
}

// find returns the index of the route for a method and an escaped path, or -1. If several
// routes match, it returns the one with the fewest parameters: "/threads/:search"
// takes precedence over "/threads/{threadID}".
func (t *Transport) find(method, path string) int {
	found := -1
	for i, p := range t.patterns {
		if t.routes[i].Method == method && p.matches(path) && (found < 0 || p.parameters < t.patterns[found].parameters) {
			found = i
		}
	}
	return found
}
