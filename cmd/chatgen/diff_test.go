package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/internal/testmodule"
)

// writeDiffProject writes versions of a small document to a module in which the generated packages
// compile.
func writeDiffProject(t *testing.T) {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	project(t)
	testmodule.Write(t, ".", root, "example.com/sdk")
	old := document("List")
	grown := strings.Replace(old, `"/pets"`, `"/cats": {"get": {"operationId": "Cats", "responses": {"200": {"description": "A name.", "schema": {"type": "string"}}}}},
    "/pets"`, 1)
	write(t, "v/old.json", old)
	write(t, "v/described.json", strings.Replace(old, `"operationId"`, `"description": "Lists the pets.", "operationId"`, 1))
	write(t, "v/grown.json", grown)
}

func read(t *testing.T, folder, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// The exit code and the first line show the verdict.
func TestDiff(t *testing.T) {
	writeDiffProject(t)
	for _, c := range []struct {
		name, args string
		code       int
		first      string
	}{
		{"nothing changed", "v/old.json ./v/old.json", 0, "pets: no changes; version stays v0.1.0"},
		{"a description", "v/old.json v/described.json", 1, "pets: compatible; next version v0.1.1"},
		{"an operation more", "v/old.json v/grown.json", 1, "pets: compatible; next version v0.2.0"},
		{"an operation less", "v/grown.json v/old.json", 2, "pets: breaking (api, wire); next version v0.2.0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			wantDiff(t, "diff --package pets "+c.args, c.code, c.first)
		})
	}
}

// wantDiff runs a diff and checks its exit code and the first line of its output.
func wantDiff(t *testing.T, args string, code int, first string) {
	t.Helper()
	got, stdout, stderr := chatgen(args)
	line, _, _ := strings.Cut(stdout, "\n")
	if got != code || line != first || stderr != "" {
		t.Errorf("exit %d, want %d\n%s%s\nwant\n%s", got, code, stdout, stderr, first)
	}
}

// The overrides of the flag apply to both sides.
func TestDiffOverrides(t *testing.T) {
	writeDiffProject(t)
	write(t, "own/names.yaml", "- operation: List\n  name: Fetch\n  why: It reads well.\n")
	code, stdout, stderr := chatgen("diff --package pets --overrides own v/grown.json ./v/grown.json")
	if code != 0 || stderr != "" {
		t.Errorf("exit %d\n%s%s", code, stdout, stderr)
	}
	code, stdout, stderr = chatgen("diff --package pets --details --overrides own v/old.json v/described.json")
	if code != 1 || !strings.Contains(stdout, "Client.Fetch") || stderr != "" {
		t.Errorf("exit %d\n%s%s", code, stdout, stderr)
	}
}

// Each format has its own syntax.
func TestDiffFormats(t *testing.T) {
	writeDiffProject(t)
	for format, begin := range map[string]string{"text": "pets: ", "markdown": "| package | ", "json": "{\n"} {
		code, stdout, stderr := chatgen("diff --package pets v/grown.json v/old.json --format " + format)
		if code != 2 || !strings.HasPrefix(stdout, begin) || stderr != "" {
			t.Errorf("%s: exit %d\n%s%s", format, code, stdout, stderr)
		}
	}
}

// A suppression excludes a change from the verdict until it expires. It is in the file
// next to the configuration, or in the one that the flag names.
func TestDiffSuppressions(t *testing.T) {
	writeDiffProject(t)
	active := suppressions(t)
	write(t, "active.yaml", active)
	write(t, "expired.yaml", strings.ReplaceAll(active, heldUntil, "2026-01-01"))
	for _, c := range []struct {
		name, flag string
		code       int
		want       string
	}{
		{"active", " --suppressions active.yaml", 1, "until " + heldUntil + ": Nobody calls it. (active.yaml:"},
		{"expired", " --suppressions expired.yaml", 2, "expired on 2026-01-01: Nobody calls it. (expired.yaml:"},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, stdout, stderr := chatgen("diff --package pets v/grown.json v/old.json" + c.flag)
			if code != c.code || !strings.Contains(stdout, c.want) || stderr != "" {
				t.Errorf("exit %d, want %d\n%s%s", code, c.code, stdout, stderr)
			}
		})
	}
	write(t, "suppressions.yaml", active)
	if code, stdout, stderr := chatgen("diff --package pets v/grown.json v/old.json"); code != 1 {
		t.Errorf("next to the configuration: exit %d\n%s%s", code, stdout, stderr)
	}
}

// heldUntil is a date in the future.
const heldUntil = "9999-12-31"

// suppressions returns a file that lists each breaking change between the two versions
// by its key in the report.
func suppressions(t *testing.T) string {
	t.Helper()
	_, stdout, stderr := chatgen("diff --package pets v/grown.json v/old.json --format json")
	var comparison struct {
		Packages []struct {
			Changes []struct {
				Key      string `json:"key"`
				Breaking bool   `json:"breaking"`
			} `json:"changes"`
		} `json:"packages"`
	}
	if err := json.Unmarshal([]byte(stdout), &comparison); err != nil || len(comparison.Packages) != 1 {
		t.Fatalf("%v\n%s%s", err, stdout, stderr)
	}
	var file strings.Builder
	for _, c := range comparison.Packages[0].Changes {
		if c.Breaking {
			fmt.Fprintf(&file, "- change: %q\n  why: Nobody calls it.\n  until: %q\n", c.Key, heldUntil)
		}
	}
	return file.String()
}

// A failed comparison has an exit code of its own.
func TestDiffFails(t *testing.T) {
	writeDiffProject(t)
	write(t, "bad.yaml", "- change: \"api: Pet: removed\"\n  why: No day.\n")
	for _, c := range []struct{ name, args, want string }{
		{"no such document", "v/old.json v/no.json", "v/no.json"},
		{"no such package", "v/old.json v/described.json --package cats", `"cats"`},
		{"no such configuration", "v/old.json v/described.json --config no.yaml", "no.yaml: configuration: no such file"},
		{"no such file of suppressions", "v/old.json v/described.json --suppressions no.yaml", "no.yaml: suppressions: no such file\n"},
		{"invalid suppressions", "v/old.json v/described.json --suppressions bad.yaml", "bad.yaml:1:3: entry: until is missing\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, stdout, stderr := chatgen("diff --package pets " + c.args)
			if code != exitNoDiff || stdout != "" || !strings.Contains(stderr, c.want) {
				t.Errorf("exit %d\n%s%s\nwant\n%s", code, stdout, stderr, c.want)
			}
		})
	}
	var stderr bytes.Buffer
	args := strings.Fields("diff --package pets v/grown.json v/old.json")
	if code := run(args, strings.NewReader(""), failingWriter{}, &stderr); code != exitNoDiff || stderr.String() != "disk full\n" {
		t.Errorf("a full disk: exit %d, %s", code, &stderr)
	}
}
