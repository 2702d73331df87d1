package parallel_test

import (
	"runtime"
	"slices"
	"sync"
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
	var mutex sync.Mutex
	running, most := 0, 0
	parallel.For(100, func(int) {
		mutex.Lock()
		running++
		most = max(most, running)
		mutex.Unlock()
		runtime.Gosched()
		mutex.Lock()
		running--
		mutex.Unlock()
	})
	if limit := runtime.GOMAXPROCS(0); most > limit {
		t.Errorf("%d calls at a time, want at most %d", most, limit)
	}
}
