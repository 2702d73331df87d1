package output

import (
	"bytes"
	"errors"
	"fmt"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/chatgen-go/chatgen/gen/parallel"
)

// prepare returns the files formatted and sorted by name, or an error with
// every reason why they cannot be written.
func prepare(files []File) ([]File, error) {
	panicOnBugs(files)
	ready := make([]File, len(files))
	errs := make([]error, len(files))
	parallel.For(len(files), func(i int) { ready[i], errs[i] = prepareFile(files[i]) })
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	slices.SortFunc(ready, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return ready, nil
}

// panicOnBugs panics if the files have an error that no document and no
// override can cause.
func panicOnBugs(files []File) {
	first := map[string]string{}
	for _, f := range files {
		key := strings.ToLower(f.Name)
		if other, taken := first[key]; taken {
			panic(fmt.Sprintf("chatgen bug: %s and %s are the same file on a case-insensitive file system", other, f.Name))
		}
		first[key] = f.Name
		if !hasHeader(f.Name, f.Data) {
			panic(fmt.Sprintf("chatgen bug: %s does not begin with the generated header", f.Name))
		}
	}
}

func prepareFile(f File) (File, error) {
	if !isPlainPath(f.Name) {
		return File{}, fmt.Errorf("%q: invalid file name (want a slash-separated path below the output folder)", f.Name)
	}
	if path.Ext(f.Name) != ".go" {
		return f, nil
	}
	data, err := formatGo(f.Name, f.Data)
	return File{f.Name, data}, err
}

// isPlainPath reports whether a name denotes the same file below the folder on
// every operating system. Names that begin with a dot are reserved for the work
// folders of this package.
func isPlainPath(name string) bool {
	if !fs.ValidPath(name) || !filepath.IsLocal(name) ||
		strings.ContainsAny(name, `\:`) || strings.ContainsFunc(name, unicode.IsControl) {
		return false
	}
	isHidden := func(part string) bool { return strings.HasPrefix(part, ".") }
	return !slices.ContainsFunc(strings.Split(name, "/"), isHidden)
}

// formatGo formats a whole file as gofmt does. It does not use format.Source,
// which accepts a file without a package clause.
func formatGo(name string, data []byte) ([]byte, error) {
	var out bytes.Buffer
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, data, parser.ParseComments|parser.SkipObjectResolution)
	if err == nil {
		err = format.Node(&out, fset, file)
	}
	if err != nil {
		return nil, fmt.Errorf("chatgen bug: %w", err)
	}
	return out.Bytes(), nil
}
