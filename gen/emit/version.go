package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// emitVersion emits version.go: the API version, and the name and version of the package
// for telemetry.
func emitVersion(f *jen.File, pkg *model.Package) {
	if pkg.APIVersion != "" {
		comment(f, "APIVersion is the version of the REST API that this package was generated for. "+
			"Clients send it unless ClientOptions.APIVersion is set.")
		f.Const().Id("APIVersion").Op("=").Lit(pkg.APIVersion)
	}
	if pkg.Endpoint != "" {
		comment(f, "Endpoint is the address of the service.")
		f.Const().Id("Endpoint").Op("=").Lit(pkg.Endpoint)
	}
	emitRuntimeCheck(f)
	f.Line()
	f.Const().Defs(
		jen.Id("moduleName").Op("=").Lit(pkg.Import),
		jen.Id("moduleVersion").Op("=").Lit(pkg.Version),
	)
}

// emitRuntimeCheck emits a compile-time check that the runtime is recent enough. Each
// package has one.
func emitRuntimeCheck(f *jen.File) {
	comment(f, "If this constant is undefined, the version of module acs is too old for this package.")
	f.Const().Id("_").Op("=").Add(wireSymbol(runtimeConst))
}
