package emit

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// request emits the statements that create an operation's request.
func request(g *jen.Group, c *model.Client, op *model.Operation) {
	if hasOptions(op) && op.Paging == nil {
		defaults(g, op.Names.Options)
	}
	throttle(g, op)
	g.Id("req").Op(":=").Add(wire("NewRequest")).Call(method(op.Method), jen.Lit(op.Names.Template))
	for _, p := range op.Params {
		param(g, c, op, p)
	}
	for _, in := range inputs(op) {
		validate(g, in)
	}
	if op.NonIdempotent {
		g.Id("req").Dot("MarkNonIdempotent").Call()
	}
	if op.Paging == nil && mayHaveNoBody(op) {
		g.Id("req").Dot("NoBodyStatuses").Call(statuses(op.NoBodyStatuses)...)
	}
	if op.Body != nil {
		body(g, op)
	}
}

// mayHaveNoBody reports whether some of an operation's successful responses have a
// body and others do not.
func mayHaveNoBody(op *model.Operation) bool { return len(op.NoBodyStatuses) > 0 && op.Result != nil }

// hasOptions reports whether an operation reads its options.
func hasOptions(op *model.Operation) bool {
	return len(optional(op)) > 0 || op.Throttle != nil || canResume(op)
}

// canResume reports whether a list can be continued at a page.
func canResume(op *model.Operation) bool { return op.Paging != nil && op.Paging.NextLink != nil }

// throttle emits the statement that skips a throttled call.
func throttle(g *jen.Group, op *model.Operation) {
	if op.Throttle == nil {
		return
	}
	g.List(jen.Id("sending"), jen.Id("ok")).Op(":=").Id("c").Dot(op.Throttle.Field).Dot("Begin").Call(jen.Id("options").Dot("Throttle"))
	g.If(jen.Op("!").Id("ok")).Block(
		jen.Return(jen.Id(op.Names.Response).Values(jen.Id("Throttled").Op(":").True()), jen.Nil()),
	)
}

// validate emits the validation of an input.
func validate(g *jen.Group, in input) {
	if in.patch && !in.required {
		return
	}
	if in.validation.NotEmpty {
		g.Id("req").Dot("NotEmpty").Call(jen.Lit(in.arg), jen.Len(in.value()))
	}
	if in.validation.Max > 0 {
		bound := func(n int) *jen.Statement {
			return jen.Lit(n).Op("*").Qual("time", strings.TrimSuffix(unit(in.typ), "s"))
		}
		g.Id("req").Dot("DurationInRange").Call(jen.Lit(in.arg), in.value(), bound(in.validation.Min), bound(in.validation.Max))
	}
	if in.validation.MaxItems > 0 {
		g.Id("req").Dot("MaxItems").Call(jen.Lit(in.arg), jen.Len(in.value()), jen.Lit(in.validation.MaxItems))
	}
}

// body emits the statement that sets the body.
func body(g *jen.Group, op *model.Operation) {
	write := jen.Func().Params(jen.Id("e").Op("*").Add(wire("Encoder"))).BlockFunc(func(g *jen.Group) {
		if v := op.Body.Value; v != nil {
			in := paramInput(v)
			g.Add(encoders().of(v.Type)).Call(jen.Op("&").Add(in.value()), jen.Id("e"))
			return
		}
		g.Id("e").Dot("BeginObject").Call()
		for _, f := range op.Body.Fields {
			bodyProperty(g, op.Body, f)
		}
		g.Id("e").Dot("EndObject").Call()
	})
	set := "Body"
	if op.Body.Value != nil && !op.Body.Required {
		set = "OptionalBody"
	}
	g.Id("req").Dot(set).Call(jen.Lit(op.Body.MediaType), write)
}

// bodyProperty emits the statement that encodes a property of the body.
func bodyProperty(g *jen.Group, b *model.Body, f *model.Field) {
	in := fieldInput(b, f)
	if b.Patch && !f.Required {
		g.Add(in.value()).Dot("Encode").Call(jen.Id("e"), jen.Lit(f.WireName), encoders().of(plain(f.Type)))
		return
	}
	g.Add(wire(encodeFunc(f.Required))).Call(jen.Id("e"), jen.Lit(f.WireName), jen.Op("&").Add(in.value()), encoders().of(f.Type))
}

func encodeFunc(required bool) string {
	if required {
		return "Required"
	}
	return "Optional"
}
