package inspect

import (
	"path"

	"github.com/chatgen-go/chatgen/gen/model"
)

// Of returns the report on packages. Its lists are never nil where the JSON
// always has them.
func Of(packages []*model.Package) Report {
	r := Report{Packages: []Package{}}
	for _, p := range packages {
		r.Packages = append(r.Packages, packageOf(p))
	}
	return r
}

func packageOf(p *model.Package) Package {
	shown := Package{
		Name: p.Name, Import: p.Import, Version: p.Version, Title: p.Title, APIVersion: p.APIVersion,
		Clients: []Client{}, Types: []Type{}, Changes: []Change{},
	}
	for _, c := range p.Clients {
		shown.Clients = append(shown.Clients, clientOf(c))
	}
	for _, d := range p.Decls {
		shown.Types = append(shown.Types, typeOf(d))
	}
	for _, c := range p.AppliedOverrides {
		shown.Changes = append(shown.Changes, Change{Position: c.Pos.String(), Target: c.Target, Effect: c.Effect, Why: c.Why})
	}
	return shown
}

func clientOf(c *model.Client) Client {
	shown := Client{Name: c.Name, Operations: []Operation{}}
	if c.Parent != nil {
		shown.Parent, shown.Accessor = c.Parent.Name, c.Accessor
	}
	for _, p := range c.ClientParams {
		shown.Holds = append(shown.Holds, p.Name)
	}
	for _, op := range c.Operations {
		shown.Operations = append(shown.Operations, operationOf(op))
	}
	return shown
}

func operationOf(op *model.Operation) Operation {
	shown := Operation{
		ID: op.ID, Name: op.Name, Method: op.Method, Path: op.Path, Span: op.Names.Span,
		Statuses: op.Statuses, Required: []string{}, Options: []string{},
		OptionType: op.Names.Options, Response: op.Names.Response,
		MergePatch: op.Body != nil && op.Body.Patch, Deprecated: op.Deprecated, Position: op.Pos.String(),
	}
	if p := op.Paging; p != nil {
		shown.Name, shown.Pager, shown.Pages, shown.Items = p.Iterator, op.Names.Pager, p.Pages, p.Items.WireName
		if p.NextLink != nil {
			shown.NextLink = p.NextLink.WireName
		}
	}
	if p := op.PartialFailure; p != nil {
		for _, f := range p.FailurePath {
			shown.Refused += f.WireName + "."
		}
		shown.Refused, shown.One = shown.Refused+p.Failures.WireName, p.SingleItemMethod
	}
	for _, s := range op.Shortcuts {
		shown.Shortcuts = append(shown.Shortcuts, s.Name)
	}
	shown.inputs(op)
	return shown
}

// inputs lists what a caller of the operation gives.
func (o *Operation) inputs(op *model.Operation) {
	give := func(name, arg string, required bool) {
		if required {
			o.Required = append(o.Required, arg)
		} else {
			o.Options = append(o.Options, name)
		}
	}
	for _, p := range op.Params {
		if !p.OnClient && p.Constant == "" {
			give(p.Name, p.Arg, p.Required)
		}
	}
	if op.Body == nil {
		return
	}
	for _, f := range op.Body.Fields {
		give(f.Name, f.Arg, f.Required)
	}
	if v := op.Body.Value; v != nil {
		give(v.Name, v.Arg, v.Required)
	}
}

func typeOf(d model.Decl) Type {
	head := d.Info()
	shown := Type{Name: head.Name, Definition: head.Schema, Deprecated: head.Deprecated, Position: head.Pos.String()}
	switch d := d.(type) {
	case *model.Struct:
		shown.Kind = "struct"
		for _, f := range d.Fields {
			shown.Members = append(shown.Members, f.Name)
		}
	case *model.Enum:
		shown.Kind = "enum"
		for _, v := range d.Values {
			shown.Members = append(shown.Members, v.Const)
		}
	case *model.Union:
		shown.Kind = "family"
		for _, m := range d.Members {
			shown.Members = append(shown.Members, m.Name)
		}
	case *model.ID:
		shown.Kind = "id"
	case *model.External:
		shown.Kind, shown.Name = "external", path.Base(d.Path)+"."+d.Type
	}
	return shown
}
