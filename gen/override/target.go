package override

import (
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
)

// targetRef refers to an operation, a parameter, a definition or a property. A
// parameter without an operation refers to the parameter of all operations.
type targetRef struct {
	Operation  text    `yaml:"operation"`
	Parameter  text    `yaml:"parameter"`
	Definition text    `yaml:"definition"`
	Property   text    `yaml:"property"`
	Expect     *expect `yaml:"expect"`
	Pos        diag.Pos
}

// target refers to the same elements as targetRef, to a value of an enum, or to a header
// of an operation's successful responses.
type target struct {
	targetRef
	Value  text `yaml:"value"`
	Header text `yaml:"header"`
}

// resolvedTarget is an element of the model to which a target refers. typ and check
// are nil if the element is not a parameter or property.
type resolvedTarget struct {
	name     *string
	doc      *string
	typ      **model.Type
	check    *model.Validation
	required bool
	facts    []fact
}

// subject returns the subject of the target.
func (p *targetRef) subject() subject {
	switch {
	case p.Operation.IsSet() && p.Parameter.IsSet():
		return subject{"parameter of operation", p.Operation.Value + " parameter " + p.Parameter.Value}
	case p.Operation.IsSet():
		return subject{"operation", p.Operation.Value}
	case p.Parameter.IsSet():
		return subject{"parameter", p.Parameter.Value}
	case p.Property.IsSet():
		return subject{"property", p.Definition.Value + "." + p.Property.Value}
	}
	return subject{"definition", p.Definition.Value}
}

func (t *target) subject() subject {
	switch {
	case t.Value.IsSet():
		return subject{"value", t.Definition.Value + " value " + t.Value.Value}
	case t.Header.IsSet():
		return subject{"header", t.Operation.Value + " header " + t.Header.Value}
	}
	return t.targetRef.subject()
}

// validate reports whether the combination of keys is valid, and rejects it
// otherwise.
func (p *targetRef) validate(a *applier) bool {
	switch {
	case p.Definition.IsSet() && p.Operation.IsSet():
		return a.reject(p.Definition.Key, "definition", "cannot be combined with operation", "use two entries")
	case p.Definition.IsSet() && p.Parameter.IsSet():
		return a.reject(p.Parameter.Key, "parameter", "cannot be combined with definition", "use two entries")
	case p.Property.IsSet() && !p.Definition.IsSet():
		return a.reject(p.Property.Key, "definition", "is required with property", "add definition")
	case !p.Definition.IsSet() && !p.Operation.IsSet() && !p.Parameter.IsSet():
		return a.reject(p.Pos, "entry", "has no target", "set operation, parameter or definition")
	}
	return true
}

func (t *target) validate(a *applier) bool {
	switch {
	case t.Value.IsSet() && !t.Definition.IsSet():
		return a.reject(t.Value.Key, "definition", "is required with value", "add definition")
	case t.Value.IsSet() && t.Property.IsSet():
		return a.reject(t.Value.Key, "value", "cannot be combined with property", "use two entries")
	case t.Header.IsSet() && !t.Operation.IsSet():
		return a.reject(t.Header.Key, "operation", "is required with header", "add operation")
	case t.Header.IsSet() && t.Parameter.IsSet():
		return a.reject(t.Header.Key, "header", "cannot be combined with parameter", "use two entries")
	}
	return t.targetRef.validate(a)
}

// find returns the elements to which the target refers, or nil after an error.
func (t *target) find(a *applier) []resolvedTarget {
	if !t.validate(a) {
		return nil
	}
	switch {
	case t.Value.IsSet():
		return a.checkTargets(t.Expect, t.subject(), a.enumValueTarget(t.Definition, t.Value))
	case t.Header.IsSet():
		return a.checkTargets(t.Expect, t.subject(), a.headerTarget(t.Operation, t.Header))
	}
	return t.targetRef.find(a)
}

func (p *targetRef) find(a *applier) []resolvedTarget {
	if !p.validate(a) {
		return nil
	}
	var targets []resolvedTarget
	switch p.subject().kind {
	case "operation":
		targets = a.operationTarget(p.Operation)
	case "definition":
		targets = a.definitionTarget(p.Definition)
	case "property":
		targets = a.propertyTarget(p.Definition, p.Property)
	default:
		targets = a.parameterTargets(p.Operation, p.Parameter)
	}
	return a.checkTargets(p.Expect, p.subject(), targets)
}

// checkTargets returns the targets if all of them meet the expectations, or nil
// after an error.
func (a *applier) checkTargets(e *expect, s subject, targets []resolvedTarget) []resolvedTarget {
	for _, t := range targets {
		if !a.checkExpectations(e, s.name, t.facts) {
			return nil
		}
	}
	return targets
}

func (a *applier) operationTarget(id text) []resolvedTarget {
	op, _ := a.findOperation(id)
	if op == nil {
		return nil
	}
	a.recordAffected(op.Element())
	return []resolvedTarget{{name: &op.Name, doc: &op.Doc, facts: operationFacts(op)}}
}

// findOperation returns the operation with that ID and its client, or nil after an
// error.
func (a *applier) findOperation(id text) (*model.Operation, *model.Client) {
	var ids []string
	for _, c := range a.pkg.Clients {
		for _, op := range c.Operations {
			if op.ID == id.Value {
				return op, c
			}
			ids = append(ids, op.ID)
		}
	}
	a.rejectUnknown(id, "operation", ids)
	return nil, nil
}

func (a *applier) definitionTarget(name text) []resolvedTarget {
	d := a.findDefinition(name)
	if d == nil {
		return nil
	}
	a.recordAffected(d.Info().Element())
	return []resolvedTarget{{name: &d.Info().Name, doc: &d.Info().Doc, facts: declFacts(d)}}
}

// findDefinition returns the type of the definition, or nil after an error.
func (a *applier) findDefinition(name text) model.Decl {
	var names []string
	for _, d := range a.pkg.Decls {
		schema := d.Info().Schema
		if schema == name.Value {
			return d
		}
		if schema != "" {
			names = append(names, schema)
		}
	}
	a.rejectUnknown(name, "definition", names)
	return nil
}

// propertyTarget resolves a property of a definition.
func (a *applier) propertyTarget(definition, name text) []resolvedTarget {
	s, f := a.findProperty(definition, name)
	if f == nil {
		return nil
	}
	a.recordAffected(s.FieldElement(f))
	return []resolvedTarget{{name: &f.Name, doc: &f.Doc, typ: &f.Type, check: &f.Validation, required: f.Required, facts: valueFacts(f.Type, f.Required)}}
}

// findProperty returns an object and its property, or nil after an error.
func (a *applier) findProperty(definition, name text) (*model.Struct, *model.Field) {
	d := a.findDefinition(definition)
	if d == nil {
		return nil, nil
	}
	s, ok := d.(*model.Struct)
	if !ok {
		a.reject(name.Key, definition.Value, "is of kind "+declFacts(d)[0].value+", which has no properties", "name an object")
		return nil, nil
	}
	return s, a.findField(s.Fields, name, "property of "+definition.Value)
}

// findField returns the field with that name in the document, or nil after an error.
func (a *applier) findField(fields []*model.Field, name text, thing string) *model.Field {
	var names []string
	for _, f := range fields {
		if f.WireName == name.Value {
			return f
		}
		names = append(names, f.WireName)
	}
	a.rejectUnknown(name, thing, names)
	return nil
}

// enumValueTarget resolves a value of an enum.
func (a *applier) enumValueTarget(definition, value text) []resolvedTarget {
	d := a.findDefinition(definition)
	if d == nil {
		return nil
	}
	e, ok := d.(*model.Enum)
	if !ok {
		a.reject(value.Key, definition.Value, "is not an enum", "name an enum, or remove value")
		return nil
	}
	var wires []string
	for _, v := range e.Values {
		if v.WireName == value.Value {
			a.recordAffected(e.ValueElement(v))
			return []resolvedTarget{{name: &v.Name, doc: &v.Doc}}
		}
		wires = append(wires, v.WireName)
	}
	a.rejectUnknown(value, "value of "+definition.Value, wires)
	return nil
}

// headerTarget resolves a header of an operation's successful responses.
func (a *applier) headerTarget(operation, name text) []resolvedTarget {
	op, _ := a.findOperation(operation)
	if op == nil {
		return nil
	}
	var names []string
	for _, h := range op.Headers {
		if strings.EqualFold(h.WireName, name.Value) {
			a.recordAffected(op.HeaderElement(h))
			return []resolvedTarget{{name: &h.Name, doc: &h.Doc, facts: valueFacts(h.Type, false)}}
		}
		names = append(names, h.WireName)
	}
	a.rejectUnknown(name, "response header of "+op.ID, names)
	return nil
}

// parameterTargets resolves a parameter: that of one operation or, without an
// operation, that of all operations and clients that have it.
func (a *applier) parameterTargets(operation, name text) []resolvedTarget {
	params, thing := a.allParams(), "parameter"
	if operation.IsSet() {
		op, _ := a.findOperation(operation)
		if op == nil {
			return nil
		}
		params, thing = operationParams(op), "parameter of "+op.ID
	}
	var targets []resolvedTarget
	var names []string
	for _, p := range params {
		names = append(names, p.WireName)
		if p.WireName != name.Value {
			continue
		}
		if operation.IsSet() && p.OnClient {
			a.reject(name.Key, name.Value, "is a client-level parameter", "remove operation")
			return nil
		}
		a.recordAffected(p.element)
		targets = append(targets, resolvedTarget{
			name: &p.Name, doc: &p.Doc, typ: &p.Type, check: &p.Validation, required: p.Required, facts: valueFacts(p.Type, p.Required),
		})
	}
	if len(targets) == 0 {
		a.rejectUnknown(name, thing, names)
	}
	return targets
}

// param is a parameter with the element that entries for it affect.
type param struct {
	*model.Param
	element model.Element
}

// operationParams returns the parameters of an operation, including its body if that
// is a single value.
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

// allParams returns all parameters in the package, without duplicates.
func (a *applier) allParams() []param {
	var all []param
	for _, c := range a.pkg.Clients {
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
