package goapi_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/chatgen-go/chatgen/gen/change/goapi"
)

// A sibling package at an older revision may import a module that is not required any
// more. What importers see of it is compared all the same.
func TestMissingIndirectImport(t *testing.T) {
	side := func(kind string) goapi.Source {
		s := source("pets.go", "package pets\n\nimport \"example.com/kinds\"\n\nvar A kinds.Kind\n")
		text := "package kinds\n\nimport \"example.com/nowhere/json\"\n\ntype Kind " + kind + "\n\ntype decoder struct{ d *json.Decoder }\n"
		s.SiblingFiles = func(importPath string) []goapi.File {
			if importPath != "example.com/kinds" {
				return nil
			}
			return []goapi.File{{Name: "kinds.go", Data: []byte(text)}}
		}
		return s
	}
	wantChanges(t, differences(t, side("int"), side("int")), nil)
	_, err := goapi.Compare(t.Context(), goapi.NewImports("."), source("pets.go", "package pets\n\nimport _ \"example.com/nowhere/json\"\n"), side("int"))
	if err == nil {
		t.Error("a missing import of the package itself is no error")
	}
}

// Errors name the side and the position.
func TestErrors(t *testing.T) {
	valid := source("pets.go", "package pets")
	owned := func(files map[string][]goapi.File) goapi.Source {
		s := source("pets.go", "package pets\n\nimport \"example.com/kinds\"\n\nvar A kinds.Kind\n")
		s.SiblingFiles = func(importPath string) []goapi.File { return files[importPath] }
		return s
	}
	for _, c := range []struct {
		name          string
		before, after goapi.Source
		want          string
	}{
		{"no Go files", source("README.md", "text", "fake/fake.go", "package fake"), valid, "old package: no Go files in example.com/pets"},
		{"no Go, on both sides", source("pets.go", "package"), source("fake/fake.go", "package fake; func"), `old package: pets.go:1:8: expected 'IDENT', found 'EOF'
new package: fake/fake.go:1:19: expected 'IDENT', found 'EOF'`},
		{"an undefined name", valid, source("pets.go", "package pets\n\nvar A Pet\n"), "new package: pets.go:3:7: undefined: Pet"},
		{
			"many errors", valid, source("pets.go", "package pets\n\nvar (\n A T\n B T\n C T\n D T\n E T\n F T\n G T\n)\n"),
			`new package: pets.go:4:4: undefined: T
pets.go:5:4: undefined: T
pets.go:6:4: undefined: T
pets.go:7:4: undefined: T
pets.go:8:4: undefined: T
and 2 more`,
		},
		{
			"an error in an imported package", owned(map[string][]goapi.File{"example.com/kinds": {{Name: "kinds.go", Data: []byte("package kinds\n\ntype Kind T\n")}}}), valid,
			"old package: example.com/kinds/kinds.go:3:11: undefined: T",
		},
		{
			"an import cycle", owned(map[string][]goapi.File{"example.com/kinds": {{Name: "kinds.go", Data: []byte("package kinds\n\nimport \"example.com/pets\"\n\ntype Kind = pets.Pet\n")}}}), valid,
			"old package: example.com/kinds/kinds.go:3:8: could not import example.com/pets (import cycle)",
		},
		{
			"a package that is not there", source("pets.go", "package pets; import \"example.com/nowhere\""), valid,
			`go list for the imports of the packages: exit status 1
no required module provides package example.com/nowhere; to add it:
	go get example.com/nowhere`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := goapi.Compare(t.Context(), goapi.NewImports("."), c.before, c.after)
			wantError(t, err, c.want)
		})
	}
}

// Compare fails if the go command is missing, fails, or is cancelled.
func TestGoCommand(t *testing.T) {
	imports := source("pets.go", "package pets; import \"iter\"")

	t.Run("none", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		_, err := goapi.Compare(t.Context(), goapi.NewImports("."), imports, imports)
		wantError(t, err, `go list for the imports of the packages: exec: "go": executable file not found in $PATH`)
	})
	t.Run("fails without a word", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "go"), []byte("#!/bin/sh\nexit 3\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		t.Setenv("PATH", dir)
		_, err := goapi.Compare(t.Context(), goapi.NewImports("."), imports, imports)
		wantError(t, err, "go list for the imports of the packages: exit status 3")
	})
	t.Run("canceled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := goapi.Compare(ctx, goapi.NewImports("."), imports, imports)
		wantError(t, err, "go list for the imports of the packages: context canceled")
	})
	t.Run("not needed", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		s := source("pets.go", "package pets; type Pet struct{}")
		wantChanges(t, differences(t, s, s), nil)
	})
}

// Each package is loaded once. A failed attempt does not count.
func TestImportsOnce(t *testing.T) {
	path, shared := os.Getenv("PATH"), goapi.NewImports(".")
	first, second := source("pets.go", pets("var A url.URL")), source("pets.go", pets("var A url.URL; var B http.Client"))
	compareShared := func(before, after goapi.Source) error {
		_, err := goapi.Compare(t.Context(), shared, before, after)
		return err
	}
	if err := compareShared(first, first); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", t.TempDir())
	if err := compareShared(first, first); err != nil {
		t.Errorf("loaded before: %v", err)
	}
	wantError(t, compareShared(first, second), `go list for the imports of the packages: exec: "go": executable file not found in $PATH`)
	t.Setenv("PATH", path)
	if err := compareShared(first, second); err != nil {
		t.Errorf("failed before: %v", err)
	}
}

func wantError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || err.Error() != want {
		t.Errorf("error:\n%v\nwant:\n%s", err, want)
	}
}
