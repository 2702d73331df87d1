package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// Each command has a man page, which contains what its help describes.
func TestMan(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "share", "man1")
	if code, _, stderr := chatgen("man " + dir); code != exitOK || stderr != "" {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	for page, want := range map[string]string{
		"chatgen.1":        "Generate Go packages from REST documents",
		"chatgen-bump.1":   `chatgen bump VERSION [flags]`,
		"chatgen-schema.1": "Print the JSON Schema of a kind of file",
	} {
		if got := read(t, dir, page); !strings.Contains(got, want) {
			t.Errorf("%s lacks %q:\n%s", page, want, got)
		}
	}
}

func TestManErrors(t *testing.T) {
	wantExit(t, "man", exitUsage, "", "chatgen man: expected one FOLDER, got 0 arguments (see chatgen man --help)\n")
	wantExit(t, "man main.go", exitFailed, "", "mkdir main.go: not a directory\n")
}
