package change_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/gen/change"
	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/change/report"
)

// The golden files have the verdict, the breaking changes and the changelog section
// for each pair of consecutive documents, and for Chat for the step from 2021-09-07 to
// the latest version.
func TestVersions(t *testing.T) {
	t.Parallel()
	for _, s := range []service{services()["chat"], services()["identity"]} {
		documents, err := filepath.Glob(filepath.Join(filepath.Dir(s.spec), "../../*/*", filepath.Base(s.spec))) // previews sort before stable ones
		if err != nil || len(documents) < 2 {
			t.Fatalf("%d documents: %v", len(documents), err)
		}
		for i, next := range documents[1:] {
			compareDocuments(t, s.name, documents[i], next)
		}
	}
	chat := services()["chat"].spec
	compareDocuments(t, "chat", strings.Replace(chat, "2025-03-15", "2021-09-07", 1), chat)
}

func compareDocuments(t *testing.T, name, old, next string) {
	t.Helper()
	from, to := filepath.Base(filepath.Dir(old)), filepath.Base(filepath.Dir(next))
	t.Run(name+" from "+from+" to "+to, func(t *testing.T) {
		t.Parallel()
		reports, err := change.DiffWith(t.Context(), change.DiffRequest{
			Config: versionsConfig(t, name, filepath.Base(old)),
			Old:    old,
			New:    next,
			Today:  time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC),
		}, sharedImports)
		if err != nil {
			t.Fatal(err)
		}
		r := reports[0]
		if n := len(r.Overrides.Stale) + len(r.Overrides.Redundant); n > 0 {
			t.Errorf("%d overrides are outdated: %+v", n, r.Overrides)
		}
		got := summary(r)
		file := filepath.Join(goldenDir, "versions", name, from+"_to_"+to+".md")
		if *update {
			writeAll(t, file, []byte(got))
		}
		want, err := os.ReadFile(file)
		if errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("%s is missing: make golden writes it", file)
		}
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	})
}

// versionsConfig is the configuration for all documents. Its version is fixed, so that
// the golden files do not depend on the current version.
func versionsConfig(t *testing.T, name, document string) string {
	t.Helper()
	root := filepath.ToSlash(repositoryRoot(t))
	file := filepath.Join(t.TempDir(), "chatgen.yaml")
	writeAll(t, file, fmt.Appendf(nil, "- {name: %s, spec: %s, overrides: %q, roots: [%q], out: generated/%s, import: %sgenerated/%s, version: v0.1.0}\n",
		name, document, root+"/overrides/"+name, root+"/spec", name, module, name))
	return file
}

// summary returns the parts of a report that do not depend on positions.
func summary(r *compare.Report) string {
	var out strings.Builder
	verdict := r.Verdict()
	fmt.Fprintf(&out, "<!-- %s to %s: %s on %v, %s after %s -->\n", r.Old.APIVersion, r.New.APIVersion, verdict.Outcome, verdict.Breaking, verdict.Next, r.Old.Version)
	counts := map[compare.Layer]int{}
	for i := range r.Changes {
		c := &r.Changes[i]
		counts[c.Layer]++
		if c.Breaking {
			fmt.Fprintf(&out, "<!-- breaking %s -->\n", c.Key())
		}
		if c.Layer != compare.Document && c.Causes == nil && !strings.HasSuffix(c.Subject, "Version") {
			fmt.Fprintf(&out, "<!-- no cause: %s -->\n", c.Key())
		}
	}
	fmt.Fprintf(&out, "<!-- changes: %v -->\n\n", counts)
	out.WriteString(report.Changelog(r, "2026-11-22"))
	return out.String()
}
