package change_test

import (
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/change"
)

// Mended overrides name the renamed elements, keep entries for older documents, and
// leave comments and all other entries as they are.
func TestBumpMend(t *testing.T) {
	writeBumpProject(t)
	write(t, newPets, []byte(renamedPets()))
	writeAll(t, "overrides/pets/names.yaml", []byte("# Names.\n\n"+bumpNames+"\n# The end.\n"))
	writeAll(t, "overrides/pets/docs.yaml", []byte("- operation: List\n  append: It lists what List lists.\n  why: List is short.\n"))
	generateAll(t)
	result, err := runBump(t, change.BumpRequest{APIVersion: "2025-01-01", Mend: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(result.Proven, " "); got != "2024-01-01 2025-01-01" {
		t.Errorf("proven: %s", got)
	}
	for file, want := range map[string]string{
		"overrides/pets/names.yaml": `# Names.

- operation: List
  name: All
  applies: ["..2024-01-01"]
  why: It reads well.

- operation: Every
  name: All
  applies: ["2025-01-01.."]
  why: It reads well.

# The end.
`,
		"overrides/pets/docs.yaml": `- operation: List
  append: It lists what List lists.
  applies: ["..2024-01-01"]
  why: List is short.

- operation: Every
  append: It lists what List lists.
  applies: ["2025-01-01.."]
  why: List is short.
`,
	} {
		if got := string(readFile(t, file)); got != want {
			t.Errorf("%s contains\n%s\nwant\n%s", file, got, want)
		}
	}
	wantUpToDate(t)
}

// A plan and a bump without --mend change nothing. The error lists what would be changed.
func TestBumpMendIsAsked(t *testing.T) {
	writeBumpProject(t)
	write(t, newPets, []byte(renamedPets()))
	before := snapshot(t)
	_, err := runBump(t, change.BumpRequest{APIVersion: "2025-01-01"})
	wantError(t, err, `pets: nothing was changed, because overrides are outdated with spec/Pets/stable/2025-01-01/pets.json
overrides/pets/names.yaml:1:3: List: applied with Every instead of List
run chatgen bump --mend to write the entries that are applied with a change`)
	if _, err := runBump(t, change.BumpRequest{APIVersion: "2025-01-01", Mend: true, Plan: true}); err != nil {
		t.Error(err)
	}
	sameTree(t, before)
}

// Overrides that fit the new document after a change, but make another entry fail, are
// not written.
func TestBumpMendFails(t *testing.T) {
	writeBumpProject(t)
	write(t, newPets, []byte(renamedPets()))
	writeAll(t, "overrides/pets/names.yaml", []byte(bumpNames+"- operation: Lost\n  name: Found\n  why: It reads well.\n"))
	before := snapshot(t)
	for _, isPlan := range []bool{true, false} {
		_, err := runBump(t, change.BumpRequest{APIVersion: "2025-01-01", Mend: true, Plan: isPlan})
		wantError(t, err, `pets: nothing was changed, because overrides are outdated with spec/Pets/stable/2025-01-01/pets.json
overrides/pets/names.yaml:4:3: Lost: no such operation (want Every, Count)
an entry that only older documents need is limited to them by applies: ["..2024-01-01"]
entries that chatgen bump --mend changes once these fit: 1`)
	}
	sameTree(t, before)
}

// Mended overrides that change a package of another version are not written.
func TestBumpMendIsProven(t *testing.T) {
	writeBumpProject(t)
	write(t, newPets, []byte(renamedPets()))
	writeAll(t, "spec/Pets/stable/2023-01-01/pets.json", []byte(petsDocument("2024-06-01", "List")))
	before := snapshot(t)
	_, err := runBump(t, change.BumpRequest{APIVersion: "2025-01-01", Mend: true})
	wantError(t, err, "pets: version 2023-01-01 would change with the mended overrides; nothing was changed")
	sameTree(t, before)
}

// The versions of an entry may be on several lines.
func TestBumpMendLongVersions(t *testing.T) {
	for _, versions := range []string{
		"\n    - 2023-01-01..", "\n  - 2023-01-01..", " [\n    2023-01-01..,\n    ]", " [\n    2023-01-01..\n  ]",
	} {
		t.Run(versions, func(t *testing.T) {
			writeBumpProject(t)
			write(t, newPets, []byte(renamedPets()))
			writeAll(t, "overrides/pets/names.yaml", []byte("- operation: List\n  applies:"+versions+"\n  name: All\n  why: It reads well.\n"))
			if _, err := runBump(t, change.BumpRequest{APIVersion: "2025-01-01", Mend: true}); err != nil {
				t.Fatal(err)
			}
			want := `- operation: List
  name: All
  applies: ["2024-01-01"]
  why: It reads well.

- operation: Every
  name: All
  applies: ["2025-01-01.."]
  why: It reads well.
`
			if got := string(readFile(t, "overrides/pets/names.yaml")); got != want {
				t.Errorf("got\n%s", got)
			}
		})
	}
}

// An entry in another style is changed by hand, and the error lists its position.
func TestBumpMendStyle(t *testing.T) {
	for _, c := range []struct{ entry, at string }{
		{"- {operation: List, name: All, why: It reads well.}\n", "1:4"},
		{"-   operation: List\n    name: All\n    why: It reads well.\n", "1:5"},
		{"  - operation: List\n    name: All\n    why: It reads well.\n", "1:5"},
		{"-\n  operation: List\n  name: All\n  why: It reads well.\n", "2:3"},
	} {
		t.Run(c.entry, func(t *testing.T) {
			writeBumpProject(t)
			write(t, newPets, []byte(renamedPets()))
			writeAll(t, "overrides/pets/names.yaml", []byte(c.entry))
			before := snapshot(t)
			_, err := runBump(t, change.BumpRequest{APIVersion: "2025-01-01", Mend: true})
			wantError(t, err, `pets: nothing was changed, because overrides are outdated with spec/Pets/stable/2025-01-01/pets.json
overrides/pets/names.yaml:`+c.at+`: List: no such operation (want Every, Count; --mend needs each key on its own line, indented by 2)
an entry that only older documents need is limited to them by applies: ["..2024-01-01"]`)
			sameTree(t, before)
		})
	}
}

// renamedPets returns the new document in which operation List is named Every.
func renamedPets() string {
	return strings.Replace(petsDocument("2025-01-01", "List", "Count"), `"operationId": "List"`, `"operationId": "Every"`, 1)
}
