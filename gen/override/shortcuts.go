package override

import "github.com/chatgen-go/chatgen/gen/model"

// shortcutEntry adds a method for the most common use of an operation. The method
// takes one optional property of the body as an argument. It may require a text in the
// response, which the operation returns only if the property is set.
type shortcutEntry struct {
	Operation text    `yaml:"operation,required"`
	Name      text    `yaml:"name,required"`
	Set       text    `yaml:"set,required"`
	Returns   text    `yaml:"returns"`
	Doc       text    `yaml:"doc"`
	Expect    *expect `yaml:"expect"`
	common
}

func (e *shortcutEntry) subject() subject {
	return subject{"shortcut", e.Operation.Value + " shortcut " + e.Name.Value}
}

func (e *shortcutEntry) apply(a *applier) string {
	op, _ := a.findOperation(e.Operation)
	if op == nil || !a.checkExpectations(e.Expect, op.ID, operationFacts(op)) || !a.validName(e.Name) {
		return ""
	}
	if op.Body == nil || op.Body.Fields == nil || op.Paging != nil {
		a.reject(e.Pos, op.ID, "is paged or has no body with properties", "remove the entry")
		return ""
	}
	field := a.findField(op.Body.Fields, e.Set, "property of "+op.Body.Schema)
	if field == nil {
		return ""
	}
	if field.Required {
		a.reject(e.Set.Key, e.Set.Value, "is required, so it is already an argument", "name an optional property")
		return ""
	}
	s := &model.Shortcut{Name: e.Name.Value, Doc: e.Doc.Value, Field: field, Pos: e.Pos}
	effect := e.Name.Value + " sets " + field.WireName
	if e.Returns.IsSet() {
		if s.Returns = e.findReturned(a, op); s.Returns == nil {
			return ""
		}
		effect += " and requires " + e.Returns.Value
	}
	op.Shortcuts = append(op.Shortcuts, s)
	return effect
}

// findReturned returns the fields that lead to the text that a response must contain,
// or nil after an error.
func (e *shortcutEntry) findReturned(a *applier, op *model.Operation) []*model.Field {
	fields := a.findResultPath(op, e.Returns)
	if fields == nil {
		return nil
	}
	if last := fields[len(fields)-1].Type; last.Pointer || !isStringLike(last) {
		a.rejectType(e.Returns, op.ID, "a plain string", last)
		return nil
	}
	return fields
}
