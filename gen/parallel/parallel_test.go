package parallel_test

import (
	"runtime"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/chatgen-go/chatgen/gen/parallel"
)

func TestForCallsEachOnce(t *testing.T) {
	for _, n := range []int{0, 1, 1000} {
		calls := make([]int, n)
		parallel.For(n, func(i int) { calls[i]++ })
		if slices.ContainsFunc(calls, func(count int) bool { return count != 1 }) {
			t.Errorf("%d: %v", n, calls)
		}
	}
}

// More calls at a time would each need their memory, which is what the package is for.
func TestForRunsAsManyAsProcessors(t *testing.T) {
	var running, most atomic.Int64
	parallel.For(100, func(int) {
		now := running.Add(1)
		for seen := most.Load(); now > seen && !most.CompareAndSwap(seen, now); seen = most.Load() {
		}
		runtime.Gosched()
		running.Add(-1)
	})
	if limit := int64(runtime.GOMAXPROCS(0)); most.Load() > limit {
		t.Errorf("%d calls at a time, want at most %d", most.Load(), limit)
	}
}
