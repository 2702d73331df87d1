package main

import (
	"os"
	"strings"
	"testing"
)

// The lock is a generated file like the others: check reports that it was edited
// or deleted, and generate restores it.
func TestCheckLock(t *testing.T) {
	const lock = "out/zoo/chatgen.lock"
	for _, c := range []struct {
		name    string
		corrupt func(t *testing.T, text string)
		diff    []string // parts of the printed difference
	}{
		{
			"edited",
			func(t *testing.T, text string) {
				t.Helper()
				write(t, lock, strings.Replace(text, `path: "/pets"`, `path: "/dogs"`, 1))
			},
			[]string{"--- a/" + lock + "\n+++ b/" + lock + "\n", "\n-- {operation: List, method: GET, path: \"/dogs\",", "\n+- {operation: List, method: GET, path: \"/pets\","},
		},
		{
			"deleted",
			func(t *testing.T, _ string) {
				t.Helper()
				if err := os.Remove(lock); err != nil {
					t.Fatal(err)
				}
			},
			[]string{"--- /dev/null\n+++ b/" + lock + "\n", "\n+- {lock: zoo, "},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			project(t)
			wantOutput(t, "generate", "pets: N files changed in out/pets\nzoo: N files changed in out/zoo\n")
			want := read(t, ".", lock)
			c.corrupt(t, want)
			code, stdout, stderr := chatgen("check")
			if code != exitFailed || stderr != "generated files are out of date (run chatgen generate)\n" {
				t.Errorf("exit %d, %s", code, stderr)
			}
			for _, part := range c.diff {
				if !strings.Contains(stdout, part) {
					t.Errorf("the difference does not contain\n%s\nbut is\n%s", part, stdout)
				}
			}
			wantOutput(t, "generate", "pets: nothing changed in out/pets\nzoo: 1 file changed in out/zoo\n")
			if got := read(t, ".", lock); got != want {
				t.Errorf("not restored:\n%s", got)
			}
			wantOutput(t, "check", "")
		})
	}
}
