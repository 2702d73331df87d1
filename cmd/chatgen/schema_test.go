package main

import (
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/overrides/schema"
)

// schema prints the files of this repository unchanged.
func TestSchema(t *testing.T) {
	wantOutput(t, "schema", strings.Join(schema.Kinds(), "\n")+"\n")
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
