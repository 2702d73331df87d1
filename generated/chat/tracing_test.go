package chat_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/tracing"

	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// span is what a tracer was told of one span.
type span struct {
	name, parent string
	status       tracing.SpanStatus
	description  string
	attributes   []tracing.Attribute
	ended        bool
}

// spans is a tracing provider, as the OpenTelemetry bridge is one.
type spans struct {
	module, version string
	list            []*span
}

type spanKey struct{}

func (s *spans) provider() tracing.Provider {
	return tracing.NewProvider(func(module, version string) tracing.Tracer {
		s.module, s.version = module, version
		return tracing.NewTracer(s.start, nil)
	}, nil)
}

func (s *spans) start(ctx context.Context, name string, options *tracing.SpanOptions) (context.Context, tracing.Span) {
	started := &span{name: name}
	if parent, ok := ctx.Value(spanKey{}).(*span); ok {
		started.parent = parent.name
	}
	if options != nil {
		started.attributes = options.Attributes
	}
	s.list = append(s.list, started)
	return context.WithValue(ctx, spanKey{}, started), tracing.NewSpan(tracing.SpanImpl{
		End:           func() { started.ended = true },
		SetAttributes: func(attributes ...tracing.Attribute) { started.attributes = append(started.attributes, attributes...) },
		SetStatus: func(status tracing.SpanStatus, description string) {
			started.status, started.description = status, description
		},
	})
}

func (s *spans) use(o *chat.ClientOptions) { o.TracingProvider = s.provider() }

// names returns the names of the operations' spans, with "!" behind those that
// failed. azcore's spans of single requests are left out.
func (s *spans) names(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, span := range s.list {
		if !span.ended {
			t.Errorf("span %s has not ended", span.name)
		}
		if strings.Contains(fmt.Sprintf("%+v", span), secretToken) {
			t.Errorf("span %s tells the token: %+v", span.name, span)
		}
		if strings.HasPrefix(span.name, "HTTP ") {
			continue
		}
		name := span.name
		if span.status == tracing.SpanStatusError {
			name += "!"
		}
		names = append(names, name)
	}
	return names
}

// TestSpans protects the names of the spans that an application searches for:
// client and method, also of each page.
func TestSpans(t *testing.T) {
	for name, call := range threadCalls() {
		t.Run(name, func(t *testing.T) {
			var recorded spans
			thread := newThread(t, servicetest.New(t, servicetest.Answer{Status: 403}), recorded.use)
			if err := call(t.Context(), thread); err == nil {
				t.Error("got no error for 403")
			}
			servicetest.WantEqual(t, "spans", recorded.names(t), []string{"ThreadClient." + name + "!"})
			servicetest.WantEqual(t, "module", recorded.module, "github.com/chatgen-go/chatgen/generated/chat")
		})
	}
}

// TestSpansOfClient protects the spans of the client that makes the others.
func TestSpansOfClient(t *testing.T) {
	var recorded spans
	client := newClient(t, servicetest.New(t, servicetest.Answer{Status: 201, Body: "{}"}, page(endpoint+"/p2"), page(""), noContent()), recorded.use)
	_, err := client.CreateThread(t.Context(), "Lunch", nil)
	servicetest.WantNoError(t, err)
	_, err = collect(client.Threads(t.Context(), nil))
	servicetest.WantNoError(t, err)
	_, err = client.DeleteThread(t.Context(), threadID, nil)
	servicetest.WantNoError(t, err)
	_, err = client.DeleteThread(t.Context(), "", nil)
	servicetest.WantError(t, err, "Client.DeleteThread: threadID is empty")
	servicetest.WantEqual(t, "spans", recorded.names(t), []string{
		"Client.CreateThread", "Client.ListThreads", "Client.ListThreads", "Client.DeleteThread", "Client.DeleteThread!",
	})
}

// TestSpanNests protects the place of the spans: inside the caller's, around
// those of the requests.
func TestSpanNests(t *testing.T) {
	var recorded spans
	thread := newThread(t, servicetest.New(t, servicetest.Answer{Status: 503}, servicetest.Answer{Status: 200, Body: "{}"}), recorded.use)
	ctx := context.WithValue(t.Context(), spanKey{}, &span{name: "application"})
	_, err := thread.GetProperties(ctx, nil)
	servicetest.WantNoError(t, err)
	var tree []string
	for _, span := range recorded.list {
		tree = append(tree, span.name+" in "+span.parent)
	}
	servicetest.WantEqual(t, "spans", strings.Join(tree, ", "),
		"ThreadClient.GetProperties in application, HTTP GET in ThreadClient.GetProperties, HTTP GET in ThreadClient.GetProperties")
	servicetest.WantEqual(t, "status", recorded.list[0].status, tracing.SpanStatusUnset)
}

// TestSpanError protects the reason that a failed span carries.
func TestSpanError(t *testing.T) {
	var recorded spans
	thread := newThread(t, servicetest.New(t, servicetest.Answer{Status: 404}), recorded.use)
	_, err := thread.GetProperties(t.Context(), nil)
	if err == nil {
		t.Fatal("got no error for 404")
	}
	if got := recorded.list[0].description; !strings.Contains(got, "404 Not Found") {
		t.Errorf("description: got %q, want it to say 404 Not Found", got)
	}
}
