package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.+)$`)
	// A path in backquotes, and in parentheses after it a declaration of that file.
	codePath = regexp.MustCompile("`((?:acs|cmd|docs|emulator|gen|generated|interop|overrides|spec|templates|testdata|tools|\\.ci)/[a-zA-Z0-9_./-]+)`(?:\\s+\\(`([A-Za-z]+)`)?")
	// Parts of paths that a reader fills in.
	placeholder = regexp.MustCompile(`KIND|FILE|NAME|PACKAGE`)
)

// The links of every page lead to a file or a heading of this repository.
func TestLinks(t *testing.T) {
	for _, page := range pages(t) {
		for _, found := range link.FindAllStringSubmatch(withoutCode(readPage(t, page)), -1) {
			if strings.Contains(found[1], "://") {
				continue
			}
			file, anchor, _ := strings.Cut(found[1], "#")
			target := page
			if file != "" {
				target = filepath.ToSlash(filepath.Join(filepath.Dir(page), file))
			}
			if _, err := os.Stat(filepath.Join("..", target)); err != nil {
				t.Errorf("%s: the link %s leads nowhere", page, found[1])
			} else if anchor != "" && !headingAnchors(readPage(t, target))[anchor] {
				t.Errorf("%s: there is no heading for the link %s", page, found[1])
			}
		}
	}
}

// CONTRIBUTING.md names files that exist, and declarations that they have.
func TestPaths(t *testing.T) {
	text := readPage(t, "CONTRIBUTING.md")
	checked := 0
	for _, found := range codePath.FindAllStringSubmatch(text, -1) {
		path, name := found[1], found[2]
		if placeholder.MatchString(path) {
			continue
		}
		checked++
		info, err := os.Stat(filepath.Join("..", path))
		switch {
		case err != nil:
			t.Errorf("CONTRIBUTING.md: there is no %s", path)
		case name != "" && !info.IsDir() && !isDeclared(readPage(t, path), name):
			t.Errorf("CONTRIBUTING.md: %s does not declare %s", path, name)
		}
	}
	if checked < 40 {
		t.Errorf("only %d paths were found", checked)
	}
}

func readPage(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// withoutCode removes code blocks and code spans, where brackets mean something else.
func withoutCode(text string) string {
	text = regexp.MustCompile("(?s)```.*?```").ReplaceAllString(text, "")
	return regexp.MustCompile("`[^`\n]*`").ReplaceAllString(text, "code")
}

// headingAnchors returns the names by which a code host links to the headings of a page.
func headingAnchors(text string) map[string]bool {
	all := map[string]bool{}
	for _, found := range heading.FindAllStringSubmatch(text, -1) {
		name := regexp.MustCompile(`[^a-z0-9 _-]`).ReplaceAllString(strings.ToLower(found[1]), "")
		all[strings.ReplaceAll(name, " ", "-")] = true
	}
	return all
}

// isDeclared reports whether a Go file declares a function, method, constant or variable.
func isDeclared(code, name string) bool {
	return regexp.MustCompile(`(?m)^(?:func (?:\([^)]*\) )?|const |var |type )` + name + `\b`).MatchString(code)
}
