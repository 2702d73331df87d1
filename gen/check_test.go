package gen_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chatgen-go/chatgen/gen/emit"
)

// checker type-checks emitted packages. Their imports are compiled, listed and read
// once.
type checker struct {
	exports map[string]string // export data by import path

	mu       sync.Mutex
	importer types.Importer
}

// sharedChecker returns the checker of all tests. It runs the go command when it is
// called first.
var sharedChecker = sync.OnceValues(newChecker)

// mustChecker returns the shared checker.
func mustChecker(t *testing.T) *checker {
	t.Helper()
	c, err := sharedChecker()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// newChecker lists the packages that emitted code may import with the go command.
func newChecker() (*checker, error) {
	cmd := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}",
		"github.com/chatgen-go/chatgen/acs", "github.com/chatgen-go/chatgen/acs/wire/serve",
		"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime", "encoding/json", "errors", "fmt", "iter", "net/http", "slices")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	c := &checker{exports: map[string]string{}}
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		path, file, _ := strings.Cut(lines.Text(), " ")
		c.exports[path] = file
	}
	c.importer = importer.ForCompiler(token.NewFileSet(), "gc", c.open)
	return c, nil
}

func (c *checker) open(path string) (io.ReadCloser, error) {
	file, ok := c.exports[path]
	if !ok {
		return nil, fmt.Errorf("emitted code must not import %s", path)
	}
	return os.Open(file)
}

// Import reads a package. It may be called concurrently.
func (c *checker) Import(path string) (*types.Package, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.importer.Import(path)
}

// files type-checks the emitted package and its fake, and returns the package.
func (c *checker) files(t *testing.T, files []emit.File, importPath string) *types.Package {
	t.Helper()
	pkg, _ := c.filesAndFake(t, files, importPath)
	return pkg
}

// filesAndFake is like [checker.files], but also returns the fake.
func (c *checker) filesAndFake(t *testing.T, files []emit.File, importPath string) (pkg, fake *types.Package) {
	t.Helper()
	pkg, fake, err := c.check(files, importPath)
	if err != nil {
		t.Error(err)
	}
	return pkg, fake
}

// check type-checks the emitted package and its fake, and returns both.
func (c *checker) check(files []emit.File, importPath string) (pkg, fake *types.Package, err error) {
	pkg, err = c.folder(files, ".", importPath, c)
	if err != nil {
		return nil, nil, err
	}
	fake, err = c.folder(files, "fake", importPath, withPackage{c, pkg})
	return pkg, fake, err
}

// withPackage is a checker whose packages may also import the emitted one.
type withPackage struct {
	*checker
	pkg *types.Package
}

// Import returns the emitted package or one of the checker.
func (b withPackage) Import(path string) (*types.Package, error) {
	if path == b.pkg.Path() {
		return b.pkg, nil
	}
	return b.checker.Import(path)
}

// folder type-checks the emitted files of a folder.
func (c *checker) folder(files []emit.File, dir, importPath string, imports types.Importer) (*types.Package, error) {
	fset := token.NewFileSet()
	var parsed []*ast.File
	for _, f := range files {
		if path.Dir(f.Name) != dir || !strings.HasSuffix(f.Name, ".go") {
			continue
		}
		file, err := parser.ParseFile(fset, f.Name, f.Data, parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("%w\n%s", err, f.Data)
		}
		parsed = append(parsed, file)
	}
	var errs []error
	conf := types.Config{Importer: imports, Error: func(err error) { errs = append(errs, err) }}
	pkg, err := conf.Check(path.Join(importPath, dir), fset, parsed, nil)
	if err != nil {
		return nil, fmt.Errorf("the emitted package does not compile:\n%w", errors.Join(errs...))
	}
	return pkg, nil
}

// keys returns the sorted keys of a map as one text.
func keys(m map[string]string) string {
	return strings.Join(slices.Sorted(maps.Keys(m)), ", ")
}
