package serve_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/acs/wire/serve"
)

// Over a connection there are only answers: what is no answer of the service
// becomes 500, which says what is wrong.
func TestFaultsOverConnection(t *testing.T) {
	for name, tc := range faults() {
		t.Run(name, func(t *testing.T) {
			w := httptest.NewRecorder()
			newTransport(tc.answers).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/threads/a", http.NoBody))
			resp := w.Result()
			defer resp.Body.Close()
			wantAnswer(t, resp, nil, http.StatusInternalServerError, failureBody(t, "FakeError", tc.want))
		})
	}
}

func TestNoSuchOperationOverConnection(t *testing.T) {
	s := httptest.NewTLSServer(newTransport(&answers{}))
	defer s.Close()
	err := newClient(t, s.URL, s.Client()).remove(t, "a") // not set: FakeError
	if e, ok := errors.AsType[*acs.Error](err); !ok || e.Code != "FakeError" || e.Message != "the fake's Delete is not set" {
		t.Errorf("got %#v", err)
	}
	_, err = newClient(t, s.URL+"/elsewhere", s.Client()).get(t, "a")
	if e, ok := errors.AsType[*acs.Error](err); !ok || e.StatusCode != http.StatusNotFound ||
		e.Message != "the fake has no operation for GET /elsewhere/threads/a" {
		t.Errorf("got %#v", err)
	}
}

// Links lead back to where the client is: over TLS or not, under the name that it
// knows the host by. A handler around it may take away a prefix.
func TestLinksOverConnection(t *testing.T) {
	transport := newTransport(listing(func(list *fake.PagerResponder[page]) { add(list, "a", "b") }))
	for name, tc := range map[string]struct {
		serve  func(http.Handler) *httptest.Server
		prefix string
	}{
		"TLS":   {httptest.NewTLSServer, "https://"},
		"plain": {httptest.NewServer, "http://"},
	} {
		t.Run(name, func(t *testing.T) {
			s := tc.serve(transport)
			defer s.Close()
			host := strings.Replace(s.Listener.Addr().String(), "127.0.0.1", "localhost", 1)
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/names?maxPageSize=2&startTime=a%2Bb", http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			req.Host = host
			resp, err := s.Client().Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			data, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			begin := `{"value":["a"],"nextLink":"` + tc.prefix + host + `/names?fake-page=`
			if got := string(data); !strings.HasPrefix(got, begin) || !strings.HasSuffix(got, `.1\u0026maxPageSize=2\u0026startTime=a%2Bb"}`) {
				t.Errorf("got %s", got)
			}
		})
	}
}

// A handler must not change the request that it was given: what wraps it looks at
// that, too.
func TestRequestUnchanged(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "/threads/a%2Fb?c=d", http.NoBody)
	address := *r.URL
	newTransport(&answers{Get: found}).ServeHTTP(httptest.NewRecorder(), r)
	if !reflect.DeepEqual(*r.URL, address) {
		t.Errorf("the address became %#v", r.URL)
	}
}

// What wraps the handler may have set headers, and may change what it gets.
func TestHeadersOverConnection(t *testing.T) {
	failure := &serve.Failure{Status: http.StatusTooManyRequests, Header: http.Header{"retry-after": {"7"}}}
	calls := 0
	transport := newTransport(failing(&calls, func(e *fake.ErrorResponder) { e.SetError(failure) }))
	for range 2 {
		w := httptest.NewRecorder()
		w.Header().Set("Ms-Cv", "1")
		transport.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/threads/a", http.NoBody))
		want := http.Header{"Content-Type": {"application/json"}, "Retry-After": {"7"}, "Ms-Cv": {"1"}}
		if got := w.Header(); !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		w.Header()["Retry-After"][0] = "changed"
	}
}

// With a prefix taken away, an ID is still one segment.
func TestStripPrefix(t *testing.T) {
	s := httptest.NewTLSServer(http.StripPrefix("/base", newTransport(&answers{Get: found})))
	defer s.Close()
	got, err := newClient(t, s.URL+"/base", s.Client()).get(t, "a/b:c@d")
	if err != nil || got.ID != "a/b:c@d" {
		t.Errorf("got %q, error %v", got.ID, err)
	}
}
