package gen_test

import (
	"slices"
	"strconv"

	"go.yaml.in/yaml/v4"
)

// maxEdits is the number of edits of a file in one run.
const maxEdits = 6

// editedFile returns a JSON or YAML file after edits, as JSON, which is YAML, too. It
// returns false if the file is malformed.
func editedFile(data, edits []byte) ([]byte, bool) {
	var file yaml.Node
	if yaml.Unmarshal(data, &file) != nil || len(file.Content) == 0 {
		return nil, false
	}
	tree := file.Content[0]
	for edit := range slices.Chunk(edits[:min(len(edits), 3*maxEdits)], 3) {
		if len(edit) == 3 {
			editNode(tree, edit)
		}
		if tree = copyOf(tree); tree == nil {
			return nil, false
		}
	}
	return appendJSON(nil, tree, "", mutation{}), true
}

// copyOf returns a copy in which no node occurs twice, or nil if it would be too large.
func copyOf(tree *yaml.Node) *yaml.Node {
	const maxFile = 1 << 18
	data := appendJSON(nil, tree, "", mutation{})
	var copied yaml.Node
	if len(data) > maxFile || yaml.Unmarshal(data, &copied) != nil {
		return nil
	}
	return copied.Content[0]
}

// editNode edits a file: a child of the node that the second byte selects is removed,
// changed, replaced, duplicated, renamed or swapped with another one, or gets another type.
func editNode(root *yaml.Node, edit []byte) {
	nodes := containers(root, nil)
	if len(nodes) == 0 {
		return
	}
	parent := nodes[(int(edit[1])|int(edit[0])<<8&0x300)%len(nodes)]
	step := 1
	if parent.Kind == yaml.MappingNode {
		step = 2
	}
	if len(parent.Content) == 0 {
		return
	}
	i := int(edit[2]) % (len(parent.Content) / step) * step
	child := &parent.Content[i+step-1]
	other := nodes[int(edit[2])%len(nodes)]
	switch edit[0] % 8 {
	case 0:
		parent.Content = slices.Delete(parent.Content, i, i+step)
	case 1:
		(*child).Value += strconv.Itoa(int(edit[2]))
	case 2:
		if !slices.Contains(containers(other, nil), parent) {
			*child = other
		}
	case 3:
		*child = otherValues[int(edit[2])%len(otherValues)]
	case 4:
		copied := slices.Clone(parent.Content[i : i+step])
		if step == 2 {
			copied[0] = &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: copied[0].Value + "2"}
		}
		parent.Content = append(parent.Content, copied...)
	case 5:
		if step == 2 {
			parent.Content[i].Value = keywords[int(edit[2])%len(keywords)]
		}
	case 6:
		if last := len(parent.Content) - 1; i+step-1 != last {
			*child, parent.Content[last] = parent.Content[last], *child
		}
	case 7:
		if other.Kind == yaml.MappingNode && step == 2 && !slices.Contains(containers(*child, nil), other) {
			other.Content = append(other.Content, parent.Content[i:i+2]...)
		}
	}
}

// otherValues are values of all types.
var otherValues = []*yaml.Node{
	{Kind: yaml.ScalarNode, Tag: "!!str", Value: "object"},
	{Kind: yaml.ScalarNode, Tag: "!!str", Value: "array"},
	{Kind: yaml.ScalarNode, Tag: "!!str", Value: ""},
	{Kind: yaml.ScalarNode, Tag: "!!int", Value: "-1"},
	{Kind: yaml.ScalarNode, Tag: "!!float", Value: "1e400"},
	{Kind: yaml.ScalarNode, Tag: "!!bool", Value: "true"},
	{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"},
	{Kind: yaml.SequenceNode},
	{Kind: yaml.MappingNode},
}

// keywords are keys that change the meaning of their value.
var keywords = []string{
	"$ref", "allOf", "oneOf", "anyOf", "not", "items", "properties", "additionalProperties", "discriminator", "enum", "const", "default",
	"type", "format", "required", "nullable", "readOnly", "description", "in", "name", "schema", "content", "style", "explode",
	"x-ms-enum", "x-ms-pageable", "x-ms-client-name", "x-ms-parameter-location", "x-ms-discriminator-value", "x-ms-skip-url-encoding",
	"operation", "definition", "property", "parameter", "applies", "expect", "why",
}

// containers returns the objects and arrays of a file.
func containers(n *yaml.Node, all []*yaml.Node) []*yaml.Node {
	if n.Kind != yaml.ScalarNode {
		all = append(all, n)
	}
	for _, child := range children(n) {
		all = containers(child, all)
	}
	return all
}
