package conformance_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the table of rules in docs/emulator.md")

// rulesPage is the page that contains the table of rules between two markers.
const (
	rulesPage   = "../../docs/emulator.md"
	beginMarker = "<!-- rules begin -->\n"
	endMarker   = "<!-- rules end -->\n"
)

// TestTable checks that the table in docs/emulator.md lists the rules of this suite.
func TestTable(t *testing.T) {
	data, err := os.ReadFile(rulesPage)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, foundBegin := strings.Cut(string(data), beginMarker)
	_, after, foundEnd := strings.Cut(rest, endMarker)
	if !foundBegin || !foundEnd {
		t.Fatalf("%s does not contain the markers %s and %s", rulesPage, beginMarker, endMarker)
	}
	want := before + beginMarker + table() + endMarker + after
	if want == string(data) {
		return
	}
	if !*update {
		t.Fatalf("%s does not list the rules; run go test ./emulator/conformance -update", rulesPage)
	}
	if err := os.WriteFile(rulesPage, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

// table returns the rules as Markdown, a table for each area.
func table() string {
	var b strings.Builder
	for _, a := range areas() {
		fmt.Fprintf(&b, "\n### %s%s\n\n| name | rule | source |\n|---|---|---|\n", strings.ToUpper(a.title[:1]), a.title[1:])
		for _, r := range a.rules {
			fmt.Fprintf(&b, "| %s | %s | %s |\n", r.name, strings.ReplaceAll(r.text, "|", `\|`), r.source)
		}
	}
	return b.String() + "\n"
}
