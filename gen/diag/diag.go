// Package diag holds what every stage of chatgen reports with: a position in
// an input file, and the list of all problems found, each of which reads
// "file:line:col: subject: message (hint)".
package diag

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Pos is a place in an input file. Line and Col count from 1; Col counts
// bytes. The zero Pos means that no place is known.
type Pos struct {
	File string
	Line int
	Col  int
}

// String returns "file:line:col", leaving out what is not known.
func (p Pos) String() string {
	switch {
	case p.File == "":
		return "-"
	case p.Line == 0:
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// Compare orders positions by file, line and column.
func (p Pos) Compare(q Pos) int {
	return cmp.Or(
		strings.Compare(p.File, q.File),
		cmp.Compare(p.Line, q.Line),
		cmp.Compare(p.Col, q.Col),
	)
}

// Diagnostic is one problem: where it is, what it is about, what is wrong with
// it, and what to do. Hint may be empty.
type Diagnostic struct {
	Pos     Pos
	Subject string
	Message string
	Hint    string
}

// String returns the diagnostic on one line, whatever its parts hold.
func (d Diagnostic) String() string {
	text := fmt.Sprintf("%s: %s: %s", d.Pos, d.Subject, d.Message)
	if d.Hint != "" {
		text += " (" + d.Hint + ")"
	}
	return strings.Join(strings.Fields(text), " ")
}

// List collects diagnostics. A stage takes a *List, adds every problem that it
// finds and goes on as far as it makes sense.
type List struct {
	found []Diagnostic
	later []int // indexes in found at which a further stage began
}

// Add records a problem. hint may be empty.
func (l *List) Add(pos Pos, subject, message, hint string) {
	l.found = append(l.found, Diagnostic{Pos: pos, Subject: subject, Message: message, Hint: hint})
}

// Len returns how many problems were recorded. Whoever needs a sound input
// compares it before and after the stage that made the input.
func (l *List) Len() int { return len(l.found) }

// NextStage says that what follows comes from a later stage. It counts only
// where no earlier stage has found a problem, because it may follow from that.
func (l *List) NextStage() { l.later = append(l.later, len(l.found)) }

// first returns the problems without those of later stages at the same place.
func (l *List) first() []Diagnostic {
	var kept []Diagnostic
	begin := 0
	for _, end := range append(slices.Clone(l.later), len(l.found)) {
		earlier := slices.Clone(kept)
		for _, d := range l.found[begin:end] {
			if !slices.ContainsFunc(earlier, func(e Diagnostic) bool { return e.Pos == d.Pos }) {
				kept = append(kept, d)
			}
		}
		begin = end
	}
	return kept
}

// Err returns nil if nothing was recorded, and otherwise an Errors with each
// problem once, sorted by position and text.
func (l *List) Err() error {
	if len(l.found) == 0 {
		return nil
	}
	sorted := l.first()
	slices.SortFunc(sorted, func(a, b Diagnostic) int {
		return cmp.Or(a.Pos.Compare(b.Pos), strings.Compare(a.String(), b.String()))
	})
	return Errors(slices.Compact(sorted))
}

// Reason returns what is wrong with a file, without its path, which stands
// before the diagnostic already.
func Reason(err error) string {
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		err = failed.Err
	}
	return err.Error()
}

// Errors is the error that a run with diagnostics ends with.
type Errors []Diagnostic

// Error returns one line for each diagnostic.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, d := range e {
		lines[i] = d.String()
	}
	return strings.Join(lines, "\n")
}
