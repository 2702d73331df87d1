package change_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/change"
	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/internal/testmodule"
)

// Identity moves to documents in which its operations have other IDs and groups. Its
// overrides are mended on the way, its API is kept, and each step has the section that
// the golden files contain.
func TestBumpIdentity(t *testing.T) {
	root := repositoryRoot(t)
	t.Chdir(t.TempDir())
	for _, folder := range []string{"spec/Identity", "spec/Common", "overrides/identity"} {
		if err := os.CopyFS(folder, os.DirFS(filepath.Join(root, folder))); err != nil {
			t.Fatal(err)
		}
	}
	// In this version, the operations have the IDs of the first one again, which no range of versions expresses.
	if err := os.RemoveAll("spec/Identity/stable/2026-07-22"); err != nil {
		t.Fatal(err)
	}
	removeMended(t, "overrides/identity")
	testmodule.Write(t, ".", root, "github.com/chatgen-go/copy")
	write(t, "chatgen.yaml", []byte("- {name: identity, spec: spec/Identity/stable/2023-10-01/CommunicationIdentity.json, "+
		"overrides: overrides/identity, out: generated/identity, version: v0.1.0}\n"))
	generateAll(t)

	before := snapshot(t)
	plan, err := runBump(t, change.BumpRequest{APIVersion: "2026-09-23", Mend: true, Plan: true})
	if err != nil {
		t.Fatal(err)
	}
	if proven := []string{"2023-10-01", "2025-06-30", "2026-09-23"}; !slices.Equal(plan.Proven, proven) {
		t.Errorf("the mended overrides fit %q, want %q", plan.Proven, proven)
	}
	sameTree(t, before)
	checkKept(t, plan.Report)

	for _, step := range []struct{ from, to string }{{"2023-10-01", "2025-06-30"}, {"2025-06-30", "2026-09-23"}} {
		result, err := runBump(t, change.BumpRequest{APIVersion: step.to, Mend: true})
		if err != nil {
			t.Fatal(err)
		}
		goldenFile(t, filepath.Join(root, "testdata/golden/versions/bump", "identity_"+step.from+"_to_"+step.to+".md"), summary(result.Report))
	}
	wantUpToDate(t)
	clients := string(readFile(t, "overrides/identity/clients.yaml"))
	for _, want := range []string{"- group: CommunicationIdentity\n", "applies: [\"..2023-10-01\"]", "- group: TeamsUserOperations\n  into: IdentityOperations\n"} {
		if !strings.Contains(clients, want) {
			t.Errorf("clients.yaml has no %q:\n%s", want, clients)
		}
	}
}

// removeMended changes overrides back to what they were before the first move: entries
// for later versions are removed, and those that were kept apply to all versions.
func removeMended(t *testing.T, folder string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	for _, file := range files {
		var kept []string
		for block := range strings.SplitSeq(string(readFile(t, file)), "\n\n") {
			if !strings.Contains(block, `applies: ["2025-06-30`) && !strings.Contains(block, `applies: ["2026-07-22`) {
				kept = append(kept, strings.Replace(block, "  applies: [\"..2023-10-01\", \"2026-07-22\"]\n", "", 1))
			}
		}
		write(t, file, []byte(strings.Join(kept, "\n\n")))
	}
}

// checkKept fails the test if a change of the API is breaking.
func checkKept(t *testing.T, r *compare.Report) {
	t.Helper()
	for _, c := range r.Changes {
		if c.Layer == compare.API && c.Breaking {
			t.Errorf("breaking change: %s", c.Key())
		}
	}
}

// goldenFile compares a text with a golden file.
func goldenFile(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		writeAll(t, file, []byte(got))
	}
	if want := string(readFile(t, file)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
