package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// emitClientOptions emits client_options.go.
func emitClientOptions(f *jen.File, pkg *model.Package) {
	comment(f, "ClientOptions are the optional settings of a client. The zero value is ready to use.")
	f.Type().Id("ClientOptions").StructFunc(func(g *jen.Group) {
		emitNoCompare(g)
		doc := "ClientOptions sets the transport, retries, logging, tracing, telemetry and APIVersion. " +
			"Clients whose Transport is nil share the default transport, which replaces dead connections; see acs.WithoutRedirects."
		if pkg.HasSecrets {
			doc += " Logging.IncludeBody is ignored, because bodies contain secrets."
		}
		comment(g, doc)
		g.Qual(azcorePath, "ClientOptions")
		g.Line()
		comment(g, "AllowedNextLinkHosts lists hosts, as \"host\" or \"host:port\", to which next links may lead in addition to the endpoint's host, "+
			"for example if the endpoint is a gateway and the service's links lead to itself. Requests to them carry the access token.")
		g.Id("AllowedNextLinkHosts").Index().String()
		g.Line()
		comment(g, "MaxResponseSize is the maximum size of a response body in bytes, both as received and after decompression. "+
			"If zero, it is 64 MiB. A larger body is an error. The body of an error response is truncated instead, after 1 MiB or MaxResponseSize, whichever is less.")
		g.Id("MaxResponseSize").Int64()
		g.Line()
		comment(g, "CopyStrings copies each string of a response. By default, strings share the memory of the response body, "+
			"which is faster, but a string that is kept keeps the body of its whole page in memory.")
		g.Id("CopyStrings").Bool()
		if hasPaging(pkg) {
			g.Line()
			comment(g, "KeepItemJSON keeps the JSON of each item of a list, in the ItemJSON of its page.")
			g.Id("KeepItemJSON").Bool()
		}
		if len(ratesOf(pkg)) > 0 {
			g.Line()
			comment(g, pacerDoc(pkg))
			g.Id("Pacer").Op("*").Qual(acsPath, "Pacer")
		}
		if hasNonIdempotent(pkg) {
			g.Line()
			comment(g, "RetryNonIdempotent also retries non-idempotent requests that the service may already have processed, "+
				"for example after a broken connection or a server error. The operation may then take effect twice. "+
				"By default, such requests are retried only if the connection failed or the service responded with status 429.")
			g.Id("RetryNonIdempotent").Bool()
		}
	})
}

// hasPaging reports whether the package has a paged operation.
func hasPaging(pkg *model.Package) bool {
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			if op.Paging != nil {
				return true
			}
		}
	}
	return false
}

// hasNonIdempotent reports whether the package has a non-idempotent operation.
func hasNonIdempotent(pkg *model.Package) bool {
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			if op.NonIdempotent {
				return true
			}
		}
	}
	return false
}
