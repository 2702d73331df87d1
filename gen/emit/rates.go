package emit

import (
	"fmt"
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// emitRates emits rates.go: for each group of rates, the function that returns them.
func emitRates(f *jen.File, pkg *model.Package) {
	for _, r := range ratesOf(pkg) {
		comment(f, fmt.Sprintf("%s returns the rates up to which the service accepts %s.", r.Func, enumerate(pacedMethods(pkg, r), "and")))
		f.Func().Id(r.Func).Params().Index().Add(wireSymbol("Rate")).Block(
			jen.Return(jen.Index().Add(wireSymbol("Rate")).ValuesFunc(func(g *jen.Group) {
				for _, l := range r.Limits {
					g.Values(jen.Id("Count").Op(":").Lit(l.Count), jen.Id("Interval").Op(":").Lit(l.Seconds).Op("*").Qual("time", "Second"))
				}
			})),
		)
	}
}

// ratesOf returns the groups of rates of a package, in the order of its operations.
func ratesOf(pkg *model.Package) []*model.Rates {
	var list []*model.Rates
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			if op.Rates != nil && !slices.Contains(list, op.Rates) {
				list = append(list, op.Rates)
			}
		}
	}
	return list
}

// pacedMethods returns the methods that share rates, as links for documentation.
func pacedMethods(pkg *model.Package, r *model.Rates) []string {
	var names []string
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			if op.Rates == r {
				names = append(names, "["+c.Name+"."+op.PrimaryMethod()+"]")
			}
		}
	}
	return names
}

// pacerDoc returns the doc comment of the option for a pacer.
func pacerDoc(pkg *model.Package) string {
	var names []string
	for _, r := range ratesOf(pkg) {
		names = append(names, pacedMethods(pkg, r)...)
	}
	return "Pacer delays requests instead of letting the service reject them with status 429: those of " + enumerate(names, "and") +
		". Clients that share a pacer share the rates. If nil, requests are sent at once, " +
		"and those that are rejected are retried after the time in the Retry-After header."
}
