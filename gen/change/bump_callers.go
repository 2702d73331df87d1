package change

import (
	"context"
	"path"
	"path/filepath"
	"strings"

	"github.com/chatgen-go/chatgen/gen/change/callers"
	"github.com/chatgen-go/chatgen/gen/change/report"
)

// FindCallers type-checks all packages of the modules that are released together, with
// their tests and the package as [Bump] wrote it or would write it, and returns the code
// that does not compile. It runs the go command in the folder of the configuration.
func FindCallers(ctx context.Context, done *BumpResult) ([]callers.Problem, error) {
	r := callers.Request{Dir: done.root, Patterns: done.patterns, Overlay: map[string][]byte{}}
	for _, p := range done.packages {
		for _, f := range p.after {
			if path.Ext(f.Name) == ".go" {
				r.Overlay[filepath.Join(p.out, filepath.FromSlash(f.Name))] = f.Data
			}
		}
	}
	for _, result := range done.Reports() {
		pkg := path.Base(result.Package)
		for _, c := range report.GoChanges(result) {
			r.Changes = append(r.Changes, callers.Change{Symbol: qualify(pkg, c.Symbol), NewName: qualify(pkg, c.NewName), Message: c.Message})
		}
	}
	return callers.Find(ctx, r)
}

// qualify returns a symbol of a package as other packages write it.
func qualify(pkg, symbol string) string {
	if symbol == "" || strings.HasPrefix(symbol, "fake.") {
		return symbol
	}
	return pkg + "." + symbol
}

// setCode sets where the code is that may use the packages. The paths of the packages
// become absolute.
func (b *BumpResult) setCode(config string, modules *release, packages []generatedPackage) error {
	var err error
	if b.root, err = filepath.Abs(filepath.Dir(config)); err != nil {
		return err
	}
	b.IsWorkspace = len(modules.modules) > 1
	for _, m := range modules.modules {
		folder, err := filepath.Abs(m.folder)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(b.root, folder)
		if err != nil {
			return err
		}
		b.patterns = append(b.patterns, "./"+path.Join(filepath.ToSlash(relative), "..."))
	}
	for _, p := range packages {
		if p.out, err = filepath.Abs(p.out); err != nil {
			return err
		}
		b.packages = append(b.packages, p)
	}
	return nil
}
