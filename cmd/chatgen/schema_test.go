package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/overrides/schema"
)

// schema prints the files of this repository unchanged, and the schema of the output of
// diff.
func TestSchema(t *testing.T) {
	kinds := append(schema.Kinds(), "diff")
	slices.Sort(kinds)
	wantOutput(t, "schema", strings.Join(kinds, "\n")+"\n")
	for _, kind := range []string{"chatgen", "auth", "common"} {
		wantOutput(t, "schema "+kind, read(t, "../../overrides/schema", kind+".json"))
	}
}

func TestSchemaErrors(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"schema nmes", `chatgen schema: no schema "nmes", did you mean names? (see chatgen schema --help)`},
		{"schema colours", `chatgen schema: no schema "colours", run chatgen schema for the list (see chatgen schema --help)`},
		{"schema auth ids", "chatgen schema: expected one KIND, got 2 arguments (see chatgen schema --help)"},
	} {
		wantExit(t, c.args, exitUsage, "", c.want+"\n")
	}
}

// The schema of diff describes each property of its output.
func TestSchemaOfDiff(t *testing.T) {
	code, stdout, stderr := chatgen("schema diff")
	type object struct {
		Required   []string           `json:"required"`
		Properties map[string]*object `json:"properties"`
		Items      *object            `json:"items"`
	}
	var s object
	if err := json.Unmarshal([]byte(stdout), &s); err != nil || code != exitOK || stderr != "" {
		t.Fatalf("exit %d, %v\n%s%s", code, err, stdout, stderr)
	}
	if got := strings.Join(s.Required, " "); got != "outcome packages unmatchedSuppressions" {
		t.Errorf("required: %s", got)
	}
	if got := s.Properties["packages"].Items.Required; !slices.Contains(got, "changelog") || slices.Contains(got, "") {
		t.Errorf("required of a package: %q", got)
	}
}
