package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/iotest"
)

// chatgenWith runs a command with a document on standard input.
func chatgenWith(input, args string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = run(strings.Fields(args), strings.NewReader(input), &out, &errs)
	return code, out.String(), errs.String()
}

// A document on standard input takes the place of the package's document, also in its
// references. Its positions have no folder.
func TestStandardInput(t *testing.T) {
	project(t)
	write(t, "docs/shared.json", `{"definitions": {"Name": {"type": "string"}}}`)
	input := strings.Replace(document("Fetch"), `{"type": "string"}`, `{"$ref": "./shared.json#/definitions/Name"}`, 1)
	for _, c := range []struct{ args, want string }{
		{"lint --package pets --spec -", "no problems (packages: 1, operations: 1, overrides: 0, accepted as not carried: 3)\n"},
		{"inspect --package pets --spec -", "Fetch"},
		{"explain pets.Client.Fetch --spec -", "pets.Client.Fetch  method\n"},
		{"explain Fetch --package pets --spec -", "  document   -:4:23  #/paths/~1pets/get  (Fetch)\n"},
		{"generate --package pets --spec -", "in out/pets\n"},
		{"check --package pets --spec -", ""},
		{"diff docs/pets.json -", "pets: "},
		{"diff - docs/pets.json", "pets: "},
	} {
		code, stdout, stderr := chatgenWith(input, c.args)
		isDiff := strings.HasPrefix(c.args, "diff") && code < exitNoDiff
		if code != exitOK && !isDiff || !strings.Contains(stdout, c.want) || stderr != "" {
			t.Errorf("%s: exit %d\n%s%s", c.args, code, stdout, stderr)
		}
	}
	code, _, stderr := chatgenWith("{", "lint --package pets --spec -")
	if code != exitFailed || !strings.HasPrefix(stderr, "-:1:1: ") {
		t.Errorf("exit %d\n%s", code, stderr)
	}
}

// Without a configuration, references of a document on standard input are those of a file
// in the working folder.
func TestStandardInputAlone(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "old.json", document("List"))
	code, stdout, stderr := chatgenWith(document("Fetch"), "diff old.json -")
	if want := "old 2025-01-01: compatible"; code != 1 || !strings.HasPrefix(stdout, want) || stderr != "" {
		t.Errorf("exit %d\n%s%s", code, stdout, stderr)
	}
}

// Whatever is not a document cannot be on standard input.
func TestStandardInputErrors(t *testing.T) {
	project(t)
	for _, c := range []struct{ args, want string }{
		{"diff - -", "diff: OLD and NEW must not both be -, because standard input has one document"},
		{"diff - docs/pets.json --overrides -", "diff: --overrides must not be -: only a document can be read from standard input"},
		{"diff - docs/pets.json --suppressions -", "diff: --suppressions must not be -: only a document can be read from standard input"},
		{"lint --config -", "lint: --config must not be -: only a document can be read from standard input"},
		{"lint --package pets --overrides -", "lint: --overrides must not be -: only a document can be read from standard input"},
		{"lint --spec -", "lint: --spec applies to a single package (select one of pets, zoo with --package)"},
		{"generate --package pets --out -", "generate: --out must not be -: only a document can be read from standard input"},
		{"init --spec -", "init: --spec must not be -: chatgen.yaml names the document's file"},
		{"init --spec docs/pets.json --out -", "init: --out must not be -: only a document can be read from standard input"},
		{"bump -", "bump: VERSION must not be -: the document must be in a file, because chatgen.yaml names it"},
		{"bump 2026-02-02 --suppressions -", "bump: --suppressions must not be -: only a document can be read from standard input"},
	} {
		command, _, _ := strings.Cut(c.args, " ")
		code := exitUsage
		if command == diffName {
			code = exitNoDiff
		}
		wantExit(t, c.args, code, "", "chatgen "+c.want+" (see chatgen "+command+" --help)\n")
	}
}

func TestStandardInputUnreadable(t *testing.T) {
	project(t)
	for _, args := range []string{"lint --package pets --spec -", "diff - docs/pets.json"} {
		var stdout, stderr bytes.Buffer
		code := run(strings.Fields(args), iotest.ErrReader(errors.New("is a tape")), &stdout, &stderr)
		if code == exitOK || stderr.String() != "standard input cannot be read: is a tape\n" {
			t.Errorf("%s: exit %d\n%s", args, code, &stderr)
		}
	}
}
