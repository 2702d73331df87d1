package emit

import (
	"net/http"

	"github.com/dave/jennifer/jen"
)

// pair is a member of a composite literal.
type pair struct {
	name  string
	value jen.Code
}

// members prints the members of a composite literal, one on a line, in order.
func members(pairs ...pair) *jen.Statement {
	return jen.ValuesFunc(func(g *jen.Group) {
		for _, p := range pairs {
			g.Line().Id(p.name).Op(":").Add(p.value)
		}
		g.Line()
	})
}

// noCompare prints the field by which a struct has no ==, with a blank line
// before the next one.
func noCompare(g *jen.Group) {
	g.Id("_").Qual(acsPath, "NoCompare")
	g.Line()
}

// method returns http.MethodGet and its like.
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

// statuses returns a list of them.
func statuses(codes []int) []jen.Code {
	list := make([]jen.Code, len(codes))
	for i, code := range codes {
		list[i] = status(code)
	}
	return list
}

// status returns http.StatusOK and its like.
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
