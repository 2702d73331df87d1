package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// emitKeyOptions emits the options for an idempotency key.
func emitKeyOptions(g *jen.Group, c *model.Client, op *model.Operation) {
	k := op.IdempotencyKey
	list := "[" + c.Name + "." + k.List.PrimaryMethod() + "]"
	comment(g, fmt.Sprintf("IdempotencyKey makes the request take effect once, even if a response is lost or the process restarts: "+
		"create it with [acs.NewIdempotencyKey]. It is sent in %s as %q. "+
		"If it is unknown whether the service has processed a request, the call looks for the key in %s. "+
		"It sends the request again only if the list shows a later change, but not the key, after MaxReadDelay. "+
		"Otherwise its outcome is unknown (see [acs.OutcomeOf]), and another call with the same key continues: "+
		"it looks for the key until MaxReadDelay has passed again, and then sends the request.\n\n"+
		"For delays up to MaxReadDelay, nothing is sent twice or lost. The key does not help if two processes use it at the same time, "+
		"or if what was sent is deleted, or loses the key in an edit, before it is found.", k.Property.Name, k.Name, list))
	g.Id("IdempotencyKey").Qual(acsPath, "IdempotencyKey")
	comment(g, "MaxReadDelay is the longest time from the end of a request until "+list+" contains what it created, for IdempotencyKey. "+
		"If zero, it is 30 seconds.")
	g.Id("MaxReadDelay").Qual("time", "Duration")
}

// emitAddKey emits the variable with the property of the body that contains the key.
func emitAddKey(g *jen.Group, op *model.Operation) {
	k := op.IdempotencyKey
	g.Id(k.Property.Arg).Op(":=").Id("req").Dot("AddKey").Call(
		jen.Lit("options."+k.Property.Name), jen.Op("&").Id("options").Dot(k.Property.Name), jen.Lit(k.Name), jen.Id("options").Dot("IdempotencyKey"),
	)
}

// emitLookup emits the method that returns how a call looks for its key.
func emitLookup(f *jen.File, c *model.Client, op *model.Operation) {
	k := op.IdempotencyKey
	item, page := goType(k.List.Paging.Items.Type.Elem), jen.Id(k.List.Names.Response)
	listOptions := jen.Op("&").Id(k.List.Names.Options).Values(jen.Id(k.PageSize.Name).Op(":").Lit(k.MaxPageSize))
	items := jen.Func().Params(jen.Id("page").Op("*").Add(page)).Params(jen.Index().Add(item), jen.Index().Op("*").Qual(acsPath, "ItemError"))
	lookup := wireSymbol("Lookup").Types(jen.Id(op.Names.Response), page, item)
	comment(f, k.Lookup+" returns how ["+c.Name+"."+op.Name+"] looks for its key, or nil if it has none.")
	f.Func().Params(receiver(c)).Id(k.Lookup).Params(jen.Id("options").Op("*").Id(op.Names.Options)).Op("*").Add(lookup).Block(
		jen.If(jen.Id("options").Dot("IdempotencyKey").Dot("IsZero").Call()).Block(jen.Return(jen.Nil())),
		jen.Return(jen.Op("&").Add(lookup).Add(fieldList(
			pair{"Key", jen.Id("options").Dot("IdempotencyKey")},
			pair{"MaxReadDelay", jen.Id("options").Dot("MaxReadDelay")},
			pair{"Pager", jen.Func().Params().Op("*").Qual(runtimePath, "Pager").Index(page).Block(
				jen.Return(jen.Id("c").Dot(k.List.Names.Pager).Call(listOptions)),
			)},
			pair{"Items", items.Block(
				jen.Return(resultField("page", k.List, k.List.Paging.Items), jen.Id("page").Dot("ItemErrors")),
			)},
			pair{"Entry", jen.Func().Params(jen.Id("item").Op("*").Add(item)).Add(wireSymbol("LookupEntry")).Block(
				jen.Return(wireSymbol("LookupEntry").Values(
					jen.Id("Key").Op(":").Id("item").Dot(k.ItemMap.Name).Index(jen.Lit(k.Name)),
					jen.Id("Changed").Op(":").Id("item").Dot(k.ItemChanged.Name),
				)),
			)},
			pair{"Response", jen.Func().Params(jen.Id("item").Op("*").Add(item)).Id(op.Names.Response).Block(
				jen.Return(jen.Id(op.Names.Response).Values(
					jen.Id(structOf(op.Result).Name).Op(":").Id(structOf(op.Result).Name).Values(jen.Id(k.ResultID.Name).Op(":").Id("item").Dot(k.ItemID.Name)),
					jen.Id("FoundByKey").Op(":").True(),
				)),
			)},
		))),
	)
}
