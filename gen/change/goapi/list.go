package goapi

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// exports are files with what packages export, by import path.
type exports map[string]string

// list asks the go command for packages, which it compiles where its cache does
// not hold them. What they import in turn is not asked for: export data holds
// all that it refers to.
func list(ctx context.Context, dir string, importPaths []string) (exports, error) {
	found := exports{}
	if len(importPaths) == 0 {
		return found, nil
	}
	slices.Sort(importPaths)
	args := append([]string{"list", "-export", "-f", "{{.ImportPath}}\t{{.Export}}", "--"}, slices.Compact(importPaths)...)
	cmd := exec.CommandContext(ctx, "go", args...) //nolint:gosec // import paths, and they stand behind --
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, listError(ctx, err, strings.TrimSpace(stderr.String()))
	}
	for line := range strings.Lines(string(out)) {
		importPath, file, _ := strings.Cut(strings.TrimSpace(line), "\t")
		found[importPath] = file
	}
	return found, nil
}

// listError says why the go command failed.
func listError(ctx context.Context, err error, stderr string) error {
	if ctx.Err() != nil { // then it is of no interest that the command was killed
		err, stderr = context.Cause(ctx), ""
	}
	if stderr != "" {
		return fmt.Errorf("go list of what the packages import: %w\n%s", err, stderr)
	}
	return fmt.Errorf("go list of what the packages import: %w", err)
}

// open is the lookup of go/importer.
func (e exports) open(importPath string) (io.ReadCloser, error) { return os.Open(e[importPath]) }
