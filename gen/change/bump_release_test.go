package change_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/change"
)

const (
	libraryMod = "// The library.\nmodule example.com/sdk/lib\n\ngo 1.26\n\nrequire example.com/other v0.1.0 // not of this release\n"
	programMod = "module example.com/sdk/program\n\ngo 1.26\n\nrequire (\n\texample.com/sdk v0.1.0 // the packages\n\texample.com/sdk/lib v0.1.0\n\texample.com/other v0.1.0\n)\n"
	workspace  = "// The modules.\ngo 1.26.0\n\nuse (\n\t.\n\t./lib\n\t./program\n)\n\nreplace (\n\texample.com/sdk/lib v0.1.0 => ./lib\n\texample.com/sdk v0.1.0 => .\n\texample.com/other v0.1.0 => ./other\n)\n"
)

// writeWorkspaceProject writes the files of writeBumpProject and two more modules, one of
// which contains the package zoo.
func writeWorkspaceProject(t *testing.T) {
	t.Helper()
	writeBumpProject(t)
	writeAll(t, "go.work", []byte(workspace))
	writeAll(t, "lib/go.mod", []byte(libraryMod))
	writeAll(t, "program/go.mod", []byte(programMod))
	writeAll(t, "other/go.mod", []byte("module example.com/other\n\ngo 1.26\n"))
	config := strings.Replace(bumpConfig, "out: generated/zoo\n  import: example.com/sdk/generated/zoo", "out: lib/zoo\n  import: example.com/sdk/lib/zoo", 1)
	writeAll(t, "chatgen.yaml", []byte(config))
}

// The modules of a workspace are released together: the packages in all of them,
// what they require of each other, and go.work get the new version.
func TestBumpWorkspace(t *testing.T) {
	writeWorkspaceProject(t)
	want := map[string]string{
		"chatgen.yaml":   strings.NewReplacer("Pets/stable/2024-01-01", "Pets/stable/2025-01-01", "v0.1.0", "v0.2.0").Replace(string(readFile(t, "chatgen.yaml"))),
		"lib/go.mod":     libraryMod,
		"program/go.mod": strings.NewReplacer("sdk v0.1.0", "sdk v0.2.0", "lib v0.1.0", "lib v0.2.0").Replace(programMod),
		"go.work":        strings.NewReplacer("sdk v0.1.0", "sdk v0.2.0", "lib v0.1.0", "lib v0.2.0").Replace(workspace),
	}
	done, err := runBump(t, change.BumpRequest{APIVersion: "2025-01-01"})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range want {
		if got := string(readFile(t, name)); got != text {
			t.Errorf("%s contains\n%s\nwant\n%s", name, got, text)
		}
	}
	if text := string(readFile(t, "lib/zoo/version.go")); !strings.Contains(text, `"v0.2.0"`) {
		t.Errorf("lib/zoo/version.go contains\n%s", text)
	}
	got := strings.Join(done.Files, " ")
	if want := "CHANGELOG.md go.work program/go.mod chatgen.yaml lib/zoo/"; !strings.HasPrefix(strings.ReplaceAll(got, `\`, "/"), want) {
		t.Errorf("written: %s", got)
	}
	wantUpToDate(t)
}

// A run that was killed between the go.mod files left a go.work with both versions, so that
// the go command still works. The next run has the same result as an uninterrupted one.
func TestBumpWorkspaceAfterKill(t *testing.T) {
	writeWorkspaceProject(t)
	generateAll(t)
	before := snapshot(t)
	bump := func() {
		t.Helper()
		if _, err := runBump(t, change.BumpRequest{APIVersion: "2025-01-01"}); err != nil {
			t.Fatal(err)
		}
	}
	bump()
	want := snapshot(t)
	both := strings.NewReplacer(
		"lib v0.1.0 => ./lib\n", "lib v0.1.0 => ./lib\n\texample.com/sdk/lib v0.2.0 => ./lib\n",
		"sdk v0.1.0 => .\n", "sdk v0.1.0 => .\n\texample.com/sdk v0.2.0 => .\n",
	).Replace(workspace)
	for _, done := range [][]string{{}, {"program/go.mod"}, {"program/go.mod", "go.work"}} {
		state := maps.Clone(before)
		state["go.work"] = both
		for _, name := range append(done, "CHANGELOG.md") {
			state[name] = want[name]
		}
		restore(t, state)
		bump()
		sameTree(t, want)
	}
}

// A go.work that does not use the package's module is not of its release.
func TestBumpOutsideWorkspace(t *testing.T) {
	writeWorkspaceProject(t)
	alone := strings.Replace(workspace, "\t.\n", "", 1)
	writeAll(t, "go.work", []byte(alone))
	if _, err := runBump(t, change.BumpRequest{APIVersion: "2025-01-01"}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"go.work": alone, "program/go.mod": programMod} {
		if got := string(readFile(t, name)); got != want {
			t.Errorf("%s contains\n%s\nwant\n%s", name, got, want)
		}
	}
	if text := string(readFile(t, "chatgen.yaml")); !strings.HasSuffix(text, "out: lib/zoo\n  import: example.com/sdk/lib/zoo\n  version: v0.1.0\n") {
		t.Errorf("chatgen.yaml contains\n%s", text)
	}
}

// A release that cannot be raised completely is not changed.
func TestBumpReleaseErrors(t *testing.T) {
	for _, c := range []struct{ name, file, text, want string }{
		{
			"two versions", "chatgen.yaml", strings.Replace(bumpConfig, "zoo\n  version: v0.1.0", "zoo\n  version: v0.3.0", 1),
			"chatgen.yaml:13:12: zoo: has version v0.3.0, but pets, which is released together with it, has v0.1.0 (give them the same version)",
		},
		{"an invalid go.work", "go.work", "use (\n", "go.work:2: syntax error (unterminated block started at go.work:1:1)"},
		{"an invalid go.mod", "program/go.mod", "module example.com/sdk/program\n\nrequire x\n", "program/go.mod:3: usage: require module/path v1.2.3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			writeWorkspaceProject(t)
			writeAll(t, "chatgen.yaml", []byte(bumpConfig))
			writeAll(t, c.file, []byte(c.text))
			want := snapshot(t)
			_, err := runBump(t, change.BumpRequest{APIVersion: "2025-01-01"})
			wantError(t, err, c.want)
			sameTree(t, want)
		})
	}
}

// The hand-written packages of the release are compared with its last tag, on disk: they
// decide the version and have a section of their own.
func TestBumpHandWritten(t *testing.T) {
	for _, tag := range []string{"v0.1.0", "unrelated"} {
		t.Run(tag, func(t *testing.T) {
			writeWorkspaceProject(t)
			generateAll(t)
			write(t, newPets, []byte(petsDocument("2025-01-01", "List")))
			writeAll(t, "lib/deep/deep.go", []byte("package deep\n\n// Same stays.\nfunc Same() {}\n"))
			writeAll(t, "lib/lib.go", []byte("package lib\n\n// Parse parses.\nfunc Parse(string) {}\n"))
			commit(t, tag)
			writeAll(t, "lib/lib.go", []byte("package lib\n\n// ParseID parses.\nfunc ParseID(string) {}\n"))
			done, err := runBump(t, change.BumpRequest{Package: "pets", APIVersion: "2025-01-01"})
			if err != nil {
				t.Fatal(err)
			}
			if len(done.Others) != 1 || done.Others[0].Package != "lib" || done.Report.New.Version != "v0.2.0" {
				t.Errorf("released as %s, with %d hand-written packages", done.Report.New.Version, len(done.Others))
			}
			log := string(readFile(t, "CHANGELOG.md"))
			pets, lib := strings.Index(log, "## pets v0.2.0"), strings.Index(log, "## lib v0.2.0")
			if pets < 0 || lib < pets || !strings.Contains(log, "`Parse` is now `ParseID`") {
				t.Errorf("the changelog is\n%s", log)
			}
		})
	}
}

// A hand-written package that does not compile cannot be judged, so nothing is changed.
func TestBumpHandWrittenBroken(t *testing.T) {
	writeWorkspaceProject(t)
	generateAll(t)
	writeAll(t, "lib/lib.go", []byte("package lib\n"))
	commit(t, "v0.1.0")
	writeAll(t, "lib/lib.go", []byte("package lib\n\nvar A Missing\n"))
	before := snapshot(t)
	_, err := runBump(t, change.BumpRequest{Package: "pets", APIVersion: "2025-01-01"})
	wantError(t, err, "lib cannot be compared: new package: lib.go:3:7: undefined: Missing")
	sameTree(t, before)
}
