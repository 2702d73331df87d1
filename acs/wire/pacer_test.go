package wire_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/tracing"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// messageRates are the rates that the service publishes for the messages of a thread.
func messageRates() []wire.Rate {
	return []wire.Rate{{Count: 10, Interval: 10 * time.Second}, {Count: 30, Interval: time.Minute}}
}

// limitedService rejects requests beyond the rates, and records the others.
type limitedService struct {
	mu       sync.Mutex
	latency  func(previous int) time.Duration
	times    map[string][]time.Time // of accepted requests, by thread
	rejected int
}

func (s *limitedService) Do(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	latency := time.Duration(0)
	if s.latency != nil {
		latency = s.latency(len(s.times[r.URL.Path]))
	}
	s.mu.Unlock()
	time.Sleep(latency)
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	times := s.times[r.URL.Path]
	for _, rate := range messageRates() {
		if n := len(times); n >= rate.Count && now.Sub(times[n-rate.Count]) < rate.Interval {
			s.rejected++
			resp := newResponse(r, http.StatusTooManyRequests, "slow down")
			resp.Header.Set("Retry-After", "5")
			return resp, nil
		}
	}
	s.times[r.URL.Path] = append(times, now)
	return newResponse(r, http.StatusCreated, `{"id":"1"}`), nil
}

// sendPaced is an operation with rates.
func (c *threadClient) sendPaced(ctx context.Context) error {
	req := c.sendRequest("hello", nil)
	req.MarkNonIdempotent()
	req.Pace("message", c.threadID, messageRates)
	_, err := wire.Call(ctx, c.internal, "ThreadClient.SendMessage", req, (*sendResponse).decode, http.StatusCreated)
	return err
}

// newPacedThread returns a client with the pacer.
func newPacedThread(t *testing.T, transport *limitedService, pacer *wire.Pacer) *threadClient {
	t.Helper()
	config := newConfig("https://example.com")
	config.Options.Transport = transport
	config.Pacer = pacer
	return newThread(t, config)
}

// sendAll sends n messages at once and returns the errors.
func sendAll(ctx context.Context, n int, clients ...*threadClient) []error {
	var mu sync.Mutex
	var wg sync.WaitGroup
	var errs []error
	for i := range n {
		wg.Go(func() {
			err := clients[i%len(clients)].sendPaced(ctx)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				errs = append(errs, err)
			}
		})
	}
	wg.Wait()
	return errs
}

// 60 messages sent at once to one thread all arrive, as soon as the rates allow, and none
// is rejected: also through several clients, and if requests take different times.
func TestPacer(t *testing.T) {
	for name, latency := range map[string]func(int) time.Duration{
		"at once": nil,
		"varying": func(n int) time.Duration { return time.Duration(n%3) * 100 * time.Millisecond },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &limitedService{latency: latency, times: map[string][]time.Time{}}
				pacer := wire.NewPacer(nil)
				start := time.Now()
				errs := sendAll(t.Context(), 60, newPacedThread(t, s, pacer), newPacedThread(t, s, pacer))
				for _, times := range s.times {
					if len(times) != 60 {
						t.Errorf("%d messages arrived", len(times))
					}
				}
				if took := time.Since(start); len(errs) > 0 || s.rejected > 0 || took > 85*time.Second {
					t.Errorf("errors %v, %d rejected, after %v", errs, s.rejected, took)
				}
			})
		})
	}
}

// Without a pacer, some of them fail.
func TestWithoutPacer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &limitedService{times: map[string][]time.Time{}}
		if errs := sendAll(t.Context(), 60, newPacedThread(t, s, nil)); len(errs) == 0 || s.rejected == 0 {
			t.Errorf("%d errors, %d rejected", len(errs), s.rejected)
		}
	})
}

// Each thread has rates of its own.
func TestPacerThreads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &limitedService{times: map[string][]time.Time{}}
		pacer := wire.NewPacer(nil)
		start := time.Now()
		for i := range 500 {
			c := newPacedThread(t, s, pacer)
			c.threadID = fmt.Sprint(i)
			if errs := sendAll(t.Context(), 10, c); len(errs) > 0 {
				t.Fatal(errs)
			}
		}
		if took := time.Since(start); took > 0 {
			t.Errorf("took %v", took)
		}
	})
}

// A wait that cannot end before the deadline fails at once, and one that is canceled ends
// then. Both leave the others alone.
func TestPacerDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &limitedService{times: map[string][]time.Time{}}
		c := newPacedThread(t, s, wire.NewPacer(nil))
		sendAll(t.Context(), 10, c)
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		err := c.sendPaced(ctx)
		wantError(t, err, "ThreadClient.SendMessage: waiting for the message rate does not end before the deadline: context deadline exceeded")
		if e, ok := errors.AsType[*wire.CallError](err); !ok || e.Outcome != wire.OutcomeNotDone || !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 0 {
			t.Errorf("error %#v after %v", err, time.Since(start))
		}

		canceled, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		if errs := sendAll(canceled, 20, c); len(errs) != 20 {
			t.Fatalf("%d errors", len(errs))
		} else {
			wantError(t, errs[0], "ThreadClient.SendMessage: waiting for the message rate: context canceled")
		}
		enough, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if err := c.sendPaced(enough); err != nil || time.Since(start) > 11*time.Second {
			t.Errorf("got error %v after %v: the canceled ones still count", err, time.Since(start))
		}
	})
}

// The deadline of one that is far back in the queue is compared with its own turn.
func TestPacerDeadlineInQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &limitedService{times: map[string][]time.Time{}}
		c := newPacedThread(t, s, wire.NewPacer(nil))
		ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
		defer cancel()
		start := time.Now()
		errs := sendAll(ctx, 60, c)
		if len(errs) != 40 || time.Since(start) > 11*time.Second {
			t.Errorf("%d errors after %v, want 40 at once", len(errs), time.Since(start))
		}
	})
}

// A status 429, which other processes can cause, delays all that wait for the thread, and
// the rejected one is retried.
func TestPacerRejected(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var times []time.Duration
		start := time.Now()
		config := newConfig("https://example.com")
		config.Pacer = wire.NewPacer(nil)
		config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
			mu.Lock()
			defer mu.Unlock()
			times = append(times, time.Since(start))
			if len(times) == 1 {
				resp := newResponse(r, http.StatusTooManyRequests, "")
				resp.Header.Set("Retry-After", "30")
				return resp, nil
			}
			return newResponse(r, http.StatusCreated, `{"id":"1"}`), nil
		})
		c := newThread(t, config)
		time.AfterFunc(time.Second, func() { _ = c.sendPaced(context.Background()) })
		if err := c.sendPaced(t.Context()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if len(times) != 3 || slices.Max(times[:1]) > 0 || slices.Min(times[1:]) < 30*time.Second {
			t.Errorf("sent after %v, want the second and third after 30s", times)
		}
	})
}

// A wait is logged, and an event of the span.
func TestPacerIsVisible(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var text bytes.Buffer
		var events []string
		provider := tracing.NewProvider(func(string, string) tracing.Tracer {
			span := tracing.NewSpan(tracing.SpanImpl{AddEvent: func(name string, attributes ...tracing.Attribute) {
				events = append(events, fmt.Sprint(name, attributes))
			}})
			return tracing.NewTracer(func(ctx context.Context, _ string, _ *tracing.SpanOptions) (context.Context, tracing.Span) {
				return ctx, span
			}, &tracing.TracerOptions{SpanFromContext: func(context.Context) tracing.Span { return span }})
		}, nil)
		s := &limitedService{times: map[string][]time.Time{}}
		config := newConfig("https://example.com")
		config.Options.Transport = s
		config.Options.TracingProvider = provider
		config.Pacer = wire.NewPacer(&wire.PacerOptions{Logger: slog.New(slog.NewTextHandler(&text, nil))})
		c := newThread(t, config)
		for range 11 {
			if err := c.sendPaced(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		got := regexp.MustCompile(`time=\S+ `).ReplaceAllString(text.String(), "")
		want := "level=INFO msg=\"waiting to send a request\" operation=ThreadClient.SendMessage group=message waiting=0\n" +
			"level=INFO msg=\"end of wait\" operation=ThreadClient.SendMessage group=message delay=10.25s\n"
		if got != want {
			t.Errorf("logged %s\nwant %s", got, want)
		}
		if got := strings.Join(events, " "); got != "pacer.wait[{delay_ms 10250}]" {
			t.Errorf("got the events %s", got)
		}
	})
}

// A wait for a Retry-After header is an event of the span.
func TestRetryWaitIsVisible(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var events []string
		span := tracing.NewSpan(tracing.SpanImpl{AddEvent: func(name string, _ ...tracing.Attribute) { events = append(events, name) }})
		config := newConfig("https://example.com")
		config.Options.TracingProvider = tracing.NewProvider(func(string, string) tracing.Tracer {
			return tracing.NewTracer(func(ctx context.Context, _ string, _ *tracing.SpanOptions) (context.Context, tracing.Span) {
				return ctx, span
			}, &tracing.TracerOptions{SpanFromContext: func(context.Context) tracing.Span { return span }})
		}, nil)
		attempts := 0
		config.Options.Transport = busy(http.StatusTooManyRequests, "1", &attempts)
		_, _ = newThread(t, config).send(t.Context(), "hello", nil)
		if want := []string{"retry.wait", "retry.wait"}; !slices.Equal(events, want) {
			t.Errorf("got the events %q, want %q", events, want)
		}
	})
}
