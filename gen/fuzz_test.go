package gen_test

import (
	"maps"
	"slices"
	"strconv"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/emit"
	"github.com/chatgen-go/chatgen/gen/notcarried"
)

// maxEdits is the number of edits of a document in one run of FuzzGenerate.
const maxEdits = 6

// For any edits of the documents of the golden cases, reading, building, applying the
// overrides and emitting never panic, and end with errors or with Go code that
// type-checks. Each three bytes are an edit: its kind and the two nodes that it affects.
func FuzzGenerate(f *testing.F) {
	for i := range 8 {
		f.Add(uint16(17*i), []byte{byte(i), byte(31 * i), byte(7 * i), byte(i + 1), byte(13 * i), 3})
	}
	cases := goldenInputs(f)
	check, err := newChecker()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, which uint16, edits []byte) {
		in := cases[int(which)%len(cases)]
		tree := in.trees[in.config.Spec]
		for edit := range slices.Chunk(edits[:min(len(edits), 3*maxEdits)], 3) {
			if len(edit) == 3 {
				tree = edited(t, tree, edit)
			}
		}
		files := maps.Clone(in.files)
		files[in.config.Spec] = appendJSON(nil, tree, "", mutation{})
		doc, pkg, err := gen.LoadFrom(in.config, openFiles(files), in.overrides)
		if err != nil {
			return
		}
		notcarried.List(doc, pkg)
		emitted, err := emit.Files(pkg)
		if err != nil {
			t.Fatalf("%v\n%s", err, files[in.config.Spec])
		}
		check.files(t, emitted, in.config.Import)
		if t.Failed() {
			t.Logf("%s", files[in.config.Spec])
		}
	})
}

// edited returns a copy of a document after an edit: a node is removed, changed, or
// replaced by another one.
func edited(t *testing.T, tree *yaml.Node, edit []byte) *yaml.Node {
	t.Helper()
	var copied yaml.Node
	if err := yaml.Unmarshal(appendJSON(nil, tree, "", mutation{}), &copied); err != nil {
		t.Fatal(err)
	}
	root := copied.Content[0]
	nodes := descendants(root, nil)
	if len(nodes) == 0 {
		return root
	}
	parent := nodes[(int(edit[1])|int(edit[0])<<8&0x300)%len(nodes)]
	step := 1
	if parent.Kind == yaml.MappingNode {
		step = 2
	}
	if len(parent.Content) == 0 {
		return root
	}
	i := int(edit[2]) % (len(parent.Content) / step) * step
	child := parent.Content[i+step-1]
	switch edit[0] % 4 {
	case 0:
		parent.Content = slices.Delete(parent.Content, i, i+step)
	case 1:
		child.Value += strconv.Itoa(int(edit[2]))
	case 2:
		if other := nodes[int(edit[2])%len(nodes)]; !slices.Contains(descendants(other, nil), parent) {
			parent.Content[i+step-1] = other
		}
	case 3:
		parent.Content[i+step-1] = &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: "object"}
	}
	return root
}

// descendants returns the objects and arrays of a document.
func descendants(n *yaml.Node, all []*yaml.Node) []*yaml.Node {
	if n.Kind != yaml.ScalarNode {
		all = append(all, n)
	}
	for _, child := range children(n) {
		all = descendants(child, all)
	}
	return all
}
