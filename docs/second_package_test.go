package docs_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/internal/testmodule"
)

const secondPackagePage = "docs/second-package.md"

var (
	shellBlock = regexp.MustCompile("(?s)```sh\n(.*?)```\n")
	textBlock  = regexp.MustCompile("(?s)```text\n(.*?)```\n")
)

// checkSecondPackage checks that a reader who follows the page has a program that
// builds and a test that passes. In place of the published document the test has one of
// ours, with the operation and the types that the page uses.
func checkSecondPackage(t *testing.T, chatgen string) {
	t.Helper()
	page := readPage(t, secondPackagePage)
	dir := t.TempDir()
	testmodule.Write(t, dir, "..", "example.com/texts")
	document := filepath.Join(dir, "spec", "Sms", "stable", "2026-01-23", "communicationservicessms.json")
	if err := os.MkdirAll(filepath.Dir(document), 0o755); err != nil {
		t.Fatal(err)
	}
	save(t, document, readPage(t, "testdata/sms/sms.json"))

	printed := ""
	for _, block := range shellBlock.FindAllStringSubmatch(page, -1) {
		for line := range strings.Lines(block[1]) {
			if args, ok := strings.CutPrefix(line, "go tool chatgen "); ok {
				printed += runCommand(t, dir, chatgen, strings.Fields(args)...)
			}
		}
	}
	if want := textBlock.FindStringSubmatch(page); len(want) == 0 || printed != want[1] {
		t.Errorf("chatgen init prints\n%s\nand the page shows\n%s", printed, want)
	}
	runCommand(t, dir, chatgen, "generate")
	snippets, err := extract(secondPackagePage, page)
	if err != nil || len(snippets) != 2 {
		t.Fatalf("%d snippets, %v", len(snippets), err)
	}
	save(t, filepath.Join(dir, "main.go"), snippets[0].code)
	save(t, filepath.Join(dir, "main_test.go"), snippets[1].code)
	runCommand(t, dir, "go", "vet", "./...")
	runCommand(t, dir, "go", "test", "-vet=off", "./...")
	if unformatted := runCommand(t, dir, "gofmt", "-l", "main.go", "main_test.go"); unformatted != "" {
		t.Errorf("not formatted: %s", unformatted)
	}
}

// runCommand returns the output of a command, which must succeed.
func runCommand(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

func save(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
