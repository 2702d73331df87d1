package compare_test

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/change/compare"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// The table in docs/verdicts.md is that of the rules.
func TestPage(t *testing.T) {
	const file = "../../../docs/verdicts.md"
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, _, found := strings.Cut(string(page), "| change |")
	if !found {
		t.Fatal("the page has no table")
	}
	want := head + rulesTable()
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(page) != want {
		t.Errorf("the table is not that of the rules: run this test with -update")
	}
}

// rulesTable returns the rules as a table in Markdown.
func rulesTable() string {
	var out strings.Builder
	out.WriteString("| change | used in | document | api | wire | version |\n|---|---|---|---|---|---|\n")
	for _, r := range compare.Rules() {
		bump := cmp.Or(string(bumpOf(r)), "none")
		fmt.Fprintf(&out, "| %s | %s | %s | %s | %s | %s |\n", r.Change, r.Direction, r.Document, r.API, r.Wire, bump)
	}
	return out.String()
}

// bumpOf returns what a change increments from v1 on.
func bumpOf(r compare.Rule) compare.Bump {
	switch worst := max(r.API, r.Wire); {
	case worst == compare.Breaking:
		return compare.Major
	case worst == compare.Compatible:
		return compare.Minor
	case r.Document != compare.Unchanged:
		return compare.Patch
	}
	return compare.None
}
