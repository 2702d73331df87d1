package wire_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// tries returns how often a request was sent that the service can repeat, one
// that it cannot, and the latter with RetryNonIdempotent; and the second one's error.
func tries(t *testing.T, config wire.Config, count func() int) (plain, nonIdempotent, always int, err error) {
	t.Helper()
	before := count()
	_, _ = newThread(t, config).send(t.Context(), "hello", nil)
	plain = count() - before
	_, err = newThread(t, config).sendOnce(t.Context())
	nonIdempotent = count() - before - plain
	config.RetryNonIdempotent = true
	_, _ = newThread(t, config).sendOnce(t.Context())
	return plain, nonIdempotent, count() - before - plain - nonIdempotent, err
}

// A message that the service may have taken is not sent twice. Too many
// requests and what azcore never retries are treated as ever.
func TestResendStatus(t *testing.T) {
	tests := []struct{ code, plain, once int }{
		{http.StatusRequestTimeout, 3, 1},
		{http.StatusInternalServerError, 3, 1},
		{http.StatusBadGateway, 3, 1},
		{http.StatusServiceUnavailable, 3, 1},
		{http.StatusGatewayTimeout, 3, 1},
		{http.StatusTooManyRequests, 3, 3},
		{http.StatusBadRequest, 1, 1},
		{http.StatusUnauthorized, 1, 1},
		{http.StatusNotImplemented, 1, 1},
	}
	for _, tc := range tests {
		t.Run(strconv.Itoa(tc.code), func(t *testing.T) {
			s := serve(t, status(tc.code, "why"))
			plain, nonIdempotent, always, err := tries(t, s.config(), func() int { return len(s.asked()) })
			if plain != tc.plain || nonIdempotent != tc.once || always != tc.plain {
				t.Errorf("sent %d, %d, %d times, want %d, %d, %d", plain, nonIdempotent, always, tc.plain, tc.once, tc.plain)
			}
			wantError(t, err, "status "+strconv.Itoa(tc.code)+": why")
			if e, ok := errors.AsType[*statusError](err); !ok || e.Status != tc.code {
				t.Errorf("error %v, want a *statusError", err)
			}
		})
	}
}

// A connection that breaks after the request, before or amid the answer, leaves
// open whether the service has carried it out.
func TestResendBrokenConnection(t *testing.T) {
	tests := map[string]struct {
		text       string
		plain      int
		unexpected bool
	}{
		"before the answer": {"", 3, false},
		"amid the header":   {"HTTP/1.1 201 Created\r\n", 3, true},
		"amid the body":     {"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{", 1, true}, // azcore repeats no POST then
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
				conn, _, err := w.(http.Hijacker).Hijack()
				if err != nil {
					t.Error(err)
					return
				}
				_, _ = io.WriteString(conn, tc.text)
				_ = conn.Close()
			})
			plain, nonIdempotent, always, err := tries(t, s.config(), func() int { return len(s.asked()) })
			if plain != tc.plain || nonIdempotent != 1 || always != tc.plain {
				t.Errorf("sent %d, %d, %d times, want %d, 1, %d", plain, nonIdempotent, always, tc.plain, tc.plain)
			}
			if errors.Is(err, io.ErrUnexpectedEOF) != tc.unexpected || errors.Is(err, io.EOF) == tc.unexpected {
				t.Errorf("got error %v", err)
			}
		})
	}
}

// What could not be sent is sent again: nobody has got it.
func TestResendDial(t *testing.T) {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = listener.Close() // nobody listens there now
	client := &http.Client{Transport: &http.Transport{}}
	n := 0
	config := configFor("http://" + listener.Addr().String())
	config.Options.Transport = transport(func(r *http.Request) (*http.Response, error) {
		n++
		return client.Do(r)
	})
	plain, nonIdempotent, always, err := tries(t, config, func() int { return n })
	if plain != 3 || nonIdempotent != 3 || always != 3 {
		t.Errorf("sent %d, %d, %d times, want 3 each", plain, nonIdempotent, always)
	}
	if op, ok := errors.AsType[*net.OpError](err); !ok || op.Op != "dial" {
		t.Errorf("got error %v", err)
	}
}

// A try that takes too long may have been carried out.
func TestResendTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		config := configFor("https://example.com")
		config.Options.Retry.TryTimeout = time.Minute
		config.Options.Transport = transport(func(r *http.Request) (*http.Response, error) {
			n++
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		plain, nonIdempotent, always, err := tries(t, config, func() int { return n })
		if plain != 3 || nonIdempotent != 1 || always != 3 {
			t.Errorf("sent %d, %d, %d times, want 3, 1, 3", plain, nonIdempotent, always)
		}
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got error %v", err)
		}
	})
}

// After too many requests the same message goes through, when the service says
// that it may.
func TestResendSucceeds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		config := configFor("https://example.com")
		config.Options.Transport = transport(func(r *http.Request) (*http.Response, error) {
			body, err := io.ReadAll(r.Body)
			if err != nil || string(body) != `{"content":"hello"}` {
				t.Errorf("body %s, error %v", body, err)
			}
			if n++; n > 2 {
				return answer(r, http.StatusCreated, `{"id":"1"}`), nil
			}
			resp := answer(r, http.StatusTooManyRequests, "")
			resp.Header.Set("Retry-After", "8")
			return resp, nil
		})
		start := time.Now()
		got, err := newThread(t, config).sendOnce(t.Context())
		if err != nil || got.ID != "1" || time.Since(start) != 16*time.Second {
			t.Errorf("got %+v after %v, error %v", got, time.Since(start), err)
		}
	})
}

// The answer that ended the tries can be captured, as after any other error.
func TestResendCapture(t *testing.T) {
	var got *http.Response
	ctx := policy.WithCaptureResponse(t.Context(), &got)
	s := serve(t, status(http.StatusServiceUnavailable, "why"))
	_, err := newThread(t, s.config()).sendOnce(ctx)
	wantError(t, err, "status 503: why")
	if got == nil || got.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("captured %v", got)
	}
}
