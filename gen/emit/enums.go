package emit

import (
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// emitEnums emits enums.go: the type of each enum, its known values, and a function that
// lists them.
func emitEnums(f *jen.File, pkg *model.Package) {
	for _, d := range declsOf[*model.Enum](pkg) {
		emitEnum(f, d)
	}
}

func emitEnum(f *jen.File, d *model.Enum) {
	comment(f, declDoc(&d.TypeInfo)+"\n\nThe service may return other values, which are kept.")
	f.Type().Id(d.Name).Add(baseType(&model.Type{Kind: d.Base}))
	comment(f, "The known values of ["+d.Name+"].")
	f.Const().DefsFunc(func(g *jen.Group) {
		for _, v := range d.Values {
			comment(g, v.Const+" is "+strconv.Quote(v.WireName)+". "+v.Doc)
			g.Id(v.Const).Id(d.Name).Op("=").Add(enumLit(d, v))
		}
	})
	comment(f, d.ValuesFunc+" returns the known values of ["+d.Name+"].")
	f.Func().Id(d.ValuesFunc).Params().Index().Id(d.Name).Block(
		jen.Return(jen.Index().Id(d.Name).ValuesFunc(func(g *jen.Group) {
			for _, v := range d.Values {
				g.Line().Id(v.Const)
			}
			g.Line()
		})),
	)
}

// enumLit emits a value of an enum.
func enumLit(d *model.Enum, v *model.EnumValue) jen.Code {
	switch d.Base {
	case model.Int32, model.Int64:
		if n, err := strconv.Atoi(v.WireName); err == nil {
			return jen.Lit(n)
		}
	case model.Float64:
		if n, err := strconv.ParseFloat(v.WireName, 64); err == nil {
			return jen.Lit(n)
		}
	}
	return jen.Lit(v.WireName)
}
