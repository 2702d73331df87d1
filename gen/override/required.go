package override

import "github.com/chatgen-go/chatgen/gen/model"

// requiredEntry states whether each response contains a property: the document may not
// require a property that the service always sends, or require one that it omits. What
// requests contain does not change.
type requiredEntry struct {
	Definition text    `yaml:"definition,required"`
	Property   text    `yaml:"property,required"`
	Required   flag    `yaml:"required,required"`
	Expect     *expect `yaml:"expect"`
	common
}

func (e *requiredEntry) subject() subject {
	return subject{"property", e.Definition.Value + "." + e.Property.Value}
}

func (e *requiredEntry) apply(a *applier) string {
	s, f := a.findProperty(e.Definition, e.Property)
	if f == nil || !a.checkExpectations(e.Expect, e.subject().name, valueFacts(f.Type, f.Required)) {
		return ""
	}
	if !responseFields(a.pkg)[f] {
		a.reject(e.Pos, e.subject().name, "is not in any response", "remove the entry")
		return ""
	}
	if f.ResponseRequired == e.Required.Value {
		return ""
	}
	if f.Type.Pointer && e.Required.Value {
		a.reject(e.Pos, e.subject().name, "is nullable or has a default, so it distinguishes absent from zero", "remove the entry")
		return ""
	}
	f.ResponseRequired = e.Required.Value
	a.recordAffected(s.FieldElement(f))
	if f.ResponseRequired {
		return "required in responses"
	}
	return "optional in responses"
}

// responseFields returns all fields of responses and of the values in them.
func responseFields(pkg *model.Package) map[*model.Field]bool {
	set := fieldSet{map[*model.Field]bool{}, map[model.Decl]bool{}}
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			for _, t := range op.ResponseTypes() {
				set.addType(t)
			}
		}
	}
	return set.fields
}

// fieldSet is the set of all fields in some values.
type fieldSet struct {
	fields map[*model.Field]bool
	decls  map[model.Decl]bool
}

// addType adds the fields in a value of a type, which may be nil.
func (s fieldSet) addType(t *model.Type) {
	for ; t != nil; t = t.Elem {
		if t.Decl != nil {
			s.addDecl(t.Decl)
		}
	}
}

func (s fieldSet) addDecl(d model.Decl) {
	if s.decls[d] {
		return
	}
	s.decls[d] = true
	switch d := d.(type) {
	case *model.Struct:
		for _, f := range d.Fields {
			s.fields[f] = true
			s.addType(f.Type)
		}
		s.addType(d.Additional)
	case *model.Union:
		for _, v := range d.Variants {
			s.addDecl(v)
		}
	}
}
