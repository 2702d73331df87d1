package main

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// repository makes the working folder a git repository with a workspace of two
// modules, of which the root requires the other one.
func repository(t *testing.T, change map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_SYSTEM", os.DevNull)
	files := map[string]string{
		"LICENSE":      "Do what you like.\n",
		"go.work":      "go 1.26.0\n\nuse (\n\t.\n\t./lib\n)\n\nreplace example.com/sdk/lib v0.1.0 => ./lib\n",
		"go.mod":       "module example.com/sdk\n\ngo 1.26.0\n\nrequire example.com/sdk/lib v0.1.0\n",
		"sdk.go":       "// Package sdk uses lib.\npackage sdk\n\nimport _ \"example.com/sdk/lib\"\n",
		"lib/go.mod":   "module example.com/sdk/lib\n\ngo 1.26.0\n",
		"lib/lib.go":   "// Package lib is a library.\npackage lib\n",
		"chatgen.yaml": "- name: lib\n  version: v0.1.0\n",
		"CHANGELOG.md": "# Changelog\n\n## v0.1.0 - 2026-12-01\n\nFirst version.\n",
		".gitignore":   "ignored.go\n",
		"ignored.go":   "this is not Go\n",
	}
	maps.Copy(files, change)
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	git(t, "init", "-q")
}

func git(t *testing.T, args ...string) {
	t.Helper()
	args = append([]string{"-c", "user.name=A", "-c", "user.email=a@example.com"}, args...)
	if _, err := runCommand(t.Context(), ".", nil, "git", args...); err != nil {
		t.Fatal(err)
	}
}

// publishes runs the command and returns its output.
func publishes(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := run(t.Context(), &out, args)
	return out.String(), err
}

// Before tidy a module cannot be packed; after it everything is in place for a
// program that uses the proxy.
func TestTidyAndPack(t *testing.T) {
	repository(t, nil)
	proxy := t.TempDir()
	_, err := publishes(t, "pack", proxy)
	if want := "go.sum: not tidy (run make tidy)"; err == nil || err.Error() != want {
		t.Fatalf("got %v, want %s", err, want)
	}
	if out, err := publishes(t, "tidy"); err != nil || out != "go.sum\n" {
		t.Fatalf("tidy printed %q, %v", out, err)
	}
	if out, err := publishes(t, "tidy"); err != nil || out != "" {
		t.Fatalf("the second tidy printed %q, %v", out, err)
	}
	out, err := publishes(t, "pack", proxy)
	if want := "example.com/sdk/lib@v0.1.0\nexample.com/sdk@v0.1.0\n"; err != nil || out != want {
		t.Fatalf("pack printed %q, %v; want %q", out, err, want)
	}
	t.Chdir(t.TempDir())
	for _, step := range []string{"mod init example.com/program", "get example.com/sdk@v0.1.0", "list -m all"} {
		printed, err := runCommand(t.Context(), ".", []string{
			"GOWORK=off", "GOFLAGS=-modcacherw", "GOPROXY=" + fileURL(proxy), "GONOSUMDB=example.com/sdk,example.com/sdk/lib", "GOMODCACHE=" + filepath.Join(t.TempDir(), "cache"),
		}, "go", strings.Fields(step)...)
		if err != nil {
			t.Fatal(err)
		}
		if want := "example.com/program\nexample.com/sdk v0.1.0\nexample.com/sdk/lib v0.1.0\n"; step == "list -m all" && string(printed) != want {
			t.Errorf("the program has the modules\n%swant\n%s", printed, want)
		}
	}
}

// A change of a module makes the hashes of those that require it stale.
func TestPackStaleHash(t *testing.T) {
	repository(t, nil)
	if _, err := publishes(t, "tidy"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("lib/lib.go", []byte("// Package lib has changed.\npackage lib\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := publishes(t, "pack", t.TempDir())
	if want := "go.sum: not tidy (run make tidy)"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// A module contains only its own files: not those of a module below it, nor those that
// git ignores. It has the licence of the repository unless it has its own.
func TestModuleFiles(t *testing.T) {
	files := []string{"LICENSE", "go.mod", "sdk.go", "lib/go.mod", "lib/lib.go", "own/LICENSE", "own/go.mod"}
	for _, c := range []struct {
		dir  string
		want []string
	}{
		{".", []string{"LICENSE=LICENSE", "go.mod=go.mod", "sdk.go=sdk.go"}},
		{"lib", []string{"LICENSE=LICENSE", "go.mod=lib/go.mod", "lib.go=lib/lib.go"}},
		{"own", []string{"LICENSE=own/LICENSE", "go.mod=own/go.mod"}},
	} {
		var got []string
		for name, file := range moduleFiles(files, c.dir) {
			got = append(got, name+"="+file)
		}
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.dir, got, c.want)
		}
	}
}

// The tags are in the order in which the modules require each other.
func TestTags(t *testing.T) {
	repository(t, nil)
	git(t, "add", "-A")
	git(t, "commit", "-q", "-m", "first")
	if _, err := publishes(t, "tags", "v0.1.0"); err == nil || err.Error() != "go.sum: not tidy (run make tidy)" {
		t.Errorf("before tidy: got %v", err)
	}
	if _, err := publishes(t, "tidy"); err != nil {
		t.Fatal(err)
	}
	git(t, "add", "-A")
	git(t, "commit", "-q", "-m", "second")
	out, err := publishes(t, "tags", "v0.1.0")
	if want := "git tag lib/v0.1.0\ngit tag v0.1.0\ngit push --atomic origin lib/v0.1.0 v0.1.0\n"; err != nil || out != want {
		t.Errorf("got %q, %v; want %q", out, err, want)
	}
}

// All that does not agree on the version is listed.
func TestTagsDisagree(t *testing.T) {
	repository(t, nil)
	git(t, "add", "-A")
	git(t, "commit", "-q", "-m", "first")
	git(t, "tag", "lib/v0.2.0")
	if err := os.WriteFile("new.go", nil, 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := publishes(t, "tags", "v0.2.0")
	want := `go.work: replaces example.com/sdk/lib@v0.1.0, not v0.2.0
go.work: replaces example.com/sdk@v0.1.0, not v0.2.0
go.mod: requires example.com/sdk/lib@v0.1.0, not v0.2.0
chatgen.yaml: a package has version v0.1.0, not v0.2.0
CHANGELOG.md: no section for v0.2.0
the working tree has uncommitted changes
the tag lib/v0.2.0 already exists`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

// Neither a section of a pre-release nor a version in quotes or before a comment is
// overlooked.
func TestTagsSimilarVersions(t *testing.T) {
	repository(t, map[string]string{
		"chatgen.yaml": "- version: v0.1.0-beta.1 # soon\n  name: lib\n- name: other\n  version: \"v0.1.0\"\n",
		"CHANGELOG.md": "# Changelog\n\n## v0.1.0-beta.1 - 2026-12-01\n\nFirst version.\n",
	})
	git(t, "add", "-A")
	git(t, "commit", "-q", "-m", "first")
	_, err := publishes(t, "tags", "v0.1.0")
	want := "chatgen.yaml: a package has version v0.1.0-beta.1, not v0.1.0\nCHANGELOG.md: no section for v0.1.0"
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

func TestErrors(t *testing.T) {
	for _, c := range []struct {
		name, file, text string
		args             []string
		want             string
	}{
		{"an invalid version", "", "", []string{"tags", "0.1"}, `invalid version "0.1" (for example, v0.2.0)`},
		{"a replace line in go.mod", "lib/go.mod", "module example.com/sdk/lib\n\nreplace a.example => ./a\n", []string{"tidy"}, "lib/go.mod: replace is not allowed, because importers would not get it (use go.work)"},
		{"a go.mod without a module", "lib/go.mod", "go 1.26.0\n", []string{"tidy"}, "lib/go.mod: no module line"},
		{"a workspace without versions", "go.work", "go 1.26.0\n\nuse .\n", []string{"tidy"}, "go.work: replaces no module at a version"},
		{
			"two versions", "go.work", "go 1.26.0\n\nuse .\n\nreplace (\n\ta.example v0.1.0 => ./a\n\tb.example v0.2.0 => ./b\n)\n", []string{"tidy"},
			"go.work: replaces b.example at v0.2.0, but other modules at v0.1.0",
		},
		{
			"a cycle", "lib/go.mod", "module example.com/sdk/lib\n\ngo 1.26.0\n\nrequire example.com/sdk v0.1.0\n", []string{"tidy"},
			"example.com/sdk: the modules require each other in a cycle",
		},
		{"no version in the configuration", "chatgen.yaml", "[]\n", []string{"tags", "v0.1.0"}, "chatgen.yaml: no package has a version"},
	} {
		t.Run(c.name, func(t *testing.T) {
			change := map[string]string{}
			if c.file != "" {
				change[c.file] = c.text
			}
			repository(t, change)
			git(t, "add", "-A")
			git(t, "commit", "-q", "-m", "first")
			if _, err := publishes(t, c.args...); err == nil || err.Error() != c.want {
				t.Errorf("got\n%v\nwant\n%s", err, c.want)
			}
		})
	}
	if _, err := publishes(t, "everything"); !errors.Is(err, errUsage) || err.Error() != "usage: publish tidy | pack DIR | tags VERSION" {
		t.Errorf("an unknown command: got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := run(ctx, &bytes.Buffer{}, []string{"tidy"}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled context: got %v", err)
	}
}
