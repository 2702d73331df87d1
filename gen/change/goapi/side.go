package goapi

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"io"
	"path"
	"slices"
	"strings"
)

// side is one of the two packages, with its sibling packages. Both sides are
// parsed before they are checked, so that one go command loads the imports of
// both.
type side struct {
	name      string // "old package"
	source    Source
	checkedAs string // import path for the type checker

	fset     *token.FileSet
	order    []string               // import paths of the parsed packages
	parsed   map[string][]*ast.File // by import path; nil for external packages
	external []string               // imports of the package to load with the go command
	indirect []string               // imports of sibling packages alone to load with it
	checked  map[string]*types.Package
	imports  *Imports
	errs     []error
}

func newSide(name string, source Source, as string) *side {
	return &side{
		name: name, source: source, checkedAs: as, fset: token.NewFileSet(),
		parsed: map[string][]*ast.File{}, checked: map[string]*types.Package{},
	}
}

// parse parses the files of the package and of the sibling packages that it
// imports.
func (s *side) parse() {
	for _, f := range s.source.Files {
		s.parseFile(path.Join(s.source.Import, path.Dir(f.Name)), f.Name, f)
	}
	if s.parsed[s.source.Import] == nil && s.errs == nil {
		s.errs = append(s.errs, errors.New("no Go files in "+s.source.Import))
	}
	for _, importPath := range slices.Clone(s.order) {
		s.followImports(importPath)
	}
}

// followImports parses the imports of a parsed package.
func (s *side) followImports(importPath string) {
	for _, file := range s.parsed[importPath] {
		for _, spec := range file.Imports {
			name := strings.Trim(spec.Path.Value, "\"`")
			if _, known := s.parsed[name]; !known {
				s.parseImport(name)
			}
			if s.parsed[name] == nil && s.isOwn(importPath) {
				s.external = append(s.external, name)
			} else if s.parsed[name] == nil {
				s.indirect = append(s.indirect, name)
			}
		}
	}
}

// isOwn reports whether a package is the compared one or below it.
func (s *side) isOwn(importPath string) bool {
	return strings.HasPrefix(importPath+"/", s.source.Import+"/")
}

// parseImport parses an imported package if it is a sibling package.
func (s *side) parseImport(importPath string) {
	s.parsed[importPath] = nil // visited
	var files []File
	if s.source.SiblingFiles != nil {
		files = s.source.SiblingFiles(importPath)
	}
	for _, f := range files {
		s.parseFile(importPath, path.Join(importPath, f.Name), f)
	}
	s.followImports(importPath)
}

// parseFile parses a file of a package. name is used in errors.
func (s *side) parseFile(importPath, name string, f File) {
	if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") || !isCompared(name, f.Data) {
		return
	}
	file, err := parser.ParseFile(s.fset, name, f.Data, parser.SkipObjectResolution)
	if list, ok := errors.AsType[scanner.ErrorList](err); ok {
		for _, err := range list {
			s.errs = append(s.errs, err)
		}
		return
	}
	dropBodies(file)
	if s.parsed[importPath] == nil {
		s.order = append(s.order, importPath)
	}
	s.parsed[importPath] = append(s.parsed[importPath], file)
}

// dropBodies empties the functions of a file, because only declarations are compared.
func dropBodies(file *ast.File) {
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
			f.Body = &ast.BlockStmt{Lbrace: f.Body.Lbrace, Rbrace: f.Body.Rbrace}
		}
	}
}

// isCompared reports whether a file is compiled for Linux on amd64, whose API is compared. A
// file that cannot be read is: parsing it tells why.
func isCompared(name string, data []byte) bool {
	system := build.Default
	system.GOOS, system.GOARCH = "linux", "amd64"
	system.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
	matches, err := system.MatchFile(path.Dir(name), path.Base(name))
	return matches || err != nil
}

// check type-checks the parsed packages.
func (s *side) check(imports *Imports) {
	s.imports = imports
	for _, importPath := range s.order {
		s.checkPackage(importPath)
	}
}

// checkPackage returns a type-checked package, or nil if its check is in progress.
func (s *side) checkPackage(importPath string) *types.Package {
	if pkg, ok := s.checked[importPath]; ok {
		return pkg
	}
	s.checked[importPath] = nil
	conf := types.Config{
		Importer:         s,
		IgnoreFuncBodies: true,
		Error: func(err error) {
			if s.isOwn(importPath) || !s.lacksImports() { // others may use what is missing
				s.errs = append(s.errs, err)
			}
		},
	}
	name := importPath
	if below, ok := strings.CutPrefix(importPath+"/", s.source.Import+"/"); ok {
		name = path.Join(s.checkedAs, below)
	}
	pkg, _ := conf.Check(name, s.fset, s.parsed[importPath], nil) // its errors are in s.errs
	s.checked[importPath] = pkg
	s.parsed[importPath] = []*ast.File{} // its syntax is no longer needed
	return pkg
}

// Import implements [types.Importer]. It returns a package of this side, or one
// that the go command has loaded.
func (s *side) Import(importPath string) (*types.Package, error) {
	switch {
	case s.parsed[importPath] != nil:
	case s.imports.has(importPath) || importPath == "unsafe":
		return s.imports.packages.Import(importPath)
	default:
		missing := types.NewPackage(importPath, path.Base(importPath))
		missing.MarkComplete()
		return missing, nil
	}
	pkg := s.checkPackage(importPath)
	if pkg == nil {
		return nil, errors.New("import cycle")
	}
	return pkg, nil
}

// lacksImports reports whether an import of a sibling package is missing.
func (s *side) lacksImports() bool {
	return slices.ContainsFunc(s.indirect, func(importPath string) bool { return !s.imports.has(importPath) })
}

// packageIn returns the package in a folder of the source, or nil.
func (s *side) packageIn(name string) *types.Package {
	return s.checked[path.Join(s.source.Import, name)]
}

// folders returns the folders of the source that contain packages, "." for its own.
func (s *side) folders() []string {
	var names []string
	for _, importPath := range s.order {
		if below, ok := strings.CutPrefix(importPath+"/", s.source.Import+"/"); ok {
			names = append(names, path.Clean(below))
		}
	}
	return names
}

// err returns the first few errors, which are enough for generated code.
func (s *side) err() error {
	const shown = 5
	if len(s.errs) == 0 {
		return nil
	}
	errs := s.errs
	if more := len(errs) - shown; more > 0 {
		errs = append(errs[:shown:shown], fmt.Errorf("and %d more", more))
	}
	return fmt.Errorf("%s: %w", s.name, errors.Join(errs...))
}
