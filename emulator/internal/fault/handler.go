package fault

import (
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Options are the options for a Handler.
type Options struct {
	// Operation returns the name of a request's operation, as used in rules.
	Operation func(*http.Request) string
	// WriteError writes the response for a Status rule. The Retry-After header is
	// already set. If nil, the response has no body.
	WriteError func(w http.ResponseWriter, r *http.Request, status int)
	// Seed seeds the random choices: with the same seed, the same sequence of
	// requests gets the same faults.
	Seed uint64
}

// handler injects faults into next.
type handler struct {
	options Options
	next    http.Handler

	mu    sync.Mutex
	rules []seededRule
}

// seededRule is a rule with its own random source, so that the choices of one rule
// do not affect those of other rules.
type seededRule struct {
	Rule

	random *rand.Rand
}

// Handler returns a handler that injects faults according to the rules and
// otherwise calls next. Each rule for an operation is applied with its own
// probability. The latencies of the applied rules add up; of the other applied
// rules, the first one determines the fault.
func Handler(rules []Rule, options Options, next http.Handler) http.Handler {
	h := &handler{options: options, next: next}
	for i, rule := range rules {
		h.rules = append(h.rules, seededRule{rule, rand.New(rand.NewPCG(options.Seed, uint64(i)))}) //nolint:gosec // must be reproducible
	}
	if h.options.WriteError == nil {
		h.options.WriteError = func(w http.ResponseWriter, _ *http.Request, status int) { w.WriteHeader(status) }
	}
	return h
}

// ServeHTTP handles a request.
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
		h.options.WriteError(w, r, fault.Status)
	case Drop:
		panic(http.ErrAbortHandler) // makes net/http close the connection
	case Lose:
		h.next.ServeHTTP(&discardResponse{header: http.Header{}}, r)
		panic(http.ErrAbortHandler)
	default:
		h.next.ServeHTTP(w, r)
	}
}

// choose returns the total latency and the fault for a request. The fault's Kind is
// empty if the request is handled normally.
func (h *handler) choose(operation string) (latency time.Duration, fault Rule) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, rule := range h.rules {
		if rule.Operation != Any && rule.Operation != operation || rule.random.Float64() >= rule.Rate {
			continue
		}
		if rule.Kind == Latency {
			latency += rule.Latency
		} else if fault.Kind == "" {
			fault = rule.Rule
		}
	}
	return latency, fault
}

// wait waits for the latency, and reports whether the client is still connected.
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

// discardResponse is a ResponseWriter that discards the response.
type discardResponse struct{ header http.Header }

func (d *discardResponse) Header() http.Header         { return d.header }
func (d *discardResponse) Write(b []byte) (int, error) { return len(b), nil }
func (d *discardResponse) WriteHeader(int)             {}
