package measure_test

import (
	"errors"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/bench/internal/measure"
)

// Allocations are exact, and no time is zero.
func TestInterleave(t *testing.T) {
	var kept [][]byte
	tasks := []measure.Task{
		{Name: "none", Run: func() error { return nil }},
		{Name: "two", Run: func() error {
			kept = [][]byte{make([]byte, 1000), make([]byte, 1000)}
			return nil
		}},
	}
	figures, err := measure.Interleave(tasks, measure.Plan{Slice: 100 * time.Microsecond, Rounds: 3})
	if err != nil {
		t.Fatal(err)
	}
	if len(kept) != 2 || figures[0].Allocs != 0 || figures[1].Allocs != 3 || figures[1].Bytes < 2000 || figures[1].Bytes > 2200 {
		t.Errorf("got %+v", figures)
	}
	if figures[0].Nanoseconds <= 0 || figures[0].Nanoseconds >= figures[1].Nanoseconds {
		t.Errorf("the times are %v and %v", figures[0].Nanoseconds, figures[1].Nanoseconds)
	}
}

// A task may fail while its number of runs is determined, while its allocations
// are counted, and while it is timed.
func TestFailure(t *testing.T) {
	fault := errors.New("no values")
	for at := 1; at <= 10+3+9; at++ {
		calls := 0
		task := measure.Task{Name: "broken", Run: func() error {
			if calls++; calls >= at {
				return fault
			}
			return nil
		}}
		_, err := measure.Interleave([]measure.Task{task}, measure.Plan{Slice: 1, Rounds: 9})
		if !errors.Is(err, fault) || err.Error() != "broken: no values" {
			t.Errorf("failure at call %d: got %v", at, err)
		}
	}
}
