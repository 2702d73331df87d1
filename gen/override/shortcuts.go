package override

import "github.com/chatgen-go/chatgen/gen/model"

// shortcutEntry adds a method for the most common use of an operation: it takes
// one optional member of the body as an argument.
type shortcutEntry struct {
	Operation text    `yaml:"operation,required"`
	Name      text    `yaml:"name,required"`
	Set       text    `yaml:"set,required"`
	Doc       text    `yaml:"doc"`
	Expect    *expect `yaml:"expect"`
	common
}

func (e *shortcutEntry) subject() subject {
	return subject{"shortcut", e.Operation.Value + " shortcut " + e.Name.Value}
}

func (e *shortcutEntry) apply(r *applier) string {
	op, _ := r.operation(e.Operation)
	if op == nil || !r.checkExpectations(e.Expect, op.ID, operationFacts(op)) || !r.validName(e.Name) {
		return ""
	}
	if op.Body == nil || op.Body.Fields == nil || op.Paging != nil {
		r.reject(e.At, op.ID, "has no body of members", "remove the entry")
		return ""
	}
	field := r.field(op.Body.Fields, e.Set, "property of "+op.Body.Schema)
	if field == nil {
		return ""
	}
	if field.Required {
		r.reject(e.Set.Key, e.Set.Value, "is an argument already", "name an optional property")
		return ""
	}
	op.Shortcuts = append(op.Shortcuts, &model.Shortcut{Name: e.Name.Value, Doc: e.Doc.Value, Field: field, Pos: e.At})
	return e.Name.Value + " sets " + field.WireName
}
