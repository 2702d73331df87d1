package change_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/gen/change"
	"github.com/chatgen-go/chatgen/gen/change/compare"
)

// The hand-written packages of a release are compared with the generated ones, and the
// release gets the most severe verdict. Commands, internal packages and those that did
// not change are left out.
func TestDiffHandWritten(t *testing.T) {
	writeDiffProject(t)
	writeAll(t, "go.work", []byte("go 1.26\n\nuse (\n\t.\n\t./lib\n)\n"))
	writeAll(t, "lib/go.mod", []byte("module example.com/sdk/lib\n\ngo 1.26\n"))
	writeAll(t, "lib/lib.go", []byte("package lib\n\n// Parse parses.\nfunc Parse(string) {}\n"))
	writeAll(t, "lib/deep/deep.go", []byte("package deep\n\n// Same stays.\nfunc Same() {}\n"))
	writeAll(t, "lib/internal/own.go", []byte("package own\n\nfunc Old() {}\n"))
	writeAll(t, "lib/cmd/main.go", []byte("package main\n\nfunc main() {}\n"))
	commit(t, "v1")
	write(t, "lib/lib.go", []byte("package lib\n\n// ParseID parses.\nfunc ParseID(string) {}\n"))
	write(t, "lib/internal/own.go", []byte("package own\n\nfunc New() {}\n"))
	commit(t, "v2")
	reports, err := change.DiffWith(t.Context(), withDefaults(change.DiffRequest{Old: "v1", New: "v2"}), sharedImports)
	if err != nil {
		t.Fatal(err)
	}
	last := reports[len(reports)-1]
	if last.Package != "lib" || len(last.Changes) != 1 || last.Changes[0].Key() != "api: ParseID: renamed from Parse to ParseID" || !last.Changes[0].Breaking {
		t.Errorf("got %+v", last)
	}
	for _, r := range reports {
		if r.Package == "lib/deep" || r.Package == "lib/cmd" || r.Package == "lib/internal" {
			t.Errorf("%s is reported", r.Package)
		}
	}
	if got := compare.Release(reports); got.Outcome != compare.Breaking {
		t.Errorf("the release is %s", got.Outcome)
	}
}
