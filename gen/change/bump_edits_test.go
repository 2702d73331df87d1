package change

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// Only the two values change, regardless of their notation.
func TestConfigEdit(t *testing.T) {
	const plain = `- name: pets # spec: x/2024/pets.json
  version: v0.1.0
  # version: v0.1.0
  spec: x/2024/pets.json # x/2024/pets.json
  out: pets
  import: example.com/pets
`
	replace := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(plain) }
	for _, c := range []struct{ name, before, spec, version string }{
		{"plain", plain, "spec: x/2025/pets.json # ", "\n  version: v0.2.0\n"},
		{"in quotes", replace("spec: x/2024/pets.json #", `spec: "x/2024/pets.json" #`, "\n  version: v0.1.0", "\n  version: 'v0.1.0'"), `spec: "x/2025/pets.json" #`, "version: 'v0.2.0'"},
		{"CR LF", replace("\n", "\r\n"), "spec: x/2025/pets.json # ", "\r\n  version: v0.2.0\r\n"},
		{"no final newline", strings.TrimSuffix(replace("  import: example.com/pets\n", "", "\n  version: v0.1.0", "\n  import: example.com/pets")+"  version: v0.1.0", "\n"), "spec: x/2025/pets.json # ", "  version: v0.2.0"},
		{"on one line", "- {spec: x/2024/pets.json, name: pets, version: v0.1.0, out: pets, import: example.com/pets}\n", "{spec: x/2025/pets.json, name", "version: v0.2.0, out"},
		{"in reverse order", "\ufeff- {version: v0.1.0, name: pets, out: pets, import: example.com/pets, spec: 'x/2024/pets.json'}\n", "spec: 'x/2025/pets.json'}", "{version: v0.2.0, name"},
		{"letters beyond ASCII", "- {\"name\": pets, out: pets, import: example.com/pets, spec: ü/2024/pets.json, version: v0.1.0}\n", "spec: ü/2025/pets.json,", "version: v0.2.0}"},
		{"an absolute path", replace("spec: x/2024/pets.json #", "spec: /x/2024/pets.json #"), "spec: /x/2025/pets.json # ", "\n  version: v0.2.0\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, errs := editConfig(t, c.before)
			if err := errs.Err(); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(got, c.spec) || !strings.Contains(got, c.version) {
				t.Errorf("got\n%s\nwant in it\n%s\nand\n%s", got, c.spec, c.version)
			}
			back := strings.Replace(got, c.spec, strings.Replace(c.spec, "2025", "2024", 1), 1)
			back = strings.Replace(back, c.version, strings.Replace(c.version, "v0.2.0", "v0.1.0", 1), 1)
			if back != c.before {
				t.Errorf("something else changed: got\n%q\nfrom\n%q", got, c.before)
			}
		})
	}
}

// Folded values and values with escapes are errors.
func TestConfigEditErrors(t *testing.T) {
	got, errs := editConfig(t, `- name: pets
  spec: >-
    x/2024/pets.json
  version: "v0.1\u002e0"
  out: pets
  import: example.com/pets
`)
	want := "chatgen.yaml:2:9: x/2024/pets.json: cannot be changed in place (write it on one line, without escapes)\n" +
		"chatgen.yaml:4:12: v0.1.0: cannot be changed in place (write it on one line, without escapes)"
	if err := errs.Err(); err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s\n%s", err, want, got)
	}
}

// editConfig moves the only package of a configuration from 2024 to 2025, and
// from v0.1.0 to v0.2.0.
func editConfig(t *testing.T, text string) (string, *diag.List) {
	t.Helper()
	t.Chdir(t.TempDir())
	writeFile(t, "chatgen.yaml", text)
	var errs diag.List
	entries := gen.ReadEntries("chatgen.yaml", tree.Disk{}, &errs)
	if err := errs.Err(); err != nil {
		t.Fatal(err)
	}
	next := entries[0].PackageIn(".")
	next.Spec, next.Version = strings.Replace(next.Spec, "2024", "2025", 1), "v0.2.0"
	r := BumpRequest{Config: "chatgen.yaml", text: []byte(text)}
	e := r.configEdit(&bumpTarget{entry: entries[0], next: next}, nil, &errs)
	return string(e.after), &errs
}

// The section is inserted in order, and the rest of the file stays the same.
func TestChangelogEdit(t *testing.T) {
	const section = "## chat v0.2.0 - 2026-11-22\n\nIt moves.\n"
	for _, c := range []struct{ name, before, want string }{
		{"an empty file", "", "# Changelog\n\n" + section},
		{"a title only", "# Log", "# Log\n\n" + section},
		{"below what is not released", "# Log\n\n## Unreleased\n\nOne.\n\n\n", "# Log\n\n## Unreleased\n\nOne.\n\n" + section},
		{"above the last version", "# Log\n\n## v0.1.0 - 2025-01-01\n\nOne.\n", "# Log\n\n" + section + "\n## v0.1.0 - 2025-01-01\n\nOne.\n"},
		{
			"between them", "# Log\n\n## [Unreleased]\n\nTwo.\n\n## [v0.1.1]\n\n## [v0.1.0]\n",
			"# Log\n\n## [Unreleased]\n\nTwo.\n\n" + section + "\n## [v0.1.1]\n\n## [v0.1.0]\n",
		},
		{"no final newline", "## Unreleased\n\nOne.", "## Unreleased\n\nOne.\n\n" + section},
		{
			"CR LF", "# Log\r\n\r\n## Unreleased\r\n\r\nOne.\r\n\r\n## v0.1.0\r\n",
			"# Log\r\n\r\n## Unreleased\r\n\r\nOne.\r\n\r\n" + strings.ReplaceAll(section, "\n", "\r\n") + "\r\n## v0.1.0\r\n",
		},
		{"no title, and a longer version", "## chat v0.2.0-beta.1\n", section + "\n## chat v0.2.0-beta.1\n"},
		{"the version of another package", "## identity v0.2.0 - 2026-11-21\n\nIt moves.\n", section + "\n## identity v0.2.0 - 2026-11-21\n\nIt moves.\n"},
		{"already added", "## chat v0.2.0 - 2026-11-21\n\nIt moves.\n\n## v0.1.0\n", "## chat v0.2.0 - 2026-11-21\n\nIt moves.\n\n## v0.1.0\n"},
		{"already added with CR LF", "## chat v0.2.0 - 2026-11-21\r\n\r\nIt moves.\r\n", "## chat v0.2.0 - 2026-11-21\r\n\r\nIt moves.\r\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var errs diag.List
			got := (&newSection{file: "CHANGELOG.md", text: section}).addTo([]byte(c.before), &errs)
			if errs.Len() > 0 || string(got) != c.want {
				t.Errorf("%v, got\n%q\nwant\n%q", errs.Err(), got, c.want)
			}
		})
	}
}

// The changelog may be missing. Without changes, there is no section.
func TestChangelogEditEmpty(t *testing.T) {
	t.Chdir(t.TempDir())
	var errs diag.List
	if got := (&newSection{file: "CHANGELOG.md", text: "## v0.2.0\n"}).addTo(nil, &errs); string(got) != "# Changelog\n\n## v0.2.0\n" {
		t.Errorf("no file: got %q", got)
	}
	const text = "- {name: chat, spec: spec/chat.json, out: chat, import: example.com/chat, version: v0.1.0}\n"
	r := BumpRequest{Config: "chatgen.yaml", Today: time.Time{}, text: []byte(text)}
	writeFile(t, "chatgen.yaml", text)
	entries := gen.ReadEntries("chatgen.yaml", tree.Disk{}, &errs)
	edits, err := r.edits(&bumpTarget{entry: entries[0], next: entries[0].PackageIn(".")}, nil, &release{}, []*compare.Report{{}})
	if err != nil || errs.Len() > 0 || edits[0].isChange() || edits[1].isChange() {
		t.Errorf("no changes: %v, %q", err, edits)
	}
}

// A different section with the same title is not replaced.
func TestChangelogEditErrors(t *testing.T) {
	for _, c := range []struct{ name, before string }{
		{"another text", "# Log\n\n## v0.2.0\n\nIt is good.\n"},
		{"more text", "# Log\n\n## v0.2.0 - 2026-11-22\n\nIt moves.\n\nBy hand.\n"},
		{"in brackets", "# Log\n\n## [v0.2.0]\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var errs diag.List
			(&newSection{file: "CHANGELOG.md", text: "## v0.2.0 - 2026-11-22\n\nIt moves.\n"}).addTo([]byte(c.before), &errs)
			want := "CHANGELOG.md:3:1: v0.2.0: another section already has this title (rename or remove it)"
			if err := errs.Err(); err == nil || err.Error() != want {
				t.Errorf("got %v, want %s", err, want)
			}
		})
	}
}

// Files that somebody else has changed in the meantime are not overwritten.
func TestEditChangedFiles(t *testing.T) {
	t.Chdir(t.TempDir())
	const want = "file: has changed since chatgen read it (run chatgen bump again)"
	writeFile(t, "go.mod", "module now\n")
	e := edit{"go.mod", []byte("module before\n"), []byte("module after\n")}
	if err := e.apply(); err == nil || err.Error() != "go.mod: "+want {
		t.Errorf("got %v", err)
	}
	writeFile(t, "chatgen.yaml", "- {name: chat, version: v0.2.0}\n")
	r := BumpRequest{Config: "chatgen.yaml", text: []byte("- {name: chat, version: v0.1.0}\n")}
	var errs diag.List
	r.configEdit(&bumpTarget{}, nil, &errs)
	if err := errs.Err(); err == nil || err.Error() != "chatgen.yaml: "+want {
		t.Errorf("got %v", err)
	}
	if data, err := os.ReadFile("go.mod"); err != nil || string(data) != "module now\n" {
		t.Errorf("go.mod contains %q, %v", data, err)
	}
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
