package openapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// tooDeep is the message for a file that exceeds maxDepth.
const tooDeep = "nesting is too deep; the limit is 200 levels"

// jsonReader converts JSON text that is known to be valid to nodes. It does not
// use the tokens of encoding/json, which lack the position of a syntax error and
// are three times slower.
type jsonReader struct {
	file   string
	data   string
	errs   *diag.List
	offset int  // of the next byte to read
	nodes  *int // number of nodes read, also from other files
	failed bool // an error was reported, after which nothing is read

	line      int // the line of offset counted
	lineStart int // offset of the first byte of line
	counted   int // the offset up to which lines have been counted
}

// readJSON returns the root of the file, or nil after an error if it is not JSON.
func readJSON(file string, data []byte, nodes *int, errs *diag.List) *node {
	r := &jsonReader{file: file, data: string(data), nodes: nodes, errs: errs, line: 1}
	err := json.Unmarshal(data, new(json.RawMessage))
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		errs.Add(r.position(max(int(syntax.Offset)-1, 0)), "JSON", syntax.Error(), "")
		return nil
	}
	root := r.readValue(nil, "", 0)
	if r.failed {
		return nil
	}
	return root
}

// position returns the position of an offset. Offsets must not decrease between
// calls, so that lines are counted only once.
func (r *jsonReader) position(offset int) diag.Pos {
	for {
		end := strings.IndexByte(r.data[r.counted:offset], '\n')
		if end < 0 {
			break
		}
		r.counted += end + 1
		r.line, r.lineStart = r.line+1, r.counted
	}
	r.counted = offset
	return diag.Pos{File: r.file, Line: r.line, Col: offset - r.lineStart + 1}
}

// skipToNext skips white space and separators, and returns the next byte.
func (r *jsonReader) skipToNext() byte {
	for {
		switch c := r.data[r.offset]; c {
		case ' ', '\t', '\r', '\n', ',', ':':
			r.offset++
		default:
			return c
		}
	}
}

// fail reports the error that ends the reading.
func (r *jsonReader) fail(n *node, message string) {
	r.errs.Add(n.pos, "JSON", message, "")
	r.failed = true
}

// readValue reads the next value. If it sets failed, callers must stop reading.
func (r *jsonReader) readValue(parent *node, key string, depth int) *node {
	first := r.skipToNext()
	n := &node{parent: parent, key: key, pos: r.position(r.offset)}
	if *r.nodes++; *r.nodes > maxNodes {
		r.fail(n, tooManyNodes)
		return n
	}
	switch first {
	case '{':
		n.kind = object
		r.readComposite(n, depth+1)
	case '[':
		n.kind = array
		r.readComposite(n, depth+1)
	case '"':
		n.kind, n.text = text, r.readString()
	case 't', 'f':
		n.kind, n.text = boolean, r.readLiteral()
	case 'n':
		n.kind, n.text = null, r.readLiteral()
	default:
		n.kind, n.text = number, r.readLiteral()
	}
	return n
}

// readComposite reads the children of an array or an object.
func (r *jsonReader) readComposite(n *node, depth int) {
	if depth > maxDepth {
		r.fail(n, tooDeep)
		return
	}
	r.offset++
	for c := r.skipToNext(); c != ']' && c != '}'; c = r.skipToNext() {
		if n.kind == array {
			n.add(r.readValue(n, strconv.Itoa(len(n.children)), depth))
		} else {
			r.readMember(n, depth)
		}
		if r.failed {
			return
		}
	}
	r.offset++
}

func (r *jsonReader) readMember(n *node, depth int) {
	pos := r.position(r.offset)
	child := r.readValue(n, r.readString(), depth)
	child.pos = pos
	addMember(n, child, r.errs)
}

// readString reads a string.
func (r *jsonReader) readString() string {
	start, escaped := r.offset, false
	for r.offset++; r.data[r.offset] != '"'; r.offset++ {
		if r.data[r.offset] == '\\' {
			escaped = true
			r.offset++
		}
	}
	r.offset++
	if !escaped {
		return r.data[start+1 : r.offset-1]
	}
	var s string
	if err := json.Unmarshal([]byte(r.data[start:r.offset]), &s); err != nil {
		panic("chatgen bug: a string in valid JSON cannot be decoded: " + err.Error())
	}
	return s
}

// readLiteral reads a number, true, false or null.
func (r *jsonReader) readLiteral() string {
	start := r.offset
	for r.offset < len(r.data) && strings.IndexByte(" \t\r\n,:]}", r.data[r.offset]) < 0 {
		r.offset++
	}
	return r.data[start:r.offset]
}

// addMember adds a property to an object. It reports a duplicate key instead if
// the object already has the property.
func addMember(n, child *node, errs *diag.List) {
	if first := n.get(child.key); first != nil {
		errs.Add(child.pos, strconv.Quote(child.key), "duplicate key",
			fmt.Sprintf("the first is on line %d", first.pos.Line))
		return
	}
	n.add(child)
}
