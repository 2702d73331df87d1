package diag

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// AddYAML records an error of the YAML library about a file, in words for somebody who does
// not know the grammar of YAML, and with a hint. An [io.EOF] means that the file is empty.
func (l *List) AddYAML(file string, data []byte, err error) {
	failed, ok := errors.AsType[*yaml.LoadError](err)
	switch {
	case errors.Is(err, io.EOF):
		l.Add(Pos{File: file}, "YAML", "the file is empty", "remove it, or add its contents")
		return
	case !ok:
		l.Add(Pos{File: file}, "YAML", err.Error(), "")
		return
	}
	mark, message, hint := failed.Mark, failed.Message, ""
	for _, p := range yamlProblems() {
		if !strings.Contains(failed.Message, p.text) || !strings.Contains(failed.ContextMsg, p.context) {
			continue
		}
		message, hint = p.message, p.hint
		if p.atContext {
			mark = failed.ContextMark
		} else if strings.Contains(hint, "%d") {
			hint = fmt.Sprintf(hint, failed.ContextMark.Line)
		}
		break
	}
	pos := Pos{File: file, Line: mark.Line, Col: max(mark.Column, 1)}
	if lines := bytes.SplitN(data, []byte("\n"), mark.Line+1); 0 < mark.Line && mark.Line <= len(lines) {
		line := lines[mark.Line-1]
		pos.Col = ByteColumn(line, mark.Column)
		if isTab(line, pos.Col) {
			message, hint = "a tab in the indentation", "indent with spaces"
		}
	} else if at := bytes.IndexFunc(data, isControl); at >= 0 {
		pos = positionOf(file, data, at)
	}
	if open, found := openQuote(file, data, pos); found {
		pos, message, hint = open, "the quote is not closed on its line", "close it"
	}
	l.Add(pos, "YAML", message, hint)
}

// openQuote returns the position of the quote that begins a text which ends before pos, if
// that is on an earlier line: the text probably ends where another one should begin.
func openQuote(file string, data []byte, pos Pos) (Pos, bool) {
	end := 0
	for range pos.Line - 1 {
		end += bytes.IndexByte(data[end:], '\n') + 1
	}
	end += pos.Col - 2
	if pos.Line == 0 || end < 0 || end >= len(data) || data[end] != '"' && data[end] != '\'' {
		return pos, false
	}
	begin := bytes.LastIndexByte(data[:end], data[end])
	if begin < 0 {
		return pos, false
	}
	open := positionOf(file, data, begin)
	return open, open.Line < pos.Line
}

// yamlProblem is an error of the YAML library, which its text and its context contain, and
// what is reported instead.
type yamlProblem struct {
	text, context string
	message, hint string
	atContext     bool // the cause is where the context begins
}

// yamlProblems returns the known errors.
func yamlProblems() []yamlProblem {
	return []yamlProblem{
		{"found unexpected end of stream", "quoted scalar", "the quote is not closed", "close it", true},
		{"could not find expected ':'", "", "a key without a value", `write it as "key: value", with a space after the colon`, true},
		{
			"mapping values are not allowed", "", "a key is not allowed here",
			`align it with the other keys, or put a text that contains ": " in quotes; a value that begins with # is a comment without quotes`, false,
		},
		{"did not find expected ',' or '}'", "", `expected "," or "}"`, "the brace is opened on line %d; separate the values with commas, and close it", false},
		{
			"did not find expected ',' or ']'", "", `expected "," or "]"`,
			"the bracket is opened on line %d; separate the values with commas, and close it", false,
		},
		{
			"did not find expected key", "", "expected a key",
			"align it with the other keys of the mapping that begins on line %d; only values in braces have commas between them", false,
		},
		{"did not find expected '-' indicator", "", "expected a dash", "align it with the other dashes of the list that begins on line %d", false},
		{"did not find expected node content", "", "expected a value", "check the brackets, braces and commas before it", false},
		{
			"block sequence entries are not allowed", "", "a dash is not allowed here",
			"begin a list on a line of its own, and put a text that begins with a dash in quotes", false,
		},
		{"cannot start any token", "", "a value must not begin with this character", "put it in quotes", false},
		{"found a comment without preceding whitespace", "", "a comment needs a space before it", "check the quotes before it, one may be missing", false},
		{"found unknown escape character", "", "unknown escape in double quotes", `write \\ for a backslash, or use single quotes`, false},
		{
			"unknown anchor", "", "an alias without an anchor",
			"repeat the value; anchors of other files are not visible, and a text that begins with * needs quotes", false,
		},
		{"control characters are not allowed", "", "a control character", "remove it", false},
	}
}

// isTab reports whether there is a tab at a column, or in the white space before it, at the
// beginning of a line.
func isTab(line []byte, column int) bool {
	indentation := line[:len(line)-len(bytes.TrimLeft(line, " \t"))]
	return column <= len(indentation)+1 && bytes.IndexByte(indentation, '\t') >= 0
}

// isControl reports whether YAML does not allow a character.
func isControl(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0x7f }

// ByteColumn returns the column in bytes for one in runes, which both count from 1.
func ByteColumn(line []byte, column int) int {
	in := 1
	for range column - 1 {
		_, size := utf8.DecodeRune(line)
		line, in = line[size:], in+max(size, 1)
	}
	return in
}
