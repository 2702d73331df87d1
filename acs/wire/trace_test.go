package wire_test

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/log"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/tracing"
)

// span is a recorded tracing span.
type span struct {
	Name   string
	Parent string
	Status string // the error status, or ""
	Ended  bool
}

type spanKey struct{}

// spanRecorder records the spans of a tracing provider.
type spanRecorder struct {
	modules []string
	spans   []*span
}

// provider returns a tracing provider like azcore's OpenTelemetry adapter.
func (r *spanRecorder) provider() tracing.Provider {
	return tracing.NewProvider(func(name, version string) tracing.Tracer {
		r.modules = append(r.modules, name+" "+version)
		return tracing.NewTracer(func(ctx context.Context, name string, _ *tracing.SpanOptions) (context.Context, tracing.Span) {
			s := &span{Name: name}
			if parent, ok := ctx.Value(spanKey{}).(*span); ok {
				s.Parent = parent.Name
			}
			r.spans = append(r.spans, s)
			return context.WithValue(ctx, spanKey{}, s), tracing.NewSpan(tracing.SpanImpl{
				End: func() { s.Ended = true },
				SetStatus: func(code tracing.SpanStatus, text string) {
					if code == tracing.SpanStatusError {
						s.Status = text
					}
				},
			})
		}, nil)
	}, nil)
}

// recorded returns the spans in the order of their start.
func (r *spanRecorder) recorded() []span {
	list := make([]span, len(r.spans))
	for i, s := range r.spans {
		list[i] = *s
	}
	return list
}

// Each call has a span with a child span for each attempt. Failed spans have an error
// status.
func TestSpans(t *testing.T) {
	const send, list = "ThreadClient.SendMessage", "ThreadClient.ListMessages"
	tests := map[string]struct {
		statuses []int
		link     string
		call     func(context.Context, *threadClient)
		want     []span
	}{
		"success": {[]int{201}, "", func(ctx context.Context, c *threadClient) { _, _ = c.send(ctx, "hello", nil) }, []span{
			{send, "", "", true}, {"HTTP POST", send, "", true},
		}},
		"retry": {[]int{503, 201}, "", func(ctx context.Context, c *threadClient) { _, _ = c.send(ctx, "hello", nil) }, []span{
			{send, "", "", true}, {"HTTP POST", send, "503 Service Unavailable", true}, {"HTTP POST", send, "", true},
		}},
		"rejected": {[]int{404}, "", func(ctx context.Context, c *threadClient) { _, _ = c.send(ctx, "hello", nil) }, []span{
			{send, "", "*wire_test.statusError:\nstatus 404: {\"id\":\"1\"}", true}, {"HTTP POST", send, "404 Not Found", true},
		}},
		"not retried": {[]int{503}, "", func(ctx context.Context, c *threadClient) { _, _ = c.sendNonIdempotent(ctx) }, []span{
			{send, "", "*wire_test.statusError:\nstatus 503: {\"id\":\"1\"}", true}, {"HTTP POST", send, "503 Service Unavailable", true},
		}},
		"argument": {nil, "", func(ctx context.Context, c *threadClient) { _, _ = c.send(ctx, "", nil) }, []span{
			{send, "", "*wire.CallError:\nThreadClient.SendMessage: content: must not be empty", true},
		}},
		"pages": {[]int{200, 403}, messagesURL, func(ctx context.Context, c *threadClient) { _, _ = countItems(ctx, c, nil) }, []span{
			{list, "", "", true}, {"HTTP GET", list, "", true},
			{list, "", "*wire_test.statusError:\nstatus 403: {\"nextLink\":\"" + messagesURL + "\"}", true}, {"HTTP GET", list, "403 Forbidden", true},
		}},
		"next link": {[]int{200}, "https://evil.com/a", func(ctx context.Context, c *threadClient) { _, _ = countItems(ctx, c, nil) }, []span{
			{list, "", "", true}, {"HTTP GET", list, "", true},
			{list, "", "*wire.CallError:\nThreadClient.ListMessages: next link \"https://evil.com/a\": host \"evil.com\" is neither the endpoint's \"example.com\" nor one of ClientOptions.AllowedNextLinkHosts", true},
		}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			body := `{"id":"1"}`
			if tc.link != "" {
				body = fmt.Sprintf(`{"nextLink":%q}`, tc.link)
			}
			var recorder spanRecorder
			n := 0
			config := newConfig("https://example.com")
			config.Options.TracingProvider = recorder.provider()
			config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
				n++
				return newResponse(r, tc.statuses[n-1], body), nil
			})
			tc.call(t.Context(), newThread(t, config))
			if got := recorder.recorded(); !reflect.DeepEqual(got, tc.want) {
				t.Errorf("got  %+v\nwant %+v", got, tc.want)
			}
			if want := []string{"chat v1.2.3"}; !reflect.DeepEqual(recorder.modules, want) {
				t.Errorf("tracers for %q, want %q", recorder.modules, want)
			}
		})
	}
}

// The log contains the query parameters and headers that help in diagnosing problems,
// and redacts all others.
func TestLog(t *testing.T) {
	var mu sync.Mutex
	var text strings.Builder
	log.SetListener(func(_ log.Event, message string) {
		mu.Lock()
		defer mu.Unlock()
		text.WriteString(message)
	})
	t.Cleanup(func() { log.SetListener(nil) })
	config := newConfig("https://example.com")
	config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
		r.Header.Set("Authorization", "Bearer secret")
		resp := newResponse(r, http.StatusOK, string(pageJSON(1, "")))
		resp.Header.Set("MS-CV", "vector")
		resp.Header.Set("X-Azure-Ref", "reference")
		resp.Header.Set("Api-Supported-Versions", "2099-12-31")
		resp.Header.Set("Set-Cookie", "secret")
		return resp, nil
	})
	c := newThread(t, config)
	options := &listOptions{ContinuationToken: messagesURL + "?maxPageSize=77&skip=88&startTime=1999&api-version=2025-03-15&syncState=secret"}
	if _, err := c.newListPager(options).NextPage(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := c.send(t.Context(), "secret", &sendOptions{RequestID: "request-id"}); err == nil {
		t.Error("no error")
	}
	mu.Lock()
	defer mu.Unlock()
	for _, want := range []string{"maxPageSize=77", "skip=88", "startTime=1999", "api-version=2025-03-15", "syncState=REDACTED", "vector", "reference", "2099-12-31", "request-id"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the log does not contain %s:\n%s", want, text.String())
		}
	}
	if strings.Contains(text.String(), "secret") {
		t.Errorf("the log contains a secret:\n%s", text.String())
	}
}
