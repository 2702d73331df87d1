package goapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
)

// Imports loads the packages that compared packages import, with the go command. It
// keeps them, so that comparisons with common imports run the command once. It must
// not be used after they have changed on disk. Concurrent comparisons wait for each
// other.
type Imports struct {
	dir      string
	mu       sync.Mutex        // held by a comparison, because packages modifies packages that it has loaded
	files    map[string]string // files with export data by import path
	packages types.Importer
}

// ErrImports means that the go command cannot load what the packages import.
var ErrImports = errors.New("go list for the imports of the packages")

// NewImports returns Imports that runs the go command in dir, a folder of the module
// whose packages are compared.
func NewImports(dir string) *Imports {
	i := &Imports{dir: dir, files: map[string]string{}}
	i.packages = importer.ForCompiler(token.NewFileSet(), "gc", i.open)
	return i
}

// open is the lookup function for go/importer.
func (i *Imports) open(importPath string) (io.ReadCloser, error) { return os.Open(i.files[importPath]) }

// load gets the export data of packages from the go command, which compiles them if
// they are not in its cache. Indirect imports are not needed, because export data is
// self-contained. The indirect packages may be missing: a module that an older
// revision required may not be required any more.
func (i *Imports) load(ctx context.Context, direct, indirect []string) error {
	err := i.list(ctx, slices.Concat(direct, indirect))
	if err == nil || len(indirect) == 0 || ctx.Err() != nil {
		return err
	}
	if err := i.list(ctx, direct); err != nil {
		return err
	}
	return i.list(ctx, indirect, "-e")
}

// list runs go list for packages that are not loaded yet.
func (i *Imports) list(ctx context.Context, importPaths []string, flags ...string) error {
	importPaths = slices.DeleteFunc(slices.Clone(importPaths), i.has)
	if len(importPaths) == 0 {
		return nil
	}
	slices.Sort(importPaths)
	args := append([]string{"list", "-export", "-f", "{{.ImportPath}}\t{{.Export}}"}, flags...)
	args = append(append(args, "--"), slices.Compact(importPaths)...)
	cmd := exec.CommandContext(ctx, "go", args...) //nolint:gosec // only import paths, after --
	cmd.Dir = i.dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return listError(ctx, err, strings.TrimSpace(stderr.String()))
	}
	for line := range strings.Lines(string(out)) {
		if importPath, file, _ := strings.Cut(strings.TrimSpace(line), "\t"); file != "" || importPath == "unsafe" {
			i.files[importPath] = file
		}
	}
	return nil
}

// has reports whether a package is loaded.
func (i *Imports) has(importPath string) bool {
	_, isLoaded := i.files[importPath]
	return isLoaded
}

// listError returns the reason why the go command failed.
func listError(ctx context.Context, err error, stderr string) error {
	if ctx.Err() != nil { // the command was killed because of the context
		err, stderr = context.Cause(ctx), ""
	}
	if stderr != "" {
		return fmt.Errorf("%w: %w\n%s", ErrImports, err, stderr)
	}
	return fmt.Errorf("%w: %w", ErrImports, err)
}
