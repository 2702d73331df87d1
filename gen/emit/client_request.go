package emit

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// emitRequest emits the statements that create an operation's request.
func emitRequest(g *jen.Group, c *model.Client, op *model.Operation) {
	if hasOptions(op) && op.Paging == nil {
		emitDefaultOptions(g, op.Names.Options)
	}
	emitThrottle(g, op)
	g.Id("req").Op(":=").Add(wireSymbol("NewRequest")).Call(method(op.Method), jen.Lit(op.Names.Template))
	if op.Accept != "" {
		g.Id("req").Dot("Header").Call(jen.Lit("Accept"), jen.Lit("Accept"), jen.Lit(op.Accept))
	}
	for _, p := range op.Params {
		emitParam(g, c, op, p)
	}
	for _, in := range allInputs(op) {
		emitValidation(g, in)
	}
	if op.NonIdempotent {
		g.Id("req").Dot("MarkNonIdempotent").Call()
	}
	if op.Rates != nil {
		key := jen.Lit("")
		if op.RatesKey != nil {
			key = textValue(op.RatesKey.Type, paramValue(c, op.RatesKey), false)
		}
		g.Id("req").Dot("Pace").Call(jen.Lit(op.Rates.Group), key, jen.Id(op.Rates.Func))
	}
	if op.Paging == nil && mayHaveNoBody(op) {
		g.Id("req").Dot("NoBodyStatuses").Call(statuses(op.NoBodyStatuses)...)
	}
	if op.HasHead() {
		g.Add(wireSymbol("ReadHead")).Call(jen.Id("req"), jen.Parens(jen.Op("*").Id(op.Names.Response)).Dot("readHead"))
	}
	if op.IdempotencyKey != nil {
		emitAddKey(g, op)
	}
	if op.Body != nil {
		emitBody(g, op)
	}
}

// mayHaveNoBody reports whether some of an operation's successful responses have a
// body and others do not.
func mayHaveNoBody(op *model.Operation) bool {
	return len(op.NoBodyStatuses) > 0 && (op.Result != nil || len(op.Bodies) > 0)
}

// hasOptions reports whether an operation reads its options.
func hasOptions(op *model.Operation) bool {
	return len(optionalInputs(op)) > 0 || op.Throttle != nil || canResume(op) || op.LongRunning != nil
}

// canResume reports whether a list can be continued at a page.
func canResume(op *model.Operation) bool { return op.Paging != nil && op.Paging.NextLink != nil }

// emitThrottle emits the statement that skips a throttled call.
func emitThrottle(g *jen.Group, op *model.Operation) {
	if op.Throttle == nil {
		return
	}
	g.List(jen.Id("sending"), jen.Id("ok")).Op(":=").Id("c").Dot(op.Throttle.Func).Call().Dot("Begin").Call(jen.Id("options").Dot("Throttle"))
	g.If(jen.Op("!").Id("ok")).Block(
		jen.Return(jen.Id(op.Names.Response).Values(jen.Id("Throttled").Op(":").True()), jen.Nil()),
	)
	g.Defer().Id("sending").Dot("Release").Call()
}

// emitValidation emits the validation of an input.
func emitValidation(g *jen.Group, in input) {
	if in.isPatch() {
		return
	}
	if in.validation.NotEmpty {
		g.Id("req").Dot("NotEmpty").Call(jen.Lit(in.argument()), jen.Len(in.value()))
	}
	if in.validation.Max > 0 {
		bound := func(n int) *jen.Statement {
			return jen.Lit(n).Op("*").Qual("time", strings.TrimSuffix(unitName(in.typ), "s"))
		}
		g.Id("req").Dot("DurationInRange").Call(jen.Lit(in.argument()), in.value(), bound(in.validation.Min), bound(in.validation.Max))
	}
	if in.validation.MaxItems > 0 {
		g.Id("req").Dot("MaxItems").Call(jen.Lit(in.argument()), jen.Len(in.value()), jen.Lit(in.validation.MaxItems))
	}
}

// emitBody emits the statement that sets the body.
func emitBody(g *jen.Group, op *model.Operation) {
	write := jen.Func().Params(jen.Id("e").Op("*").Add(wireSymbol("Encoder"))).BlockFunc(func(g *jen.Group) {
		if v := op.Body.Value; v != nil {
			in := paramInput(v)
			g.Add(wireSymbol("EncodeArgument")).Call(jen.Id("e"), jen.Lit(in.argument()), jen.Op("&").Add(in.value()), encoders().function(v.Type))
			return
		}
		g.Id("e").Dot("BeginObject").Call()
		for _, f := range op.Body.Constants {
			basic := &model.Type{Kind: f.Constant.Kind} // no other code may need the property's own type
			g.Add(wireSymbol("Constant")).Call(jen.Id("e"), jen.Lit(f.WireName), jen.New(goType(basic)), constant(f.Constant), encoders().function(basic))
		}
		for _, f := range op.Body.Fields {
			emitBodyProperty(g, op, f)
		}
		g.Id("e").Dot("EndObject").Call()
	})
	set := "Body"
	if op.Body.Value != nil && !op.Body.Required {
		set = "OptionalBody"
	}
	g.Id("req").Dot(set).Call(jen.Lit(op.Body.MediaType), write)
}

// emitBodyProperty emits the statement that encodes a property of the body.
func emitBodyProperty(g *jen.Group, op *model.Operation, f *model.Field) {
	b := op.Body
	in := fieldInput(b, f)
	value := jen.Op("&").Add(in.value())
	if k := op.IdempotencyKey; k != nil && k.Property == f {
		value = jen.Id(f.Arg) // see emitAddKey
	}
	switch {
	case in.isPatch():
		g.Add(encodePatch(in, f))
	case f.Required:
		g.Add(encodeProperty(f, true, unusualArg(f), value))
	default:
		g.Add(encodeProperty(f, false, unusualName(f), value))
	}
}
