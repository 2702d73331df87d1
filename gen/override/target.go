package override

import (
	"slices"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
)

// targetRef names an operation, a parameter, a definition or a property. A
// parameter without an operation is that of all operations.
type targetRef struct {
	Operation  text    `yaml:"operation"`
	Parameter  text    `yaml:"parameter"`
	Definition text    `yaml:"definition"`
	Property   text    `yaml:"property"`
	Expect     *expect `yaml:"expect"`
	At         diag.Pos
}

// target is a targetRef, or a value of an enum.
type target struct {
	targetRef
	Value text `yaml:"value"`
}

// resolvedTarget is an element of the model that a reference leads to. typ and check are nil
// if the element has no type that can be changed, and so cannot be an input.
type resolvedTarget struct {
	name     *string
	doc      *string
	typ      **model.Type
	check    *model.Validation // nil if it is no input
	required bool
	facts    []fact
}

// subject names the target.
func (p *targetRef) subject() subject {
	switch {
	case p.Operation.Given() && p.Parameter.Given():
		return subject{"parameter of operation", p.Operation.Value + " parameter " + p.Parameter.Value}
	case p.Operation.Given():
		return subject{"operation", p.Operation.Value}
	case p.Parameter.Given():
		return subject{"parameter", p.Parameter.Value}
	case p.Property.Given():
		return subject{"property", p.Definition.Value + "." + p.Property.Value}
	}
	return subject{"definition", p.Definition.Value}
}

func (t *target) subject() subject {
	if t.Value.Given() {
		return subject{"value", t.Definition.Value + " value " + t.Value.Value}
	}
	return t.targetRef.subject()
}

// validate reports keys that do not go together.
func (p *targetRef) validate(r *applier) bool {
	switch {
	case p.Definition.Given() && p.Operation.Given():
		return r.reject(p.Definition.Key, "definition", "does not go with operation", "write two entries")
	case p.Definition.Given() && p.Parameter.Given():
		return r.reject(p.Parameter.Key, "parameter", "does not go with definition", "write two entries")
	case p.Property.Given() && !p.Definition.Given():
		return r.reject(p.Property.Key, "property", "needs a definition", "")
	case !p.Definition.Given() && !p.Operation.Given() && !p.Parameter.Given():
		return r.reject(p.At, "entry", "names no target", "say operation, parameter or definition")
	}
	return true
}

func (t *target) validate(r *applier) bool {
	switch {
	case t.Value.Given() && !t.Definition.Given():
		return r.reject(t.Value.Key, "value", "needs a definition", "")
	case t.Value.Given() && t.Property.Given():
		return r.reject(t.Value.Key, "value", "does not go with property", "write two entries")
	}
	return t.targetRef.validate(r)
}

// find returns what the target leads to, or nothing after reporting why.
func (t *target) find(r *applier) []resolvedTarget {
	if !t.validate(r) {
		return nil
	}
	if !t.Value.Given() {
		return t.targetRef.find(r)
	}
	return r.checked(t.Expect, t.subject(), r.value(t.Definition, t.Value))
}

func (p *targetRef) find(r *applier) []resolvedTarget {
	if !p.validate(r) {
		return nil
	}
	var targets []resolvedTarget
	switch p.subject().form {
	case "operation":
		targets = r.operationTarget(p.Operation)
	case "definition":
		targets = r.definitionTarget(p.Definition)
	case "property":
		targets = r.property(p.Definition, p.Property)
	default:
		targets = r.parameter(p.Operation, p.Parameter)
	}
	return r.checked(p.Expect, p.subject(), targets)
}

// checked returns the targets if they all meet what is expected.
func (r *applier) checked(e *expect, what subject, targets []resolvedTarget) []resolvedTarget {
	for _, s := range targets {
		if !r.checkExpectations(e, what.name, s.facts) {
			return nil
		}
	}
	return targets
}

func (r *applier) operationTarget(id text) []resolvedTarget {
	op, _ := r.operation(id)
	if op == nil {
		return nil
	}
	r.recordAffected(op.Element())
	return []resolvedTarget{{name: &op.Name, doc: &op.Doc, facts: operationFacts(op)}}
}

// operation returns the operation with that ID and its client.
func (r *applier) operation(id text) (*model.Operation, *model.Client) {
	var ids []string
	for _, c := range r.pkg.Clients {
		for _, op := range c.Operations {
			if op.ID == id.Value {
				return op, c
			}
			ids = append(ids, op.ID)
		}
	}
	r.missing(id, "operation", ids)
	return nil, nil
}

func (r *applier) definitionTarget(name text) []resolvedTarget {
	d := r.definition(name)
	if d == nil {
		return nil
	}
	r.recordAffected(d.Info().Element())
	return []resolvedTarget{{name: &d.Info().Name, doc: &d.Info().Doc, facts: declFacts(d)}}
}

// definition returns the named type of that definition.
func (r *applier) definition(name text) model.Decl {
	var names []string
	for _, d := range r.pkg.Decls {
		schema := d.Info().Schema
		if schema == name.Value {
			return d
		}
		if schema != "" {
			names = append(names, schema)
		}
	}
	r.missing(name, "definition", names)
	return nil
}

// property returns the target of a definition's property.
func (r *applier) property(definition, name text) []resolvedTarget {
	d := r.definition(definition)
	if d == nil {
		return nil
	}
	s, ok := d.(*model.Struct)
	if !ok {
		r.reject(name.Key, definition.Value, "is of kind "+declFacts(d)[0].value+", which has no properties", "")
		return nil
	}
	f := r.field(s.Fields, name, "property of "+definition.Value)
	if f == nil {
		return nil
	}
	r.recordAffected(s.FieldElement(f))
	return []resolvedTarget{{name: &f.Name, doc: &f.Doc, typ: &f.Type, check: &f.Validation, required: f.Required, facts: valueFacts(f.Type, f.Required)}}
}

// field returns the field with that name in the document.
func (r *applier) field(fields []*model.Field, name text, what string) *model.Field {
	var names []string
	for _, f := range fields {
		if f.WireName == name.Value {
			return f
		}
		names = append(names, f.WireName)
	}
	r.missing(name, what, names)
	return nil
}

// value returns the target of an enum's value.
func (r *applier) value(definition, value text) []resolvedTarget {
	d := r.definition(definition)
	if d == nil {
		return nil
	}
	e, ok := d.(*model.Enum)
	if !ok {
		r.reject(value.Key, definition.Value, "is no enum", "")
		return nil
	}
	var wires []string
	for _, v := range e.Values {
		if v.WireName == value.Value {
			r.recordAffected(e.ValueElement(v))
			return []resolvedTarget{{name: &v.Name, doc: &v.Doc}}
		}
		wires = append(wires, v.WireName)
	}
	r.missing(value, "value of "+definition.Value, wires)
	return nil
}

// parameter returns the targets of a parameter: of one operation, or, if that is
// not given, of all operations and of the clients that hold it.
func (r *applier) parameter(operation, name text) []resolvedTarget {
	params, what := r.params(), "parameter"
	if operation.Given() {
		op, _ := r.operation(operation)
		if op == nil {
			return nil
		}
		params, what = operationParams(op), "parameter of "+op.ID
	}
	var targets []resolvedTarget
	var names []string
	for _, p := range params {
		names = append(names, p.WireName)
		if p.WireName != name.Value {
			continue
		}
		if operation.Given() && p.OnClient {
			r.reject(name.Key, name.Value, "the client holds it", "leave out operation")
			return nil
		}
		r.recordAffected(p.element)
		targets = append(targets, resolvedTarget{name: &p.Name, doc: &p.Doc, typ: &p.Type, check: &p.Validation, required: p.Required, facts: valueFacts(p.Type, p.Required)})
	}
	if len(targets) == 0 {
		r.missing(name, what, names)
	}
	return targets
}

// param is a parameter with the name that overrides have for it.
type param struct {
	*model.Param
	element model.Element
}

// operationParams returns the parameters of an operation, its body included if
// that is one value.
func operationParams(op *model.Operation) []param {
	var all []param
	for _, p := range op.Params {
		all = append(all, param{p, op.ParamElement(p)})
	}
	if op.Body != nil && op.Body.Value != nil {
		all = append(all, param{op.Body.Value, op.ParamElement(op.Body.Value)})
	}
	return all
}

// params returns all parameters of the package, each once.
func (r *applier) params() []param {
	var all []param
	for _, c := range r.pkg.Clients {
		var list []param
		for _, p := range c.ClientParams {
			list = append(list, param{p, c.ClientParamElement(p)})
		}
		for _, op := range c.Operations {
			list = append(list, operationParams(op)...)
		}
		for _, p := range list {
			if !slices.ContainsFunc(all, func(q param) bool { return q.Param == p.Param }) {
				all = append(all, p)
			}
		}
	}
	return all
}
