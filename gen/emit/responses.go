package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// responses writes responses.go: what each operation returns.
func responses(f *jen.File, pkg *model.Package) {
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			response(f, c, op)
		}
	}
}

func response(f *jen.File, c *model.Client, op *model.Operation) {
	what := "is the answer of"
	if op.Paging != nil {
		what = "is a page of"
	}
	comment(f, op.Names.Response+" "+what+" ["+c.Name+"."+primaryMethod(op)+"].")
	embedded := structOf(op.Result)
	f.Type().Id(op.Names.Response).StructFunc(func(g *jen.Group) {
		noCompare(g)
		switch {
		case embedded != nil:
			g.Id(embedded.Name)
		case op.Result != nil:
			g.Id("Value").Add(goType(op.Result))
		}
		if op.Throttle != nil {
			comment(g, "Nothing was sent, because the Throttle option was set and it was too early.")
			g.Id("Throttled").Bool()
		}
		if op.PartialFailure != nil {
			g.Line()
			g.Id(op.PartialFailure.Names.Sent).Add(goType(op.PartialFailure.Items.Type)).Comment("of the request")
		}
	})
	if op.Result != nil && embedded == nil {
		f.Line()
		f.Func().Params(jen.Id("r").Op("*").Id(op.Names.Response)).Id("decode").Params(jen.Id("d").Op("*").Add(wire("Decoder"))).Error().Block(
			decode(op.Result, jen.Id("r").Dot("Value")),
		)
	}
	if op.PartialFailure != nil {
		refused(f, op)
	}
	if op.Names.Single != "" {
		comment(f, op.Names.Single+" is the response of ["+c.Name+"."+op.PartialFailure.SingleItemMethod+"].")
		f.Type().Id(op.Names.Single).StructFunc(func(g *jen.Group) {
			noCompare(g)
			g.Id(embedded.Name)
		})
	}
}

// refused writes the method that returns what of a request was refused.
func refused(f *jen.File, op *model.Operation) {
	n := op.PartialFailure.Names
	comment(f, "Refused returns what the service refused of the request, in the order of the request, each joined to its "+n.Arg+
		" by the target that the service names. A refusal whose target is none of the request comes last, "+
		"and its "+n.Item+" is nil.")
	f.Func().Params(jen.Id("r").Op("*").Id(op.Names.Response)).Id("Refused").Params().Id(n.List).Block(
		jen.Return(jen.Id(n.Match).Call(jen.Id("r").Dot(n.Sent), failures(op.PartialFailure))),
	)
}

// failures prints where in the response the failures are.
func failures(p *model.PartialFailure) *jen.Statement {
	value := jen.Id("r")
	for _, f := range p.FailurePath {
		value.Dot(f.Name)
	}
	return value.Dot(p.Failures.Name)
}
