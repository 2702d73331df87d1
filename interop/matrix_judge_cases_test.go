package interop_test

import (
	"reflect"
	"testing"
)

// TestJudge checks that the matrix shows expected results, deviations, and clients
// that do not run, and that it reports everything else.
func TestJudge(t *testing.T) {
	j := &judge{
		calls: []matrixCall{{"tokens", "create", `[24]`}, {"tokens", "revoke", `"done"`}, {"messages", "send", `{"id": 1}`}},
		deviations: []deviation{
			{"old *", "create", `[1]`, "Tokens last an hour."},
			{"old *", "send", `"never"`, "Does not send."},
		},
	}
	done := map[string]any{"create": []any{24.0}, "revoke": "done", "send": map[string]any{"id": 1.0}}
	table, problems := j.table([]matrixRun{
		{"new 2", done, "2025", "2023"},
		{"old 1", map[string]any{"create": []any{1.0}, "revoke": "done", "send": map[string]any{"id": 1.0}}, "2021", "2021"},
		{"new 1", map[string]any{"create": []any{1.0}, "send": map[string]any{"error": "404 x"}}, "2024", "2023"},
		{"old 0", map[string]any{"load the packages": map[string]any{"error": "Error: a|b"}}, "", ""},
	})
	const wantTable = `| client | Chat API | Identity API | tokens | messages |
|---|---|---|---|---|
| new 2 | 2025 | 2023 | yes | yes |
| old 1 | 2021 | 2021 | (1) | yes |
| new 1 | 2024 | 2023 | ? | ? |
| old 0, which does not run: Error: a\|b |  |  |  |  |

1. Tokens last an hour.
2. Does not send.
`
	if table != wantTable {
		t.Errorf("got the table\n%s\nwant\n%s", table, wantTable)
	}
	wantProblems := []string{
		"new 1: create: got [1], want [24]",
		`new 1: revoke: got null, want "done"`,
		`new 1: send: got {"error":"404 x"}, want {"id": 1}`,
		"old *: send: this deviation no longer occurs (Does not send.)",
	}
	if !reflect.DeepEqual(problems, wantProblems) {
		t.Errorf("got  %q\nwant %q", problems, wantProblems)
	}
}
