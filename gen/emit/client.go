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
		if op.Throttle != nil {
			emitThrottleFunc(f, c, op)
		}
	}
}

// emitThrottleFunc emits the method that returns the throttle of an operation.
func emitThrottleFunc(f *jen.File, c *model.Client, op *model.Operation) {
	comment(f, op.Throttle.Func+" returns the throttle of "+op.Name+", which all clients for "+throttleSubject(c)+" share.")
	f.Func().Params(receiver(c)).Id(op.Throttle.Func).Params().Op("*").Add(wireSymbol("Throttle")).Block(
		jen.Return(jen.Id("c").Dot("internal").Dot("Throttle").Call(
			jen.Lit(op.Names.Span), throttleKey(c), jen.Lit(op.Throttle.Seconds).Op("*").Qual("time", "Second"),
		)),
	)
}

// throttleSubject returns what a client is for.
func throttleSubject(c *model.Client) string {
	if len(clientParams(c)) == 0 {
		return "this service"
	}
	return "the same " + clientParams(c)[0].Arg
}

// throttleKey emits the text that identifies what a client is for: its parameters.
func throttleKey(c *model.Client) *jen.Statement {
	key := jen.Lit("")
	for i, p := range clientParams(c) {
		value := textValue(p.Type, jen.Id("c").Dot(p.Arg), false)
		if i == 0 {
			key = value
		} else {
			key = key.Op("+").Lit("\x00").Op("+").Add(value)
		}
	}
	return key
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
	if len(pairs) == 1 {
		return jen.Values(jen.Id("internal").Op(":").Add(internal))
	}
	return fieldList(pairs...)
}

// emitDefaultOptions emits the statement that replaces nil options by zero options.
func emitDefaultOptions(g *jen.Group, name string) {
	g.If(jen.Id("options").Op("==").Nil()).Block(jen.Id("options").Op("=").Op("&").Id(name).Values())
}
