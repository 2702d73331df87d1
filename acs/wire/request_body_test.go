package wire_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/log"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// hashingPolicy reads the body, as a policy that signs requests does.
type hashingPolicy struct{}

// Do reads and rewinds the body.
func (hashingPolicy) Do(req *policy.Request) (*http.Response, error) {
	if _, err := io.Copy(io.Discard, req.Body()); err != nil {
		return nil, err
	}
	if err := req.RewindBody(); err != nil {
		return nil, err
	}
	return req.Next()
}

// Each attempt has its own reader of the body, because the transport may still be
// reading after it has returned a response. The race detector reports a shared reader.
func TestBodyPerAttempt(t *testing.T) {
	log.SetListener(func(log.Event, string) {})
	t.Cleanup(func() { log.SetListener(nil) })
	const want = `{"content":"hello"}`
	for name, change := range map[string]func(*wire.Config){
		"ordinary": func(*wire.Config) {},
		"signed":   func(c *wire.Config) { c.Options.PerRetryPolicies = []policy.Policy{hashingPolicy{}} },
		"logged":   func(c *wire.Config) { c.Options.Logging.IncludeBody = true },
	} {
		t.Run(name, func(t *testing.T) {
			var readers sync.WaitGroup
			read := func(body io.Reader) {
				if got, err := io.ReadAll(body); err != nil || string(got) != want {
					t.Errorf("read %q, error %v", got, err)
				}
			}
			config := newConfig("https://example.com")
			config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
				again, err := r.GetBody()
				if err != nil {
					t.Error(err)
				}
				readers.Go(func() { read(r.Body) })
				readers.Go(func() { read(again) })
				return newResponse(r, http.StatusServiceUnavailable, ""), nil
			})
			change(&config)
			_, err := newThread(t, config).send(t.Context(), "hello", nil)
			wantError(t, err, "status 503: ")
			readers.Wait()
		})
	}
}

// replacingPolicy replaces the body.
type replacingPolicy struct{ body io.ReadSeeker }

// Do replaces the body.
func (p replacingPolicy) Do(req *policy.Request) (*http.Response, error) {
	if err := req.SetBody(streaming.NopCloser(p.body), "text/plain"); err != nil {
		return nil, err
	}
	return req.Next()
}

// A body that the caller's policy has set is sent instead.
func TestReplacedBody(t *testing.T) {
	s := newService(t, respondWith(http.StatusServiceUnavailable, ""))
	config := s.config()
	config.Options.PerCallPolicies = []policy.Policy{replacingPolicy{strings.NewReader("replaced")}}
	_, err := newThread(t, config).send(t.Context(), "hello", nil)
	wantError(t, err, "status 503: ")
	for _, r := range s.received() {
		if r.Body != "replaced" || r.Header.Get("Content-Type") != "text/plain" {
			t.Errorf("sent %q with %v", r.Body, r.Header)
		}
	}
}
