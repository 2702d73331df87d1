package change_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/gen/change"
	"github.com/chatgen-go/chatgen/gen/change/compare"
)

// twoPackages is the configuration of module example.com/sdk.
const twoPackages = `- name: pets
  spec: spec/pets.json
  out: generated/pets
  import: example.com/sdk/generated/pets
  version: v0.1.0
- name: zoo
  spec: spec/zoo.json
  out: generated/zoo
  import: example.com/sdk/generated/zoo
  version: v1.2.0
`

// operationJSON returns an operation for petsDocument.
func operationJSON(name string) string {
	return fmt.Sprintf(`    "/%s": {"get": {"operationId": "%[1]s", "description": "Tells.", `+
		`"parameters": [{"name": "api-version", "in": "query", "required": true, "type": "string"}], "responses": {"200": {"description": "It.", "schema": {"type": "string"}}}}}`, name)
}

// petsDocument returns a document with one operation per line from line 5 on.
func petsDocument(version string, operations ...string) string {
	var paths []string
	for _, name := range operations {
		paths = append(paths, operationJSON(name))
	}
	return fmt.Sprintf("{\n  \"swagger\": \"2.0\",\n  \"info\": {\"title\": \"Pets\", \"version\": %q},\n  \"paths\": {\n%s\n  }\n}\n", version, strings.Join(paths, ",\n"))
}

// writeDiffProject creates a module with two packages and changes to its folder. Their
// Go files are hand-written and have no imports.
func writeDiffProject(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{
		"go.mod":                 "module example.com/sdk\n\ngo 1.26\n",
		"chatgen.yaml":           twoPackages,
		"spec/pets.json":         petsDocument("2024-01-01", "List"),
		"spec/zoo.json":          petsDocument("2024-01-01", "List"),
		"generated/pets/pets.go": "package pets\n\n// List lists.\nfunc List() {}\n",
		"generated/zoo/zoo.go":   "package zoo\n\n// List lists.\nfunc List() {}\n",
	} {
		writeAll(t, name, []byte(text))
	}
}

// commit commits all files in the working folder and tags the commit.
func commit(t *testing.T, tag string) {
	t.Helper()
	for _, args := range [][]string{
		{"init", "-q"},
		{"add", "-A"},
		{"-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-q", "--allow-empty", "-m", tag},
		{"tag", tag},
	} {
		cmd := exec.CommandContext(t.Context(), "git", args...)
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v\n%s", args[0], err, out)
		}
	}
}

// withDefaults returns r with defaults.
func withDefaults(r change.DiffRequest) change.DiffRequest {
	if r.Config == "" {
		r.Config = "chatgen.yaml"
	}
	r.Today = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	return r
}

// compareKeys returns both sides and the keys of the changes of each package as text.
func compareKeys(t *testing.T, r change.DiffRequest) string {
	t.Helper()
	reports, err := change.DiffWith(t.Context(), withDefaults(r), sharedImports)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, r := range reports {
		fmt.Fprintf(&out, "%s: %s -> %s\n", r.Package, sideText(r.Old), sideText(r.New))
		for _, c := range r.Changes {
			fmt.Fprintf(&out, "  %s\n", c.Key())
		}
	}
	return out.String()
}

func sideText(s compare.Side) string {
	if s == (compare.Side{}) {
		return "nothing"
	}
	return s.Source + " " + s.APIVersion + " " + s.Version
}

// wantDiffError fails the test unless Diff fails with the error want.
func wantDiffError(t *testing.T, r change.DiffRequest, want string) {
	t.Helper()
	reports, err := change.Diff(context.Background(), withDefaults(r))
	if err == nil || err.Error() != want {
		t.Errorf("got %d reports and\n%v\nwant\n%s", len(reports), err, want)
	}
}
