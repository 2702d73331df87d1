package change_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/gen/change"
	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/change/report"
)

// What each step of the real ladder means to importers is pinned: the verdict,
// what breaks, and the section of the changelog. So is the long step from
// 2021-09-07 to 2025-03-15, which skips two versions.
func TestLadderVerdicts(t *testing.T) {
	t.Parallel()
	documents, err := filepath.Glob("../../spec/Chat/*/*/" + ladderFile) // previews sort before stable ones
	if err != nil || len(documents) < 2 {
		t.Fatalf("%d documents: %v", len(documents), err)
	}
	last := documents[len(documents)-1]
	for i, next := range documents[1:] {
		verdictOf(t, documents[i], next)
	}
	verdictOf(t, "../../spec/Chat/stable/2021-09-07/"+ladderFile, last)
}

const ladderFile = "communicationserviceschat.json"

func verdictOf(t *testing.T, old, next string) {
	t.Helper()
	from, to := filepath.Base(filepath.Dir(old)), filepath.Base(filepath.Dir(next))
	t.Run(from+" to "+to, func(t *testing.T) {
		t.Parallel()
		reports, err := change.DiffIn(t.Context(), change.DiffRequest{
			Config: ladderConfig(t),
			Old:    old,
			New:    next,
			Today:  time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC),
		}, "../..")
		if err != nil {
			t.Fatal(err)
		}
		r := reports[0]
		if n := len(r.Overrides.Stale) + len(r.Overrides.Redundant); n > 0 {
			t.Errorf("%d overrides do not fit: %+v", n, r.Overrides)
		}
		got := pinned(r)
		file := filepath.Join(goldenDir, "ladder", from+"_to_"+to+".md")
		if *update {
			writeAll(t, file, []byte(got))
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	})
}

// ladderConfig is the configuration for all documents. What the package's version
// is today must not change what was found in the past.
func ladderConfig(t *testing.T) string {
	t.Helper()
	overrides, err := filepath.Abs("../../overrides/chat")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "chatgen.yaml")
	writeAll(t, file, fmt.Appendf(nil, "- {name: chat, spec: %s, overrides: %q, out: generated/chat, import: %sgenerated/chat, version: v0.1.0}\n",
		ladderFile, filepath.ToSlash(overrides), module))
	return file
}

// pinned prints a report without what changes with every edit of a document.
func pinned(r *compare.Report) string {
	var out strings.Builder
	verdict := r.Verdict()
	fmt.Fprintf(&out, "<!-- chat %s to %s: %s on %v, %s after %s -->\n", r.Old.APIVersion, r.New.APIVersion, verdict.Outcome, verdict.Breaking, verdict.Next, r.Old.Version)
	counts := map[compare.Layer]int{}
	for i := range r.Changes {
		c := &r.Changes[i]
		counts[c.Layer]++
		if c.Breaking {
			fmt.Fprintf(&out, "<!-- breaking %s -->\n", c.Key())
		}
		if c.Layer != compare.Document && c.Causes == nil && !strings.HasSuffix(c.Subject, "Version") {
			fmt.Fprintf(&out, "<!-- without a cause: %s -->\n", c.Key())
		}
	}
	fmt.Fprintf(&out, "<!-- changes: %v -->\n\n", counts)
	out.WriteString(report.Changelog(r, "2026-11-22"))
	return out.String()
}
