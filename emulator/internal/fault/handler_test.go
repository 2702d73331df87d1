package fault_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatgen-go/chatgen/emulator/internal/fault"
)

// countingHandler counts its calls.
type countingHandler struct{ calls atomic.Int64 }

func (h *countingHandler) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	h.calls.Add(1)
	w.Header().Set("X-Served", "yes")
	w.WriteHeader(http.StatusCreated)
	_, _ = io.WriteString(w, "served")
}

// newHandler returns a handler for which the path is the operation.
func newHandler(t *testing.T, options fault.Options, rules ...string) (http.Handler, *countingHandler) {
	t.Helper()
	parsed := make([]fault.Rule, len(rules))
	for i, text := range rules {
		var err error
		if parsed[i], err = fault.Parse(text, operations()); err != nil {
			t.Fatal(err)
		}
	}
	options.Operation = func(r *http.Request) string { return strings.TrimPrefix(r.URL.Path, "/") }
	next := &countingHandler{}
	return fault.Handler(parsed, options, next), next
}

// call returns the response, or reports that the connection was closed.
func call(t *testing.T, h http.Handler, operation string) (response *httptest.ResponseRecorder, closed bool) {
	t.Helper()
	defer func() {
		if recovered := recover(); recovered != nil {
			if recovered != http.ErrAbortHandler { //nolint:errorlint,err113 // net/http also compares it
				panic(recovered)
			}
			closed = true
		}
	}()
	response = httptest.NewRecorder()
	h.ServeHTTP(response, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/"+operation, http.NoBody))
	return response, false
}

// TestStatus checks that a rule applies only to its operation.
func TestStatus(t *testing.T) {
	h, next := newHandler(t, fault.Options{}, "SendMessage:429:retry-after=2s", "*:503:1e-300")
	response, _ := call(t, h, "SendMessage")
	if response.Code != 429 || response.Header().Get("Retry-After") != "2" || response.Body.Len() != 0 || next.calls.Load() != 0 {
		t.Errorf("got %+v after %d calls", response, next.calls.Load())
	}
	response, _ = call(t, h, "ListMessages")
	if response.Code != 201 || response.Header().Get("Retry-After") != "" || response.Body.String() != "served" {
		t.Errorf("got %+v", response)
	}
}

// TestWriteError checks that WriteError writes the response body.
func TestWriteError(t *testing.T) {
	h, _ := newHandler(t, fault.Options{WriteError: func(w http.ResponseWriter, r *http.Request, status int) {
		w.WriteHeader(status)
		fmt.Fprint(w, r.URL.Path, " is rejected")
	}}, "*:503")
	response, _ := call(t, h, "SendMessage")
	if response.Code != 503 || response.Body.String() != "/SendMessage is rejected" {
		t.Errorf("got %+v", response)
	}
}

// TestDropAndLose checks that drop skips the operation and lose does not.
func TestDropAndLose(t *testing.T) {
	for kind, calls := range map[string]int64{"drop": 0, "lose": 1} {
		t.Run(kind, func(t *testing.T) {
			h, next := newHandler(t, fault.Options{}, "*:"+kind)
			if response, closed := call(t, h, "SendMessage"); !closed || next.calls.Load() != calls {
				t.Errorf("closed %v, response %+v, %d calls", closed, response, next.calls.Load())
			}
		})
	}
}

// TestClosedConnection checks that a client gets no response.
func TestClosedConnection(t *testing.T) {
	for _, kind := range []string{"drop", "lose"} {
		t.Run(kind, func(t *testing.T) {
			h, _ := newHandler(t, fault.Options{}, "*:"+kind)
			server := httptest.NewServer(h)
			defer server.Close()
			resp, err := server.Client().Post(server.URL+"/SendMessage", "", http.NoBody)
			if err == nil {
				resp.Body.Close()
				t.Fatalf("got response %s", resp.Status)
			}
			if want := fmt.Sprintf("Post %q: EOF", server.URL+"/SendMessage"); err.Error() != want {
				t.Errorf("error %v, want %s", err, want)
			}
		})
	}
}

// TestLatency checks that latencies add up and delay other faults.
func TestLatency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, next := newHandler(t, fault.Options{}, "*:latency=200ms", "SendMessage:429", "SendMessage:latency=1s", "SendMessage:503")
		begin := time.Now()
		response, _ := call(t, h, "SendMessage")
		if took := time.Since(begin); took != 1200*time.Millisecond || response.Code != 429 {
			t.Errorf("got status %d after %v", response.Code, took)
		}
		begin = time.Now()
		response, _ = call(t, h, "ListMessages")
		if took := time.Since(begin); took != 200*time.Millisecond || response.Code != 201 || next.calls.Load() != 1 {
			t.Errorf("got status %d after %v", response.Code, took)
		}
	})
}

// TestLatencyCanceled checks that the operation is not performed if the client
// disconnects during the latency.
func TestLatencyCanceled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, next := newHandler(t, fault.Options{}, "*:latency=1h")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begin := time.Now()
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodGet, "/SendMessage", http.NoBody))
		if took := time.Since(begin); took != time.Second || next.calls.Load() != 0 {
			t.Errorf("got %d calls after %v, want none after 1s", next.calls.Load(), took)
		}
	})
}

// sequence returns the status classes of 400 calls: 4 for a fault, 2 for none.
func sequence(t *testing.T, seed uint64, rules ...string) string {
	t.Helper()
	h, _ := newHandler(t, fault.Options{Seed: seed}, rules...)
	var got strings.Builder
	for range 400 {
		response, _ := call(t, h, "SendMessage")
		fmt.Fprint(&got, response.Code/100)
	}
	return got.String()
}

// TestRate checks that the choices depend only on the seed, also if there are other
// rules, and that they have the rate.
func TestRate(t *testing.T) {
	first := sequence(t, 1, "SendMessage:429:0.25")
	if again := sequence(t, 1, "SendMessage:429:0.25", "*:latency=1ns:0.5"); again != first {
		t.Errorf("got\n%s\nwith another rule, want\n%s", again, first)
	}
	if other := sequence(t, 2, "SendMessage:429:0.25"); other == first {
		t.Error("two seeds made the same choices")
	}
	if n := strings.Count(first, "4"); n < 70 || n > 130 {
		t.Errorf("%d of 400 failed, want about 100", n)
	}
}

// TestConcurrentRequests checks that a handler is safe for concurrent use.
func TestConcurrentRequests(t *testing.T) {
	h, _ := newHandler(t, fault.Options{}, "*:429:0.5", "*:drop:0.5")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				call(t, h, "SendMessage")
			}
		})
	}
	wg.Wait()
}
