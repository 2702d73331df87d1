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
	"sync"
	"unicode"
)

// prepare returns the files formatted and sorted by name, or every reason why
// they cannot be written.
func prepare(files []File) ([]File, error) {
	mustBeSound(files)
	ready := make([]File, len(files))
	faults := make([]error, len(files))
	var group sync.WaitGroup
	for i, f := range files {
		// Formatting is most of the time that this stage takes.
		group.Go(func() { ready[i], faults[i] = prepareFile(f) })
	}
	group.Wait()
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	slices.SortFunc(ready, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return ready, nil
}

// mustBeSound panics on what no document and no override can cause.
func mustBeSound(files []File) {
	first := map[string]string{}
	for _, f := range files {
		key := strings.ToLower(f.Name)
		if other, taken := first[key]; taken {
			panic(fmt.Sprintf("chatgen bug: %s and %s are one file where case does not count", other, f.Name))
		}
		first[key] = f.Name
		if !hasHeader(f.Name, f.Data) {
			panic(fmt.Sprintf("chatgen bug: %s does not begin with the generated header", f.Name))
		}
	}
}

func prepareFile(f File) (File, error) {
	if !plainPath(f.Name) {
		return File{}, fmt.Errorf("%q: not a slash-separated path of a file below the output folder", f.Name)
	}
	if path.Ext(f.Name) != ".go" {
		return f, nil
	}
	data, err := formatGo(f.Name, f.Data)
	return File{f.Name, data}, err
}

// plainPath tells whether a name means the same file below the folder on every
// system. Names that begin with a dot are left to this package.
func plainPath(name string) bool {
	if !fs.ValidPath(name) || !filepath.IsLocal(name) ||
		strings.ContainsAny(name, `\:`) || strings.ContainsFunc(name, unicode.IsControl) {
		return false
	}
	hidden := func(part string) bool { return strings.HasPrefix(part, ".") }
	return !slices.ContainsFunc(strings.Split(name, "/"), hidden)
}

// formatGo does what gofmt does to a whole file. format.Source would let a
// file without a package clause pass.
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
