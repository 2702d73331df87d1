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

// maxAliased is how many nodes the aliases of a YAML file may stand for in all:
// a few nested aliases can stand for billions.
const maxAliased = 100_000

// yamlReader makes nodes of the nodes of the YAML library.
type yamlReader struct {
	file    string
	lines   [][]byte
	columns map[int][]int // of a line that is not ASCII: the byte column of each rune
	errs    *diag.List
	aliased int // nodes made while in an alias
}

// readYAML returns the root of the file, or nil if it is not usable YAML.
func readYAML(file string, data []byte, errs *diag.List) *node {
	r := &yamlReader{file: file, lines: bytes.Split(data, []byte("\n")), columns: map[int][]int{}, errs: errs}
	doc, err := r.document(data)
	if err != nil {
		errs.Add(err.pos, "YAML", err.fault, "")
		return nil
	}
	root, err := r.value(nil, "", doc, diag.Pos{}, 0, false)
	if err != nil {
		errs.Add(err.pos, "YAML", err.fault, "")
		return nil
	}
	return root
}

// yamlError is a fault that ends the reading of a file.
type yamlError struct {
	pos   diag.Pos
	fault string
}

// document returns what the one document of the file holds.
func (r *yamlReader) document(data []byte) (*yaml.Node, *yamlError) {
	loader, err := yaml.NewLoader(bytes.NewReader(data))
	if err != nil {
		panic("chatgen bug: the YAML loader refuses its options: " + err.Error())
	}
	var doc, more yaml.Node
	err = loader.Load(&doc)
	if errors.Is(err, io.EOF) || err == nil && len(doc.Content) == 0 {
		return nil, &yamlError{r.place(1, 1), "the file is empty"}
	}
	if err != nil {
		return nil, r.failure(err)
	}
	err = loader.Load(&more)
	if err == nil {
		return nil, &yamlError{r.place(more.Line, more.Column), "more than one document"}
	}
	if !errors.Is(err, io.EOF) {
		return nil, r.failure(err)
	}
	return doc.Content[0], nil
}

// failure returns where and what an error of the YAML library is.
func (r *yamlReader) failure(err error) *yamlError {
	failed := &yamlError{diag.Pos{File: r.file}, err.Error()}
	if load, ok := errors.AsType[*yaml.LoadError](err); ok {
		failed.fault = load.Message
		if load.Mark.Line > 0 {
			failed.pos = r.place(load.Mark.Line, load.Mark.Column)
		}
	}
	return failed
}

// place returns the position of a line and a column that counts runes.
func (r *yamlReader) place(line, column int) diag.Pos {
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

// byteColumns returns the byte column of each rune, or nil if all are ASCII.
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

// value makes a node of y. The position is y's own unless at is given.
func (r *yamlReader) value(parent *node, key string, y *yaml.Node, at diag.Pos, depth int, aliased bool) (*node, *yamlError) {
	own := r.place(y.Line, y.Column)
	if at.Line == 0 {
		at = own
	}
	if y.Kind == yaml.AliasNode {
		y, aliased = y.Alias, true
	}
	n := &node{parent: parent, key: key, pos: at}
	if depth++; depth > maxDepth {
		return nil, &yamlError{own, fmt.Sprintf("nested deeper than %d levels", maxDepth)}
	}
	if aliased {
		r.aliased++
	}
	if r.aliased > maxAliased {
		return nil, &yamlError{own, fmt.Sprintf("its aliases stand for more than %d values", maxAliased)}
	}
	switch y.Kind {
	case yaml.MappingNode:
		n.kind = object
		return n, r.mapping(n, y, depth, aliased)
	case yaml.SequenceNode:
		n.kind = array
		return n, r.sequence(n, y, depth, aliased)
	}
	return n, r.scalar(n, y, own)
}

func (r *yamlReader) mapping(n *node, y *yaml.Node, depth int, aliased bool) *yamlError {
	for i := 0; i+1 < len(y.Content); i += 2 {
		key := y.Content[i]
		pos := r.place(key.Line, key.Column)
		if key.Kind == yaml.AliasNode {
			key = key.Alias
		}
		if key.Kind != yaml.ScalarNode {
			return &yamlError{pos, "a key must be a scalar"}
		}
		if key.ShortTag() == "!!merge" {
			return &yamlError{pos, "merge keys are not supported, write the members out"}
		}
		child, err := r.value(n, key.Value, y.Content[i+1], pos, depth, aliased)
		if err != nil {
			return err
		}
		addMember(n, child, r.errs)
	}
	return nil
}

func (r *yamlReader) sequence(n *node, y *yaml.Node, depth int, aliased bool) *yamlError {
	for i, item := range y.Content {
		child, err := r.value(n, strconv.Itoa(i), item, diag.Pos{}, depth, aliased)
		if err != nil {
			return err
		}
		n.add(child)
	}
	return nil
}

// scalar sets what n is. Numbers that YAML writes in its own way become JSON's.
func (r *yamlReader) scalar(n *node, y *yaml.Node, pos diag.Pos) *yamlError {
	n.kind, n.text = text, y.Value
	switch y.ShortTag() {
	case "!!null":
		n.kind, n.text = null, "null"
	case "!!bool":
		var b bool
		if err := y.Decode(&b); err != nil {
			return &yamlError{pos, fmt.Sprintf("%q is no boolean", y.Value)}
		}
		n.kind, n.text = boolean, strconv.FormatBool(b)
	case "!!int", "!!float":
		n.kind, n.text = number, jsonNumber(y)
		if n.text == "" {
			return &yamlError{pos, fmt.Sprintf("%q is no number that JSON has", y.Value)}
		}
	}
	return nil
}

// jsonNumber returns a number as JSON has it, or "" if JSON cannot.
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
		return "" // infinity, or no number
	}
	return string(text)
}
