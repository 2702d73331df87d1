package wire_test

import (
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// Only one send is allowed per interval. The interval starts with the last send, and
// not with a rejected one.
func TestThrottle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		throttle := newThrottle(t, 8*time.Second)
		steps := []struct {
			wait        time.Duration
			limit, want bool
		}{
			{0, true, true},
			{0, true, false},
			{4 * time.Second, true, false},
			{4*time.Second - 1, true, false},
			{1, true, true},
			{4 * time.Second, false, true}, // not limited, but starts the interval
			{4 * time.Second, true, false},
			{4 * time.Second, true, true},
			{time.Hour, true, true},
		}
		for i, step := range steps {
			time.Sleep(step.wait)
			sending, ok := throttle.Begin(step.limit)
			if ok != step.want {
				t.Errorf("step %d: got %v", i, ok)
			}
			if ok {
				sending.End(nil)
			}
		}
	})
}

// newThrottle returns a throttle with the interval.
func newThrottle(t *testing.T, interval time.Duration) *wire.Throttle {
	t.Helper()
	return newThread(t, newConfig("https://example.com")).internal.Throttle("ThreadClient.Type", "a", interval)
}

// isAllowed reports whether a throttle would allow a send, without changing it.
func isAllowed(throttle *wire.Throttle) bool {
	sending, ok := throttle.Begin(true)
	if ok {
		sending.End(errors.New("not sent"))
	}
	return ok
}

// A failed send does not count and does not affect the interval of an earlier send.
func TestThrottleFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		throttle := newThrottle(t, 8*time.Second)
		for range 2 {
			if !isAllowed(throttle) {
				t.Error("a failed send counts")
			}
		}
		first, _ := throttle.Begin(true)
		first.End(nil)
		time.Sleep(4 * time.Second)
		second, _ := throttle.Begin(false)
		second.End(errors.New("not sent"))
		if isAllowed(throttle) {
			t.Error("a failed send ends the interval of an earlier send")
		}
		time.Sleep(4 * time.Second)
		if !isAllowed(throttle) {
			t.Error("a failed send counts")
		}
		third, _ := throttle.Begin(true)
		time.Sleep(time.Second)
		if isAllowed(throttle) {
			t.Error("a send in progress does not count")
		}
		fourth, _ := throttle.Begin(false)
		third.End(errors.New("not sent"))
		if fourth.End(nil); isAllowed(throttle) {
			t.Error("a failed send ends the interval of a later send")
		}
	})
}

// Reset also ignores the sends in progress.
func TestThrottleReset(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		throttle := newThrottle(t, 8*time.Second)
		throttle.Reset()
		for _, err := range []error{nil, errors.New("not sent")} {
			sending, ok := throttle.Begin(true)
			if throttle.Reset(); !ok {
				t.Error("not allowed")
			}
			if sending.End(err); !isAllowed(throttle) {
				t.Errorf("after Reset and error %v: not allowed", err)
			}
		}
	})
}

// Of several concurrent sends, only one is allowed.
func TestThrottleConcurrent(t *testing.T) {
	throttle := newThrottle(t, time.Hour)
	var sent atomic.Int32
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			if sending, ok := throttle.Begin(true); ok {
				sending.End(nil)
				sent.Add(1)
			}
		})
	}
	group.Wait()
	if n := sent.Load(); n != 1 {
		t.Errorf("sent %d", n)
	}
}

// All that ask a client for the throttle of an operation and a key get the same one.
func TestClientThrottle(t *testing.T) {
	c := newThread(t, newConfig("https://example.com")).internal
	throttle := c.Throttle("ThreadClient.Type", "a", time.Hour)
	sending, _ := throttle.Begin(true)
	sending.End(nil)
	if isAllowed(c.Throttle("ThreadClient.Type", "a", time.Hour)) {
		t.Error("another throttle for the same key")
	}
	if !isAllowed(c.Throttle("ThreadClient.Type", "b", time.Hour)) || !isAllowed(c.Throttle("ThreadClient.Other", "a", time.Hour)) {
		t.Error("the same throttle for another key or operation")
	}
}

// The memory of a client does not grow with the keys that were used long ago, and those
// that still limit something are kept.
func TestClientThrottleMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newThread(t, newConfig("https://example.com")).internal
		pending := c.Throttle("ThreadClient.Type", "pending", time.Second)
		sending, _ := pending.Begin(true)
		for i := range 10_000 {
			_ = c.Throttle("ThreadClient.Type", strconv.Itoa(i), time.Second)
			time.Sleep(time.Second)
		}
		if n := wire.ThrottleCount(c); n > 600 {
			t.Errorf("the client keeps %d throttles", n)
		}
		if c.Throttle("ThreadClient.Type", "pending", time.Second) != pending {
			t.Error("a throttle with a send in progress was removed")
		}
		sending.End(nil)
	})
}

// A released send does not count, and does not undo one that has ended.
func TestThrottleRelease(t *testing.T) {
	throttle := newThrottle(t, time.Hour)
	func() {
		defer func() { _ = recover() }()
		sending, _ := throttle.Begin(true)
		defer sending.Release()
		panic("policy")
	}()
	if !isAllowed(throttle) {
		t.Error("a panic leaves the send in progress")
	}
	sending, _ := throttle.Begin(true)
	sending.End(nil)
	if sending.Release(); isAllowed(throttle) {
		t.Error("Release undoes a send that has ended")
	}
}
