package openapi

import (
	"os"
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// Each value of a valid document is replaced by an unexpected one: Read returns a
// document or reports a problem, and neither our code nor kin-openapi, which gets
// only validated values, panics.
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
			root := newFiles(nil, &errs).parse(name, data)
			turn := 0
			replaceEach(root, &turn, func(n *node) { readReplaced(t, name, root, n) })
		})
	}
}

// replaceEach replaces each node by a hostile value, calls visit with it and
// restores the node. turn counts the calls and selects the hostile value.
func replaceEach(n *node, turn *int, visit func(*node)) {
	hostile := []string{"null", "1", `"x"`, "true", "[]", "[null]", "{}", `{"$ref": "#"}`, `{"a": null}`, `{"$ref": "#", "x": 1}`, "false"}
	original := *n
	var errs diag.List
	bad := newFiles(nil, &errs).parse("hostile.json", []byte(hostile[*turn%len(hostile)]))
	n.kind, n.text, n.children = bad.kind, bad.text, bad.children
	*turn++
	visit(n)
	*n = original
	for _, child := range n.children {
		replaceEach(child, turn, visit)
	}
}

func readReplaced(t *testing.T, name string, root, replaced *node) {
	t.Helper()
	data := root.appendJSON(nil)
	defer func() {
		if r := recover(); r != nil {
			t.Fatalf("%s at %s: %v", replaced.appendJSON(nil), replaced.pointer(), r)
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
		t.Errorf("%s at %s: neither a document nor a problem", replaced.appendJSON(nil), replaced.pointer())
	}
}
