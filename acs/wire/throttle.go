package wire

import (
	"sync"
	"time"
)

// Throttle limits an operation to one send per interval. It is safe for concurrent
// use. Each send, limited or not, starts the interval; failed sends do not count.
// [Client.Throttle] returns one.
type Throttle struct {
	interval time.Duration
	mu       sync.Mutex
	last     time.Time // start of the last successful send, or zero
	pending  int       // number of sends in progress
	resets   int       // number of calls to Reset
}

// Sending is a send in progress. End it with [Sending.End].
type Sending struct {
	throttle *Throttle
	start    time.Time
	resets   int // value of Throttle.resets at the start
	ended    bool
}

// Begin begins a send and returns true. If limit is set, and another send is in
// progress or the last successful one began less than the interval ago, it returns
// false instead, and nothing must be sent.
func (t *Throttle) Begin(limit bool) (*Sending, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	if limit && (t.pending > 0 || !t.last.IsZero() && now.Sub(t.last) < t.interval) {
		return nil, false
	}
	t.pending++
	return &Sending{throttle: t, start: now, resets: t.resets}, true
}

// End ends a send with its error, if any. A failed send does not count, nor does one
// that began before a call to Reset. Only the first call of End has an effect.
func (s *Sending) End(err error) {
	t := s.throttle
	t.mu.Lock()
	defer t.mu.Unlock()
	if s.ended || s.resets != t.resets {
		return
	}
	s.ended = true
	t.pending--
	if err == nil && s.start.After(t.last) {
		t.last = s.start
	}
}

// Release ends a send that has not been ended, as a failed one. Defer it, so that a panic
// does not leave the send in progress.
func (s *Sending) Release() { s.End(errReleased) }

// errReleased is the error of sends that were released.
const errReleased = textError("released")

// Reset allows the next send immediately. It forgets the last send and ignores the
// sends in progress.
func (t *Throttle) Reset() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last, t.pending = time.Time{}, 0
	t.resets++
}

// throttles are the throttles of a client.
type throttles struct {
	mu    sync.Mutex
	byKey map[throttleKey]*keyedThrottle
	sweep int // number of throttles from which on unused ones are removed
}

// throttleKey identifies a throttle: by its operation, and by what the operation is for.
type throttleKey struct{ operation, key string }

// keyedThrottle is a throttle and the time when it was last asked for.
type keyedThrottle struct {
	Throttle

	used time.Time
}

// Throttle returns the throttle of an operation for a key, such as the ID of a thread. All
// that ask this client for it share it.
func (c *Client) Throttle(operation, key string, interval time.Duration) *Throttle {
	t := &c.throttles
	t.mu.Lock()
	defer t.mu.Unlock()
	found := t.byKey[throttleKey{operation, key}]
	if found == nil {
		t.removeUnused()
		found = &keyedThrottle{Throttle: Throttle{interval: interval}}
		t.byKey[throttleKey{operation, key}] = found
	}
	found.used = time.Now()
	return &found.Throttle
}

// removeUnused removes the throttles that limit nothing any more, once there are many.
func (t *throttles) removeUnused() {
	const margin = time.Minute // until a caller that has asked for a throttle has begun to send
	if len(t.byKey) < max(t.sweep, minSweep) {
		return
	}
	now := time.Now()
	for key, throttle := range t.byKey {
		if now.Sub(throttle.used) > throttle.interval+margin && throttle.isIdle() {
			delete(t.byKey, key)
		}
	}
	t.sweep = 2 * len(t.byKey)
}

// isIdle reports whether no send is in progress.
func (t *Throttle) isIdle() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.pending == 0
}
