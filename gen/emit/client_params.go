package emit

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// emitParam emits the statement that adds a parameter to the request.
func emitParam(g *jen.Group, c *model.Client, op *model.Operation, p *model.Param) {
	add := func(g *jen.Group, method string, value jen.Code) {
		g.Id("req").Dot(method).Call(append(paramNames(p), value)...)
	}
	if p.Constant != "" {
		add(g, paramMethod(p, false), jen.Lit(p.Constant))
		return
	}
	switch value := paramValue(c, p); {
	case p == op.RequestID:
		add(g, "RequestID", textValue(p.Type, value, false))
	case p == op.FirstSent:
		add(g, "FirstSent", value)
	case p.Format == "multi" && p.Type.Kind == model.Slice:
		g.For(jen.List(jen.Id("_"), jen.Id("v")).Op(":=").Range().Add(value)).BlockFunc(func(g *jen.Group) {
			add(g, paramMethod(p, false), textValue(p.Type.Elem, jen.Id("v"), false))
		})
	case isRawList(p):
		add(g, strings.Replace(paramMethod(p, !p.Required), "Query", "RawQuery", 1), joinList(p, value))
	case p.Type.Kind == model.Slice:
		add(g, paramMethod(p, !p.Required), joinList(p, value))
	case p.Type.Pointer:
		g.If(value.Clone().Op("!=").Nil()).BlockFunc(func(g *jen.Group) {
			add(g, paramMethod(p, false), textValue(withoutPointer(p.Type), jen.Op("*").Add(value), false))
		})
	default:
		add(g, paramMethod(p, !p.Required), textValue(p.Type, value, !p.Required))
	}
}

// paramNames emits the names by which a parameter is added to a request: its Go name in
// the path, its name on the wire in the query, and both in headers, where the Go name is
// for errors.
func paramNames(p *model.Param) []jen.Code {
	goName := p.Arg
	if !p.Required && !p.OnClient {
		goName = "options." + p.Name
	}
	switch p.In {
	case model.InPath:
		return []jen.Code{jen.Lit(p.Arg)}
	case model.InHeader:
		return []jen.Code{jen.Lit(p.WireName), jen.Lit(goName)}
	default:
		return []jen.Code{jen.Lit(p.WireName)}
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

// isRawList reports whether the commas between the values of a list are not escaped, by
// which a receiver tells them from those within values.
func isRawList(p *model.Param) bool {
	return p.In == model.InQuery && p.Type.Kind == model.Slice && separator(p.Format) == ","
}

// joinList emits a list as one string.
func joinList(p *model.Param, list *jen.Statement) *jen.Statement {
	join, arguments := "Join", []jen.Code{list}
	if isRawList(p) {
		join = "JoinEscaped"
	} else {
		arguments = append(arguments, jen.Lit(separator(p.Format)))
	}
	if !isNumber(p.Type.Elem) {
		return wireSymbol(join).Call(arguments...)
	}
	number := "Int"
	if kind, _ := basicKind(p.Type.Elem); kind == "Float64" {
		number = "Float"
	}
	return wireSymbol(join + "Text").Call(append(arguments, wireSymbol(number).Index(baseType(p.Type.Elem)))...)
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
	case model.HTTPDate:
		return wireSymbol(prefix + "HTTPDate").Call(value)
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
