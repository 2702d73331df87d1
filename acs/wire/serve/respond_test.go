package serve_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/acs/wire/serve"
)

// respondWithID is a Get function that responds with the requested ID.
func respondWithID(id string) (resp fake.Responder[thread], errResp fake.ErrorResponder) {
	resp.SetResponse(http.StatusOK, thread{ID: id}, nil)
	return resp, errResp
}

// newFailingServer returns a fake whose Get function fails with the error that set
// sets, and counts its calls.
func newFailingServer(calls *int, set func(*fake.ErrorResponder)) *fakeServer {
	return &fakeServer{Get: func(string) (resp fake.Responder[thread], errResp fake.ErrorResponder) {
		*calls++
		set(&errResp)
		return resp, errResp
	}}
}

// The response of a function is returned to clients in the same process and over a
// connection, for any ID.
func TestRespond(t *testing.T) {
	server := &fakeServer{
		Get: respondWithID,
		Delete: func(string) (resp fake.Responder[struct{}], errResp fake.ErrorResponder) {
			resp.SetResponse(http.StatusNoContent, struct{}{}, nil)
			return resp, errResp
		},
	}
	for name, c := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			for _, id := range []string{"a", "19:a@thread.v2", "a/../b", "%2F", "é\x00", ":search"} {
				if got, err := c.get(t, id); err != nil || got.ID != id {
					t.Errorf("got %q, error %v, want %q", got.ID, err, id)
				}
			}
			wantError(t, c.remove(t, "a"), "")
		})
	}
}

// The header of a response is a copy, because azcore modifies it and a test may use
// the original for another response.
func TestRespondCopiesHeader(t *testing.T) {
	header := http.Header{"x-ms-one": {"1", "2"}}
	transport := newTransport(&fakeServer{Get: func(id string) (resp fake.Responder[thread], errResp fake.ErrorResponder) {
		resp.SetResponse(http.StatusOK, thread{ID: id}, &fake.SetResponseOptions{Header: header})
		return resp, errResp
	}})
	resp, err := doRequest(t, transport, http.MethodGet, "/threads/a", "")
	wantResponse(t, resp, err, http.StatusOK, `{"id":"a"}`)
	want := http.Header{"X-Ms-One": {"1", "2"}, "Content-Type": {"application/json"}}
	if !reflect.DeepEqual(resp.Header, want) {
		t.Errorf("got %v, want %v", resp.Header, want)
	}
	resp.Header["X-Ms-One"][0] = "changed"
	if want := (http.Header{"x-ms-one": {"1", "2"}}); !reflect.DeepEqual(header, want) {
		t.Errorf("the header of the function was changed to %v", header)
	}
}

// A response error is returned to the client as an *acs.Error, and retried depending
// on its status.
func TestResponseError(t *testing.T) {
	for name, tc := range map[string]struct {
		status, attempts int
		code, message    string
	}{
		"not retried": {http.StatusForbidden, 1, "Denied", "Forbidden"},
		"retried":     {http.StatusServiceUnavailable, 3, "Busy", "Service Unavailable"},
	} {
		t.Run(name, func(t *testing.T) {
			calls := 0
			server := newFailingServer(&calls, func(e *fake.ErrorResponder) { e.SetResponseError(tc.status, tc.code) })
			for name, c := range newClients(t, server) {
				t.Run(name, func(t *testing.T) {
					calls = 0
					_, err := c.get(t, "a")
					e, ok := errors.AsType[*acs.Error](err)
					if !ok || e.StatusCode != tc.status || e.Code != tc.code || e.Message != tc.message {
						t.Errorf("got %#v", err)
					}
					if calls != tc.attempts {
						t.Errorf("%d attempts, want %d", calls, tc.attempts)
					}
				})
			}
		})
	}
}

// A Error determines the complete response.
func TestFailure(t *testing.T) {
	for name, tc := range map[string]struct {
		failure serve.Error
		body    string
		header  http.Header
	}{
		"code and message": {serve.Error{StatusCode: 409, Code: "Taken", Message: `"a" is taken`}, failureBody(t, "Taken", `"a" is taken`),
			http.Header{"Content-Type": {"application/json"}}},
		"header": {serve.Error{StatusCode: 429, Code: "Slow", Header: http.Header{"retry-after": {"7"}, "X-Two": {"1", "2"}}}, failureBody(t, "Slow", ""),
			http.Header{"Content-Type": {"application/json"}, "Retry-After": {"7"}, "X-Two": {"1", "2"}}},
		"body": {serve.Error{StatusCode: 400, Code: "Unused", Body: []byte("<html>"), Header: http.Header{"Content-Type": {"text/html"}}}, "<html>",
			http.Header{"Content-Type": {"text/html"}}},
		"empty body": {serve.Error{StatusCode: 401, Body: []byte{}}, "", http.Header{"Content-Type": {"application/json"}}},
		"success":    {serve.Error{StatusCode: 200, Body: []byte(`{"id":"raw"}`)}, `{"id":"raw"}`, http.Header{"Content-Type": {"application/json"}}},
	} {
		t.Run(name, func(t *testing.T) {
			calls := 0
			transport := newTransport(newFailingServer(&calls, func(e *fake.ErrorResponder) { e.SetError(fmt.Errorf("wrapped: %w", &tc.failure)) }))
			resp, err := doRequest(t, transport, http.MethodGet, "/threads/a", "")
			wantResponse(t, resp, err, tc.failure.StatusCode, tc.body)
			if !reflect.DeepEqual(resp.Header, tc.header) {
				t.Errorf("got %v, want %v", resp.Header, tc.header)
			}
			if resp.Request == nil || resp.ContentLength != int64(len(tc.body)) {
				t.Errorf("request %v, length %d", resp.Request, resp.ContentLength)
			}
		})
	}
}

func TestFailureError(t *testing.T) {
	wantError(t, &serve.Error{StatusCode: 409, Code: "Taken", Message: "is taken"}, "409 Taken: is taken")
}

// ErrorBody formats all failures without a body, including those of the transport
// itself.
func TestErrorBody(t *testing.T) {
	calls := 0
	transport := newTransport(newFailingServer(&calls, func(e *fake.ErrorResponder) { e.SetError(&serve.Error{StatusCode: 409, Body: []byte("custom")}) }))
	transport.ErrorBody = func(f *serve.Error) []byte { return []byte(f.Code + "!") }
	resp, err := doRequest(t, transport, http.MethodGet, "/unknown", "")
	wantResponse(t, resp, err, http.StatusNotFound, "NoSuchOperation!")
	resp, err = doRequest(t, transport, http.MethodGet, "/threads/a", "")
	wantResponse(t, resp, err, http.StatusConflict, "custom")
}

// Any other error is returned unchanged to a client in the same process, and not
// retried.
func TestOtherError(t *testing.T) {
	cause := errors.New("cause")
	calls := 0
	c := newClient(t, endpoint, newTransport(newFailingServer(&calls, func(e *fake.ErrorResponder) { e.SetError(fmt.Errorf("wrapped: %w", cause)) })))
	_, err := c.get(t, "a")
	if !errors.Is(err, cause) || calls != 1 {
		t.Errorf("got %v after %d calls", err, calls)
	}
	wantError(t, err, "Client.Get: wrapped: cause")
}

// misuses returns fakes that a test uses incorrectly, and the resulting errors.
func misuses() map[string]struct {
	server *fakeServer
	want   string
} {
	calls := 0
	return map[string]struct {
		server *fakeServer
		want   string
	}{
		"not set": {&fakeServer{}, "the fake's Get is not set"},
		"no response": {&fakeServer{Get: func(string) (resp fake.Responder[thread], errResp fake.ErrorResponder) { return resp, errResp }},
			"the fake's Get sets neither a response nor an error"},
		"no status":   {newFailingServer(&calls, func(e *fake.ErrorResponder) { e.SetError(&serve.Error{Code: "Oops"}) }), "the fake's Get returns the invalid status 0"},
		"status 100":  {newFailingServer(&calls, func(e *fake.ErrorResponder) { e.SetError(&serve.Error{StatusCode: 100}) }), "the fake's Get returns the invalid status 100"},
		"four digits": {newFailingServer(&calls, func(e *fake.ErrorResponder) { e.SetError(&serve.Error{StatusCode: 1000}) }), "the fake's Get returns the invalid status 1000"},
		"other error": {newFailingServer(&calls, func(e *fake.ErrorResponder) { e.SetError(errors.New("cause")) }), "cause"},
	}
}

// Incorrect use of a fake is an error for a client in the same process, without a
// retry.
func TestMisuseInProcess(t *testing.T) {
	for name, tc := range misuses() {
		t.Run(name, func(t *testing.T) {
			attempts := 0
			transport := newTransport(tc.server)
			c := newClient(t, endpoint, transportFunc(func(r *http.Request) (*http.Response, error) {
				attempts++
				return transport.Do(r)
			}))
			_, err := c.get(t, "a")
			wantError(t, err, "Client.Get: "+tc.want)
			if attempts != 1 {
				t.Errorf("%d attempts, want 1", attempts)
			}
		})
	}
}

// transportFunc is a transport that is a function.
type transportFunc func(*http.Request) (*http.Response, error)

// Do sends one request.
func (f transportFunc) Do(r *http.Request) (*http.Response, error) { return f(r) }

// The function is not called if the context is already canceled.
func TestCanceledContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, endpoint+"/threads/a", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := newTransport(&fakeServer{Get: func(string) (fake.Responder[thread], fake.ErrorResponder) {
		t.Error("the function was called")
		return respondWithID("a")
	}}).Do(req)
	if !errors.Is(err, context.Canceled) {
		_ = resp.Body.Close()
		t.Errorf("got %v", err)
	}
}

// A function can also fail with an *azcore.ResponseError, for example from another
// client.
func TestAzcoreResponseError(t *testing.T) {
	calls := 0
	server := newFailingServer(&calls, func(e *fake.ErrorResponder) { e.SetError(&azcore.ResponseError{StatusCode: 404, ErrorCode: "Gone"}) })
	for name, c := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			_, err := c.get(t, "a")
			if e, ok := errors.AsType[*acs.Error](err); !ok || e.StatusCode != http.StatusNotFound || e.Code != "Gone" {
				t.Errorf("got %#v", err)
			}
		})
	}
}

// A status that the operation does not define is an error in the test, and not a response of the service.
func TestRespondStatus(t *testing.T) {
	transport := serve.NewTransport([]serve.Route{{
		Name: "Delete", Method: http.MethodDelete, Template: "/threads/{id}",
		Handle: func(r *serve.Request) (*http.Response, error) {
			var resp fake.Responder[struct{}]
			resp.SetResponse(http.StatusOK, struct{}{}, nil)
			return serve.Respond(r, resp, fake.ErrorResponder{}, nil, http.StatusNoContent)
		},
	}})
	_, err := transport.Do(httptest.NewRequestWithContext(t.Context(), http.MethodDelete, "/threads/a", nil))
	const want = "the fake's Delete sets the status 200 (want one of [204])"
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}
