package change_test

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/change"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/internal/testmodule"
)

const (
	bumpConfig = `# The packages.
- name: pets # ours
  spec: "spec/Pets/stable/2024-01-01/pets.json"
  overrides: overrides/pets
  out: generated/pets
  import: example.com/sdk/generated/pets
  version: 'v0.1.0' # of the module

- name: zoo
  spec: spec/Zoo/stable/2024-01-01/zoo.json
  out: generated/zoo
  import: example.com/sdk/generated/zoo
  version: v0.1.0
`
	bumpNames = "- operation: List\n  name: All\n  why: It reads well.\n"
	bumpLog   = "# Changelog\n\n## Unreleased\n\n- A file.\n\n## v0.1.0 - 2024-02-03\n\nFirst version.\n"
	newPets   = "spec/Pets/stable/2025-01-01/pets.json"
)

// writeBumpProject creates a project with two generated packages. The first one has a
// newer document with an additional operation.
func writeBumpProject(t *testing.T) {
	t.Helper()
	root := repositoryRoot(t)
	t.Chdir(t.TempDir())
	testmodule.Write(t, ".", root, "example.com/sdk")
	for name, text := range map[string]string{
		"chatgen.yaml":                          bumpConfig,
		"CHANGELOG.md":                          bumpLog,
		"overrides/pets/names.yaml":             bumpNames,
		"spec/Pets/stable/2024-01-01/pets.json": petsDocument("2024-01-01", "List"),
		newPets:                                 petsDocument("2025-01-01", "List", "Count"),
		"spec/Zoo/stable/2024-01-01/zoo.json":   petsDocument("2024-01-01", "List"),
		"generated/pets/hand_test.go":           "package pets_test\n",
	} {
		writeAll(t, name, []byte(text))
	}
	generateAll(t)
}

func generateAll(t *testing.T) {
	t.Helper()
	var errs diag.List
	if _, err := gen.Write(t.Context(), gen.ReadConfig("chatgen.yaml", &errs)); err != nil || errs.Len() > 0 {
		t.Fatal(err, errs.Err())
	}
}

// runBump calls Bump with a fixed date and the shared imports.
func runBump(t *testing.T, r change.BumpRequest) (*change.BumpResult, error) {
	t.Helper()
	if r.Config == "" {
		r.Config = "chatgen.yaml"
	}
	r.Today = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	return change.BumpWith(t.Context(), r, sharedImports)
}

// snapshot returns the contents of all files in the working folder by name. Names of
// folders end with a slash.
func snapshot(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			found[name+"/"] = ""
			return err
		}
		found[name] = string(readFile(t, name))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// sameTree fails the test if the working folder differs from want.
func sameTree(t *testing.T, want map[string]string) {
	t.Helper()
	got := snapshot(t)
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if text, there := got[name]; !there || text != want[name] {
			t.Errorf("%s (exists: %t) contains\n%s\nwant\n%s", name, there, text, want[name])
		}
		delete(got, name)
	}
	if len(got) > 0 {
		t.Errorf("unexpected files: %s", keys(got))
	}
}

// Bump changes everything that depends on the version and nothing else: comments
// and quotes in the configuration and the unreleased section stay the same. The
// other package of the module gets the new version, but nothing else changes.
func TestBump(t *testing.T) {
	writeBumpProject(t)
	want := snapshot(t)
	done, err := runBump(t, change.BumpRequest{APIVersion: "2025-01-01"})
	if err != nil {
		t.Fatal(err)
	}
	got := snapshot(t)
	want["chatgen.yaml"] = strings.NewReplacer("Pets/stable/2024-01-01", "Pets/stable/2025-01-01", "v0.1.0", "v0.2.0").Replace(bumpConfig)
	for _, name := range []string{"generated/zoo/version.go", "generated/zoo/chatgen.lock"} {
		want[name] = strings.Replace(want[name], "v0.1.0", "v0.2.0", 1)
	}
	section, _, _ := strings.Cut(strings.TrimPrefix(got["CHANGELOG.md"], "# Changelog\n\n## Unreleased\n\n- A file.\n\n"), "## v0.1.0 - 2024-02-03\n")
	if !strings.HasPrefix(section, "## pets v0.2.0 - 2026-11-22\n\n`pets` moves from API version 2024-01-01 to 2025-01-01. ") || !strings.Contains(section, "Client.Count") {
		t.Errorf("the section is\n%s", section)
	}
	want["CHANGELOG.md"] = strings.Replace(bumpLog, "## v0.1.0", section+"## v0.1.0", 1)
	for name, text := range got {
		if strings.HasPrefix(name, "generated/pets/") {
			want[name] = text
		}
	}
	sameTree(t, want)
	for name, text := range map[string]string{
		"doc.go": "version 2025-01-01.", "version.go": `"v0.2.0"`, "chatgen.lock": "Count",
	} {
		if file := got["generated/pets/"+name]; !strings.Contains(file, text) {
			t.Errorf("%s has no %s:\n%s", name, text, file)
		}
	}
	wantUpToDate(t)
	first := []string{"CHANGELOG.md", "chatgen.yaml", "generated/zoo/chatgen.lock", "generated/zoo/version.go", "generated/pets/README.md"}
	for i, name := range first {
		first[i] = filepath.FromSlash(name)
	}
	if got := done.Files[:5]; !slices.Equal(got, first) {
		t.Errorf("written: %q", done.Files)
	}
	if done.Report.New.Version != "v0.2.0" || done.Report.Old.Version != "v0.1.0" {
		t.Errorf("the report is on %+v -> %+v", done.Report.Old, done.Report.New)
	}

	_, err = runBump(t, change.BumpRequest{APIVersion: "2025-01-01"})
	wantError(t, err, "pets: is already at version 2025-01-01 (run chatgen generate to rewrite it)")
	sameTree(t, got)
}

// wantUpToDate fails the test if generated packages are out of date.
func wantUpToDate(t *testing.T) {
	t.Helper()
	var errs diag.List
	diff, err := gen.Check(t.Context(), gen.ReadConfig("chatgen.yaml", &errs))
	if diff != "" || err != nil || errs.Len() > 0 {
		t.Errorf("the packages are not up to date: %v, %v\n%s", err, errs.Err(), diff)
	}
}

func wantError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

// The go command runs in the folder of the configuration, because the working folder
// may be outside of any module.
func TestGoCommandFolder(t *testing.T) {
	writeBumpProject(t)
	project, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	config := filepath.Join(project, "chatgen.yaml")
	document := filepath.Join(project, "spec/Zoo/stable/2024-01-01/zoo.json")
	if _, err := change.Diff(t.Context(), withDefaults(change.DiffRequest{Config: config, Package: "zoo", Old: document, New: document})); err != nil {
		t.Error(err)
	}
	if _, err := change.Bump(t.Context(), change.BumpRequest{Config: config, APIVersion: "2025-01-01"}); err != nil {
		t.Error(err)
	}
}

// The result does not depend on the working folder.
func TestBumpFromBelow(t *testing.T) {
	writeBumpProject(t)
	before := snapshot(t)
	if _, err := runBump(t, change.BumpRequest{APIVersion: "2025-01-01"}); err != nil {
		t.Fatal(err)
	}
	want := snapshot(t)
	restore(t, before)
	t.Chdir("spec")
	if _, err := runBump(t, change.BumpRequest{Config: "../chatgen.yaml", APIVersion: "2025-01-01"}); err != nil {
		t.Fatal(err)
	}
	t.Chdir("..")
	sameTree(t, want)
}

// restore replaces the contents of the working folder by files.
func restore(t *testing.T, files map[string]string) {
	t.Helper()
	for name := range snapshot(t) {
		if _, there := files[name]; !there {
			if err := os.RemoveAll(name); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, text := range files {
		if !strings.HasSuffix(name, "/") {
			writeAll(t, name, []byte(text))
		}
	}
}

// A killed run has completed some of its steps. The next run completes the rest,
// with the same result as an uninterrupted run.
func TestBumpAfterKill(t *testing.T) {
	writeBumpProject(t)
	before := snapshot(t)
	if _, err := runBump(t, change.BumpRequest{APIVersion: "2025-01-01"}); err != nil {
		t.Fatal(err)
	}
	want := snapshot(t)
	again := func(t *testing.T) {
		t.Helper()
		if _, err := runBump(t, change.BumpRequest{APIVersion: "2025-01-01"}); err != nil {
			t.Fatal(err)
		}
	}
	generate := func(t *testing.T) {
		t.Helper()
		_, err := runBump(t, change.BumpRequest{APIVersion: "2025-01-01"})
		wantError(t, err, "pets: is already at version 2025-01-01 (run chatgen generate to rewrite it)")
		generateAll(t)
	}
	for _, c := range []struct {
		name   string
		done   []string // completed steps
		more   string   // an incomplete temporary file
		finish func(*testing.T)
	}{
		{"before anything", nil, "CHANGELOG.md.chatgen-new", again},
		{"with a changelog", []string{"CHANGELOG.md"}, "chatgen.yaml.chatgen-new", again},
		{"with a configuration", []string{"CHANGELOG.md", "chatgen.yaml"}, "", generate},
		{"with a package only", []string{"generated/pets"}, "", again},
	} {
		t.Run(c.name, func(t *testing.T) {
			state := maps.Clone(before)
			for name, text := range want {
				if slices.ContainsFunc(c.done, func(done string) bool { return name == done || strings.HasPrefix(name, done+"/") }) {
					state[name] = text
				}
			}
			if c.more != "" {
				state[c.more] = "ha"
			}
			restore(t, state)
			c.finish(t)
			sameTree(t, want)
		})
	}
}

// A section that a killed run added on another day is kept.
func TestBumpKeepsSection(t *testing.T) {
	writeBumpProject(t)
	before := snapshot(t)
	if _, err := runBump(t, change.BumpRequest{APIVersion: "2025-01-01"}); err != nil {
		t.Fatal(err)
	}
	want := snapshot(t)
	want["CHANGELOG.md"] = strings.Replace(want["CHANGELOG.md"], "2026-11-22", "2026-11-21", 1)
	before["CHANGELOG.md"] = want["CHANGELOG.md"]
	restore(t, before)
	done, err := runBump(t, change.BumpRequest{APIVersion: "2025-01-01"})
	if err != nil || done.Files[0] != "chatgen.yaml" {
		t.Fatal(done, err)
	}
	sameTree(t, want)
}

// Each outdated override is reported with its position, and nothing is changed.
func TestBumpOutdatedOverrides(t *testing.T) {
	writeBumpProject(t)
	write(t, newPets, []byte(petsDocument("2025-01-01", "Every", "Count")))
	writeAll(t, "overrides/pets/names.yaml", []byte(bumpNames+`- operation: Count
  name: Count
  why: It reads well.
- operation: Counts
  name: Found
  why: It reads well.
`))
	writeAll(t, "overrides/pets/docs.yaml", []byte("- operation: List\n  append: It lists all.\n  why: Nobody knows.\n"))
	before := snapshot(t)
	_, err := runBump(t, change.BumpRequest{APIVersion: "2025-01-01"})
	wantError(t, err, `pets: nothing was changed, because overrides are outdated with spec/Pets/stable/2025-01-01/pets.json
overrides/pets/docs.yaml:1:3: List: no such operation (want Every, Count)
overrides/pets/names.yaml:1:3: List: no such operation (want Every, Count)
overrides/pets/names.yaml:4:3: Count: the entry changes nothing (remove it)
overrides/pets/names.yaml:7:3: Counts: no such operation (did you mean Count?)
an entry that only older documents need is limited to them by applies: ["..2024-01-01"]`)
	if e, ok := errors.AsType[*change.OutdatedOverridesError](err); !ok || len(e.Report.Overrides.Stale) != 3 || len(e.Report.Overrides.Redundant) != 1 {
		t.Errorf("got %T, want all entries in a report", err)
	}
	sameTree(t, before)
}

// Two moves before a release make one step of the version and one section, which compares
// with the last release.
func TestBumpTwiceBeforeRelease(t *testing.T) {
	writeBumpProject(t)
	writeAll(t, "spec/Pets/stable/2026-01-01/pets.json", []byte(petsDocument("2026-01-01", "List", "Count", "Find")))
	commit(t, "v0.1.0")
	for _, version := range []string{"2025-01-01", "2026-01-01"} {
		result, err := runBump(t, change.BumpRequest{Package: "pets", APIVersion: version})
		if err != nil {
			t.Fatal(err)
		}
		if got := result.Report.New.Version; got != "v0.2.0" {
			t.Errorf("%s is released as %s", version, got)
		}
	}
	log := string(readFile(t, "CHANGELOG.md"))
	if n := strings.Count(log, "## pets v0.2.0"); n != 1 || !strings.Contains(log, "moves from API version 2024-01-01 to 2026-01-01") {
		t.Errorf("%d sections:\n%s", n, log)
	}
	for _, method := range []string{"`Client.Count`", "`Client.Find`"} {
		if !strings.Contains(log, method) {
			t.Errorf("no %s:\n%s", method, log)
		}
	}
}

// What changed since the last release counts, although it is committed by now: an override
// of the package that moves, and the document of another package of the release.
func TestBumpSinceRelease(t *testing.T) {
	writeBumpProject(t)
	write(t, newPets, []byte(petsDocument("2025-01-01", "List")))
	commit(t, "v0.1.0")
	writeAll(t, "overrides/pets/names.yaml", []byte(strings.Replace(bumpNames, "All", "Everything", 1)))
	writeAll(t, "spec/Zoo/stable/2024-01-01/zoo.json", []byte(petsDocument("2024-01-01", "List", "Feed")))
	generateAll(t)
	commit(t, "later")
	result, err := runBump(t, change.BumpRequest{Package: "pets", APIVersion: "2025-01-01"})
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Others) != 1 || result.Others[0].Package != "zoo" || result.Report.New.Version != "v0.2.0" {
		t.Errorf("released as %s, with %d other packages", result.Report.New.Version, len(result.Others))
	}
	log := string(readFile(t, "CHANGELOG.md"))
	for _, want := range []string{"## pets v0.2.0", "`Client.All` and", "`Client.Everything` and", "## zoo v0.2.0", "`Client.Feed`"} {
		if !strings.Contains(log, want) {
			t.Errorf("no %s:\n%s", want, log)
		}
	}
}

// Before the first release, the version stays, and each move has its own section, because
// there is no release to compare with.
func TestBumpBeforeFirstRelease(t *testing.T) {
	writeBumpProject(t)
	writeAll(t, "CHANGELOG.md", []byte("# Changelog\n\n## Unreleased\n\nFirst version.\n"))
	writeAll(t, "spec/Pets/stable/2026-01-01/pets.json", []byte(petsDocument("2026-01-01", "List", "Count", "Find")))
	for _, version := range []string{"2025-01-01", "2026-01-01"} {
		result, err := runBump(t, change.BumpRequest{Package: "pets", APIVersion: version})
		if err != nil {
			t.Fatal(err)
		}
		if v := result.Report.Verdict(); v.Next != "v0.1.0" || result.Report.New.Version != "v0.1.0" {
			t.Errorf("%s is released as %s, with %s as the next version", version, result.Report.New.Version, v.Next)
		}
	}
	log := string(readFile(t, "CHANGELOG.md"))
	for _, want := range []string{
		"## Unreleased\n\nFirst version.\n\n## pets v0.1.0", "from API version 2024-01-01 to 2025-01-01", "from API version 2025-01-01 to 2026-01-01",
		"`Client.Count`", "`Client.Find`",
	} {
		if n := strings.Count(log, want); n != 1 {
			t.Errorf("%q is %d times in\n%s", want, n, log)
		}
	}
	wantUpToDate(t)
}
