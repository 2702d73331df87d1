package change_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/chatgen-go/chatgen/gen/change"
	"github.com/chatgen-go/chatgen/gen/change/compare"
)

// seededEdit is an edit of a document and the expected verdicts, in both directions.
type seededEdit struct {
	title       string
	edits       []textEdit
	there, back string
}

// textEdit replaces a text that occurs once.
type textEdit struct{ from, to string }

// Every seeded edit has the verdict that was written down for it.
func TestSeededEdits(t *testing.T) {
	t.Parallel()
	archive, err := txtar.ParseFile(filepath.Join(goldenDir, "verdicts", "edits.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	document, edits := string(archive.Files[0].Data), parseEdits(string(archive.Files[1].Data))
	if 2*len(edits) < 150 {
		t.Errorf("only %d edits in both directions", len(edits))
	}
	lengths := make([]int, 2*len(edits))
	t.Cleanup(func() { // after the subtests
		slices.Sort(lengths)
		if median := lengths[len(lengths)/2]; median >= 20 {
			t.Errorf("half of the reports have %d lines or more", median)
		}
	})
	for i, e := range edits {
		edited := e.applyTo(t, document)
		t.Run(e.title, func(t *testing.T) {
			t.Parallel()
			lengths[2*i] = checkVerdict(t, document, edited, e.there)
		})
		t.Run(e.title+", back", func(t *testing.T) {
			t.Parallel()
			lengths[2*i+1] = checkVerdict(t, edited, document, e.back)
		})
	}
}

// parseEdits returns the edits, which are separated by empty lines.
func parseEdits(text string) []seededEdit {
	var all []seededEdit
	for block := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		lines := strings.Split(block, "\n")
		e := seededEdit{title: lines[0]}
		var from, to []string
		for i, line := range lines[1:] {
			sign, rest, _ := strings.Cut(line, " ")
			switch sign {
			case "-":
				from = append(from, rest)
			case "+":
				to = append(to, rest)
				if next := lines[i+2]; !strings.HasPrefix(next, "+") {
					e.edits = append(e.edits, newTextEdit(from, to))
					from, to = nil, nil
				}
			case "there":
				e.there = strings.Join(strings.Fields(rest), " ")
			case "back":
				e.back = strings.Join(strings.Fields(rest), " ")
			}
		}
		all = append(all, e)
	}
	return all
}

// newTextEdit returns the edit that replaces lines, or that removes them if the new
// one is empty.
func newTextEdit(from, to []string) textEdit {
	if slices.Equal(to, []string{""}) {
		return textEdit{from: strings.Join(from, "\n") + "\n"}
	}
	return textEdit{strings.Join(from, "\n"), strings.Join(to, "\n")}
}

func (e *seededEdit) applyTo(t *testing.T, document string) string {
	t.Helper()
	for _, edit := range e.edits {
		if n := strings.Count(document, edit.from); n != 1 {
			t.Fatalf("%s: %q occurs %d times", e.title, edit.from, n)
		}
		document = strings.Replace(document, edit.from, edit.to, 1)
	}
	return document
}

// checkVerdict compares the verdicts on a step between two documents with the
// expected ones, and returns the number of lines of its report.
func checkVerdict(t *testing.T, old, next, want string) int {
	t.Helper()
	r := diffDocuments(t, old, next)
	checkReport(t, r, want)
	return countLines(t, r)
}

// layerOutcome returns the most severe verdict of a layer.
func layerOutcome(r *compare.Report, layer compare.Layer) string {
	worst := compare.Unchanged
	for _, c := range r.Changes {
		if c.Layer != layer {
			continue
		}
		worst = max(worst, compare.Compatible)
		if c.Breaking {
			worst = compare.Breaking
		}
	}
	return worst.String()
}

// diffDocuments compares two documents of a package without overrides.
func diffDocuments(t *testing.T, old, next string) *compare.Report {
	t.Helper()
	dir := t.TempDir()
	file := func(name, text string) string {
		write(t, filepath.Join(dir, name), []byte(text))
		return filepath.Join(dir, name)
	}
	reports, err := change.DiffWith(t.Context(), change.DiffRequest{
		Config: file("chatgen.yaml", fmt.Sprintf("- {name: shop, spec: old.yaml, out: shop, import: %sshop, version: v1.0.0}\n", module)),
		Old:    file("old.yaml", old),
		New:    file("new.yaml", next),
		Today:  time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC),
	}, sharedImports)
	if err != nil {
		t.Fatal(err)
	}
	return reports[0]
}
