package gen_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Generated packages refer to the newest constant of the runtime's version, so that
// they do not compile against a runtime that is too old.
func TestRuntimeConstant(t *testing.T) {
	t.Parallel()
	want := "\nconst _ = wire." + newestRuntime(t) + "\n"
	for _, p := range []string{"chat", "identity"} {
		for _, file := range []string{"version.go", "fake/server.go"} {
			data, err := os.ReadFile(filepath.Join("../generated", p, file))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(data), want) {
				t.Errorf("%s/%s does not contain %s", p, file, want)
			}
		}
	}
}

// newestRuntime returns the last constant of package wire that states a version.
func newestRuntime(t *testing.T) string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../acs/wire/version.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	newest := ""
	for _, decl := range file.Decls {
		if d, ok := decl.(*ast.GenDecl); ok && d.Tok == token.CONST {
			for _, s := range d.Specs {
				newest = s.(*ast.ValueSpec).Names[0].Name
			}
		}
	}
	if !strings.HasPrefix(newest, "IsAtLeastV") {
		t.Fatalf("no constant for a version, but %q", newest)
	}
	return newest
}

// Each emitted file has its emitter in the file of gen/emit that is named like it.
func TestEmitters(t *testing.T) {
	t.Parallel()
	for _, p := range []string{"chat", "identity"} {
		for _, pattern := range []string{"*.go", "fake/*.go"} {
			files, err := filepath.Glob(filepath.Join("../generated", p, pattern))
			if err != nil || len(files) == 0 {
				t.Fatalf("no files: %v", err)
			}
			for _, file := range files {
				checkEmitter(t, file)
			}
		}
	}
}

func checkEmitter(t *testing.T, file string) {
	t.Helper()
	name := filepath.Base(file)
	switch {
	case strings.HasSuffix(name, "_test.go"):
		return
	case name == "doc.go":
		name = "docs.go"
	case strings.HasSuffix(name, "client.go"):
		name = "client.go"
	case filepath.Base(filepath.Dir(file)) == "fake":
		name = "fake_" + name
	}
	if _, err := os.Stat(filepath.Join("emit", name)); err != nil {
		t.Errorf("%s has no emitter: %v", file, err)
	}
}
