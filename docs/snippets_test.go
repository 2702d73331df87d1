// Package docs_test checks the pages of the repository: every Go snippet
// compiles, and the first program of README.md runs as pasted.
package docs_test

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/chatgen-go/chatgen"

// packages are those that fragments use without an import of their own.
var packages = map[string]string{
	"acs":      module + "/acs",
	"azcore":   "github.com/Azure/azure-sdk-for-go/sdk/azcore",
	"azfake":   "github.com/Azure/azure-sdk-for-go/sdk/azcore/fake",
	"chat":     module + "/generated/chat",
	"context":  "context",
	"emulator": module + "/emulator",
	"errors":   "errors",
	"fake":     module + "/generated/chat/fake",
	"fmt":      "fmt",
	"http":     "net/http",
	"identity": module + "/generated/identity",
	"log":      "log",
	"os":       "os",
	"policy":   "github.com/Azure/azure-sdk-for-go/sdk/azcore/policy",
	"slices":   "slices",
	"testing":  "testing",
	"time":     "time",
	"tls":      "crypto/tls",
	"x509":     "crypto/x509",
}

// Every Go snippet of every page compiles and is formatted.
func TestSnippetsCompile(t *testing.T) {
	var all []snippet
	for _, page := range pages(t) {
		if page == secondPackagePage {
			continue // its snippets use a package that TestChatgen generates
		}
		text, err := os.ReadFile(filepath.Join("..", page))
		if err != nil {
			t.Fatal(err)
		}
		found, err := extract(page, string(text))
		if err != nil {
			t.Error(err)
		}
		all = append(all, found...)
	}
	if len(all) < 10 {
		t.Errorf("only %d snippets were found", len(all))
	}
	for _, err := range compile(t, all) {
		t.Error(err)
	}
	for _, s := range all {
		if formatted, err := format.Source([]byte(s.code)); err == nil && string(formatted) != s.code {
			t.Errorf("%s:%d: is not formatted, gofmt writes\n%s", s.page, s.line, formatted)
		}
	}
}

// A broken snippet is reported with its page and line.
func TestBrokenSnippets(t *testing.T) {
	for _, c := range []struct {
		name, page, want string
	}{
		{
			name: "method that does not exist",
			page: "Text.\n\n<!-- given: thread *chat.ThreadClient -->\n```go\nthread.Messages(nil, nil)\nthread.Shout()\n```\n",
			want: "page.md:6: thread.Shout undefined (type *chat.ThreadClient has no field or method Shout)",
		},
		{
			name: "variable that is not declared",
			page: "```go\nuse(client)\n```\n",
			want: "page.md:2: undefined: use\npage.md:2: undefined: client",
		},
		{
			name: "unused import of a program",
			page: "```go\npackage main\n\nimport \"fmt\"\n\nfunc main() {}\n```\n",
			want: `page.md:4: "fmt" imported and not used`,
		},
		{
			name: "import that does not exist",
			page: "```go\nimport \"" + module + "/generated/chats\"\n```\n",
			want: "page.md:2: could not import " + module + "/generated/chats (no such package)",
		},
		{
			name: "syntax error",
			page: "```go\nx := := 1\n```\n",
			want: "page.md:2: expected operand, found ':=' (and 1 more errors)",
		},
		{
			name: "declaration",
			page: "```sh\necho '```go'\n```\n```go\nfunc f() int { return \"\" }\n```\n",
			want: `page.md:5: cannot use "" (untyped string constant) as int value in return statement`,
		},
		{
			name: "block without an end",
			page: "```go\nf()\n",
			want: "page.md: a code block has no end",
		},
		{
			name: "comment that belongs to no block",
			page: "<!-- given: x int -->\n\n```go\nx++\n```\n",
			want: `page.md:1: the comment "given" must be on the line before a Go code block`,
		},
		{
			name: "fragment that only leaves a variable unused",
			page: "<!-- given: x int -->\n```go\ny := x\n```\n",
			want: "",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			snippets, err := extract("page.md", c.page)
			got := errors.Join(append([]error{err}, compile(t, snippets)...)...)
			if text := fmt.Sprint(got); text != cmp.Or(c.want, "<nil>") {
				t.Errorf("got error\n%s\nwant\n%s", text, c.want)
			}
		})
	}
}

// pages returns the pages that may have Go snippets.
func pages(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, pattern := range []string{"*.md", "*/*.md", "generated/*/*.md"} {
		found, err := filepath.Glob(filepath.Join("..", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range found {
			names = append(names, filepath.ToSlash(strings.TrimPrefix(name, ".."+string(filepath.Separator))))
		}
	}
	for _, name := range []string{"README.md", "docs/emulator.md", "generated/chat/README.md"} {
		if !slices.Contains(names, name) {
			t.Errorf("there is no page %s", name)
		}
	}
	return names
}

// compile returns the errors of all snippets, each of which is a package.
func compile(t *testing.T, snippets []snippet) []error {
	t.Helper()
	fset := token.NewFileSet()
	var errs []error
	var files []*ast.File
	for _, s := range snippets {
		file, err := parse(fset, s)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		files = append(files, file)
	}
	imports := importer.ForCompiler(fset, "gc", exports(t, files))
	for _, file := range files {
		config := types.Config{Importer: imports, Error: func(err error) {
			typeError, ok := errors.AsType[types.Error](err)
			// A fragment may leave its variables and imports to later code.
			if !ok || !typeError.Soft || file.Name.Name != fragment {
				errs = append(errs, err)
			}
		}}
		_, _ = config.Check("snippet", fset, []*ast.File{file}, nil) // Error gets the errors
	}
	return errs
}

// fragment is the package name of a snippet without a package clause.
const fragment = "fragment"

// parse reads a snippet with positions in its page. A program stays as it is,
// declarations get imports, and statements become the body of a function.
func parse(fset *token.FileSet, s snippet) (*ast.File, error) {
	code := fmt.Sprintf("//line %s:%d\n%s", s.page, s.line, s.code)
	if strings.HasPrefix(s.code, "package ") {
		return parser.ParseFile(fset, s.page, code, parser.SkipObjectResolution)
	}
	header := "package " + fragment + "\n"
	if !strings.HasPrefix(s.code, "import ") {
		header += importsOf(s.given + s.code)
	}
	if file, err := parser.ParseFile(fset, s.page, header+code, parser.SkipObjectResolution); err == nil {
		return file, nil
	}
	body := fmt.Sprintf("%sfunc _(%s) error {\n%sreturn nil\n}\n", header, s.given, code)
	return parser.ParseFile(fset, s.page, body, parser.SkipObjectResolution)
}

// importsOf returns an import declaration of the packages that a fragment uses.
func importsOf(code string) string {
	var list strings.Builder
	for _, match := range regexp.MustCompile(`\b([a-z0-9]+)\.`).FindAllStringSubmatch(code, -1) {
		name := match[1]
		if path := packages[name]; path != "" && !strings.Contains(list.String(), name+" \"") {
			fmt.Fprintf(&list, "import %s %q\n", name, path)
		}
	}
	return list.String()
}

// exported has the files with the compiled declarations of packages by import path.
// The tests share it, because the go command takes longer than all else.
var exported = map[string]string{}

// exports returns a function that opens the compiled declarations of a package.
// The go command finds them, so that the snippets see the packages of this tree.
func exports(t *testing.T, files []*ast.File) func(string) (io.ReadCloser, error) {
	t.Helper()
	var missing []string
	for _, file := range files {
		for _, spec := range file.Imports {
			path := strings.Trim(spec.Path.Value, `"`)
			if exported[path] == "" {
				missing = append(missing, path)
			}
		}
	}
	if len(missing) > 0 {
		list(t, missing)
	}
	return func(path string) (io.ReadCloser, error) {
		if exported[path] == "" {
			return nil, errors.New("no such package")
		}
		return os.Open(exported[path])
	}
}

// list adds packages, and those that they import, to exported.
func list(t *testing.T, paths []string) {
	t.Helper()
	args := []string{"list", "-e", "-deps", "-export", "-f", "{{if .Export}}{{.ImportPath}}\t{{.Export}}{{end}}"}
	cmd := exec.Command("go", append(args, paths...)...)
	cmd.Dir = ".."
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "\t")
		exported[path] = file
	}
}
