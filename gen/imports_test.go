package gen_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

// module is the prefix of the import path of each package of this repository,
// whichever of its modules the package belongs to.
const module = "github.com/chatgen-go/chatgen/"

// importRule lists the packages of this repository that those in a folder may import. A
// folder may end in "/*".
type importRule struct {
	folder  string
	allowed []string
}

// importRules returns the allowed imports. No stage imports another one, except that build
// imports openapi, whose document it reads.
func importRules() []importRule {
	return []importRule{
		{".", nil},
		{"internal/testmodule", nil},
		{"acs", []string{"acs/wire"}},
		{"acs/wire", nil},
		{"acs/wire/serve", []string{"acs/wire"}},
		{"cmd/chatgen", []string{
			"cmd/internal/buildinfo", "gen", "gen/change", "gen/change/callers", "gen/change/compare", "gen/change/report", "gen/diag", "gen/explain",
			"gen/explain/handwritten", "gen/inspect", "gen/model", "gen/scaffold", "overrides/schema",
		}},
		{"gen", []string{
			"gen/build", "gen/contract", "gen/diag", "gen/emit", "gen/explain", "gen/model", "gen/notcarried", "gen/openapi", "gen/output",
			"gen/override", "gen/strict", "gen/tree",
		}},
		{"gen/build", []string{"gen/diag", "gen/model", "gen/openapi"}},
		{"gen/contract", []string{"gen/diag", "gen/model", "gen/openapi", "gen/strict"}},
		{"gen/diag", nil},
		{"gen/emit", []string{"gen/model", "gen/parallel", "templates"}},
		{"gen/explain", []string{"gen/diag", "gen/model"}},
		{"gen/explain/handwritten", []string{"gen/diag", "gen/explain"}},
		{"gen/inspect", []string{"gen/diag", "gen/model"}},
		{"gen/model", []string{"gen/diag"}},
		{"gen/notcarried", []string{"gen/diag", "gen/model", "gen/openapi"}},
		{"gen/openapi", []string{"gen/diag"}},
		{"gen/output", []string{"gen/diag", "gen/parallel"}},
		{"gen/override", []string{"gen/diag", "gen/model", "gen/strict", "gen/tree"}},
		{"gen/parallel", nil},
		{"gen/scaffold", []string{"gen", "gen/diag", "gen/openapi", "gen/tree", "overrides/schema"}},
		{"gen/strict", []string{"gen/diag"}},
		{"gen/tree", nil},
		{"gen/change", []string{
			"gen", "gen/change/callers", "gen/change/compare", "gen/change/goapi", "gen/change/report", "gen/contract", "gen/diag", "gen/explain", "gen/model",
			"gen/output", "gen/override", "gen/strict", "gen/tree",
		}},
		{"gen/change/callers", nil},
		{"gen/change/compare", []string{"gen/change/goapi", "gen/contract", "gen/diag", "gen/model", "gen/strict"}},
		{"gen/change/goapi", nil},
		{"gen/change/report", []string{"gen/change/compare", "gen/diag"}},
		{"cmd/chat-emulator", []string{"cmd/internal/buildinfo", "emulator"}},
		{"cmd/internal/*", nil},
		{"emulator", []string{"acs", "acs/wire", "acs/wire/serve", "emulator/internal/*", "generated/*", "generated/*/fake"}},
		{"emulator/internal/*", []string{"acs", "emulator/internal/*", "generated/*"}},
		{"examples/*", []string{"acs", "examples/internal/setup", "generated/*"}},
		{"examples/internal/*", []string{"acs", "emulator", "examples/internal/setup", "generated/*", "generated/*/fake"}},
		{"interop", nil},    // tests only
		{"followtest", nil}, // tests only
		{"loadtest", nil},   // tests only
		{"generated/*", []string{"acs", "acs/wire"}},
		{"generated/*/fake", []string{"acs", "acs/wire", "acs/wire/serve", "generated/*"}},
		{"generated/internal/*", nil}, // for tests
		{"overrides/schema", nil},
		{"templates", nil},
	}
}

// moduleRule lists the only folders that may import a third-party module.
type moduleRule struct {
	module  string
	folders []string
}

func moduleRules() []moduleRule {
	return []moduleRule{
		{"github.com/Azure/azure-sdk-for-go/sdk/azcore", []string{"acs", "acs/wire", "acs/wire/serve", "emulator", "examples/*", "examples/internal/*", "generated/*", "generated/*/fake"}},
		{"github.com/aymanbagabas/go-udiff", []string{"gen/output"}},
		{"github.com/dave/jennifer", []string{"gen/emit"}},
		{"github.com/getkin/kin-openapi", []string{"gen/openapi"}},
		{"github.com/gofrs/flock", []string{"gen/output"}},
		{"github.com/google/uuid", []string{"examples/chatclient"}},
		{"github.com/spf13/cobra", []string{"cmd/*"}},
		{"go.etcd.io/bbolt", []string{"emulator/internal/store"}},
		{"github.com/golang-jwt/jwt/v5", []string{"emulator/internal/engine"}},
		{"github.com/microcosm-cc/bluemonday", []string{"emulator/internal/engine"}},
		{"go.yaml.in/yaml/v4", []string{"gen/diag", "gen/openapi", "gen/strict"}},
		{"golang.org/x/exp/apidiff", []string{"gen/change/goapi"}},
		{"golang.org/x/mod", []string{"gen", "gen/change", "gen/scaffold"}},
		{"golang.org/x/tools/go/packages", []string{"gen/change/callers", "gen/explain/handwritten"}},
		{"golang.org/x/term", []string{"cmd/chatgen"}},
	}
}

// testModuleRules returns the modules that only tests may import.
func testModuleRules() []moduleRule {
	return []moduleRule{
		{"golang.org/x/tools/txtar", []string{"gen", "gen/change", "gen/change/report"}},
		{"go.yaml.in/yaml/v4", []string{"gen"}}, // workflows of CI are YAML, and no stage reads them
		{"github.com/Azure/azure-sdk-for-go/sdk/azcore", []string{"cmd/chat-emulator", "docs", "emulator/conformance", "followtest", "interop", "loadtest"}},
		{"github.com/Azure/azure-sdk-for-go/sdk/messaging", []string{"cmd/chat-emulator"}},
		{"go.uber.org/goleak", []string{"loadtest"}},
	}
}

// The allowed imports are part of the design, so a new one has to be added to the
// lists above deliberately.
func TestImportRules(t *testing.T) {
	for _, file := range goFiles(t) {
		folder, test := path.Dir(file), strings.HasSuffix(file, "_test.go")
		for _, name := range readImports(t, file) {
			own, ours := strings.CutPrefix(name, module)
			foreign := !ours && strings.Contains(strings.Split(name, "/")[0], ".")
			// Tests walk all the stages.
			if ours && !test && !canImport(folder, own) || foreign && !canImportModule(folder, name, test) {
				t.Errorf("%s must not import %s", file, name)
			}
		}
	}
}

// The lists contain no folder and no import that no longer exist.
func TestImportRulesAreUsed(t *testing.T) {
	files := goFiles(t)
	for _, a := range importRules() {
		var used []string
		found := false
		for _, file := range files {
			if !matchesFolder(a.folder, path.Dir(file)) {
				continue
			}
			found = true
			if !strings.HasSuffix(file, "_test.go") {
				used = append(used, readImports(t, file)...)
			}
		}
		if !found {
			t.Errorf("there is no Go in %s", a.folder)
		}
		for _, pattern := range a.allowed {
			if !slices.ContainsFunc(used, func(name string) bool { return matchesFolder(module+pattern, name) }) {
				t.Errorf("%s does not import %s", a.folder, pattern)
			}
		}
	}
}

// canImport reports whether a folder may import another one of this repository.
func canImport(folder, other string) bool {
	for _, a := range importRules() {
		if matchesFolder(a.folder, folder) {
			return slices.ContainsFunc(a.allowed, func(pattern string) bool { return matchesFolder(pattern, other) })
		}
	}
	return false
}

// canImportModule reports whether a folder may import a third-party package.
func canImportModule(folder, name string, test bool) bool {
	known := moduleRules()
	if test {
		known = append(known, testModuleRules()...)
	}
	return slices.ContainsFunc(known, func(h moduleRule) bool {
		return (name == h.module || strings.HasPrefix(name, h.module+"/")) &&
			slices.ContainsFunc(h.folders, func(pattern string) bool { return matchesFolder(pattern, folder) })
	})
}

func matchesFolder(pattern, folder string) bool {
	ok, err := path.Match(pattern, folder)
	return ok && err == nil
}

// goFiles returns the Go files of all modules of the workspace, by their path in
// the repository.
func goFiles(t *testing.T) []string {
	t.Helper()
	root := os.DirFS("..")
	members := workspaceFolders(t)
	var files []string
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			if filepath.Ext(name) == ".go" {
				files = append(files, name)
			}
			return err
		}
		if slices.Contains(members, name) {
			return nil
		}
		base := path.Base(name)
		if _, err := fs.Stat(root, path.Join(name, "go.mod")); err == nil || base == "testdata" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
			return fs.SkipDir
		}
		return nil
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("no Go files found: %v", err)
	}
	return files
}

// workspaceFolders returns the folders of the modules of go.work.
func workspaceFolders(t *testing.T) []string {
	t.Helper()
	work, err := modfile.ParseWork("go.work", readFile(t, "../go.work"), nil)
	if err != nil {
		t.Fatal(err)
	}
	var folders []string
	for _, use := range work.Use {
		folders = append(folders, path.Clean(use.Path))
	}
	if len(folders) < 4 {
		t.Fatalf("go.work has only the modules %v", folders)
	}
	return folders
}

func readImports(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", filepath.FromSlash(file)), nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, spec := range parsed.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	return names
}
