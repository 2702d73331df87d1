package emit

import (
	"regexp"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// emitShortcut emits a method that takes a property of the body as an argument.
func emitShortcut(f *jen.File, c *model.Client, op *model.Operation, s *model.Shortcut) {
	value := fieldInput(op.Body, s.Field)
	comment(f, shortcutDoc(c, op, s, value))
	f.Func().Params(receiver(c)).Id(s.Name).ParamsFunc(func(g *jen.Group) {
		g.Id("ctx").Qual("context", "Context")
		for _, in := range requiredInputs(op) {
			g.Id(in.arg).Add(inputType(in))
		}
		g.Id(value.arg).Add(shortcutType(value))
		g.Id("options").Op("*").Id(op.Names.Options)
	}).Params(jen.Id(op.Names.Response), jen.Error()).BlockFunc(func(g *jen.Group) {
		emitShortcutValidation(g, c, op, s, value)
		g.Var().Id("merged").Id(op.Names.Options)
		g.If(jen.Id("options").Op("!=").Nil()).Block(jen.Id("merged").Op("=").Op("*").Id("options"))
		g.Id("merged").Dot(s.Field.Name).Op("=").Add(optionValue(value))
		call := jen.Id("c").Dot(op.Name).CallFunc(func(g *jen.Group) {
			g.Id("ctx")
			for _, in := range requiredInputs(op) {
				g.Id(in.arg)
			}
			g.Op("&").Id("merged")
		})
		if s.Returns == nil {
			g.Return(call)
			return
		}
		g.List(jen.Id("resp"), jen.Err()).Op(":=").Add(call)
		emitReturnedCheck(g, c, op, s)
		g.Return(jen.Id("resp"), jen.Err())
	})
}

// shortcutType emits the type of the property as an argument.
func shortcutType(value input) *jen.Statement {
	if value.isMapPatch() {
		return jen.Map(jen.String()).Add(goType(value.patched()))
	}
	return baseType(value.typ)
}

// emitReturnedCheck emits the check that the response contains a text. If it does not,
// the response is returned with the error, because the operation has had its effect.
func emitReturnedCheck(g *jen.Group, c *model.Client, op *model.Operation, s *model.Shortcut) {
	text := resultField("resp", op, s.Returns...)
	g.If(jen.Err().Op("==").Nil().Op("&&").Add(text).Op("==").Lit("")).Block(
		jen.Err().Op("=").Add(wireSymbol("NewResponseError")).Call(jen.Lit(c.Name+"."+s.Name), jen.Lit("the response has no "+returnedName(s))),
	)
}

// returnedName returns the name of the text that the response must contain.
func returnedName(s *model.Shortcut) string {
	names := make([]string, len(s.Returns))
	for i, f := range s.Returns {
		names[i] = f.WireName
	}
	return strings.Join(names, ".")
}

// shortcutDoc is the doc comment of a shortcut.
func shortcutDoc(c *model.Client, op *model.Operation, s *model.Shortcut, value input) string {
	whole := "[" + c.Name + "." + op.Name + "]"
	paragraphs := slices.Concat(
		[]string{nameFirst(s.Name, s.Doc, "calls "+whole+" with "+value.arg+".")},
		argumentDocs(op),
		[]string{
			"- " + value.arg + ": " + shortcutArgumentDoc(value),
			"It calls " + whole + " with options." + s.Field.Name + " set to " + value.arg + ", overriding any value in options.",
			returnedDoc(s),
			requestDoc(op),
		},
	)
	return deprecated(strings.Join(paragraphs, "\n\n"), op.Deprecated)
}

// returnedDoc returns the sentences about the check of emitReturnedCheck, or "".
func returnedDoc(s *model.Shortcut) string {
	if s.Returns == nil {
		return ""
	}
	return "A response without " + returnedName(s) + " is returned with an error."
}

// optionValue emits the argument as the option's value.
func optionValue(value input) *jen.Statement {
	switch {
	case value.isMapPatch():
		return jen.Qual(acsPath, "MergeMap").Call(jen.Id(value.arg))
	case value.isPatch():
		return jen.Qual(acsPath, "Set").Call(jen.Id(value.arg))
	case value.typ.Pointer:
		return jen.Op("&").Id(value.arg)
	}
	return jen.Id(value.arg)
}

// emptyMeaning is the sentence of an option's text about its empty value.
var emptyMeaning = regexp.MustCompile(`(?s)(^|\s)If empty, .*?\.(\s|$)`)

// shortcutArgumentDoc returns the text of the argument, with that of the check of
// emitShortcutValidation instead of what an empty option means.
func shortcutArgumentDoc(value input) string {
	text := firstText(value.doc, "See the service's documentation.")
	if kind, _ := basicKind(withoutPointer(value.typ)); kind == "String" || value.typ.Kind == model.Slice {
		return strings.TrimSpace(emptyMeaning.ReplaceAllString(text, "$2")) + " It must not be empty."
	}
	return text
}

// emitShortcutValidation emits the check that the argument is not empty: an empty option has a
// meaning, but an empty argument is a mistake.
func emitShortcutValidation(g *jen.Group, c *model.Client, op *model.Operation, s *model.Shortcut, value input) {
	empty := jen.Len(jen.Id(value.arg)).Op("==").Lit(0)
	switch kind, _ := basicKind(withoutPointer(value.typ)); {
	case kind == "String":
		empty = jen.Id(value.arg).Op("==").Lit("")
	case value.typ.Kind != model.Slice:
		return
	}
	invalid := wireSymbol("NewArgumentError").Call(jen.Lit(c.Name+"."+s.Name), jen.Lit(value.arg), jen.Lit("must not be empty"))
	g.If(empty).Block(jen.Return(jen.Id(op.Names.Response).Values(), invalid))
}
