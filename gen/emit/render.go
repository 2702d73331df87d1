package emit

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// Files prints the package.
func Files(pkg *model.Package) ([]File, error) {
	list := parts(pkg)
	printed := make([]File, len(list))
	faults := make([]error, len(list))
	var group sync.WaitGroup
	for i, p := range list {
		// Printing is half of the time that a run takes.
		group.Go(func() { printed[i], faults[i] = p.render(pkg) })
	}
	group.Wait()
	texts, err := docs(pkg)
	return slices.Concat(printed, texts), errors.Join(errors.Join(faults...), err)
}

// render prints the part's file.
func (p part) render(pkg *model.Package) (File, error) {
	f := jen.NewFilePathName(path.Join(pkg.Import, path.Dir(p.name)), p.packageName(pkg))
	f.ImportName(pkg.Import, pkg.Name)
	f.ImportName(servePath, "serve")
	f.ImportAlias(fakePath, "azfake")
	f.NoFormat = true // gen/output formats, once
	f.HeaderComment(header)
	f.ImportName(acsPath, "acs")
	f.ImportName(wirePath, "wire")
	f.ImportName(azcorePath, "azcore")
	f.ImportName(runtimePath, "runtime")
	p.print(f, pkg)
	var data bytes.Buffer
	if err := f.Render(&data); err != nil {
		return File{}, fmt.Errorf("chatgen bug: %s/%s: %w", pkg.Name, p.name, err)
	}
	return File{Name: p.name, Data: []byte(groupImports(data.String()))}, nil
}

// packageName returns the name of the package that the part is in.
func (p part) packageName(pkg *model.Package) string {
	if dir := path.Dir(p.name); dir != "." {
		return dir
	}
	return pkg.Name
}

// groupImports parts the standard library from the rest, which jennifer does
// not. It knows how jennifer writes imports: one on a line, sorted.
func groupImports(source string) string {
	before, rest, found := strings.Cut(source, "\nimport (\n")
	block, after, closed := strings.Cut(rest, "\n)\n")
	if !found || !closed {
		return source
	}
	var standard, others []string
	for line := range strings.SplitSeq(block, "\n") {
		_, path, _ := strings.Cut(line, `"`)
		first, _, _ := strings.Cut(path, "/")
		if strings.Contains(first, ".") {
			others = append(others, line)
		} else {
			standard = append(standard, line)
		}
	}
	if len(standard) > 0 && len(others) > 0 {
		standard = append(standard, "")
	}
	return before + "\nimport (\n" + strings.Join(append(standard, others...), "\n") + "\n)\n" + after
}
