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

// service counts its calls; the path is the operation.
type service struct{ calls atomic.Int64 }

func (s *service) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	s.calls.Add(1)
	w.Header().Set("X-Served", "yes")
	w.WriteHeader(http.StatusCreated)
	_, _ = io.WriteString(w, "served")
}

func newHandler(t *testing.T, options fault.Options, rules ...string) (http.Handler, *service) {
	t.Helper()
	parsed := make([]fault.Rule, len(rules))
	for i, text := range rules {
		var err error
		if parsed[i], err = fault.Parse(text, operations()); err != nil {
			t.Fatal(err)
		}
	}
	options.Operation = func(r *http.Request) string { return strings.TrimPrefix(r.URL.Path, "/") }
	s := &service{}
	return fault.Handler(parsed, options, s), s
}

// call returns the answer, and whether the connection was broken instead.
func call(t *testing.T, h http.Handler, operation string) (answer *httptest.ResponseRecorder, broken bool) {
	t.Helper()
	defer func() {
		if fault := recover(); fault != nil {
			if fault != http.ErrAbortHandler { //nolint:errorlint,err113 // net/http compares it so
				panic(fault)
			}
			broken = true
		}
	}()
	answer = httptest.NewRecorder()
	h.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/"+operation, http.NoBody))
	return answer, false
}

// A rule is for its operation; others are served.
func TestStatus(t *testing.T) {
	h, s := newHandler(t, fault.Options{}, "SendMessage:429:retry-after=2s", "*:503:1e-300")
	answer, _ := call(t, h, "SendMessage")
	if answer.Code != 429 || answer.Header().Get("Retry-After") != "2" || answer.Body.Len() != 0 || s.calls.Load() != 0 {
		t.Errorf("got %+v after %d calls", answer, s.calls.Load())
	}
	answer, _ = call(t, h, "ListMessages")
	if answer.Code != 201 || answer.Header().Get("Retry-After") != "" || answer.Body.String() != "served" {
		t.Errorf("got %+v", answer)
	}
}

// The answer's body is the service's own.
func TestRefuse(t *testing.T) {
	h, _ := newHandler(t, fault.Options{Refuse: func(w http.ResponseWriter, r *http.Request, status int) {
		w.WriteHeader(status)
		fmt.Fprint(w, r.URL.Path, " is refused")
	}}, "*:503")
	answer, _ := call(t, h, "SendMessage")
	if answer.Code != 503 || answer.Body.String() != "/SendMessage is refused" {
		t.Errorf("got %+v", answer)
	}
}

// Drop comes before the operation, lose after it.
func TestBroken(t *testing.T) {
	for kind, calls := range map[string]int64{"drop": 0, "lose": 1} {
		t.Run(kind, func(t *testing.T) {
			h, s := newHandler(t, fault.Options{}, "*:"+kind)
			if answer, broken := call(t, h, "SendMessage"); !broken || s.calls.Load() != calls {
				t.Errorf("broken %v, answer %+v, %d calls", broken, answer, s.calls.Load())
			}
		})
	}
}

// A client sees a broken connection, and no answer.
func TestBrokenConnection(t *testing.T) {
	for _, kind := range []string{"drop", "lose"} {
		t.Run(kind, func(t *testing.T) {
			h, _ := newHandler(t, fault.Options{}, "*:"+kind)
			server := httptest.NewServer(h)
			defer server.Close()
			resp, err := server.Client().Post(server.URL+"/SendMessage", "", http.NoBody)
			if err == nil {
				resp.Body.Close()
				t.Fatalf("answer %s", resp.Status)
			}
			if want := fmt.Sprintf("Post %q: EOF", server.URL+"/SendMessage"); err.Error() != want {
				t.Errorf("error %v, want %s", err, want)
			}
		})
	}
}

// Times to wait add up, and come before the fault.
func TestLatency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, s := newHandler(t, fault.Options{}, "*:latency=200ms", "SendMessage:429", "SendMessage:latency=1s", "SendMessage:503")
		begin := time.Now()
		answer, _ := call(t, h, "SendMessage")
		if took := time.Since(begin); took != 1200*time.Millisecond || answer.Code != 429 {
			t.Errorf("%d after %v", answer.Code, took)
		}
		begin = time.Now()
		answer, _ = call(t, h, "ListMessages")
		if took := time.Since(begin); took != 200*time.Millisecond || answer.Code != 201 || s.calls.Load() != 1 {
			t.Errorf("%d after %v", answer.Code, took)
		}
	})
}

// A caller who goes away is not waited for, and nothing is done for it.
func TestLatencyCanceled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, s := newHandler(t, fault.Options{}, "*:latency=1h")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begin := time.Now()
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodGet, "/SendMessage", http.NoBody))
		if took := time.Since(begin); took != time.Second || s.calls.Load() != 0 {
			t.Errorf("%d calls after %v", s.calls.Load(), took)
		}
	})
}

// sequence is which of the calls fail.
func sequence(t *testing.T, seed uint64, rules ...string) string {
	t.Helper()
	h, _ := newHandler(t, fault.Options{Seed: seed}, rules...)
	var got strings.Builder
	for range 400 {
		answer, _ := call(t, h, "SendMessage")
		fmt.Fprint(&got, answer.Code/100)
	}
	return got.String()
}

// The seed decides; a rule chooses the same beside others; the rate is kept.
func TestRate(t *testing.T) {
	first := sequence(t, 1, "SendMessage:429:0.25")
	if again := sequence(t, 1, "SendMessage:429:0.25", "*:latency=1ns:0.5"); again != first {
		t.Errorf("got\n%s\nthen\n%s", first, again)
	}
	if other := sequence(t, 2, "SendMessage:429:0.25"); other == first {
		t.Error("two seeds, the same choices")
	}
	if n := strings.Count(first, "4"); n < 70 || n > 130 {
		t.Errorf("%d of 400 failed, want about 100", n)
	}
}

// Callers may come at once.
func TestConcurrent(t *testing.T) {
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
