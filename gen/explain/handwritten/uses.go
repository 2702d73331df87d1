package handwritten

import (
	"context"
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/chatgen-go/chatgen/gen/explain"
)

// Generated is a generated package.
type Generated struct {
	Name    string
	Import  string
	Symbols []explain.Symbol
}

// AddUses sets where the committed code of generated packages uses a symbol of a
// hand-written one. Code that is not exported counts for what uses it. It runs the go
// command in dir, which compiles the imports of the packages.
func AddUses(ctx context.Context, dir string, symbol *explain.Symbol, of Package, generated []Generated) error {
	config := packages.Config{
		Context: ctx, Dir: dir,
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedExportFile |
			packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedTypesSizes,
	}
	var patterns []string
	for _, g := range generated {
		patterns = append(patterns, g.Import, g.Import+"/fake")
	}
	loaded, err := packages.Load(&config, patterns...)
	if err != nil {
		return fmt.Errorf("listing the code that uses %s: %w", of.Name, err)
	}
	for _, g := range generated {
		found := map[string]bool{}
		for _, p := range loaded {
			if folder, isPart := strings.CutPrefix(p.PkgPath+"/", g.Import+"/"); isPart && p.TypesInfo != nil {
				for name := range newUsers(p).of(of.Import, symbol.Name) {
					found[g.elementOf(strings.ReplaceAll(folder, "/", ".")+name)] = true
				}
			}
		}
		for _, name := range slices.Sorted(maps.Keys(found)) {
			symbol.HandWritten.Uses = append(symbol.HandWritten.Uses, explain.Use{Package: g.Name, Element: name})
		}
	}
	return nil
}

// elementOf returns the element that a Go symbol is generated from, or the symbol if it
// belongs to no element or to the whole document.
func (g *Generated) elementOf(name string) string {
	if s, ok := explain.Find(g.Symbols, name); ok && s.Element != "" && s.Element != "document" {
		return s.Element
	}
	return name
}

// users is a graph of the declarations of a package and of what each uses.
type users struct {
	info  *types.Info
	by    map[types.Object][]types.Object // the declarations that use an object
	names map[types.Object]string         // of exported declarations, as for go doc
	seen  map[string]types.Object         // objects of imported packages by their import path and name
}

func newUsers(p *packages.Package) *users {
	u := &users{info: p.TypesInfo, by: map[types.Object][]types.Object{}, names: map[types.Object]string{}, seen: map[string]types.Object{}}
	for _, file := range p.Syntax {
		for _, d := range file.Decls {
			u.addDecl(d)
		}
	}
	for _, imported := range p.Types.Imports() {
		for _, name := range imported.Scope().Names() {
			u.addSeen(imported.Path()+"."+name, imported.Scope().Lookup(name))
		}
	}
	return u
}

func (u *users) addDecl(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		u.addUses(d.Name, u.ownerOf(d), d)
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.ValueSpec:
				for _, name := range s.Names {
					u.addUses(name, "", s)
				}
			case *ast.TypeSpec:
				u.addType(s)
			}
		}
	}
}

// ownerOf returns the name of a method's type, or "" for a function.
func (u *users) ownerOf(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return ""
	}
	t := u.info.TypeOf(d.Recv.List[0].Type)
	if pointer, ok := t.(*types.Pointer); ok {
		t = pointer.Elem()
	}
	if named, ok := t.(*types.Named); ok {
		return named.Obj().Name()
	}
	return ""
}

// addType adds a type, and each exported field of a struct on its own.
func (u *users) addType(s *ast.TypeSpec) {
	structure, ok := s.Type.(*ast.StructType)
	if !ok {
		u.addUses(s.Name, "", s)
		return
	}
	for _, f := range structure.Fields.List {
		if len(f.Names) == 0 || !f.Names[0].IsExported() {
			u.addUses(s.Name, "", f)
		}
		for _, name := range f.Names {
			u.addUses(name, s.Name.Name, f)
		}
	}
}

// addUses records the objects to which the names in a node refer as used by the object that
// a name declares. The owner is the type of a field or method.
func (u *users) addUses(name *ast.Ident, owner string, node ast.Node) {
	user := u.info.Defs[name]
	if user == nil { // the name is _
		return
	}
	switch {
	case name.IsExported() && owner == "":
		u.names[user] = name.Name
	case name.IsExported() && ast.IsExported(owner):
		u.names[user] = owner + "." + name.Name
	}
	ast.Inspect(node, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && u.info.Uses[id] != nil {
			used := origin(u.info.Uses[id])
			u.by[used] = append(u.by[used], user)
		}
		return true
	})
}

// origin returns the object from which a generic one is instantiated.
func origin(o types.Object) types.Object {
	switch o := o.(type) {
	case *types.Func:
		return o.Origin()
	case *types.Var:
		return o.Origin()
	}
	return o
}

// addSeen records an object of an imported package, and its fields and methods.
func (u *users) addSeen(name string, o types.Object) {
	u.seen[name] = o
	if _, isType := o.(*types.TypeName); !isType {
		return
	}
	for m := range types.NewMethodSet(types.NewPointer(o.Type())).Methods() {
		u.seen[name+"."+m.Obj().Name()] = origin(m.Obj())
	}
	switch of := o.Type().Underlying().(type) {
	case *types.Struct:
		for f := range of.Fields() {
			u.seen[name+"."+f.Name()] = origin(f)
		}
	case *types.Interface:
		for m := range of.Methods() {
			u.seen[name+"."+m.Name()] = origin(m)
		}
	}
}

// of returns the names of the exported declarations that use a symbol, itself or through
// declarations that are not exported.
func (u *users) of(importPath, symbol string) map[string]bool {
	found := map[string]bool{}
	visited := map[types.Object]bool{}
	queue := []types.Object{u.seen[importPath+"."+symbol]}
	for len(queue) > 0 {
		used := queue[0]
		queue = queue[1:]
		for _, user := range u.by[used] {
			if name := u.names[user]; name != "" {
				found[name] = true
			} else if !visited[user] {
				visited[user] = true
				queue = append(queue, user)
			}
		}
	}
	return found
}
