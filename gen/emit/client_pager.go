package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// emitPagedOperation emits the iterators, the pager and the first request of a paged operation.
func emitPagedOperation(f *jen.File, c *model.Client, op *model.Operation) {
	item := goType(op.Paging.Items.Type.Elem)
	comment(f, operationDoc(op, op.Paging.Iterator, iterationDoc(op)))
	f.Func().Params(receiver(c)).Id(op.Paging.Iterator).ParamsFunc(func(g *jen.Group) {
		g.Id("ctx").Qual("context", "Context")
		emitParams(g, op)
	}).Qual("iter", "Seq2").Types(item, jen.Error()).Block(
		jen.Return(wireSymbol("Items").Call(
			jen.Id("ctx"),
			newPager(op),
			jen.Func().Params(jen.Id("page").Op("*").Id(op.Names.Response)).Params(jen.Index().Add(item), jen.Index().Op("*").Qual(acsPath, "ItemError")).Block(
				jen.Return(resultField("page", op, op.Paging.Items), jen.Id("page").Dot("ItemErrors")),
			),
		)),
	)

	comment(f, op.Paging.Pages+" iterates over the pages of the list; see ["+c.Name+"."+op.Paging.Iterator+"].")
	f.Func().Params(receiver(c)).Id(op.Paging.Pages).ParamsFunc(func(g *jen.Group) {
		g.Id("ctx").Qual("context", "Context")
		emitParams(g, op)
	}).Qual("iter", "Seq2").Types(jen.Id(op.Names.Response), jen.Error()).Block(
		jen.Return(wireSymbol("Pages").Call(jen.Id("ctx"), newPager(op))),
	)

	comment(f, op.Names.Pager+" returns a pager for the list; see ["+c.Name+"."+op.Paging.Iterator+"].")
	f.Func().Params(receiver(c)).Id(op.Names.Pager).ParamsFunc(func(g *jen.Group) {
		emitParams(g, op)
	}).Op("*").Qual(runtimePath, "Pager").Index(jen.Id(op.Names.Response)).BlockFunc(func(g *jen.Group) {
		if hasOptions(op) {
			emitDefaultOptions(g, op.Names.Options)
		}
		g.Return(wireSymbol("NewPager").Call(jen.Id("c").Dot("internal"), wireSymbol("Paging").Index(jen.Id(op.Names.Response)).Add(pagingConfig(op))))
	})

	f.Line()
	f.Func().Params(receiver(c)).Id(op.Names.Request).ParamsFunc(func(g *jen.Group) {
		emitParams(g, op)
	}).Op("*").Add(wireSymbol("Request")).BlockFunc(func(g *jen.Group) {
		emitRequest(g, c, op)
		g.Return(jen.Id("req"))
	})
}

// iterationDoc returns the paragraph about iterating over the items of a list.
func iterationDoc(op *model.Operation) string {
	text := "Pages are fetched as the loop reaches them. On error, the iterator yields a zero item with the error and stops. " +
		"Only after the error of a single item, an [*acs.ItemError], it continues with the next item."
	if op.Paging.NextLink != nil {
		text += " A list that does not end is an error, [acs.ErrEndlessList]."
	}
	return text
}

// pagingConfig emits the configuration of a pager.
func pagingConfig(op *model.Operation) *jen.Statement {
	link := jen.Return(jen.Lit(""))
	if op.Paging.NextLink != nil {
		link = jen.Return(resultField("page", op, op.Paging.NextLink))
	}
	pairs := []pair{
		{"Name", jen.Lit(op.Names.Span)},
		{"First", jen.Func().Params().Op("*").Add(wireSymbol("Request")).Block(
			jen.Return(jen.Id("c").Dot(op.Names.Request).CallFunc(func(g *jen.Group) { emitArguments(g, op) })),
		)},
		{"Decode", jen.Parens(jen.Op("*").Id(op.Names.Response)).Dot("decode")},
		{"ItemDetails", jen.Func().Params(jen.Id("page").Op("*").Id(op.Names.Response)).Params(
			jen.Op("*").Index().Op("*").Qual(acsPath, "ItemError"), jen.Op("*").Index().Qual("encoding/json", "RawMessage"),
		).Block(
			jen.Return(jen.Op("&").Id("page").Dot("ItemErrors"), jen.Op("&").Id("page").Dot("ItemJSON")),
		)},
		{"NextLink", jen.Func().Params(jen.Id("page").Op("*").Id(op.Names.Response)).String().Block(link)},
		{"Statuses", jen.Index().Int().Values(statuses(op.Statuses)...)},
	}
	if mayHaveNoBody(op) {
		pairs = append(pairs, pair{"NoBodyStatuses", jen.Index().Int().Values(statuses(op.NoBodyStatuses)...)})
	}
	if canResume(op) {
		pairs = append(pairs, pair{"Resume", jen.Id("options").Dot("ContinuationToken")})
	}
	return fieldList(pairs...)
}

// newPager emits a function that creates a pager, so that each loop starts at the
// first page.
func newPager(op *model.Operation) *jen.Statement {
	return jen.Func().Params().Op("*").Qual(runtimePath, "Pager").Index(jen.Id(op.Names.Response)).Block(
		jen.Return(jen.Id("c").Dot(op.Names.Pager).CallFunc(func(g *jen.Group) { emitArguments(g, op) })),
	)
}

// emitArguments emits the arguments and options of an operation in a call of another
// method.
func emitArguments(g *jen.Group, op *model.Operation) {
	for _, in := range requiredInputs(op) {
		g.Id(in.arg)
	}
	g.Id("options")
}
