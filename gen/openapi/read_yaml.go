package openapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// maxAliased is the maximum number of nodes to which the aliases in a YAML file
// may expand; a few nested aliases can expand to billions.
const maxAliased = 100_000

// yamlReader converts the nodes of the YAML library to ours.
type yamlReader struct {
	file    string
	lines   [][]byte
	columns map[int][]int // by line: the byte column of each rune; nil for ASCII
	errs    *diag.List
	aliased int  // number of nodes created from aliases
	failed  bool // an error was reported, after which nothing is read
}

// readYAML returns the root of the file, or nil after an error if it is not
// supported YAML.
func readYAML(file string, data []byte, nodes *int, errs *diag.List) *node {
	if *nodes += countValues(data); *nodes > maxNodes {
		errs.Add(diag.Pos{File: file, Line: 1, Col: 1}, "YAML", tooManyNodes, "")
		return nil
	}
	r := &yamlReader{file: file, lines: bytes.Split(data, []byte("\n")), columns: map[int][]int{}, errs: errs}
	doc := r.loadDocument(data)
	if doc == nil {
		return nil
	}
	root := r.readValue(nil, "", doc, diag.Pos{}, 0, false)
	if r.failed {
		return nil
	}
	return root
}

// fail reports the error that ends the reading.
func (r *yamlReader) fail(pos diag.Pos, message string) {
	if !r.failed {
		r.errs.Add(pos, "YAML", message, "")
	}
	r.failed = true
}

// countValues returns at least the number of values in a YAML file: each ends a line,
// is separated by a comma, or begins a list or an object. The library reads a file as a
// whole, so they have to be counted before.
func countValues(data []byte) int {
	count := 1
	for _, mark := range []string{"\n", ",", "- ", "[", "{"} {
		count += bytes.Count(data, []byte(mark))
	}
	return count
}

// loadDocument returns the root of the only YAML document in the file, or nil after an
// error.
func (r *yamlReader) loadDocument(data []byte) *yaml.Node {
	loader, err := yaml.NewLoader(bytes.NewReader(data))
	if err != nil {
		panic("chatgen bug: the YAML loader rejected its options: " + err.Error())
	}
	var doc, more yaml.Node
	err = loader.Load(&doc)
	switch {
	case err != nil:
		r.errs.AddYAML(r.file, data, err)
		return nil
	case len(doc.Content) == 0:
		r.errs.AddYAML(r.file, data, io.EOF)
		return nil
	}
	switch err = loader.Load(&more); {
	case err == nil:
		r.errs.Add(r.position(more.Line, more.Column), "YAML", "a file with several documents is not supported", "remove the line ---, or split the file")
		return nil
	case !errors.Is(err, io.EOF):
		r.errs.AddYAML(r.file, data, err)
		return nil
	}
	return doc.Content[0]
}

// position returns the position for a line and a column that counts runes.
func (r *yamlReader) position(line, column int) diag.Pos {
	pos := diag.Pos{File: r.file, Line: line, Col: column}
	if line > len(r.lines) {
		return pos
	}
	columns, known := r.columns[line]
	if !known {
		columns = byteColumns(r.lines[line-1])
		r.columns[line] = columns
	}
	if column > 0 && column <= len(columns) {
		pos.Col = columns[column-1]
	}
	return pos
}

// byteColumns returns the byte column of each rune, or nil if the line is ASCII.
func byteColumns(line []byte) []int {
	if utf8.RuneCount(line) == len(line) {
		return nil
	}
	var columns []int
	for i := range string(line) {
		columns = append(columns, i+1)
	}
	return columns
}

// readValue converts y to a node with position pos, or with the position of y if
// pos is zero. aliased is true inside an alias.
func (r *yamlReader) readValue(parent *node, key string, y *yaml.Node, pos diag.Pos, depth int, aliased bool) *node {
	valuePos := r.position(y.Line, y.Column)
	if pos.Line == 0 {
		pos = valuePos
	}
	if y.Kind == yaml.AliasNode {
		y, aliased = y.Alias, true
	}
	if aliased {
		r.aliased++
	}
	n := &node{parent: parent, key: key, pos: pos}
	switch depth++; {
	case r.failed:
	case depth > maxDepth:
		r.fail(valuePos, tooDeep)
	case r.aliased > maxAliased:
		r.fail(valuePos, fmt.Sprintf("aliases expand to too many values; the limit is %d", maxAliased))
	case y.Kind == yaml.MappingNode:
		n.kind = object
		r.readMapping(n, y, depth, aliased)
	case y.Kind == yaml.SequenceNode:
		n.kind = array
		for i, item := range y.Content {
			n.add(r.readValue(n, strconv.Itoa(i), item, diag.Pos{}, depth, aliased))
		}
	default:
		r.readScalar(n, y, valuePos)
	}
	return n
}

func (r *yamlReader) readMapping(n *node, y *yaml.Node, depth int, aliased bool) {
	for i := 0; i+1 < len(y.Content) && !r.failed; i += 2 {
		key := y.Content[i]
		pos := r.position(key.Line, key.Column)
		if key.Kind == yaml.AliasNode {
			key = key.Alias
		}
		switch {
		case key.Kind != yaml.ScalarNode:
			r.fail(pos, "a key must be a scalar")
		case key.ShortTag() == "!!merge":
			r.fail(pos, "merge keys are not supported; repeat the properties instead")
		default:
			addMember(n, r.readValue(n, key.Value, y.Content[i+1], pos, depth, aliased), r.errs)
		}
	}
}

// readScalar sets the kind and text of n. Numbers in YAML notation are converted to
// JSON.
func (r *yamlReader) readScalar(n *node, y *yaml.Node, pos diag.Pos) {
	n.kind, n.text = text, y.Value
	switch y.ShortTag() {
	case "!!null":
		n.kind, n.text = null, "null"
	case "!!bool":
		var b bool
		if err := y.Decode(&b); err != nil {
			r.fail(pos, fmt.Sprintf("invalid boolean %q", y.Value))
		}
		n.kind, n.text = boolean, strconv.FormatBool(b)
	case "!!int", "!!float":
		n.kind, n.text = number, jsonNumber(y)
		if n.text == "" {
			r.fail(pos, fmt.Sprintf("invalid number %q (want a number that JSON can represent)", y.Value))
		}
	}
}

// jsonNumber returns a number as JSON, or "" if JSON cannot represent it.
func jsonNumber(y *yaml.Node) string {
	if json.Unmarshal([]byte(y.Value), new(json.Number)) == nil {
		return y.Value
	}
	var value any
	if y.Decode(&value) != nil {
		return ""
	}
	text, err := json.Marshal(value)
	if err != nil {
		return "" // infinity, or not a number
	}
	return string(text)
}
