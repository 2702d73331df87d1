package override

import (
	"path"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/model"
)

// partialEntry says that an operation may refuse some items of its request, and
// how the failures in its result name them.
type partialEntry struct {
	Operation text    `yaml:"operation,required"`
	Failed    text    `yaml:"failed,required"`
	Items     text    `yaml:"items,required"`
	Key       text    `yaml:"key,required"`
	One       text    `yaml:"one"`
	Expect    *expect `yaml:"expect"`
	common
}

func (e *partialEntry) subject() subject { return subject{"operation", e.Operation.Value} }

func (e *partialEntry) apply(r *applier) string {
	op, _ := r.operation(e.Operation)
	if op == nil || !r.checkExpectations(e.Expect, op.ID, operationFacts(op)) {
		return ""
	}
	r.recordAffected(op.Element())
	p := &model.PartialFailure{SingleItemMethod: e.One.Value, Pos: e.At}
	ok := r.validName(e.One)
	ok = e.failed(r, op, p) && ok
	ok = e.items(r, op, p) && ok
	if !ok {
		return ""
	}
	op.PartialFailure = p
	return "may refuse some of its " + e.Items.Value
}

// failed finds the failures in the result, step by step where they are nested.
func (e *partialEntry) failed(r *applier, op *model.Operation, p *model.PartialFailure) bool {
	steps := strings.Split(e.Failed.Value, ".")
	if slices.Contains(steps, "") {
		return r.reject(e.Failed.Key, e.Failed.Value, "has a step without a name", "write names with a dot between two of them")
	}
	name := text{Value: steps[0], Key: e.Failed.Key}
	p.Failures = r.resultField(op, name)
	for _, step := range steps[1:] {
		inner := r.inner(name, p.Failures)
		if inner == nil {
			return false
		}
		p.FailurePath = append(p.FailurePath, p.Failures)
		name.Value = step
		p.Failures = r.field(inner.Fields, name, "property of "+inner.Schema)
	}
	if p.Failures == nil || !r.isKind(name, p.Failures, model.Slice, "an array") {
		return false
	}
	x, ok := p.Failures.Type.Elem.Decl.(*model.External)
	if !ok || path.Base(x.Path) != "acs" || x.Type != "ErrorDetail" {
		return r.reject(e.Failed.Key, name.Value, "its items are no acs.ErrorDetail", "map their definition to it in types.yaml")
	}
	return true
}

// inner returns the object that a member is, which the emitted code goes
// through without a look. The member may be nil, after a report of its own.
func (r *applier) inner(name text, f *model.Field) *model.Struct {
	if f == nil {
		return nil
	}
	s := structOf(f.Type)
	switch {
	case s == nil:
		r.reject(name.Key, name.Value, "is not an object, its type is "+typeName(f.Type), "")
	case f.Type.Pointer:
		r.reject(name.Key, name.Value, "may be null, and then there is no way through it", "")
		return nil
	}
	return s
}

// items finds what is sent, and the key of an item.
func (e *partialEntry) items(r *applier, op *model.Operation, p *model.PartialFailure) bool {
	if op.Body == nil || op.Body.Fields == nil {
		return r.reject(e.Items.Key, op.ID, "its body has no members", "")
	}
	p.Items = r.field(op.Body.Fields, e.Items, "property of "+op.Body.Schema)
	if p.Items == nil || !r.isKind(e.Items, p.Items, model.Slice, "an array") {
		return false
	}
	p.Item = structOf(p.Items.Type.Elem)
	if p.Item == nil {
		return r.reject(e.Items.Key, e.Items.Value, "its items are no objects", "")
	}
	p.Key = r.field(p.Item.Fields, e.Key, "property of "+p.Item.Schema)
	return p.Key != nil && e.checkKeyType(r, p.Key)
}

// checkKeyType reports a key without a text to compare with the target of a failure.
func (e *partialEntry) checkKeyType(r *applier, key *model.Field) bool {
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
	return r.reject(e.Key.Key, e.Key.Value, "has no text form", "map its definition in types.yaml, with text")
}
