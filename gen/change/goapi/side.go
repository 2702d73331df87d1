package goapi

import (
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"path"
	"slices"
	"strings"
)

// side is one of the two packages, with all that it brings along. It is parsed
// before it is checked, so that what both sides import is asked for at once.
type side struct {
	name   string // "old package"
	source Source
	as     string // import path that the package is checked under

	fset    *token.FileSet
	order   []string               // import paths of what is parsed
	parsed  map[string][]*ast.File // by import path; nil for what is outside
	outside []string               // imports that the go command is asked for
	checked map[string]*types.Package
	exports types.Importer
	faults  []error
}

func newSide(name string, source Source, as string) *side {
	return &side{
		name: name, source: source, as: as, fset: token.NewFileSet(),
		parsed: map[string][]*ast.File{}, checked: map[string]*types.Package{},
	}
}

// parse reads the files of the package, and then of whatever it imports that
// the source knows.
func (s *side) parse() {
	for _, f := range s.source.Files {
		s.file(path.Join(s.source.Import, path.Dir(f.Name)), f.Name, f)
	}
	if s.parsed[s.source.Import] == nil && s.faults == nil {
		s.faults = append(s.faults, errors.New("there are no Go files in "+s.source.Import))
	}
	for _, importPath := range slices.Clone(s.order) {
		s.imports(importPath)
	}
}

// imports follows the imports of a parsed package.
func (s *side) imports(importPath string) {
	for _, file := range s.parsed[importPath] {
		for _, spec := range file.Imports {
			name := strings.Trim(spec.Path.Value, "\"`")
			if _, known := s.parsed[name]; !known {
				s.follow(name)
			}
		}
	}
}

// follow parses a package that is imported, if it belongs to the source.
func (s *side) follow(importPath string) {
	s.parsed[importPath] = nil // known now
	var files []File
	if s.source.Own != nil {
		files = s.source.Own(importPath)
	}
	for _, f := range files {
		s.file(importPath, path.Join(importPath, f.Name), f)
	}
	if s.parsed[importPath] == nil {
		s.outside = append(s.outside, importPath)
	}
	s.imports(importPath)
}

// file parses a file of a package. In faults it is called name.
func (s *side) file(importPath, name string, f File) {
	if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
		return
	}
	file, err := parser.ParseFile(s.fset, name, f.Data, parser.SkipObjectResolution)
	if faults, ok := errors.AsType[scanner.ErrorList](err); ok {
		for _, fault := range faults {
			s.faults = append(s.faults, fault)
		}
		return
	}
	if s.parsed[importPath] == nil {
		s.order = append(s.order, importPath)
	}
	s.parsed[importPath] = append(s.parsed[importPath], file)
}

// check type-checks what was parsed. What the go command knows is read anew on
// each side, because go/importer goes on filling what it has read.
func (s *side) check(exports exports) {
	s.exports = importer.ForCompiler(token.NewFileSet(), "gc", exports.open)
	for _, importPath := range s.order {
		s.pkg(importPath)
	}
}

// pkg returns a parsed package, or nil if it is just being checked.
func (s *side) pkg(importPath string) *types.Package {
	if pkg, begun := s.checked[importPath]; begun {
		return pkg
	}
	s.checked[importPath] = nil
	conf := types.Config{
		Importer:         s,
		IgnoreFuncBodies: true,
		Error:            func(err error) { s.faults = append(s.faults, err) },
	}
	name := importPath
	if below, ok := strings.CutPrefix(importPath+"/", s.source.Import+"/"); ok {
		name = path.Join(s.as, below)
	}
	pkg, _ := conf.Check(name, s.fset, s.parsed[importPath], nil) // the error is the first of faults
	s.checked[importPath] = pkg
	return pkg
}

// Import returns a package of this side, or else of the go command. It is for
// go/types.
func (s *side) Import(importPath string) (*types.Package, error) {
	if s.parsed[importPath] == nil {
		return s.exports.Import(importPath)
	}
	pkg := s.pkg(importPath)
	if pkg == nil {
		return nil, errors.New("import cycle")
	}
	return pkg, nil
}

// folder returns the package in a folder of the source, or nil.
func (s *side) folder(name string) *types.Package {
	return s.checked[path.Join(s.source.Import, name)]
}

// folders returns the folders of the source that hold packages, "." for its own.
func (s *side) folders() []string {
	var names []string
	for _, importPath := range s.order {
		if below, ok := strings.CutPrefix(importPath+"/", s.source.Import+"/"); ok {
			names = append(names, path.Clean(below))
		}
	}
	return names
}

// err returns the first faults, which tell enough about a text that nobody
// wrote by hand.
func (s *side) err() error {
	const shown = 5
	if len(s.faults) == 0 {
		return nil
	}
	faults := s.faults
	if more := len(faults) - shown; more > 0 {
		faults = append(faults[:shown:shown], fmt.Errorf("and %d more", more))
	}
	return fmt.Errorf("%s: %w", s.name, errors.Join(faults...))
}
