package openapi

import (
	"fmt"
	"strconv"
	"strings"
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
		{"bytes", "d.json", "[1]", MaxSize - 2, 0,
			"d.json: document: cannot be read: the document and the files that it refers to are larger than 64 MB"},
		{"within the limits", "d.json", "[1]", MaxSize - 3, maxNodes - 2, ""},
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

// Values and their names in x-ms-enum are matched without comparing each with each.
func TestEnumOfManyNames(t *testing.T) {
	const count = 500
	var values, names []string
	for i := range count {
		values = append(values, strconv.Quote("v"+strconv.Itoa(i)))
		names = append(names, fmt.Sprintf(`{"value": "v%d", "name": "N%d"}`, i, i))
	}
	doc := fmt.Sprintf(`{"swagger": "2.0", "info": {"title": "T", "version": "1"}, "paths": {}, "definitions": {"E": {"type": "string", "enum": [%s],
		"x-ms-enum": {"name": "E", "values": [%s]}}}}`, strings.Join(values, ","), strings.Join(names, ","))
	var errs diag.List
	var read *Document
	allocs := testing.AllocsPerRun(1, func() { read = Read("d.json", openFrom(map[string]string{"d.json": doc}), &errs) })
	if err := errs.Err(); err != nil {
		t.Fatal(err)
	}
	if last := read.Schemas[0].Enum[count-1]; last.Text != "v499" || last.Name != "N499" {
		t.Errorf("got %+v", last)
	}
	if allocs > 100*count {
		t.Errorf("%v allocations, want at most 100 for each value", allocs)
	}
}
