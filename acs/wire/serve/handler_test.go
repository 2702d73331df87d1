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

// Over a connection, incorrect use of a fake results in status 500 with the error.
func TestMisuseOverConnection(t *testing.T) {
	for name, tc := range misuses() {
		t.Run(name, func(t *testing.T) {
			w := httptest.NewRecorder()
			newTransport(tc.server).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/threads/a", http.NoBody))
			resp := w.Result()
			defer resp.Body.Close()
			wantResponse(t, resp, nil, http.StatusInternalServerError, failureBody(t, "FakeError", tc.want))
		})
	}
}

func TestNoSuchOperationOverConnection(t *testing.T) {
	s := httptest.NewTLSServer(newTransport(&fakeServer{}))
	defer s.Close()
	err := newClient(t, s.URL, s.Client()).remove(t, "a") // not set: FakeError
	if e, ok := errors.AsType[*acs.Error](err); !ok || e.Code != "FakeError" || e.Message != "the fake's Delete is not set" {
		t.Errorf("got %#v", err)
	}
	_, err = newClient(t, s.URL+"/other", s.Client()).get(t, "a")
	if e, ok := errors.AsType[*acs.Error](err); !ok || e.StatusCode != http.StatusNotFound ||
		e.Message != "the fake has no operation for GET /other/threads/a" {
		t.Errorf("got %#v", err)
	}
}

// Next links have the scheme and the host that the client used.
func TestNextLinksOverConnection(t *testing.T) {
	transport := newTransport(newListServer(func(list *fake.PagerResponder[page]) { addPages(list, "a", "b") }))
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
			prefix := `{"value":["a"],"nextLink":"` + tc.prefix + host + `/names?fake-page=`
			if got := string(data); !strings.HasPrefix(got, prefix) || !strings.HasSuffix(got, `.1\u0026maxPageSize=2\u0026startTime=a%2Bb"}`) {
				t.Errorf("got %s", got)
			}
		})
	}
}

// A handler must not modify its request, because middleware may use it afterwards.
func TestRequestUnchanged(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "/threads/a%2Fb?c=d", http.NoBody)
	original := *r.URL
	newTransport(&fakeServer{Get: respondWithID}).ServeHTTP(httptest.NewRecorder(), r)
	if !reflect.DeepEqual(*r.URL, original) {
		t.Errorf("the URL was changed to %#v", r.URL)
	}
}

// Middleware may set headers before the handler, and modify headers afterwards without
// affecting the next response.
func TestHeadersOverConnection(t *testing.T) {
	failure := &serve.Error{StatusCode: http.StatusTooManyRequests, Header: http.Header{"retry-after": {"7"}}}
	calls := 0
	transport := newTransport(newFailingServer(&calls, func(e *fake.ErrorResponder) { e.SetError(failure) }))
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

// An ID with a slash is still a single segment behind http.StripPrefix.
func TestStripPrefix(t *testing.T) {
	s := httptest.NewTLSServer(http.StripPrefix("/base", newTransport(&fakeServer{Get: respondWithID})))
	defer s.Close()
	got, err := newClient(t, s.URL+"/base", s.Client()).get(t, "a/b:c@d")
	if err != nil || got.ID != "a/b:c@d" {
		t.Errorf("got %q, error %v", got.ID, err)
	}
}

// A function that has written the response itself makes the handler write nothing; a
// client in the same process gets an error.
func TestResponded(t *testing.T) {
	w := httptest.NewRecorder()
	transport := newTransport(&fakeServer{Get: func(string) (resp fake.Responder[thread], errResp fake.ErrorResponder) {
		w.WriteHeader(http.StatusAccepted)
		errResp.SetError(serve.ErrResponded)
		return resp, errResp
	}})
	transport.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/threads/a", http.NoBody))
	if w.Code != http.StatusAccepted || len(w.Header()) > 0 || w.Body.Len() > 0 {
		t.Errorf("got %d %v %q", w.Code, w.Header(), w.Body)
	}
	if _, err := transport.Do(httptest.NewRequest(http.MethodGet, "/threads/a", http.NoBody)); !errors.Is(err, serve.ErrResponded) || !strings.HasSuffix(err.Error(), "the response is already written") {
		t.Errorf("Do: got %v", err)
	}
}
