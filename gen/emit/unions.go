package emit

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// unions writes unions.go: an interface for each discriminated family, its
// unknown member, and how the family is read and written.
func unions(f *jen.File, pkg *model.Package) {
	for _, u := range declared[*model.Union](pkg) {
		family(f, u)
		unknown(f, u)
		readFamily(f, u)
		decodeFamily(f, u)
		encodeFamily(f, u)
	}
}

func family(f *jen.File, u *model.Union) {
	var names []string
	for _, m := range u.Members {
		names = append(names, "["+m.Name+"]")
	}
	comment(f, declDoc(&u.TypeInfo)+"\n\nIt is one of "+strings.Join(names, ", ")+" or, from a newer service, ["+u.Names.Unknown+"].")
	f.Type().Id(u.Name).Interface(
		jen.Id("encode").Params(jen.Op("*").Add(wire("Encoder"))),
		jen.Id(u.Names.MarkerMethod).Params(),
	)
}

func unknown(f *jen.File, u *model.Union) {
	comment(f, u.Names.Unknown+" is a "+u.Name+" that this package does not know. It is sent as it came.")
	f.Type().Id(u.Names.Unknown).StructFunc(func(g *jen.Group) {
		noCompare(g)
		comment(g, "The value of \""+oneLine(u.Property)+"\", which is part of JSON too.")
		g.Id(u.Names.Field).Add(goType(u.Kind))
		comment(g, "The whole object.")
		g.Id("JSON").Qual("encoding/json", "RawMessage")
	})
	f.Line()
	f.Func().Params(jen.Id(u.Names.Unknown)).Id(u.Names.MarkerMethod).Params().Block()
	comment(f, "MarshalJSON returns the object as it came.")
	f.Func().Params(jen.Id("v").Id(u.Names.Unknown)).Id("MarshalJSON").Params().Params(jen.Index().Byte(), jen.Error()).Block(
		jen.Return(wire("Marshal").Call(jen.Id("v").Dot("encode"))),
	)
	f.Line()
	f.Func().Params(jen.Id("v").Id(u.Names.Unknown)).Id("encode").Params(jen.Id("e").Op("*").Add(wire("Encoder"))).Block(
		jen.Id("e").Dot("Raw").Call(jen.Id("v").Dot("JSON")),
	)
}

// readFamily writes the function that reads a family by itself: its interface
// cannot have the method that encoding/json looks for.
func readFamily(f *jen.File, u *model.Union) {
	comment(f, u.Names.UnmarshalFunc+" reads a "+u.Name+" from the JSON that the service sends. It is nil for null.")
	f.Func().Id(u.Names.UnmarshalFunc).Params(jen.Id("data").Index().Byte()).Params(jen.Id("v").Id(u.Name), jen.Err().Error()).Block(
		jen.Err().Op("=").Add(wire("Unmarshal")).Call(jen.Id("data"), jen.Op("&").Id("v"), jen.Id(u.Names.Decode)),
		jen.Return(jen.Id("v"), jen.Err()),
	)
}

func decodeFamily(f *jen.File, u *model.Union) {
	f.Line()
	f.Func().Id(u.Names.Decode).Params(jen.Id("to").Op("*").Id(u.Name), jen.Id("d").Op("*").Add(wire("Decoder"))).Error().Block(
		jen.List(jen.Id("tag"), jen.Id("raw"), jen.Err()).Op(":=").Id("d").Dot("PeekDiscriminator").Call(jen.Lit(u.Property)),
		jen.If(jen.Err().Op("!=").Nil().Op("||").Id("raw").Op("==").Nil()).Block(jen.Return(jen.Err())),
		jen.Switch(jen.Id("tag")).BlockFunc(func(g *jen.Group) {
			for _, m := range u.Members {
				g.Case(tag(m)).Block(
					jen.Var().Id("v").Id(m.Name),
					jen.Err().Op("=").Add(wire("Unmarshal")).Call(jen.Id("raw"), jen.Op("&").Id("v"), jen.Parens(jen.Op("*").Id(m.Name)).Dot("decode")),
					jen.Op("*").Id("to").Op("=").Id("v"),
				)
			}
			g.Default().Block(jen.Op("*").Id("to").Op("=").Id(u.Names.Unknown).Values(
				jen.Id(u.Names.Field).Op(":").Add(kind(u)), jen.Id("JSON").Op(":").Id("raw"),
			))
		}),
		jen.Return(jen.Err()),
	)
}

// kind prints the discriminator's value as the type that the document gives it.
func kind(u *model.Union) *jen.Statement {
	if u.Kind.Decl == nil {
		return jen.Id("tag")
	}
	return jen.Id(u.Kind.Decl.Info().Name).Call(jen.Id("tag"))
}

func encodeFamily(f *jen.File, u *model.Union) {
	f.Line()
	f.Func().Id(u.Names.Encode).Params(jen.Id("v").Op("*").Id(u.Name), jen.Id("e").Op("*").Add(wire("Encoder"))).Block(
		jen.If(wire("IsNil").Call(jen.Op("*").Id("v"))).Block(
			jen.Id("e").Dot("Fail").Call(jen.Qual("errors", "New").Call(jen.Lit("must not be nil"))),
			jen.Return(),
		),
		jen.Id("e").Dot("MarkNonZero").Call(),
		jen.Parens(jen.Op("*").Id("v")).Dot("encode").Call(jen.Id("e")),
	)
}
