package emit

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/parallel"
)

// Files returns the files of the package.
func Files(pkg *model.Package) ([]File, error) {
	list := goFiles(pkg)
	rendered := make([]File, len(list))
	errs := make([]error, len(list))
	parallel.For(len(list), func(i int) { rendered[i], errs[i] = list[i].render(pkg) })
	changes, changesErr := emitChanges(pkg)
	pages, err := emitDocs(pkg)
	return slices.Concat(rendered, changes, pages), errors.Join(errors.Join(errs...), changesErr, err)
}

// render renders the part's file.
func (p goFile) render(pkg *model.Package) (File, error) {
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
	p.emit(f, pkg)
	var data bytes.Buffer
	if err := f.Render(&data); err != nil {
		return File{}, fmt.Errorf("chatgen bug: %s/%s: %w", pkg.Name, p.name, err)
	}
	return File{Name: p.name, Data: []byte(escapeInvisible(groupImports(data.String())))}, nil
}

// escapeInvisible escapes invisible characters, of which [strconv.Quote] leaves some as
// they are. Names and comments have none, so that all of them are in quoted strings.
func escapeInvisible(source string) string {
	if !strings.ContainsFunc(source, model.IsInvisible) {
		return source
	}
	var out strings.Builder
	for _, r := range source {
		switch {
		case !model.IsInvisible(r):
			out.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&out, `\U%08x`, r)
		default:
			fmt.Fprintf(&out, `\u%04x`, r)
		}
	}
	return out.String()
}

// packageName returns the name of the package that the part is in.
func (p goFile) packageName(pkg *model.Package) string {
	if dir := path.Dir(p.name); dir != "." {
		return dir
	}
	return pkg.Name
}

// groupImports separates imports of the standard library from others, which jennifer
// does not. It relies on jennifer's format: one import per line, sorted.
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
