package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/change"
	"github.com/chatgen-go/chatgen/gen/change/callers"
	"github.com/chatgen-go/chatgen/gen/scaffold"
)

// step is what a maintainer has to do after a bump.
type step struct{ task, command string }

// writeSteps writes the code that does not compile with the new package, and the steps
// that are left, in the order in which they can be done. failure is why the code could
// not be checked, or nil.
func writeSteps(w io.Writer, config string, done *change.BumpResult, problems []callers.Problem, failure error) error {
	var out strings.Builder
	if len(problems) > 0 {
		out.WriteString("\ncode that does not compile with it:\n")
	}
	for _, p := range problems {
		fmt.Fprintf(&out, "  %s\n", p)
	}
	if failure != nil {
		fmt.Fprintf(&out, "\nthe code that uses it could not be checked: %v\n", failure)
	}
	out.WriteString("\nsteps that are left:\n")
	for i, s := range steps(config, done, len(problems) > 0 || failure != nil) {
		fmt.Fprintf(&out, "  %d. %s: %s\n", i+1, s.task, s.command)
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// steps returns the steps that are left after a bump.
func steps(config string, done *change.BumpResult, isBroken bool) []step {
	folder, all := filepath.Dir(config), "./..."
	if done.IsWorkspace {
		all = "work"
	}
	list := []step{{"accept or override what the document states and the package does not carry out", scaffold.Command(folder) + " lint"}}
	if isBroken {
		list = append(list, step{"change the code that does not compile", "go vet " + all})
	}
	if hasTarget(folder, "golden") {
		list = append(list, step{"rewrite the golden files, and read their diff", "make golden"})
	}
	list = append(list, step{"run the tests, and read what fails", "go test " + all})
	isModule := func(file string) bool { return filepath.Base(file) == "go.mod" }
	switch {
	case hasTarget(folder, "tidy"):
		list = append(list, step{"update go.mod and go.sum of each module", "make tidy"})
	case slices.ContainsFunc(done.Files, isModule):
		list = append(list, step{"update go.sum in each module", "go mod tidy"})
	}
	return append(list, step{"read the section of the changelog and commit", "git diff"})
}

// hasTarget reports whether the Makefile in a folder has a target.
func hasTarget(folder, target string) bool {
	data, err := os.ReadFile(filepath.Join(folder, "Makefile"))
	return err == nil && regexp.MustCompile("(?m)^"+target+":").Match(data)
}

// fits returns which documents the overrides fit.
func fits(done *change.BumpResult) string {
	text := ""
	if len(done.Proven) > 0 {
		text = "; the overrides fit " + strings.Join(done.Proven, ", ")
	}
	if len(done.Unfit) > 0 {
		text += ", but not " + strings.Join(done.Unfit, ", ") + ", as before"
	}
	return text
}
