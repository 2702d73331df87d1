package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// emitFakeHandlers emits fake/handlers.go: for each operation, a method that decodes the
// request and encodes the response.
func emitFakeHandlers(f *jen.File, pkg *model.Package) {
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			f.Func().Params(jen.Id("s").Op("*").Id("Server")).Id(op.Names.Handle).Params(jen.Id("r").Op("*").Add(serveSymbol("Request"))).
				Params(jen.Op("*").Qual("net/http", "Response"), jen.Error()).BlockFunc(func(g *jen.Group) { emitHandler(g, c, op) })
			f.Line()
		}
	}
}

func emitHandler(g *jen.Group, c *model.Client, op *model.Operation) {
	g.If(jen.Id("s").Dot(op.Names.Fake).Op("==").Nil()).Block(jen.Return(jen.Nil(), jen.Id("r").Dot("NotSet").Call()))
	g.Var().Id("options").Qual(c.Import, op.Names.Options)
	for _, p := range operationClientParams(c, op) {
		g.Id(p.Arg).Op(":=").Add(parseParam(p))
	}
	for _, p := range op.Params {
		if !p.OnClient && p.Constant == "" {
			emitDecodeParam(g, p)
		}
	}
	if canResume(op) {
		g.Id("options").Dot("ContinuationToken").Op("=").Id("r").Dot("Continuation").Call()
	}
	if op.Body != nil {
		emitDecodeBody(g, op)
	}
	g.If(jen.Err().Op(":=").Id("r").Dot("Err").Call(), jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Nil(), jen.Err()))
	call := jen.Id("s").Dot(op.Names.Fake).CallFunc(func(g *jen.Group) {
		g.Id("r").Dot("Context").Call()
		for _, p := range operationClientParams(c, op) {
			g.Id(p.Arg)
		}
		for _, in := range requiredInputs(op) {
			g.Id(in.arg)
		}
		g.Op("&").Id("options")
	})
	emitWriteHead(g, c, op)
	if op.Paging != nil {
		emitPageResponse(g, c, op, call)
		return
	}
	g.List(jen.Id("resp"), jen.Id("errResp")).Op(":=").Add(call)
	if op.LongRunning != nil {
		isValue := op.Result != nil && structOf(op.Result) == nil
		g.Return(serveSymbol("Begin").Call(append([]jen.Code{jen.Id("r"), jen.Id("resp"), jen.Id("errResp"), jen.Lit(isValue)}, statuses(op.Statuses)...)...))
		return
	}
	g.Return(serveSymbol("Respond").CallFunc(func(g *jen.Group) {
		g.Id("r")
		g.Id("resp")
		g.Id("errResp")
		g.Add(responseBody(c, op))
		for _, s := range op.Statuses {
			g.Add(status(s))
		}
	}))
}

func emitPageResponse(g *jen.Group, c *model.Client, op *model.Operation, call *jen.Statement) {
	response := jen.Qual(c.Import, op.Names.Response)
	link := jen.Nil()
	if op.Paging.NextLink != nil {
		link = jen.Func().Params(jen.Id("page").Op("*").Add(response)).Op("*").String().Block(
			jen.Return(jen.Op("&").Add(resultField("page", op, op.Paging.NextLink))),
		)
	}
	g.Return(serveSymbol("Page").Call(
		jen.Id("r"),
		jen.Func().Params().Qual(fakePath, "PagerResponder").Index(response).Block(jen.Return(call)),
		link,
	))
}

// responseBody emits the function that returns the body of a response.
func responseBody(c *model.Client, op *model.Operation) jen.Code {
	if op.Result == nil && len(op.Bodies) == 0 {
		return jen.Nil()
	}
	return jen.Func().Params(jen.Id("resp").Qual(c.Import, op.Names.Response)).Any().BlockFunc(func(g *jen.Group) { emitBodyOfStatus(g, op) })
}

// emitDecodeParam emits the statement that decodes a parameter.
func emitDecodeParam(g *jen.Group, p *model.Param) {
	if p.Required {
		g.Id(p.Arg).Op(":=").Add(parseParam(p))
		return
	}
	g.Id("options").Dot(p.Name).Op("=").Add(parseParam(p))
}

// parseParam emits a parameter of a request as a value of its type.
func parseParam(p *model.Param) *jen.Statement {
	source := map[model.In]string{model.InPath: "Path", model.InQuery: "Query", model.InHeader: "Header"}[p.In]
	key := jen.Lit(p.WireName)
	if p.In == model.InPath {
		key = jen.Lit(p.Arg)
	}
	given := jen.Id("r").Dot(source).Call(key)
	switch {
	case p.Type.Kind == model.Slice && isNumber(p.Type.Elem):
		parse := jen.Func().Params(jen.Id("text").String()).Add(baseType(p.Type.Elem))
		return serveSymbol("ParseAll").Call(parseStrings(p, jen.String(), key, given), parse.Block(
			jen.Return(parseValue(p.Type.Elem, key.Clone(), jen.Id("text"))),
		))
	case p.Type.Kind == model.Slice:
		return parseStrings(p, baseType(p.Type.Elem), key, given)
	case p.Type.Pointer:
		return serveSymbol("Pointer").Call(given, parseValue(withoutPointer(p.Type), key.Clone(), given.Clone()))
	}
	return parseValue(p.Type, key.Clone(), given)
}

// parseStrings emits a list of strings.
func parseStrings(p *model.Param, elem, key, given *jen.Statement) *jen.Statement {
	if p.Format == "multi" {
		return serveSymbol("QueryAll").Index(elem).Call(jen.Id("r"), key)
	}
	if isRawList(p) {
		return serveSymbol("QueryList").Index(elem).Call(jen.Id("r"), key)
	}
	return serveSymbol("List").Index(elem).Call(given, jen.Lit(separator(p.Format)))
}

// parseValue emits the value of a string.
func parseValue(t *model.Type, key, given *jen.Statement) *jen.Statement {
	kind, _ := basicKind(t)
	switch {
	case t.Kind == model.Time:
		return serveSymbol("Time").Call(jen.Id("r"), key, given)
	case t.Kind == model.Date:
		return serveSymbol("Date").Call(jen.Id("r"), key, given)
	case t.Kind == model.HTTPDate:
		return serveSymbol("HTTPDate").Call(jen.Id("r"), key, given)
	case kind == "Int32", kind == "Int64":
		return serveSymbol("Int").Index(baseType(t)).Call(jen.Id("r"), key, given)
	case kind == "Float64":
		return serveSymbol("Float").Index(baseType(t)).Call(jen.Id("r"), key, given)
	case kind == "Bool":
		return serveSymbol("Bool").Index(baseType(t)).Call(jen.Id("r"), key, given)
	case t.Decl != nil:
		if x, ok := t.Decl.(*model.External); ok {
			return jen.Qual(x.Path, x.Parse).Call(given)
		}
		return baseType(t).Call(given)
	}
	return given
}

// emitDecodeBody emits the statements that decode the body.
func emitDecodeBody(g *jen.Group, op *model.Operation) {
	for _, in := range bodyInputs(op) {
		if in.required {
			g.Var().Id(in.arg).Add(inputType(in))
		}
	}
	if v := op.Body.Value; v != nil {
		g.Id("r").Dot("Body").Call(jen.Func().Params(jen.Id("d").Op("*").Add(wireSymbol("Decoder"))).Block(
			foreignDecoders().function(v.Type).Call(jen.Op("&").Add(paramInput(v).value()), jen.Id("d")),
		))
		return
	}
	g.Id("r").Dot("Body").Call(jen.Func().Params(jen.Id("d").Op("*").Add(wireSymbol("Decoder"))).Block(properties(func(g *jen.Group) {
		for _, field := range op.Body.Fields {
			emitDecodeProperty(g, op, field)
		}
	})...))
}

// bodyInputs returns the inputs that are encoded in the body.
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

// emitDecodeProperty emits the statement that decodes a property of the body. A property
// may be missing: the function of the fake decides what that means.
func emitDecodeProperty(g *jen.Group, op *model.Operation, field *model.Field) {
	in := fieldInput(op.Body, field)
	decoder, presence := foreignDecoders().function(field.Type), "DecodeOptional"
	if in.isPatch() { // a null is a value
		decoder, presence = jen.Qual(acsPath, patchDecoder(in)).Call(foreignDecoders().instantiated(in.patched())), "DecodePresent"
	}
	g.Add(decodeProperty(presence, field, in.value(), decoder))
}

// patchDecoder returns the name of the function that returns the decoder of a patch.
func patchDecoder(in input) string {
	if in.isMapPatch() {
		return "DecodeMapPatch"
	}
	return "DecodePatch"
}
