// Package strict reads YAML files that contain a list of entries, such as
// chatgen.yaml and overrides, into structs. It reports unknown, duplicate and
// missing keys, values of another type and empty values, with their positions.
package strict

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// Text is a string in a file. It is empty if its key is absent.
type Text struct {
	Value string
	Pos   diag.Pos // of the value
	Key   diag.Pos // of its key; of the value if it is an element of a list
}

// IsSet reports whether the key is present.
func (t Text) IsSet() bool { return t.Key.Line > 0 }

// Flag is a boolean in a file. It is false if its key is absent.
type Flag struct {
	Value bool
	Key   diag.Pos
}

// IsSet reports whether the key is present.
func (f Flag) IsSet() bool { return f.Key.Line > 0 }

// Number is a whole number above zero in a file. It is zero if its key is absent.
type Number struct {
	Value int
	Key   diag.Pos
}

// IsSet reports whether the key is present.
func (n Number) IsSet() bool { return n.Key.Line > 0 }

// List returns the valid entries of a file that contains a list of them.
// Every problem is added to errs; positions show file as its name.
//
// T is a struct. A field with a tag `yaml:"key"` or `yaml:"key,required"` is a
// key: a [Text], a [Flag], a [Number], a pointer to such a struct, or a list of
// texts or of structs. A [diag.Pos] field without a tag gets the position of the mapping.
func List[T any](file string, data []byte, errs *diag.List) []*T {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !diag.CheckText(file, data, errs) {
		return nil
	}
	r := &reader{file: file, lines: bytes.Split(data, []byte("\n")), errs: errs, keys: map[reflect.Type][]key{}}
	list := r.root(data)
	if list == nil {
		return nil
	}
	var entries []*T
	for _, item := range list.Content {
		e := new(T)
		if r.mapping(reflect.ValueOf(e).Elem(), item, "entry") {
			entries = append(entries, e)
		}
	}
	return entries
}

// reader fills structs from the YAML nodes of one file.
type reader struct {
	file  string
	lines [][]byte
	errs  *diag.List
	keys  map[reflect.Type][]key // those that keysOf has returned
}

// root returns the list that the file contains, or nil after an error.
func (r *reader) root(data []byte) *yaml.Node {
	loader, err := yaml.NewLoader(bytes.NewReader(data))
	if err != nil {
		panic("chatgen bug: " + err.Error())
	}
	var doc, more yaml.Node
	if err := loader.Load(&doc); err != nil {
		r.errs.AddYAML(r.file, data, err)
		return nil
	}
	if err := loader.Load(&more); !errors.Is(err, io.EOF) {
		r.reject(r.nodePos(&doc), "YAML", "the file contains several documents", "write one list of entries")
		return nil
	}
	list := doc.Content[0]
	if list.Kind != yaml.SequenceNode {
		r.reject(r.nodePos(list), "file", "must be a list of entries, is "+describe(list), "begin each entry with a dash")
		return nil
	}
	if len(list.Content) == 0 {
		r.reject(r.nodePos(list), "file", "must not be empty", "remove it, or add an entry")
		return nil
	}
	return list
}

// position returns the position of a line and a column in runes.
func (r *reader) position(line, column int) diag.Pos {
	pos := diag.Pos{File: r.file, Line: line, Col: column}
	if line <= len(r.lines) {
		pos.Col = diag.ByteColumn(r.lines[line-1], column)
	}
	return pos
}

func (r *reader) nodePos(n *yaml.Node) diag.Pos { return r.position(n.Line, n.Column) }

func (r *reader) reject(pos diag.Pos, subject, message, hint string) bool {
	r.errs.Add(pos, subject, message, hint)
	return false
}

// key is a key for which a struct has a field.
type key struct {
	name     string
	required bool
	field    []int
}

// keysOf returns the keys of a struct, those of embedded structs included.
func (r *reader) keysOf(t reflect.Type) []key {
	if known, ok := r.keys[t]; ok {
		return known
	}
	var keys []key
	for _, f := range reflect.VisibleFields(t) {
		if name, option, _ := strings.Cut(f.Tag.Get("yaml"), ","); name != "" {
			keys = append(keys, key{name, option == "required", f.Index})
		}
	}
	r.keys[t] = keys
	return keys
}

// mapping fills the struct v and reports whether the mapping is valid.
func (r *reader) mapping(v reflect.Value, n *yaml.Node, subject string) bool {
	if n.Kind != yaml.MappingNode {
		return r.reject(r.nodePos(n), subject, "must be a mapping, is "+describe(n), "its keys are "+r.keyNames(v.Type()))
	}
	r.setPositions(v, r.nodePos(n))
	keys, ok, lines := r.keysOf(v.Type()), true, map[string]int{}
	for i := 0; i < len(n.Content); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		if name.Kind != yaml.ScalarNode {
			ok = r.reject(r.nodePos(name), subject, "a key must be a string, is "+describe(name), "")
			continue
		}
		if name.ShortTag() == "!!merge" {
			return r.reject(r.nodePos(name), name.Value, "merge keys are not supported", "repeat the keys")
		}
		if line, twice := lines[name.Value]; twice {
			ok = r.reject(r.nodePos(name), name.Value, "duplicate key", fmt.Sprintf("the first is on line %d", line))
			continue
		}
		lines[name.Value] = name.Line
		ok = r.member(v, keys, name, value) && ok
	}
	written := slices.Collect(maps.Keys(lines))
	for _, k := range keys {
		if _, there := lines[k.name]; k.required && !there && diag.Nearest(k.name, written) == "" { // otherwise it is misspelled
			ok = r.reject(r.nodePos(n), subject, k.name+" is missing", "")
		}
	}
	return ok
}

// keyNames returns the names of a struct's keys, for a hint.
func (r *reader) keyNames(t reflect.Type) string {
	var names []string
	for _, k := range r.keysOf(t) {
		names = append(names, k.name)
	}
	return strings.Join(names, ", ")
}

// setPositions sets the diag.Pos fields of v and of the structs it embeds.
func (r *reader) setPositions(v reflect.Value, pos diag.Pos) {
	for i := range v.NumField() {
		switch f := v.Field(i); {
		case v.Type().Field(i).Anonymous:
			r.setPositions(f, pos)
		case f.Type() == reflect.TypeFor[diag.Pos]():
			f.Set(reflect.ValueOf(pos))
		}
	}
}

// member fills the field of v for one key.
func (r *reader) member(v reflect.Value, keys []key, name, value *yaml.Node) bool {
	var names []string
	for _, k := range keys {
		if k.name == name.Value {
			return r.value(v.FieldByIndex(k.field), value, name.Value, r.nodePos(name))
		}
		names = append(names, k.name)
	}
	hint := cmp.Or(diag.DidYouMean(name.Value, names), "the keys are "+r.keyNames(v.Type()))
	return r.reject(r.nodePos(name), name.Value, "no such key", hint)
}

// value fills a field from the value of the key at pos.
func (r *reader) value(v reflect.Value, n *yaml.Node, name string, pos diag.Pos) bool {
	switch into := v.Addr().Interface().(type) {
	case *Text:
		return r.text(into, n, name, pos)
	case *Flag:
		return r.flag(into, n, name, pos)
	case *Number:
		return r.number(into, n, name, pos)
	}
	if v.Kind() == reflect.Slice {
		return r.list(v, n, name)
	}
	v.Set(reflect.New(v.Type().Elem()))
	return r.mapping(v.Elem(), n, name)
}

func (r *reader) text(into *Text, n *yaml.Node, name string, pos diag.Pos) bool {
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!str" {
		return r.reject(r.nodePos(n), name, "must be a string, is "+describe(n), textHint(n))
	}
	*into = Text{Value: strings.TrimSpace(n.Value), Pos: r.nodePos(n), Key: pos}
	if into.Value == "" {
		return r.reject(r.nodePos(n), name, "must not be empty", noValue)
	}
	return true
}

// noValue is the hint for a key without a value.
const noValue = "give a value, or remove the key"

// textHint returns the hint for a value that is not a string.
func textHint(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.AliasNode:
		return "repeat the value"
	case n.Kind != yaml.ScalarNode:
		return "write a single value"
	case n.ShortTag() == "!!null":
		return noValue
	}
	return "put it in quotes"
}

// unquoteHint returns the hint for a value that is of the right type without its quotes.
func unquoteHint(n *yaml.Node, isPlain func(string) bool) string {
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!str" && isPlain(n.Value) {
		return "remove the quotes"
	}
	return ""
}

func isFlag(text string) bool { return text == "true" || text == "false" }

func isWholeNumber(text string) bool {
	_, err := strconv.Atoi(text)
	return err == nil
}

func (r *reader) flag(into *Flag, n *yaml.Node, name string, pos diag.Pos) bool {
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!bool" {
		return r.reject(r.nodePos(n), name, "must be true or false, is "+describe(n), unquoteHint(n, isFlag))
	}
	*into = Flag{Value: strings.EqualFold(n.Value, "true"), Key: pos}
	return true
}

func (r *reader) number(into *Number, n *yaml.Node, name string, pos diag.Pos) bool {
	v, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!int" || err != nil || v <= 0 {
		return r.reject(r.nodePos(n), name, "must be a whole number above 0, is "+describeNumber(n), unquoteHint(n, isWholeNumber))
	}
	*into = Number{Value: v, Key: pos}
	return true
}

// list fills a slice. Each element is at its own position.
func (r *reader) list(v reflect.Value, n *yaml.Node, name string) bool {
	if n.Kind != yaml.SequenceNode {
		return r.reject(r.nodePos(n), name, "must be a list, is "+describe(n), "put the value in brackets, or begin each with a dash")
	}
	if len(n.Content) == 0 {
		return r.reject(r.nodePos(n), name, "must not be empty", noValue)
	}
	ok := true
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, item := range n.Content {
		if into, isText := reflect.TypeAssert[*Text](v.Index(i).Addr()); isText {
			ok = r.text(into, item, name, r.nodePos(item)) && ok
			continue
		}
		ok = r.mapping(v.Index(i), item, name) && ok
	}
	return ok
}

// describeNumber returns a number, or the kind of another node.
func describeNumber(n *yaml.Node) string {
	if tag := n.ShortTag(); n.Kind == yaml.ScalarNode && (tag == "!!int" || tag == "!!float") {
		return n.Value
	}
	return describe(n)
}

// describe returns the kind of a node, for a message.
func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	switch n.ShortTag() {
	case "!!str":
		return "a string"
	case "!!bool":
		return "a boolean"
	case "!!int", "!!float":
		return "a number"
	case "!!timestamp":
		return "a date"
	case "!!null":
		return "empty"
	}
	return "of type " + n.ShortTag()
}
