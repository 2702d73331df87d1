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

// exports maps import paths to the files with the packages' export data.
type exports map[string]string

// listExports gets the export data of packages from the go command, which compiles
// them if they are not in its cache. Indirect imports are not needed, because
// export data is self-contained.
func listExports(ctx context.Context, dir string, importPaths []string) (exports, error) {
	found := exports{}
	if len(importPaths) == 0 {
		return found, nil
	}
	slices.Sort(importPaths)
	args := append([]string{"list", "-export", "-f", "{{.ImportPath}}\t{{.Export}}", "--"}, slices.Compact(importPaths)...)
	cmd := exec.CommandContext(ctx, "go", args...) //nolint:gosec // only import paths, after --
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

// listError returns the reason why the go command failed.
func listError(ctx context.Context, err error, stderr string) error {
	if ctx.Err() != nil { // the command was killed because of the context
		err, stderr = context.Cause(ctx), ""
	}
	if stderr != "" {
		return fmt.Errorf("go list for the imports of the packages: %w\n%s", err, stderr)
	}
	return fmt.Errorf("go list for the imports of the packages: %w", err)
}

// open is the lookup function for go/importer.
func (e exports) open(importPath string) (io.ReadCloser, error) { return os.Open(e[importPath]) }
