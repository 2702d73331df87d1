package main

import (
	"os/exec"
	"strings"
	"testing"
)

// history commits the files of [pair] and the packages generated from them, and then a
// version with one more operation, tagged grown.
func history(t *testing.T) {
	t.Helper()
	writeDiffProject(t)
	git(t, "init", "-q")
	for _, v := range []string{"old", "grown"} {
		write(t, "docs/pets.json", read(t, "v", v+".json"))
		if code, _, stderr := chatgen("generate"); code != exitOK {
			t.Fatal(stderr)
		}
		git(t, "add", ".")
		commit(t, v)
		git(t, "tag", v)
	}
}

func commit(t *testing.T, message string) {
	t.Helper()
	git(t, "-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false", "commit", "-qm", message)
}

func git(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.Command("git", args...).CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

// The exit code and the first line also show the verdict for revisions, regardless of
// the files in the working folder.
func TestDiffRevisions(t *testing.T) {
	history(t)
	write(t, "docs/pets.json", "nothing that chatgen reads")
	for _, c := range []struct {
		name, args string
		code       int
		first      string
	}{
		{"the same", "grown HEAD", 0, "pets: no changes; version stays v0.1.0"},
		{"an operation more", "old HEAD", 1, "pets: compatible; next version v0.2.0"},
		{"an operation less", "grown HEAD~1", 2, "pets: breaking (api, wire); next version v0.2.0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			wantDiff(t, "diff "+c.args, c.code, c.first)
		})
	}
}

// Problems in a revision are reported with its name.
func TestDiffRevisionFails(t *testing.T) {
	history(t)
	git(t, "rm", "-q", "--cached", "docs/pets.json")
	commit(t, "torn")
	for _, c := range []struct{ name, args, want string }{
		{"no such revision", "nope HEAD", "nope: no such file, and no such git revision: "},
		{"no such document", "old HEAD", "HEAD:docs/pets.json: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, stdout, stderr := chatgen("diff " + c.args)
			if code != exitNoDiff || stdout != "" || !strings.HasPrefix(stderr, c.want) {
				t.Errorf("exit %d\n%s%s\nwant\n%s", code, stdout, stderr, c.want)
			}
		})
	}
}
