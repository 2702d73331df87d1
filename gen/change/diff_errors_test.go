package change_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/change"
	"github.com/chatgen-go/chatgen/gen/change/compare"
)

// Both sides must exist and belong to the same package.
func TestDiffRequestErrors(t *testing.T) {
	writeDiffProject(t)
	commit(t, "v1")
	write(t, "other.json", readFile(t, "spec/pets.json"))
	write(t, "lynx.lock", []byte("- {lock: lynx}\n"))
	write(t, "pets.lock", []byte("- {lock: pets}\n"))
	write(t, "zoo.lock", []byte("- {lock: zoo}\n"))
	write(t, "bad.lock", []byte("- {lock: pets}\n- {method: GET}\n"))
	overrides := "overrides"
	for _, c := range []struct {
		name string
		r    change.DiffRequest
		want string
	}{
		{"unknown package", change.DiffRequest{Package: "cats", Old: "v1", New: "v1"}, `chatgen.yaml: no package "cats" (choose one of pets, zoo)`},
		{
			"an old document of an unknown package", change.DiffRequest{Old: "other.json", New: "v1"},
			"other.json: the package is ambiguous (choose one of pets, zoo with --package)",
		},
		{
			"a new document of an unknown package", change.DiffRequest{Old: "v1", New: "other.json"},
			"other.json: the package is ambiguous (choose one of pets, zoo with --package)",
		},
		{
			"overrides of an unknown package", change.DiffRequest{Overrides: &overrides, Old: "v1", New: "v1"},
			"overrides: the package of the overrides is ambiguous (choose one of pets, zoo with --package)",
		},
		{
			"a lock of an unknown package", change.DiffRequest{Old: "lynx.lock", New: "v1"},
			`lynx.lock: belongs to package "lynx", but chatgen.yaml only has pets, zoo`,
		},
		{"a lock of another package", change.DiffRequest{Package: "zoo", Old: "v1", New: "pets.lock"}, `pets.lock: belongs to package "pets", not to "zoo"`},
		{"locks of two packages", change.DiffRequest{Old: "pets.lock", New: "zoo.lock"}, `zoo.lock: belongs to package "zoo", not to "pets"`},
		{"an invalid lock", change.DiffRequest{Old: "bad.lock", New: "v1"}, "bad.lock:2:3: entry: has 0 kinds instead of one (run chatgen generate to rewrite it)"},
		{
			"a lock alone", change.DiffRequest{Old: "pets.lock", New: "v1"},
			".: package: has no Go files (keep a lock in the folder of its package)",
		},
		{
			"no configuration", change.DiffRequest{Config: "no.yaml", Old: "other.json", New: "v1"},
			"no.yaml: configuration: no such file (check the path, or create the file with chatgen init)",
		},
	} {
		t.Run(c.name, func(t *testing.T) { wantDiffError(t, c.r, c.want) })
	}
}

// A name that is neither a file nor a revision may be a misspelling of either, so
// the error includes that of git.
func TestDiffNeitherFileNorRevision(t *testing.T) {
	writeDiffProject(t)
	commit(t, "v1")
	for _, c := range []struct{ name, what string }{{"a misspelling", "v2"}, {"a folder", "spec"}} {
		t.Run(c.name, func(t *testing.T) {
			_, err := change.Diff(t.Context(), withDefaults(change.DiffRequest{Old: "v1", New: c.what}))
			if want := c.what + ": no such file, and no such git revision: git rev-parse: fatal: "; err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("got\n%v\nwant at the beginning\n%s", err, want)
			}
		})
	}
}

// Problems in a revision have positions such as v1:file, and problems of both
// sides are reported once.
func TestDiffErrorsAtRevisions(t *testing.T) {
	writeDiffProject(t)
	commit(t, "valid")
	for _, c := range []struct{ tag, file, text, want string }{
		{
			"config", "chatgen.yaml", strings.Replace(twoPackages, "v0.1.0", "0.1.0", 1),
			"config:chatgen.yaml:5:12: 0.1.0: not a semantic version (write it as v1.2.3 or v1.2.3-beta.1)",
		},
		{
			"overrides", "chatgen.yaml", strings.Replace(twoPackages, "out: gen", "overrides: own\n  out: gen", 1),
			"overrides:own: overrides: cannot be read: file does not exist (create the folder, or remove overrides from chatgen.yaml)",
		},
		{"empty", "generated/pets/pets.go", "", "empty:generated/pets: package: has no Go files (choose a revision at which the package is committed)"},
		{
			"document", "spec/pets.json", strings.Replace(petsDocument("2025-01-01", "List"), `"type": "string"}}}`, `"type": "strong"}}}`, 1),
			`document:spec/pets.json:5:207: List result: type "strong" is not supported (use string, integer, number, boolean, array or object)`,
		},
	} {
		t.Run(c.tag, func(t *testing.T) {
			before := readFile(t, c.file)
			write(t, c.file, []byte(c.text))
			if c.text == "" {
				if err := os.Remove(c.file); err != nil {
					t.Fatal(err)
				}
			}
			commit(t, c.tag)
			writeAll(t, c.file, before)
			wantDiffError(t, change.DiffRequest{Package: "pets", Old: "valid", New: c.tag}, c.want)
			wantDiffError(t, change.DiffRequest{Package: "pets", Old: c.tag, New: c.tag}, c.want)
		})
	}
}

// The folder of a package may be a file.
func TestDiffPackageIsAFile(t *testing.T) {
	writeDiffProject(t)
	replaceFile(t, "generated/pets", "generated/pets", "pets")
	commit(t, "v1")
	wantDiffError(t, change.DiffRequest{Package: "pets", Old: "v1", New: "spec/pets.json"}, "v1:generated/pets: package: cannot be read: is not a folder")
}

// Errors in Go files name the package, the side and the position.
func TestDiffGoErrors(t *testing.T) {
	writeDiffProject(t)
	commit(t, "v1")
	write(t, "generated/pets/pets.go", []byte("package pets\n\nvar List lost\n"))
	commit(t, "undefined")
	write(t, "generated/pets/pets.go", []byte("package pets\n\nvar List = \n"))
	commit(t, "syntax")
	wantDiffError(t, change.DiffRequest{Old: "v1", New: "undefined"}, "pets: new package: pets.go:3:10: undefined: lost")
	wantDiffError(t, change.DiffRequest{Old: "syntax", New: "v1"}, "pets: old package: pets.go:3:13: expected operand, found 'EOF'")
}

// If chatgen cannot generate a package, the documents are compared. Outdated overrides are also reported
// with other problems, because they may have caused those.
func TestDiffDocumentErrors(t *testing.T) {
	writeDiffProject(t)
	bad := strings.Replace(petsDocument("2025-01-01", "List"), `"type": "string"}}}`, `"type": "strong"}}}`, 1)
	write(t, "bad.json", []byte(bad))
	const problem = `bad.json:5:207: List result: type "strong" is not supported (use string, integer, number, boolean, array or object)`
	for _, old := range []string{"spec/pets.json", "bad.json"} {
		reports, err := change.DiffWith(t.Context(), withDefaults(change.DiffRequest{Package: "pets", Old: old, New: "bad.json"}), sharedImports)
		if err != nil || reports[0].MissingReason != problem || !slices.Equal(reports[0].Missing, []compare.Layer{compare.API, compare.Wire}) {
			t.Errorf("%s: got %+v, %v", old, reports, err)
		}
	}

	missing := "none"
	wantDiffError(t, change.DiffRequest{Overrides: &missing, Old: "spec/pets.json", New: "spec/pets.json"},
		"none: overrides: cannot be read: no such file or directory (create the folder, or remove overrides from chatgen.yaml)")

	own := "own"
	writeAll(t, "own/names.yaml", []byte("- operation: Lost\n  name: Found\n  why: It reads well.\n- operation: List\n  nam: All\n  why: It reads well.\n"))
	wantDiffError(t, change.DiffRequest{Overrides: &own, Old: "spec/pets.json", New: "spec/pets.json"},
		"own/names.yaml:5:3: nam: no such key (did you mean name?)\nown/names.yaml:1:3: Lost: no such operation (did you mean List?)")
}

// The suppressions file is read first.
func TestDiffSuppressionErrors(t *testing.T) {
	writeDiffProject(t)
	wantDiffError(t, change.DiffRequest{Old: "a", New: "b", Suppressions: "none.yaml"}, "none.yaml: suppressions: no such file")
	write(t, "suppressions.yaml", []byte("- why: It must.\n"))
	wantDiffError(t, change.DiffRequest{Old: "a", New: "b"},
		"suppressions.yaml:1:3: entry: change is missing\nsuppressions.yaml:1:3: entry: until is missing")
}
