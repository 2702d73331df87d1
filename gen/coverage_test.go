package gen_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/model"
)

// docs/coverage.md lists the operations of all documents and what is supported of each.
// Flag -update rewrites it.
func TestCoverage(t *testing.T) {
	t.Parallel()
	var page bytes.Buffer
	page.WriteString("# Coverage\n\nThe operations of the documents of Azure Communication Services, and what their packages do with each. A test generates a\n" +
		"package from each document, compiles it, and calls every operation against the package's fake. Only `generated/` contains packages\n" +
		"for use; the other documents are in `testdata/acs/` and `spec/`.\n\nThis page is generated: `go test ./gen -run TestCoverage -update` rewrites it.\n")
	for _, p := range acsPackages(t) {
		pkg, err := gen.Model(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		writeCoverage(&page, pkg, p)
	}
	const file = "../docs/coverage.md"
	if *update {
		write(t, file, page.Bytes())
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got := page.String(); got != string(want) {
		t.Errorf("%s is not up to date: run go test ./gen -run TestCoverage -update, and read git diff docs", file)
	}
}

// writeCoverage writes the section of a document.
func writeCoverage(w *bytes.Buffer, pkg *model.Package, p gen.Package) {
	spec := filepath.ToSlash(strings.TrimPrefix(filepath.Clean(p.Spec), ".."+string(filepath.Separator)))
	fmt.Fprintf(w, "\n## %s %s\n\n`%s`\n\n| operation | request | method | supported |\n|---|---|---|---|\n", pkg.Name, pkg.APIVersion, spec)
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			fmt.Fprintf(w, "| %s | `%s %s` | `%s.%s` | %s |\n", op.ID, op.Method, op.Path, c.Name, op.PrimaryMethod(), strings.Join(supported(op), ", "))
		}
	}
	for _, o := range pkg.Omitted {
		fmt.Fprintf(w, "| %s | `%s %s` | | no: %s |\n", o.ID, o.Method, o.Path, omitReason(pkg, o))
	}
}

// supported returns what the package does for an operation beyond sending it.
func supported(op *model.Operation) []string {
	list := []string{"yes"}
	for _, feature := range []struct {
		name string
		has  bool
	}{
		{"pages", op.Paging != nil},
		{"poller", op.LongRunning != nil},
		{"merge patch", op.Body != nil && op.Body.Patch},
		{"partial failure", op.PartialFailure != nil},
		{"response headers", len(op.Headers) > 0},
		{"statuses", op.HasStatusCode},
		{"retries recognized", op.RequestID != nil},
		{"not retried", op.NonIdempotent},
	} {
		if feature.has {
			list = append(list, feature.name)
		}
	}
	return list
}

// omitReason returns the reason why an operation is left out.
func omitReason(pkg *model.Package, o model.Omitted) string {
	for _, a := range pkg.AppliedOverrides {
		if slices.Contains(a.Affected, model.Element{Kind: "operation", Name: o.ID}) && a.Effect == "left out" {
			return a.Why
		}
	}
	return ""
}
