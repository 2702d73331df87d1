// Package diag defines how every stage of chatgen reports problems: a position
// in an input file, and a list of all problems found. Each is printed as
// "file:line:col: subject: message (hint)".
package diag

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Pos is a position in an input file. Line and Col count from 1; Col counts
// bytes. The zero Pos is an unknown position.
type Pos struct {
	File string
	Line int
	Col  int
}

// StandardInput is the name of a document on standard input. Its file is of that name, in
// the folder that its references are relative to.
const StandardInput = "-"

// String returns "file:line:col", or less if a part is not known. It leaves out the folder
// of a document on standard input.
func (p Pos) String() string {
	file := p.File
	if path.Base(file) == StandardInput {
		file = StandardInput
	}
	switch {
	case file == "":
		return "-"
	case p.Line == 0:
		return file
	}
	return fmt.Sprintf("%s:%d:%d", file, p.Line, p.Col)
}

// Compare orders positions by file, line and column.
func (p Pos) Compare(q Pos) int {
	return cmp.Or(
		strings.Compare(p.File, q.File),
		cmp.Compare(p.Line, q.Line),
		cmp.Compare(p.Col, q.Col),
	)
}

// Diagnostic is one problem in the input.
type Diagnostic struct {
	Pos     Pos
	Subject string // the invalid element, such as an operation ID
	Message string // what is wrong with it
	Hint    string // how to fix it; may be empty
}

// String returns the diagnostic on one line, as [OneLine] does.
func (d Diagnostic) String() string {
	text := fmt.Sprintf("%s: %s: %s", d.Pos, d.Subject, d.Message)
	if d.Hint != "" {
		text += " (" + d.Hint + ")"
	}
	return OneLine(text)
}

// List collects diagnostics. A stage takes a *List, adds every problem that it
// finds, and continues as far as possible.
type List struct {
	found  []Diagnostic
	stages []int // indexes in found at which the later stages began
}

// Add records a problem. An empty subject, such as an empty key, is shown as "". hint may
// be empty.
func (l *List) Add(pos Pos, subject, message, hint string) {
	l.found = append(l.found, Diagnostic{Pos: pos, Subject: cmp.Or(subject, `""`), Message: message, Hint: hint})
}

// Len returns the number of recorded problems. Compare it before and after a
// stage to see whether that stage reported problems.
func (l *List) Len() int { return len(l.found) }

// NextStage marks the beginning of a later stage. Err ignores a problem of a
// later stage at a position at which an earlier stage found one, because it may
// be a consequence of that.
func (l *List) NextStage() { l.stages = append(l.stages, len(l.found)) }

// withoutConsequences returns the sorted problems of each stage, except for those at a
// position at which an earlier stage found one.
func (l *List) withoutConsequences() []Diagnostic {
	var kept []Diagnostic
	stageOf := map[Pos]int{} // the first stage with a problem at the position
	begin := 0
	for stage, end := range append(slices.Clone(l.stages), len(l.found)) {
		var found []Diagnostic
		for _, d := range l.found[begin:end] {
			if first, known := stageOf[d.Pos]; !known || first == stage {
				stageOf[d.Pos] = stage
				found = append(found, d)
			}
		}
		slices.SortFunc(found, func(a, b Diagnostic) int {
			return cmp.Or(a.Pos.Compare(b.Pos), strings.Compare(a.String(), b.String()))
		})
		kept = append(kept, slices.Compact(found)...)
		begin = end
	}
	return kept
}

// Err returns nil if no problem was recorded, and otherwise an [Errors] that
// contains each problem once: those of a stage before those of later ones, which may
// follow from them, and sorted by position and text.
func (l *List) Err() error {
	if len(l.found) == 0 {
		return nil
	}
	return Errors(l.withoutConsequences())
}

// ReasonText returns the text of a file system error without the file's path, which
// the position of the diagnostic already contains.
func ReasonText(err error) string {
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		err = pathErr.Err
	}
	return err.Error()
}

// MaxShown is the maximum number of diagnostics that [Errors.Error] contains.
const MaxShown = 50

// Errors is an error that consists of diagnostics.
type Errors []Diagnostic

// Error returns one line for each of the first [MaxShown] diagnostics, and one with
// the number of the others.
func (e Errors) Error() string {
	var lines []string
	for _, d := range e[:min(len(e), MaxShown)] {
		lines = append(lines, d.String())
	}
	if more := len(e) - MaxShown; more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more problems", more))
	}
	return strings.Join(lines, "\n")
}
