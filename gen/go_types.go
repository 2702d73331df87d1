package gen

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// checkGoTypes reports hand-written Go types of overrides that do not exist, or whose
// package lacks a function that the emitted code calls: the code would not compile. It
// parses packages of the workspace. For any other package it asks the go command; one that
// it does not find is not checked, as its module may be required later, and nor is one in
// a revision, whose dependencies are not at hand.
func checkGoTypes(ctx context.Context, p Package, pkg *model.Package, from tree.Tree, errs *diag.List) {
	packages := map[string]*goPackage{}
	for _, t := range pkg.GoTypes {
		found, known := packages[t.Path]
		if !known {
			found = findGoPackage(ctx, p, t, from, errs)
			packages[t.Path] = found
		}
		if found != nil {
			found.check(t, errs)
		}
	}
}

// findGoPackage returns the declarations of the package of a type, or nil if they are not
// known or there is a problem.
func findGoPackage(ctx context.Context, p Package, t model.GoType, from tree.Tree, errs *diag.List) *goPackage {
	folder := packageFolder(ctx, p.Out, t.Path, from)
	if folder == "" {
		return nil
	}
	found, err := readGoPackage(folder, from)
	switch {
	case errors.Is(err, errNoGoPackage):
		errs.Add(t.Pos, t.Path, err.Error(), "correct the import path")
	case err != nil:
		errs.Add(t.Pos, t.Path, err.Error(), "")
	}
	return found
}

// errNoGoPackage means that no folder of a module of the workspace has the import path of
// a package that would be in it.
var errNoGoPackage = errors.New("no such Go package")

// goPackage is the declarations of a Go package.
type goPackage struct {
	types   map[string]bool
	funcs   map[string]bool
	methods map[string]bool // "Type.Method", also of interfaces
	opaque  map[string]bool // types whose methods may be elsewhere: aliases, and those that embed or are made of others
}

// check reports a type that does not exist, or a function or method of it.
func (g *goPackage) check(t model.GoType, errs *diag.List) {
	report := func(name, thing string, names map[string]bool) {
		errs.Add(t.Pos, t.Path+"."+name, "no such "+thing, diag.DidYouMean(name, slices.Sorted(maps.Keys(names))))
	}
	if !g.types[t.Name] {
		report(t.Name, "type", g.types)
		return
	}
	for _, name := range t.Funcs {
		if !g.funcs[name] {
			errs.Add(t.Pos, t.Path+"."+name, "no such function, which the emitted code calls", "declare it in the package of "+t.Name)
		}
	}
	if method := t.Name + "." + t.Method; t.Method != "" && !g.methods[method] && !g.opaque[t.Name] {
		report(method, "method", g.methods)
	}
}

// packageFolder returns the folder of the package with an import path, as the folder out
// sees it, or "" if it is not known whether there is one.
func packageFolder(ctx context.Context, out, importPath string, from tree.Tree) string {
	if folder, isLocal := localFolder(out, importPath, from); isLocal {
		return folder
	}
	return listedFolder(ctx, out, importPath, from)
}

// readGoPackage returns the declarations of the package in a folder.
func readGoPackage(folder string, from tree.Tree) (*goPackage, error) {
	files, err := from.ReadDir(folder)
	if err != nil {
		return nil, errNoGoPackage
	}
	g := &goPackage{types: map[string]bool{}, funcs: map[string]bool{}, methods: map[string]bool{}, opaque: map[string]bool{}}
	isPackage := false
	for _, f := range files {
		if path.Ext(f.Name()) != ".go" || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		data, err := from.ReadFile(filepath.Join(folder, f.Name()))
		if err != nil {
			return nil, fmt.Errorf("%s cannot be read: %s", f.Name(), diag.ReasonText(err))
		}
		file, err := parser.ParseFile(token.NewFileSet(), f.Name(), data, parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("is not valid Go: %w", err)
		}
		for _, d := range file.Decls {
			g.add(d)
		}
		isPackage = true
	}
	if !isPackage {
		return nil, errNoGoPackage
	}
	return g, nil
}

// localFolder returns the folder of a package in the module or workspace of the folder
// out, and whether it belongs to one of their modules.
func localFolder(out, importPath string, from tree.Tree) (string, bool) {
	folder, longest := "", ""
	for _, dir := range moduleFolders(out, from) {
		data, err := from.ReadFile(filepath.Join(dir, "go.mod"))
		name := modfile.ModulePath(data)
		rest, isWithin := strings.CutPrefix(importPath+"/", name+"/")
		if err == nil && name != "" && isWithin && len(name) > len(longest) {
			folder, longest = filepath.Join(dir, filepath.FromSlash(rest)), name
		}
	}
	return folder, longest != ""
}

// moduleFolders returns the folder with the nearest go.mod, in out or above it, and those
// of its workspace.
func moduleFolders(out string, from tree.Tree) []string {
	var all []string
	for dir := range ParentFolders(out) {
		if _, err := from.ReadFile(filepath.Join(dir, "go.mod")); err == nil && len(all) == 0 {
			all = append(all, dir)
		}
		data, err := from.ReadFile(filepath.Join(dir, "go.work"))
		if err != nil {
			continue
		}
		if work, err := modfile.ParseWork("go.work", data, nil); err == nil {
			for _, use := range work.Use {
				all = append(all, filepath.Join(dir, filepath.FromSlash(use.Path)))
			}
		}
		break
	}
	return all
}

// listedFolder returns the folder of a package of another module, or "" if the go command
// does not find it or files are not read from the disk.
func listedFolder(ctx context.Context, out, importPath string, from tree.Tree) string {
	if _, isDisk := from.(tree.Disk); !isDisk {
		return ""
	}
	cmd := exec.CommandContext(ctx, "go", "list", "-find", "-f", "{{.Dir}}", "--", importPath) //nolint:gosec // only an import path, after --
	cmd.Dir = ModuleFolder(out)
	found, err := cmd.Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(found))
}

// add adds a declaration.
func (g *goPackage) add(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			g.funcs[d.Name.Name] = true
		} else if receiver := receiverName(d.Recv.List[0].Type); receiver != "" {
			g.methods[receiver+"."+d.Name.Name] = true
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			if t, ok := s.(*ast.TypeSpec); ok {
				g.addType(t)
			}
		}
	}
}

func (g *goPackage) addType(t *ast.TypeSpec) {
	g.types[t.Name.Name] = true
	var fields *ast.FieldList
	isNamed := false
	switch body := t.Type.(type) {
	case *ast.InterfaceType:
		fields = body.Methods
	case *ast.StructType:
		fields = body.Fields
	case *ast.Ident:
		isNamed = types.Universe.Lookup(body.Name) == nil
	case *ast.SelectorExpr:
		isNamed = true
	}
	g.opaque[t.Name.Name] = isNamed || t.Assign.IsValid()
	if fields == nil {
		return
	}
	for _, f := range fields.List {
		_, isMethod := f.Type.(*ast.FuncType)
		if len(f.Names) == 0 {
			g.opaque[t.Name.Name] = true
		} else if isMethod {
			g.methods[t.Name.Name+"."+f.Names[0].Name] = true
		}
	}
}

// receiverName returns the name of a receiver's type.
func receiverName(t ast.Expr) string {
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if name, ok := t.(*ast.Ident); ok {
		return name.Name
	}
	return ""
}
