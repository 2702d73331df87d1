package docs_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// docs/dependencies.md justifies each module that one of ours requires directly,
// and no other.
func TestDependencies(t *testing.T) {
	required := map[string]bool{}
	files, err := filepath.Glob("../*/go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, "../go.mod") {
		if folder := filepath.Base(filepath.Dir(file)); folder == "tools" || folder == "bench" {
			continue // described in sections of their own
		}
		text := readPage(t, strings.TrimPrefix(filepath.ToSlash(file), "../"))
		for _, found := range regexp.MustCompile(`(?m)^\t(\S+) v\S+$`).FindAllStringSubmatch(text, -1) {
			if !strings.HasPrefix(found[1], module) {
				required[found[1]] = true
			}
		}
	}
	if len(required) < 10 {
		t.Errorf("only %d dependencies were found", len(required))
	}
	for _, found := range regexp.MustCompile(`(?m)^### (\S+)$`).FindAllStringSubmatch(readPage(t, "docs/dependencies.md"), -1) {
		if !required[found[1]] {
			t.Errorf("docs/dependencies.md describes %s, which no go.mod requires directly", found[1])
		}
		delete(required, found[1])
	}
	for path := range required {
		t.Errorf("docs/dependencies.md does not describe %s", path)
	}
}
