package override_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/gen/override"
)

// Files are decoded by package strict: unknown keys and invalid values are reported
// with their position.
func TestReadProblems(t *testing.T) {
	const why = ", why: because"
	for _, c := range []problemCase{
		{"a byte order mark", "\ufeff- {operation: Thread_Ad, name: X" + why + "}\n", "names.yaml:1:4: Thread_Ad: no such operation (did you mean Thread_Add?)"},
		{"a merge", "- {<<: {name: X}, operation: Thread_Add, name: X" + why + "}\n", "names.yaml:1:4: <<: merge keys are not supported (repeat the keys)"},
		{"a misspelled key", "- {operation: Thread_Add, nam: X, name: X" + why + "}\n", "names.yaml:1:27: nam: no such key (did you mean name?)"},
		{"a misspelled key of expect", "- {operation: Thread_Add, name: X, expect: {metod: GET}" + why + "}\n", "names.yaml:1:45: metod: no such key (did you mean method?)"},
		{"no why", "- {operation: Thread_Add, name: X}\n", "names.yaml:1:3: entry: why is missing"},
		{"a version without quotes", "- {operation: Thread_Add, name: X, applies: [2025-03-15]" + why + "}\n", "names.yaml:1:46: applies: must be a string, is a date (put it in quotes)"},
		{"no versions", "- {operation: Thread_Add, name: X, applies: []" + why + "}\n", "names.yaml:1:45: applies: must not be empty (give a value, or remove the key)"},
		{"required a string", "- {definition: ChatThread, property: id, name: X, expect: {required: yes}" + why + "}\n", "names.yaml:1:70: required: must be true or false, is a string"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := problems(override.File{Name: "names.yaml", Data: []byte(c.text)})
			if got != c.want {
				t.Errorf("problems of\n%s\ngot:\n%s\nwant:\n%s", c.text, got, c.want)
			}
		})
	}
}
