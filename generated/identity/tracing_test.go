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

// span is what a tracer was told of one span.
type span struct {
	name        string
	status      tracing.SpanStatus
	description string
	attributes  []tracing.Attribute
	ended       bool
}

// spans is a tracing provider, as the OpenTelemetry bridge is one.
type spans struct {
	module string
	list   []*span
}

func (s *spans) use(o *identity.ClientOptions) {
	o.TracingProvider = tracing.NewProvider(func(module, _ string) tracing.Tracer {
		s.module = module
		return tracing.NewTracer(s.start, nil)
	}, nil)
}

func (s *spans) start(ctx context.Context, name string, options *tracing.SpanOptions) (context.Context, tracing.Span) {
	started := &span{name: name}
	if options != nil {
		started.attributes = options.Attributes
	}
	s.list = append(s.list, started)
	return ctx, tracing.NewSpan(tracing.SpanImpl{
		End:           func() { started.ended = true },
		SetAttributes: func(attributes ...tracing.Attribute) { started.attributes = append(started.attributes, attributes...) },
		SetStatus: func(status tracing.SpanStatus, description string) {
			started.status, started.description = status, description
		},
	})
}

// names returns the names of the spans, with "!" behind those that failed.
func (s *spans) names(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, span := range s.list {
		if !span.ended {
			t.Errorf("span %s has not ended", span.name)
		}
		text := fmt.Sprintf("%+v", *span)
		for _, secret := range []string{secretToken, "secret-entra", accessKey, "Signature="} {
			if strings.Contains(text, secret) {
				t.Errorf("span %s tells %q: %s", span.name, secret, text)
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

// TestSpans protects the names of the spans that an application searches for,
// around those of the requests, and that they tell no secret.
func TestSpans(t *testing.T) {
	for name, op := range operations() {
		t.Run(name, func(t *testing.T) {
			var recorded spans
			client := newClient(t, newService(t, op.success, servicetest.Answer{Status: 404, Body: tokenJSON}), recorded.use)
			servicetest.WantNoError(t, op.call(t.Context(), client))
			if err := op.call(t.Context(), client); err == nil {
				t.Error("got no error for 404")
			}
			method := "HTTP POST"
			if name == "DeleteUser" {
				method = "HTTP DELETE"
			}
			servicetest.WantEqual(t, "spans", recorded.names(t), []string{"Client." + name, method, "Client." + name + "!", method + "!"})
			servicetest.WantEqual(t, "module", recorded.module, "github.com/chatgen-go/chatgen/generated/identity")
			if got := recorded.list[2].description; !strings.Contains(got, "404 Not Found") {
				t.Errorf("description: got %q, want it to say 404 Not Found", got)
			}
		})
	}
}

// TestSpanOfCreateUserAndToken protects the span of a call that is another one
// with an option.
func TestSpanOfCreateUserAndToken(t *testing.T) {
	var recorded spans
	_, err := newClient(t, newService(t, created()), recorded.use).CreateUserAndToken(t.Context(), []identity.Scope{identity.ScopeChat}, nil)
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "spans", recorded.names(t), []string{"Client.CreateUser", "HTTP POST"})
}
