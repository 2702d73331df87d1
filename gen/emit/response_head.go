package emit

import (
	"slices"
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// headFields returns the fields of a response with its status and headers.
func headFields(op *model.Operation) []responseField {
	var fields []responseField
	if op.HasStatusCode {
		doc := "StatusCode is the status of the response: " + enumerate(statusTexts(op.Statuses), "or") + "."
		if op.Throttle != nil || op.IdempotencyKey != nil || op.PartialFailure != nil && op.PartialFailure.SkipEmpty {
			doc += " It is 0 if the result is not that of a request."
		}
		fields = append(fields, responseField{"StatusCode", jen.Int(), doc})
	}
	for _, h := range op.Headers {
		fields = append(fields, responseField{h.Name, goType(h.Type), headerDoc(op, h)})
	}
	return fields
}

// headerDoc returns the doc comment of a header's field.
func headerDoc(op *model.Operation, h *model.ResponseHeader) string {
	doc := h.Name + " is the header " + h.WireName
	if !slices.Equal(h.Statuses, op.Statuses) {
		doc += " of responses with the status " + enumerate(statusTexts(h.Statuses), "or")
	}
	doc += "."
	if kind, _ := basicKind(withoutPointer(h.Type)); kind != "String" {
		absent := "zero"
		if h.Type.Pointer {
			absent = "nil"
		}
		doc += " It is " + absent + " if the header is missing or malformed."
	}
	if h.Doc != "" {
		doc += "\n\n" + h.Doc
	}
	return deprecated(doc, h.Deprecated)
}

// emitReadHead emits the method that reads the status and the headers of a response.
func emitReadHead(f *jen.File, op *model.Operation) {
	f.Line()
	head := jen.Id("h").Op("*").Add(wireSymbol("ResponseHead"))
	f.Func().Params(jen.Id("r").Op("*").Id(op.Names.Response)).Id("readHead").Params(head).BlockFunc(func(g *jen.Group) {
		if op.HasStatusCode {
			g.Id("r").Dot("StatusCode").Op("=").Id("h").Dot("StatusCode")
		}
		for _, h := range op.Headers {
			g.Add(wireSymbol("ReadHeader")).Call(jen.Id("h"), jen.Lit(h.WireName), jen.Op("&").Id("r").Dot(h.Name), headerParser(h.Type))
		}
	})
}

// headerParser emits the function that parses a header.
func headerParser(t *model.Type) *jen.Statement {
	name := map[model.Kind]string{model.Time: "ParseTime", model.Date: "ParseDate", model.HTTPDate: "ParseHTTPDate"}[t.Kind]
	generic := false
	if kind, ok := basicKind(withoutPointer(t)); ok {
		name, generic = map[string]string{"Int32": "ParseInt", "Int64": "ParseInt", "Float64": "ParseFloat"}[kind], true
		if name == "" {
			name = "Parse" + kind
		}
	}
	parse := wireSymbol(name)
	if !t.Pointer {
		return parse
	}
	if generic {
		parse.Index(baseType(t))
	}
	return wireSymbol("ParsePointer").Call(parse)
}

// emitDecodeBodies emits the method that decodes the body of a status, if statuses have
// different ones.
func emitDecodeBodies(f *jen.File, op *model.Operation) {
	f.Line()
	f.Func().Params(jen.Id("r").Op("*").Id(op.Names.Response)).Id("decode").Params(jen.Id("d").Op("*").Add(wireSymbol("Decoder"))).Block(
		jen.Switch(jen.Id("r").Dot("StatusCode")).BlockFunc(func(g *jen.Group) {
			for _, body := range op.Bodies {
				g.Case(statuses(body.Statuses)...).BlockFunc(func(g *jen.Group) { emitDecodeOptionalBody(g, body) })
			}
		}),
	)
}

// emitDecodeOptionalBody emits the statements that decode a body, which is not null, into
// its field.
func emitDecodeOptionalBody(g *jen.Group, body *model.ResponseBody) {
	field := jen.Id("r").Dot(body.Name)
	if !body.Type.Pointer {
		g.Add(decodeField(body.Type, field))
		return
	}
	value := withoutPointer(body.Type)
	g.Add(field).Op("=").New(goType(value))
	if structOf(value) != nil {
		g.Add(decodeField(value, field.Clone()))
		return
	}
	g.Add(decoders().function(value)).Call(field.Clone(), jen.Id("d"))
}

// bodyDoc returns the doc comment of the field of a body that only some statuses have.
func bodyDoc(body *model.ResponseBody) string {
	return body.Name + " is the body of a response with the status " + enumerate(statusTexts(body.Statuses), "or") + "."
}

// emitWriteHead emits the statement with which a fake sends the status and the headers of
// a response.
func emitWriteHead(g *jen.Group, c *model.Client, op *model.Operation) {
	if !op.HasHead() {
		return
	}
	response, head := jen.Id("resp").Op("*").Qual(c.Import, op.Names.Response), jen.Id("h").Op("*").Add(serveSymbol("ResponseHead"))
	g.Add(serveSymbol("WriteHead")).Call(jen.Id("r"), jen.Func().Params(response, head).BlockFunc(func(g *jen.Group) {
		if op.HasStatusCode {
			g.Id("resp").Dot("StatusCode").Op("=").Id("h").Dot("StatusCode")
		}
		for _, h := range op.Headers {
			emitSetHeader(g, h)
		}
	}))
}

// emitSetHeader emits the statement that sets a header to the value of its field.
func emitSetHeader(g *jen.Group, h *model.ResponseHeader) {
	value := jen.Id("resp").Dot(h.Name)
	set := func(text jen.Code) *jen.Statement { return jen.Id("h").Dot("Set").Call(jen.Lit(h.WireName), text) }
	if h.Type.Pointer {
		g.If(value.Clone().Op("!=").Nil()).Block(set(textValue(withoutPointer(h.Type), jen.Op("*").Add(value), false)))
		return
	}
	g.Add(set(textValue(h.Type, value, true)))
}

// emitBodyOfStatus emits the statements that return the body of a fake's response, or nil
// if there is none with its status.
func emitBodyOfStatus(g *jen.Group, op *model.Operation) {
	var without []int
	for _, s := range op.Statuses {
		if !op.HasBody(s) {
			without = append(without, s)
		}
	}
	if len(op.Bodies) == 0 && (len(without) == 0 || !op.HasStatusCode) {
		g.Return(resultOf("resp", op))
		return
	}
	if len(op.Bodies) == 0 {
		g.Switch(jen.Id("resp").Dot("StatusCode")).Block(jen.Case(statuses(without)...).Block(jen.Return(jen.Nil())))
		g.Return(resultOf("resp", op))
		return
	}
	g.Switch(jen.Id("resp").Dot("StatusCode")).BlockFunc(func(g *jen.Group) {
		for _, body := range op.Bodies {
			value := jen.Id("resp").Dot(body.Name)
			if body.Type.Pointer {
				value = serveSymbol("BodyOf").Call(value)
			}
			g.Case(statuses(body.Statuses)...).Block(jen.Return(value))
		}
	})
	g.Return(jen.Nil())
}

// resultOf emits the field of a response with its body.
func resultOf(response string, op *model.Operation) *jen.Statement {
	if s := structOf(op.Result); s != nil {
		return jen.Id(response).Dot(s.Name)
	}
	return jen.Id(response).Dot("Value")
}

func statusTexts(statuses []int) []string {
	texts := make([]string, len(statuses))
	for i, s := range statuses {
		texts[i] = strconv.Itoa(s)
	}
	return texts
}
