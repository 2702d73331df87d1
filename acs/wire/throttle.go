package wire

import (
	"sync"
	"time"
)

// Throttle knows when something was last sent, so that it can be sent only once
// in an interval. It is safe for concurrent use.
type Throttle struct {
	interval time.Duration
	mu       sync.Mutex
	last     time.Time // when what was sent last began; zero: nothing was sent
	pending  int       // attempts that have not ended
	resets   int
}

// NewThrottle returns a throttle of something that has not been sent yet.
func NewThrottle(interval time.Duration) *Throttle { return &Throttle{interval: interval} }

// Sending is one attempt to send what a [Throttle] watches.
type Sending struct {
	throttle *Throttle
	begun    time.Time
	resets   int // that the throttle had seen
}

// Begin begins an attempt to send, and reports true. If limit is set and another
// one is on its way, or the last one began less than the interval ago, it
// reports false.
func (t *Throttle) Begin(limit bool) (Sending, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	if limit && (t.pending > 0 || !t.last.IsZero() && now.Sub(t.last) < t.interval) {
		return Sending{}, false
	}
	t.pending++
	return Sending{throttle: t, begun: now, resets: t.resets}, true
}

// End ends an attempt. One that failed does not count as sent, nor does one that
// began before a reset.
func (s Sending) End(err error) {
	t := s.throttle
	t.mu.Lock()
	defer t.mu.Unlock()
	if s.resets != t.resets {
		return
	}
	t.pending--
	if err == nil && s.begun.After(t.last) {
		t.last = s.begun
	}
}

// Reset forgets what was sent and what is on its way.
func (t *Throttle) Reset() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last, t.pending = time.Time{}, 0
	t.resets++
}
