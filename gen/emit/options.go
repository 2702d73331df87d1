package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// options writes options.go: the optional inputs of each operation.
func options(f *jen.File, pkg *model.Package) {
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			comment(f, op.Names.Options+" are the optional inputs of ["+c.Name+"."+primaryMethod(op)+"].")
			f.Type().Id(op.Names.Options).StructFunc(func(g *jen.Group) {
				noCompare(g)
				for _, in := range optional(op) {
					comment(g, deprecated(in.doc, in.deprecated))
					g.Id(in.name).Add(inputType(in))
				}
				runtimeOptions(g, c, op)
			})
		}
	}
}

// runtimeOptions prints the options that the client itself reads.
func runtimeOptions(g *jen.Group, c *model.Client, op *model.Operation) {
	if resumes(op) {
		comment(g, op.Paging.NextLink.Name+" of a page that an earlier call gave, which is a URL: the list goes on behind that page, "+
			"and the other options have no effect. Empty: it starts at the first page.")
		g.Id("ContinuationToken").String()
	}
	if op.Throttle != nil {
		comment(g, fmt.Sprintf("Throttle sends nothing if this client value has sent the same within the last %d seconds%s.",
			op.Throttle.Seconds, until(c, op)))
		g.Id("Throttle").Bool()
	}
}

// until says which operation ends a throttle.
func until(c *model.Client, op *model.Operation) string {
	for _, other := range c.Operations {
		if other.ResetsThrottle == op.Throttle {
			return ", and has not called " + other.Name + " since"
		}
	}
	return ""
}

// primaryMethod is the method that a caller finds an operation by.
func primaryMethod(op *model.Operation) string {
	if op.Paging != nil {
		return op.Paging.Iterator
	}
	return op.Name
}
