// Package testmodule creates a Go module in which generated code compiles, for
// tests that generate packages into a temporary folder.
package testmodule

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const acs = "github.com/chatgen-go/chatgen/acs"

// Write makes folder a Go module with the given path. The module requires module
// acs, which is taken from the repository in the folder root, and the
// dependencies of acs.
func Write(t testing.TB, folder, root, modulePath string) {
	t.Helper()
	root, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	mod := read(t, filepath.Join(root, "acs", "go.mod"))
	moduleLine := "\nmodule " + acs + "\n"
	if !strings.Contains(mod, moduleLine) {
		t.Fatalf("acs/go.mod has no line %q", strings.TrimSpace(moduleLine))
	}
	mod = strings.Replace(mod, moduleLine, "\nmodule "+modulePath+"\n", 1) +
		"\nrequire " + acs + " v0.1.0\n\nreplace " + acs + " => " + quote(filepath.Join(root, "acs")) + "\n"
	write(t, filepath.Join(folder, "go.mod"), mod)
	write(t, filepath.Join(folder, "go.sum"), read(t, filepath.Join(root, "acs", "go.sum")))
}

// quote returns a file path in the quoted form of go.mod files.
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
