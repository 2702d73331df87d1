package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// version writes version.go: what the package says of itself to the service and
// to tracing.
func version(f *jen.File, pkg *model.Package) {
	if pkg.APIVersion != "" {
		comment(f, "APIVersion is the version of the REST API that this package was made for. "+
			"Clients send it unless ClientOptions.APIVersion names another one.")
		f.Const().Id("APIVersion").Op("=").Lit(pkg.APIVersion)
	}
	if pkg.Endpoint != "" {
		comment(f, "Endpoint is the address of the service.")
		f.Const().Id("Endpoint").Op("=").Lit(pkg.Endpoint)
	}
	needsRuntime(f)
	f.Const().Defs(
		jen.Id("moduleName").Op("=").Lit(pkg.Import),
		jen.Id("moduleVersion").Op("=").Lit(pkg.Version),
	)
}

// needsRuntime prints that the code needs a runtime which is not older than this
// generator. It goes into each package.
func needsRuntime(f *jen.File) {
	comment(f, "If this constant is undefined, the module of package wire is older than this package needs: update it.")
	f.Const().Id("_").Op("=").Add(wire(runtimeConst))
}
