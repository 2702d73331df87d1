package emit

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// emitUnions emits unions.go: an interface for each union, the type of its unknown
// variants, and the union's JSON encoding.
func emitUnions(f *jen.File, pkg *model.Package) {
	for _, u := range declsOf[*model.Union](pkg) {
		emitUnion(f, u)
		emitUnknownVariant(f, u)
		emitUnmarshalUnion(f, u)
		emitDecodeUnion(f, u)
		emitEncodeUnion(f, u)
	}
}

func emitUnion(f *jen.File, u *model.Union) {
	var names []string
	for _, m := range u.Variants {
		names = append(names, "["+m.Name+"]")
	}
	comment(f, declDoc(&u.TypeInfo)+"\n\nIts variants are "+strings.Join(names, ", ")+" and ["+u.Names.Unknown+"].")
	f.Type().Id(u.Name).Interface(
		jen.Id("encode").Params(jen.Op("*").Add(wireSymbol("Encoder"))),
		jen.Id(u.Names.MarkerMethod).Params(),
	)
}

func emitUnknownVariant(f *jen.File, u *model.Union) {
	comment(f, u.Names.Unknown+" is a variant of ["+u.Name+"] that a newer service returned. It is sent back unchanged.")
	f.Type().Id(u.Names.Unknown).StructFunc(func(g *jen.Group) {
		emitNoCompare(g)
		comment(g, u.Names.Field+" is the value of \""+oneLine(u.Property)+"\", which JSON also contains.")
		g.Id(u.Names.Field).Add(goType(u.Kind))
		comment(g, "JSON is the whole object.")
		g.Id("JSON").Qual("encoding/json", "RawMessage")
	})
	f.Line()
	f.Func().Params(jen.Id(u.Names.Unknown)).Id(u.Names.MarkerMethod).Params().Block()
	comment(f, "MarshalJSON returns v.JSON.")
	f.Func().Params(jen.Id("v").Id(u.Names.Unknown)).Id("MarshalJSON").Params().Params(jen.Index().Byte(), jen.Error()).Block(
		jen.Return(wireSymbol("Marshal").Call(jen.Id("v").Dot("encode"))),
	)
	f.Line()
	f.Func().Params(jen.Id("v").Id(u.Names.Unknown)).Id("encode").Params(jen.Id("e").Op("*").Add(wireSymbol("Encoder"))).Block(
		jen.Id("e").Dot("Raw").Call(jen.Id("v").Dot("JSON")),
	)
}

// emitUnmarshalUnion emits the function that decodes a union: an interface cannot have the
// method of json.Unmarshaler.
func emitUnmarshalUnion(f *jen.File, u *model.Union) {
	comment(f, u.Names.UnmarshalFunc+" decodes a ["+u.Name+"] from the service's JSON format. It returns nil for null.")
	f.Func().Id(u.Names.UnmarshalFunc).Params(jen.Id("data").Index().Byte()).Params(jen.Id("v").Id(u.Name), jen.Err().Error()).Block(
		jen.Err().Op("=").Add(wireSymbol("Unmarshal")).Call(jen.Id("data"), jen.Op("&").Id("v"), jen.Id(u.Names.Decode)),
		jen.Return(jen.Id("v"), jen.Err()),
	)
}

func emitDecodeUnion(f *jen.File, u *model.Union) {
	read := "Discriminator"
	if u.Number {
		read = "NumberDiscriminator"
	}
	f.Line()
	f.Func().Id(u.Names.Decode).Params(jen.Id("to").Op("*").Id(u.Name), jen.Id("d").Op("*").Add(wireSymbol("Decoder"))).Block(
		jen.Switch(jen.Id("tag").Op(":=").Id("d").Dot(read).Call(jen.Lit(u.Property)), jen.Id("tag")).BlockFunc(func(g *jen.Group) {
			for _, m := range u.Variants {
				g.Case(discriminatorValue(m)).Block(
					jen.Var().Id("v").Id(m.Name),
					jen.Id("v").Dot("decode").Call(jen.Id("d")),
					jen.Op("*").Id("to").Op("=").Id("v"),
				)
			}
			g.Default().Block(jen.Op("*").Id("to").Op("=").Id(u.Names.Unknown).Values(
				jen.Id(u.Names.Field).Op(":").Add(kindValue(u)), jen.Id("JSON").Op(":").Id("d").Dot("Raw").Call(),
			))
		}),
	)
}

// kindValue emits the discriminator's value in the type that the document gives it.
func kindValue(u *model.Union) *jen.Statement {
	if u.Kind.Decl == nil {
		return jen.Id("tag")
	}
	return jen.Id(u.Kind.Decl.Info().Name).Call(jen.Id("tag"))
}

func emitEncodeUnion(f *jen.File, u *model.Union) {
	f.Line()
	f.Func().Id(u.Names.Encode).Params(jen.Id("v").Op("*").Id(u.Name), jen.Id("e").Op("*").Add(wireSymbol("Encoder"))).Block(
		jen.If(wireSymbol("IsNil").Call(jen.Op("*").Id("v"))).Block(
			jen.Id("e").Dot("FailNil").Call(),
			jen.Return(),
		),
		jen.Id("e").Dot("MarkNonZero").Call(),
		jen.Parens(jen.Op("*").Id("v")).Dot("encode").Call(jen.Id("e")),
	)
}
