package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// clientOptions writes client_options.go.
func clientOptions(f *jen.File, pkg *model.Package) {
	comment(f, "ClientOptions are the optional settings of a client. The zero value is good for use.")
	f.Type().Id("ClientOptions").StructFunc(func(g *jen.Group) {
		noCompare(g)
		comment(g, "ClientOptions sets the transport, retries, logging, tracing, telemetry and APIVersion.")
		g.Qual(azcorePath, "ClientOptions")
		g.Line()
		comment(g, "AllowedNextLinkHosts are hosts, as \"host\" or \"host:port\", to which a next link may lead besides the endpoint's own. "+
			"The credential's token is sent to them.")
		g.Id("AllowedNextLinkHosts").Index().String()
		if hasOnce(pkg) {
			g.Line()
			comment(g, "RetryNonIdempotent sends a request that the service cannot recognize as a repetition again even after it may have been carried out: "+
				"after a broken connection, 408 or 5xx. What it does may then happen twice. "+
				"Without it such a request is sent again after 429 and after a failure to connect only.")
			g.Id("RetryNonIdempotent").Bool()
		}
	})
}

// hasOnce says whether some operation must not be carried out twice.
func hasOnce(pkg *model.Package) bool {
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			if op.NonIdempotent {
				return true
			}
		}
	}
	return false
}
