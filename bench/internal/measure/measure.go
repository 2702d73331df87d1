// Package measure times functions side by side and counts what they allocate.
package measure

import (
	"fmt"
	"math"
	"runtime"
	"time"
)

// Task is a function to measure.
type Task struct {
	Name string
	Run  func() error
}

// Figure is the cost of one run.
type Figure struct {
	Nanoseconds float64 `json:"nanoseconds"` // the least of all slices
	Allocs      uint64  `json:"allocs"`
	Bytes       uint64  `json:"bytes"` // allocated
}

// Plan is the effort of a measurement.
type Plan struct {
	Slice  time.Duration // the time for which a task runs at once
	Rounds int           // the number of slices of each task
}

// Interleave measures the tasks in turn, one slice each, for a number of rounds,
// so that a slow phase of the machine affects all of them alike. It returns
// their figures in the same order. It fails if a task does.
func Interleave(tasks []Task, plan Plan) ([]Figure, error) {
	figures := make([]Figure, len(tasks))
	runs := make([]int, len(tasks))
	for i, task := range tasks {
		var err error
		if runs[i], err = calibrate(task, plan.Slice); err != nil {
			return nil, err
		}
		if figures[i], err = countAllocs(task, min(runs[i], 50)); err != nil {
			return nil, err
		}
		figures[i].Nanoseconds = math.Inf(1)
	}
	for range plan.Rounds {
		for i, task := range tasks {
			elapsed, err := repeat(task, runs[i])
			if err != nil {
				return nil, err
			}
			figures[i].Nanoseconds = min(figures[i].Nanoseconds, float64(elapsed.Nanoseconds())/float64(runs[i]))
		}
	}
	return figures, nil
}

// calibrate returns the number of runs that take about as long as slice. It takes the
// most of several attempts, because another process may slow down some of them, and
// a slice with too few runs would measure cold caches.
func calibrate(task Task, slice time.Duration) (int, error) {
	most := 1
	for range 10 {
		n, err := runsIn(task, slice)
		if err != nil {
			return 0, err
		}
		most = max(most, n)
	}
	return most, nil
}

// runsIn estimates how many runs fit into a slice.
func runsIn(task Task, slice time.Duration) (int, error) {
	for n := 1; ; n *= 4 {
		elapsed, err := repeat(task, n)
		if err != nil {
			return 0, err
		}
		if elapsed >= slice/4 {
			return int(float64(n) * float64(slice) / float64(max(elapsed, 1))), nil
		}
	}
}

func repeat(task Task, n int) (time.Duration, error) {
	start := time.Now()
	for range n {
		if err := task.Run(); err != nil {
			return 0, fmt.Errorf("%s: %w", task.Name, err)
		}
	}
	return time.Since(start), nil
}

// countAllocs returns the allocations of a run. It takes the least of three
// averages, rounded down, because the runtime allocates in the background.
func countAllocs(task Task, n int) (Figure, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	runs := uint64(n) //nolint:gosec // n is positive
	least := Figure{Allocs: math.MaxUint64, Bytes: math.MaxUint64}
	for range 3 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := repeat(task, n); err != nil {
			return Figure{}, err
		}
		runtime.ReadMemStats(&after)
		least.Allocs = min(least.Allocs, (after.Mallocs-before.Mallocs)/runs)
		least.Bytes = min(least.Bytes, (after.TotalAlloc-before.TotalAlloc)/runs)
	}
	return least, nil
}
