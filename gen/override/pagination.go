package override

import (
	"strings"

	"github.com/chatgen-go/chatgen/gen/model"
)

// pageEntry declares how an operation is paged, or corrects the declaration in the
// document.
type pageEntry struct {
	Operation text    `yaml:"operation,required"`
	Items     text    `yaml:"items"`
	NextLink  text    `yaml:"nextLink"`
	Iterator  text    `yaml:"iterator"`
	Pages     text    `yaml:"pages"`
	Expect    *expect `yaml:"expect"`
	common
}

func (e *pageEntry) subject() subject { return subject{"operation", e.Operation.Value} }

func (e *pageEntry) apply(a *applier) string {
	op, _ := a.findOperation(e.Operation)
	if op == nil || !a.checkExpectations(e.Expect, op.ID, operationFacts(op)) {
		return ""
	}
	if op.LongRunning != nil {
		a.reject(e.Pos, op.ID, "is long-running, so it cannot be paged", "remove the entry")
		return ""
	}
	a.recordAffected(op.Element())
	page := model.Paging{Pos: e.Pos}
	if op.Paging != nil {
		page = *op.Paging
	}
	if !e.checkComplete(a, op) || !e.fillPaging(a, op, &page) {
		return ""
	}
	var effects []string
	if op.Paging == nil {
		effects = append(effects, "paged")
		op.Paging = &model.Paging{Pos: e.Pos}
	}
	if page.Items != op.Paging.Items {
		effects = append(effects, "items in "+page.Items.WireName)
	}
	if page.NextLink != op.Paging.NextLink {
		effects = append(effects, "next link in "+page.NextLink.WireName)
	}
	if a.rename(&op.Paging.Iterator, page.Iterator, e.Pos) {
		effects = append(effects, "iterator "+page.Iterator)
	}
	if a.rename(&op.Paging.Pages, page.Pages, e.Pos) {
		effects = append(effects, "pages "+page.Pages)
	}
	*op.Paging = page
	return strings.Join(effects, ", ")
}

// checkComplete reports whether the entry has the keys that are required if the
// document does not declare the operation paged, and rejects it otherwise.
func (e *pageEntry) checkComplete(a *applier, op *model.Operation) bool {
	if op.Paging != nil || e.Items.IsSet() && e.Iterator.IsSet() {
		return true
	}
	return a.reject(e.Pos, op.ID, "the document does not declare it paged", "set items and iterator")
}

// fillPaging sets the fields of page from the entry, and reports whether they are
// valid.
func (e *pageEntry) fillPaging(a *applier, op *model.Operation, page *model.Paging) bool {
	ok := a.validName(e.Iterator)
	ok = a.validName(e.Pages) && ok
	if e.Pages.IsSet() {
		page.Pages = e.Pages.Value
	}
	if e.Iterator.IsSet() {
		page.Iterator = e.Iterator.Value
	}
	if e.Items.IsSet() {
		page.Items = a.findResultField(op, e.Items)
		ok = page.Items != nil && a.checkKind(e.Items, op, page.Items, model.Slice, "an array") && ok
	}
	if e.NextLink.IsSet() {
		page.NextLink = a.findResultField(op, e.NextLink)
		ok = page.NextLink != nil && a.checkKind(e.NextLink, op, page.NextLink, model.String, "a string") && ok
	}
	return ok
}

// findResultField returns the field with that name in the result of an operation.
func (a *applier) findResultField(op *model.Operation, name text) *model.Field {
	s := structOf(op.Result)
	if s == nil {
		a.reject(name.Key, op.ID, "its result is not an object", "remove the entry")
		return nil
	}
	return a.findField(s.Fields, name, "property of "+s.Schema)
}

// checkKind reports whether a field of an operation is of a kind, and rejects its name
// otherwise. description is that of the kind, such as "an array".
func (a *applier) checkKind(t text, op *model.Operation, f *model.Field, want model.Kind, description string) bool {
	return f.Type.Kind == want || a.rejectType(t, op.ID, description, f.Type)
}

// structOf returns the struct of a type, or nil if the type is not a struct.
func structOf(t *model.Type) *model.Struct {
	if t == nil {
		return nil
	}
	s, _ := t.Decl.(*model.Struct)
	return s
}
