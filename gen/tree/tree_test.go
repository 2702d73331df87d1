package tree_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/tree"
)

// repository creates a repository whose working folder differs from its revision,
// and changes to it.
func repository(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	write(t, "spec/a.json", "old")
	write(t, "spec/deep/b.json", "b")
	git(t, "init", "-q")
	git(t, "add", ".")
	git(t, "-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-q", "-m", "First")
	git(t, "tag", "v1")
	write(t, "spec/a.json", "new")
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func git(t *testing.T, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "git", args...)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %s: %v\n%s", args[0], err, out)
	}
}

// Files of a revision are found by their paths in the working folder, which may be
// any folder of the repository.
func TestRevision(t *testing.T) {
	repository(t)
	full, err := filepath.Abs("spec/a.json")
	if err != nil {
		t.Fatal(err)
	}
	rev, err := tree.Revision(t.Context(), ".", "v1")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"spec/a.json", filepath.FromSlash("./spec/deep/../a.json"), full} {
		if data, err := rev.ReadFile(name); err != nil || string(data) != "old" {
			t.Errorf("%s: got %q, %v", name, data, err)
		}
	}
	list, err := rev.ReadDir("spec")
	if err != nil || len(list) != 2 || list[0].Name() != "a.json" || !list[1].IsDir() {
		t.Errorf("got %v, %v", list, err)
	}
	t.Chdir("spec")
	if data, err := rev.ReadFile("deep/b.json"); err != nil || string(data) != "b" {
		t.Errorf("from a subfolder: got %q, %v", data, err)
	}
	if data, err := (tree.Disk{}).ReadFile("a.json"); err != nil || string(data) != "new" {
		t.Errorf("on disk: got %q, %v", data, err)
	}
}

func TestRevisionErrors(t *testing.T) {
	repository(t)
	rev, err := tree.Revision(t.Context(), ".", "v1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rev.ReadFile("spec/c.json"); err == nil || err.Error() != "open spec/c.json: file does not exist" {
		t.Errorf("a missing file: %v", err)
	}
	if _, err := rev.ReadDir("none"); err == nil || err.Error() != "open none: file does not exist" {
		t.Errorf("a missing folder: %v", err)
	}
	if _, err := rev.ReadDir("spec/a.json"); err == nil || err.Error() != "open spec/a.json: is not a folder" {
		t.Errorf("a file instead of a folder: %v", err)
	}
	outside := filepath.Join("..", "elsewhere")
	if _, err := rev.ReadFile(outside); err == nil || err.Error() != "open "+outside+": is not in the repository" {
		t.Errorf("a file outside: %v", err)
	}
	for _, name := range []string{"v2", "--help", ""} {
		if _, err := tree.Revision(t.Context(), ".", name); !errors.Is(err, tree.ErrUnknown) ||
			!strings.HasPrefix(err.Error(), "no such git revision: git rev-parse: fatal: ") {
			t.Errorf("%q: %v", name, err)
		}
	}
	t.Chdir(t.TempDir())
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(wantNoError(os.Getwd())))
	if _, err := tree.Revision(t.Context(), ".", "v1"); !errors.Is(err, tree.ErrUnknown) {
		t.Errorf("no repository: %v", err)
	}
	t.Setenv("PATH", "")
	if _, err := tree.Revision(t.Context(), ".", "v1"); !errors.Is(err, exec.ErrNotFound) {
		t.Errorf("no git: %v", err)
	}
}

func wantNoError(s string, err error) string {
	if err != nil {
		panic(err)
	}
	return s
}
