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

// span is a recorded tracing span.
type span struct {
	name, parent string
	status       tracing.SpanStatus
	description  string
	attributes   []tracing.Attribute
	ended        bool
}

// spanRecorder records the spans of a tracing provider.
type spanRecorder struct {
	module, version string
	list            []*span
}

type spanKey struct{}

func (s *spanRecorder) provider() tracing.Provider {
	return tracing.NewProvider(func(module, version string) tracing.Tracer {
		s.module, s.version = module, version
		return tracing.NewTracer(s.start, nil)
	}, nil)
}

func (s *spanRecorder) start(ctx context.Context, name string, options *tracing.SpanOptions) (context.Context, tracing.Span) {
	recorded := &span{name: name}
	if parent, ok := ctx.Value(spanKey{}).(*span); ok {
		recorded.parent = parent.name
	}
	if options != nil {
		recorded.attributes = options.Attributes
	}
	s.list = append(s.list, recorded)
	return context.WithValue(ctx, spanKey{}, recorded), tracing.NewSpan(tracing.SpanImpl{
		End: func() { recorded.ended = true },
		SetAttributes: func(attributes ...tracing.Attribute) {
			recorded.attributes = append(recorded.attributes, attributes...)
		},
		SetStatus: func(status tracing.SpanStatus, description string) {
			recorded.status, recorded.description = status, description
		},
	})
}

func (s *spanRecorder) setProvider(o *chat.ClientOptions) { o.TracingProvider = s.provider() }

// names returns the names of the operations' spans, with the suffix "!" if they failed. It
// omits azcore's spans of HTTP requests.
func (s *spanRecorder) names(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, span := range s.list {
		if !span.ended {
			t.Errorf("span %s has not ended", span.name)
		}
		if strings.Contains(fmt.Sprintf("%+v", span), secretToken) {
			t.Errorf("span %s contains the token: %+v", span.name, span)
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

// TestSpans checks that each operation has a span with the names of the client and the operation.
func TestSpans(t *testing.T) {
	for name, call := range threadCalls() {
		t.Run(name, func(t *testing.T) {
			var recorder spanRecorder
			thread := newThread(t, servicetest.New(t, servicetest.Response{Status: 403}), recorder.setProvider)
			if err := call(t.Context(), thread); err == nil {
				t.Error("got no error for 403")
			}
			servicetest.WantEqual(t, "spans", recorder.names(t), []string{"ThreadClient." + name + "!"})
			servicetest.WantEqual(t, "module", recorder.module, "github.com/chatgen-go/chatgen/generated/chat")
		})
	}
}

// TestClientSpans checks the spans of Client, including one per page.
func TestClientSpans(t *testing.T) {
	var recorder spanRecorder
	client := newClient(t, servicetest.New(t, createdThread(), page(endpoint+"/chat/threads?p2"), page(""), noContent()), recorder.setProvider)
	_, err := client.CreateThread(t.Context(), "Lunch", nil)
	servicetest.WantNoError(t, err)
	_, err = collect(client.Threads(t.Context(), nil))
	servicetest.WantNoError(t, err)
	_, err = client.DeleteThread(t.Context(), threadID, nil)
	servicetest.WantNoError(t, err)
	_, err = client.DeleteThread(t.Context(), "", nil)
	servicetest.WantError(t, err, "Client.DeleteThread: threadID: must not be empty")
	servicetest.WantEqual(t, "spans", recorder.names(t), []string{
		"Client.CreateThread", "Client.ListThreads", "Client.ListThreads", "Client.DeleteThread", "Client.DeleteThread!",
	})
}

// TestSpanParents checks that an operation's span is a child of the caller's span and the parent
// of the spans of its requests.
func TestSpanParents(t *testing.T) {
	var recorder spanRecorder
	thread := newThread(t, servicetest.New(t, servicetest.Response{Status: 503}, servicetest.Response{Status: 200, Body: threadJSON("t")}), recorder.setProvider)
	ctx := context.WithValue(t.Context(), spanKey{}, &span{name: "application"})
	_, err := thread.GetProperties(ctx, nil)
	servicetest.WantNoError(t, err)
	var tree []string
	for _, span := range recorder.list {
		tree = append(tree, span.name+" in "+span.parent)
	}
	servicetest.WantEqual(t, "spans", strings.Join(tree, ", "),
		"ThreadClient.GetProperties in application, HTTP GET in ThreadClient.GetProperties, HTTP GET in ThreadClient.GetProperties")
	servicetest.WantEqual(t, "status", recorder.list[0].status, tracing.SpanStatusUnset)
}

// TestSpanError checks that the description of a failed span contains the status.
func TestSpanError(t *testing.T) {
	var recorder spanRecorder
	thread := newThread(t, servicetest.New(t, servicetest.Response{Status: 404}), recorder.setProvider)
	_, err := thread.GetProperties(t.Context(), nil)
	if err == nil {
		t.Fatal("got no error for 404")
	}
	if got := recorder.list[0].description; !strings.Contains(got, "404 Not Found") {
		t.Errorf("description: got %q, want it to contain 404 Not Found", got)
	}
}
