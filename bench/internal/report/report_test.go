package report_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/bench/internal/measure"
	"github.com/chatgen-go/chatgen/bench/internal/report"
)

func results() *report.Results {
	return &report.Results{
		Contenders: []string{report.Ours, report.Ogen, "a <b> & c", report.NearLimit, report.AzcoreAlone},
		Rows: []report.Row{
			{ID: report.RowPage, Label: "decode a page", BodyBytes: 1000, Figures: map[string]measure.Figure{
				report.Ours:      {Nanoseconds: 160_000, Allocs: 500, Bytes: 9000},
				report.Ogen:      {Nanoseconds: 480_500, Allocs: 2881, Bytes: 9000},
				"a <b> & c":      {Nanoseconds: 5_636_000, Allocs: 25_268, Bytes: 9000},
				report.NearLimit: {Nanoseconds: 100_000, Allocs: 87, Bytes: 9000},
			}},
			{ID: report.RowSendBody, Label: "encode a message", Figures: map[string]measure.Figure{
				report.Ours: {Nanoseconds: 250.4, Allocs: 2, Bytes: 9000},
				report.Ogen: {Nanoseconds: 200, Allocs: 1, Bytes: 9000},
			}},
		},
		Calls: []report.Row{
			{ID: report.RowListCall, Label: "list", BodyBytes: 1000, Figures: map[string]measure.Figure{
				report.Ours:        {Nanoseconds: 150_000, Allocs: 600, Bytes: 2300},
				report.AzcoreAlone: {Nanoseconds: 50_000, Allocs: 60, Bytes: 1400},
			}},
		},
		Writings: []report.Row{{ID: "indented", Label: "indented", Figures: map[string]measure.Figure{report.Ours: {Nanoseconds: 1, Allocs: 1}}}},
		Programs: []report.Program{
			{Name: report.Baseline, Bytes: 6_000_000},
			{Name: report.Ours, Bytes: 7_470_000, Modules: 7},
		},
		Notes:    []string{"Something was left out: no npm"},
		Versions: []string{"go1", "ogen v1"},
	}
}

func TestTables(t *testing.T) {
	var got strings.Builder
	if err := report.WriteTables(&got, results()); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| operation | ours | ogen | a <b> & c | near limit |\n|---|---:|---:|---:|---:|\n",
		"| decode a page, µs / allocations | 160 / 500 | 481 / 2,881 | 5,636 / 25,268 | 100 / 87 |\n",
		"| encode a message, ns / allocations | 250 / 2 | 200 / 1 | | |\n",
		"| decode a page | 1.00 | 3.00 | 35 | 0.62 |\n",
		"| call | ours | azcore alone |\n",
		"| list, µs / allocations / KB | 150 / 600 / 2 | 50 / 60 / 1 |\n",
		"| decode a page | time ≤ 1.6 × near limit | 1.60 × | meets |\n",
		"| decode a page | time ≤ 0.33 × ogen | 0.33 × | misses |\n",
		"| decode a page | allocations ≤ 500 | 500 | meets |\n",
		"| encode a message | allocations ≤ 1 | 2 | misses |\n",
		"| list | time ≤ 1.4 × near limit |  | not measured |\n",
		"| list | bytes ≤ 2.2 × the body | 2.30 × | misses |\n",
		"| message | time ≤ 0.5 × ogen |  | not measured |\n",
		"| stripped binary | growth ≤ 1.1 MB | 1.47 MB | misses |\n",
		"| stripped binary | modules ≤ 7 | 7 | meets |\n",
		"| net/http and encoding/json | 6.00 |  | 0 |\n| ours | 7.47 | 1.47 | 7 |\n",
		"\nSomething was left out: no npm\n",
		"\nVersions: go1, ogen v1.\n",
	} {
		if !strings.Contains(got.String(), want) {
			t.Errorf("the tables lack\n%s", want)
		}
	}
	if t.Failed() {
		t.Log(got.String())
	}
}

// Results without our contender or the programs have no goals that can be checked.
func TestNothingMeasured(t *testing.T) {
	r := results()
	r.Programs = nil
	delete(r.Rows[0].Figures, report.Ours)
	var got strings.Builder
	if err := report.WriteTables(&got, r); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(got.String(), "| decode a page | allocations ≤ 500 |  | not measured |\n") {
		t.Error("a goal was checked without a figure of ours:\n", got.String())
	}
	if strings.Contains(got.String(), "binary") {
		t.Error("a goal for binaries was checked without programs")
	}
	if err := report.WritePlot(io.Discard, r); err != nil {
		t.Error(err)
	}
}

// The plot is well-formed XML, and a bar that does not fit is cut.
func TestPlot(t *testing.T) {
	var got bytes.Buffer
	if err := report.WritePlot(&got, results()); err != nil {
		t.Fatal(err)
	}
	text := got.String()
	for d := xml.NewDecoder(&got); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for what, want := range map[string]int{"<rect": 8, `class="ours"`: 3, `class="limit"`: 2, `class="cut"`: 2, "a &lt;b&gt; &amp; c": 1, ">5,636 µs<": 1} {
		if n := strings.Count(text, what); n != want {
			t.Errorf("%s occurs %d times, want %d", what, n, want)
		}
	}
}

func TestReplace(t *testing.T) {
	const begin, end = "<!-- bench-peers begins -->\n", "<!-- bench-peers ends -->\n"
	got, err := report.Replace("a\n"+begin+"old\n"+end+"z\n", "new\n")
	if want := "a\n" + begin + "new\n" + end + "z\n"; err != nil || got != want {
		t.Errorf("got %q, %v", got, err)
	}
	for page, want := range map[string]string{
		"a\n":         "the marker <!-- bench-peers begins --> is missing",
		"a\n" + begin: "the marker <!-- bench-peers ends --> is missing",
	} {
		if _, err := report.Replace(page, ""); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %s", page, err, want)
		}
	}
}
