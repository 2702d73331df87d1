// Package parallel runs the parts of a stage that take most of its time.
package parallel

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// For calls do with each index below n, and returns when all calls have returned. It runs
// no more of them at a time than there are processors, so that only as many need memory.
func For(n int, do func(i int)) {
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
	group.Wait()
}
