package emulator

import (
	"sync"
	"time"
)

// Clock is the clock of an emulator. Tokens, IDs, rate limits, retention and the times
// of threads and messages follow it. It runs on after it has been set or moved. It is
// safe for concurrent use.
type Clock struct {
	base func() time.Time

	mu     sync.Mutex
	offset time.Duration // from base
}

// newClock returns a clock that returns the time of base until it is moved. If base is
// nil, time.Now is used.
func newClock(base func() time.Time) *Clock {
	if base == nil {
		base = time.Now
	}
	return &Clock{base: base}
}

// Clock returns the emulator's clock.
func (e *Emulator) Clock() *Clock { return e.clock }

// Now returns the time of the clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *Clock) now() time.Time { return c.base().Add(c.offset) }

// Set sets the clock to a time, which may be in the past.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.set(t)
}

func (c *Clock) set(t time.Time) { c.offset = t.Sub(c.base()) }

// Advance moves the clock forward, or back if d is negative.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.set(c.now().Add(d))
}
