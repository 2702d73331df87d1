package emit

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// fakeServer writes fake/server.go: a struct with a function for each operation,
// and a transport over it.
func fakeServer(f *jen.File, pkg *model.Package) {
	for _, line := range commentLines("Package fake answers the calls of package " + pkg.Name + " in tests, in place of the service. " +
		"Set the functions of a [Server] that a test needs, and give [NewServerTransport] of it to the client as its transport. " +
		"It is an http.Handler, too, for clients in other processes and languages.") {
		f.PackageComment(line)
	}
	needsRuntime(f)
	comment(f, "Server answers each operation with a function. One that is nil answers with an error that names it; "+
		"the functions are called concurrently if the client is.\n\n"+
		"A function that answers a list adds its pages, or errors between them. Several pages get next links that lead back here. "+
		"A page that is alone keeps the next link that it has: if that leads back here and has a query parameter continuationToken, "+
		"the function is called for it with ContinuationToken set.\n\n"+
		"An error set by SetResponseError is answered in the form of the service's document; a [*serve.Failure] set by SetError says more of the answer, "+
		"and any other error is returned to the client as it is.")
	f.Type().Id("Server").StructFunc(func(g *jen.Group) {
		for _, c := range pkg.Clients {
			for _, op := range c.Operations {
				comment(g, op.Names.Fake+" answers ["+pkg.Name+"."+c.Name+"."+primaryMethod(op)+"]"+fakeNote(op))
				g.Id(op.Names.Fake).Add(fakeFunc(c, op))
			}
		}
	})
	comment(f, "NewServerTransport returns a transport that answers with the functions of srv. The functions may be set and changed between calls.")
	f.Func().Id("NewServerTransport").Params(jen.Id("srv").Op("*").Id("Server")).Op("*").Add(serve("Transport")).Block(
		jen.Return(serve("NewTransport").Call(jen.Index().Add(serve("Route")).ValuesFunc(func(g *jen.Group) {
			for _, c := range pkg.Clients {
				for _, op := range c.Operations {
					g.Line().Add(route(op))
				}
			}
			g.Line()
		}))),
	)
}

func fakeNote(op *model.Operation) string {
	if op.Paging == nil {
		return "."
	}
	return ", page by page."
}

// route prints a route.
func route(op *model.Operation) *jen.Statement {
	return jen.Values(
		jen.Id("Name").Op(":").Lit(op.Names.Fake),
		jen.Id("Method").Op(":").Add(method(op.Method)),
		jen.Id("Template").Op(":").Lit(routeTemplate(op)),
		jen.Id("Handle").Op(":").Id("srv").Dot(op.Names.Handle),
	)
}

// routeTemplate returns the path template of an operation with "{name...}" for a
// parameter that may hold several segments.
func routeTemplate(op *model.Operation) string {
	template := op.Names.Template
	for _, p := range op.Params {
		if p.SkipURLEncoding {
			template = strings.Replace(template, "{"+p.Arg+"}", "{"+p.Arg+"...}", 1)
		}
	}
	return template
}

// fakeFunc prints the type of the function that answers an operation.
func fakeFunc(c *model.Client, op *model.Operation) *jen.Statement {
	response := jen.Qual(c.Import, op.Names.Response)
	results := []jen.Code{
		jen.Id("resp").Qual(fakePath, "Responder").Index(response),
		jen.Id("errResp").Qual(fakePath, "ErrorResponder"),
	}
	if op.Paging != nil {
		results = []jen.Code{jen.Qual(fakePath, "PagerResponder").Index(response)}
	}
	return jen.Func().ParamsFunc(func(g *jen.Group) {
		g.Id("ctx").Qual("context", "Context")
		for _, p := range heldBy(c, op) {
			g.Id(p.Arg).Add(goType(p.Type))
		}
		for _, in := range arguments(op) {
			g.Id(in.arg).Add(inputType(in))
		}
		g.Id("options").Op("*").Qual(c.Import, op.Names.Options)
	}).Params(results...)
}

// heldBy returns the parameters of an operation that its client holds.
func heldBy(c *model.Client, op *model.Operation) []*model.Param {
	var list []*model.Param
	for _, q := range held(c) {
		for _, p := range op.Params {
			if p.OnClient && p.WireName == q.WireName && p.In == q.In {
				list = append(list, q)
			}
		}
	}
	return list
}
