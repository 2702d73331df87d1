package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// fakeHandlers writes fake/handlers.go: for each operation, how its request is
// read and its answer is made.
func fakeHandlers(f *jen.File, pkg *model.Package) {
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			f.Func().Params(jen.Id("s").Op("*").Id("Server")).Id(op.Names.Handle).Params(jen.Id("r").Op("*").Add(serve("Request"))).
				Params(jen.Op("*").Qual("net/http", "Response"), jen.Error()).BlockFunc(func(g *jen.Group) { answer(g, c, op) })
			f.Line()
		}
	}
}

func answer(g *jen.Group, c *model.Client, op *model.Operation) {
	g.If(jen.Id("s").Dot(op.Names.Fake).Op("==").Nil()).Block(jen.Return(jen.Nil(), jen.Id("r").Dot("NotSet").Call()))
	g.Var().Id("options").Qual(c.Import, op.Names.Options)
	for _, p := range heldBy(c, op) {
		g.Id(p.Arg).Op(":=").Add(parsed(p))
	}
	for _, p := range op.Params {
		if !p.OnClient && p.Constant == "" {
			readParam(g, p)
		}
	}
	if resumes(op) {
		g.Id("options").Dot("ContinuationToken").Op("=").Id("r").Dot("Continuation").Call()
	}
	if op.Body != nil {
		readBody(g, op)
	}
	g.If(jen.Err().Op(":=").Id("r").Dot("Err").Call(), jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Nil(), jen.Err()))
	call := jen.Id("s").Dot(op.Names.Fake).CallFunc(func(g *jen.Group) {
		g.Id("r").Dot("Context").Call()
		for _, p := range heldBy(c, op) {
			g.Id(p.Arg)
		}
		for _, in := range arguments(op) {
			g.Id(in.arg)
		}
		g.Op("&").Id("options")
	})
	if op.Paging != nil {
		answerPage(g, c, op, call)
		return
	}
	g.List(jen.Id("resp"), jen.Id("errResp")).Op(":=").Add(call)
	g.Return(serve("Respond").CallFunc(func(g *jen.Group) {
		g.Id("r")
		g.Id("resp")
		g.Id("errResp")
		g.Add(answerBody(c, op))
		for _, s := range op.Statuses {
			g.Add(status(s))
		}
	}))
}

func answerPage(g *jen.Group, c *model.Client, op *model.Operation, call *jen.Statement) {
	response := jen.Qual(c.Import, op.Names.Response)
	link := jen.Nil()
	if op.Paging.NextLink != nil {
		link = jen.Func().Params(jen.Id("page").Op("*").Add(response)).Op("*").String().Block(
			jen.Return(jen.Op("&").Id("page").Dot(op.Paging.NextLink.Name)),
		)
	}
	g.Return(serve("Page").Call(
		jen.Id("r"),
		jen.Func().Params().Qual(fakePath, "PagerResponder").Index(response).Block(jen.Return(call)),
		link,
	))
}

// answerBody prints the function that takes the body out of a response.
func answerBody(c *model.Client, op *model.Operation) jen.Code {
	if op.Result == nil {
		return jen.Nil()
	}
	field := "Value"
	if s := structOf(op.Result); s != nil {
		field = s.Name
	}
	return jen.Func().Params(jen.Id("resp").Qual(c.Import, op.Names.Response)).Any().Block(jen.Return(jen.Id("resp").Dot(field)))
}

// readParam writes the statement that reads a parameter.
func readParam(g *jen.Group, p *model.Param) {
	if p.Required {
		g.Id(p.Arg).Op(":=").Add(parsed(p))
		return
	}
	g.Id("options").Dot(p.Name).Op("=").Add(parsed(p))
}

// parsed prints a parameter of a request as a value of its type.
func parsed(p *model.Param) *jen.Statement {
	source := map[model.In]string{model.InPath: "Path", model.InQuery: "Query", model.InHeader: "Header"}[p.In]
	key := jen.Lit(p.WireName)
	if p.In == model.InPath {
		key = jen.Lit(p.Arg)
	}
	given := jen.Id("r").Dot(source).Call(key)
	switch {
	case p.Type.Kind == model.Slice && isNumber(p.Type.Elem):
		return serve("ParseAll").Call(parsedTexts(p, jen.String(), key, given), jen.Func().Params(jen.Id("text").String()).Add(base(p.Type.Elem)).Block(
			jen.Return(parsedValue(p.Type.Elem, key.Clone(), jen.Id("text"))),
		))
	case p.Type.Kind == model.Slice:
		return parsedTexts(p, base(p.Type.Elem), key, given)
	case p.Type.Pointer:
		return serve("Pointer").Call(given, parsedValue(plain(p.Type), key.Clone(), given.Clone()))
	}
	return parsedValue(p.Type, key.Clone(), given)
}

// parsedTexts prints a list of texts.
func parsedTexts(p *model.Param, elem, key, given *jen.Statement) *jen.Statement {
	if p.Format == "multi" {
		return serve("QueryAll").Index(elem).Call(jen.Id("r"), key)
	}
	return serve("List").Index(elem).Call(given, jen.Lit(separator(p.Format)))
}

// parsedValue prints the value that a text stands for.
func parsedValue(t *model.Type, key, given *jen.Statement) *jen.Statement {
	kind, _ := basic(t)
	switch {
	case t.Kind == model.Time:
		return serve("Time").Call(jen.Id("r"), key, given)
	case t.Kind == model.Date:
		return serve("Date").Call(jen.Id("r"), key, given)
	case kind == "Int32", kind == "Int64":
		return serve("Int").Index(base(t)).Call(jen.Id("r"), key, given)
	case kind == "Float64":
		return serve("Float").Index(base(t)).Call(jen.Id("r"), key, given)
	case kind == "Bool":
		return serve("Bool").Index(base(t)).Call(jen.Id("r"), key, given)
	case t.Decl != nil:
		if x, ok := t.Decl.(*model.External); ok {
			return jen.Qual(x.Path, x.Parse).Call(given)
		}
		return base(t).Call(given)
	}
	return given
}

// readBody writes the statements that read the body.
func readBody(g *jen.Group, op *model.Operation) {
	for _, in := range bodyInputs(op) {
		if in.required {
			g.Var().Id(in.arg).Add(inputType(in))
		}
	}
	if v := op.Body.Value; v != nil {
		g.Id("r").Dot("Body").Call(jen.Func().Params(jen.Id("d").Op("*").Add(wire("Decoder"))).Error().Block(
			jen.Return(foreignDecoders().of(v.Type).Call(jen.Op("&").Add(paramInput(v).value()), jen.Id("d"))),
		))
		return
	}
	g.Id("r").Dot("Body").Call(jen.Func().Params(jen.Id("d").Op("*").Add(wire("Decoder"))).Error().Block(
		jen.Return(jen.Id("d").Dot("Object").Call(jen.Func().Params(jen.Id("member").Index().Byte()).Error().BlockFunc(func(g *jen.Group) {
			var cases []pair
			for _, field := range op.Body.Fields {
				cases = append(cases, pair{field.WireName, readMember(op, field)})
			}
			byName(g, "member", cases)
			g.Return(jen.Id("d").Dot("Skip").Call())
		}))),
	))
}

// bodyInputs returns the inputs that an operation's body holds.
func bodyInputs(op *model.Operation) []input {
	if op.Body.Value != nil {
		return []input{paramInput(op.Body.Value)}
	}
	var list []input
	for _, f := range op.Body.Fields {
		list = append(list, fieldInput(op.Body, f))
	}
	return list
}

// readMember prints the statement that reads one member of a body.
func readMember(op *model.Operation, field *model.Field) jen.Code {
	in := fieldInput(op.Body, field)
	if in.patch && !in.required {
		return jen.Return(jen.Qual(acsPath, "DecodePatch").Call(foreignDecoders().inside(plain(field.Type))).Call(jen.Op("&").Add(in.value()), jen.Id("d")))
	}
	return jen.Return(foreignDecoders().of(field.Type).Call(jen.Op("&").Add(in.value()), jen.Id("d")))
}
