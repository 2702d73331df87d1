package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// emitParam emits the statement that adds a parameter to the request.
func emitParam(g *jen.Group, c *model.Client, op *model.Operation, p *model.Param) {
	name := jen.Lit(p.WireName)
	if p.In == model.InPath {
		name = jen.Lit(p.Arg)
	}
	if p.Constant != "" {
		g.Id("req").Dot(paramMethod(p, false)).Call(name, jen.Lit(p.Constant))
		return
	}
	switch value := paramValue(c, p); {
	case p == op.RequestID:
		g.Id("req").Dot("RequestID").Call(name, textValue(p.Type, value, false))
	case p.Format == "multi" && p.Type.Kind == model.Slice:
		g.For(jen.List(jen.Id("_"), jen.Id("v")).Op(":=").Range().Add(value)).Block(
			jen.Id("req").Dot(paramMethod(p, false)).Call(name, textValue(p.Type.Elem, jen.Id("v"), false)),
		)
	case p.Type.Kind == model.Slice:
		g.Id("req").Dot(paramMethod(p, !p.Required)).Call(name, joinList(p, value))
	case p.Type.Pointer:
		g.If(value.Clone().Op("!=").Nil()).Block(
			jen.Id("req").Dot(paramMethod(p, false)).Call(name, textValue(withoutPointer(p.Type), jen.Op("*").Add(value), false)),
		)
	default:
		g.Id("req").Dot(paramMethod(p, !p.Required)).Call(name, textValue(p.Type, value, !p.Required))
	}
}

// paramValue emits the variable with a parameter's value.
func paramValue(c *model.Client, p *model.Param) *jen.Statement {
	switch {
	case p.OnClient:
		for _, q := range clientParams(c) {
			if q.WireName == p.WireName && q.In == p.In {
				return jen.Id("c").Dot(q.Arg)
			}
		}
		panic("chatgen bug: client " + c.Name + " does not have " + p.WireName)
	case p.Required:
		return jen.Id(p.Arg)
	}
	return jen.Id("options").Dot(p.Name)
}

// paramMethod returns the method of wire.Request that adds a parameter.
func paramMethod(p *model.Param, optional bool) string {
	name := map[model.In]string{model.InPath: "Path", model.InQuery: "Query", model.InHeader: "Header"}[p.In]
	switch {
	case p.In == model.InPath && p.SkipURLEncoding:
		return "RawPath"
	case optional:
		return "Optional" + name
	}
	return name
}

// joinList emits a list as one string.
func joinList(p *model.Param, list *jen.Statement) *jen.Statement {
	between := jen.Lit(separator(p.Format))
	if !isNumber(p.Type.Elem) {
		return wireSymbol("Join").Call(list, between)
	}
	number := "Int"
	if kind, _ := basicKind(p.Type.Elem); kind == "Float64" {
		number = "Float"
	}
	return wireSymbol("JoinText").Call(list, between, wireSymbol(number).Index(baseType(p.Type.Elem)))
}

func isNumber(t *model.Type) bool {
	kind, _ := basicKind(t)
	return kind == "Int32" || kind == "Int64" || kind == "Float64"
}

func separator(format string) string {
	switch format {
	case "ssv":
		return " "
	case "tsv":
		return "\t"
	case "pipes":
		return "|"
	}
	return ","
}

// textValue emits a value as the string for a path, query or header. If it is optional, a
// zero value is an empty string.
func textValue(t *model.Type, value *jen.Statement, optional bool) *jen.Statement {
	prefix := ""
	if optional {
		prefix = "Optional"
	}
	kind := t.Kind
	if e, ok := t.Decl.(*model.Enum); ok {
		kind = e.Base
	}
	switch kind {
	case model.Int32, model.Int64:
		return wireSymbol(prefix + "Int").Call(value)
	case model.Float64:
		return wireSymbol(prefix + "Float").Call(value)
	case model.Bool:
		return wireSymbol(prefix + "Bool").Call(value)
	case model.Date:
		return wireSymbol(prefix + "Date").Call(value)
	case model.Time:
		if optional {
			return wireSymbol("OptionalTime").Call(value)
		}
		return wireSymbol("FormatTime").Call(value)
	case model.Named, model.String:
		if x, ok := t.Decl.(*model.External); ok {
			return value.Dot(x.Text).Call()
		}
		if t.Decl != nil {
			return jen.String().Call(value)
		}
	}
	return value
}
