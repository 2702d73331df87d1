package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// emitPartialFailures emits partial.go: the errors of items that the service rejected while it
// accepted the rest of a request.
func emitPartialFailures(f *jen.File, pkg *model.Package) {
	for _, p := range pkg.PartialFailures {
		emitItemError(f, p)
		emitItemErrors(f, p)
		emitMatchFunc(f, p)
	}
}

func emitItemError(f *jen.File, p *model.PartialFailure) {
	n := p.Names
	comment(f, n.Error+" is the error of "+article(n.Arg)+" "+n.Arg+" that the service rejected.")
	f.Type().Id(n.Error).StructFunc(func(g *jen.Group) {
		emitNoCompare(g)
		comment(g, n.Item+" is the "+n.Arg+" of the request that Target names, or nil if there is none.")
		g.Id(n.Item).Op("*").Id(n.Item)
		g.Qual(acsPath, "ErrorDetail")
	})
	comment(f, "Error returns the reason, which includes the target.")
	f.Func().Params(jen.Id("e").Op("*").Id(n.Error)).Id("Error").Params().String().Block(
		jen.Return(jen.Lit(n.Arg + " rejected: ").Op("+").Id("e").Dot("ErrorDetail").Dot("String").Call()),
	)
}

func emitItemErrors(f *jen.File, p *model.PartialFailure) {
	n := p.Names
	comment(f, n.List+" lists the errors of the items that the service rejected, in request order. It is empty if all items were accepted.")
	f.Type().Id(n.List).Index().Op("*").Id(n.Error)

	comment(f, "Err returns the errors joined, or nil if the list is empty. Use errors.As to get a [*"+n.Error+"].")
	f.Func().Params(jen.Id("list").Id(n.List)).Id("Err").Params().Error().Block(
		jen.Id("errs").Op(":=").Make(jen.Index().Error(), jen.Len(jen.Id("list"))),
		jen.For(jen.List(jen.Id("i"), jen.Id("e")).Op(":=").Range().Id("list")).Block(
			jen.Id("errs").Index(jen.Id("i")).Op("=").Id("e"),
		),
		jen.Return(jen.Qual("errors", "Join").Call(jen.Id("errs").Op("..."))),
	)

	comment(f, "ToRetry returns the items for whose errors decide returns true, to send them in another request. The caller limits the number of attempts.")
	f.Func().Params(jen.Id("list").Id(n.List)).Id("ToRetry").Params(
		jen.Id("decide").Func().Params(jen.Op("*").Id(n.Error)).Bool(),
	).Index().Id(n.Item).Block(
		jen.Var().Id("retry").Index().Id(n.Item),
		jen.For(jen.List(jen.Id("_"), jen.Id("e")).Op(":=").Range().Id("list")).Block(
			jen.If(jen.Id("e").Dot(n.Item).Op("!=").Nil().Op("&&").Id("decide").Call(jen.Id("e"))).Block(
				jen.Id("retry").Op("=").Append(jen.Id("retry"), jen.Op("*").Id("e").Dot(n.Item)),
			),
		),
		jen.Return(jen.Id("retry")),
	)
}

// emitMatchFunc emits the function that returns how failures are matched with the items
// of a request.
func emitMatchFunc(f *jen.File, p *model.PartialFailure) {
	n, failure := p.Names, jen.Qual(acsPath, "ErrorDetail")
	matcher := wireSymbol("FailureMatcher").Index(jen.List(jen.Id(n.Item), failure.Clone(), jen.Op("*").Id(n.Error)))
	comment(f, n.Match+" returns how failures are matched with the items that they are for.")
	f.Func().Id(n.Match).Params().Add(matcher.Clone()).Block(
		jen.Return(matcher.Clone().Add(fieldList(
			pair{"Key", jen.Func().Params(jen.Id("item").Op("*").Id(n.Item)).String().Block(jen.Return(keyText(p)))},
			pair{"Target", jen.Func().Params(jen.Id("failure").Op("*").Add(failure.Clone())).String().Block(jen.Return(jen.Id("failure").Dot("Target")))},
			pair{"New", jen.Func().Params(jen.Id("item").Op("*").Id(n.Item), jen.Id("failure").Op("*").Add(failure.Clone())).Op("*").Id(n.Error).Block(
				jen.Return(jen.Op("&").Id(n.Error).Values(jen.Id(n.Item).Op(":").Id("item"), jen.Id("ErrorDetail").Op(":").Op("*").Id("failure"))),
			)},
		))),
	)
}

// keyText emits the string by which failures name an item.
func keyText(p *model.PartialFailure) *jen.Statement {
	value := jen.Id("item").Dot(p.Key.Name)
	if x, ok := p.Key.Type.Decl.(*model.External); ok {
		return value.Dot(x.Text).Call()
	}
	return textValue(p.Key.Type, value, false)
}
