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

// twoPackages is a configuration of a module that is called example.com/sdk.
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

// operation is one that the documents of these tests may have.
func operation(name string) string {
	return fmt.Sprintf(`    "/%s": {"get": {"operationId": "Pets_%[1]s", "description": "Tells.", `+
		`"parameters": [{"name": "api-version", "in": "query", "required": true, "type": "string"}], "responses": {"200": {"description": "It.", "schema": {"type": "string"}}}}}`, name)
}

// petsDocument is a document with an operation on each line from the fifth on.
func petsDocument(version string, operations ...string) string {
	var paths []string
	for _, name := range operations {
		paths = append(paths, operation(name))
	}
	return fmt.Sprintf("{\n  \"swagger\": \"2.0\",\n  \"info\": {\"title\": \"Pets\", \"version\": %q},\n  \"paths\": {\n%s\n  }\n}\n", version, strings.Join(paths, ",\n"))
}

// diffProject makes a module with two packages the working folder. Their Go is
// written by hand, and imports nothing of others.
func diffProject(t *testing.T) {
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

// commit makes a revision of all that is in the working folder, and names it.
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

// request compares in the working folder unless r says otherwise.
func request(r change.DiffRequest) change.DiffRequest {
	if r.Config == "" {
		r.Config = "chatgen.yaml"
	}
	r.Today = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	return r
}

// compared returns the reports as one text: for each package both sides, and the
// changes by their keys.
func compared(t *testing.T, r change.DiffRequest) string {
	t.Helper()
	reports, err := change.Diff(t.Context(), request(r))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, r := range reports {
		fmt.Fprintf(&out, "%s: %s -> %s\n", r.Package, about(r.Old), about(r.New))
		for _, c := range r.Changes {
			fmt.Fprintf(&out, "  %s\n", c.Key())
		}
	}
	return out.String()
}

func about(s compare.Side) string {
	if s == (compare.Side{}) {
		return "nothing"
	}
	return s.Source + " " + s.APIVersion + " " + s.Version
}

// refused reports a comparison that does not fail with exactly want.
func refused(t *testing.T, r change.DiffRequest, want string) {
	t.Helper()
	reports, err := change.Diff(context.Background(), request(r))
	if err == nil || err.Error() != want {
		t.Errorf("got %d reports and\n%v\nwant\n%s", len(reports), err, want)
	}
}
