package main

import (
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/explain"
	"github.com/chatgen-go/chatgen/gen/explain/handwritten"
	"github.com/chatgen-go/chatgen/gen/model"
)

// handWritten is the hand-written packages that the selected packages import.
type handWritten struct {
	folder    string // of the configuration
	generated []handwritten.Generated
	packages  []handwritten.Package
}

// loadHandWritten returns the hand-written packages, none if no package has been generated.
// It fails if the go command cannot find them.
func (s *selection) loadHandWritten(cmd *cobra.Command, models []*model.Package) (*handWritten, error) {
	selected, err := s.packages(cmd)
	if err != nil {
		return nil, err
	}
	h := &handWritten{folder: filepath.Dir(s.config)}
	folders, own := foldersOf(selected)
	names, err := handwritten.Imports(folders, own)
	if err != nil || len(names) == 0 {
		return h, err
	}
	for _, pkg := range models {
		h.generated = append(h.generated, handwritten.Generated{Name: pkg.Name, Import: pkg.Import, Symbols: explain.Symbols(pkg)})
	}
	h.packages, err = handwritten.Load(cmd.Context(), h.folder, names...)
	return h, err
}

// foldersOf returns the folders of packages with their fakes, and their import paths.
func foldersOf(packages []gen.Package) (folders, imports []string) {
	for _, p := range packages {
		folders = append(folders, p.Out, filepath.Join(p.Out, "fake"))
		imports = append(imports, p.Import, p.Import+"/fake")
	}
	return folders, imports
}

// find returns the package and the name in it of a symbol whose package is written as
// wire, acs/wire, or by its import path. If there is no such package, it returns nil.
func (h *handWritten) find(symbol string) (pkg *handwritten.Package, name string) {
	symbol = plainSymbol(symbol)
	path := strings.LastIndexByte(symbol, '/') + 1
	last, name, _ := strings.Cut(symbol[path:], ".")
	written := symbol[:path] + last
	for i, p := range h.packages {
		if p.Name == written || strings.HasSuffix("/"+p.Import, "/"+written) {
			return &h.packages[i], name
		}
	}
	return nil, name
}

// explainReplaced explains the hand-written type that replaces a definition. It reports whether
// there is one.
func explainReplaced(cmd *cobra.Command, s *selection, models []*model.Package, definition string, write symbolWriter) (bool, error) {
	for _, pkg := range models {
		for _, o := range pkg.AppliedOverrides {
			if typ, ok := strings.CutPrefix(o.Effect, "replaced by "); ok && o.Target == definition {
				return explainHandWritten(cmd, s, models, typ, write)
			}
		}
	}
	return false, nil
}

// explainHandWritten explains a symbol of a hand-written package. It reports whether there is
// such a package.
func explainHandWritten(cmd *cobra.Command, s *selection, models []*model.Package, symbol string, write symbolWriter) (bool, error) {
	h, err := s.loadHandWritten(cmd, models)
	if err != nil {
		return false, err
	}
	pkg, name := h.find(symbol)
	if pkg == nil {
		return false, nil
	}
	if name == "" {
		return true, usage("%s is a package (name one of its symbols, such as %s.%s)", symbol, pkg.Name, pkg.Symbols[0].Name)
	}
	found, ok := explain.Find(pkg.Symbols, name)
	if !ok {
		return true, usage("package %s has no exported symbol %q%s", pkg.Name, name, suggestion(pkg.Name, name, pkg.Symbols))
	}
	return true, h.write(cmd, pkg, found, models, write)
}

// write writes a symbol with its uses.
func (h *handWritten) write(cmd *cobra.Command, pkg *handwritten.Package, symbol explain.Symbol, models []*model.Package, write symbolWriter) error {
	if err := handwritten.AddUses(cmd.Context(), h.folder, &symbol, *pkg, h.generated); err != nil {
		return err
	}
	for _, m := range models {
		symbol.Overrides = append(symbol.Overrides, explain.Uses(m, pkg.Name+"."+symbol.Name)...)
	}
	return write(cmd.OutOrStdout(), one(pkg.Name, symbol))
}

// explainUnqualified explains a symbol without the name of its package, if only one package
// has it. It reports whether one has it.
func explainUnqualified(cmd *cobra.Command, s *selection, models []*model.Package, name string, write symbolWriter) (bool, error) {
	plain := plainSymbol(name)
	var owners []string
	var explainFound func() error
	for _, m := range models {
		if found, ok := explain.Find(explain.Symbols(m), plain); ok {
			owners = append(owners, m.Name+"."+plain)
			explainFound = func() error { return write(cmd.OutOrStdout(), one(m.Name, found)) }
		}
	}
	h, err := s.loadHandWritten(cmd, models)
	if err != nil && len(owners) == 0 {
		return false, err
	}
	for i, p := range h.packages {
		if found, ok := explain.Find(p.Symbols, plain); ok {
			owners = append(owners, p.Name+"."+plain)
			explainFound = func() error { return h.write(cmd, &h.packages[i], found, models, write) }
		}
	}
	switch len(owners) {
	case 0:
		return false, nil
	case 1:
		return true, explainFound()
	}
	return true, usage("%s is ambiguous (choose one of %s)", name, strings.Join(owners, ", "))
}
