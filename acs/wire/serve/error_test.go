package serve_test

import (
	"errors"
	"net/http"
	"reflect"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"

	"github.com/chatgen-go/chatgen/acs/wire"
	"github.com/chatgen-go/chatgen/acs/wire/serve"
)

// RetryAfter sets the header from which the client reads the same time.
func TestFailureRetryAfter(t *testing.T) {
	for wait, want := range map[time.Duration]http.Header{
		0:                       {},
		-time.Second:            {},
		7 * time.Second:         {"Retry-After": {"7"}},
		1500 * time.Millisecond: {"Retry-After-Ms": {"1500"}},
	} {
		calls := 0
		server := newFailingServer(&calls, func(e *fake.ErrorResponder) {
			e.SetError(&serve.Error{StatusCode: http.StatusTooManyRequests, RetryAfter: wait})
		})
		resp, err := doRequest(t, newTransport(server), http.MethodGet, "/threads/a", "")
		wantResponse(t, resp, err, http.StatusTooManyRequests, failureBody(t, "", ""))
		resp.Header.Del("Content-Type")
		if !reflect.DeepEqual(resp.Header, want) {
			t.Errorf("%v: got %v, want %v", wait, resp.Header, want)
		}
		if got := wire.RetryAfter(resp.Header); got != max(wait, 0) {
			t.Errorf("the client reads %v, want %v", got, wait)
		}
	}
}

// A lost response is an error that the client may retry, also over a connection.
func TestResponseLost(t *testing.T) {
	calls := 0
	server := newFailingServer(&calls, func(e *fake.ErrorResponder) { e.SetError(serve.ErrResponseLost) })
	for name, c := range newClients(t, server) {
		calls = 0
		_, err := c.get(t, "a")
		call, ok := errors.AsType[*wire.CallError](err)
		if !ok || call.Outcome != wire.OutcomeUnknown {
			t.Errorf("%s: got %v, want a call error with an unknown outcome", name, err)
		}
		if calls != 3 {
			t.Errorf("%s: %d attempts, want 3", name, calls)
		}
	}
}

// Each error is used once, for the first item that none was used for.
func TestRejections(t *testing.T) {
	self := func(s *string) string { return *s }
	rejections := serve.NewRejections(func(item *string) string { return *item }, func(f *string) string { return (*f)[:1] }, []string{"a 503", "c 403", "a 429"})
	for i, request := range []struct{ items, want []string }{
		{[]string{"c", "b", "a"}, []string{"c 403", "a 503"}},
		{[]string{"a", "a"}, []string{"a 429"}},
		{[]string{"a", "b", "c"}, nil},
	} {
		if got := rejections.Next(request.items); !reflect.DeepEqual(got, request.want) {
			t.Errorf("request %d: got %q, want %q", i, got, request.want)
		}
	}
	if got := serve.NewRejections(self, self, nil).Next([]string{"a"}); got != nil {
		t.Errorf("got %q without errors, want none", got)
	}
}
