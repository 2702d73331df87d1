package openapi

import (
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// maxDepth is how deep a file may be nested. Published documents stay below 30;
// the limit keeps a hostile one from exhausting the stack.
const maxDepth = 200

// kind is what a node is in JSON.
type kind uint8

const (
	null kind = iota
	boolean
	number
	text
	array
	object
)

// String returns the kind as Value.Kind names it.
func (k kind) String() string {
	return [...]string{"null", "boolean", "number", "string", "array", "object"}[k]
}

// node is a value of an input file in source order, whatever its syntax.
type node struct {
	kind     kind
	pos      diag.Pos // of the key if the node is a member of an object, else of the value
	text     string   // a string unquoted, another scalar as JSON has it
	key      string   // in the parent: the member's name or the element's index
	parent   *node    // nil at the root of a file
	children []*node  // members or elements
	index    map[string]*node
}

// indexFrom is how many members make an index worth its memory.
const indexFrom = 10

// get returns the member with that key, or nil.
func (n *node) get(key string) *node {
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

// add appends a child; members of an object are indexed once there are many.
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

// keys returns the names of the members.
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

// str returns the member's string, or "" if there is no such string.
func (n *node) str(key string) string {
	if child := n.get(key); child != nil && child.kind == text {
		return child.text
	}
	return ""
}

// isTrue returns whether the member is true.
func (n *node) isTrue(key string) bool {
	child := n.get(key)
	return child != nil && child.kind == boolean && child.text == "true"
}

// strs returns the strings of an array member.
func (n *node) strs(key string) []string {
	child := n.get(key)
	if child == nil || child.kind != array {
		return nil
	}
	var all []string
	for _, item := range child.children {
		if item.kind == text {
			all = append(all, item.text)
		}
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

// bareRef returns the $ref of an object that has nothing else, or nil.
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

// escape returns a key as JSON pointers hold it.
func escape(key string) string {
	return strings.ReplaceAll(strings.ReplaceAll(key, "~", "~0"), "/", "~1")
}

// unescape is the inverse of escape.
func unescape(segment string) string {
	return strings.ReplaceAll(strings.ReplaceAll(segment, "~1", "/"), "~0", "~")
}

// at returns the child that a segment of a JSON pointer leads to, or nil.
func (n *node) at(segment string) *node {
	if n.kind == object {
		return n.get(unescape(segment))
	}
	i, err := strconv.Atoi(segment)
	if n.kind != array || err != nil || i < 0 || i >= len(n.children) {
		return nil
	}
	return n.children[i]
}

// json appends the node as compact JSON.
func (n *node) json(out []byte) []byte {
	switch n.kind {
	case text:
		return quote(out, n.text)
	case array:
		return n.composite(out, '[', ']')
	case object:
		return n.composite(out, '{', '}')
	}
	return append(out, n.text...)
}

func (n *node) composite(out []byte, open, end byte) []byte {
	out = append(out, open)
	for i, child := range n.children {
		if i > 0 {
			out = append(out, ',')
		}
		if n.kind == object {
			out = append(quote(out, child.key), ':')
		}
		out = child.json(out)
	}
	return append(out, end)
}
