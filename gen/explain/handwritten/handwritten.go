// Package handwritten explains the symbols of hand-written packages that generated code
// uses, such as acs and acs/wire. It reads their source, which the go command finds.
package handwritten

import (
	"cmp"
	"context"
	"fmt"
	"go/doc"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/chatgen-go/chatgen/gen/explain"
)

// Package is a hand-written package.
type Package struct {
	Name    string // "wire"
	Import  string // "github.com/chatgen-go/chatgen/acs/wire"
	Symbols []explain.Symbol
}

// Load returns packages by their import paths, with their exported symbols sorted by name.
// Packages without any are left out. It runs the go command in dir, a folder of the module
// that imports them. It fails if one of the packages cannot be found or read.
func Load(ctx context.Context, dir string, importPaths ...string) ([]Package, error) {
	config := packages.Config{Context: ctx, Dir: dir, Mode: packages.NeedName | packages.NeedFiles}
	found, err := packages.Load(&config, importPaths...)
	if err != nil {
		return nil, fmt.Errorf("listing hand-written packages: %w", err)
	}
	var list []Package
	for _, p := range found {
		if len(p.Errors) > 0 {
			return nil, fmt.Errorf("package %s: %w", p.PkgPath, p.Errors[0])
		}
		symbols, err := read(p)
		if err != nil {
			return nil, err
		}
		if len(symbols) > 0 {
			list = append(list, Package{Name: p.Name, Import: p.PkgPath, Symbols: symbols})
		}
	}
	slices.SortFunc(list, func(a, b Package) int { return strings.Compare(a.Import, b.Import) })
	return list, nil
}

// Imports returns the hand-written packages that the Go files in folders import: those that
// are not of the standard library, of the Azure SDK, or in except.
func Imports(folders, except []string) ([]string, error) {
	var found []string
	for _, folder := range folders {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			return nil, err
		}
		for _, name := range files {
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
			if err != nil {
				return nil, err
			}
			for _, spec := range file.Imports {
				found = append(found, strings.Trim(spec.Path.Value, "\"`"))
			}
		}
	}
	slices.Sort(found)
	return slices.DeleteFunc(slices.Compact(found), func(name string) bool {
		domain, _, _ := strings.Cut(name, "/")
		return !strings.Contains(domain, ".") || strings.HasPrefix(name, "github.com/Azure/azure-sdk-for-go/") || slices.Contains(except, name)
	}), nil
}

// read returns the exported symbols of a package.
func read(p *packages.Package) ([]explain.Symbol, error) {
	x := &reader{fset: token.NewFileSet()}
	for _, name := range p.GoFiles {
		file, err := parser.ParseFile(x.fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		x.files = append(x.files, file)
	}
	docs, err := doc.NewFromFiles(x.fset, x.files, p.PkgPath)
	if err != nil {
		return nil, fmt.Errorf("package %s: %w", p.PkgPath, err)
	}
	x.addPackage(docs)
	slices.SortFunc(x.symbols, func(a, b explain.Symbol) int { return cmp.Compare(a.Name, b.Name) })
	return x.symbols, nil
}

// displayPath returns a path relative to the working folder, unless that is longer.
func displayPath(file string) string {
	here, err := filepath.Abs(".")
	if err != nil {
		return file
	}
	relative, err := filepath.Rel(here, file)
	if err != nil || len(relative) > len(file) {
		return filepath.ToSlash(file)
	}
	return filepath.ToSlash(relative)
}
