package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// partials writes partial.go: the errors for items that the service refused
// while it accepted the rest of a request.
func partials(f *jen.File, pkg *model.Package) {
	for _, p := range pkg.PartialFailures {
		partialError(f, p)
		partialList(f, p)
		match(f, p)
	}
}

func partialError(f *jen.File, p *model.PartialFailure) {
	n := p.Names
	comment(f, n.Error+" says that the service refused one "+n.Arg+" of a request, and why.")
	f.Type().Id(n.Error).StructFunc(func(g *jen.Group) {
		noCompare(g)
		comment(g, "The "+n.Arg+" of the request that Target names, or nil if it names none.")
		g.Id(n.Item).Op("*").Id(n.Item)
		g.Qual(acsPath, "ErrorDetail")
	})
	comment(f, "Error returns the service's reason, which names the "+n.Arg+".")
	f.Func().Params(jen.Id("e").Op("*").Id(n.Error)).Id("Error").Params().String().Block(
		jen.Return(jen.Lit(n.Arg + " refused: ").Op("+").Id("e").Dot("ErrorDetail").Dot("String").Call()),
	)
}

func partialList(f *jen.File, p *model.PartialFailure) {
	n := p.Names
	comment(f, n.List+" are what the service refused of one request, in the order of the request. It is empty when all was accepted.")
	f.Type().Id(n.List).Index().Op("*").Id(n.Error)

	comment(f, "Err returns nil if nothing was refused, and otherwise an error in which errors.As finds each [*"+n.Error+"].")
	f.Func().Params(jen.Id("list").Id(n.List)).Id("Err").Params().Error().Block(
		jen.Id("errs").Op(":=").Make(jen.Index().Error(), jen.Len(jen.Id("list"))),
		jen.For(jen.List(jen.Id("i"), jen.Id("e")).Op(":=").Range().Id("list")).Block(
			jen.Id("errs").Index(jen.Id("i")).Op("=").Id("e"),
		),
		jen.Return(jen.Qual("errors", "Join").Call(jen.Id("errs").Op("..."))),
	)

	comment(f, "ToRetry returns what to send again: each "+n.Arg+" for whose refusal decide says true. The caller bounds the number of rounds.")
	f.Func().Params(jen.Id("list").Id(n.List)).Id("ToRetry").Params(
		jen.Id("decide").Func().Params(jen.Op("*").Id(n.Error)).Bool(),
	).Index().Id(n.Item).Block(
		jen.Var().Id("again").Index().Id(n.Item),
		jen.For(jen.List(jen.Id("_"), jen.Id("e")).Op(":=").Range().Id("list")).Block(
			jen.If(jen.Id("e").Dot(n.Item).Op("!=").Nil().Op("&&").Id("decide").Call(jen.Id("e"))).Block(
				jen.Id("again").Op("=").Append(jen.Id("again"), jen.Op("*").Id("e").Dot(n.Item)),
			),
		),
		jen.Return(jen.Id("again")),
	)
}

// match writes the function that joins failures to the items of a request.
func match(f *jen.File, p *model.PartialFailure) {
	failure := goType(p.Failures.Type.Elem)
	comment(f, p.Names.Match+" joins each failure to the "+p.Names.Arg+" that its target names.")
	f.Func().Id(p.Names.Match).Params(jen.Id("sent").Index().Id(p.Names.Item), jen.Id("failed").Index().Add(failure)).Id(p.Names.List).Block(
		jen.Var().Id("refused").Id(p.Names.List),
		wire("MatchFailures").Call(
			jen.Id("sent"), jen.Func().Params(jen.Id("item").Op("*").Id(p.Names.Item)).String().Block(jen.Return(keyText(p))),
			jen.Id("failed"), jen.Func().Params(jen.Id("failure").Op("*").Add(failure)).String().Block(jen.Return(jen.Id("failure").Dot("Target"))),
			jen.Func().Params(jen.Id("item").Op("*").Id(p.Names.Item), jen.Id("failure").Op("*").Add(failure)).Block(
				jen.Id("refused").Op("=").Append(jen.Id("refused"), jen.Op("&").Id(p.Names.Error).Values(
					jen.Id(p.Names.Item).Op(":").Id("item"), jen.Id("ErrorDetail").Op(":").Op("*").Id("failure"),
				)),
			),
		),
		jen.Return(jen.Id("refused")),
	)
}

// keyText prints the text of an item by which failures name it.
func keyText(p *model.PartialFailure) *jen.Statement {
	value := jen.Id("item").Dot(p.Key.Name)
	if x, ok := p.Key.Type.Decl.(*model.External); ok {
		return value.Dot(x.Text).Call()
	}
	return text(p.Key.Type, value, false)
}
