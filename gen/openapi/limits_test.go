package openapi

import (
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// A document is rejected before it fills the memory. The files that were read before
// count.
func TestLimits(t *testing.T) {
	tests := []struct {
		name, file, data string
		size, nodes      int // read before
		want             string
	}{
		{"values in JSON", "d.json", "[1,\n2]", 0, maxNodes - 2,
			"d.json:2:1: JSON: the document and the files that it refers to have more than 5 million values"},
		{"values in YAML", "d.yaml", "- 1\n- 2\n", 0, maxNodes - 2,
			"d.yaml:1:1: YAML: the document and the files that it refers to have more than 5 million values"},
		{"bytes", "d.json", "[1]", maxSize - 2, 0,
			"d.json: document: cannot be read: the document and the files that it refers to are larger than 64 MB"},
		{"within the limits", "d.json", "[1]", maxSize - 3, maxNodes - 2, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var errs diag.List
			f := newFiles(openFrom(map[string]string{test.file: test.data}), &errs)
			f.size, f.nodes = test.size, test.nodes
			root, got := f.root(test.file), ""
			if err := errs.Err(); err != nil {
				got = err.Error()
			}
			if got != test.want || (root == nil) != (test.want != "") {
				t.Errorf("got %v and %s, want %s", root, got, test.want)
			}
		})
	}
}
