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

// countAttempts returns the number of attempts for an idempotent request, for a
// non-idempotent one, and for a non-idempotent one with RetryNonIdempotent, and the
// error of the second one.
func countAttempts(t *testing.T, config wire.Config, count func() int) (idempotent, nonIdempotent, forced int, err error) {
	t.Helper()
	before := count()
	_, _ = newThread(t, config).send(t.Context(), "hello", nil)
	idempotent = count() - before
	_, err = newThread(t, config).sendNonIdempotent(t.Context())
	nonIdempotent = count() - before - idempotent
	config.RetryNonIdempotent = true
	_, _ = newThread(t, config).sendNonIdempotent(t.Context())
	return idempotent, nonIdempotent, count() - before - idempotent - nonIdempotent, err
}

// A non-idempotent request is not retried after a status with which the service may
// have processed it. Status 429 and those that azcore never retries are not affected.
func TestRetryStatus(t *testing.T) {
	tests := []struct{ code, idempotent, nonIdempotent int }{
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
			s := newService(t, respondWith(tc.code, "why"))
			idempotent, nonIdempotent, forced, err := countAttempts(t, s.config(), func() int { return len(s.received()) })
			if idempotent != tc.idempotent || nonIdempotent != tc.nonIdempotent || forced != tc.idempotent {
				t.Errorf("sent %d, %d, %d times, want %d, %d, %d", idempotent, nonIdempotent, forced, tc.idempotent, tc.nonIdempotent, tc.idempotent)
			}
			wantError(t, err, "status "+strconv.Itoa(tc.code)+": why")
			if e, ok := errors.AsType[*statusError](err); !ok || e.Status != tc.code {
				t.Errorf("error %v, want a *statusError", err)
			}
		})
	}
}

// A non-idempotent request is not retried if the connection is closed before the
// complete response, because the service may have processed the request.
func TestRetryClosedConnection(t *testing.T) {
	tests := map[string]struct {
		text       string
		idempotent int
		unexpected bool
	}{
		"before the response": {"", 3, false},
		"in the header":       {"HTTP/1.1 201 Created\r\n", 3, true},
		"in the body":         {"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{", 1, true}, // azcore does not retry a POST request in this case
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := newService(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
				conn, _, err := w.(http.Hijacker).Hijack()
				if err != nil {
					t.Error(err)
					return
				}
				_, _ = io.WriteString(conn, tc.text)
				_ = conn.Close()
			})
			idempotent, nonIdempotent, forced, err := countAttempts(t, s.config(), func() int { return len(s.received()) })
			if idempotent != tc.idempotent || nonIdempotent != 1 || forced != tc.idempotent {
				t.Errorf("sent %d, %d, %d times, want %d, 1, %d", idempotent, nonIdempotent, forced, tc.idempotent, tc.idempotent)
			}
			if errors.Is(err, io.ErrUnexpectedEOF) != tc.unexpected || errors.Is(err, io.EOF) == tc.unexpected {
				t.Errorf("got error %v", err)
			}
		})
	}
}

// A non-idempotent request is retried after a failed connection, because the service
// cannot have received it.
func TestRetryDialError(t *testing.T) {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = listener.Close() // so that connections to its address fail
	client := &http.Client{Transport: &http.Transport{}}
	n := 0
	config := newConfig("http://" + listener.Addr().String())
	config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
		n++
		return client.Do(r)
	})
	idempotent, nonIdempotent, forced, err := countAttempts(t, config, func() int { return n })
	if idempotent != 3 || nonIdempotent != 3 || forced != 3 {
		t.Errorf("sent %d, %d, %d times, want 3 each", idempotent, nonIdempotent, forced)
	}
	if op, ok := errors.AsType[*net.OpError](err); !ok || op.Op != "dial" {
		t.Errorf("got error %v", err)
	}
}

// A non-idempotent request is not retried after a timeout, because the service may have
// processed it.
func TestRetryTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		config := newConfig("https://example.com")
		config.Options.Retry.TryTimeout = time.Minute
		config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
			n++
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		idempotent, nonIdempotent, forced, err := countAttempts(t, config, func() int { return n })
		if idempotent != 3 || nonIdempotent != 1 || forced != 3 {
			t.Errorf("sent %d, %d, %d times, want 3, 1, 3", idempotent, nonIdempotent, forced)
		}
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got error %v", err)
		}
	})
}

// A non-idempotent request is retried after status 429, when the Retry-After time has
// passed, and up to half of it more.
func TestRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		config := newConfig("https://example.com")
		config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
			body, err := io.ReadAll(r.Body)
			if err != nil || string(body) != `{"content":"hello"}` {
				t.Errorf("body %s, error %v", body, err)
			}
			if n++; n > 2 {
				return newResponse(r, http.StatusCreated, `{"id":"1"}`), nil
			}
			resp := newResponse(r, http.StatusTooManyRequests, "")
			resp.Header.Set("Retry-After", "8")
			return resp, nil
		})
		start := time.Now()
		got, err := newThread(t, config).sendNonIdempotent(t.Context())
		if err != nil || got.ID != "1" || time.Since(start) < 16*time.Second || time.Since(start) > 24*time.Second {
			t.Errorf("got %+v after %v, error %v", got, time.Since(start), err)
		}
	})
}

// The response that prevents a retry can be captured with policy.WithCaptureResponse.
func TestRetryCaptureResponse(t *testing.T) {
	var got *http.Response
	ctx := policy.WithCaptureResponse(t.Context(), &got)
	s := newService(t, respondWith(http.StatusServiceUnavailable, "why"))
	_, err := newThread(t, s.config()).sendNonIdempotent(ctx)
	wantError(t, err, "status 503: why")
	if got == nil || got.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("captured %v", got)
	}
}
