package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// emitAllItemsMethod emits the method that sends any number of items in batches, and the
// rejected ones again.
func emitAllItemsMethod(f *jen.File, c *model.Client, op *model.Operation) {
	p, n := op.PartialFailure, op.PartialFailure.Names
	comment(f, allItemsDoc(c, op))
	f.Func().Params(receiver(c)).Id(p.AllItemsMethod).ParamsFunc(func(g *jen.Group) {
		g.Id("ctx").Qual("context", "Context")
		for _, in := range requiredInputs(op) {
			g.Id(in.arg).Add(inputType(in))
		}
		g.Id("options").Op("*").Id(op.Names.AllItemsOptions)
	}).Params(jen.Id(op.Names.AllItemsResponse), jen.Error()).BlockFunc(func(g *jen.Group) {
		emitDefaultOptions(g, op.Names.AllItemsOptions)
		items := wireSymbol("Rounds").Index(jen.List(jen.Id(n.Item), goType(p.Failures.Type.Elem), jen.Op("*").Id(n.Error))).Add(fieldList(
			pair{"Operation", jen.Lit(op.Names.AllItemsSpan)},
			pair{"BatchSize", jen.Lit(p.Items.Validation.MaxItems)},
			pair{"MaxRetries", jen.Id("options").Dot("MaxRetries")},
			pair{"RetryDelay", jen.Id("options").Dot("RetryDelay")},
			pair{"MaxRetryDelay", jen.Id("options").Dot("MaxRetryDelay")},
			pair{"ShouldRetry", jen.Id("options").Dot("shouldRetry")},
			pair{"Send", sendBatch(op)},
			pair{"Errors", jen.Id(n.Match).Call()},
		)).Dot("Run").Call(jen.Id("ctx"), sentItems(op))
		g.List(jen.Id("result"), jen.Err()).Op(":=").Add(items)
		g.Return(jen.Id(op.Names.AllItemsResponse).Values(
			jen.Id("Added").Op(":").Id("result").Dot("Added"),
			jen.Id("Rejected").Op(":").Id("result").Dot("Rejected"),
			jen.Id("Remaining").Op(":").Id("result").Dot("Remaining"),
		), jen.Err())
	})
}

// sendBatch emits the function that sends one batch and returns its failures.
func sendBatch(op *model.Operation) *jen.Statement {
	p := op.PartialFailure
	return jen.Func().Params(jen.Id("ctx").Qual("context", "Context"), jen.Id("batch").Index().Id(p.Names.Item)).
		Params(jen.Index().Add(goType(p.Failures.Type.Elem)), jen.Error()).Block(
		jen.List(jen.Id("resp"), jen.Err()).Op(":=").Id("c").Dot(op.Name).CallFunc(func(g *jen.Group) {
			g.Id("ctx")
			for _, in := range requiredInputs(op) {
				if in.name == p.Items.Name {
					g.Id("batch")
					continue
				}
				g.Id(in.arg)
			}
			if hasOptions(op) {
				g.Op("&").Id("options").Dot(op.Names.Options)
			} else {
				g.Nil()
			}
		}),
		jen.Return(failures("resp", op), jen.Err()),
	)
}

func allItemsDoc(c *model.Client, op *model.Operation) string {
	p := op.PartialFailure
	batches := "a single request"
	if p.Items.Validation.MaxItems > 0 {
		batches = fmt.Sprintf("batches of up to %d", p.Items.Validation.MaxItems)
	}
	return p.AllItemsMethod + " calls [" + c.Name + "." + op.Name + "] in " + batches +
		". It retries the " + p.Items.Arg + " that the service rejected temporarily, in up to 3 more rounds after waits that grow; see [" +
		op.Names.AllItemsOptions + "]." +
		"\n\nRejections are not an error: use the response's Rejected.Err method. " +
		"If a request fails, or the next round would begin after the deadline of ctx, it " +
		"stops, and returns the error together with what is known so far. To continue later, pass the response's Remaining and Rejected.ToRetry."
}

// emitAllItemsOptions emits the options of the method, which are named as in azcore.
func emitAllItemsOptions(f *jen.File, c *model.Client, op *model.Operation) {
	p, n := op.PartialFailure, op.PartialFailure.Names
	comment(f, op.Names.AllItemsOptions+" are the optional inputs of ["+c.Name+"."+p.AllItemsMethod+"].")
	f.Type().Id(op.Names.AllItemsOptions).StructFunc(func(g *jen.Group) {
		emitNoCompare(g)
		if hasOptions(op) {
			comment(g, op.Names.Options+" are those of each request.")
			g.Id(op.Names.Options)
		}
		comment(g, "ShouldRetry reports whether to retry a rejected "+n.Arg+"; the error's "+n.Item+" is not nil. "+
			"By default, those with code 429 or from 500 to 599 are retried.")
		g.Id("ShouldRetry").Func().Params(jen.Op("*").Id(n.Error)).Bool()
		comment(g, "MaxRetries is the maximum number of rounds after the first. If zero, it is 3; if negative, there is only one round.")
		g.Id("MaxRetries").Int()
		comment(g, "RetryDelay is the longest wait before the second round, and doubles for each later one. "+
			"The wait is random, between half of it and all of it. If zero, it is 2 seconds; if negative, there is no wait.")
		g.Id("RetryDelay").Qual("time", "Duration")
		comment(g, "MaxRetryDelay is the longest wait before any round. If zero, it is 60 seconds; if negative, it is not limited.")
		g.Id("MaxRetryDelay").Qual("time", "Duration")
	})
	comment(f, "shouldRetry calls ShouldRetry, or its default if it is nil.")
	f.Func().Params(jen.Id("o").Op("*").Id(op.Names.AllItemsOptions)).Id("shouldRetry").Params(jen.Id("e").Op("*").Id(n.Error)).Bool().Block(
		jen.If(jen.Id("o").Dot("ShouldRetry").Op("!=").Nil()).Block(jen.Return(jen.Id("o").Dot("ShouldRetry").Call(jen.Id("e")))),
		jen.Return(wireSymbol("IsTemporary").Call(jen.Id("e").Dot("Code"))),
	)
}

// emitAllItemsResponse emits the response of the method.
func emitAllItemsResponse(f *jen.File, c *model.Client, op *model.Operation) {
	p, n := op.PartialFailure, op.PartialFailure.Names
	comment(f, op.Names.AllItemsResponse+" is the response of ["+c.Name+"."+p.AllItemsMethod+"]. Its lists are in the order of the argument.")
	f.Type().Id(op.Names.AllItemsResponse).StructFunc(func(g *jen.Group) {
		emitNoCompare(g)
		comment(g, "Added are the "+p.Items.Arg+" that the service accepted.")
		g.Id("Added").Index().Id(n.Item)
		comment(g, "Rejected are the latest errors of the "+p.Items.Arg+" that the service rejected and did not accept in a later round. "+
			"Errors whose target matches no "+n.Arg+" come last, and their "+n.Item+" is nil.")
		g.Id("Rejected").Id(n.List)
		comment(g, "Remaining are the "+p.Items.Arg+" without a response: those of a request that failed, which the service may have accepted "+
			"if the outcome of the error is unknown, and those that were not sent after it. It is empty if there is no error.")
		g.Id("Remaining").Index().Id(n.Item)
	})
}
