package serve

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// Route is one operation of a fake.
type Route struct {
	Name     string // of the Server's field, "SendMessage"
	Method   string
	Template string // "/chat/threads/{threadID}/messages"; "/files/{path...}" takes several segments
	Handle   func(*Request) (*http.Response, error)
}

// Transport answers requests with the functions of a fake. It is the transport
// of a client in the same process, and an http.Handler for clients elsewhere. It
// is safe for concurrent use if the functions are.
type Transport struct {
	// ErrorBody makes the JSON body of a Failure without one, also of those that
	// the transport finds itself. Nil makes {"error":{"code","message"}}. It is
	// set before the first request.
	ErrorBody func(*Failure) []byte

	routes []Route
	pages  pages
}

// NewTransport returns a transport over routes.
func NewTransport(routes []Route) *Transport {
	return &Transport{routes: routes}
}

// Do answers a request of a client in the same process. An error that is no
// answer of the service, such as that of a function that is not set, is returned
// as it is and not retried.
func (t *Transport) Do(req *http.Request) (*http.Response, error) {
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	resp, err := t.answer(req)
	if err != nil {
		return nil, wire.NonRetriable(err)
	}
	return resp, nil
}

// ServeHTTP answers a request over a connection. An error that is no answer of
// the service becomes 500, and a request for no operation 404.
func (t *Transport) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	req = withAbsoluteURL(req)
	resp, err := t.answer(req)
	if err != nil {
		resp = t.respond(&Failure{Status: http.StatusInternalServerError, Code: "FakeError", Message: err.Error()}, req)
	}
	defer func() { _ = resp.Body.Close() }() // it is in memory
	maps.Copy(w.Header(), resp.Header)
	w.WriteHeader(resp.StatusCode)
	_, _ = io.Copy(w, resp.Body) // the client may have gone
}

// withAbsoluteURL returns a request that came over a connection with the scheme and
// host that the client sees, as next links need them.
func withAbsoluteURL(req *http.Request) *http.Request {
	own, address := *req, *req.URL
	address.Scheme, address.Host = "http", req.Host
	if req.TLS != nil {
		address.Scheme = "https"
	}
	own.URL = &address
	return &own
}

// Operation returns the name of the operation that a request is for, or "".
func (t *Transport) Operation(req *http.Request) string {
	if route, _ := t.find(req); route != nil {
		return route.Name
	}
	return ""
}

// answer returns the answer to a request, or an error that is none.
func (t *Transport) answer(req *http.Request) (*http.Response, error) {
	resp, err := t.handle(req)
	if err != nil {
		if resp = t.failure(err, req); resp == nil {
			return nil, err
		}
	}
	if resp.StatusCode < http.StatusOK || resp.StatusCode > 999 {
		return nil, fmt.Errorf("the fake's %s answers with the status %d", t.Operation(req), resp.StatusCode)
	}
	return resp, nil
}

func (t *Transport) handle(req *http.Request) (*http.Response, error) {
	route, path := t.find(req)
	if route == nil {
		return nil, &Failure{
			Status: http.StatusNotFound, Code: "NoSuchOperation",
			Message: fmt.Sprintf("the fake has no operation for %s %s", req.Method, req.URL.EscapedPath()),
		}
	}
	return route.Handle(&Request{http: req, operation: route.Name, path: path, pages: &t.pages})
}

// find returns the route for a request, with its path parameters. Of two that
// fit, "/threads/:search" goes before "/threads/{threadID}".
func (t *Transport) find(req *http.Request) (*Route, map[string]string) {
	segments := strings.Split(req.URL.EscapedPath(), "/")
	var found *Route
	var params map[string]string
	for i := range t.routes {
		if t.routes[i].Method != req.Method {
			continue
		}
		if path, ok := match(t.routes[i].Template, segments); ok && (found == nil || len(path) < len(params)) {
			found, params = &t.routes[i], path
		}
	}
	return found, params
}

// Failure is an error that is an answer of the service. A fake's function sets
// it by ErrorResponder.SetError to say more than SetResponseError can. With a
// Body it may have any status: that is how a fake answers byte for byte what the
// models cannot say.
type Failure struct { //nolint:errname // an answer of the service, which need not be an error
	Status  int
	Code    string
	Message string
	Header  http.Header // to add to the answer
	Body    []byte      // JSON, instead of {"error":{"code","message"}}
}

// Error returns the status, code and message.
func (f *Failure) Error() string {
	return fmt.Sprintf("%d %s: %s", f.Status, f.Code, f.Message)
}

// failure returns the answer that an error stands for, or nil if it is none.
func (t *Transport) failure(err error, req *http.Request) *http.Response {
	if f, ok := errors.AsType[*Failure](err); ok {
		return t.respond(f, req)
	}
	if e, ok := errors.AsType[*azcore.ResponseError](err); ok {
		return t.respond(&Failure{Status: e.StatusCode, Code: e.ErrorCode, Message: http.StatusText(e.StatusCode)}, req)
	}
	return nil
}

// respond returns a failure as an answer.
func (t *Transport) respond(f *Failure, req *http.Request) *http.Response {
	body := f.Body
	switch {
	case body != nil:
	case t.ErrorBody != nil:
		body = t.ErrorBody(f)
	default:
		body = errorBody(f)
	}
	resp := newJSONResponse(f.Status, body, req)
	maps.Copy(resp.Header, ownHeader(f.Header))
	return resp
}

// errorBody is the usual body of an error.
func errorBody(f *Failure) []byte {
	body, err := json.Marshal(map[string]any{"error": map[string]string{"code": f.Code, "message": f.Message}})
	if err != nil {
		panic("chatgen bug: two strings are no JSON")
	}
	return body
}

func newJSONResponse(status int, body []byte, req *http.Request) *http.Response {
	return &http.Response{
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Status: fmt.Sprintf("%d %s", status, http.StatusText(status)), StatusCode: status,
		Header:        http.Header{"Content-Type": {"application/json"}},
		Body:          io.NopCloser(strings.NewReader(string(body))),
		ContentLength: int64(len(body)),
		Request:       req,
	}
}
