package fault

import (
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Options say how faults are made.
type Options struct {
	// Operation returns the name of the request's operation, which rules are
	// looked up by.
	Operation func(*http.Request) string
	// Refuse writes the answer of a Status rule; a Retry-After header is set
	// already. Nil writes the status without a body.
	Refuse func(w http.ResponseWriter, r *http.Request, status int)
	// Seed makes the same choices for the same requests in the same order.
	Seed uint64
}

// handler is a service with faults.
type handler struct {
	options Options
	next    http.Handler

	mu    sync.Mutex
	rules []seededRule
}

// seededRule is a rule with a source of chance of its own, so that one rule does
// not change what another one chooses.
type seededRule struct {
	Rule

	random *rand.Rand
}

// Handler returns a handler that fails by the rules and otherwise calls next.
// Each rule of the operation chooses on its own; of those that happen, times to
// wait add up, and then the first of the others is what happens.
func Handler(rules []Rule, options Options, next http.Handler) http.Handler {
	h := &handler{options: options, next: next}
	for i, rule := range rules {
		h.rules = append(h.rules, seededRule{rule, rand.New(rand.NewPCG(options.Seed, uint64(i)))}) //nolint:gosec // to be repeatable
	}
	if h.options.Refuse == nil {
		h.options.Refuse = func(w http.ResponseWriter, _ *http.Request, status int) { w.WriteHeader(status) }
	}
	return h
}

// ServeHTTP serves one request.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	latency, fault := h.choose(h.options.Operation(r))
	if !wait(r, latency) {
		return
	}
	switch fault.Kind {
	case Status:
		if fault.RetryAfter != 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(fault.RetryAfter/time.Second)))
		}
		h.options.Refuse(w, r, fault.Status)
	case Drop:
		panic(http.ErrAbortHandler) // how net/http is told to break the connection
	case Lose:
		h.next.ServeHTTP(&discardResponse{header: http.Header{}}, r)
		panic(http.ErrAbortHandler)
	default:
		h.next.ServeHTTP(w, r)
	}
}

// choose returns how long to wait, and what happens then; its kind is empty if
// nothing does.
func (h *handler) choose(operation string) (latency time.Duration, fault Rule) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, c := range h.rules {
		if c.Operation != Any && c.Operation != operation || c.random.Float64() >= c.Rate {
			continue
		}
		if c.Kind == Latency {
			latency += c.Latency
		} else if fault.Kind == "" {
			fault = c.Rule
		}
	}
	return latency, fault
}

// wait reports whether the caller is still there after the time.
func wait(r *http.Request, latency time.Duration) bool {
	if latency == 0 {
		return true
	}
	timer := time.NewTimer(latency)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// discardResponse is where an answer goes that nobody gets.
type discardResponse struct{ header http.Header }

func (l *discardResponse) Header() http.Header         { return l.header }
func (l *discardResponse) Write(b []byte) (int, error) { return len(b), nil }
func (l *discardResponse) WriteHeader(int)             {}
