package override

import (
	"strings"

	"github.com/chatgen-go/chatgen/gen/model"
)

// pageEntry says how the pages of an operation hang together, or only corrects
// what the document says of it.
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

func (e *pageEntry) apply(r *applier) string {
	op, _ := r.operation(e.Operation)
	if op == nil || !r.checkExpectations(e.Expect, op.ID, operationFacts(op)) {
		return ""
	}
	r.recordAffected(op.Element())
	page := model.Paging{Pos: e.At}
	if op.Paging != nil {
		page = *op.Paging
	}
	if !e.complete(r, op) || !e.fill(r, op, &page) {
		return ""
	}
	var effects []string
	if op.Paging == nil {
		effects = append(effects, "paged")
		op.Paging = &model.Paging{Pos: e.At}
	}
	if page.Items != op.Paging.Items {
		effects = append(effects, "items in "+page.Items.WireName)
	}
	if page.NextLink != op.Paging.NextLink {
		effects = append(effects, "next link in "+page.NextLink.WireName)
	}
	if r.rename(&op.Paging.Iterator, page.Iterator, e.At) {
		effects = append(effects, "iterator "+page.Iterator)
	}
	if r.rename(&op.Paging.Pages, page.Pages, e.At) {
		effects = append(effects, "pages "+page.Pages)
	}
	*op.Paging = page
	return strings.Join(effects, ", ")
}

// complete reports what has to be given where the document is silent.
func (e *pageEntry) complete(r *applier, op *model.Operation) bool {
	if op.Paging != nil || e.Items.Given() && e.Iterator.Given() {
		return true
	}
	return r.reject(e.At, op.ID, "the document does not page it", "say items and iterator")
}

// fill sets what the entry gives.
func (e *pageEntry) fill(r *applier, op *model.Operation, page *model.Paging) bool {
	ok := r.validName(e.Iterator)
	ok = r.validName(e.Pages) && ok
	if e.Pages.Given() {
		page.Pages = e.Pages.Value
	}
	if e.Iterator.Given() {
		page.Iterator = e.Iterator.Value
	}
	if e.Items.Given() {
		page.Items = r.resultField(op, e.Items)
		ok = page.Items != nil && r.isKind(e.Items, page.Items, model.Slice, "an array") && ok
	}
	if e.NextLink.Given() {
		page.NextLink = r.resultField(op, e.NextLink)
		ok = page.NextLink != nil && r.isKind(e.NextLink, page.NextLink, model.String, "a string") && ok
	}
	return ok
}

// resultField returns the field of an operation's result.
func (r *applier) resultField(op *model.Operation, name text) *model.Field {
	s := structOf(op.Result)
	if s == nil {
		r.reject(name.Key, op.ID, "its result is no object", "")
		return nil
	}
	return r.field(s.Fields, name, "property of "+s.Schema)
}

// isKind reports a field that is of another kind.
func (r *applier) isKind(t text, f *model.Field, want model.Kind, what string) bool {
	return f.Type.Kind == want || r.reject(t.Key, t.Value, "is not "+what+", its type is "+typeName(f.Type), "")
}

// structOf returns the struct that a type is, or nil.
func structOf(t *model.Type) *model.Struct {
	if t == nil {
		return nil
	}
	s, _ := t.Decl.(*model.Struct)
	return s
}
