package wire_test

import (
	"errors"
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
		throttle := wire.NewThrottle(8 * time.Second)
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
		throttle := wire.NewThrottle(8 * time.Second)
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
		throttle := wire.NewThrottle(8 * time.Second)
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
	throttle := wire.NewThrottle(time.Hour)
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
