package override

import (
	"fmt"
	"slices"

	"github.com/chatgen-go/chatgen/gen/model"
)

// makePointer makes the field of a property a pointer, or those of all optional
// properties of a definition, or of what the package sends.
func (e *typeEntry) makePointer(a *applier) string {
	switch {
	case !e.Pointer.Value:
		a.reject(e.Pointer.Key, "pointer", "must be true", "remove it and set go")
	case e.Text.IsSet() || e.Operation.IsSet() || e.Parameter.IsSet() || e.Package.Value == e.Definition.IsSet():
		a.reject(e.common.Pos, e.targetName(), "pointer is for a property, a definition or the package, and without text", "use two entries")
	case e.Property.IsSet():
		return e.pointerToProperty(a)
	case e.Definition.IsSet():
		return e.pointersInDefinition(a)
	default:
		return a.pointersInRequests()
	}
	return ""
}

// pointersInRequests makes the fields of all optional properties in requests pointers.
func (a *applier) pointersInRequests() string {
	sent, arguments := a.pkg.SentStructs(), map[*model.Field]bool{}
	for _, c := range a.pkg.Clients {
		for _, op := range c.Operations {
			if op.Body != nil && !op.Body.Patch { // a patch tells zero from absent
				for _, f := range op.Body.Fields {
					arguments[f] = true
				}
			}
		}
	}
	count := 0
	for _, d := range a.pkg.Decls {
		s, ok := d.(*model.Struct)
		if ok && (sent[s] || slices.ContainsFunc(s.Fields, func(f *model.Field) bool { return arguments[f] })) {
			count += a.makePointers(s)
		}
	}
	return pointerCount(count)
}

// targetName returns the target of the entry for messages.
func (e *typeEntry) targetName() string {
	if name := e.subject().name; name != "" {
		return name
	}
	return "entry"
}

func (e *typeEntry) pointerToProperty(a *applier) string {
	effect := ""
	for _, s := range e.find(a) {
		switch {
		case (*s.typ).Pointer:
		case !canBePointer(*s.typ) || a.isNextLink(*s.typ):
			a.reject(e.common.Pos, e.subject().name, "cannot be a pointer; its type is "+typeName(*s.typ), "remove the entry")
			return ""
		default:
			*s.typ = pointerTo(*s.typ)
			effect = "a pointer"
		}
	}
	return effect
}

func (e *typeEntry) pointersInDefinition(a *applier) string {
	d := a.findDefinition(e.Definition)
	if d == nil || !a.checkExpectations(e.Expect, e.Definition.Value, declFacts(d)) {
		return ""
	}
	s, ok := d.(*model.Struct)
	if !ok {
		a.reject(e.Definition.Key, e.Definition.Value, "is of kind "+declFacts(d)[0].value+", which has no properties", "name an object")
		return ""
	}
	return pointerCount(a.makePointers(s))
}

// makePointers makes the fields of all optional properties pointers, and returns their
// number. Lists, maps and unions have a nil of their own.
func (a *applier) makePointers(s *model.Struct) int {
	count := 0
	for _, f := range s.Fields {
		if !f.Required && !f.Type.Pointer && canBePointer(f.Type) && !a.isNextLink(f.Type) {
			f.Type = pointerTo(f.Type)
			a.recordAffected(s.FieldElement(f))
			count++
		}
	}
	return count
}

func canBePointer(t *model.Type) bool {
	switch t.Kind {
	case model.Slice, model.Map, model.Raw, model.Bytes:
		return false
	case model.Named:
		_, union := t.Decl.(*model.Union)
		return !union
	}
	return true
}

// isNextLink reports whether a type is that of the property with the next link of a list.
func (a *applier) isNextLink(t *model.Type) bool {
	for _, c := range a.pkg.Clients {
		for _, op := range c.Operations {
			if op.Paging != nil && op.Paging.NextLink != nil && op.Paging.NextLink.Type == t {
				return true
			}
		}
	}
	return false
}

func pointerTo(t *model.Type) *model.Type {
	pointer := *t
	pointer.Pointer = true
	return &pointer
}

// pointerCount describes the effect of an entry, which has none if there is no field.
func pointerCount(fields int) string {
	if fields == 0 {
		return ""
	}
	return fmt.Sprintf("%d fields are pointers", fields)
}
