package emit

import (
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// declDoc is the doc comment of a named type.
func declDoc(c *model.TypeInfo) string {
	fallback := "stands for the document's " + c.Schema + "."
	if c.Schema == "" { // an override makes it
		fallback = "is an ID of the service."
	}
	return deprecated(nameFirst(c.Name, c.Doc, fallback), c.Deprecated)
}

// ids writes ids.go.
func ids(f *jen.File, pkg *model.Package) {
	for _, d := range declared[*model.ID](pkg) {
		comment(f, declDoc(&d.TypeInfo))
		f.Type().Id(d.Name).String()
	}
}

// enums writes enums.go: each enum's type, its known values, and a function
// that lists them.
func enums(f *jen.File, pkg *model.Package) {
	for _, d := range declared[*model.Enum](pkg) {
		enum(f, d)
	}
}

func enum(f *jen.File, d *model.Enum) {
	comment(f, declDoc(&d.TypeInfo)+"\n\nThe service may send values that are not listed here: they are kept as they are.")
	f.Type().Id(d.Name).Add(base(&model.Type{Kind: d.Base}))
	comment(f, "The known values of "+d.Name+".")
	f.Const().DefsFunc(func(g *jen.Group) {
		for _, v := range d.Values {
			comment(g, v.Const+" is "+strconv.Quote(v.WireName)+". "+v.Doc)
			g.Id(v.Const).Id(d.Name).Op("=").Add(enumLit(d, v))
		}
	})
	comment(f, d.Possible+" returns the known values of "+d.Name+".")
	f.Func().Id(d.Possible).Params().Index().Id(d.Name).Block(
		jen.Return(jen.Index().Id(d.Name).ValuesFunc(func(g *jen.Group) {
			for _, v := range d.Values {
				g.Line().Id(v.Const)
			}
			g.Line()
		})),
	)
}

// enumLit prints an enum's value.
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

// models writes models.go: the objects, and how each is read and written.
func models(f *jen.File, pkg *model.Package) {
	for _, d := range declared[*model.Struct](pkg) {
		object(f, d)
	}
}

func object(f *jen.File, d *model.Struct) {
	comment(f, declDoc(&d.TypeInfo))
	f.Type().Id(d.Name).StructFunc(func(g *jen.Group) {
		for _, field := range d.Fields {
			comment(g, deprecated(field.Doc, field.Deprecated))
			g.Id(field.Name).Add(goType(field.Type))
		}
		if d.Additional != nil {
			comment(g, "AdditionalProperties are the members that have no field, by their name.")
			g.Id("AdditionalProperties").Map(jen.String()).Add(goType(d.Additional))
		}
	})
	if d.Union != nil {
		f.Line()
		f.Func().Params(jen.Id(d.Name)).Id(d.Union.Names.MarkerMethod).Params().Block()
	}
	jsonMethods(f, d.Name)
	decodeObject(f, d)
	encodeObject(f, d)
}

// jsonMethods writes what encoding/json looks for.
func jsonMethods(f *jen.File, name string) {
	comment(f, "MarshalJSON returns the JSON that the service knows.")
	f.Func().Params(jen.Id("v").Id(name)).Id("MarshalJSON").Params().Params(jen.Index().Byte(), jen.Error()).Block(
		jen.Return(wire("Marshal").Call(jen.Id("v").Dot("encode"))),
	)
	comment(f, "UnmarshalJSON reads the JSON that the service sends.")
	f.Func().Params(jen.Id("v").Op("*").Id(name)).Id("UnmarshalJSON").Params(jen.Id("data").Index().Byte()).Error().Block(
		jen.Return(wire("Unmarshal").Call(jen.Id("data"), jen.Id("v"), jen.Parens(jen.Op("*").Id(name)).Dot("decode"))),
	)
}

func decodeObject(f *jen.File, d *model.Struct) {
	f.Line()
	f.Func().Params(jen.Id("v").Op("*").Id(d.Name)).Id("decode").Params(jen.Id("d").Op("*").Add(wire("Decoder"))).Error().Block(
		jen.Return(jen.Id("d").Dot("Object").Call(
			jen.Func().Params(jen.Id("name").Index().Byte()).Error().BlockFunc(func(g *jen.Group) {
				decodeMembers(g, d)
				g.Return(decodeRest(d))
			}),
		)),
	)
}

// decodeMembers writes how the members that have a field are read. The
// discriminator has none, but is no additional property either.
func decodeMembers(g *jen.Group, d *model.Struct) {
	var cases []pair
	if d.Union != nil && d.Additional != nil {
		cases = append(cases, pair{d.Union.Property, jen.Return(jen.Id("d").Dot("Skip").Call())})
	}
	for _, field := range d.Fields {
		cases = append(cases, pair{field.WireName, decode(field.Type, jen.Id("v").Dot(field.Name))})
	}
	byName(g, "name", cases)
}

// byName writes what is done for each name of a member, which variable holds.
func byName(g *jen.Group, variable string, cases []pair) {
	name := jen.String().Call(jen.Id(variable))
	if len(cases) == 1 {
		g.If(name.Op("==").Lit(cases[0].name)).Block(cases[0].value)
		return
	}
	if len(cases) > 1 {
		g.Switch(name).BlockFunc(func(g *jen.Group) {
			for _, c := range cases {
				g.Case(jen.Lit(c.name)).Block(c.value)
			}
		})
	}
}

// decodeRest prints what happens to a member without a field.
func decodeRest(d *model.Struct) jen.Code {
	if d.Additional == nil {
		return jen.Id("d").Dot("Skip").Call()
	}
	return wire("DecodeAdditionalProperty").Call(
		jen.Op("&").Id("v").Dot("AdditionalProperties"), jen.String().Call(jen.Id("name")), jen.Id("d"),
		decoders().of(d.Additional),
	)
}

func encodeObject(f *jen.File, d *model.Struct) {
	f.Line()
	f.Func().Params(jen.Id("v").Id(d.Name)).Id("encode").Params(jen.Id("e").Op("*").Add(wire("Encoder"))).BlockFunc(func(g *jen.Group) {
		g.Id("e").Dot("BeginObject").Call()
		if d.Union != nil {
			g.Id("e").Dot("Discriminator").Call(jen.Lit(d.Union.Property), tag(d))
		}
		for _, field := range d.Fields {
			always := field.Required && !field.ReadOnly // what only the service sets is not sent
			g.Add(wire(presence(always))).Call(jen.Id("e"), jen.Lit(field.WireName), jen.Op("&").Id("v").Dot(field.Name), encoders().of(field.Type))
		}
		if d.Additional != nil {
			g.Add(wire("EncodeAdditionalProperties")).CallFunc(func(g *jen.Group) {
				g.Id("e")
				g.Id("v").Dot("AdditionalProperties")
				g.Add(encoders().of(d.Additional))
				declaredMembers(g, d)
			})
		}
		g.Id("e").Dot("EndObject").Call()
	})
}

// declaredMembers prints the names that an additional member must not have.
func declaredMembers(g *jen.Group, d *model.Struct) {
	if d.Union != nil {
		g.Lit(d.Union.Property)
	}
	for _, field := range d.Fields {
		g.Lit(field.WireName)
	}
}

// tag prints the discriminator's value for a member of a family, as a string.
func tag(d *model.Struct) *jen.Statement {
	if d.TagConst != "" {
		return jen.String().Call(jen.Id(d.TagConst))
	}
	return jen.Lit(d.Tag)
}
