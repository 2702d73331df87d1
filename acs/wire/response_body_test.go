package wire_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// encodings are the ways in which a service may send a body.
func encodings() map[string]func(http.ResponseWriter, int, []byte) {
	return map[string]func(http.ResponseWriter, int, []byte){
		"length": func(w http.ResponseWriter, code int, body []byte) {
			w.Header().Set("Content-Length", strconv.Itoa(len(body)))
			w.WriteHeader(code)
			_, _ = w.Write(body)
		},
		"chunked": func(w http.ResponseWriter, code int, body []byte) {
			w.WriteHeader(code)
			_ = http.NewResponseController(w).Flush()
			_, _ = w.Write(body)
		},
		"gzip": func(w http.ResponseWriter, code int, body []byte) {
			w.Header().Set("Content-Encoding", "gzip")
			w.WriteHeader(code)
			z := gzip.NewWriter(w)
			_, _ = z.Write(body)
			_ = z.Close()
		},
	}
}

// A body of up to MaxResponseSize bytes is read. A larger one is an error that names the
// limit and the option, and is not retried.
func TestMaxResponseSize(t *testing.T) {
	const limit = 1000
	for name, write := range encodings() {
		for size, want := range map[int]string{
			limit:     "",
			limit + 1: "ThreadClient.ListMessages: reading the response: the body exceeds the limit of 1000 bytes; see ClientOptions.MaxResponseSize: status 200: application/json",
			1 << 22:   "ThreadClient.ListMessages: reading the response: the body exceeds the limit of 1000 bytes; see ClientOptions.MaxResponseSize: status 200: application/json",
		} {
			t.Run(fmt.Sprint(name, " ", size), func(t *testing.T) {
				body := append([]byte(`{"value":[]}`), bytes.Repeat([]byte(" "), size-len(`{"value":[]}`))...)
				s := newService(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
					w.Header().Set("Content-Type", "application/json")
					write(w, http.StatusOK, body)
				})
				config := s.config()
				config.MaxResponseSize = limit
				_, err := newThread(t, config).newListPager(nil).NextPage(t.Context())
				if want != "" && name != "length" { // a body that is known to be too large is not read
					want += ` {"value":[]}`
				}
				wantError(t, err, want)
				if n := len(s.received()); n != 1 {
					t.Errorf("sent %d requests", n)
				}
			})
		}
	}
}

// The largest possible limit is no limit.
func TestMaxResponseSizeMax(t *testing.T) {
	config := newService(t, respondWith(http.StatusOK, `{"value":[]}`)).config()
	config.MaxResponseSize = math.MaxInt64
	if _, err := newThread(t, config).newListPager(nil).NextPage(t.Context()); err != nil {
		t.Error(err)
	}
}

// A negative limit is invalid.
func TestMaxResponseSizeError(t *testing.T) {
	config := newConfig("https://example.com")
	config.MaxResponseSize = -1
	_, err := wire.NewClient(config)
	wantError(t, err, "MaxResponseSize: invalid size -1 (want a number of bytes, or 0 for the default)")
}

// The body of an error is truncated after 1 MiB, or MaxResponseSize if that is less. The error
// keeps its type and status, and azcore still retries it.
func TestErrorBodyTruncated(t *testing.T) {
	for name, write := range encodings() {
		for _, tc := range []struct{ size, limit, kept int }{
			{1 << 20, 0, 1 << 20},
			{1<<20 + 1, 0, 1<<20 + 1},
			{1 << 22, 0, 1<<20 + 1},
			{1001, 1000, 1001},
			{1 << 22, 1000, 1001},
		} {
			t.Run(fmt.Sprint(name, " ", tc.size, " ", tc.limit), func(t *testing.T) {
				body := bytes.Repeat([]byte("x"), tc.size)
				s := newService(t, func(w http.ResponseWriter, _ *http.Request, _ int) { write(w, http.StatusServiceUnavailable, body) })
				config := s.config()
				config.MaxResponseSize = int64(tc.limit)
				_, err := newThread(t, config).send(t.Context(), "hello", nil)
				e, ok := errors.AsType[*statusError](err)
				if !ok || e.Status != http.StatusServiceUnavailable || len(e.Body) != tc.kept {
					t.Fatalf("got error %.100v", err)
				}
				note := ""
				if limit := tc.kept - 1; tc.kept != 1<<20 {
					note = fmt.Sprintf(" (truncated: the body exceeds the limit of %d bytes; see ClientOptions.MaxResponseSize)", limit)
				}
				wantError(t, err, e.Error()+note)
				if n := len(s.received()); n != 3 {
					t.Errorf("sent %d requests, want 3", n)
				}
			})
		}
	}
}

// The note about a truncated body is also in the error of a non-idempotent request.
func TestErrorBodyTruncatedNonIdempotent(t *testing.T) {
	config := newService(t, respondWith(http.StatusServiceUnavailable, "too long")).config()
	config.MaxResponseSize = 3
	_, err := newThread(t, config).sendNonIdempotent(t.Context())
	wantError(t, err, "status 503: too  (truncated: the body exceeds the limit of 3 bytes; see ClientOptions.MaxResponseSize)")
}

// A transport without a network may leave ContentLength 0, or exceed it.
func TestContentLengthOfTransport(t *testing.T) {
	tests := map[string]struct {
		length int64
		body   io.Reader
		want   string
	}{
		"unknown":         {-1, strings.NewReader(`{"value":[]}`), ""},
		"zero":            {0, strings.NewReader(`{"value":[]}`), ""},
		"right":           {12, strings.NewReader(`{"value":[]}`), ""},
		"byte by byte":    {12, iotest.OneByteReader(strings.NewReader(`{"value":[]}`)), ""},
		"longer body":     {12, strings.NewReader(`{"value":[]} and more`), ""},
		"shorter body":    {13, strings.NewReader(`{"value":[]}`), "ThreadClient.ListMessages: reading the response: unexpected EOF: status 200: {\"value\":[]}"},
		"no body at all":  {12, strings.NewReader(``), "ThreadClient.ListMessages: reading the response: unexpected EOF: status 200: "},
		"unreadable":      {12, iotest.ErrReader(errors.New("disk full")), "ThreadClient.ListMessages: reading the response: disk full: status 200: "},
		"unreadable rest": {12, io.MultiReader(strings.NewReader(`{`), iotest.ErrReader(errors.New("disk full"))), "ThreadClient.ListMessages: reading the response: disk full: status 200: {"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			config := newConfig("https://example.com")
			config.Options.Retry.MaxRetries = -1
			config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
				resp := newResponse(r, http.StatusOK, "")
				resp.ContentLength, resp.Body = tc.length, io.NopCloser(tc.body)
				return resp, nil
			})
			_, err := newThread(t, config).newListPager(nil).NextPage(t.Context())
			wantError(t, err, tc.want)
		})
	}
}

// stuckBody is a body of which nothing arrives before its context ends.
type stuckBody struct{ ctx context.Context } //nolint:containedctx // that of its request

// Read waits for the end of the context.
func (b stuckBody) Read([]byte) (int, error) {
	<-b.ctx.Done()
	return 0, b.ctx.Err()
}

// The body of a response is read within the time limit of an attempt.
func TestTryTimeoutReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		attempts := 0
		config := newConfig("https://example.com")
		config.Options.Retry.TryTimeout = time.Minute
		config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
			attempts++
			resp := newResponse(r, http.StatusOK, `{"value":[]}`)
			if attempts == 1 {
				resp.Body = io.NopCloser(stuckBody{r.Context()})
			}
			return resp, nil
		})
		start := time.Now()
		_, err := newThread(t, config).newListPager(nil).NextPage(t.Context())
		if took := time.Since(start).Round(time.Second); err != nil || attempts != 2 || took != time.Minute {
			t.Errorf("%d attempts in %v, error %v", attempts, took, err)
		}
	})
}

// Without a transport, a client sends requests over the network.
func TestDefaultTransport(t *testing.T) {
	s := newService(t, respondWith(http.StatusCreated, `{"id":"1"}`))
	config := newConfig(s.URL)
	if got, err := newThread(t, config).send(t.Context(), "hello", nil); err != nil || got.ID != "1" {
		t.Errorf("got %+v, error %v", got, err)
	}
}

// A transport may return nothing at all.
func TestNoResponse(t *testing.T) {
	config := newConfig("https://example.com")
	config.Options.Retry = policy.RetryOptions{MaxRetries: -1}
	config.Options.Transport = transportFunc(func(*http.Request) (*http.Response, error) { return nil, nil }) //nolint:nilnil // what the test is about
	_, err := newThread(t, config).send(t.Context(), "hello", nil)
	wantError(t, err, "ThreadClient.SendMessage: received nil response")
}

// The body of a response to HEAD is not read, although Content-Length may be set.
func TestHeadWithContentLength(t *testing.T) {
	config := newConfig("https://example.com")
	config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
		resp := newResponse(r, http.StatusOK, "")
		resp.ContentLength = 1000
		return resp, nil
	})
	_, err := wire.Call[struct{}](t.Context(), newThread(t, config).internal, "Client.Test", wire.NewRequest(http.MethodHead, "/a"), nil, http.StatusOK)
	wantError(t, err, "")
}

// A body that is known to be too large is not read.
func TestTooLargeBodyNotRead(t *testing.T) {
	config := newConfig("https://example.com")
	config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
		resp := newResponse(r, http.StatusCreated, "")
		resp.ContentLength, resp.Body = 64<<20+1, io.NopCloser(iotest.ErrReader(errors.New("read")))
		return resp, nil
	})
	_, err := newThread(t, config).send(t.Context(), "hello", nil)
	wantError(t, err, "ThreadClient.SendMessage: reading the response: the body exceeds the limit of 67108864 bytes; see ClientOptions.MaxResponseSize: status 201: ")
}
