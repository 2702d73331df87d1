// Package testmodule makes a module in which generated code compiles: for tests
// that generate packages into a folder of their own.
package testmodule

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const acs = "github.com/chatgen-go/chatgen/acs"

// Write makes folder a module of that path. It gets module acs from the
// repository in the folder root, and its dependencies.
func Write(t testing.TB, folder, root, modulePath string) {
	t.Helper()
	root, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	mod := read(t, filepath.Join(root, "acs", "go.mod"))
	own := "\nmodule " + acs + "\n"
	if !strings.Contains(mod, own) {
		t.Fatalf("acs/go.mod has no line %q", strings.TrimSpace(own))
	}
	mod = strings.Replace(mod, own, "\nmodule "+modulePath+"\n", 1) +
		"\nrequire " + acs + " v0.1.0\n\nreplace " + acs + " => " + quote(filepath.Join(root, "acs")) + "\n"
	write(t, filepath.Join(folder, "go.mod"), mod)
	write(t, filepath.Join(folder, "go.sum"), read(t, filepath.Join(root, "acs", "go.sum")))
}

// quote returns a path as a go.mod file may hold it.
func quote(path string) string { return strconv.Quote(filepath.ToSlash(path)) }

func read(t testing.TB, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func write(t testing.TB, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
