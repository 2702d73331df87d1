package main

import (
	"bytes"
	"strings"
	"testing"
)

// Usage errors of bump are reported before any file is read.
func TestBumpUsageErrors(t *testing.T) {
	project(t)
	for _, c := range []struct{ name, args, want string }{
		{"no argument", "bump", "expected VERSION, got 0 arguments"},
		{"two arguments", "bump 2025-01-01 2026-01-01", "expected VERSION, got 2 arguments"},
		{"an unknown flag", "bump --frob 2025-01-01", "unknown flag: --frob"},
		{"a flag of other commands", "bump --out x 2025-01-01", "unknown flag: --out"},
		{"a flag without a value", "bump 2025-01-01 --package", "flag needs an argument: --package"},
		{"an empty configuration", "bump --config= 2025-01-01", "--config must not be empty"},
		{"an empty package", "bump --package= 2025-01-01", "--package must not be empty"},
		{"an empty file of suppressions", "bump --suppressions= 2025-01-01", "--suppressions must not be empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			wantExit(t, c.args, exitUsage, "", "chatgen bump: "+c.want+" (see chatgen bump --help)\n")
		})
	}
}

// An empty argument usually comes from an unset variable in a script.
func TestEmptyArguments(t *testing.T) {
	project(t)
	for _, c := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"bump", []string{"bump", ""}, exitUsage, "chatgen bump: VERSION must not be empty (see chatgen bump --help)\n"},
		{"old of diff", []string{"diff", "", "b"}, exitNoDiff, "chatgen diff: OLD and NEW must not be empty (see chatgen diff --help)\n"},
		{"new of diff", []string{"diff", "a", ""}, exitNoDiff, "chatgen diff: OLD and NEW must not be empty (see chatgen diff --help)\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			if code := run(c.args, strings.NewReader(""), &stdout, &stderr); code != c.code || stdout.Len() > 0 || stderr.String() != c.want {
				t.Errorf("exit %d, want %d\n%s%s\nwant\n%s", code, c.code, &stdout, &stderr, c.want)
			}
		})
	}
}

// writeBumpProject makes a module in which pets has a newer document with more text.
func writeBumpProject(t *testing.T) {
	t.Helper()
	writeDiffProject(t)
	write(t, "chatgen.yaml", `- name: pets
  spec: docs/stable/2025-01-01/pets.json
  out: out/pets
  import: example.com/sdk/out/pets
  version: v0.1.0
`)
	const parameter = `"parameters": [{"name": "api-version", "in": "query", "required": true, "type": "string"}], "responses"`
	old := strings.Replace(document("List"), `"responses"`, parameter, 1)
	write(t, "docs/stable/2025-01-01/pets.json", old)
	write(t, "docs/stable/2026-02-02/pets.json", strings.NewReplacer("2025-01-01", "2026-02-02", `"operationId"`, `"description": "Lists the pets.", "operationId"`).Replace(old))
	wantOutput(t, "generate", "pets: N files changed in out/pets\n")
}

// Bump reports what changed since the committed package, as diff does, then the new version and the changed files.
// A second bump has nothing to do.
func TestBump(t *testing.T) {
	writeBumpProject(t)
	code, stdout, stderr := chatgen("diff out/pets/chatgen.lock docs/stable/2026-02-02/pets.json")
	if code != 1 || stderr != "" {
		t.Fatalf("exit %d\n%s%s", code, stdout, stderr)
	}
	want := stdout + `
pets is now at API version 2026-02-02, released as v0.2.0; the overrides fit 2025-01-01, 2026-02-02; changed files:
  CHANGELOG.md
  chatgen.yaml
  out/pets/README.md
  out/pets/chatgen.lock
  out/pets/client.go
  out/pets/doc.go
  out/pets/version.go

steps that are left:
  1. accept or override what the document states and the package does not carry out: chatgen lint
  2. run the tests, and read what fails: go test ./...
  3. read the section of the changelog and commit: git diff
`
	wantOutput(t, "bump 2026-02-02", want)
	wantExit(t, "bump 2026-02-02", exitFailed, "", "pets: is already at version 2026-02-02 (run chatgen generate to rewrite it)\n")
	wantOutput(t, "check", "")
}

// If bump cannot move the package, it fails with a message on standard error.
func TestBumpFails(t *testing.T) {
	writeBumpProject(t)
	wantExit(t, "bump 2027-03-03", exitFailed, "",
		"chatgen.yaml: no document of version 2027-03-03 (pets has 2025-01-01, 2026-02-02; put it into a folder of that name next to those)\n")
	wantExit(t, "bump 2026-02-02 --package zoo", exitFailed, "", "chatgen.yaml: no package \"zoo\" (choose one of pets)\n")
	wantExit(t, "bump 2026-02-02 --config no.yaml", exitFailed, "",
		"no.yaml: configuration: no such file (check the path, or create the file with chatgen init)\n")
	wantExit(t, "bump 2026-02-02 --suppressions no.yaml", exitFailed, "", "no.yaml: suppressions: no such file\n")
	write(t, "chatgen.yaml", read(t, ".", "chatgen.yaml")+"  overrides: own\n")
	write(t, "own/names.yaml", "- operation: Lst\n  name: FindPets\n  why: It reads well.\n")
	wantExit(t, "bump 2026-02-02", exitFailed, "", "pets: nothing was changed, because overrides are outdated with docs/stable/2026-02-02/pets.json\n"+
		"own/names.yaml:1:3: Lst: no such operation (did you mean List?)\n"+
		"an entry that only older documents need is limited to them by applies: [\"..2025-01-01\"]\n")
}

// The bump is kept if its report cannot be printed.
func TestBumpUntold(t *testing.T) {
	writeBumpProject(t)
	var stderr bytes.Buffer
	const want = "pets is now at API version 2026-02-02, released as v0.2.0; the overrides fit 2025-01-01, 2026-02-02, but the report could not be printed: disk full\n"
	if code := run([]string{"bump", "2026-02-02"}, strings.NewReader(""), failingWriter{}, &stderr); code != exitFailed || stderr.String() != want {
		t.Errorf("exit %d, %s", code, &stderr)
	}
	wantOutput(t, "check", "")
}

// The steps run chatgen as the module has it, and use the targets of its Makefile.
func TestBumpSteps(t *testing.T) {
	writeBumpProject(t)
	write(t, "go.mod", read(t, ".", "go.mod")+"\ntool github.com/chatgen-go/chatgen/cmd/chatgen\n")
	write(t, "Makefile", "golden:\n\techo\n\ntidy: golden\n")
	const want = `
steps that are left:
  1. accept or override what the document states and the package does not carry out: go tool chatgen lint
  2. rewrite the golden files, and read their diff: make golden
  3. run the tests, and read what fails: go test ./...
  4. update go.mod and go.sum of each module: make tidy
  5. read the section of the changelog and commit: git diff
`
	if code, stdout, stderr := chatgen("bump 2026-02-02"); code != 0 || !strings.HasSuffix(stdout, want) {
		t.Errorf("exit %d, got\n%s%s\nwant\n%s", code, stdout, stderr, want)
	}
}

// Code that uses what the new version renames is listed with the new name, by a plan as by
// the bump itself, and comes before the tests in the steps that are left.
func TestBumpCallers(t *testing.T) {
	writeBumpProject(t)
	write(t, "docs/stable/2026-02-02/pets.json", strings.Replace(read(t, ".", "docs/stable/2026-02-02/pets.json"), `"List"`, `"Every"`, 1))
	_, mod, _ := strings.Cut("\n"+read(t, ".", "go.mod"), "\nmodule ")
	module, _, _ := strings.Cut(mod, "\n")
	write(t, "use/use.go", "package use\n\nimport (\n\t\"context\"\n\n\t\""+module+"/out/pets\"\n)\n\n"+
		"func Use(c *pets.Client) {\n\t_, _ = c.List(context.Background(), nil)\n}\n")
	const want = `
code that does not compile with it:
  use/use.go:10:11: c.List is now c.Every

steps that are left:
  1. accept or override what the document states and the package does not carry out: chatgen lint
  2. change the code that does not compile: go vet ./...
  3. run the tests, and read what fails: go test ./...
  4. read the section of the changelog and commit: git diff
`
	for _, command := range []string{"bump --plan 2026-02-02", "bump 2026-02-02"} {
		if code, stdout, stderr := chatgen(command); code != 0 || stderr != "" || !strings.HasSuffix(stdout, want) {
			t.Errorf("%s: exit %d, got\n%s%s\nwant\n%s", command, code, stdout, stderr, want)
		}
	}
}
