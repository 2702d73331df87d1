package override

import (
	"path"

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

func (e *partialEntry) about() subject { return subject{"operation", e.Operation.Value} }

func (e *partialEntry) apply(r *run) string {
	op, _ := r.operation(e.Operation)
	if op == nil || !r.meets(e.Expect, op.ID, operationFacts(op)) {
		return ""
	}
	p := &model.Partial{One: e.One.Value, Pos: e.At}
	ok := r.validName(e.One)
	ok = e.failed(r, op, p) && ok
	ok = e.items(r, op, p) && ok
	if !ok {
		return ""
	}
	op.Partial = p
	return "may refuse some of its " + e.Items.Value
}

// failed finds the failures in the result.
func (e *partialEntry) failed(r *run, op *model.Operation, p *model.Partial) bool {
	p.Failed = r.resultField(op, e.Failed)
	if p.Failed == nil || !r.isKind(e.Failed, p.Failed, model.Slice, "an array") {
		return false
	}
	x, ok := p.Failed.Type.Elem.Decl.(*model.External)
	if !ok || path.Base(x.Path) != "acs" || x.Type != "ErrorDetail" {
		return r.reject(e.Failed.Key, e.Failed.Value, "its items are no acs.ErrorDetail", "map their definition to it in types.yaml")
	}
	return true
}

// items finds what is sent, and the key of an item.
func (e *partialEntry) items(r *run, op *model.Operation, p *model.Partial) bool {
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
	return p.Key != nil && e.keyed(r, p.Key)
}

// keyed reports a key without a text to compare with the target of a failure.
func (e *partialEntry) keyed(r *run, key *model.Field) bool {
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
