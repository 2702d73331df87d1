package emit

import (
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// input is a parameter or a member of the body, as the caller gives it.
type input struct {
	name, arg, doc string
	typ            *model.Type
	required       bool
	patch          bool
	check          model.Validation
	deprecated     bool
}

// inputs returns what the caller of an operation gives, in order.
func inputs(op *model.Operation) []input {
	var list []input
	for _, p := range op.Params {
		if !p.OnClient && p.Constant == "" {
			list = append(list, paramInput(p))
		}
	}
	if op.Body == nil {
		return list
	}
	for _, f := range op.Body.Fields {
		list = append(list, fieldInput(op.Body, f))
	}
	if op.Body.Value != nil {
		list = append(list, paramInput(op.Body.Value))
	}
	return list
}

func paramInput(p *model.Param) input {
	return input{p.Name, p.Arg, p.Doc, p.Type, p.Required, false, p.Validation, p.Deprecated}
}

func fieldInput(b *model.Body, f *model.Field) input {
	return input{f.Name, f.Arg, f.Doc, f.Type, f.Required, b.Patch, f.Validation, f.Deprecated}
}

// arguments returns the required inputs, and optional the others.
func arguments(op *model.Operation) []input { return choose(op, true) }
func optional(op *model.Operation) []input  { return choose(op, false) }

func choose(op *model.Operation, required bool) []input {
	var list []input
	for _, in := range inputs(op) {
		if in.required == required {
			list = append(list, in)
		}
	}
	return list
}

// value prints where the operation's body finds an input.
func (in input) value() *jen.Statement {
	if in.required {
		return jen.Id(in.arg)
	}
	return jen.Id("options").Dot(in.name)
}

// operation writes the methods of one operation.
func operation(f *jen.File, c *model.Client, op *model.Operation) {
	if op.Paging != nil {
		pager(f, c, op)
		return
	}
	comment(f, operationDoc(op, op.Name, ""))
	f.Func().Params(receiver(c)).Id(op.Name).ParamsFunc(func(g *jen.Group) {
		g.Id("ctx").Qual("context", "Context")
		signature(g, op)
	}).Params(jen.Id(op.Names.Response), jen.Error()).BlockFunc(func(g *jen.Group) {
		request(g, c, op)
		call(g, op)
	})
	if op.PartialFailure != nil && op.PartialFailure.SingleItemMethod != "" {
		one(f, c, op)
	}
	for _, s := range op.Shortcuts {
		shortcut(f, c, op, s)
	}
}

// operationDoc tells what an operation does, what it takes, and how it fails.
// note is a paragraph of ours, or empty.
func operationDoc(op *model.Operation, name, note string) string {
	paragraphs := []string{nameFirst(name, op.Doc, fmt.Sprintf("calls %s %s.", op.Method, op.Path)), note}
	paragraphs = append(paragraphs, argumentDocs(op)...)
	if op.NonIdempotent {
		paragraphs = append(paragraphs, "The service cannot tell a repetition from a new request: "+
			"see ClientOptions.RetryNonIdempotent for when the client sends it again.")
	}
	paragraphs = append(paragraphs, sends(op))
	return deprecated(strings.Join(paragraphs, "\n\n"), op.Deprecated)
}

// argumentDocs returns an item of a list for each required input.
func argumentDocs(op *model.Operation) []string {
	var items []string
	for _, in := range arguments(op) {
		items = append(items, "- "+in.arg+": "+firstText(in.doc, "see the service's documentation."))
	}
	return items
}

// sends says what an operation does on the wire.
func sends(op *model.Operation) string {
	return fmt.Sprintf("It sends %s %s (%s). Any answer but %s is an [*acs.Error].", op.Method, op.Path, op.ID, statusList(op.Statuses))
}

func firstText(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

func statusList(statuses []int) string {
	list := make([]string, len(statuses))
	for i, s := range statuses {
		list[i] = fmt.Sprint(s)
	}
	return strings.Join(list, ", ")
}

// signature prints the arguments and the options of an operation.
func signature(g *jen.Group, op *model.Operation) {
	for _, in := range arguments(op) {
		g.Id(in.arg).Add(inputType(in))
	}
	g.Id("options").Op("*").Id(op.Names.Options)
}

func inputType(in input) *jen.Statement {
	if in.patch && !in.required {
		return jen.Qual(acsPath, "Patch").Index(base(in.typ))
	}
	return goType(in.typ)
}

// request writes the statements that make an operation's request.
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
		check(g, in)
	}
	if op.NonIdempotent {
		g.Id("req").Dot("MarkNonIdempotent").Call()
	}
	if op.Paging == nil && answersNothing(op) {
		g.Id("req").Dot("NoBodyStatuses").Call(statuses(op.NoBodyStatuses)...)
	}
	if op.Body != nil {
		body(g, op)
	}
}

// answersNothing says whether some of an operation's answers have a body and
// others do not.
func answersNothing(op *model.Operation) bool { return len(op.NoBodyStatuses) > 0 && op.Result != nil }

// hasOptions says whether an operation reads its options.
func hasOptions(op *model.Operation) bool {
	return len(optional(op)) > 0 || op.Throttle != nil || resumes(op)
}

// resumes says whether the pages of an operation can be continued.
func resumes(op *model.Operation) bool { return op.Paging != nil && op.Paging.NextLink != nil }

// throttle writes that a call which comes too early is not sent.
func throttle(g *jen.Group, op *model.Operation) {
	if op.Throttle == nil {
		return
	}
	g.List(jen.Id("sending"), jen.Id("ok")).Op(":=").Id("c").Dot(op.Throttle.Field).Dot("Begin").Call(jen.Id("options").Dot("Throttle"))
	g.If(jen.Op("!").Id("ok")).Block(
		jen.Return(jen.Id(op.Names.Response).Values(jen.Id("Throttled").Op(":").True()), jen.Nil()),
	)
}

// check writes the statements that refuse an input before anything is sent.
func check(g *jen.Group, in input) {
	if in.patch && !in.required {
		return
	}
	if in.check.NotEmpty {
		g.Id("req").Dot("NotEmpty").Call(jen.Lit(in.arg), jen.Len(in.value()))
	}
	if in.check.Max > 0 {
		bound := func(n int) *jen.Statement {
			return jen.Lit(n).Op("*").Qual("time", strings.TrimSuffix(unit(in.typ), "s"))
		}
		g.Id("req").Dot("DurationInRange").Call(jen.Lit(in.arg), in.value(), bound(in.check.Min), bound(in.check.Max))
	}
	if in.check.MaxItems > 0 {
		g.Id("req").Dot("MaxItems").Call(jen.Lit(in.arg), jen.Len(in.value()), jen.Lit(in.check.MaxItems))
	}
}

// body writes the statement that sets the body.
func body(g *jen.Group, op *model.Operation) {
	write := jen.Func().Params(jen.Id("e").Op("*").Add(wire("Encoder"))).BlockFunc(func(g *jen.Group) {
		if v := op.Body.Value; v != nil {
			in := paramInput(v)
			g.Add(encoders().of(v.Type)).Call(jen.Op("&").Add(in.value()), jen.Id("e"))
			return
		}
		g.Id("e").Dot("BeginObject").Call()
		for _, f := range op.Body.Fields {
			member(g, op.Body, f)
		}
		g.Id("e").Dot("EndObject").Call()
	})
	set := "Body"
	if op.Body.Value != nil && !op.Body.Required {
		set = "OptionalBody"
	}
	g.Id("req").Dot(set).Call(jen.Lit(op.Body.MediaType), write)
}

// member writes the statement that puts one member into a body.
func member(g *jen.Group, b *model.Body, f *model.Field) {
	in := fieldInput(b, f)
	if b.Patch && !f.Required {
		g.Add(in.value()).Dot("Encode").Call(jen.Id("e"), jen.Lit(f.WireName), encoders().of(plain(f.Type)))
		return
	}
	g.Add(wire(presence(f.Required))).Call(jen.Id("e"), jen.Lit(f.WireName), jen.Op("&").Add(in.value()), encoders().of(f.Type))
}

func presence(required bool) string {
	if required {
		return "Required"
	}
	return "Optional"
}

// call writes the statements that send the request and return the answer.
func call(g *jen.Group, op *model.Operation) {
	name := wire("Call")
	decode := jen.Parens(jen.Op("*").Id(op.Names.Response)).Dot("decode")
	if op.Result == nil {
		name, decode = name.Index(jen.Id(op.Names.Response)), jen.Nil()
	}
	args := []jen.Code{jen.Id("ctx"), jen.Id("c").Dot("internal"), jen.Lit(op.Names.Span), jen.Id("req"), decode}
	args = append(args, statuses(op.Statuses)...)
	if op.PartialFailure == nil && op.Throttle == nil && op.ResetsThrottle == nil {
		g.Return(name.Call(args...))
		return
	}
	g.List(jen.Id("resp"), jen.Err()).Op(":=").Add(name).Call(args...)
	if op.PartialFailure != nil {
		g.Id("resp").Dot(op.PartialFailure.Names.Sent).Op("=").Qual("slices", "Clone").Call(sent(op))
	}
	if op.Throttle != nil {
		g.Id("sending").Dot("End").Call(jen.Err())
	}
	if op.ResetsThrottle != nil {
		g.If(jen.Err().Op("==").Nil()).Block(jen.Id("c").Dot(op.ResetsThrottle.Field).Dot("Reset").Call())
	}
	g.Return(jen.Id("resp"), jen.Err())
}

// sent prints where the items of a request with partial failure are.
func sent(op *model.Operation) *jen.Statement {
	for _, in := range inputs(op) {
		if in.name == op.PartialFailure.Items.Name {
			return in.value()
		}
	}
	panic("chatgen bug: " + op.ID + " does not send " + op.PartialFailure.Items.WireName)
}
