package inspect

import (
	"path"

	"github.com/chatgen-go/chatgen/gen/model"
)

// NewReport returns the report on packages. Lists that the JSON always has are not
// nil.
func NewReport(packages []*model.Package) Report {
	r := Report{Packages: []Package{}}
	for _, p := range packages {
		r.Packages = append(r.Packages, newPackage(p))
	}
	return r
}

func newPackage(p *model.Package) Package {
	result := Package{
		Name: p.Name, Import: p.Import, Version: p.Version, Title: p.Title, APIVersion: p.APIVersion,
		Clients: []Client{}, Types: []Type{}, Overrides: []Override{}, NotCarried: []NotCarried{},
	}
	for _, c := range p.Clients {
		result.Clients = append(result.Clients, newClient(c))
	}
	for _, d := range p.Decls {
		result.Types = append(result.Types, newType(d))
	}
	for _, n := range p.NotCarried {
		result.NotCarried = append(result.NotCarried, NotCarried{n.Pos.String(), n.Subject, n.Kind, n.Value, n.Why})
	}
	for _, c := range p.AppliedOverrides {
		result.Overrides = append(result.Overrides, Override{Position: c.Pos.String(), Target: c.Target, Effect: c.Effect, Why: c.Why})
	}
	return result
}

func newClient(c *model.Client) Client {
	result := Client{Name: c.Name, Operations: []Operation{}}
	if c.Parent != nil {
		result.Parent, result.Accessor = c.Parent.Name, c.Accessor
	}
	for _, p := range c.ClientParams {
		result.ClientParameters = append(result.ClientParameters, p.Name)
	}
	for _, op := range c.Operations {
		result.Operations = append(result.Operations, newOperation(op))
	}
	return result
}

func newOperation(op *model.Operation) Operation {
	result := Operation{
		ID: op.ID, Name: op.PrimaryMethod(), Method: op.Method, Path: op.Path, Span: op.Names.Span,
		Statuses: op.Statuses, Required: []string{}, Options: []string{},
		OptionType: op.Names.Options, Response: op.Names.Response,
		LongRunning: op.LongRunning != nil, MergePatch: op.Body != nil && op.Body.Patch, Deprecated: op.Deprecated, Position: op.Pos.String(),
	}
	if p := op.Paging; p != nil {
		result.Pager, result.Pages, result.Items = op.Names.Pager, p.Pages, p.Items.WireName
		if p.NextLink != nil {
			result.NextLink = p.NextLink.WireName
		}
	}
	if p := op.PartialFailure; p != nil {
		for _, f := range p.FailurePath {
			result.Failures += f.WireName + "."
		}
		result.Failures, result.SingleItemMethod, result.AllItemsMethod = result.Failures+p.Failures.WireName, p.SingleItemMethod, p.AllItemsMethod
	}
	for _, h := range op.Headers {
		result.Headers = append(result.Headers, h.WireName)
	}
	for _, s := range op.Shortcuts {
		result.Shortcuts = append(result.Shortcuts, s.Name)
	}
	result.addInputs(op)
	return result
}

// addInputs adds the inputs of the operation.
func (o *Operation) addInputs(op *model.Operation) {
	add := func(name, arg string, required bool) {
		if required {
			o.Required = append(o.Required, arg)
		} else {
			o.Options = append(o.Options, name)
		}
	}
	for _, p := range op.Params {
		if !p.OnClient && p.Constant == "" {
			add(p.Name, p.Arg, p.Required)
		}
	}
	if op.Body == nil {
		return
	}
	for _, f := range op.Body.Fields {
		add(f.Name, f.Arg, f.Required)
	}
	if v := op.Body.Value; v != nil {
		add(v.Name, v.Arg, v.Required)
	}
}

func newType(d model.Decl) Type {
	info := d.Info()
	result := Type{Name: info.Name, Definition: info.Schema, Deprecated: info.Deprecated, Position: info.Pos.String()}
	switch d := d.(type) {
	case *model.Struct:
		result.Kind = "struct"
		for _, f := range d.Fields {
			result.Members = append(result.Members, f.Name)
		}
	case *model.Enum:
		result.Kind = "enum"
		for _, v := range d.Values {
			result.Members = append(result.Members, v.Const)
		}
	case *model.Union:
		result.Kind = "union"
		for _, m := range d.Variants {
			result.Members = append(result.Members, m.Name)
		}
	case *model.ID:
		result.Kind = "id"
	case *model.External:
		result.Kind, result.Name = "external", path.Base(d.Path)+"."+d.Type
	}
	return result
}
