package serve_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/acs/wire"
	"github.com/chatgen-go/chatgen/acs/wire/serve"
)

// thread is what the operations of these tests answer with.
type thread struct {
	ID string `json:"id"`
}

func (t *thread) decode(d *wire.Decoder) error {
	return d.Object(func(name []byte) error {
		if string(name) == "id" {
			return wire.DecodeString(&t.ID, d)
		}
		return d.Skip()
	})
}

// page is a page of names.
type page struct {
	Value    []string `json:"value"`
	NextLink string   `json:"nextLink,omitempty"`
}

func (p *page) decode(d *wire.Decoder) error {
	return d.Object(func(name []byte) error {
		switch string(name) {
		case "value":
			return wire.DecodeSlice(wire.DecodeString[string])(&p.Value, d)
		case "nextLink":
			return wire.DecodeString(&p.NextLink, d)
		}
		return d.Skip()
	})
}

// answers is what chatgen emits as a Server, in small.
type answers struct {
	Get    func(id string) (fake.Responder[thread], fake.ErrorResponder)
	Delete func(id string) (fake.Responder[struct{}], fake.ErrorResponder)
	List   func(continuation string) fake.PagerResponder[page]
	Colors func() fake.PagerResponder[page]
}

func (a *answers) get(r *serve.Request) (*http.Response, error) {
	if a.Get == nil {
		return nil, r.NotSet()
	}
	resp, errResp := a.Get(r.Path("id"))
	return serve.Respond(r, resp, errResp, func(t thread) any { return t }, http.StatusOK, http.StatusCreated, http.StatusNoContent)
}

func (a *answers) remove(r *serve.Request) (*http.Response, error) {
	if a.Delete == nil {
		return nil, r.NotSet()
	}
	resp, errResp := a.Delete(r.Path("id"))
	return serve.Respond(r, resp, errResp, nil, http.StatusOK, http.StatusCreated, http.StatusNoContent)
}

func (a *answers) list(r *serve.Request) (*http.Response, error) {
	return serve.Page(r,
		func() fake.PagerResponder[page] { return a.List(r.Continuation()) },
		func(p *page) *string { return &p.NextLink })
}

func (a *answers) colors(r *serve.Request) (*http.Response, error) {
	return serve.Page(r, a.Colors, nil)
}

func newTransport(a *answers) *serve.Transport {
	return serve.NewTransport([]serve.Route{
		{Name: "Get", Method: http.MethodGet, Template: "/threads/{id}", Handle: a.get},
		{Name: "Delete", Method: http.MethodDelete, Template: "/threads/{id}", Handle: a.remove},
		{Name: "NewListPager", Method: http.MethodGet, Template: "/names", Handle: a.list},
		{Name: "NewColorsPager", Method: http.MethodGet, Template: "/colors", Handle: a.colors},
	})
}

const endpoint = "https://example.com"

// client calls what answers answer.
type client struct{ internal *wire.Client }

func newClient(t *testing.T, endpoint string, transport policy.Transporter) *client {
	t.Helper()
	options := azcore.ClientOptions{Transport: transport, Retry: policy.RetryOptions{MaxRetries: 2, RetryDelay: time.Nanosecond}}
	internal, err := wire.NewClient(wire.Config{Module: "chat", Version: "v1.2.3", Endpoint: endpoint, APIVersion: "2025-03-15", NewError: acs.NewError, Options: options})
	if err != nil {
		t.Fatal(err)
	}
	return &client{internal}
}

func (c *client) get(t *testing.T, id string) (thread, error) {
	t.Helper()
	req := wire.NewRequest(http.MethodGet, "/threads/{id}")
	req.Path("id", id)
	return wire.Call(t.Context(), c.internal, "Client.Get", req, (*thread).decode, http.StatusOK)
}

func (c *client) remove(t *testing.T, id string) error {
	t.Helper()
	req := wire.NewRequest(http.MethodDelete, "/threads/{id}")
	req.Path("id", id)
	_, err := wire.Call[struct{}](t.Context(), c.internal, "Client.Delete", req, nil, http.StatusNoContent)
	return err
}

// names returns a pager over a list, from a link on if that is not "".
func (c *client) names(resume string) *runtime.Pager[page] { return c.pager("/names", resume) }

func (c *client) pager(path, resume string) *runtime.Pager[page] {
	return wire.NewPager(c.internal, wire.Paging[page]{
		Name:     "Client.List",
		First:    func() *wire.Request { return wire.NewRequest(http.MethodGet, path) },
		Decode:   (*page).decode,
		NextLink: func(p *page) string { return p.NextLink },
		Resume:   resume,
		Statuses: []int{http.StatusOK},
	})
}

// all returns what is on the pages of a pager, up to an error.
func all(t *testing.T, pages *runtime.Pager[page]) (names string, err error) {
	t.Helper()
	var list []string
	for pages.More() {
		p, err := pages.NextPage(t.Context())
		if err != nil {
			return strings.Join(list, " "), err
		}
		list = append(list, strings.Join(p.Value, ","))
	}
	return strings.Join(list, " "), nil
}

// clients returns one in the process of the fake, and one that talks to it over
// TLS.
func clients(t *testing.T, a *answers) map[string]*client {
	t.Helper()
	s := httptest.NewTLSServer(newTransport(a))
	t.Cleanup(s.Close)
	return map[string]*client{
		"transport": newClient(t, endpoint, newTransport(a)),
		"handler":   newClient(t, s.URL, s.Client()),
	}
}

// do sends a request to a transport, in its process.
func do(t *testing.T, transport *serve.Transport, method, target, body string) (*http.Response, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, endpoint+target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := transport.Do(req)
	if err == nil {
		t.Cleanup(func() { _ = resp.Body.Close() })
	}
	return resp, err
}

// wantAnswer checks the status and body of an answer.
func wantAnswer(t *testing.T, resp *http.Response, err error, status int, body string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != status || string(bytes.TrimSpace(data)) != body {
		t.Errorf("got  %d %s\nwant %d %s", resp.StatusCode, data, status, body)
	}
}

// failureBody is the body of an error that a fake makes by itself.
func failureBody(t *testing.T, code, message string) string {
	t.Helper()
	body, err := json.Marshal(map[string]any{"error": map[string]string{"code": code, "message": message}})
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// wantError checks the text of an error, "" for none.
func wantError(t *testing.T, err error, want string) {
	t.Helper()
	got := ""
	if err != nil {
		got = err.Error()
	}
	if got != want {
		t.Errorf("error:\n got %q\nwant %q", got, want)
	}
}
