package wire_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"testing"
	"testing/synctest"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/tracing"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// All attempts of a call carry one client request ID, and each call and each page has
// its own. An ID from the caller takes its place.
func TestClientRequestID(t *testing.T) {
	s := newService(t, func(w http.ResponseWriter, r *http.Request, previous int) {
		if r.Method == http.MethodGet {
			_, _ = w.Write(pageJSON(1, [2]string{"?page=2", ""}[min(previous-5, 1)]))
			return
		}
		respondWith([2]int{503, 201}[previous%2], `{"id":"1"}`)(w, r, previous)
	})
	c := newThread(t, s.config())
	for range 2 {
		if _, err := c.send(t.Context(), "hello", nil); err != nil {
			t.Fatal(err)
		}
	}
	own := policy.WithHTTPHeader(t.Context(), http.Header{"X-Ms-Client-Request-Id": {"mine"}})
	if _, err := c.send(own, "hello", nil); err != nil {
		t.Fatal(err)
	}
	ids := make([]string, 0, 6)
	for _, r := range s.received() {
		ids = append(ids, r.Header.Get("X-Ms-Client-Request-Id"))
	}
	if ids[0] != ids[1] || ids[2] != ids[3] || ids[1] == ids[2] || ids[4] != "mine" || ids[5] != "mine" {
		t.Errorf("got IDs %q", ids)
	}
	if !regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(ids[0]) {
		t.Errorf("got ID %s, want a UUID of version 4", ids[0])
	}
}

// The error of a call has the ID that the call was sent with.
func TestClientRequestIDInError(t *testing.T) {
	var sent string
	config := newConfig("https://example.com")
	config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
		sent = r.Header.Get("X-Ms-Client-Request-Id")
		return nil, errors.New("broken")
	})
	_, err := newThread(t, config).send(t.Context(), "hello", nil)
	if e, ok := errors.AsType[*wire.CallError](err); !ok || sent == "" || e.ClientRequestID != sent || e.Operation != "ThreadClient.SendMessage" {
		t.Errorf("sent %q, error %#v", sent, err)
	}
}

// Spans have the resource provider and the client request ID as attributes.
func TestSpanAttributes(t *testing.T) {
	attributes := map[string]map[string]any{}
	provider := tracing.NewProvider(func(string, string) tracing.Tracer {
		return tracing.NewTracer(func(ctx context.Context, name string, options *tracing.SpanOptions) (context.Context, tracing.Span) {
			attributes[name] = map[string]any{}
			for _, a := range options.Attributes {
				attributes[name][a.Key] = a.Value
			}
			return ctx, tracing.NewSpan(tracing.SpanImpl{})
		}, nil)
	}, nil)
	var sent string
	config := newConfig("https://example.com")
	config.Options.TracingProvider = provider
	config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
		sent = r.Header.Get("X-Ms-Client-Request-Id")
		return newResponse(r, http.StatusCreated, `{"id":"1"}`), nil
	})
	if _, err := newThread(t, config).send(t.Context(), "hello", nil); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"ThreadClient.SendMessage", "HTTP POST"} {
		if a := attributes[name]; a["az.namespace"] != "Microsoft.Communication" || a["az.client_request_id"] != sent {
			t.Errorf("%s: got %v, want the ID %s", name, a, sent)
		}
	}
}

// attempt is the scripted result of one attempt: a status, or an error.
type attempt struct {
	status int
	err    error
	body   string
}

// The outcome is what is known after all attempts.
func TestOutcome(t *testing.T) {
	broken := errors.New("connection reset")
	tests := map[string]struct {
		attempts []attempt
		want     wire.Outcome
		text     string
	}{
		"no response":             {[]attempt{{err: broken}}, wire.OutcomeUnknown, "connection reset; the service may have processed the request"},
		"broken body of success":  {[]attempt{{status: 201, body: "broken"}}, wire.OutcomeDone, ""},
		"broken body of error":    {[]attempt{{status: 400, body: "broken"}}, wire.OutcomeNotDone, ""},
		"invalid body of success": {[]attempt{{status: 201, body: "{"}}, wire.OutcomeDone, ""},
		"error in a success":      {[]attempt{{status: 201, body: `{"error":{"code":"Busy"}}`}}, wire.OutcomeUnknown, ""},
		"retry rejected":          {[]attempt{{status: 500}, {status: 403}}, wire.OutcomeUnknown, "status 403: ; the service may have processed the request"},
		"retry broken":            {[]attempt{{status: 429}, {err: broken}}, wire.OutcomeUnknown, "connection reset (last response: status 429: ); the service may have processed the request"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			n := 0
			config := newConfig("https://example.com")
			config.RetryNonIdempotent = len(tc.attempts) > 1
			config.Options.Retry.MaxRetries = int32(len(tc.attempts) - 1)
			if len(tc.attempts) == 1 {
				config.Options.Retry.MaxRetries = -1
			}
			config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
				a := tc.attempts[n]
				n++
				if a.err != nil {
					return nil, a.err
				}
				resp := newResponse(r, a.status, a.body)
				if a.body == "broken" {
					resp.Body = io.NopCloser(brokenReader{})
				}
				return resp, nil
			})
			_, err := newThread(t, config).sendNonIdempotent(t.Context())
			e, ok := errors.AsType[*wire.CallError](err)
			if !ok || e.Outcome != tc.want {
				t.Fatalf("error %#v, want the outcome %v", err, tc.want)
			}
			if tc.text != "" {
				wantError(t, err, "ThreadClient.SendMessage: "+tc.text)
			}
		})
	}
}

// brokenReader fails after the beginning of a body.
type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errors.New("broken") }

// A request that never reached the transport was not processed.
func TestOutcomeNotSent(t *testing.T) {
	config := newConfig("https://example.com")
	config.Auth = func(*wire.Config) (policy.Policy, error) {
		return policyFunc(func(*policy.Request) (*http.Response, error) { return nil, wire.NonRetriable(errors.New("no token")) }), nil
	}
	config.Options.Transport = transportFunc(func(*http.Request) (*http.Response, error) { return nil, errors.New("sent") })
	c := newThread(t, config)
	for _, content := range []string{"hello", ""} {
		_, err := c.send(t.Context(), content, nil)
		if e, ok := errors.AsType[*wire.CallError](err); !ok || e.Outcome != wire.OutcomeNotDone {
			t.Errorf("content %q: error %#v", content, err)
		}
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	config.Auth = nil
	_, err := newThread(t, config).send(canceled, "hello", nil)
	if e, ok := errors.AsType[*wire.CallError](err); !ok || e.Outcome != wire.OutcomeNotDone || !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: error %#v", err)
	}
}

// A call that is canceled after the service has processed it says so.
func TestOutcomeOfCanceledSuccess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		config := newConfig("https://example.com")
		config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
			cancel()
			return newResponse(r, http.StatusCreated, `{"id":"1"}`), nil
		})
		_, err := newThread(t, config).sendNonIdempotent(ctx)
		wantError(t, err, `ThreadClient.SendMessage: context canceled (last response: status 201: {"id":"1"}); the service has processed the request`)
		if e, ok := errors.AsType[*wire.CallError](err); !ok || e.Outcome != wire.OutcomeDone {
			t.Errorf("error %#v", err)
		}
	})
}

// The texts of outcomes.
func TestOutcomeText(t *testing.T) {
	if got, want := fmt.Sprintf("%v, %v, %v", wire.OutcomeUnknown, wire.OutcomeNotDone, wire.OutcomeDone), "unknown, not done, done"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
