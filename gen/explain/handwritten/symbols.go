package handwritten

import (
	"bytes"
	"go/ast"
	"go/doc"
	"go/printer"
	"go/token"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/explain"
)

// reader collects the exported symbols of a package.
type reader struct {
	fset    *token.FileSet
	files   []*ast.File
	symbols []explain.Symbol
}

func (x *reader) add(name, kind string, at token.Pos, signature, comment string) {
	pos := x.fset.Position(at)
	x.symbols = append(x.symbols, explain.Symbol{
		Name: name, Kind: kind, Pos: diag.Pos{File: displayPath(pos.Filename), Line: pos.Line, Col: pos.Column},
		HandWritten: &explain.HandWritten{Signature: signature, Doc: strings.TrimSpace(comment)},
	})
}

func (x *reader) addPackage(p *doc.Package) {
	x.addFuncs("", "function", p.Funcs)
	x.addValues("constant", p.Consts)
	x.addValues("variable", p.Vars)
	for _, t := range p.Types {
		x.addFuncs("", "function", t.Funcs)
		x.addFuncs(t.Name+".", "method", t.Methods)
		x.addValues("constant", t.Consts)
		x.addValues("variable", t.Vars)
		x.addType(t)
	}
}

func (x *reader) addFuncs(prefix, kind string, funcs []*doc.Func) {
	for _, f := range funcs {
		signature := *f.Decl
		signature.Doc, signature.Body = nil, nil
		x.add(prefix+f.Name, kind, f.Decl.Name.Pos(), x.print(&signature), f.Doc)
	}
}

func (x *reader) addValues(kind string, values []*doc.Value) {
	for _, v := range values {
		for _, spec := range v.Decl.Specs {
			s, ok := spec.(*ast.ValueSpec)
			if !ok {
				continue
			}
			for _, name := range s.Names {
				if name.IsExported() {
					x.add(name.Name, kind, name.Pos(), v.Decl.Tok.String()+" "+x.print(withoutComments(s)), firstComment(s.Doc, s.Comment, v.Doc))
				}
			}
		}
	}
}

// withoutComments returns a declaration without its comments.
func withoutComments(s *ast.ValueSpec) *ast.ValueSpec {
	plain := *s
	plain.Doc, plain.Comment = nil, nil
	return &plain
}

// firstComment returns the first comment that is not empty, or else the text.
func firstComment(above, beside *ast.CommentGroup, text string) string {
	for _, c := range []*ast.CommentGroup{above, beside} {
		if c.Text() != "" {
			return c.Text()
		}
	}
	return text
}

// addType adds a type, with the fields of a struct and the methods of an interface.
func (x *reader) addType(t *doc.Type) {
	for _, spec := range t.Decl.Specs {
		s, ok := spec.(*ast.TypeSpec)
		if !ok {
			continue
		}
		switch of := s.Type.(type) {
		case *ast.StructType:
			x.addEmbedded(t.Name, of.Fields)
			x.addMembers(t.Name, "field", of.Fields)
		case *ast.InterfaceType:
			x.addMembers(t.Name, "method", of.Methods)
		}
		x.add(t.Name, "type", s.Name.Pos(), "type "+x.print(headOf(s)), t.Doc)
	}
}

// headOf returns the declaration of a type without comments, fields and methods.
func headOf(s *ast.TypeSpec) *ast.TypeSpec {
	head := *s
	head.Doc, head.Comment = nil, nil
	switch s.Type.(type) {
	case *ast.StructType:
		head.Type = ast.NewIdent("struct{ ... }")
	case *ast.InterfaceType:
		head.Type = ast.NewIdent("interface{ ... }")
	}
	return &head
}

// addEmbedded adds the embedded fields of types in the same package, whose members are
// promoted.
func (x *reader) addEmbedded(owner string, fields *ast.FieldList) {
	for _, f := range fields.List {
		name, ok := f.Type.(*ast.Ident)
		if len(f.Names) > 0 || !ok || !name.IsExported() {
			continue
		}
		x.add(owner+"."+name.Name, "field", name.Pos(), name.Name, firstComment(f.Doc, f.Comment, ""))
		x.symbols[len(x.symbols)-1].EmbeddedType = name.Name
	}
}

func (x *reader) addMembers(owner, kind string, members *ast.FieldList) {
	for _, m := range members.List {
		for _, name := range m.Names {
			if !name.IsExported() {
				continue
			}
			signature := name.Name + " " + x.print(m.Type)
			if kind == "method" {
				signature = name.Name + strings.TrimPrefix(x.print(m.Type), "func")
			}
			x.add(owner+"."+name.Name, kind, name.Pos(), signature, firstComment(m.Doc, m.Comment, ""))
		}
	}
}

// print returns a node on one line.
func (x *reader) print(node any) string {
	var out bytes.Buffer
	if err := printer.Fprint(&out, x.fset, node); err != nil {
		return ""
	}
	return strings.Join(strings.Fields(out.String()), " ")
}
