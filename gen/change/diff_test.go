package change_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/change"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/internal/testmodule"
)

// writeCompilableProject creates a project in which generated code compiles. It has the
// generated package pets and a newer version of its document.
func writeCompilableProject(t *testing.T) {
	t.Helper()
	root := repositoryRoot(t)
	writeDiffProject(t)
	testmodule.Write(t, ".", root, "example.com/sdk")
	writeAll(t, "next/pets.json", []byte(petsDocument("2025-01-01", "List", "Count")))
	if err := os.Remove("generated/pets/pets.go"); err != nil {
		t.Fatal(err)
	}
	var errs diag.List
	if _, err := gen.Write(t.Context(), gen.ReadConfig("chatgen.yaml", &errs)[:1]); err != nil || errs.Len() > 0 {
		t.Fatal(err, errs.Err())
	}
}

const countAdded = `  document: Count: operation added
  api: APIVersion: value changed from "2024-01-01" to "2025-01-01"
  api: Client.Count: added
  api: CountOptions: added
  api: CountResponse: added
  api: fake.Server.Count: added
  wire: GET /Count: call added
`

// Each side may be a document or a lock.
func TestDiffFiles(t *testing.T) {
	writeCompilableProject(t)
	const lock, document = "generated/pets/chatgen.lock 2024-01-01 v0.1.0", "next/pets.json 2025-01-01 v0.1.0"
	for _, c := range []struct{ name, before, after, want string }{
		{"documents", "spec/pets.json", "next/pets.json", "pets: spec/pets.json 2024-01-01 v0.1.0 -> " + document + "\n" + countAdded},
		{"a lock and a document", "generated/pets/chatgen.lock", "next/pets.json", "pets: " + lock + " -> " + document + "\n" + countAdded},
		{"a document and a lock", "spec/pets.json", "generated/pets/chatgen.lock", "pets: spec/pets.json 2024-01-01 v0.1.0 -> " + lock + "\n"},
		{"a lock twice", "generated/pets/chatgen.lock", "./generated/pets/chatgen.lock", "pets: " + lock + " -> " + strings.Replace(lock, "gen", "./gen", 1) + "\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := compareKeys(t, change.DiffRequest{Old: c.before, New: c.after}); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// If a side is a lock, positions are those in the lock, and the Go API is that of
// its folder. Changed descriptions are not reported, because locks have none.
func TestDiffLock(t *testing.T) {
	writeCompilableProject(t)
	lock := "generated/pets/chatgen.lock"
	writeAll(t, "next/pets.json", []byte(strings.Replace(petsDocument("2024-01-01", "List"), "Tells.", "Lists.", 1)))
	want := "pets: " + lock + " 2024-01-01 v0.1.0 -> next/pets.json 2024-01-01 v0.1.0\n"
	if got := compareKeys(t, change.DiffRequest{Old: lock, New: "next/pets.json"}); got != want {
		t.Errorf("a text: got\n%s\nwant\n%s", got, want)
	}

	writeAll(t, "generated/pets/more.go", []byte("package pets\n\n// Manual is not generated.\nconst Manual = 1\n"))
	writeAll(t, "next/pets.json", []byte(petsDocument("2024-01-01", "Count")))
	reports, err := change.DiffWith(t.Context(), withDefaults(change.DiffRequest{Old: lock, New: "next/pets.json"}), sharedImports)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, c := range reports[0].Changes {
		found[c.Key()] = c.Old.String() + " -> " + c.New.String()
	}
	above, _, _ := strings.Cut(string(readFile(t, lock)), "operation: List")
	at := diag.Pos{File: lock, Line: strings.Count(above, "\n") + 1, Col: 3}.String()
	for key, want := range map[string]string{
		"document: List: operation removed": at + " -> -",
		"document: Count: operation added":  "- -> next/pets.json:5:16",
		"api: Manual: removed":              "- -> -",
	} {
		if got := found[key]; got != want {
			t.Errorf("%s: got position %q, want %q\n%v", key, got, want, found)
		}
	}
}

// A revision is compared with a document that is not committed.
func TestDiffRevisionAndDocument(t *testing.T) {
	writeCompilableProject(t)
	commit(t, "v1")
	got := compareKeys(t, change.DiffRequest{Old: "v1", New: "next/pets.json"})
	want := "pets: v1:spec/pets.json 2024-01-01 v0.1.0 -> next/pets.json 2025-01-01 v0.1.0\n" + countAdded
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// The package is chosen by --package, by a lock, by the file name of a document,
// or because there is only one.
func TestDiffChoosesPackage(t *testing.T) {
	writeCompilableProject(t)
	writeAll(t, "other.json", readFile(t, "spec/zoo.json"))
	pets, _, _ := strings.Cut(twoPackages, "- name: zoo")
	writeAll(t, "one.yaml", []byte(pets))
	for _, c := range []struct{ name, config, pkg, before, after, want string }{
		{"requested", "", "zoo", "spec/pets.json", "next/pets.json", "zoo"},
		{"by lock", "", "", "spec/zoo.json", "generated/pets/chatgen.lock", "pets"},
		{"by file name", "", "", "other.json", "spec/zoo.json", "zoo"},
		{"the only one", "one.yaml", "", "other.json", "other.json", "pets"},
	} {
		t.Run(c.name, func(t *testing.T) {
			reports, err := change.DiffWith(t.Context(), withDefaults(change.DiffRequest{Config: c.config, Package: c.pkg, Old: c.before, New: c.after}), sharedImports)
			if err != nil || len(reports) != 1 || reports[0].Package != c.want {
				t.Errorf("got %d reports, %v", len(reports), err)
			}
		})
	}
}

// The requested overrides, or none, replace those of both sides.
func TestDiffOverrides(t *testing.T) {
	writeCompilableProject(t)
	writeAll(t, "chatgen.yaml", []byte(strings.Replace(twoPackages, "out: gen", "overrides: own\n  out: gen", 1)))
	for folder, name := range map[string]string{"own": "All", "others": "Each"} {
		writeAll(t, folder+"/names.yaml", []byte("- operation: List\n  name: "+name+"\n  why: It reads well.\n"))
	}
	others, none, lock := "others", "", "generated/pets/chatgen.lock"
	for _, c := range []struct {
		name      string
		overrides *string
		want      string
	}{
		{"its own", nil, "api: Client.All: added"},
		{"others", &others, "api: Client.Each: added"},
		{"none", &none, "v0.1.0\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := compareKeys(t, change.DiffRequest{Overrides: c.overrides, Old: lock, New: "spec/pets.json"})
			if !strings.Contains(got, c.want) || c.overrides == &none && strings.Contains(got, "api:") {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// Stale and redundant overrides of the new side are reported, and the comparison
// skips them.
func TestDiffOutdatedOverrides(t *testing.T) {
	writeCompilableProject(t)
	writeAll(t, "own/names.yaml", []byte(`- operation: Lost
  name: Found
  why: It reads well.
- operation: List
  name: List
  why: It reads well.
- operation: Count
  name: Number
  why: It reads well.
`))
	own := "own"
	reports, err := change.DiffWith(t.Context(), withDefaults(change.DiffRequest{Overrides: &own, Old: "spec/pets.json", New: "next/pets.json"}), sharedImports)
	if err != nil {
		t.Fatal(err)
	}
	got := fullReport(reports[0])
	want := `
applied own/names.yaml:7:3 Count: named Number

stale own/names.yaml:1:3 Lost: no such operation (did you mean List?)

redundant own/names.yaml:4:3 List: the entry changes nothing (remove it)
`
	if !strings.HasSuffix(got, want) {
		t.Errorf("got\n%s\nwant at the end\n%s", got, want)
	}
}

// suppressions.yaml next to the configuration is read by default.
func TestDiffSuppressed(t *testing.T) {
	writeDiffProject(t)
	commit(t, "v1")
	write(t, "generated/pets/pets.go", []byte("package pets\n"))
	commit(t, "v2")
	entry := []byte("- change: \"api: List: removed\"\n  why: Nobody calls it.\n  until: \"2026-11-22\"\n")
	for _, c := range []struct{ name, file, named, want string }{
		{"next to the configuration", "suppressions.yaml", "", "compatible []"},
		{"named", "active.yaml", "active.yaml", "compatible []"},
		{"another one", "active.yaml", "", "breaking [api]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			write(t, c.file, entry)
			t.Cleanup(func() {
				if err := os.Remove(filepath.FromSlash(c.file)); err != nil {
					t.Error(err)
				}
			})
			reports, err := change.DiffWith(t.Context(), withDefaults(change.DiffRequest{Package: "pets", Old: "v1", New: "v2", Suppressions: c.named}), sharedImports)
			if err != nil {
				t.Fatal(err)
			}
			if got := fullReport(reports[0]); !strings.HasPrefix(got, c.want+": ") {
				t.Errorf("got\n%s\nwant %s", got, c.want)
			}
		})
	}
}
