package fault_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
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

// newInjector returns an injector for which the path is the operation, the header User
// is the user, and the header Thread is the thread.
func newInjector(t *testing.T, seed uint64, rules ...string) (*fault.Injector, *countingHandler) {
	t.Helper()
	next := &countingHandler{}
	in := fault.NewInjector(fault.Options{
		Describe: func(r *http.Request) fault.Call {
			return fault.Call{Operation: strings.TrimPrefix(r.URL.Path, "/"), User: r.Header.Get("User"), Thread: r.Header.Get("Thread")}
		},
		WriteError: func(w http.ResponseWriter, r *http.Request, status int) {
			w.WriteHeader(status)
			fmt.Fprint(w, r.URL.Path, " is rejected")
		},
		Injected: func(w http.ResponseWriter, rule fault.Rule) { w.Header().Add("Injected", rule.String()) },
		Seed:     seed,
	}, next)
	in.SetRules(parseAll(t, rules...))
	return in, next
}

func parseAll(t *testing.T, rules ...string) []fault.Rule {
	t.Helper()
	parsed := make([]fault.Rule, len(rules))
	for i, text := range rules {
		var err error
		if parsed[i], err = fault.Parse(text, operations()); err != nil {
			t.Fatal(err)
		}
	}
	return parsed
}

// call returns the response, or reports that the connection was closed.
func call(t *testing.T, h http.Handler, operation string) (response *httptest.ResponseRecorder, closed bool) {
	t.Helper()
	return do(t, h, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/"+operation, http.NoBody))
}

// do is like call, with a request.
func do(t *testing.T, h http.Handler, r *http.Request) (response *httptest.ResponseRecorder, closed bool) {
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
	h.ServeHTTP(response, r)
	return response, false
}

// TestStatus checks that a rule applies only to its operation.
func TestStatus(t *testing.T) {
	h, next := newInjector(t, 0, "SendMessage:429:retry-after=2s", "*:503:1e-300")
	response, _ := call(t, h, "SendMessage")
	if response.Code != 429 || response.Header().Get("Retry-After") != "2" || response.Body.String() != "/SendMessage is rejected" || next.calls.Load() != 0 {
		t.Errorf("got %+v after %d calls", response, next.calls.Load())
	}
	response, _ = call(t, h, "ListMessages")
	if response.Code != 201 || response.Header().Get("Retry-After") != "" || response.Body.String() != "served" {
		t.Errorf("got %+v", response)
	}
}

// TestConditions checks to which of ten calls a rule applies.
func TestConditions(t *testing.T) {
	for rule, want := range map[string]string{
		"SendMessage:503":                          "5555555555",
		"SendMessage:503:nth=2":                    "2522222222",
		"SendMessage:503:every=3":                  "2252252252",
		"SendMessage:503:first=4":                  "5555222222",
		"SendMessage:503:from=8":                   "2222222555",
		"SendMessage:503:from=3:first=5":           "2255522222",
		"SendMessage:503:from=5:every=2":           "2222252525",
		"*:503:nth=10":                             "2222222225",
		"ListMessages:503":                         "2222222222",
		"SendMessage:503:first=3:user=8:acs:a":     "5255222222",
		"SendMessage:503:thread=19:b":              "2522222222",
		"SendMessage:503:user=8:acs:a:thread=19:b": "2222222222",
	} {
		t.Run(rule, func(t *testing.T) {
			h, _ := newInjector(t, 0, rule)
			var got strings.Builder
			for i := range 10 {
				r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/SendMessage", http.NoBody)
				r.Header.Set("User", "8:acs:a")
				r.Header.Set("Thread", "19:a")
				if i == 1 {
					r.Header.Set("User", "8:acs:b")
					r.Header.Set("Thread", "19:b")
				}
				response, _ := do(t, h, r)
				fmt.Fprint(&got, response.Code/100)
			}
			if got.String() != want {
				t.Errorf("got %s, want %s", &got, want)
			}
		})
	}
}

// TestSetRules checks that new rules replace the old ones and count from 1, and that
// Rules returns them.
func TestSetRules(t *testing.T) {
	h, _ := newInjector(t, 0, "*:503:nth=2")
	call(t, h, "SendMessage")
	h.SetRules(parseAll(t, "*:503:nth=2", "ListMessages:drop:rate=0.5"))
	for i, want := range []int{201, 503, 201} {
		if response, _ := call(t, h, "SendMessage"); response.Code != want {
			t.Errorf("call %d: got %d, want %d", i+1, response.Code, want)
		}
	}
	if got := fmt.Sprint(h.Rules()); got != "[*:503:nth=2 ListMessages:drop:0.5]" {
		t.Errorf("got rules %s", got)
	}
	h.SetRules(nil)
	if response, _ := call(t, h, "SendMessage"); response.Code != 201 {
		t.Errorf("without rules: got %d", response.Code)
	}
}

// TestInjected checks that the rules that apply to a call are reported, and only those.
func TestInjected(t *testing.T) {
	h, _ := newInjector(t, 0, "*:latency=1ns", "*:503:nth=2", "ListMessages:504", "*:429", "*:latency=2ns:nth=1")
	response, _ := call(t, h, "SendMessage")
	if got := response.Header().Values("Injected"); !slices.Equal(got, []string{"*:latency=1ns", "*:429", "*:latency=2ns:nth=1"}) {
		t.Errorf("got %q", got)
	}
}

// TestDropAndLose checks that drop skips the operation and lose does not.
func TestDropAndLose(t *testing.T) {
	for kind, calls := range map[string]int64{"drop": 0, "lose": 1} {
		t.Run(kind, func(t *testing.T) {
			h, next := newInjector(t, 0, "*:"+kind)
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
			h, _ := newInjector(t, 0, "*:"+kind)
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
		h, next := newInjector(t, 0, "*:latency=200ms", "SendMessage:429", "SendMessage:latency=1s", "SendMessage:503")
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
		h, next := newInjector(t, 0, "*:latency=1h")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begin := time.Now()
		_, closed := do(t, h, httptest.NewRequestWithContext(ctx, http.MethodGet, "/SendMessage", http.NoBody))
		if took := time.Since(begin); !closed || took != time.Second || next.calls.Load() != 0 {
			t.Errorf("got %d calls after %v, want none after 1s", next.calls.Load(), took)
		}
	})
}

// sequence returns the status classes of 400 calls: 4 for a fault, 2 for none.
func sequence(t *testing.T, seed uint64, rules ...string) string {
	t.Helper()
	h, _ := newInjector(t, seed, rules...)
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
	h, _ := newInjector(t, 0, "*:429:0.5", "*:drop:0.5")
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
