package emit

import (
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// emitOperation emits the methods of an operation.
func emitOperation(f *jen.File, c *model.Client, op *model.Operation) {
	if op.Paging != nil {
		emitPagedOperation(f, c, op)
		return
	}
	if op.LongRunning != nil {
		emitLongRunning(f, c, op)
		return
	}
	comment(f, operationDoc(op, op.Name, ""))
	f.Func().Params(receiver(c)).Id(op.Name).ParamsFunc(func(g *jen.Group) {
		g.Id("ctx").Qual("context", "Context")
		emitParams(g, op)
	}).Params(jen.Id(op.Names.Response), jen.Error()).BlockFunc(func(g *jen.Group) {
		emitSkipEmpty(g, op)
		emitRequest(g, c, op)
		emitCall(g, op)
	})
	if op.IdempotencyKey != nil {
		emitLookup(f, c, op)
	}
	if op.PartialFailure != nil && op.PartialFailure.SingleItemMethod != "" {
		emitSingleItemMethod(f, c, op)
	}
	if op.PartialFailure != nil && op.PartialFailure.AllItemsMethod != "" {
		emitAllItemsMethod(f, c, op)
	}
	for _, s := range op.Shortcuts {
		emitShortcut(f, c, op, s)
	}
}

// emitSkipEmpty emits the statement that sends nothing if there are no items.
func emitSkipEmpty(g *jen.Group, op *model.Operation) {
	if op.PartialFailure != nil && op.PartialFailure.SkipEmpty {
		g.If(jen.Len(sentItems(op)).Op("==").Lit(0)).Block(jen.Return(jen.Id(op.Names.Response).Values(), jen.Nil()))
	}
}

// operationDoc returns the doc comment of an operation's method: its purpose, its
// arguments and its errors. note is an additional paragraph, or empty.
func operationDoc(op *model.Operation, name, note string) string {
	paragraphs := []string{nameFirst(name, op.Doc, fmt.Sprintf("calls %s %s.", op.Method, op.Path)), note}
	paragraphs = append(paragraphs, argumentDocs(op)...)
	if op.NonIdempotent {
		text := "This operation is not idempotent. See [ClientOptions].RetryNonIdempotent for when it is retried."
		if op.IdempotencyKey != nil {
			text += " With an IdempotencyKey, it takes effect once; see [" + op.Names.Options + "]."
		}
		paragraphs = append(paragraphs, text)
	}
	paragraphs = append(paragraphs, requestDoc(op))
	return deprecated(strings.Join(paragraphs, "\n\n"), op.Deprecated)
}

// argumentDocs returns a list item for each required input.
func argumentDocs(op *model.Operation) []string {
	var items []string
	for _, in := range requiredInputs(op) {
		doc := in.argumentDoc()
		if p := op.PartialFailure; p != nil && p.SkipEmpty && in.name == p.Items.Name {
			doc += " If there are none, nothing is sent."
		}
		items = append(items, doc)
	}
	return items
}

// requestDoc returns the sentences about the request and the statuses of an operation.
func requestDoc(op *model.Operation) string {
	return fmt.Sprintf("It sends %s %s (%s). Any status other than %s is returned as an [*acs.Error].",
		op.Method, op.Path, op.ID, enumerate(statusTexts(op.Statuses), "and"))
}

// enumerate joins texts with commas and a last word, such as "and".
func enumerate(list []string, word string) string {
	last := len(list) - 1
	if last == 0 {
		return list[0]
	}
	return strings.Join(list[:last], ", ") + " " + word + " " + list[last]
}

// emitParams emits the arguments and the options of an operation.
func emitParams(g *jen.Group, op *model.Operation) {
	for _, in := range requiredInputs(op) {
		g.Id(in.arg).Add(inputType(in))
	}
	g.Id("options").Op("*").Id(op.Names.Options)
}

// emitCall emits the statements that send the request and return the response.
func emitCall(g *jen.Group, op *model.Operation) {
	name := wireSymbol("Call")
	decode := jen.Parens(jen.Op("*").Id(op.Names.Response)).Dot("decode")
	if op.Result == nil && len(op.Bodies) == 0 {
		name, decode = name.Index(jen.Id(op.Names.Response)), jen.Nil()
	}
	args := []jen.Code{jen.Id("ctx"), jen.Id("c").Dot("internal"), jen.Lit(op.Names.Span), jen.Id("req"), decode}
	if k := op.IdempotencyKey; k != nil {
		name = wireSymbol("CallWithKey")
		args = append(args, jen.Id("c").Dot(k.Lookup).Call(jen.Id("options")))
	}
	args = append(args, statuses(op.Statuses)...)
	if op.PartialFailure == nil && op.Throttle == nil && op.ResetsThrottle == nil {
		g.Return(name.Call(args...))
		return
	}
	g.List(jen.Id("resp"), jen.Err()).Op(":=").Add(name).Call(args...)
	if op.PartialFailure != nil {
		g.Id("resp").Dot(op.PartialFailure.Names.Sent).Op("=").Qual("slices", "Clone").Call(sentItems(op))
	}
	if op.Throttle != nil {
		g.Id("sending").Dot("End").Call(jen.Err())
	}
	if op.ResetsThrottle != nil {
		g.If(jen.Err().Op("==").Nil()).Block(jen.Id("c").Dot(op.ResetsThrottle.Func).Call().Dot("Reset").Call())
	}
	g.Return(jen.Id("resp"), jen.Err())
}

// sentItems emits the variable with the items of a request that may partially fail.
func sentItems(op *model.Operation) *jen.Statement {
	for _, in := range allInputs(op) {
		if in.name == op.PartialFailure.Items.Name {
			return in.value()
		}
	}
	panic("chatgen bug: " + op.ID + " does not send " + op.PartialFailure.Items.WireName)
}
