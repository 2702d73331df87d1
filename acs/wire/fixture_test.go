package wire_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// threadClient is a minimal version of a generated client.
type threadClient struct {
	internal *wire.Client
	threadID string
}

type sendOptions struct {
	SenderDisplayName string
	RequestID         string
}

type sendResponse struct{ ID string }

func (r *sendResponse) decode(d *wire.Decoder) {
	o := d.Object()
	for o.More() {
		wire.DecodeRequired(&o, "id", &r.ID, wire.DecodeString)
	}
}

type listOptions struct {
	MaxPageSize       int32
	StartTime         time.Time
	ContinuationToken string
}

// send is an idempotent operation.
func (c *threadClient) send(ctx context.Context, content string, options *sendOptions) (sendResponse, error) {
	return wire.Call(ctx, c.internal, "ThreadClient.SendMessage", c.sendRequest(content, options), (*sendResponse).decode, http.StatusCreated)
}

// sendNonIdempotent is a non-idempotent operation.
func (c *threadClient) sendNonIdempotent(ctx context.Context) (sendResponse, error) {
	req := c.sendRequest("hello", nil)
	req.MarkNonIdempotent()
	return wire.Call(ctx, c.internal, "ThreadClient.SendMessage", req, (*sendResponse).decode, http.StatusCreated)
}

func (c *threadClient) sendRequest(content string, options *sendOptions) *wire.Request {
	if options == nil {
		options = &sendOptions{}
	}
	req := wire.NewRequest(http.MethodPost, "/chat/threads/{chatThreadId}/messages")
	req.Path("chatThreadId", c.threadID)
	req.RequestID("repeatability-request-id", "RequestID", options.RequestID)
	req.NotEmpty("content", len(content))
	req.Body("application/json", func(e *wire.Encoder) {
		e.BeginObject()
		wire.Required(e, "content", &content, wire.EncodeString)
		wire.Optional(e, "senderDisplayName", &options.SenderDisplayName, wire.EncodeString)
		e.EndObject()
	})
	return req
}

// remove is an operation whose response has no body.
func (c *threadClient) remove(ctx context.Context) error {
	req := wire.NewRequest(http.MethodDelete, "/chat/threads/{chatThreadId}")
	req.Path("chatThreadId", c.threadID)
	_, err := wire.Call[struct{}](ctx, c.internal, "ThreadClient.Delete", req, nil, http.StatusNoContent)
	return err
}

func (c *threadClient) newListPager(options *listOptions) *runtime.Pager[messagePage] {
	if options == nil {
		options = &listOptions{}
	}
	return wire.NewPager(c.internal, wire.Paging[messagePage]{
		Name: "ThreadClient.ListMessages",
		First: func() *wire.Request {
			req := wire.NewRequest(http.MethodGet, "/chat/threads/{chatThreadId}/messages")
			req.Path("chatThreadId", c.threadID)
			req.OptionalQuery("maxPageSize", wire.OptionalInt(options.MaxPageSize))
			req.OptionalQuery("startTime", wire.OptionalTime(options.StartTime))
			return req
		},
		Decode: (*messagePage).decode,
		ItemDetails: func(page *messagePage) (*[]*wire.ItemError, *[]json.RawMessage) {
			return &page.ItemErrors, &page.ItemJSON
		},
		NextLink: func(page *messagePage) string { return page.NextLink },
		Statuses: []int{http.StatusOK},
		Resume:   options.ContinuationToken,
	})
}

func (c *threadClient) messages(ctx context.Context, options *listOptions) iter.Seq2[message, error] {
	return wire.Items(ctx, func() *runtime.Pager[messagePage] { return c.newListPager(options) }, func(page *messagePage) ([]message, []*wire.ItemError) {
		return page.Value, page.ItemErrors
	})
}

func (c *threadClient) messagePages(ctx context.Context, options *listOptions) iter.Seq2[messagePage, error] {
	return wire.Pages(ctx, func() *runtime.Pager[messagePage] { return c.newListPager(options) })
}

// statusError is the error of the clients in these tests for an unexpected status.
type statusError struct {
	Status int
	Body   string
}

func (e *statusError) Error() string { return fmt.Sprintf("status %d: %s", e.Status, e.Body) }

// newStatusError returns the error for a response. That of one that cannot be read has
// the beginning of the body, after the media type.
func newStatusError(resp *http.Response) error {
	if info := wire.ResponseInfoOf(resp); info.Unreadable {
		return &statusError{resp.StatusCode, strings.TrimSpace(info.MediaType + " " + info.Body)}
	}
	body, err := runtime.Payload(resp)
	if err != nil {
		return err
	}
	return &statusError{resp.StatusCode, string(body)}
}

// newConfig returns the configuration that a generated constructor would create for
// an endpoint, with a retry delay of one nanosecond.
func newConfig(endpoint string) wire.Config {
	return wire.Config{
		Module:     "chat",
		Version:    "v1.2.3",
		Endpoint:   endpoint,
		APIVersion: "2025-03-15",
		NewError:   newStatusError,
		Options:    azcore.ClientOptions{Retry: policy.RetryOptions{RetryDelay: 1, MaxRetries: 2}},
	}
}

func newThread(tb testing.TB, config wire.Config) *threadClient {
	tb.Helper()
	internal, err := wire.NewClient(config)
	if err != nil {
		tb.Fatal(err)
	}
	return &threadClient{internal, "19:a@thread.v2"}
}

// receivedRequest is a request as the service received it.
type receivedRequest struct {
	Method string
	Host   string
	URI    string
	Header http.Header
	Body   string
}

// service is a local HTTP server that records the requests it receives.
type service struct {
	*httptest.Server

	mu       sync.Mutex
	requests []receivedRequest
}

// newService starts a service. previous is the number of requests that handle has
// already received.
func newService(t *testing.T, handle func(w http.ResponseWriter, r *http.Request, previous int)) *service {
	t.Helper()
	s := &service{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		s.mu.Lock()
		previous := len(s.requests)
		s.requests = append(s.requests, receivedRequest{r.Method, r.Host, r.RequestURI, r.Header.Clone(), string(body)})
		s.mu.Unlock()
		handle(w, r, previous)
	}))
	t.Cleanup(s.Close)
	return s
}

// received returns the requests received so far.
func (s *service) received() []receivedRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// config returns the configuration for a client of the service.
func (s *service) config() wire.Config {
	config := newConfig(s.URL)
	config.Options.Transport = s.Client()
	return config
}

// respondWith returns a handler that responds to every request with a status and a
// body.
func respondWith(code int, body string) func(http.ResponseWriter, *http.Request, int) {
	return func(w http.ResponseWriter, _ *http.Request, _ int) {
		w.WriteHeader(code)
		if code != http.StatusNoContent {
			_, _ = io.WriteString(w, body)
		}
	}
}

// transportFunc responds to requests without a network.
type transportFunc func(*http.Request) (*http.Response, error)

// Do responds to one request.
func (f transportFunc) Do(r *http.Request) (*http.Response, error) { return f(r) }

// newResponse returns a response to a request.
func newResponse(r *http.Request, code int, body string) *http.Response {
	return &http.Response{
		StatusCode: code,
		Status:     fmt.Sprintf("%d %s", code, http.StatusText(code)),
		Header:     http.Header{},
		Body:       io.NopCloser(strings.NewReader(body)),
		Request:    r,
	}
}

// wantError compares the text of an error, without the offset of a ValueError. There is
// none if want is "".
func wantError(t *testing.T, err error, want string) {
	t.Helper()
	got := ""
	if err != nil {
		got = withoutOffset(err.Error())
	}
	if got != want {
		t.Errorf("error %q, want %q", got, want)
	}
}

// withoutOffset removes the offset of a [wire.ValueError] from a text.
func withoutOffset(text string) string {
	return regexp.MustCompile(` \(byte \d+\)`).ReplaceAllString(text, "")
}
