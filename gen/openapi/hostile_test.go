package openapi

import (
	"os"
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// Every value of a sound document is in turn replaced by one that is not
// expected there: the answer is a document or a problem, never a panic of ours
// or of kin-openapi, which gets only what has the expected form.
func TestHostileValues(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"testdata/swagger/shop.json", "testdata/openapi30/zoo.yaml", "testdata/openapi31/bank.json"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var errs diag.List
			root := parse(name, data, &errs)
			turn := 0
			replaceEach(root, &turn, func(n *node) { readReplaced(t, name, root, n) })
		})
	}
}

// replaceEach calls replaced with each node in turn replaced; turn says which
// of the hostile values comes next.
func replaceEach(n *node, turn *int, replaced func(*node)) {
	hostile := []string{"null", "1", `"x"`, "true", "[]", "[null]", "{}", `{"$ref": "#"}`, `{"a": null}`, `{"$ref": "#", "x": 1}`, "false"}
	sound := *n
	var errs diag.List
	bad := readJSON("hostile", []byte(hostile[*turn%len(hostile)]), &errs)
	n.kind, n.text, n.children = bad.kind, bad.text, bad.children
	*turn++
	replaced(n)
	*n = sound
	for _, child := range n.children {
		replaceEach(child, turn, replaced)
	}
}

func readReplaced(t *testing.T, name string, root, replaced *node) {
	t.Helper()
	data := root.json(nil)
	defer func() {
		if r := recover(); r != nil {
			t.Fatalf("%s at %s: %v", replaced.json(nil), replaced.pointer(), r)
		}
	}()
	open := func(file string) ([]byte, error) {
		if file == name {
			return data, nil
		}
		return os.ReadFile(file)
	}
	var errs diag.List
	doc := Read(name, open, &errs)
	switch {
	case doc != nil:
		dump(doc)
	case errs.Len() == 0:
		t.Errorf("%s at %s: neither a document nor a problem", replaced.json(nil), replaced.pointer())
	}
}
