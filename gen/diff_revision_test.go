package gen_test

import (
	"os"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen"
)

// Between revisions each package is compared, as it was committed: its Go, which
// need not be what chatgen makes of the document, its document and its version.
// What is in the working folder does not count.
func TestDiffRevisions(t *testing.T) {
	diffProject(t)
	commit(t, "v1")
	writeAll(t, "generated/pets/pets.go", []byte("package pets\n\n// Count counts.\nfunc Count() {}\n"))
	writeAll(t, "spec/zoo.json", []byte(strings.Replace(petsDocument("2025-01-01", "List"), "Tells.", "Lists.", 1)))
	writeAll(t, "chatgen.yaml", []byte(strings.Replace(twoPackages, "v1.2.0", "v1.3.0", 1)))
	commit(t, "v2")
	for _, name := range []string{"generated", "spec", "chatgen.yaml"} {
		if err := os.RemoveAll(name); err != nil {
			t.Fatal(err)
		}
	}
	got := compared(t, gen.DiffRequest{Old: "v1", New: "v2"})
	want := `pets: v1:spec/pets.json 2024-01-01 v0.1.0 -> v2:spec/pets.json 2024-01-01 v0.1.0
  api: Count: added
  api: List: removed
zoo: v1:spec/zoo.json 2024-01-01 v1.2.0 -> v2:spec/zoo.json 2025-01-01 v1.3.0
  document: Pets_List: description changed
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// A package that came or went is one change, and the others are compared.
func TestDiffPackageCameOrWent(t *testing.T) {
	diffProject(t)
	pets, _, _ := strings.Cut(twoPackages, "- name: zoo")
	writeAll(t, "chatgen.yaml", []byte(pets))
	commit(t, "one")
	writeAll(t, "chatgen.yaml", []byte(twoPackages))
	commit(t, "two")
	const same, zoo = "pets: %s:spec/pets.json 2024-01-01 v0.1.0 -> %s:spec/pets.json 2024-01-01 v0.1.0\n", "two:spec/zoo.json 2024-01-01 v1.2.0"
	for _, c := range []struct{ before, after, want string }{
		{"one", "two", "zoo: nothing -> " + zoo + "\n  api: package zoo: added\n"},
		{"two", "one", "zoo: " + zoo + " -> nothing\n  api: package zoo: removed\n"},
	} {
		t.Run(c.before+" to "+c.after, func(t *testing.T) {
			want := strings.Replace(strings.Replace(same, "%s", c.before, 1), "%s", c.after, 1) + c.want
			if got := compared(t, gen.DiffRequest{Old: c.before, New: c.after}); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
	reports, err := gen.Diff(t.Context(), request(gen.DiffRequest{Package: "zoo", Old: "two", New: "one"}))
	if err != nil || len(reports) != 1 || !reports[0].Changes[0].Breaking {
		t.Errorf("a package that went breaks nobody: %+v, %v", reports, err)
	}
}

// What a package imports of its own module is that of the revision, too,
// wherever chatgen runs, and wherever in the repository the module is.
func TestDiffOwnModule(t *testing.T) {
	diffProject(t)
	writeAll(t, "generated/pets/pets.go", []byte("package pets\n\nimport \"example.com/sdk/kinds\"\n\n// All counts them.\nconst All = kinds.All\n"))
	writeAll(t, "kinds/kinds.go", []byte("package kinds\n\nconst All = 1\n"))
	commit(t, "v1")
	writeAll(t, "kinds/kinds.go", []byte("package kinds\n\nconst All = 2\n"))
	commit(t, "v2")
	writeAll(t, "kinds/kinds.go", []byte("package kinds\n\nthis is no Go\n"))
	full, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, folder, config string }{
		{"beside the configuration", ".", "chatgen.yaml"},
		{"below it", "spec", "../chatgen.yaml"},
		{"elsewhere", t.TempDir(), full + "/chatgen.yaml"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Chdir(c.folder)
			got := compared(t, gen.DiffRequest{Config: c.config, Package: "pets", Old: "v1", New: "v2"})
			if want := "\n  api: All: value changed from 1 to 2\n"; !strings.HasSuffix(got, want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// The module's folder need not be the repository's.
func TestDiffModuleBelowRepository(t *testing.T) {
	diffProject(t)
	if err := os.Mkdir("sdk", 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"go.mod", "chatgen.yaml", "spec", "generated"} {
		if err := os.Rename(name, "sdk/"+name); err != nil {
			t.Fatal(err)
		}
	}
	writeAll(t, "sdk/generated/pets/pets.go", []byte("package pets\n\nimport \"example.com/sdk/kinds\"\n\n// All counts them.\nconst All = kinds.All\n"))
	writeAll(t, "sdk/kinds/kinds.go", []byte("package kinds\n\nconst All = 1\n"))
	commit(t, "v1")
	writeAll(t, "sdk/kinds/kinds.go", []byte("package kinds\n\nconst All = 2\n"))
	commit(t, "v2")
	got := compared(t, gen.DiffRequest{Config: "sdk/chatgen.yaml", Package: "pets", Old: "v1", New: "v2"})
	want := "pets: v1:sdk/spec/pets.json 2024-01-01 v0.1.0 -> v2:sdk/spec/pets.json 2024-01-01 v0.1.0\n  api: All: value changed from 1 to 2\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// What the go command leaves out of a package is no part of it at a revision.
func TestDiffLeavesOut(t *testing.T) {
	diffProject(t)
	commit(t, "v1")
	for _, folder := range []string{"testdata", "vendor", "_old", ".hidden"} {
		writeAll(t, "generated/pets/"+folder+"/x.go", []byte("package x\n\nthis is no Go\n"))
	}
	writeAll(t, "generated/pets/pets_test.go", []byte("package pets\n\nthis is no Go\n"))
	writeAll(t, "generated/pets/fake/fake.go", []byte("package fake\n"))
	commit(t, "v2")
	got := compared(t, gen.DiffRequest{Package: "pets", Old: "v1", New: "v2"})
	if want := "v0.1.0\n  api: fake: package added\n"; !strings.HasSuffix(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
