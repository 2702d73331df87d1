package change_test

import (
	"os"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/change"
	"github.com/chatgen-go/chatgen/gen/output"
)

// If a step fails, all earlier steps are undone, and the error names the reason.
func TestBumpAllOrNothing(t *testing.T) {
	for _, c := range []struct {
		name     string
		obstruct func(t *testing.T)
		want     string
	}{
		{
			"a document with errors", func(t *testing.T) {
				t.Helper()
				write(t, newPets, []byte(strings.Replace(petsDocument("2025-01-01", "List"), `"type": "string"}}}`, `"type": "strong"}}}`, 1)))
			},
			newPets + `:5:207: List result: type "strong" is not supported (use string, integer, number, boolean, array or object)`,
		},
		{
			"a document in the wrong folder", func(t *testing.T) {
				t.Helper()
				write(t, newPets, []byte(petsDocument("2025-02-02", "List")))
			},
			newPets + `: has version "2025-02-02", unlike its folder (put it into the folder of its version)`,
		},
		{
			"an override with errors", func(t *testing.T) {
				t.Helper()
				write(t, "overrides/pets/names.yaml", []byte("- operation: Lost\n  name: Found\n  why: It reads well.\n- operation: List\n  nam: All\n  why: It reads well.\n"))
			},
			"overrides/pets/names.yaml:5:3: nam: no such key (did you mean name?)\n" +
				"overrides/pets/names.yaml:1:3: Lost: no such operation (did you mean List?)",
		},
		{
			"a changelog that is a folder", func(t *testing.T) {
				t.Helper()
				replaceFile(t, "CHANGELOG.md", "CHANGELOG.md/notes.txt", "")
			},
			"CHANGELOG.md: file: is not a regular file, so it is not overwritten (put a file there)",
		},
		{
			"a section with the same title", func(t *testing.T) {
				t.Helper()
				write(t, "CHANGELOG.md", []byte("# Changelog\n\n## pets v0.2.0\n\nIt was good.\n"))
			},
			"CHANGELOG.md:3:1: pets v0.2.0: another section already has this title (rename or remove it)",
		},
		{
			"files that are read-only", func(t *testing.T) {
				t.Helper()
				readOnly(t, "chatgen.yaml")
				readOnly(t, "CHANGELOG.md")
			},
			"CHANGELOG.md: file: is read-only (make it writable)\nchatgen.yaml: file: is read-only (make it writable)",
		},
		{
			"a changelog that cannot be written", func(t *testing.T) {
				t.Helper()
				writeAll(t, "CHANGELOG.md.chatgen-new/notes.txt", nil)
			},
			"open CHANGELOG.md.chatgen-new: is a directory",
		},
		{
			"a configuration that cannot be written", func(t *testing.T) {
				t.Helper()
				writeAll(t, "chatgen.yaml.chatgen-new/notes.txt", nil)
			},
			"open chatgen.yaml.chatgen-new: is a directory",
		},
		{
			"another run", func(t *testing.T) {
				t.Helper()
				unlock, err := output.Lock(".")
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() {
					if err := unlock(); err != nil {
						t.Error(err)
					}
				})
			},
			".chatgen-lock: .chatgen-lock: another chatgen is writing to this folder (wait for it, then run chatgen again)",
		},
		{
			"a hand-written file", func(t *testing.T) {
				t.Helper()
				replaceFile(t, "CHANGELOG.md", "generated/pets/client.go", "package pets\n")
			},
			"generated/pets/client.go: client.go: has no generated header, so it is not overwritten (rename it or move it away)",
		},
		{
			"a file instead of the package", func(t *testing.T) {
				t.Helper()
				replaceFile(t, "generated/pets", "generated/pets", "pets")
			},
			"generated/pets: output folder: is not a folder (use a folder or a path that does not exist yet)",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			writeBumpProject(t)
			c.obstruct(t)
			before := snapshot(t)
			_, err := runBump(t, change.BumpRequest{APIVersion: "2025-01-01"})
			wantError(t, err, c.want)
			sameTree(t, before)
		})
	}
}

// replaceFile removes old and writes a file.
func replaceFile(t *testing.T, old, name, text string) {
	t.Helper()
	if err := os.RemoveAll(old); err != nil {
		t.Fatal(err)
	}
	writeAll(t, name, []byte(text))
}

func readOnly(t *testing.T, name string) {
	t.Helper()
	if err := os.Chmod(name, 0o444); err != nil {
		t.Fatal(err)
	}
}

// There must be exactly one matching document, in a folder for its version.
func TestBumpRequestErrors(t *testing.T) {
	writeBumpProject(t)
	zoo := []byte(petsDocument("2025-01-01", "List"))
	flat := strings.Replace(bumpConfig, `"spec/Pets/stable/2024-01-01/pets.json"`, "spec/pets.json", 1)
	for _, c := range []struct {
		name  string
		files map[string]string // in addition to those of the project
		r     change.BumpRequest
		want  string
	}{
		{
			"no such version", nil, change.BumpRequest{APIVersion: "2026-01-01"},
			"chatgen.yaml: no document of version 2026-01-01 (pets has 2024-01-01, 2025-01-01; zoo has 2024-01-01; put it into a folder of that name next to those)",
		},
		{
			"not of that package", nil, change.BumpRequest{Package: "zoo", APIVersion: "2025-01-01"},
			"chatgen.yaml: no document of version 2025-01-01 (zoo has 2024-01-01; put it into a folder of that name next to those)",
		},
		{"no such package", nil, change.BumpRequest{Package: "cats", APIVersion: "2025-01-01"}, `chatgen.yaml: no package "cats" (choose one of pets, zoo)`},
		{"already at that version", nil, change.BumpRequest{Package: "zoo", APIVersion: "2024-01-01"}, "zoo: is already at version 2024-01-01 (run chatgen generate to rewrite it)"},
		{
			"of two packages", map[string]string{"spec/Zoo/stable/2025-01-01/zoo.json": string(zoo)}, change.BumpRequest{APIVersion: "2025-01-01"},
			"chatgen.yaml: more than one document of version 2025-01-01: " + newPets + ", spec/Zoo/stable/2025-01-01/zoo.json (choose the package with --package)",
		},
		{
			"stable and preview", map[string]string{"spec/Pets/preview/2025-01-01/pets.json": string(zoo)}, change.BumpRequest{APIVersion: "2025-01-01"},
			"chatgen.yaml: more than one document of version 2025-01-01: spec/Pets/preview/2025-01-01/pets.json, " + newPets + " (keep one of them)",
		},
		{
			"a document that is not in folders of versions", map[string]string{"chatgen.yaml": flat, "spec/2025-01-01/pets.json": string(zoo)},
			change.BumpRequest{Package: "pets", APIVersion: "2025-01-01"},
			"chatgen.yaml: no document of version 2025-01-01 (pets has none, because its document is not GROUP/stable/VERSION/NAME; put it into a folder of that name next to those)",
		},
		{
			"no configuration", nil, change.BumpRequest{Config: "no.yaml", APIVersion: "2025-01-01"},
			"no.yaml: configuration: no such file (check the path, or create the file with chatgen init)",
		},
		{
			"no suppressions", nil, change.BumpRequest{Suppressions: "no.yaml", APIVersion: "2025-01-01"}, "no.yaml: suppressions: no such file",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			clean := snapshot(t)
			t.Cleanup(func() { restore(t, clean) })
			for name, text := range c.files {
				writeAll(t, name, []byte(text))
			}
			before := snapshot(t)
			_, err := runBump(t, c.r)
			wantError(t, err, c.want)
			sameTree(t, before)
		})
	}
}
