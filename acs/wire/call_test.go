package wire_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"testing/synctest"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// A call sends exactly the request that its arguments specify.
func TestCall(t *testing.T) {
	s := newService(t, respondWith(http.StatusCreated, `{"id":"1741996800123"}`))
	got, err := newThread(t, s.config()).send(t.Context(), "hello", &sendOptions{SenderDisplayName: "Ada", RequestID: "id"})
	if err != nil || got.ID != "1741996800123" {
		t.Fatalf("got %+v, error %v", got, err)
	}
	r := s.received()[0]
	if want := "/chat/threads/19%3Aa%40thread.v2/messages?api-version=2025-03-15"; r.Method != http.MethodPost || r.URI != want {
		t.Errorf("got  %s %s\nwant POST %s", r.Method, r.URI, want)
	}
	if want := `{"content":"hello","senderDisplayName":"Ada"}`; r.Body != want {
		t.Errorf("got  %s\nwant %s", r.Body, want)
	}
	for name, want := range map[string]string{"Accept": "application/json", "Content-Type": "application/json", "Repeatability-Request-Id": "id"} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if agent := r.Header.Get("User-Agent"); !strings.HasPrefix(agent, "azsdk-go-chat/v1.2.3 ") {
		t.Errorf("User-Agent: got %q", agent)
	}
}

// The path of a call is appended to the path of the endpoint.
func TestEndpointPath(t *testing.T) {
	for endpoint, want := range map[string]string{
		"":             "/chat/threads/19%3Aa%40thread.v2?api-version=2025-03-15",
		"/":            "/chat/threads/19%3Aa%40thread.v2?api-version=2025-03-15",
		"/base/a%2Fb/": "/base/a%2Fb/chat/threads/19%3Aa%40thread.v2?api-version=2025-03-15",
	} {
		s := newService(t, respondWith(http.StatusNoContent, ""))
		config := s.config()
		config.Endpoint += endpoint
		if err := newThread(t, config).remove(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := s.received()[0].URI; got != want {
			t.Errorf("endpoint with %q: got %s, want %s", endpoint, got, want)
		}
	}
}

// The caller's API version overrides the client's, and is escaped.
func TestAPIVersion(t *testing.T) {
	tests := map[string]struct{ config, options, want string }{
		"client's":        {"2025-03-15", "", "?maxPageSize=2&api-version=2025-03-15"},
		"caller's":        {"2025-03-15", "2024-03-07", "?maxPageSize=2&api-version=2024-03-07"},
		"none":            {"", "", "?maxPageSize=2"},
		"caller's, alone": {"", "a b", "?maxPageSize=2&api-version=a%20b"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := newService(t, respondWith(http.StatusOK, `{}`))
			config := s.config()
			config.APIVersion, config.Options.APIVersion = tc.config, tc.options
			if _, err := newThread(t, config).newListPager(&listOptions{MaxPageSize: 2}).NextPage(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, got, _ := strings.Cut(s.received()[0].URI, "messages"); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

// Any unexpected status, even a successful one, is returned as the client's error.
func TestUnexpectedStatus(t *testing.T) {
	for _, code := range []int{http.StatusOK, http.StatusAccepted, http.StatusNoContent, http.StatusBadRequest, http.StatusUnauthorized, http.StatusNotFound, http.StatusNotImplemented} {
		t.Run(strconv.Itoa(code), func(t *testing.T) {
			s := newService(t, respondWith(code, "why"))
			got, err := newThread(t, s.config()).send(t.Context(), "hello", nil)
			e, ok := errors.AsType[*statusError](err)
			if !ok || e.Status != code || (e.Body != "why") != (code == http.StatusNoContent) || got.ID != "" {
				t.Errorf("got %+v, error %v", got, err)
			}
			if n := len(s.received()); n != 1 {
				t.Errorf("sent %d requests", n)
			}
		})
	}
}

// A response without a body results in the zero value, even if responses with other
// expected statuses have a body.
func TestNoBody(t *testing.T) {
	c := newThread(t, newService(t, respondWith(http.StatusNoContent, "")).config())
	got, err := wire.Call(t.Context(), c.internal, "Client.Test", wire.NewRequest(http.MethodPut, "/a"), (*sendResponse).decode, http.StatusOK, http.StatusNoContent)
	if err != nil || got.ID != "" {
		t.Errorf("got %+v, error %v", got, err)
	}
	for code, want := range map[int]string{http.StatusAccepted: "", http.StatusOK: "Client.Test: reading the response: empty body: /id: required: status 200: "} {
		c := newThread(t, newService(t, respondWith(code, "")).config())
		req := wire.NewRequest(http.MethodPut, "/a")
		req.NoBodyStatuses(http.StatusAccepted)
		_, err := wire.Call(t.Context(), c.internal, "Client.Test", req, (*sendResponse).decode, http.StatusOK, http.StatusAccepted)
		wantError(t, err, want)
	}
}

// Without a decoder, the body is ignored.
func TestBodyIgnored(t *testing.T) {
	c := newThread(t, newService(t, respondWith(http.StatusOK, "<html>")).config())
	if _, err := wire.Call[struct{}](t.Context(), c.internal, "Client.Test", wire.NewRequest(http.MethodPost, "/a"), nil, http.StatusOK); err != nil {
		t.Error(err)
	}
}

// For an invalid response, the error contains the name of the call and the path,
// the result is zero, and the call is not retried.
func TestInvalidResponse(t *testing.T) {
	tests := map[string]struct{ body, want string }{
		"no body":   {"", "ThreadClient.SendMessage: reading the response: empty body: /id: required"},
		"empty":     {"{}", "ThreadClient.SendMessage: reading the response: /id: required"},
		"null":      {"null", "ThreadClient.SendMessage: reading the response: want an object, got null"},
		"null ID":   {`{"id":null}`, "ThreadClient.SendMessage: reading the response: /id: required, got null"},
		"HTML":      {"<html>", "ThreadClient.SendMessage: reading the response: invalid or truncated JSON"},
		"array":     {"[]", "ThreadClient.SendMessage: reading the response: want an object, got an array"},
		"type":      {`{"id":1}`, "ThreadClient.SendMessage: reading the response: /id: want a string, got a number"},
		"truncated": {`{"id":"1","more":`, "ThreadClient.SendMessage: reading the response: /more: invalid or truncated JSON"},
		"more":      {`{"id":"1"}{}`, "ThreadClient.SendMessage: reading the response: text after the JSON value"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := newService(t, func(w http.ResponseWriter, r *http.Request, n int) {
				w.Header().Set("Content-Type", "application/json; charset=utf-8")
				respondWith(http.StatusCreated, tc.body)(w, r, n)
			})
			got, err := newThread(t, s.config()).send(t.Context(), "hello", nil)
			wantError(t, err, tc.want+": status 201: "+strings.TrimSpace("application/json "+tc.body))
			if _, ok := errors.AsType[*wire.ValueError](err); !ok || got.ID != "" || len(s.received()) != 1 {
				t.Errorf("got %+v after %d requests", got, len(s.received()))
			}
		})
	}
}

// A deeply nested response is rejected without exhausting the stack and without a
// retry.
func TestDeeplyNestedResponse(t *testing.T) {
	for name, nest := range map[string]string{"arrays": "[", "objects": `{"a":`} {
		t.Run(name, func(t *testing.T) {
			s := newService(t, respondWith(http.StatusCreated, `{"id":"1","more":`+strings.Repeat(nest, 1_000_000)))
			got, err := newThread(t, s.config()).send(t.Context(), "hello", nil)
			e, ok := errors.AsType[*wire.ValueError](err)
			if !ok || e.Path != "/more" || got.ID != "" || len(s.received()) != 1 {
				t.Errorf("got %+v after %d requests, is a *wire.ValueError: %v", got, len(s.received()), ok)
			}
		})
	}
}

// A response that is shorter than its Content-Length is an error, not a shorter page.
func TestTruncatedResponse(t *testing.T) {
	truncated := func(w http.ResponseWriter, _ *http.Request, _ int) {
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, `{"value":[]}`)
	}
	t.Run("POST", func(t *testing.T) {
		s := newService(t, truncated)
		_, err := newThread(t, s.config()).send(t.Context(), "hello", nil)
		wantError(t, err, `ThreadClient.SendMessage: reading the response: unexpected EOF: status 200: text/plain {"value":[]}`)
		if n := len(s.received()); n != 1 || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("sent %d requests", n)
		}
	})
	t.Run("GET", func(t *testing.T) {
		s := newService(t, truncated)
		_, err := newThread(t, s.config()).newListPager(nil).NextPage(t.Context())
		wantError(t, err, `ThreadClient.ListMessages: reading the response: unexpected EOF: status 200: text/plain {"value":[]}`)
		if n := len(s.received()); n != 3 {
			t.Errorf("sent %d requests, want 3", n)
		}
	})
}

// unreadableBodyPolicy returns a response whose body cannot be read.
type unreadableBodyPolicy struct{}

// Do returns the response.
func (unreadableBodyPolicy) Do(req *policy.Request) (*http.Response, error) {
	resp := newResponse(req.Raw(), http.StatusCreated, "")
	resp.Body = io.NopCloser(iotest.ErrReader(errors.New("disk full")))
	return resp, nil
}

// An unreadable body of a response from a caller's policy is an error.
func TestUnreadableBody(t *testing.T) {
	config := newConfig("https://example.com")
	config.Options.PerCallPolicies = []policy.Policy{unreadableBodyPolicy{}}
	_, err := newThread(t, config).send(t.Context(), "hello", nil)
	wantError(t, err, "ThreadClient.SendMessage: reading the response: disk full")
}

// A canceled call returns before the service responds.
func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := newService(t, func(_ http.ResponseWriter, r *http.Request, _ int) {
		cancel()
		<-r.Context().Done()
	})
	for name, call := range map[string]func(*threadClient) error{
		"idempotent":     func(c *threadClient) error { _, err := c.send(ctx, "hello", nil); return err },
		"non-idempotent": func(c *threadClient) error { _, err := c.sendNonIdempotent(ctx); return err },
		"page":           func(c *threadClient) error { _, err := c.newListPager(nil).NextPage(ctx); return err },
	} {
		t.Run(name, func(t *testing.T) {
			if err := call(newThread(t, s.config())); !errors.Is(err, context.Canceled) {
				t.Errorf("got error %v", err)
			}
		})
	}
	if n := len(s.received()); n != 1 {
		t.Errorf("sent %d requests, want none after the context has ended", n)
	}
}

// A canceled call does not wait for the next attempt, and leaves no goroutine
// running (which synctest would report).
func TestCancelBetweenAttempts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		attempts := 0
		config := newConfig("https://example.com")
		config.Options.Retry = policy.RetryOptions{}
		config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
			attempts++
			return newResponse(r, http.StatusTooManyRequests, ""), nil
		})
		c := newThread(t, config)
		ended := make(chan error)
		go func() {
			_, err := c.sendNonIdempotent(ctx)
			ended <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) || attempts != 1 {
			t.Errorf("error %v after %d attempts", err, attempts)
		}
	})
}

// A client can be used concurrently.
func TestConcurrentCalls(t *testing.T) {
	s := newService(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		if r.Method == http.MethodGet {
			_, _ = w.Write(pageJSON(3, ""))
			return
		}
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, `{"id":"`+r.Header.Get("repeatability-request-id")+`"}`)
	})
	c := newThread(t, s.config())
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			id := strconv.Itoa(i)
			if got, err := c.send(t.Context(), "hello", &sendOptions{RequestID: id}); err != nil || got.ID != id {
				t.Errorf("%s: got %+v, error %v", id, got, err)
			}
		})
		group.Go(func() {
			n := 0
			for _, err := range c.messages(t.Context(), nil) {
				if err != nil {
					t.Error(err)
				}
				n++
			}
			if n != 3 {
				t.Errorf("got %d messages", n)
			}
		})
	}
	group.Wait()
}

// All requests of an operation accept the media types of its responses, those of later
// pages and of results as well.
func TestAccept(t *testing.T) {
	const vendor = "application/vnd.acme+json"
	for name, run := range map[string]func(c *wire.Client, r *wire.Request) error{
		"call": func(c *wire.Client, r *wire.Request) error {
			_, err := wire.Call(t.Context(), c, "Client.Test", r, (*sendResponse).decode, http.StatusOK)
			return err
		},
		"pages": func(c *wire.Client, r *wire.Request) error {
			pager := wire.NewPager(c, wire.Paging[messagePage]{
				Name: "Client.Test", First: func() *wire.Request { return r }, Decode: (*messagePage).decode,
				NextLink: func(page *messagePage) string { return page.NextLink }, Statuses: []int{http.StatusOK},
			})
			_, err := pager.NextPage(t.Context())
			if err == nil {
				_, err = pager.NextPage(t.Context())
			}
			return err
		},
		"long-running": func(c *wire.Client, r *wire.Request) error {
			poller, err := wire.Begin(t.Context(), c, r, wire.LongRunning[searchResult]{Name: "Client.Test", Decode: (*searchResult).decode, Statuses: []int{http.StatusOK}})
			if err == nil {
				_, err = poller.PollUntilDone(t.Context(), nil)
			}
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			var accepts []string
			config := newConfig("https://example.com")
			config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
				accepts = append(accepts, r.Header.Get("Accept"))
				resp := newResponse(r, http.StatusOK, `{"id":"1","value":[],"nextLink":"/a?page=2"}`)
				if name == "long-running" && len(accepts) == 1 {
					resp.Header.Set("Location", "/results/1")
				}
				return resp, nil
			})
			c, err := wire.NewClient(config)
			if err != nil {
				t.Fatal(err)
			}
			r := wire.NewRequest(http.MethodGet, "/a")
			r.Accept(vendor)
			if err := run(c, r); err != nil {
				t.Fatal(err)
			}
			want := map[string][]string{"call": {vendor}, "pages": {vendor, vendor}, "long-running": {vendor, vendor}}[name]
			if !slices.Equal(accepts, want) {
				t.Errorf("got %q, want %q", accepts, want)
			}
		})
	}
}
