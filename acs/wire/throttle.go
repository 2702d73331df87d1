package wire

import (
	"sync"
	"time"
)

// Throttle limits an operation to one send per interval. It is safe for concurrent
// use. Each send, limited or not, starts the interval; failed sends do not count.
type Throttle struct {
	interval time.Duration
	mu       sync.Mutex
	last     time.Time // start of the last successful send, or zero
	pending  int       // number of sends in progress
	resets   int       // number of calls to Reset
}

// NewThrottle returns a throttle with the interval. The first send is allowed.
func NewThrottle(interval time.Duration) *Throttle { return &Throttle{interval: interval} }

// Sending is a send in progress. End it with [Sending.End].
type Sending struct {
	throttle *Throttle
	start    time.Time
	resets   int // value of Throttle.resets at the start
}

// Begin begins a send and returns true. If limit is set, and another send is in
// progress or the last successful one began less than the interval ago, it returns
// false instead, and nothing must be sent.
func (t *Throttle) Begin(limit bool) (Sending, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	if limit && (t.pending > 0 || !t.last.IsZero() && now.Sub(t.last) < t.interval) {
		return Sending{}, false
	}
	t.pending++
	return Sending{throttle: t, start: now, resets: t.resets}, true
}

// End ends a send with its error, if any. A failed send does not count, nor does one
// that began before a call to Reset.
func (s Sending) End(err error) {
	t := s.throttle
	t.mu.Lock()
	defer t.mu.Unlock()
	if s.resets != t.resets {
		return
	}
	t.pending--
	if err == nil && s.start.After(t.last) {
		t.last = s.start
	}
}

// Reset allows the next send immediately. It forgets the last send and ignores the
// sends in progress.
func (t *Throttle) Reset() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last, t.pending = time.Time{}, 0
	t.resets++
}
