package override

import (
	"path"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/model"
)

// partialEntry declares that an operation may reject some items of its request, and
// how the errors in the result identify them. The result has either a list of errors, or a
// list with the status of each item.
type partialEntry struct {
	Operation text    `yaml:"operation,required"`
	Failed    text    `yaml:"failed,required"`
	Items     text    `yaml:"items,required"`
	Key       text    `yaml:"key,required"`
	Status    text    `yaml:"status"`
	Target    text    `yaml:"target"`
	Message   text    `yaml:"message"`
	One       text    `yaml:"one"`
	All       text    `yaml:"all"`
	SkipEmpty flag    `yaml:"skipEmpty"`
	Expect    *expect `yaml:"expect"`
	common
}

func (e *partialEntry) subject() subject { return subject{"operation", e.Operation.Value} }

func (e *partialEntry) apply(a *applier) string {
	op, _ := a.findOperation(e.Operation)
	if op == nil || !a.checkExpectations(e.Expect, op.ID, operationFacts(op)) {
		return ""
	}
	a.recordAffected(op.Element())
	p := &model.PartialFailure{SingleItemMethod: e.One.Value, AllItemsMethod: e.All.Value, SkipEmpty: e.SkipEmpty.Value, Pos: e.Pos}
	ok := a.validName(e.One)
	ok = a.validName(e.All) && ok
	ok = e.findFailures(a, op, p) && ok
	ok = e.findItems(a, op, p) && ok
	if !ok {
		return ""
	}
	op.PartialFailure = p
	return "may reject some of its " + e.Items.Value
}

// findFailures finds the property with the errors, which may be nested in the
// result, and reports whether it is valid.
func (e *partialEntry) findFailures(a *applier, op *model.Operation, p *model.PartialFailure) bool {
	fields := a.findResultPath(op, e.Failed)
	if fields == nil {
		return false
	}
	last := len(fields) - 1
	p.FailurePath, p.Failures = fields[:last], fields[last]
	name := text{Value: p.Failures.WireName, Key: e.Failed.Key}
	if !a.checkKind(name, op, p.Failures, model.Slice, "an array") {
		return false
	}
	if e.Status.IsSet() {
		return e.findItemStatus(a, op, p)
	}
	for _, unused := range []text{e.Target, e.Message} {
		if unused.IsSet() {
			return a.reject(unused.Key, op.ID, "target and message need status", "set status to the property with the status of an item")
		}
	}
	x, ok := p.Failures.Type.Elem.Decl.(*model.External)
	if !ok || path.Base(x.Path) != "acs" || x.Type != "ErrorDetail" {
		return a.reject(e.Failed.Key, op.ID+"."+name.Value, "its items are not of type acs.ErrorDetail", "map their definition to it in types.yaml")
	}
	return true
}

// findItemStatus finds the properties of an item's result, and reports whether they are
// valid.
func (e *partialEntry) findItemStatus(a *applier, op *model.Operation, p *model.PartialFailure) bool {
	result := structOf(p.Failures.Type.Elem)
	switch {
	case result == nil || p.Failures.Type.Elem.Pointer:
		return a.reject(e.Failed.Key, op.ID+"."+p.Failures.WireName, "its items are not objects", "name a list of objects")
	case !e.Target.IsSet():
		return a.reject(e.Status.Key, "target", "is required with status", "name the property with the key of the item")
	}
	find := func(name text, kind model.Kind, what string) *model.Field {
		f := a.findField(result.Fields, name, "property of "+result.Schema)
		if f != nil && (f.Type.Kind != kind || f.Type.Pointer) {
			a.rejectType(name, result.Schema, what, f.Type)
			return nil
		}
		return f
	}
	s := &model.ItemStatus{Status: find(e.Status, model.Int32, "an int32"), Target: find(e.Target, model.String, "a string")}
	if e.Message.IsSet() {
		s.Message = find(e.Message, model.String, "a string")
	}
	p.ItemStatus = s
	return s.Status != nil && s.Target != nil && (s.Message != nil || !e.Message.IsSet())
}

// findResultPath returns the fields with the names that t contains, separated by dots:
// the first in the result, and each other one in the field before. It returns nil
// after an error.
func (a *applier) findResultPath(op *model.Operation, t text) []*model.Field {
	segments := strings.Split(t.Value, ".")
	if slices.Contains(segments, "") {
		a.reject(t.Key, t.Value, "has an empty segment", "separate property names with a single dot")
		return nil
	}
	name := text{Value: segments[0], Key: t.Key}
	f := a.findResultField(op, name)
	fields := []*model.Field{f}
	for _, segment := range segments[1:] {
		object := a.nestedObject(op, name, f)
		if object == nil {
			return nil
		}
		name.Value = segment
		f = a.findField(object.Fields, name, "property of "+object.Schema)
		fields = append(fields, f)
	}
	if f == nil {
		return nil
	}
	return fields
}

// nestedObject returns the struct of a property of an operation, or nil after an error if the
// property is not an object or may be null: the emitted code accesses its fields
// without a check. f may be nil, which has been reported.
func (a *applier) nestedObject(op *model.Operation, name text, f *model.Field) *model.Struct {
	if f == nil {
		return nil
	}
	s := structOf(f.Type)
	switch {
	case s == nil:
		a.rejectType(name, op.ID, "an object", f.Type)
	case f.Type.Pointer:
		a.reject(name.Key, op.ID+"."+name.Value, "may be null, so its properties cannot be reached", "name properties that are never null")
		return nil
	}
	return s
}

// findItems finds the property with the items of the request and the key of an item,
// and reports whether they are valid.
func (e *partialEntry) findItems(a *applier, op *model.Operation, p *model.PartialFailure) bool {
	if op.Body == nil || op.Body.Fields == nil {
		return a.reject(e.Items.Key, op.ID, "its body has no properties", "remove items")
	}
	p.Items = a.findField(op.Body.Fields, e.Items, "property of "+op.Body.Schema)
	if p.Items == nil || !a.checkKind(e.Items, op, p.Items, model.Slice, "an array") || !e.checkRequired(a, p.Items) {
		return false
	}
	p.Item = structOf(p.Items.Type.Elem)
	if p.Item == nil {
		return a.reject(e.Items.Key, op.ID+"."+e.Items.Value, "its items are not objects", "name a list of objects")
	}
	p.Key = a.findField(p.Item.Fields, e.Key, "property of "+p.Item.Schema)
	return p.Key != nil && e.checkKeyType(a, p.Key)
}

// checkRequired reports whether the items are required if all and skipEmpty, which are for
// a request of nothing else, are set, and rejects them otherwise.
func (e *partialEntry) checkRequired(a *applier, items *model.Field) bool {
	ok := true
	if e.All.IsSet() && !items.Required {
		ok = a.reject(e.All.Key, items.WireName, "is optional, so a request without it has an effect", "remove all")
	}
	if e.SkipEmpty.Value && !items.Required {
		ok = a.reject(e.SkipEmpty.Key, items.WireName, "is optional, so a request without it has an effect", "remove skipEmpty")
	}
	return ok
}

// checkKeyType reports whether a key has a text form, which is compared with the
// target of an error, and rejects it otherwise.
func (e *partialEntry) checkKeyType(a *applier, key *model.Field) bool {
	switch d := key.Type.Decl.(type) {
	case nil:
		if key.Type.Kind == model.String {
			return true
		}
	case *model.ID:
		return true
	case *model.External:
		if d.Text != "" {
			return true
		}
	}
	return a.reject(e.Key.Key, e.Key.Value, "has no text form", "map its definition in types.yaml, with text")
}
