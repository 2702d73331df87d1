package override

import (
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
)

// additionEntry adds an optional property that the document lacks to a definition. The
// witness is where it was seen.
type additionEntry struct {
	Definition text `yaml:"definition,required"`
	Property   text `yaml:"property,required"`
	Type       text `yaml:"type,required"`
	Doc        text `yaml:"doc,required"`
	Witness    text `yaml:"witness,required"`
	common
}

func (e *additionEntry) subject() subject {
	return subject{"property", e.Definition.Value + "." + e.Property.Value}
}

func (e *additionEntry) apply(a *applier) string {
	d := a.findDefinition(e.Definition)
	if d == nil {
		return ""
	}
	s, ok := d.(*model.Struct)
	if !ok {
		a.reject(e.Definition.Key, e.Definition.Value, "is of kind "+declFacts(d)[0].value+", which has no properties", "name an object")
		return ""
	}
	t := e.goType(a)
	if t == nil || !e.isMissing(a, s, t) {
		return ""
	}
	f := &model.Field{
		Name: model.Exported(e.Property.Value), WireName: e.Property.Value, Type: t, Pos: e.Pos,
		Doc: e.Doc.Value + "\n\nIt is not part of the REST document.",
	}
	s.Fields = append(s.Fields, f)
	for _, c := range a.pkg.Clients {
		for _, op := range c.Operations {
			if op.Body != nil && op.Body.Value == nil && op.Body.Schema == s.Schema {
				op.Body.Fields = append(op.Body.Fields, f)
				a.recordAffected(op.Element())
			}
		}
	}
	a.recordAffected(s.Element(), s.FieldElement(f))
	return "added, of type " + e.Type.Value + ", seen in " + e.Witness.Value
}

// isMissing reports whether the document does not have the property, and rejects the entry
// otherwise. It is redundant if the property has the same type.
func (e *additionEntry) isMissing(a *applier, s *model.Struct, t *model.Type) bool {
	i := slices.IndexFunc(s.Fields, func(f *model.Field) bool { return f.WireName == e.Property.Value })
	if i < 0 {
		return true
	}
	a.redundant = typeName(s.Fields[i].Type) == typeName(t)
	return a.reject(e.Property.Key, e.subject().name, "the document has it", "remove the entry")
}

// goType returns the type of the property, or nil after an error.
func (e *additionEntry) goType(a *applier) *model.Type {
	name, isArray := strings.CutPrefix(e.Type.Value, "array of ")
	t := a.findType(name, e.Type)
	if t != nil && isArray {
		return &model.Type{Kind: model.Slice, Elem: t}
	}
	return t
}

// findType returns the type with a name in the notation of expect, or nil after an error.
func (a *applier) findType(name string, at text) *model.Type {
	names := []string{}
	for kind := model.String; kind <= model.Raw; kind++ {
		t := &model.Type{Kind: kind}
		if typeName(t) == name {
			return t
		}
		names = append(names, typeName(t))
	}
	for _, d := range a.pkg.Decls {
		if d.Info().Schema == name && name != "" {
			return &model.Type{Kind: model.Named, Decl: d}
		}
		names = append(names, d.Info().Schema)
	}
	a.reject(at.Pos, name, "no such type", diag.DidYouMean(name, names))
	return nil
}
