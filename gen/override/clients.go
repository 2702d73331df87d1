package override

import (
	"cmp"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/model"
)

// clientEntry names the client of a group of operations, and may hang it below
// another one that makes it.
type clientEntry struct {
	Group    text   `yaml:"group,required"`
	Client   text   `yaml:"client"`
	Of       text   `yaml:"of"`
	Accessor text   `yaml:"accessor"`
	Bind     []text `yaml:"bind"`
	Doc      text   `yaml:"doc"`
	common
}

func (e *clientEntry) subject() subject { return subject{"group", e.Group.Value} }

func (e *clientEntry) apply(r *applier) string {
	c := r.group(e.Group)
	ok := e.validate(r) && c != nil
	var parent *model.Client
	if e.Of.Given() {
		parent = r.group(e.Of)
		ok = parent != nil && ok && e.checkAcyclic(r, c, parent)
	}
	var bound []*model.Param
	for _, wire := range e.Bind {
		if c != nil {
			p := r.shared(c, wire)
			ok = p != nil && !e.twice(r, bound, wire) && ok
			bound = append(bound, p)
		}
	}
	if !ok {
		return ""
	}
	r.recordAffected(c.Element())
	effects := e.describe(r, c)
	if parent != nil {
		c.Parent = parent
		r.rename(&c.Accessor, e.Accessor.Value, e.At)
		effects = append(effects, "returned by "+e.Of.Value+" as "+e.Accessor.Value)
	}
	for i, p := range bound {
		bind(c, p)
		effects = append(effects, "holds "+e.Bind[i].Value)
	}
	slices.SortStableFunc(r.pkg.Clients, func(a, b *model.Client) int { return cmp.Compare(depth(a), depth(b)) })
	return strings.Join(effects, ", ")
}

// twice reports a parameter that is bound already.
func (e *clientEntry) twice(r *applier, bound []*model.Param, wire text) bool {
	again := slices.ContainsFunc(bound, func(p *model.Param) bool { return p != nil && p.WireName == wire.Value })
	if again {
		r.reject(wire.At, wire.Value, "stands there twice", "remove one")
	}
	return again
}

// describe sets the client's name and doc.
func (e *clientEntry) describe(r *applier, c *model.Client) []string {
	var effects []string
	if e.Client.Given() && r.rename(&c.Name, e.Client.Value, e.At) {
		effects = append(effects, "named "+c.Name)
	}
	if e.Doc.Given() && c.Doc != e.Doc.Value {
		c.Doc = e.Doc.Value
		effects = append(effects, "documented")
	}
	return effects
}

// validate reports keys that do not go together.
func (e *clientEntry) validate(r *applier) bool {
	ok := r.validName(e.Client)
	switch {
	case e.Of.Given() && !e.Accessor.Given():
		return r.reject(e.Of.Key, "of", "needs an accessor", "name the method that returns the client")
	case !e.Of.Given() && e.Accessor.Given():
		return r.reject(e.Accessor.Key, "accessor", "needs of", "name the group whose client has the method")
	case !e.Of.Given() && len(e.Bind) > 0:
		return r.reject(e.Bind[0].At, "bind", "needs of", "only a client that another one returns can hold parameters")
	}
	return r.validName(e.Accessor) && ok
}

// checkAcyclic reports a client that would be its own ancestor.
func (e *clientEntry) checkAcyclic(r *applier, c, parent *model.Client) bool {
	for p := parent; p != nil; p = p.Parent {
		if p == c {
			return r.reject(e.Of.Key, e.Group.Value, "would be a client of itself", "")
		}
	}
	return true
}

// depth counts the ancestors of a client.
func depth(c *model.Client) int {
	if c.Parent == nil {
		return 0
	}
	return depth(c.Parent) + 1
}

// group returns the client of a group.
func (r *applier) group(name text) *model.Client {
	var names []string
	for _, c := range r.pkg.Clients {
		if c.Group == name.Value {
			return c
		}
		names = append(names, c.Group)
	}
	r.missing(name, "group", names)
	return nil
}

// shared returns the parameter of the client's operations with that name, which
// all of them must have in their path.
func (r *applier) shared(c *model.Client, wire text) *model.Param {
	var merged *model.Param
	for _, op := range c.Operations {
		i := slices.IndexFunc(op.Params, func(p *model.Param) bool { return p.WireName == wire.Value })
		switch {
		case i < 0:
			r.reject(wire.At, wire.Value, op.ID+" has no such parameter", "only what all operations have can be bound")
			return nil
		case op.Params[i].In != model.InPath:
			r.reject(wire.At, wire.Value, "is not in the path of "+op.ID, "")
			return nil
		case op.Params[i].OnClient:
			r.reject(wire.At, wire.Value, "the client holds it already", "")
			return nil
		case merged == nil:
			first := *op.Params[i]
			merged = &first
		case merged.Type.Kind != op.Params[i].Type.Kind, merged.Type.Decl != op.Params[i].Type.Decl:
			r.reject(wire.At, wire.Value, "its type differs between operations", "")
			return nil
		case merged.Doc != op.Params[i].Doc:
			merged.Doc = "" // each text is about its operation
		}
	}
	return merged
}

// bind moves a parameter from the operations to the client.
func bind(c *model.Client, p *model.Param) {
	p.OnClient = true
	c.ClientParams = append(c.ClientParams, p)
	for _, op := range c.Operations {
		for _, q := range op.Params {
			if q.WireName == p.WireName {
				q.OnClient = true
			}
		}
	}
}
