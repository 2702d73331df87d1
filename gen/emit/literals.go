package emit

import (
	"net/http"

	"github.com/dave/jennifer/jen"
)

// pair is a field of a composite literal.
type pair struct {
	name  string
	value jen.Code
}

// fieldList emits the fields of a composite literal in order, one per line.
func fieldList(pairs ...pair) *jen.Statement {
	return jen.ValuesFunc(func(g *jen.Group) {
		for _, p := range pairs {
			g.Line().Id(p.name).Op(":").Add(p.value)
		}
		g.Line()
	})
}

// emitNoCompare emits the field that makes a struct incomparable, and a blank line.
func emitNoCompare(g *jen.Group) {
	g.Id("_").Qual(acsPath, "NoCompare")
	g.Line()
}

// method emits an HTTP method, such as http.MethodGet.
func method(name string) jen.Code {
	for _, known := range []struct{ name, id string }{
		{http.MethodGet, "MethodGet"}, {http.MethodPut, "MethodPut"}, {http.MethodPost, "MethodPost"},
		{http.MethodPatch, "MethodPatch"}, {http.MethodDelete, "MethodDelete"}, {http.MethodHead, "MethodHead"},
		{http.MethodOptions, "MethodOptions"}, {http.MethodTrace, "MethodTrace"},
	} {
		if known.name == name {
			return jen.Qual("net/http", known.id)
		}
	}
	return jen.Lit(name)
}

// statuses emits a list of status codes.
func statuses(codes []int) []jen.Code {
	list := make([]jen.Code, len(codes))
	for i, code := range codes {
		list[i] = status(code)
	}
	return list
}

// status emits a status code, such as http.StatusOK.
func status(code int) jen.Code {
	for _, known := range []struct {
		code int
		id   string
	}{
		{http.StatusOK, "StatusOK"}, {http.StatusCreated, "StatusCreated"}, {http.StatusAccepted, "StatusAccepted"},
		{http.StatusNoContent, "StatusNoContent"}, {http.StatusMultiStatus, "StatusMultiStatus"},
	} {
		if known.code == code {
			return jen.Qual("net/http", known.id)
		}
	}
	return jen.Lit(code)
}
