package wire_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// busy is a service that always responds with the status, and with a Retry-After
// header unless it is "".
func busy(status int, retryAfter string, count *int) transportFunc {
	return func(r *http.Request) (*http.Response, error) {
		*count++
		resp := newResponse(r, status, "slow down")
		if retryAfter != "" {
			resp.Header.Set("Retry-After", retryAfter)
		}
		return resp, nil
	}
}

// A call that ends while it waits to retry returns both the reason of the end and the
// response that made it wait. A wait that cannot end before the deadline fails at once.
func TestDeadlineWhileWaiting(t *testing.T) {
	const second = time.Second
	tests := map[string]struct {
		status     int
		retryAfter string
		timeout    time.Duration
		cancel     time.Duration
		attempts   int
		elapsed    time.Duration
		is         error
		want       string
	}{
		"too long a wait": {429, "3", second, 0, 1, 0, context.DeadlineExceeded,
			"ThreadClient.SendMessage: the service asks to wait for 3s, which does not end before the deadline: context deadline exceeded (last response: status 429: slow down)"},
		"too long a second wait": {429, "3", 5 * second, 0, 2, -1, context.DeadlineExceeded,
			"ThreadClient.SendMessage: the service asks to wait for 3s, which does not end before the deadline: context deadline exceeded (last response: status 429: slow down)"},
		"canceled": {429, "3", 0, second, 1, second, context.Canceled,
			"ThreadClient.SendMessage: context canceled (last response: status 429: slow down)"},
		"own wait of azcore": {503, "", second, 0, 1, second, context.DeadlineExceeded,
			"ThreadClient.SendMessage: context deadline exceeded (last response: status 503: slow down)"},
		"last attempt": {429, "1", time.Hour, 0, 3, -1, nil, "status 429: slow down"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx := t.Context()
				if tc.timeout > 0 {
					limited, cancel := context.WithTimeout(ctx, tc.timeout)
					defer cancel()
					ctx = limited
				}
				if tc.cancel > 0 {
					canceled, cancel := context.WithCancel(ctx)
					time.AfterFunc(tc.cancel, cancel)
					ctx = canceled
				}
				attempts := 0
				config := newConfig("https://example.com")
				config.Options.Retry.RetryDelay = time.Minute
				config.Options.Transport = busy(tc.status, tc.retryAfter, &attempts)
				start := time.Now()
				_, err := newThread(t, config).send(ctx, "hello", nil)
				wantError(t, err, tc.want)
				if elapsed := time.Since(start); attempts != tc.attempts || tc.elapsed >= 0 && elapsed != tc.elapsed {
					t.Errorf("%d attempts and %v, want %d and %v", attempts, elapsed, tc.attempts, tc.elapsed)
				}
				if e, ok := errors.AsType[*statusError](err); !ok || e.Status != tc.status {
					t.Errorf("the error does not wrap the one of status %d", tc.status)
				}
				if tc.is != nil && !errors.Is(err, tc.is) {
					t.Errorf("the error is not %v", tc.is)
				}
			})
		})
	}
}

// A response that azcore does not wait for is not affected by the deadline: there is no
// attempt left, the time exceeds the maximum, the status is not one to retry, or the
// caller decides.
func TestDeadlineWithoutWaiting(t *testing.T) {
	tests := map[string]func(*wire.Config){
		"no retries":      func(c *wire.Config) { c.Options.Retry.MaxRetries = -1 },
		"maximum wait":    func(c *wire.Config) { c.Options.Retry.MaxRetryDelay = time.Second },
		"other statuses":  func(c *wire.Config) { c.Options.Retry.StatusCodes = []int{503} },
		"caller decides":  func(c *wire.Config) { c.Options.Retry.ShouldRetry = func(*http.Response, error) bool { return false } },
		"non-idempotent?": func(*wire.Config) {},
	}
	for name, set := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
				defer cancel()
				attempts := 0
				config := newConfig("https://example.com")
				config.Options.Transport = busy(429, "3", &attempts)
				if name == "non-idempotent?" {
					config.Options.Transport = busy(503, "3", &attempts)
				}
				set(&config)
				_, err := newThread(t, config).sendNonIdempotent(ctx)
				if e, ok := errors.AsType[*statusError](err); !ok || errors.Is(err, context.DeadlineExceeded) || attempts != 1 {
					t.Errorf("got error %v of %T after %d attempts", err, e, attempts)
				}
			})
		})
	}
}

// Clients that are rejected at the same time do not all return at the same time.
func TestRetryAfterIsSpread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		times := map[time.Duration]bool{}
		for range 100 {
			attempts := 0
			config := newConfig("https://example.com")
			config.Options.Retry.MaxRetries = 1
			config.Options.Transport = busy(429, "8", &attempts)
			start := time.Now()
			_, _ = newThread(t, config).send(t.Context(), "hello", nil)
			elapsed := time.Since(start)
			if elapsed < 8*time.Second || elapsed > 12*time.Second {
				t.Errorf("waited for %v, want 8s to 12s", elapsed)
			}
			times[elapsed] = true
		}
		if len(times) < 50 {
			t.Errorf("100 clients waited for only %d different times", len(times))
		}
	})
}

// The spread never delays an attempt past the deadline, and a call that ends during it
// tells why it waited.
func TestSpreadEndsBeforeDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for range 100 {
			ctx, cancel := context.WithTimeout(t.Context(), 8*time.Second+time.Millisecond)
			attempts := 0
			config := newConfig("https://example.com")
			config.Options.Retry.MaxRetries = 1
			config.Options.Transport = busy(429, "8", &attempts)
			_, err := newThread(t, config).send(ctx, "hello", nil)
			if attempts != 2 {
				t.Fatalf("%d attempts, error %v", attempts, err)
			}
			cancel()
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		time.AfterFunc(8*time.Second+time.Nanosecond, cancel)
		attempts := 0
		config := newConfig("https://example.com")
		config.Options.Transport = busy(429, "8", &attempts)
		_, err := newThread(t, config).send(ctx, "hello", nil)
		wantError(t, err, "ThreadClient.SendMessage: context canceled (last response: status 429: slow down)")
		if attempts != 1 {
			t.Errorf("%d attempts", attempts)
		}
	})
}
