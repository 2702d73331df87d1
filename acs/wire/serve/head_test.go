package serve_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"

	"github.com/chatgen-go/chatgen/acs/wire/serve"
)

// newHeadedTransport returns a fake whose responses have the headers X-ID and X-Status, and
// no body if their status is 204.
func newHeadedTransport(server *fakeServer) *serve.Transport {
	return serve.NewTransport([]serve.Route{
		{Name: "Get", Method: http.MethodGet, Template: "/threads/{id}", Handle: func(r *serve.Request) (*http.Response, error) {
			status := 0
			serve.WriteHead(r, func(t *thread, h *serve.ResponseHead) {
				status = h.StatusCode
				h.Set("x-id", t.ID)
				h.Set("X-Status", http.StatusText(status))
			})
			resp, errResp := server.Get(r.Path("id"))
			return serve.Respond(r, resp, errResp, func(t thread) any {
				if status == http.StatusNoContent {
					return nil
				}
				return serve.BodyOf(&t)
			}, http.StatusOK, http.StatusNoContent)
		}},
		{Name: "NewListPager", Method: http.MethodGet, Template: "/names", Handle: func(r *serve.Request) (*http.Response, error) {
			serve.WriteHead(r, func(p *page, h *serve.ResponseHead) { h.Set("x-first", p.Value[0]) })
			return serve.Page(r, func() fake.PagerResponder[page] { return server.List("") }, func(p *page) *string { return &p.NextLink })
		}},
	})
}

// A fake sends the headers of a response with any status. One that the test sets itself
// takes precedence, and an empty one is not sent.
func TestWriteHead(t *testing.T) {
	for _, tc := range []struct {
		name         string
		status       int
		id           string
		header       http.Header
		body, wantID string
	}{
		{"body", http.StatusOK, "a", nil, `{"id":"a"}`, "a"},
		{"no body", http.StatusNoContent, "a", nil, "", "a"},
		{"own header", http.StatusOK, "a", http.Header{"x-ID": {"b"}}, `{"id":"a"}`, "b"},
		{"empty", http.StatusOK, "", nil, `{"id":""}`, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			transport := newHeadedTransport(&fakeServer{Get: func(string) (resp fake.Responder[thread], errResp fake.ErrorResponder) {
				resp.SetResponse(tc.status, thread{ID: tc.id}, &fake.SetResponseOptions{Header: tc.header})
				return resp, errResp
			}})
			resp, err := doRequest(t, transport, http.MethodGet, "/threads/x", "")
			wantResponse(t, resp, err, tc.status, tc.body)
			if got := resp.Header.Get("X-ID"); got != tc.wantID || len(resp.Header.Values("X-ID")) > 1 {
				t.Errorf("got %q, want %q", resp.Header.Values("X-ID"), tc.wantID)
			}
			if got := resp.Header.Get("X-Status"); got != http.StatusText(tc.status) {
				t.Errorf("got %q", got)
			}
		})
	}
}

// Each page of a list is sent with its own headers, also after an error between pages and
// when it is requested again.
func TestWriteHeadOfPages(t *testing.T) {
	transport := newHeadedTransport(&fakeServer{List: func(string) (list fake.PagerResponder[page]) {
		addPages(&list, "a")
		list.AddResponseError(http.StatusServiceUnavailable, "Busy")
		addPages(&list, "b", "c")
		return list
	}})
	path := "/names"
	for _, want := range []string{"a", "", "b", "c"} {
		resp, err := doRequest(t, transport, http.MethodGet, path, "")
		if err != nil {
			t.Fatal(err)
		}
		if got := resp.Header.Get("X-First"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if resp.StatusCode == http.StatusOK {
			path = nextPath(t, resp)
		}
	}
}

// nextPath returns the path of the next page.
func nextPath(t *testing.T, resp *http.Response) string {
	t.Helper()
	var p page
	if err := json.NewDecoder(resp.Body).Decode(&p); err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(p.NextLink, endpoint)
}

// A body that is not set is the zero value.
func TestBodyOf(t *testing.T) {
	if got := serve.BodyOf[thread](nil); got != (thread{}) {
		t.Errorf("got %+v", got)
	}
	if got := serve.BodyOf(&thread{ID: "a"}); got.ID != "a" {
		t.Errorf("got %+v", got)
	}
}
