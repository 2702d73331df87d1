package fault

import (
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Call describes a request in the terms of rules.
type Call struct {
	// Operation is the name of the operation, or "" if there is none.
	Operation string
	// User is the raw ID of the user who makes the call, or whom an identity call
	// concerns, or "".
	User string
	// Thread is the ID of the thread that the call concerns, or "".
	Thread string
}

// Options are the options for an Injector.
type Options struct {
	// Describe describes a request.
	Describe func(*http.Request) Call
	// WriteError writes the response for a Status or Early rule. The Retry-After
	// header is already set.
	WriteError func(w http.ResponseWriter, r *http.Request, status int)
	// Injected is called with each rule that applies to a request, and with the
	// response writer that ServeHTTP received.
	Injected func(http.ResponseWriter, Rule)
	// Seed seeds the random choices: with the same seed, the same sequence of
	// requests gets the same faults.
	Seed uint64
}

// Injector is a handler that injects faults into another one according to rules. It
// is safe for concurrent use.
type Injector struct {
	options Options
	next    http.Handler

	mu    sync.Mutex
	rules []*activeRule // replaced, never modified
}

// activeRule is a rule with its own count of calls and random source, so that the
// choices of one rule do not affect those of other rules. The Injector's lock
// protects it.
type activeRule struct {
	Rule

	calls   int
	random  *rand.Rand
	refused map[string]bool // threads and users, if ThenOK
}

// NewInjector returns a handler without rules, which calls next.
func NewInjector(options Options, next http.Handler) *Injector {
	return &Injector{options: options, next: next}
}

// SetRules replaces all rules. Their counts of calls and random choices start again.
func (in *Injector) SetRules(rules []Rule) {
	active := make([]*activeRule, len(rules))
	for i, rule := range rules {
		random := rand.New(rand.NewPCG(in.options.Seed, uint64(i))) //nolint:gosec // must be reproducible
		active[i] = &activeRule{Rule: rule, random: random, refused: map[string]bool{}}
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	in.rules = active
}

// Rules returns the rules.
func (in *Injector) Rules() []Rule {
	in.mu.Lock()
	defer in.mu.Unlock()
	rules := make([]Rule, len(in.rules))
	for i, active := range in.rules {
		rules[i] = active.Rule
	}
	return rules
}

// ServeHTTP handles a request. Each rule is applied independently of the others. The
// latencies of the applied rules add up; of the other applied rules, the first one
// determines the fault.
func (in *Injector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	in.mu.Lock()
	hasRules := len(in.rules) > 0
	in.mu.Unlock()
	if !hasRules {
		in.next.ServeHTTP(w, r)
		return
	}
	call := in.options.Describe(r)
	latency, fault := in.choose(w, call)
	if !wait(r, latency) {
		panic(http.ErrAbortHandler)
	}
	if fault == nil {
		in.next.ServeHTTP(w, r)
		return
	}
	in.inject(w, r, fault, call)
}

// choose returns the total latency and the fault for a call. The fault is nil if the
// call is handled normally.
func (in *Injector) choose(w http.ResponseWriter, call Call) (latency time.Duration, fault *activeRule) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for _, rule := range in.rules {
		if !rule.applies(call) || rule.Kind != Latency && fault != nil {
			continue
		}
		in.options.Injected(w, rule.Rule)
		if rule.Kind == Latency {
			latency += rule.Duration
		} else {
			fault = rule
		}
	}
	return latency, fault
}

// applies counts a call that matches, and reports whether the rule applies to it.
func (a *activeRule) applies(call Call) bool {
	if !a.matches(call) {
		return false
	}
	a.calls++
	if !a.selects(a.calls) {
		return false
	}
	return a.Kind == Refuse || a.random.Float64() < a.Rate // Refuse chooses participants, not calls
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

// inject handles a request with a fault. To make net/http close the connection, it
// panics with http.ErrAbortHandler.
func (in *Injector) inject(w http.ResponseWriter, r *http.Request, fault *activeRule, call Call) {
	switch fault.Kind {
	case Status, Early:
		in.writeStatus(w, r, fault.Rule)
	case Lose:
		record(in.next, r)
		panic(http.ErrAbortHandler)
	case CutAnswer:
		record(in.next, r).writeHalf(w)
		panic(http.ErrAbortHandler)
	case BlackHole:
		waitForEnd(r)
		panic(http.ErrAbortHandler)
	case NullItem:
		record(in.next, r).writeNullItem(w)
	case GzipBomb:
		record(in.next, r).writeBomb(w)
	case Lag:
		in.next.ServeHTTP(w, withEffects(r, Effects{Lag: fault.Duration}))
	case Refuse:
		in.next.ServeHTTP(w, withEffects(r, Effects{Refuse: in.refuser(fault, call)}))
	default: // Drop
		panic(http.ErrAbortHandler)
	}
}

// writeStatus responds with the status of a rule. After an Early fault, net/http
// closes the connection without reading the rest of the request body.
func (in *Injector) writeStatus(w http.ResponseWriter, r *http.Request, rule Rule) {
	if rule.RetryAfter != 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(rule.RetryAfter/time.Second)))
	}
	if rule.Kind == Early {
		w.Header().Set("Connection", "close")
	}
	in.options.WriteError(w, r, rule.Status)
}
