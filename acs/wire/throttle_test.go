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

// What is throttled is sent once in an interval, counted from when it was sent
// and not from when it was held back.
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
			{4 * time.Second, false, true}, // not limited, but counted
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

// allowed says whether a throttle would let something be sent, and takes it
// back.
func allowed(throttle *wire.Throttle) bool {
	sending, ok := throttle.Begin(true)
	if ok {
		sending.End(errors.New("not sent"))
	}
	return ok
}

// What failed was not sent: it leaves what was sent before it in force.
func TestThrottleFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		throttle := wire.NewThrottle(8 * time.Second)
		for range 2 {
			if !allowed(throttle) {
				t.Error("a failure counts")
			}
		}
		first, _ := throttle.Begin(true)
		first.End(nil)
		time.Sleep(4 * time.Second)
		second, _ := throttle.Begin(false)
		second.End(errors.New("not sent"))
		if allowed(throttle) {
			t.Error("a failure ends the interval of what was sent before")
		}
		time.Sleep(4 * time.Second)
		if !allowed(throttle) {
			t.Error("a failure counts")
		}
		third, _ := throttle.Begin(true)
		time.Sleep(time.Second)
		if allowed(throttle) {
			t.Error("what is on its way does not count")
		}
		fourth, _ := throttle.Begin(false)
		third.End(errors.New("not sent"))
		if fourth.End(nil); allowed(throttle) {
			t.Error("a failure takes back what was sent after it")
		}
	})
}

// Reset forgets also what is still on its way.
func TestThrottleReset(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		throttle := wire.NewThrottle(8 * time.Second)
		throttle.Reset()
		for _, err := range []error{nil, errors.New("not sent")} {
			sending, ok := throttle.Begin(true)
			if throttle.Reset(); !ok {
				t.Error("held back")
			}
			if sending.End(err); !allowed(throttle) {
				t.Errorf("after Reset and error %v: held back", err)
			}
		}
	})
}

// Of many at once one is sent.
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
