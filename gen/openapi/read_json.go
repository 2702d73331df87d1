package openapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// jsonReader makes nodes of JSON text that is known to be valid. The tokens of
// encoding/json come without the place of a syntax error, and three times as
// slowly.
type jsonReader struct {
	file string
	data string
	errs *diag.List
	at   int   // offset of what comes next
	deep *node // the first that is nested too deep

	line  int // that of the offset lines
	begin int // offset of the first byte of line
	lines int // the offset up to which lines are counted
}

// readJSON returns the root of the file, or nil if it is not JSON.
func readJSON(file string, data []byte, errs *diag.List) *node {
	r := &jsonReader{file: file, data: string(data), errs: errs, line: 1}
	err := json.Unmarshal(data, new(json.RawMessage))
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		errs.Add(r.place(max(int(syntax.Offset)-1, 0)), "JSON", syntax.Error(), "")
		return nil
	}
	root := r.value(nil, "", 0)
	if r.deep != nil {
		errs.Add(r.deep.pos, "JSON", fmt.Sprintf("nested deeper than %d levels", maxDepth), "")
		return nil
	}
	return root
}

// place returns the position of an offset. Offsets come in rising order, so
// lines are counted once.
func (r *jsonReader) place(offset int) diag.Pos {
	for {
		end := strings.IndexByte(r.data[r.lines:offset], '\n')
		if end < 0 {
			break
		}
		r.lines += end + 1
		r.line, r.begin = r.line+1, r.lines
	}
	r.lines = offset
	return diag.Pos{File: r.file, Line: r.line, Col: offset - r.begin + 1}
}

// next goes to the next byte that is neither space nor a separator, and
// returns it.
func (r *jsonReader) next() byte {
	for {
		switch c := r.data[r.at]; c {
		case ' ', '\t', '\r', '\n', ',', ':':
			r.at++
		default:
			return c
		}
	}
}

// value reads the next value. Once something is nested too deep nothing more
// is read.
func (r *jsonReader) value(parent *node, key string, depth int) *node {
	first := r.next()
	n := &node{parent: parent, key: key, pos: r.place(r.at)}
	switch first {
	case '{':
		n.kind = object
		r.composite(n, depth+1)
	case '[':
		n.kind = array
		r.composite(n, depth+1)
	case '"':
		n.kind, n.text = text, r.str()
	case 't', 'f':
		n.kind, n.text = boolean, r.word()
	case 'n':
		n.kind, n.text = null, r.word()
	default:
		n.kind, n.text = number, r.word()
	}
	return n
}

// composite reads an array or an object up to its end.
func (r *jsonReader) composite(n *node, depth int) {
	if depth > maxDepth {
		r.deep = n
		return
	}
	r.at++
	for c := r.next(); c != ']' && c != '}'; c = r.next() {
		if n.kind == array {
			n.add(r.value(n, strconv.Itoa(len(n.children)), depth))
		} else {
			r.member(n, depth)
		}
		if r.deep != nil {
			return
		}
	}
	r.at++
}

func (r *jsonReader) member(n *node, depth int) {
	pos := r.place(r.at)
	child := r.value(n, r.str(), depth)
	child.pos = pos
	addMember(n, child, r.errs)
}

// str reads a string.
func (r *jsonReader) str() string {
	start, escaped := r.at, false
	for r.at++; r.data[r.at] != '"'; r.at++ {
		if r.data[r.at] == '\\' {
			escaped = true
			r.at++
		}
	}
	r.at++
	if !escaped {
		return r.data[start+1 : r.at-1]
	}
	var s string
	if err := json.Unmarshal([]byte(r.data[start:r.at]), &s); err != nil {
		panic("chatgen bug: a string of valid JSON is refused: " + err.Error())
	}
	return s
}

// word reads a number, true, false or null.
func (r *jsonReader) word() string {
	start := r.at
	for r.at < len(r.data) && strings.IndexByte(" \t\r\n,:]}", r.data[r.at]) < 0 {
		r.at++
	}
	return r.data[start:r.at]
}

// addMember adds a member unless the object has one of that name.
func addMember(n, child *node, errs *diag.List) {
	if first := n.get(child.key); first != nil {
		errs.Add(child.pos, strconv.Quote(child.key), "duplicate key",
			fmt.Sprintf("the first is on line %d", first.pos.Line))
		return
	}
	n.add(child)
}
