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

// found answers a get with the ID that it asks for.
func found(id string) (resp fake.Responder[thread], errResp fake.ErrorResponder) {
	resp.SetResponse(http.StatusOK, thread{ID: id}, nil)
	return resp, errResp
}

// failing answers a get with an error, and counts the calls.
func failing(calls *int, set func(*fake.ErrorResponder)) *answers {
	return &answers{Get: func(string) (resp fake.Responder[thread], errResp fake.ErrorResponder) {
		*calls++
		set(&errResp)
		return resp, errResp
	}}
}

// What a function answers reaches the client, near and far, whatever the ID.
func TestAnswer(t *testing.T) {
	a := &answers{
		Get: found,
		Delete: func(string) (resp fake.Responder[struct{}], errResp fake.ErrorResponder) {
			resp.SetResponse(http.StatusNoContent, struct{}{}, nil)
			return resp, errResp
		},
	}
	for name, c := range clients(t, a) {
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

// The headers of an answer are the answer's own: azcore adds to them, and a test
// that answers twice with the same ones must not see that.
func TestAnswerHeader(t *testing.T) {
	header := http.Header{"x-ms-one": {"1", "2"}}
	transport := newTransport(&answers{Get: func(id string) (resp fake.Responder[thread], errResp fake.ErrorResponder) {
		resp.SetResponse(http.StatusOK, thread{ID: id}, &fake.SetResponseOptions{Header: header})
		return resp, errResp
	}})
	resp, err := do(t, transport, http.MethodGet, "/threads/a", "")
	wantAnswer(t, resp, err, http.StatusOK, `{"id":"a"}`)
	want := http.Header{"X-Ms-One": {"1", "2"}, "Content-Type": {"application/json"}}
	if !reflect.DeepEqual(resp.Header, want) {
		t.Errorf("got %v, want %v", resp.Header, want)
	}
	resp.Header["X-Ms-One"][0] = "changed"
	if want := (http.Header{"x-ms-one": {"1", "2"}}); !reflect.DeepEqual(header, want) {
		t.Errorf("the function's header became %v", header)
	}
}

// An error of the service is an answer that the client reads as one of the
// service, and tries again if the status says so.
func TestResponseError(t *testing.T) {
	for name, tc := range map[string]struct {
		status, tries int
		code, message string
	}{
		"final":     {http.StatusForbidden, 1, "Denied", "Forbidden"},
		"retriable": {http.StatusServiceUnavailable, 3, "Busy", "Service Unavailable"},
	} {
		t.Run(name, func(t *testing.T) {
			calls := 0
			a := failing(&calls, func(e *fake.ErrorResponder) { e.SetResponseError(tc.status, tc.code) })
			for name, c := range clients(t, a) {
				t.Run(name, func(t *testing.T) {
					calls = 0
					_, err := c.get(t, "a")
					e, ok := errors.AsType[*acs.Error](err)
					if !ok || e.StatusCode != tc.status || e.Code != tc.code || e.Message != tc.message {
						t.Errorf("got %#v", err)
					}
					if calls != tc.tries {
						t.Errorf("%d tries, want %d", calls, tc.tries)
					}
				})
			}
		})
	}
}

// A Failure says all of an answer.
func TestFailure(t *testing.T) {
	for name, tc := range map[string]struct {
		failure serve.Failure
		body    string
		header  http.Header
	}{
		"code and message": {serve.Failure{Status: 409, Code: "Taken", Message: `"a" is taken`}, failureBody(t, "Taken", `"a" is taken`),
			http.Header{"Content-Type": {"application/json"}}},
		"header": {serve.Failure{Status: 429, Code: "Slow", Header: http.Header{"retry-after": {"7"}, "X-Two": {"1", "2"}}}, failureBody(t, "Slow", ""),
			http.Header{"Content-Type": {"application/json"}, "Retry-After": {"7"}, "X-Two": {"1", "2"}}},
		"body": {serve.Failure{Status: 400, Code: "Unused", Body: []byte("<no>"), Header: http.Header{"Content-Type": {"text/html"}}}, "<no>",
			http.Header{"Content-Type": {"text/html"}}},
		"empty body": {serve.Failure{Status: 401, Body: []byte{}}, "", http.Header{"Content-Type": {"application/json"}}},
		"success":    {serve.Failure{Status: 200, Body: []byte(`{"id":"raw"}`)}, `{"id":"raw"}`, http.Header{"Content-Type": {"application/json"}}},
	} {
		t.Run(name, func(t *testing.T) {
			calls := 0
			transport := newTransport(failing(&calls, func(e *fake.ErrorResponder) { e.SetError(fmt.Errorf("wrapped: %w", &tc.failure)) }))
			resp, err := do(t, transport, http.MethodGet, "/threads/a", "")
			wantAnswer(t, resp, err, tc.failure.Status, tc.body)
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
	wantError(t, &serve.Failure{Status: 409, Code: "Taken", Message: "is taken"}, "409 Taken: is taken")
}

// A fake can have the error form of its service, also for what the transport
// finds itself. What a failure says for itself goes before.
func TestErrorBody(t *testing.T) {
	calls := 0
	transport := newTransport(failing(&calls, func(e *fake.ErrorResponder) { e.SetError(&serve.Failure{Status: 409, Body: []byte("own")}) }))
	transport.ErrorBody = func(f *serve.Failure) []byte { return []byte(f.Code + "!") }
	resp, err := do(t, transport, http.MethodGet, "/nothing", "")
	wantAnswer(t, resp, err, http.StatusNotFound, "NoSuchOperation!")
	resp, err = do(t, transport, http.MethodGet, "/threads/a", "")
	wantAnswer(t, resp, err, http.StatusConflict, "own")
}

// Any other error reaches a client in the same process as it is, once: it is the
// test's own, and no weather to wait out.
func TestOtherError(t *testing.T) {
	own := errors.New("own")
	calls := 0
	c := newClient(t, endpoint, newTransport(failing(&calls, func(e *fake.ErrorResponder) { e.SetError(fmt.Errorf("why: %w", own)) })))
	_, err := c.get(t, "a")
	if !errors.Is(err, own) || calls != 1 {
		t.Errorf("got %v after %d calls", err, calls)
	}
	wantError(t, err, "why: own")
}

// faults are those of a test that uses a fake wrongly.
func faults() map[string]struct {
	answers *answers
	want    string
} {
	calls := 0
	return map[string]struct {
		answers *answers
		want    string
	}{
		"not set": {&answers{}, "the fake's Get is not set"},
		"nothing answered": {&answers{Get: func(string) (resp fake.Responder[thread], errResp fake.ErrorResponder) { return resp, errResp }},
			"the fake's Get sets neither a response nor an error"},
		"no status":       {failing(&calls, func(e *fake.ErrorResponder) { e.SetError(&serve.Failure{Code: "Oops"}) }), "the fake's Get answers with the status 0"},
		"continue":        {failing(&calls, func(e *fake.ErrorResponder) { e.SetError(&serve.Failure{Status: 100}) }), "the fake's Get answers with the status 100"},
		"four digits":     {failing(&calls, func(e *fake.ErrorResponder) { e.SetError(&serve.Failure{Status: 1000}) }), "the fake's Get answers with the status 1000"},
		"error of a test": {failing(&calls, func(e *fake.ErrorResponder) { e.SetError(errors.New("own")) }), "own"},
	}
}

// In the same process a test that uses a fake wrongly gets an error, without
// further tries.
func TestFaultsInProcess(t *testing.T) {
	for name, tc := range faults() {
		t.Run(name, func(t *testing.T) {
			tries := 0
			transport := newTransport(tc.answers)
			c := newClient(t, endpoint, transporter(func(r *http.Request) (*http.Response, error) {
				tries++
				return transport.Do(r)
			}))
			_, err := c.get(t, "a")
			wantError(t, err, tc.want)
			if tries != 1 {
				t.Errorf("%d tries", tries)
			}
		})
	}
}

// transporter counts what goes to a transport.
type transporter func(*http.Request) (*http.Response, error)

// Do sends one request.
func (f transporter) Do(r *http.Request) (*http.Response, error) { return f(r) }

// A call whose context has ended is not answered.
func TestContextEnded(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, endpoint+"/threads/a", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := newTransport(&answers{Get: func(string) (fake.Responder[thread], fake.ErrorResponder) {
		t.Error("the function was called")
		return found("a")
	}}).Do(req)
	if !errors.Is(err, context.Canceled) {
		_ = resp.Body.Close()
		t.Errorf("got %v", err)
	}
}

// What azcore's own error holds is answered, too, when a function got it from
// another client.
func TestForeignResponseError(t *testing.T) {
	calls := 0
	a := failing(&calls, func(e *fake.ErrorResponder) { e.SetError(&azcore.ResponseError{StatusCode: 404, ErrorCode: "Gone"}) })
	for name, c := range clients(t, a) {
		t.Run(name, func(t *testing.T) {
			_, err := c.get(t, "a")
			if e, ok := errors.AsType[*acs.Error](err); !ok || e.StatusCode != http.StatusNotFound || e.Code != "Gone" {
				t.Errorf("got %#v", err)
			}
		})
	}
}

// A status that the operation does not have is a mistake of the test, and not for its client to see as the service's.
func TestAnswerStatus(t *testing.T) {
	transport := serve.NewTransport([]serve.Route{{
		Name: "Delete", Method: http.MethodDelete, Template: "/threads/{id}",
		Handle: func(r *serve.Request) (*http.Response, error) {
			var resp fake.Responder[struct{}]
			resp.SetResponse(http.StatusOK, struct{}{}, nil)
			return serve.Respond(r, resp, fake.ErrorResponder{}, nil, http.StatusNoContent)
		},
	}})
	_, err := transport.Do(httptest.NewRequestWithContext(t.Context(), http.MethodDelete, "/threads/a", nil))
	const want = "the fake's Delete sets the status 200, not one of [204]"
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}
