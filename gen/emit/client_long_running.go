package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// emitLongRunning emits the method that begins a long-running operation.
func emitLongRunning(f *jen.File, c *model.Client, op *model.Operation) {
	const poller = "It returns a poller for the operation, which goes on after the first response. " +
		"PollUntilDone waits for the result. If the operation fails, the error wraps an [*acs.Error]."
	comment(f, operationDoc(op, op.LongRunning.Method, poller))
	f.Func().Params(receiver(c)).Id(op.LongRunning.Method).ParamsFunc(func(g *jen.Group) {
		g.Id("ctx").Qual("context", "Context")
		emitParams(g, op)
	}).Params(jen.Op("*").Qual(runtimePath, "Poller").Index(jen.Id(op.Names.Response)), jen.Error()).BlockFunc(func(g *jen.Group) {
		emitRequest(g, c, op)
		g.Return(wireSymbol("Begin").Call(
			jen.Id("ctx"), jen.Id("c").Dot("internal"), jen.Id("req"),
			wireSymbol("LongRunning").Index(jen.Id(op.Names.Response)).Add(longRunningConfig(op)),
		))
	})
}

// longRunningConfig emits the description of a long-running operation.
func longRunningConfig(op *model.Operation) *jen.Statement {
	pairs := []pair{{"Name", jen.Lit(op.Names.Span)}}
	if op.Result != nil {
		pairs = append(pairs, pair{"Decode", jen.Parens(jen.Op("*").Id(op.Names.Response)).Dot("decode")})
	}
	if via := op.LongRunning.FinalStateVia; via != "" {
		pairs = append(pairs, pair{"FinalStateVia", jen.Qual(runtimePath, finalStateConst(via))})
	}
	return fieldList(append(pairs,
		pair{"ResumeToken", jen.Id("options").Dot("ResumeToken")},
		pair{"Statuses", jen.Index().Int().Values(statuses(op.Statuses)...)},
	)...)
}

// finalStateConst returns azcore's constant for the place of a result.
func finalStateConst(via model.FinalStateVia) string {
	switch via {
	case model.ViaAzureAsyncOperation:
		return "FinalStateViaAzureAsyncOp"
	case model.ViaLocation:
		return "FinalStateViaLocation"
	case model.ViaOperationLocation:
		return "FinalStateViaOpLocation"
	case model.ViaOriginalURI:
		return "FinalStateViaOriginalURI"
	}
	panic("chatgen bug: no constant for " + string(via))
}
