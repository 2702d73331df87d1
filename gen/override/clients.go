package override

import (
	"cmp"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/model"
)

// clientEntry names the client of a group of operations, and may make it a client
// that a method of another client, its parent, returns. Or it joins the operations of
// the group to the client of another group.
type clientEntry struct {
	Group  text `yaml:"group,required"`
	Client text `yaml:"client"`
	// Unprefixed is whether the names that follow from the client's operations
	// go without the client's in front.
	Unprefixed flag   `yaml:"unprefixed"`
	Into       text   `yaml:"into"` // the group whose client gets the operations
	Parent     text   `yaml:"of"`
	Accessor   text   `yaml:"accessor"`
	Bind       []text `yaml:"bind"`
	Doc        text   `yaml:"doc"`
	common
}

func (e *clientEntry) subject() subject { return subject{"group", e.Group.Value} }

func (e *clientEntry) apply(a *applier) string {
	c := a.findGroup(e.Group)
	ok := e.validate(a) && c != nil
	if e.Into.IsSet() {
		return e.join(a, c, ok)
	}
	var parent *model.Client
	if e.Parent.IsSet() {
		parent = a.findGroup(e.Parent)
		ok = parent != nil && ok && e.checkAcyclic(a, c, parent)
	}
	var moved []*model.Param
	for _, wire := range e.Bind {
		if c != nil {
			p := a.sharedParam(c, wire)
			ok = p != nil && !e.rejectDuplicate(a, moved, wire) && ok
			moved = append(moved, p)
		}
	}
	if !ok {
		return ""
	}
	a.recordAffected(c.Element())
	effects := e.setNameAndDoc(a, c)
	if parent != nil {
		c.Parent = parent
		a.rename(&c.Accessor, e.Accessor.Value, e.Pos)
		effects = append(effects, "returned by "+e.Parent.Value+" as "+e.Accessor.Value)
	}
	for i, p := range moved {
		moveToClient(c, p)
		effects = append(effects, "client-level parameter "+e.Bind[i].Value)
	}
	slices.SortStableFunc(a.pkg.Clients, func(x, y *model.Client) int { return cmp.Compare(ancestorCount(x), ancestorCount(y)) })
	return strings.Join(effects, ", ")
}

// join moves the operations of a group to the client of another one.
func (e *clientEntry) join(a *applier, c *model.Client, ok bool) string {
	into := a.findGroup(e.Into)
	switch {
	case !ok || into == nil:
		return ""
	case into == c:
		a.reject(e.Into.Key, e.Group.Value, "would join itself", "name another group")
		return ""
	case len(c.ClientParams) > 0:
		a.reject(e.Group.Key, e.Group.Value, "has client-level parameters, which the other client lacks", "set x-ms-parameter-location to method")
		return ""
	}
	a.recordAffected(into.Element())
	into.Operations = append(into.Operations, c.Operations...)
	for _, child := range a.pkg.Clients {
		if child.Parent == c {
			child.Parent = into
		}
	}
	a.pkg.Clients = slices.DeleteFunc(a.pkg.Clients, func(other *model.Client) bool { return other == c })
	return "joined to " + e.Into.Value
}

// rejectDuplicate reports whether a parameter is already among those that are moved
// to the client, and rejects it if so.
func (e *clientEntry) rejectDuplicate(a *applier, moved []*model.Param, wire text) bool {
	duplicate := slices.ContainsFunc(moved, func(p *model.Param) bool { return p != nil && p.WireName == wire.Value })
	if duplicate {
		a.reject(wire.Pos, wire.Value, "is listed twice", "remove one")
	}
	return duplicate
}

// setNameAndDoc sets the name and doc of the client, and returns the effects.
func (e *clientEntry) setNameAndDoc(a *applier, c *model.Client) []string {
	var effects []string
	if e.Client.IsSet() && a.rename(&c.Name, e.Client.Value, e.Pos) {
		effects = append(effects, "named "+c.Name)
	}
	if e.Unprefixed.Value && !c.Unprefixed {
		c.Unprefixed = true
		effects = append(effects, "derived names without prefix")
	}
	if e.Doc.IsSet() && c.Doc != e.Doc.Value {
		c.Doc = e.Doc.Value
		effects = append(effects, "documented")
	}
	return effects
}

// validate reports whether the combination of keys is valid, and rejects it
// otherwise.
func (e *clientEntry) validate(a *applier) bool {
	ok := a.validName(e.Client)
	switch {
	case e.Into.IsSet() && (e.Client.IsSet() || e.Unprefixed.Value || e.Parent.IsSet() || e.Accessor.IsSet() || len(e.Bind) > 0 || e.Doc.IsSet()):
		return a.reject(e.Into.Key, "into", "can only be combined with group, applies and why", "describe the client in the entry of its group")
	case e.Parent.IsSet() && !e.Accessor.IsSet():
		return a.reject(e.Parent.Key, "accessor", "is required with of", "name the method that returns the client")
	case !e.Parent.IsSet() && e.Accessor.IsSet():
		return a.reject(e.Accessor.Key, "of", "is required with accessor", "name the group whose client has the method")
	case !e.Parent.IsSet() && len(e.Bind) > 0:
		return a.reject(e.Bind[0].Pos, "of", "is required with bind", "only a client that another client returns can have client-level parameters")
	}
	return a.validName(e.Accessor) && ok
}

// checkAcyclic reports whether c is not an ancestor of its new parent, and rejects
// the entry otherwise.
func (e *clientEntry) checkAcyclic(a *applier, c, parent *model.Client) bool {
	for p := parent; p != nil; p = p.Parent {
		if p == c {
			return a.reject(e.Parent.Key, e.Group.Value, "would be its own parent", "name another group")
		}
	}
	return true
}

// ancestorCount returns the number of ancestors of a client.
func ancestorCount(c *model.Client) int {
	if c.Parent == nil {
		return 0
	}
	return ancestorCount(c.Parent) + 1
}

// findGroup returns the client of a group.
func (a *applier) findGroup(name text) *model.Client {
	var names []string
	for _, c := range a.pkg.Clients {
		if c.Group == name.Value {
			return c
		}
		names = append(names, c.Group)
	}
	a.rejectUnknown(name, "group", names)
	return nil
}

// sharedParam returns the path parameter with that name, which all operations of the
// client must have.
func (a *applier) sharedParam(c *model.Client, wire text) *model.Param {
	var merged *model.Param
	for _, op := range c.Operations {
		i := slices.IndexFunc(op.Params, func(p *model.Param) bool { return p.WireName == wire.Value })
		switch {
		case i < 0:
			a.reject(wire.Pos, wire.Value, op.ID+" has no such parameter", "all operations of the group must have it")
			return nil
		case op.Params[i].In != model.InPath:
			a.reject(wire.Pos, wire.Value, "is not a path parameter of "+op.ID, "name a parameter in the path")
			return nil
		case op.Params[i].OnClient:
			a.reject(wire.Pos, wire.Value, "is already a client-level parameter", "remove it from the list")
			return nil
		case merged == nil:
			first := *op.Params[i]
			merged = &first
		case merged.Type.Kind != op.Params[i].Type.Kind, merged.Type.Decl != op.Params[i].Type.Decl:
			a.reject(wire.Pos, wire.Value, "its type differs between operations", "remove it from the list")
			return nil
		case merged.Doc != op.Params[i].Doc:
			merged.Doc = "" // the texts describe the operations
		}
	}
	return merged
}

// moveToClient makes a parameter of the operations a client-level parameter.
func moveToClient(c *model.Client, p *model.Param) {
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
