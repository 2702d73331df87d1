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
func Write(tb testing.TB, folder, root, modulePath string) {
	tb.Helper()
	root, err := filepath.Abs(root)
	if err != nil {
		tb.Fatal(err)
	}
	mod := read(tb, filepath.Join(root, "acs", "go.mod"))
	moduleLine := "\nmodule " + acs + "\n"
	if !strings.Contains(mod, moduleLine) {
		tb.Fatalf("acs/go.mod has no line %q", strings.TrimSpace(moduleLine))
	}
	mod = strings.Replace(mod, moduleLine, "\nmodule "+modulePath+"\n", 1) +
		"\nrequire " + acs + " v0.1.0\n\nreplace " + acs + " => " + quote(filepath.Join(root, "acs")) + "\n"
	write(tb, filepath.Join(folder, "go.mod"), mod)
	write(tb, filepath.Join(folder, "go.sum"), read(tb, filepath.Join(root, "acs", "go.sum")))
}

// quote returns a file path in the quoted form of go.mod files.
func quote(path string) string { return strconv.Quote(filepath.ToSlash(path)) }

func read(tb testing.TB, file string) string {
	tb.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	return string(data)
}

func write(tb testing.TB, file, text string) {
	tb.Helper()
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		tb.Fatal(err)
	}
}
