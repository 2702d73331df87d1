package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// emitSingleItemMethod emits the method that sends one item and fails if it is rejected.
func emitSingleItemMethod(f *jen.File, c *model.Client, op *model.Operation) {
	p, result := op.PartialFailure, structOf(op.Result).Name
	comment(f, p.SingleItemMethod+" calls ["+c.Name+"."+op.Name+"] with a single "+p.Names.Arg+". "+
		"If the service rejects it, the error is a [*"+p.Names.Error+"].")
	f.Func().Params(receiver(c)).Id(p.SingleItemMethod).ParamsFunc(func(g *jen.Group) {
		g.Id("ctx").Qual("context", "Context")
		for _, in := range requiredInputs(op) {
			if in.name == p.Items.Name {
				g.Id(p.Names.Arg).Id(p.Names.Item)
				continue
			}
			g.Id(in.arg).Add(inputType(in))
		}
		g.Id("options").Op("*").Id(op.Names.Options)
	}).Params(jen.Id(op.Names.SingleItemResponse), jen.Error()).Block(
		jen.List(jen.Id("resp"), jen.Err()).Op(":=").Id("c").Dot(op.Name).CallFunc(func(g *jen.Group) {
			g.Id("ctx")
			for _, in := range requiredInputs(op) {
				if in.name == p.Items.Name {
					g.Index().Id(p.Names.Item).Values(jen.Id(p.Names.Arg))
					continue
				}
				g.Id(in.arg)
			}
			g.Id("options")
		}),
		jen.If(jen.Err().Op("==").Nil()).Block(jen.Err().Op("=").Id("resp").Dot("Rejected").Call().Dot("Err").Call()),
		jen.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Id(op.Names.SingleItemResponse).Values(), jen.Err())),
		jen.Return(jen.Id(op.Names.SingleItemResponse).ValuesFunc(func(g *jen.Group) {
			g.Id(result).Op(":").Id("resp").Dot(result)
			for _, field := range headFields(op) {
				g.Id(field.name).Op(":").Id("resp").Dot(field.name)
			}
		}), jen.Nil()),
	)
}
