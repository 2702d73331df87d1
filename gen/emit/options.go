package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// emitOptions emits options.go: the optional inputs of each operation.
func emitOptions(f *jen.File, pkg *model.Package) {
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			comment(f, op.Names.Options+" are the optional inputs of ["+c.Name+"."+op.PrimaryMethod()+"].")
			f.Type().Id(op.Names.Options).StructFunc(func(g *jen.Group) {
				emitNoCompare(g)
				for _, in := range optionalInputs(op) {
					comment(g, in.optionDoc())
					g.Id(in.name).Add(inputType(in))
				}
				emitRuntimeOptions(g, c, op)
			})
			if op.Names.AllItemsOptions != "" {
				emitAllItemsOptions(f, c, op)
			}
		}
	}
}

// emitRuntimeOptions emits the options that the client itself reads.
func emitRuntimeOptions(g *jen.Group, c *model.Client, op *model.Operation) {
	if canResume(op) {
		comment(g, "ContinuationToken is the "+op.Paging.NextLink.Name+" of a page that an earlier call for the same list returned, which is a URL: "+
			"the list continues after that page and the other options are ignored. If empty, it starts at the first page.")
		g.Id("ContinuationToken").String()
	}
	if op.LongRunning != nil {
		comment(g, "ResumeToken is the token of a poller that an earlier call returned; see its ResumeToken method. "+
			"If set, nothing is sent, and the arguments and the other options are ignored: the new poller continues where that one was.")
		g.Id("ResumeToken").String()
	}
	if op.Throttle != nil {
		comment(g, fmt.Sprintf("Throttle skips the request if this client, or another one from the same Client for %s, sent one in the last %d seconds%s.",
			throttleSubject(c), op.Throttle.Seconds, throttleEnd(c, op)))
		g.Id("Throttle").Bool()
	}
	if op.IdempotencyKey != nil {
		emitKeyOptions(g, c, op)
	}
}

// throttleEnd returns the condition that ends a throttle early, or "".
func throttleEnd(c *model.Client, op *model.Operation) string {
	for _, other := range c.Operations {
		if other.ResetsThrottle == op.Throttle {
			return " and none has called " + other.Name + " since"
		}
	}
	return ""
}
