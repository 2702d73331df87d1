package change_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/chatgen-go/chatgen/gen/change"
	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/change/report"
)

// Each case is a kind of change: two documents, overrides for both, and the
// complete report.
func TestDiffGolden(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(goldenDir, "diff", "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			diffGolden(t, file)
		})
	}
}

func diffGolden(t *testing.T, file string) {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.TrimSpace(string(archive.Comment)) == "" {
		t.Error("the case has no comment")
	}
	dir := t.TempDir()
	config := "- {name: pets, spec: old.yaml, out: pets, import: github.com/chatgen-go/chatgen/pets, version: v1.0.0}\n"
	for _, f := range archive.Files {
		if strings.HasPrefix(f.Name, "overrides/") {
			config = strings.Replace(config, "out:", "overrides: overrides, out:", 1)
		}
		writeAll(t, filepath.Join(dir, filepath.FromSlash(f.Name)), f.Data)
	}
	write(t, filepath.Join(dir, "chatgen.yaml"), []byte(config))
	reports, err := change.DiffWith(t.Context(), change.DiffRequest{
		Config: filepath.Join(dir, "chatgen.yaml"), Old: filepath.Join(dir, "old.yaml"), New: filepath.Join(dir, "new.yaml"),
		Today: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC),
	}, sharedImports)
	if err != nil {
		t.Fatal(err)
	}
	got := strings.ReplaceAll(fullReport(reports[0])+"\n"+report.Changelog(reports[0], ""), filepath.ToSlash(dir)+"/", "")
	want := &archive.Files[len(archive.Files)-1]
	if *update {
		want.Data = []byte(got)
		write(t, file, txtar.Format(archive))
	}
	if got != string(want.Data) {
		t.Errorf("got\n%s\nwant\n%s", got, want.Data)
	}
}

// fullReport returns all data of a report as text.
func fullReport(r *compare.Report) string {
	var out strings.Builder
	verdict := r.Verdict()
	fmt.Fprintf(&out, "%s %v: %s -> %s\n", verdict.Outcome, verdict.Breaking, r.Old.Version, verdict.Next)
	for _, c := range r.Changes {
		mark := "compatible"
		if c.Breaking {
			mark = "breaking"
		}
		fmt.Fprintf(&out, "\n%s %s\n  at %s -> %s\n", mark, c.Key(), c.Old, c.New)
		list := func(label string, list []string) {
			for _, item := range list {
				fmt.Fprintf(&out, "  %s %s\n", label, item)
			}
		}
		list("because", c.Causes)
		list("symbol", c.Symbols)
		list("call", c.Calls)
		for _, o := range c.Overrides {
			fmt.Fprintf(&out, "  override %s %s: %s\n", o.Pos, o.Target, o.Effect)
		}
	}
	for _, list := range []struct {
		name    string
		entries []compare.Override
	}{{"applied", r.Overrides.Applied}, {"mended", r.Overrides.Mended}, {"stale", r.Overrides.Stale}, {"redundant", r.Overrides.Redundant}} {
		for _, o := range list.entries {
			fmt.Fprintf(&out, "\n%s %s %s: %s\n", list.name, o.Pos, o.Target, o.Effect)
		}
	}
	return out.String()
}
