package openapi

import (
	"slices"
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// maxDepth is the maximum nesting depth of a file. Published documents have less
// than 30 levels; the limit keeps a malicious one from exhausting the stack.
const maxDepth = 200

// kind is the JSON type of a node.
type kind uint8

const (
	null kind = iota
	boolean
	number
	text
	array
	object
)

// String returns the kind in the notation of Value.Kind.
func (k kind) String() string {
	return [...]string{"null", "boolean", "number", "string", "array", "object"}[k]
}

// node is a value in an input file, JSON or YAML, whose children are in source
// order.
type node struct {
	kind     kind
	absent   bool     // null, or not what its keyword requires, which has been reported
	pos      diag.Pos // of the key if the node is a property of an object, else of the value
	text     string   // a string unquoted, any other scalar as JSON
	key      string   // the name or index in the parent
	parent   *node    // nil at the root of a file
	children []*node  // properties or elements
	index    map[string]*node
}

// indexFrom is the number of properties from which an object is indexed; for
// smaller ones an index is not worth its memory.
const indexFrom = 10

// get returns the property with that key, or nil if it is absent. n may be nil.
func (n *node) get(key string) *node {
	if child := n.find(key); child != nil && !child.absent {
		return child
	}
	return nil
}

// find returns the property with that key, even if it is absent, or nil. n may be nil.
func (n *node) find(key string) *node {
	if n == nil || n.kind != object {
		return nil
	}
	if n.index != nil {
		return n.index[key]
	}
	for _, child := range n.children {
		if child.key == key {
			return child
		}
	}
	return nil
}

// isWrong reports whether a property is not what its keyword requires, which has been
// reported. n may be nil.
func (n *node) isWrong(key string) bool {
	child := n.find(key)
	return child != nil && child.absent && child.kind != null
}

// add appends a child. The properties of an object are indexed if there are many.
func (n *node) add(child *node) {
	n.children = append(n.children, child)
	if n.kind != object || len(n.children) < indexFrom {
		return
	}
	if n.index == nil {
		n.index = make(map[string]*node, 2*indexFrom)
		for _, k := range n.children {
			n.index[k.key] = k
		}
	}
	n.index[child.key] = child
}

// list returns the properties or elements of a property, except for absent ones.
func (n *node) list(key string) []*node {
	return n.get(key).present()
}

// present returns the children that are not absent.
func (n *node) present() []*node {
	if n == nil {
		return nil
	}
	isAbsent := func(child *node) bool { return child.absent }
	if !slices.ContainsFunc(n.children, isAbsent) {
		return n.children
	}
	return slices.DeleteFunc(slices.Clone(n.children), isAbsent)
}

// keys returns the names of the properties.
func (n *node) keys() []string {
	if n == nil || n.kind != object {
		return nil
	}
	var all []string
	for _, child := range n.children {
		all = append(all, child.key)
	}
	return all
}

// stringValue returns the string value of a property, or "" if it is absent or not a string.
func (n *node) stringValue(key string) string {
	if child := n.get(key); child != nil && child.kind == text {
		return child.text
	}
	return ""
}

// isTrue reports whether a property is true.
func (n *node) isTrue(key string) bool {
	child := n.get(key)
	return child != nil && child.kind == boolean && child.text == "true"
}

// stringValues returns the strings in a property that is an array.
func (n *node) stringValues(key string) []string {
	var all []string
	for _, item := range n.list(key) {
		all = append(all, item.text)
	}
	return all
}

// ref returns the $ref of an object, or nil.
func (n *node) ref() *node {
	if ref := n.get("$ref"); ref != nil && ref.kind == text {
		return ref
	}
	return nil
}

// bareRef returns the $ref of an object without other properties, or nil.
func (n *node) bareRef() *node {
	if len(n.children) != 1 {
		return nil
	}
	return n.ref()
}

// pointer returns the JSON pointer from the root of the node's file.
func (n *node) pointer() string {
	if n.parent == nil {
		return ""
	}
	return n.parent.pointer() + "/" + escape(n.key)
}

// escape returns a key as a segment of a JSON pointer.
func escape(key string) string {
	return strings.ReplaceAll(strings.ReplaceAll(key, "~", "~0"), "/", "~1")
}

// unescape is the inverse of escape.
func unescape(segment string) string {
	return strings.ReplaceAll(strings.ReplaceAll(segment, "~1", "/"), "~0", "~")
}

// child returns the child for a segment of a JSON pointer, or nil.
func (n *node) child(segment string) *node {
	if n.kind == object {
		return n.find(unescape(segment))
	}
	i, err := strconv.Atoi(segment)
	if n.kind != array || err != nil || i < 0 || i >= len(n.children) {
		return nil
	}
	return n.children[i]
}

// appendJSON appends the node as compact JSON.
func (n *node) appendJSON(out []byte) []byte {
	return n.appendWith(out, n.children, func(out []byte, child *node) []byte { return child.appendJSON(out) })
}

// appendWith appends the node with some of its children, which appendChild appends, as
// compact JSON.
func (n *node) appendWith(out []byte, children []*node, appendChild func(out []byte, child *node) []byte) []byte {
	switch n.kind {
	case text:
		return quote(out, n.text)
	case array:
		out = append(out, '[')
	case object:
		out = append(out, '{')
	default:
		return append(out, n.text...)
	}
	for i, child := range children {
		if i > 0 {
			out = append(out, ',')
		}
		if n.kind == object {
			out = append(quote(out, child.key), ':')
		}
		out = appendChild(out, child)
	}
	if n.kind == array {
		return append(out, ']')
	}
	return append(out, '}')
}
