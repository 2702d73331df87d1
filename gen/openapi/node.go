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
	kind   kind
	pos    diag.Pos // of the key if the node is a member of an object, else of the value
	text   string   // a string unquoted, another scalar as JSON has it
	key    string   // in the parent: the member's name or the element's index
	parent *node    // nil at the root of a file
	kids   []*node  // members or elements
	index  map[string]*node
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
	for _, kid := range n.kids {
		if kid.key == key {
			return kid
		}
	}
	return nil
}

// add appends a kid; members of an object are indexed once there are many.
func (n *node) add(kid *node) {
	n.kids = append(n.kids, kid)
	if n.kind != object || len(n.kids) < indexFrom {
		return
	}
	if n.index == nil {
		n.index = make(map[string]*node, 2*indexFrom)
		for _, k := range n.kids {
			n.index[k.key] = k
		}
	}
	n.index[kid.key] = kid
}

// keys returns the names of the members.
func (n *node) keys() []string {
	if n == nil || n.kind != object {
		return nil
	}
	var all []string
	for _, kid := range n.kids {
		all = append(all, kid.key)
	}
	return all
}

// str returns the member's string, or "" if there is no such string.
func (n *node) str(key string) string {
	if kid := n.get(key); kid != nil && kid.kind == text {
		return kid.text
	}
	return ""
}

// truth returns whether the member is true.
func (n *node) truth(key string) bool {
	kid := n.get(key)
	return kid != nil && kid.kind == boolean && kid.text == "true"
}

// strs returns the strings of an array member.
func (n *node) strs(key string) []string {
	kid := n.get(key)
	if kid == nil || kid.kind != array {
		return nil
	}
	var all []string
	for _, item := range kid.kids {
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
	if len(n.kids) != 1 {
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

// at returns the kid that a segment of a JSON pointer leads to, or nil.
func (n *node) at(segment string) *node {
	if n.kind == object {
		return n.get(unescape(segment))
	}
	i, err := strconv.Atoi(segment)
	if n.kind != array || err != nil || i < 0 || i >= len(n.kids) {
		return nil
	}
	return n.kids[i]
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
	for i, kid := range n.kids {
		if i > 0 {
			out = append(out, ',')
		}
		if n.kind == object {
			out = append(quote(out, kid.key), ':')
		}
		out = kid.json(out)
	}
	return append(out, end)
}
