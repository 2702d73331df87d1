package override_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/override"
)

// applyOmit applies entries to the sample, from which two operations have been left out.
func applyOmit(text string) (*model.Package, error) {
	pkg := sample()
	pkg.Omitted = []model.Omitted{{ID: "Chat_Import"}, {ID: "Call_Start"}}
	var errs diag.List
	override.Apply(pkg, []override.File{file("omit", text)}, &errs)
	return pkg, errs.Err()
}

func TestOmit(t *testing.T) {
	pkg, err := applyOmit("- operation: Chat_Import\n- group: Call\n")
	if err != nil {
		t.Fatal(err)
	}
	checkEffects(t, pkg, "Chat_Import: left out", "Call: left out")
}

// Entries leave out operations by their ID or group, for the versions to which they apply.
func TestOmitMatches(t *testing.T) {
	cases := []struct {
		name, text, id string
		want           bool
	}{
		{"the operation", "- operation: Chat_Import\n", "Chat_Import", true},
		{"another operation", "- operation: Chat_Import\n", "Chat_ImportAll", false},
		{"the group", "- group: Call\n", "Call_Start", true},
		{"another group", "- group: Call\n", "Calls_Start", false},
		{"an operation without a group", "- group: Call\n", "Call", false},
		{"an earlier version", "- group: Call\n  applies: [..2024-01-01]\n", "Call_Start", false},
		{"neither", "- applies: [\"2025-03-15\"]\n", "Call_Start", false},
		{"invalid", "- 1\n", "Call_Start", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			omit := override.Omit([]override.File{file("omit", c.text), file("names", "- 1\n")}, "2025-03-15")
			if got := omit(c.id); got != c.want {
				t.Errorf("got %t, want %t", got, c.want)
			}
		})
	}
}

func TestOmitProblems(t *testing.T) {
	const prefix = "overrides/chat/omit.yaml:"
	checkProblems(t, "omit", []problemCase{
		{"no such operation", "- operation: Thread_Ad\n", prefix + "1:3: Thread_Ad: no such operation (did you mean Thread_Add?)"},
		{"no such group", "- group: Threads\n", prefix + "1:3: Threads: no such group (did you mean Thread?)"},
		{"both", "- operation: Thread_Add\n  group: Thread\n", prefix + "1:3: entry: needs either operation or group (write one of them)"},
		{"neither", "- applies: [\"2025-03-15\"]\n", prefix + "1:3: entry: needs either operation or group (write one of them)"},
	})
}
