package main

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"github.com/chatgen-go/chatgen/gen/change/compare"
)

// Exit codes 1 and 2 mean changes, so usage errors of diff must not use them.
func TestDiffUsageErrors(t *testing.T) {
	project(t)
	for _, c := range []struct{ name, args, want string }{
		{"no argument", "diff", "expected OLD and NEW, got 0 arguments"},
		{"one argument", "diff a.json", "expected OLD and NEW, got 1 argument"},
		{"three arguments", "diff a.json b.json c.json", "expected OLD and NEW, got 3 arguments"},
		{"an unknown flag", "diff --frob a.json b.json", "unknown flag: --frob"},
		{"a flag of other commands", "diff --out x a.json b.json", "unknown flag: --out"},
		{"a flag without a value", "diff a.json b.json --format", "flag needs an argument: --format"},
		{"another format", "diff --format html a.json b.json", `invalid --format "html" (expected text, markdown or json)`},
		{"an empty configuration", "diff --config= a.json b.json", "--config must not be empty"},
		{"an empty package", "diff --package= a.json b.json", "--package must not be empty"},
		{"an empty file of suppressions", "diff --suppressions= a.json b.json", "--suppressions must not be empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			wantExit(t, c.args, exitNoDiff, "", "chatgen diff: "+c.want+" (see chatgen diff --help)\n")
		})
	}
}

// The most severe result determines the exit code.
func TestDiffVerdict(t *testing.T) {
	same := &compare.Report{}
	added := &compare.Report{Changes: []compare.Change{{Layer: compare.API}}}
	broken := &compare.Report{Changes: []compare.Change{{Layer: compare.Wire, Breaking: true}}}
	for _, c := range []struct {
		name    string
		reports []*compare.Report
		lowest  compare.Outcome
		want    compare.Outcome
		text    string
	}{
		{"nothing", []*compare.Report{same, same}, compare.Compatible, 0, ""},
		{"compatible", []*compare.Report{same, added, same}, compare.Compatible, 1, "the changes are compatible"},
		{"compatible, which is accepted", []*compare.Report{same, added, same}, compare.Breaking, 0, ""},
		{"breaking", []*compare.Report{broken, added}, compare.Breaking, 2, "the changes are breaking"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := outcomeError(c.reports, c.lowest)
			f, ok := errors.AsType[*changesFoundError](err)
			if ok != (c.want > 0) || ok && (f.outcome != c.want || f.Error() != c.text) {
				t.Errorf("got %v, want %v %s", err, c.want, c.text)
			}
		})
	}
}

// Output to a file or a pipe has no colour.
func TestTerminal(t *testing.T) {
	file, err := os.Create(t.TempDir() + "/report.txt")
	if err != nil {
		t.Fatal(err)
	}
	if isTerminal(file) || isTerminal(&bytes.Buffer{}) {
		t.Error("a file or a buffer is taken for a terminal")
	}
	if err := file.Close(); err != nil {
		t.Error(err)
	}
}

// The environment can turn colour off.
func TestColourful(t *testing.T) {
	for _, c := range []struct {
		name    string
		environ map[string]string
		want    bool
	}{
		{"nothing said", nil, true},
		{"a terminal with colour", map[string]string{"TERM": "xterm"}, true},
		{"a terminal without", map[string]string{"TERM": "dumb"}, false},
		{"none wanted", map[string]string{"TERM": "xterm", "NO_COLOR": "1"}, false},
		{"nothing wanted", map[string]string{"NO_COLOR": ""}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := allowsColour(func(name string) string { return c.environ[name] }); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}
