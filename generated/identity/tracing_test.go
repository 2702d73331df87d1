package identity_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/tracing"

	"github.com/chatgen-go/chatgen/generated/identity"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// span is a recorded tracing span.
type span struct {
	name        string
	status      tracing.SpanStatus
	description string
	attributes  []tracing.Attribute
	ended       bool
}

// spanRecorder records the spans of a tracing provider.
type spanRecorder struct {
	module string
	list   []*span
}

func (s *spanRecorder) setProvider(o *identity.ClientOptions) {
	o.TracingProvider = tracing.NewProvider(func(module, _ string) tracing.Tracer {
		s.module = module
		return tracing.NewTracer(s.start, nil)
	}, nil)
}

func (s *spanRecorder) start(ctx context.Context, name string, options *tracing.SpanOptions) (context.Context, tracing.Span) {
	recorded := &span{name: name}
	if options != nil {
		recorded.attributes = options.Attributes
	}
	s.list = append(s.list, recorded)
	return ctx, tracing.NewSpan(tracing.SpanImpl{
		End: func() { recorded.ended = true },
		SetAttributes: func(attributes ...tracing.Attribute) {
			recorded.attributes = append(recorded.attributes, attributes...)
		},
		SetStatus: func(status tracing.SpanStatus, description string) {
			recorded.status, recorded.description = status, description
		},
	})
}

// names returns the names of the spans, with the suffix "!" if they failed.
func (s *spanRecorder) names(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, span := range s.list {
		if !span.ended {
			t.Errorf("span %s has not ended", span.name)
		}
		text := fmt.Sprintf("%+v", *span)
		for _, secret := range []string{secretToken, "secret-entra", accessKey, "Signature="} {
			if strings.Contains(text, secret) {
				t.Errorf("span %s contains %q: %s", span.name, secret, text)
			}
		}
		name := span.name
		if span.status == tracing.SpanStatusError {
			name += "!"
		}
		names = append(names, name)
	}
	return names
}

// TestSpans checks that each operation has a span with the names of the client and the operation, and
// that spans contain no secrets.
func TestSpans(t *testing.T) {
	for name, op := range operations() {
		t.Run(name, func(t *testing.T) {
			var recorder spanRecorder
			client := newClient(t, newService(t, op.success, servicetest.Response{Status: 404, Body: tokenJSON}), recorder.setProvider)
			servicetest.WantNoError(t, op.call(t.Context(), client))
			if err := op.call(t.Context(), client); err == nil {
				t.Error("got no error for 404")
			}
			method := "HTTP POST"
			if name == "DeleteUser" {
				method = "HTTP DELETE"
			}
			servicetest.WantEqual(t, "spans", recorder.names(t), []string{"Client." + name, method, "Client." + name + "!", method + "!"})
			servicetest.WantEqual(t, "module", recorder.module, "github.com/chatgen-go/chatgen/generated/identity")
			if got := recorder.list[2].description; !strings.Contains(got, "404 Not Found") {
				t.Errorf("description: got %q, want it to contain 404 Not Found", got)
			}
		})
	}
}

// TestCreateUserAndTokenSpan checks that CreateUserAndToken, which calls CreateUser, has the span of
// CreateUser.
func TestCreateUserAndTokenSpan(t *testing.T) {
	var recorder spanRecorder
	_, err := newClient(t, newService(t, userResponse()), recorder.setProvider).CreateUserAndToken(t.Context(), []identity.Scope{identity.ScopeChat}, nil)
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "spans", recorder.names(t), []string{"Client.CreateUser", "HTTP POST"})
}
