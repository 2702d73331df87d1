// The race detector changes what is allocated, and has nothing to find here.
//
//go:build !race

package suite_test

import (
	"slices"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/bench/internal/contender"
	"github.com/chatgen-go/chatgen/bench/internal/measure"
	"github.com/chatgen-go/chatgen/bench/internal/report"
	"github.com/chatgen-go/chatgen/bench/internal/suite"
)

func builtIn() []contender.Contender {
	return []contender.Contender{
		contender.Chatgen(), contender.EncodingJSON(), contender.EncodingJSONv2(), contender.JX(), contender.Limit(),
	}
}

// Ours, encoding/json, its second version, jx and the hand-written codec agree on
// every page, request and call.
func TestRun(t *testing.T) {
	results, err := suite.Run(t.Context(), builtIn(), measure.Plan{Slice: time.Microsecond, Rounds: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(results.Rows) != 6 || len(results.Calls) != 3 || len(results.Writings) != 8 {
		t.Errorf("got %d rows, %d calls and %d writings, want 6, 3 and 8", len(results.Rows), len(results.Calls), len(results.Writings))
	}
	for _, row := range results.Rows {
		if row.Figures["ours"].Allocs == 0 {
			t.Errorf("%s: ours has no allocations", row.Label)
		}
	}
}

// Our operations allocate no more often than this. Lower a limit when an operation
// improves.
func TestAllocations(t *testing.T) {
	limits := map[string]uint64{
		report.RowPage:         420,
		report.RowNoMetadata:   20,
		report.RowParticipants: 1005,
		report.RowMessage:      5,
		report.RowCreateThread: 1,
		report.RowSendBody:     1,
		report.RowSendCall:     67,
		report.RowSendOther:    71,
		report.RowListCall:     492, // it varies by a few, because garbage collection empties pools
	}
	results, err := suite.Run(t.Context(), []contender.Contender{contender.Chatgen()}, measure.Plan{Slice: time.Millisecond, Rounds: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range slices.Concat(results.Rows, results.Calls) {
		limit, ok := limits[row.ID]
		if !ok {
			t.Errorf("there is no limit for %s", row.ID)
		}
		if got := row.Figures[report.Ours].Allocs; got > limit {
			t.Errorf("%s: %d allocations, the limit is %d", row.Label, got, limit)
		}
	}
}
