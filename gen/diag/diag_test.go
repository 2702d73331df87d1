package diag_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
)

func position(line, col int) diag.Pos { return diag.Pos{File: "a.json", Line: line, Col: col} }

// Each problem is listed once, in the order of the files.
func TestListErr(t *testing.T) {
	var l diag.List
	if err := l.Err(); err != nil {
		t.Fatalf("empty list: %v", err)
	}
	l.Add(diag.Pos{File: "b.yaml"}, "file", "cannot be read", "")
	l.Add(position(10, 2), "Thing", "has no\n \x1btype", "add one")
	l.Add(position(9, 30), "Other", "is odd", "")
	l.Add(position(9, 30), "Other", "is odd", "")
	l.Add(diag.Pos{}, "document", "is missing", "")
	want := `-: document: is missing
a.json:9:30: Other: is odd
a.json:10:2: Thing: has no type (add one)
b.yaml: file: cannot be read`
	if got := l.Err().Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// A problem of something that has an empty name still names it.
func TestEmptySubject(t *testing.T) {
	var l diag.List
	l.Add(position(1, 2), "", "no such key", "")
	if got, want := l.Err().Error(), `a.json:1:2: "": no such key`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A problem of a later stage at the same position as one of an earlier stage is
// a consequence of that, and is not listed.
func TestListNextStage(t *testing.T) {
	var l diag.List
	l.Add(position(1, 1), "a", "first stage", "")
	l.NextStage()
	l.Add(position(1, 1), "a", "second stage", "")
	l.Add(position(2, 1), "b", "second stage", "")
	l.Add(position(2, 1), "b", "second stage again", "")
	l.NextStage()
	l.Add(position(2, 1), "b", "third stage", "")
	l.Add(position(3, 1), "c", "third stage", "")
	want := `a.json:1:1: a: first stage
a.json:2:1: b: second stage
a.json:2:1: b: second stage again
a.json:3:1: c: third stage`
	if got := l.Err().Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if l.Len() != 6 {
		t.Errorf("Len is %d, want 6", l.Len())
	}
}

// The reason does not repeat the path, which precedes the diagnostic.
func TestReason(t *testing.T) {
	locked := &fs.PathError{Op: "open", Path: "a.json", Err: errors.New("it is locked")}
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"path error", locked, "it is locked"},
		{"wrapped", fmt.Errorf("read: %w", locked), "it is locked"},
		{"other error", errors.New("disk full"), "disk full"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := diag.ReasonText(c.err); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// A long list ends with the number of problems that it leaves out.
func TestErrorsAreLimited(t *testing.T) {
	var errs diag.List
	for i := range diag.MaxShown + 2 {
		errs.Add(diag.Pos{File: "d.json", Line: i + 1, Col: 1}, "A", "is wrong", "")
	}
	lines := strings.Split(errs.Err().Error(), "\n")
	if len(lines) != diag.MaxShown+1 || lines[diag.MaxShown] != "and 2 more problems" || lines[0] != "d.json:1:1: A: is wrong" {
		t.Errorf("got %q", lines)
	}
}
