package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// commandMistake is a command and the file that somebody changed before, if any.
type commandMistake struct{ name, file, text, args string }

func commandMistakes() []commandMistake {
	const config = "chatgen.yaml"
	const entry = "- name: pets\n  spec: docs/pets.json\n  out: out/pets\n  import: example.com/sdk/out/pets\n  version: v0.1.0\n"
	versioned := strings.Replace(entry, "docs/pets.json", "spec/pets/stable/2025-01-01/pets.json", 1)
	return []commandMistake{
		{"misspelled command", "", "", "genrate"},
		{"misspelled flag", "", "", "generate --packge pets"},
		{"flag without a value", "", "", "generate --package"},
		{"argument that is a package", "", "", "generate pets"},
		{"argument that is a document", "", "", "lint docs/pets.json"},
		{"misspelled package", "", "", "generate --package pest"},
		{"missing configuration", "", "", "generate --config chatgen.yml"},
		{"configuration that is a folder", "", "", "generate --config docs"},
		{"misspelled document", "", "", "lint --package pets --spec docs/pest.json"},
		{"document that is a folder", "", "", "lint --package pets --spec docs"},
		{"document of another version", config, strings.Replace(versioned, "2025-01-01", "2026-01-01", 1), "generate"},
		{"overrides in a missing folder", "", "", "lint --package pets --overrides overides"},
		{"overrides in a folder without overrides", "", "", "lint --package pets --overrides docs"},
		{"output that is a file", "", "", "generate --package pets --out chatgen.yaml"},
		{"output with a file of the same name", "out/zoo/client.go", "package zoo\n", "generate --package zoo"},
		{"package that was never generated", "", "", "check --package zoo"},
		{"address of a document", config, strings.Replace(entry, "docs/pets.json", "https://example.com/pets.json", 1), "generate"},
		{"misspelled key", config, strings.Replace(entry, "version", "verson", 1), "generate"},
		{"version without a letter", config, strings.Replace(entry, "v0.1.0", "0.1.0", 1), "generate"},
		{"package with a capital letter", config, strings.Replace(entry, "name: pets", "name: Pets", 1), "generate"},
		{"output outside of the project", config, strings.Replace(entry, "out/pets", "../pets", 1), "generate"},
		{"mapping instead of a list", config, "pets:\n  spec: docs/pets.json\n", "generate"},
		{"empty configuration", config, "", "generate"},
		{"accepted kind that is misspelled", config, entry + "  notCarried: [{kind: server, why: x}, {kind: schemes, why: x}]\n", "lint"},
		{"one document to compare", "", "", "diff docs/pets.json"},
		{"missing document to compare", "", "", "diff docs/pets.json docs/none.json"},
		{"misspelled element", "", "", "explain Lst"},
		{"misspelled symbol", "", "", "explain pets.Clent"},
		{"misspelled package of a symbol", "", "", "explain pest.Client"},
		{"misspelled kind of schema", "", "", "schema nams"},
		{"bump without a version", "", "", "bump"},
		{"bump to a version that does not exist", config, versioned, "bump 2027-01-01"},
		{"bump to an older version", config, versioned, "bump 2024-01-01"},
		{"bump to the same version", config, versioned, "bump 2025-01-01"},
		{"init without a document", "", "", "init"},
	}
}

// Somebody who calls chatgen wrongly, or on files that are not there, reads what is wrong and
// what to do. The golden file lists what they read.
func TestCommandMistakes(t *testing.T) {
	golden, err := filepath.Abs("../../testdata/mistakes_commands.md")
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	got.WriteString("# Mistakes at the command line and their messages\n")
	for _, m := range commandMistakes() {
		project(t)
		for _, version := range []string{"2024-01-01", "2025-01-01"} {
			write(t, "spec/pets/stable/"+version+"/pets.json", strings.Replace(document("List"), "2025-01-01", version, 1))
		}
		if m.file != "" {
			write(t, m.file, m.text)
		}
		code, stdout, stderr := chatgen(m.args)
		if code == exitOK {
			t.Errorf("%s: exit 0\n%s", m.name, stdout)
		}
		working, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(strings.TrimSpace(stderr), working, "/project")
		fmt.Fprintf(&got, "\n## %s\n\n    $ chatgen %s\n    %s\n", m.name, m.args, strings.ReplaceAll(text, "\n", "\n    "))
	}
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(golden); err != nil || got.String() != string(want) {
		t.Errorf("got\n%s\nwant\n%s%v", got.String(), want, err)
	}
}
