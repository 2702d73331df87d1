package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// emitClient emits the file of a client: its type, its constructors or the method that
// returns it, and a method for each operation.
func emitClient(f *jen.File, pkg *model.Package, c *model.Client) {
	comment(f, nameFirst(c.Name, c.Doc, "calls the operations of "+title(pkg)+".")+"\n\nIts methods are safe for concurrent use.")
	f.Type().Id(c.Name).StructFunc(func(g *jen.Group) {
		g.Id("internal").Op("*").Add(wireSymbol("Client"))
		for _, p := range clientParams(c) {
			g.Id(p.Arg).Add(goType(p.Type))
		}
		for _, t := range throttles(c) {
			g.Id(t.Field).Op("*").Add(wireSymbol("Throttle"))
		}
	})
	if c.Parent == nil {
		emitConstructors(f, pkg, c)
	} else {
		emitAccessor(f, c)
	}
	for _, p := range c.ClientParams {
		comment(f, paramAccessorDoc(p))
		f.Func().Params(receiver(c)).Id(p.Name).Params().Add(goType(p.Type)).Block(jen.Return(jen.Id("c").Dot(p.Arg)))
	}
	for _, op := range c.Operations {
		emitOperation(f, c, op)
	}
}

func receiver(c *model.Client) *jen.Statement { return jen.Id("c").Op("*").Id(c.Name) }

// paramAccessorDoc returns the doc comment of the method that returns a client-level
// parameter.
func paramAccessorDoc(p *model.Param) string {
	if text := lowerFirst(p.Doc); text != p.Doc {
		return p.Name + " returns " + text
	}
	return p.Name + " returns the client's " + p.Arg + ".\n\n" + p.Doc
}

// clientParams returns the client-level parameters of a client: its parent's and its own.
func clientParams(c *model.Client) []*model.Param {
	if c.Parent == nil {
		return c.ClientParams
	}
	return append(append([]*model.Param{}, clientParams(c.Parent)...), c.ClientParams...)
}

// throttles returns the throttles of a client's operations.
func throttles(c *model.Client) []*model.Throttle {
	var list []*model.Throttle
	for _, op := range c.Operations {
		if op.Throttle != nil {
			list = append(list, op.Throttle)
		}
	}
	return list
}

// emitAccessor emits the method of the parent that returns the client.
func emitAccessor(f *jen.File, c *model.Client) {
	comment(f, c.Accessor+" returns a ["+c.Name+"]. It sends no request, so the resource need not exist yet.")
	f.Func().Params(receiver(c.Parent)).Id(c.Accessor).ParamsFunc(func(g *jen.Group) {
		for _, p := range c.ClientParams {
			g.Id(p.Arg).Add(goType(p.Type))
		}
	}).Op("*").Id(c.Name).Block(
		jen.Return(jen.Op("&").Id(c.Name).Add(clientFields(c, jen.Id("c").Dot("internal")))),
	)
}

// clientFields emits the fields of a new client.
func clientFields(c *model.Client, internal *jen.Statement) *jen.Statement {
	pairs := []pair{{"internal", internal}}
	if c.Parent != nil {
		for _, p := range clientParams(c.Parent) {
			pairs = append(pairs, pair{p.Arg, jen.Id("c").Dot(p.Arg)})
		}
	}
	for _, p := range c.ClientParams {
		pairs = append(pairs, pair{p.Arg, jen.Id(p.Arg)})
	}
	for _, t := range throttles(c) {
		pairs = append(pairs, pair{t.Field, wireSymbol("NewThrottle").Call(jen.Lit(t.Seconds).Op("*").Qual("time", "Second"))})
	}
	if len(pairs) == 1 {
		return jen.Values(jen.Id("internal").Op(":").Add(internal))
	}
	return fieldList(pairs...)
}

// emitDefaultOptions emits the statement that replaces nil options by zero options.
func emitDefaultOptions(g *jen.Group, name string) {
	g.If(jen.Id("options").Op("==").Nil()).Block(jen.Id("options").Op("=").Op("&").Id(name).Values())
}
