package override

import (
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/model"
)

// typeEntry lets a hand-written Go type stand for a definition, or for the
// string that is a parameter.
type typeEntry struct {
	targetRef
	Go   text `yaml:"go,required"`
	Text text `yaml:"text"`
	common
}

func (e *typeEntry) apply(r *applier) string {
	path, name := splitGo(e.Go.Value)
	if path == "" || !model.ValidName(name) {
		r.reject(e.Go.At, e.Go.Value, "names no Go type", `write it as in "example.com/module/package.Type"`)
		return ""
	}
	if !r.validName(e.Text) {
		return ""
	}
	if e.Parameter.Given() {
		return e.parameter(r, path, name)
	}
	if !e.validate(r) {
		return ""
	}
	if !e.Definition.Given() || e.Property.Given() {
		r.reject(e.common.At, e.subject().name, "is no definition and no parameter", "name one")
		return ""
	}
	old := r.definition(e.Definition)
	if old == nil || !r.checkExpectations(e.Expect, e.Definition.Value, declFacts(old)) || !e.replaceable(r, old) {
		return ""
	}
	r.recordAffected(old.Info().Element())
	external := e.external(*old.Info(), path, name)
	replace(r.pkg, old, external)
	return "replaced by " + e.short()
}

// external makes the declaration of the hand-written type.
func (e *typeEntry) external(info model.TypeInfo, path, name string) *model.External {
	info.Name = name
	return &model.External{
		TypeInfo: info, Path: path, Type: name, Text: e.Text.Value,
		Decode: "Decode" + name, Encode: "Encode" + name, Parse: "Parse" + name,
	}
}

// short is how Go code names the type.
func (e *typeEntry) short() string { return e.Go.Value[strings.LastIndexByte(e.Go.Value, '/')+1:] }

// parameter gives the type to a parameter.
func (e *typeEntry) parameter(r *applier, path, name string) string {
	if !e.Text.Given() {
		r.reject(e.common.At, e.subject().name, "text is missing", "name the method that gives the text of a value")
		return ""
	}
	effect := ""
	for _, s := range e.find(r) {
		if (*s.typ).Kind != model.String {
			r.reject(e.common.At, e.subject().name, "is no string, its type is "+typeName(*s.typ), "")
			return ""
		}
		if (*s.typ).Pointer {
			r.reject(e.common.At, e.subject().name, "tells empty from absent, which "+e.short()+" cannot", "remove the entry")
			return ""
		}
		*s.typ = &model.Type{Kind: model.Named, Decl: e.external(model.TypeInfo{Schema: "string", Pos: e.common.At}, path, name)}
		effect = "of type " + e.short()
	}
	return effect
}

// splitGo splits "example.com/module/package.Type" at its last dot.
func splitGo(full string) (path, name string) {
	dot := strings.LastIndexByte(full, '.')
	if dot < 0 || strings.ContainsAny(full, " \t\"`\\") {
		return "", ""
	}
	return full[:dot], full[dot+1:]
}

// replaceable reports why a definition has to stay.
func (e *typeEntry) replaceable(r *applier, d model.Decl) bool {
	if s, ok := d.(*model.Struct); ok && s.Union != nil {
		return r.reject(e.common.At, e.Definition.Value, "belongs to the family "+s.Union.Schema, "replace the family")
	}
	for _, c := range r.pkg.Clients {
		for _, op := range c.Operations {
			if op.Body != nil && op.Body.Schema == e.Definition.Value {
				return r.reject(e.common.At, e.Definition.Value, "its members are the arguments of "+op.ID, "replace their types")
			}
		}
	}
	if u, ok := d.(*model.Union); ok {
		return e.sealed(r, u)
	}
	return true
}

// sealed reports members of a family that are used by themselves: they would
// lose their discriminator.
func (e *typeEntry) sealed(r *applier, u *model.Union) bool {
	for _, t := range allTypes(r.pkg) {
		if s, ok := t.Decl.(*model.Struct); ok && s.Union == u {
			return r.reject(e.common.At, e.Definition.Value, "its member "+s.Schema+" is used by itself", "")
		}
	}
	return true
}

// replace puts a new declaration in the place of an old one. The members of a
// family go with it. A value of a hand-written type needs no pointer.
func replace(pkg *model.Package, old model.Decl, external *model.External) {
	for _, t := range allTypes(pkg) {
		if t.Decl == old {
			t.Decl, t.Pointer = external, false
		}
	}
	pkg.Decls = slices.DeleteFunc(pkg.Decls, func(d model.Decl) bool {
		s, ok := d.(*model.Struct)
		return d == old || ok && s.Union != nil && model.Decl(s.Union) == old
	})
}

// allTypes returns every type that the package holds, with its parts.
func allTypes(pkg *model.Package) []*model.Type {
	var all []*model.Type
	add := func(t *model.Type) {
		for ; t != nil; t = t.Elem {
			all = append(all, t)
		}
	}
	for _, c := range pkg.Clients {
		for _, p := range c.ClientParams {
			add(p.Type)
		}
		for _, op := range c.Operations {
			add(op.Result)
			for _, p := range operationParams(op) {
				add(p.Type)
			}
		}
	}
	for _, d := range pkg.Decls {
		switch d := d.(type) {
		case *model.Struct:
			add(d.Additional)
			for _, f := range d.Fields {
				add(f.Type)
			}
		case *model.Union:
			add(d.Kind)
		}
	}
	return all
}
