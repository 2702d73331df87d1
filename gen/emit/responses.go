package emit

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// emitResponses emits responses.go: the response type of each operation.
func emitResponses(f *jen.File, pkg *model.Package) {
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			emitResponse(f, c, op)
		}
	}
}

func emitResponse(f *jen.File, c *model.Client, op *model.Operation) {
	what := "is the response of"
	if op.Paging != nil {
		what = "is a page of"
	}
	if op.LongRunning != nil {
		what = "is the result of"
	}
	comment(f, op.Names.Response+" "+what+" ["+c.Name+"."+op.PrimaryMethod()+"].")
	embedded := structOf(op.Result)
	f.Type().Id(op.Names.Response).StructFunc(func(g *jen.Group) {
		emitNoCompare(g)
		emitBodyFields(g, op)
		emitFields(g, responseFields(op))
		if op.IdempotencyKey != nil {
			comment(g, "FoundByKey is true if the response was lost or an earlier call sent the request, "+
				"so that the result was found by options.IdempotencyKey.")
			g.Id("FoundByKey").Bool()
		}
		if op.PartialFailure != nil {
			n := op.PartialFailure.Names
			comment(g, n.Sent+" are the "+op.PartialFailure.Items.Arg+" of the request, which Rejected matches with the errors. "+
				"Tests set them to build a response.")
			g.Id(n.Sent).Add(goType(op.PartialFailure.Items.Type))
		}
	})
	if op.Result != nil && embedded == nil {
		f.Line()
		f.Func().Params(jen.Id("r").Op("*").Id(op.Names.Response)).Id("decode").Params(jen.Id("d").Op("*").Add(wireSymbol("Decoder"))).Block(
			decodeField(op.Result, jen.Id("r").Dot("Value")),
		)
	}
	if len(op.Bodies) > 0 {
		emitDecodeBodies(f, op)
	}
	if op.HasHead() {
		emitReadHead(f, op)
	}
	if op.PartialFailure != nil {
		emitRejectedMethod(f, op)
	}
	if op.Names.AllItemsResponse != "" {
		emitAllItemsResponse(f, c, op)
	}
	if op.Names.SingleItemResponse != "" {
		comment(f, op.Names.SingleItemResponse+" is the response of ["+c.Name+"."+op.PartialFailure.SingleItemMethod+"].")
		f.Type().Id(op.Names.SingleItemResponse).StructFunc(func(g *jen.Group) {
			emitNoCompare(g)
			emitBodyFields(g, op)
			emitFields(g, headFields(op))
		})
	}
}

// emitBodyFields emits the fields of a response with its body, or with the bodies of its
// statuses.
func emitBodyFields(g *jen.Group, op *model.Operation) {
	switch s := structOf(op.Result); {
	case s != nil:
		g.Id(s.Name)
	case op.Result != nil:
		g.Id("Value").Add(goType(op.Result))
	}
	for _, body := range op.Bodies {
		comment(g, bodyDoc(body))
		g.Id(body.Name).Add(goType(body.Type))
	}
}

func emitFields(g *jen.Group, fields []responseField) {
	for _, field := range fields {
		comment(g, field.doc)
		g.Id(field.name).Add(field.typ)
	}
}

// itemJSON is the field of a page with the JSON of its items.
const itemJSON = "ItemJSON"

// responseField is an exported field of a response, in addition to those of its body.
type responseField struct {
	name string
	typ  *jen.Statement
	doc  string
}

// responseFields returns the fields that the client sets.
func responseFields(op *model.Operation) []responseField {
	var fields []responseField
	if op.Paging != nil {
		items := op.Paging.Items.Name
		fields = append(fields, responseField{
			"ItemErrors", jen.Index().Op("*").Qual(acsPath, "ItemError"),
			"ItemErrors are the errors of items that could not be decoded. " + items + " does not contain these items.",
		}, responseField{
			itemJSON, jen.Index().Qual("encoding/json", "RawMessage"),
			itemJSON + " is the JSON of each item in " + items + ", with the properties that have no field, " +
				"if ClientOptions.KeepItemJSON is set. It shares the memory of the items, so it must not be changed.",
		})
	}
	if op.Throttle != nil {
		fields = append(fields, responseField{
			"Throttled", jen.Bool(), "Throttled is true if nothing was sent because options.Throttle was set and the interval had not passed.",
		})
	}
	return append(fields, headFields(op)...)
}

// emitRejectedMethod emits the method that returns the errors of rejected items.
func emitRejectedMethod(f *jen.File, op *model.Operation) {
	n := op.PartialFailure.Names
	comment(f, "Rejected returns the errors of the rejected items, in the order of the request. Each contains the "+n.Arg+
		" that its target names. Errors whose target matches no "+n.Arg+" come last, and their "+n.Item+" is nil.")
	f.Func().Params(jen.Id("r").Id(op.Names.Response)).Id("Rejected").Params().Id(n.List).Block(
		jen.Return(jen.Id(n.Match).Call().Dot("Match").Call(jen.Id("r").Dot(n.Sent), failures("r", op))),
	)
}

// failures emits the failures of a response: a field of it, or what its results of items
// report.
func failures(response string, op *model.Operation) *jen.Statement {
	p := op.PartialFailure
	field := resultField(response, op, append(slices.Clone(p.FailurePath), p.Failures)...)
	if p.ItemStatus == nil {
		return field
	}
	status := jen.Id("item").Dot(p.ItemStatus.Status.Name)
	detail := []pair{{"Code", wireSymbol("Int").Call(status.Clone())}, {"Target", jen.Id("item").Dot(p.ItemStatus.Target.Name)}}
	if p.ItemStatus.Message != nil {
		detail = append(detail, pair{"Message", jen.Id("item").Dot(p.ItemStatus.Message.Name)})
	}
	failure := jen.Func().Params(jen.Id("item").Op("*").Add(goType(p.Failures.Type.Elem))).Params(jen.Int32(), jen.Qual(acsPath, "ErrorDetail")).Block(
		jen.Return(status, jen.Qual(acsPath, "ErrorDetail").Add(fieldList(detail...))),
	)
	return wireSymbol("RejectedItems").Call(field, failure)
}

// resultField emits a field of the result that a response embeds: the last of a path of
// fields, each in the one before. The first one is promoted, unless the embedded type has
// its name.
func resultField(response string, op *model.Operation, path ...*model.Field) *jen.Statement {
	value := jen.Id(response)
	if s := structOf(op.Result); s.Name == path[0].Name {
		value.Dot(s.Name)
	}
	for _, f := range path {
		value.Dot(f.Name)
	}
	return value
}
