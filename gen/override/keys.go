package override

import (
	"fmt"

	"github.com/chatgen-go/chatgen/gen/model"
)

// keyEntry declares that a request can contain an idempotency key, in a map of its body,
// and in which list a call finds what was created with it.
type keyEntry struct {
	Operation text      `yaml:"operation,required"`
	Property  text      `yaml:"property,required"`
	Name      text      `yaml:"name,required"`
	List      text      `yaml:"list,required"`
	ID        text      `yaml:"id,required"`
	Changed   text      `yaml:"changed,required"`
	PageSize  *pageSize `yaml:"pageSize,required"`
	Expect    *expect   `yaml:"expect"`
	common
}

// pageSize is the parameter for the size of a list's pages and its highest value.
type pageSize struct {
	Parameter text   `yaml:"parameter,required"`
	Max       number `yaml:"max,required"`
}

func (e *keyEntry) subject() subject { return subject{"operation", e.Operation.Value} }

func (e *keyEntry) apply(a *applier) string {
	op, client := a.findOperation(e.Operation)
	if op == nil || !a.checkExpectations(e.Expect, op.ID, operationFacts(op)) {
		return ""
	}
	key := &model.IdempotencyKey{Name: e.Name.Value, MaxPageSize: e.PageSize.Max.Value, Pos: e.Pos}
	ok := e.findProperty(a, op, key)
	ok = e.findList(a, client, key) && ok
	if !ok || !e.findItem(a, op, key) {
		return ""
	}
	a.recordAffected(op.Element())
	op.IdempotencyKey = key
	return fmt.Sprintf("optional idempotency key %q in %s, looked for in %s", key.Name, e.Property.Value, key.List.ID)
}

// findProperty finds the property of the body that contains the key, and reports whether
// the operation can have one.
func (e *keyEntry) findProperty(a *applier, op *model.Operation, key *model.IdempotencyKey) bool {
	switch {
	case !op.NonIdempotent:
		return a.reject(e.Operation.Key, op.ID, "is idempotent, so it needs no key", "remove the entry")
	case op.Paging != nil || op.Body == nil || op.Body.Fields == nil:
		return a.reject(e.Operation.Key, op.ID, "is paged or has no body with properties", "remove the entry")
	}
	key.Property = a.findField(op.Body.Fields, e.Property, "property of "+op.Body.Schema)
	if key.Property == nil {
		return false
	}
	if key.Property.Required || op.Body.Patch {
		return a.reject(e.Property.Key, e.Property.Value, "is required or part of a patch", "name an optional property")
	}
	return e.checkMap(a, op.Body.Schema, key.Property)
}

// checkMap reports whether a property of a definition is a map of texts.
func (e *keyEntry) checkMap(a *applier, definition string, f *model.Field) bool {
	t := f.Type
	if t.Kind != model.Map || t.Pointer || t.Elem.Kind != model.String || t.Elem.Pointer {
		return a.rejectType(e.Property, definition, "a map of strings", t)
	}
	return true
}

// findList finds the list and its parameter, and reports whether a call can read it.
func (e *keyEntry) findList(a *applier, client *model.Client, key *model.IdempotencyKey) bool {
	list, other := a.findOperation(e.List)
	switch {
	case list == nil:
		return false
	case list.Paging == nil || structOf(list.Paging.Items.Type.Elem) == nil:
		return a.reject(e.List.Key, list.ID, "is not a list of objects", "declare it in pagination.yaml")
	case other != client:
		return a.reject(e.List.Key, list.ID, "belongs to another client", "name an operation of "+client.Name)
	}
	key.List = list
	if !a.checkNoArguments(e.List, list) {
		return false
	}
	var names []string
	for _, p := range list.Params {
		if isSetByClient(p) {
			continue
		}
		if p.WireName == e.PageSize.Parameter.Value {
			key.PageSize = p
		}
		names = append(names, p.WireName)
	}
	if key.PageSize == nil {
		a.rejectUnknown(e.PageSize.Parameter, "optional parameter of "+list.ID, names)
		return false
	}
	if k := key.PageSize.Type.Kind; k != model.Int32 && k != model.Int64 || key.PageSize.Type.Pointer {
		return a.rejectType(e.PageSize.Parameter, list.ID, "a number", key.PageSize.Type)
	}
	return true
}

// checkNoArguments reports whether an operation can be called with options only.
func (a *applier) checkNoArguments(name text, op *model.Operation) bool {
	for _, p := range op.Params {
		if p.Required && !isSetByClient(p) {
			return a.reject(name.Key, op.ID, "requires the argument "+p.WireName, "make it a client-level parameter in clients.yaml")
		}
	}
	return true
}

// isSetByClient reports whether callers do not set a parameter.
func isSetByClient(p *model.Param) bool { return p.OnClient || p.Constant != "" }

// findItem finds the properties of an item that a call reads, and reports whether it can
// return them.
func (e *keyEntry) findItem(a *applier, op *model.Operation, key *model.IdempotencyKey) bool {
	item := structOf(key.List.Paging.Items.Type.Elem)
	thing := "property of " + item.Schema
	key.ItemMap = a.findField(item.Fields, e.Property, thing)
	key.ItemID = a.findField(item.Fields, e.ID, thing)
	key.ItemChanged = a.findField(item.Fields, e.Changed, thing)
	key.ResultID = a.findResultField(op, e.ID)
	if key.ItemMap == nil || key.ItemID == nil || key.ItemChanged == nil || key.ResultID == nil || !e.checkMap(a, item.Schema, key.ItemMap) {
		return false
	}
	if structOf(op.Result) == nil || !sameType(key.ItemID.Type, key.ResultID.Type) {
		return a.reject(e.ID.Key, e.ID.Value, "has another type in the result of "+op.ID, "name a property that has the same type in both")
	}
	if t := key.ItemChanged.Type; t.Kind != model.String || t.Pointer {
		return a.rejectType(e.Changed, item.Schema, "a plain string", t)
	}
	return true
}

// sameType reports whether two types of plain values are equal.
func sameType(x, y *model.Type) bool {
	return x.Kind == y.Kind && x.Decl == y.Decl && x.Pointer == y.Pointer && x.Unit == y.Unit && x.Elem == nil && y.Elem == nil
}
