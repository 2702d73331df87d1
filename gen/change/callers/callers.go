// Package callers finds the Go code that does not compile with a new version of the
// packages that it imports, and says what each error means in terms of the changes of
// these packages.
package callers

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/packages"
)

// Request specifies what [Find] checks.
type Request struct {
	Dir      string            // where the go command runs; positions are relative to it
	Patterns []string          // packages, as in "./..."
	Overlay  map[string][]byte // files that are not written yet, by absolute path
	Changes  []Change          // of the packages that the code imports
}

// Change is a change of an exported symbol, such as "chat.Client.Send".
type Change struct {
	Symbol  string
	NewName string // if it was renamed: "chat.Client.SendMessage"
	Message string // otherwise: "removed", "changed from X to Y"
}

// Problem is code that does not compile.
type Problem struct {
	File      string // with slashes
	Line, Col int
	Message   string
}

// String returns the problem as "file:line:col: message".
func (p Problem) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Col, p.Message)
}

// Find type-checks packages with their tests, and returns the problems by position. It
// fails if the go command cannot list the packages.
func Find(ctx context.Context, r Request) ([]Problem, error) {
	config := packages.Config{
		Context: ctx, Dir: r.Dir, Overlay: r.Overlay, Tests: true, Fset: token.NewFileSet(),
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedDeps |
			packages.NeedTypes | packages.NeedTypesSizes | packages.NeedModule,
	}
	loaded, err := packages.Load(&config, r.Patterns...)
	if err != nil {
		return nil, fmt.Errorf("listing the code that uses the package: %w", err)
	}
	var problems []Problem
	var failures []error
	for _, p := range loaded {
		for _, e := range p.Errors {
			if e.Pos == "" || e.Pos == "-" {
				failures = append(failures, e)
				continue
			}
			problems = append(problems, r.newProblem(e))
		}
	}
	slices.SortFunc(problems, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line, a.Col-b.Col, strings.Compare(a.Message, b.Message))
	})
	return slices.Compact(problems), errors.Join(failures...) // a file is also part of the variant of its package for tests
}

// newProblem returns an error of the type checker in terms of the changes.
func (r *Request) newProblem(e packages.Error) Problem {
	message := strings.NewReplacer("\n\thave (", ": have (", "\n\twant (", ", want (", "\n", " ").Replace(e.Msg)
	p := Problem{Message: explain(message, r.Changes)}
	rest, col := cutNumber(e.Pos)
	file, line := cutNumber(rest)
	if line == 0 { // the position has no column
		file, line, col = rest, col, 1
	}
	if relative, err := filepath.Rel(r.Dir, file); err == nil {
		file = relative
	}
	p.File, p.Line, p.Col = filepath.ToSlash(file), line, col
	return p
}

// cutNumber cuts the number after the last colon.
func cutNumber(text string) (string, int) {
	i := strings.LastIndexByte(text, ':')
	n, err := strconv.Atoi(text[i+1:])
	if i < 0 || err != nil {
		return text, 0
	}
	return text[:i], n
}
