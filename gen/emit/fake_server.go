package emit

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// emitFakeServer emits fake/server.go: a struct with a function for each operation, and
// its transport.
func emitFakeServer(f *jen.File, pkg *model.Package) {
	for _, line := range commentLines("Package fake replaces the service in tests of programs that use package " + pkg.Name + ". " +
		"Set the functions of a [Server] that a test needs, and use [NewServerTransport] as the client's transport. " +
		"The transport is also an http.Handler, for clients in other processes and languages.") {
		f.PackageComment(line)
	}
	emitRuntimeCheck(f)
	comment(f, "Server has a function for each operation. If a function is nil, its operation fails with an error that contains the function's name. "+
		"Functions are called concurrently if the client is used concurrently.\n\n"+
		"The function of a list adds its pages, and errors between them. If it adds several pages, their next links lead to this server. "+
		"A single page keeps its next link: if that leads to this server and has the query parameter continuationToken, "+
		"the function is called again with ContinuationToken set.\n\n"+
		"SetResponseError returns an error response in the service's format. With SetError, an [*Error] sets more of the response, "+
		"such as the time to wait, [ErrResponseLost] breaks the connection, and any other error is returned to the client unchanged.")
	f.Type().Id("Server").StructFunc(func(g *jen.Group) {
		for _, c := range pkg.Clients {
			for _, op := range c.Operations {
				comment(g, op.Names.Fake+" handles ["+pkg.Name+"."+c.Name+"."+op.PrimaryMethod()+"]"+fakeNote(op))
				g.Id(op.Names.Fake).Add(fakeFunc(c, op))
			}
		}
	})
	comment(f, "Error is an error for SetError that is a response of the service. Its fields have the names of [acs.Error]'s.")
	f.Type().Id("Error").Op("=").Add(serveSymbol("Error"))
	comment(f, "ErrResponseLost is an error for SetError that breaks the connection: the client does not get "+
		"the response of an operation that may have taken effect.")
	f.Var().Id("ErrResponseLost").Op("=").Add(serveSymbol("ErrResponseLost"))
	for _, p := range pkg.PartialFailures {
		if p.ItemStatus != nil {
			continue // the response contains results, not failures
		}
		emitRejections(f, p)
	}
	comment(f, "NewServerTransport returns a transport that calls the functions of srv. They may be changed between requests.")
	f.Func().Id("NewServerTransport").Params(jen.Id("srv").Op("*").Id("Server")).Op("*").Add(serveSymbol("Transport")).Block(
		jen.Return(serveSymbol("NewTransport").Call(jen.Index().Add(serveSymbol("Route")).ValuesFunc(func(g *jen.Group) {
			for _, c := range pkg.Clients {
				for _, op := range c.Operations {
					g.Line().Add(route(op))
				}
			}
			g.Line()
		}))),
	)
}

// emitRejections emits the function that returns the errors of rejected items.
func emitRejections(f *jen.File, p *model.PartialFailure) {
	n, item, failure := p.Names, typeName(p.Item), goType(p.Failures.Type.Elem)
	comment(f, n.Rejections+" returns errors with which a fake rejects the "+n.Arg+" that their Target names. Each is used once, for the "+
		"first request with the "+n.Arg+" that no earlier one was used for, so that a later request is accepted. The function of the operation "+
		"sends those that Next returns.")
	rejections := serveSymbol("Rejections").Index(jen.List(item.Clone(), failure.Clone()))
	f.Func().Id(n.Rejections).Params(jen.Id("rejections").Op("...").Add(failure)).Op("*").Add(rejections).Block(
		jen.Return(serveSymbol("NewRejections").Call(
			jen.Func().Params(jen.Id("item").Op("*").Add(item.Clone())).String().Block(jen.Return(keyText(p))),
			jen.Func().Params(jen.Id("failure").Op("*").Add(failure.Clone())).String().Block(jen.Return(jen.Id("failure").Dot("Target"))),
			jen.Id("rejections"),
		)),
	)
}

func fakeNote(op *model.Operation) string {
	switch {
	case op.Paging != nil:
		return ", page by page."
	case op.LongRunning != nil:
		return ", response by response: the first one to the request, and the others to polls."
	}
	return "."
}

// route emits the route of an operation.
func route(op *model.Operation) *jen.Statement {
	return jen.Values(
		jen.Id("Name").Op(":").Lit(op.Names.Fake),
		jen.Id("Method").Op(":").Add(method(op.Method)),
		jen.Id("Template").Op(":").Lit(routeTemplate(op)),
		jen.Id("Handle").Op(":").Id("srv").Dot(op.Names.Handle),
	)
}

// routeTemplate returns the path template of an operation with "{name...}" for a
// parameter that may contain several segments.
func routeTemplate(op *model.Operation) string {
	template := op.Names.Template
	for _, p := range op.Params {
		if p.SkipURLEncoding {
			template = strings.Replace(template, "{"+p.Arg+"}", "{"+p.Arg+"...}", 1)
		}
	}
	return template
}

// fakeFunc emits the type of the function for an operation.
func fakeFunc(c *model.Client, op *model.Operation) *jen.Statement {
	response := jen.Qual(c.Import, op.Names.Response)
	results := []jen.Code{
		jen.Id("resp").Qual(fakePath, "Responder").Index(response),
		jen.Id("errResp").Qual(fakePath, "ErrorResponder"),
	}
	switch {
	case op.LongRunning != nil:
		results[0] = jen.Id("resp").Qual(fakePath, "PollerResponder").Index(response)
	case op.Paging != nil:
		results = []jen.Code{jen.Qual(fakePath, "PagerResponder").Index(response)}
	}
	return jen.Func().ParamsFunc(func(g *jen.Group) {
		g.Id("ctx").Qual("context", "Context")
		for _, p := range operationClientParams(c, op) {
			g.Id(p.Arg).Add(goType(p.Type))
		}
		for _, in := range requiredInputs(op) {
			g.Id(in.arg).Add(inputType(in))
		}
		g.Id("options").Op("*").Qual(c.Import, op.Names.Options)
	}).Params(results...)
}

// operationClientParams returns the client-level parameters of an operation.
func operationClientParams(c *model.Client, op *model.Operation) []*model.Param {
	var list []*model.Param
	for _, q := range clientParams(c) {
		for _, p := range op.Params {
			if p.OnClient && p.WireName == q.WireName && p.In == q.In {
				list = append(list, q)
			}
		}
	}
	return list
}
