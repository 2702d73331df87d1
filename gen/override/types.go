package override

import (
	"io/fs"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/model"
)

// typeEntry replaces a definition, or the string type of a parameter, with a
// hand-written Go type, or makes fields pointers, which tell zero from absent.
type typeEntry struct {
	targetRef
	Package flag `yaml:"package"`
	Go      text `yaml:"go"`
	Text    text `yaml:"text"`
	Pointer flag `yaml:"pointer"`
	common
}

func (e *typeEntry) apply(a *applier) string {
	switch {
	case e.Go.IsSet() == e.Pointer.IsSet():
		a.reject(e.common.Pos, e.targetName(), "needs either go or pointer", "write one of them")
		return ""
	case e.Package.IsSet() && !e.Pointer.IsSet():
		a.reject(e.Package.Key, "package", "is only for pointer", "remove package")
		return ""
	case e.Pointer.IsSet():
		return e.makePointer(a)
	}
	path, name := splitTypeName(e.Go.Value)
	if path == "" || !model.ValidName(name) {
		a.reject(e.Go.Pos, e.Go.Value, "is not a Go type name", `for example, "example.com/module/package.Type"`)
		return ""
	}
	if !a.validName(e.Text) {
		return ""
	}
	if e.Parameter.IsSet() {
		return e.applyToParameter(a, path, name)
	}
	if !e.validate(a) {
		return ""
	}
	if !e.Definition.IsSet() || e.Property.IsSet() {
		a.reject(e.common.Pos, e.subject().name, "is neither a definition nor a parameter", "name one of them")
		return ""
	}
	old := a.findDefinition(e.Definition)
	if old == nil || !a.checkExpectations(e.Expect, e.Definition.Value, declFacts(old)) || !e.checkReplaceable(a, old) {
		return ""
	}
	a.recordAffected(old.Info().Element())
	external := e.newExternal(*old.Info(), path, name)
	replaceDecl(a.pkg, old, external)
	e.recordGoType(a, external, external.Decode, external.Encode)
	return "replaced by " + e.shortName()
}

// newExternal returns the declaration of the hand-written type.
func (e *typeEntry) newExternal(info model.TypeInfo, path, name string) *model.External {
	info.Name = name
	return &model.External{
		TypeInfo: info, Path: path, Type: name, Text: e.Text.Value,
		Decode: "Decode" + name, Encode: "Encode" + name, Parse: "Parse" + name,
	}
}

// recordGoType records that the emitted code uses a hand-written type and functions of its
// package.
func (e *typeEntry) recordGoType(a *applier, x *model.External, funcs ...string) {
	a.pkg.GoTypes = append(a.pkg.GoTypes, model.GoType{Pos: e.Go.Pos, Path: x.Path, Name: x.Type, Funcs: funcs, Method: x.Text})
}

// shortName returns the type name that Go code uses, such as "acs.Identifier".
func (e *typeEntry) shortName() string { return e.Go.Value[strings.LastIndexByte(e.Go.Value, '/')+1:] }

// applyToParameter sets the type of a parameter.
func (e *typeEntry) applyToParameter(a *applier, path, name string) string {
	if !e.Text.IsSet() {
		a.reject(e.common.Pos, e.subject().name, "text is required", "set it to the method that returns the text form of a value")
		return ""
	}
	effect := ""
	for _, s := range e.find(a) {
		if (*s.typ).Kind != model.String {
			a.reject(e.common.Pos, e.subject().name, "is not a string; its type is "+typeName(*s.typ), "remove text")
			return ""
		}
		if (*s.typ).Pointer {
			a.reject(e.common.Pos, e.subject().name, "distinguishes empty from absent, which "+e.shortName()+" cannot", "remove the entry")
			return ""
		}
		external := e.newExternal(model.TypeInfo{Schema: "string", Pos: e.common.Pos}, path, name)
		*s.typ = &model.Type{Kind: model.Named, Decl: external}
		if effect == "" {
			e.recordGoType(a, external, external.Parse)
		}
		effect = "of type " + e.shortName()
	}
	return effect
}

// splitTypeName splits "example.com/module/package.Type" at its last dot.
func splitTypeName(full string) (path, name string) {
	dot := strings.LastIndexByte(full, '.')
	if dot < 0 || strings.ContainsAny(full, " \t\"`\\") || full[0] == '.' || !fs.ValidPath(full[:dot]) {
		return "", ""
	}
	return full[:dot], full[dot+1:]
}

// checkReplaceable reports whether a definition can be replaced, and rejects the
// entry otherwise.
func (e *typeEntry) checkReplaceable(a *applier, d model.Decl) bool {
	if s, ok := d.(*model.Struct); ok && s.Union != nil {
		return a.reject(e.common.Pos, e.Definition.Value, "is a variant of the union "+s.Union.Schema, "replace the union")
	}
	if u, ok := d.(*model.Union); ok {
		return e.checkVariantsUnused(a, u)
	}
	return e.checkNoHeader(a, d)
}

// checkNoHeader reports whether no response header has the type of a definition, because
// a hand-written type cannot be read from one, and rejects the entry otherwise.
func (e *typeEntry) checkNoHeader(a *applier, d model.Decl) bool {
	for _, c := range a.pkg.Clients {
		for _, op := range c.Operations {
			for _, h := range op.Headers {
				if h.Type.Decl == d {
					return a.reject(e.common.Pos, e.Definition.Value, "is the type of the response header "+h.WireName+" of "+op.ID, "remove the entry")
				}
			}
		}
	}
	return true
}

// checkVariantsUnused reports whether no variant of a union is used outside the
// union, where it would lose its discriminator, and rejects the entry otherwise.
func (e *typeEntry) checkVariantsUnused(a *applier, u *model.Union) bool {
	for _, t := range allTypes(a.pkg) {
		if s, ok := t.Decl.(*model.Struct); ok && s.Union == u {
			return a.reject(e.common.Pos, e.Definition.Value, "its variant "+s.Schema+" is used on its own", "map the variant, too, or remove the entry")
		}
	}
	return true
}

// replaceDecl replaces an old declaration, together with its variants if it is a
// union. Values of a hand-written type need no pointer.
func replaceDecl(pkg *model.Package, old model.Decl, external *model.External) {
	for _, t := range allTypes(pkg) {
		if t.Decl == old {
			t.Decl, t.Pointer = external, false
		}
	}
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			if op.Body != nil && op.Body.Whole != nil && op.Body.Schema == external.Schema {
				op.Body = withWholeValue(*op.Body)
			}
		}
	}
	pkg.Decls = slices.DeleteFunc(pkg.Decls, func(d model.Decl) bool {
		s, ok := d.(*model.Struct)
		return d == old || ok && s.Union != nil && model.Decl(s.Union) == old
	})
}

// withWholeValue returns a body whose properties were arguments as one value.
func withWholeValue(body model.Body) *model.Body {
	body.Value, body.Whole, body.Fields, body.Constants, body.Schema = body.Whole, nil, nil, nil, ""
	return &body
}

// allTypes returns every type that is used in the package, including element types.
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
			for _, t := range op.ResponseTypes() {
				add(t)
			}
			for _, p := range operationParams(op) {
				add(p.Type)
			}
			if op.Body != nil && op.Body.Whole != nil {
				add(op.Body.Whole.Type)
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
