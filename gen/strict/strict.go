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
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

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
		r.fail(err)
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
		r.reject(r.nodePos(list), "file", "must not be empty", "")
		return nil
	}
	return list
}

// fail reports an error of the YAML library.
func (r *reader) fail(err error) {
	pos := diag.Pos{File: r.file}
	if errors.Is(err, io.EOF) {
		r.reject(pos, "YAML", "the file is empty", "remove it")
		return
	}
	message := err.Error()
	if load, ok := errors.AsType[*yaml.LoadError](err); ok {
		message = load.Message
		if load.Mark.Line > 0 {
			pos = r.position(load.Mark.Line, max(load.Mark.Column, 1))
		}
	}
	r.reject(pos, "YAML", message, "")
}

// position returns the position of a line and a column in runes.
func (r *reader) position(line, column int) diag.Pos {
	pos := diag.Pos{File: r.file, Line: line, Col: column}
	if line <= len(r.lines) {
		rest := r.lines[line-1]
		pos.Col = 1
		for range column - 1 {
			_, size := utf8.DecodeRune(rest)
			rest, pos.Col = rest[size:], pos.Col+max(size, 1)
		}
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
		return r.reject(r.nodePos(n), subject, "must be a mapping, is "+describe(n), "")
	}
	r.setPositions(v, r.nodePos(n))
	keys, ok, lines := r.keysOf(v.Type()), true, map[string]int{}
	for i := 0; i < len(n.Content); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		if name.Kind != yaml.ScalarNode {
			ok = r.reject(r.nodePos(name), subject, "a key must be a string, is "+describe(name), "")
			continue
		}
		if line, twice := lines[name.Value]; twice {
			ok = r.reject(r.nodePos(name), name.Value, "duplicate key", fmt.Sprintf("the first is on line %d", line))
			continue
		}
		lines[name.Value] = name.Line
		ok = r.member(v, keys, name, value) && ok
	}
	for _, k := range keys {
		if _, there := lines[k.name]; k.required && !there {
			ok = r.reject(r.nodePos(n), subject, k.name+" is missing", "")
		}
	}
	return ok
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
	hint := cmp.Or(diag.DidYouMean(name.Value, names), "the keys are "+strings.Join(names, ", "))
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
		return r.reject(r.nodePos(n), name, "must be a string, is "+describe(n), quoteHint(n))
	}
	*into = Text{Value: strings.TrimSpace(n.Value), Pos: r.nodePos(n), Key: pos}
	if into.Value == "" {
		return r.reject(r.nodePos(n), name, "must not be empty", "")
	}
	return true
}

// quoteHint returns the hint for a value that YAML reads as something other than a
// string.
func quoteHint(n *yaml.Node) string {
	if n.Kind == yaml.ScalarNode && n.ShortTag() != "!!null" {
		return "put it in quotes"
	}
	return ""
}

func (r *reader) flag(into *Flag, n *yaml.Node, name string, pos diag.Pos) bool {
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!bool" {
		return r.reject(r.nodePos(n), name, "must be true or false, is "+describe(n), "")
	}
	*into = Flag{Value: strings.EqualFold(n.Value, "true"), Key: pos}
	return true
}

func (r *reader) number(into *Number, n *yaml.Node, name string, pos diag.Pos) bool {
	v, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!int" || err != nil || v <= 0 {
		return r.reject(r.nodePos(n), name, "must be a whole number above 0, is "+describe(n), "")
	}
	*into = Number{Value: v, Key: pos}
	return true
}

// list fills a slice. Each element is at its own position.
func (r *reader) list(v reflect.Value, n *yaml.Node, name string) bool {
	if n.Kind != yaml.SequenceNode {
		return r.reject(r.nodePos(n), name, "must be a list, is "+describe(n), "")
	}
	if len(n.Content) == 0 {
		return r.reject(r.nodePos(n), name, "must not be empty", "")
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
