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

// thread is the response type of the operations in these tests.
type thread struct {
	ID string `json:"id"`
}

func (t *thread) decode(d *wire.Decoder) {
	o := d.Object()
	for o.More() {
		wire.DecodeOptional(&o, "id", &t.ID, wire.DecodeString)
	}
}

// page is a page of a list of names.
type page struct {
	Value    []string `json:"value"`
	NextLink string   `json:"nextLink,omitempty"`
}

func (p *page) decode(d *wire.Decoder) {
	o := d.Object()
	for o.More() {
		wire.DecodeOptional(&o, "value", &p.Value, wire.DecodeSlice(wire.DecodeString[string]))
		wire.DecodeOptional(&o, "nextLink", &p.NextLink, wire.DecodeString)
	}
}

// fakeServer is a minimal version of a generated Server.
type fakeServer struct {
	Get    func(id string) (fake.Responder[thread], fake.ErrorResponder)
	Delete func(id string) (fake.Responder[struct{}], fake.ErrorResponder)
	List   func(continuation string) fake.PagerResponder[page]
	Colors func() fake.PagerResponder[page]
	Begin  func() (fake.PollerResponder[thread], fake.ErrorResponder)
	Count  func() fake.PollerResponder[count]
}

func (s *fakeServer) get(r *serve.Request) (*http.Response, error) {
	if s.Get == nil {
		return nil, r.NotSet()
	}
	resp, errResp := s.Get(r.Path("id"))
	return serve.Respond(r, resp, errResp, func(t thread) any { return t }, http.StatusOK, http.StatusCreated, http.StatusNoContent)
}

func (s *fakeServer) remove(r *serve.Request) (*http.Response, error) {
	if s.Delete == nil {
		return nil, r.NotSet()
	}
	resp, errResp := s.Delete(r.Path("id"))
	return serve.Respond(r, resp, errResp, nil, http.StatusOK, http.StatusCreated, http.StatusNoContent)
}

func (s *fakeServer) list(r *serve.Request) (*http.Response, error) {
	return serve.Page(r,
		func() fake.PagerResponder[page] { return s.List(r.Continuation()) },
		func(p *page) *string { return &p.NextLink })
}

func (s *fakeServer) colors(r *serve.Request) (*http.Response, error) {
	return serve.Page(r, s.Colors, nil)
}

func (s *fakeServer) begin(r *serve.Request) (*http.Response, error) {
	resp, errResp := s.Begin()
	return serve.Begin(r, resp, errResp, false, http.StatusAccepted)
}

func (s *fakeServer) count(r *serve.Request) (*http.Response, error) {
	return serve.Begin(r, s.Count(), fake.ErrorResponder{}, true, http.StatusOK, http.StatusAccepted)
}

func newTransport(s *fakeServer) *serve.Transport {
	return serve.NewTransport([]serve.Route{
		{Name: "Get", Method: http.MethodGet, Template: "/threads/{id}", Handle: s.get},
		{Name: "Delete", Method: http.MethodDelete, Template: "/threads/{id}", Handle: s.remove},
		{Name: "NewListPager", Method: http.MethodGet, Template: "/names", Handle: s.list},
		{Name: "NewOtherPager", Method: http.MethodGet, Template: "/other/names", Handle: s.list},
		{Name: "NewColorsPager", Method: http.MethodGet, Template: "/colors", Handle: s.colors},
		{Name: "BeginCreate", Method: http.MethodPost, Template: "/threads", Handle: s.begin},
		{Name: "BeginCount", Method: http.MethodPost, Template: "/count", Handle: s.count},
	})
}

const endpoint = "https://example.com"

// client is a client for the operations of fakeServer.
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

// names returns a pager for the list of names. It starts at the link resume, unless
// that is "".
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

// readPages returns the names on all pages, separated by spaces, until an error
// occurs.
func readPages(t *testing.T, pages *runtime.Pager[page]) (names string, err error) {
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

// newClients returns a client that uses the fake as its transport, and one that is
// connected to it over TLS.
func newClients(t *testing.T, s *fakeServer) map[string]*client {
	t.Helper()
	server := httptest.NewTLSServer(newTransport(s))
	t.Cleanup(server.Close)
	return map[string]*client{
		"transport": newClient(t, endpoint, newTransport(s)),
		"handler":   newClient(t, server.URL, server.Client()),
	}
}

// doRequest sends a request to a transport in the same process.
func doRequest(t *testing.T, transport *serve.Transport, method, target, body string) (*http.Response, error) {
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

// wantResponse checks the status and the body of a response.
func wantResponse(t *testing.T, resp *http.Response, err error, status int, body string) {
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

// failureBody returns the default body of a failure.
func failureBody(t *testing.T, code, message string) string {
	t.Helper()
	body, err := json.Marshal(map[string]any{"error": map[string]string{"code": code, "message": message}})
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// wantError checks the text of an error, or that there is none if want is "".
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
