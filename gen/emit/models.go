package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// models emits models.go: the objects and their JSON encoding.
func models(f *jen.File, pkg *model.Package) {
	for _, d := range declared[*model.Struct](pkg) {
		object(f, d)
	}
}

func object(f *jen.File, d *model.Struct) {
	comment(f, declDoc(&d.TypeInfo))
	f.Type().Id(d.Name).StructFunc(func(g *jen.Group) {
		noCompare(g)
		for _, field := range d.Fields {
			comment(g, deprecated(fieldDoc(field.Name, field.Doc, field.Type), field.Deprecated))
			g.Id(field.Name).Add(goType(field.Type))
		}
		if d.Additional != nil {
			comment(g, "AdditionalProperties are the properties without a field, by name.")
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

// jsonMethods emits the methods of json.Marshaler and json.Unmarshaler.
func jsonMethods(f *jen.File, name string) {
	comment(f, "MarshalJSON encodes v in the service's JSON format.")
	f.Func().Params(jen.Id("v").Id(name)).Id("MarshalJSON").Params().Params(jen.Index().Byte(), jen.Error()).Block(
		jen.Return(wire("Marshal").Call(jen.Id("v").Dot("encode"))),
	)
	comment(f, "UnmarshalJSON decodes v from the service's JSON format.")
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

// decodeMembers emits the decoding of the properties that have a field. The
// discriminator has none, but is not an additional property either.
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

// decodeRest emits the decoding of a property without a field.
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
			always := field.Required && !field.ReadOnly // read-only fields are not sent
			g.Add(wire(encodeFunc(always))).Call(jen.Id("e"), jen.Lit(field.WireName), jen.Op("&").Id("v").Dot(field.Name), encoders().of(field.Type))
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

// declaredMembers emits the names that an additional property must not have.
func declaredMembers(g *jen.Group, d *model.Struct) {
	if d.Union != nil {
		g.Lit(d.Union.Property)
	}
	for _, field := range d.Fields {
		g.Lit(field.WireName)
	}
}

// tag emits the discriminator value of a variant, as a string.
func tag(d *model.Struct) *jen.Statement {
	if d.TagConst != "" {
		return jen.String().Call(jen.Id(d.TagConst))
	}
	return jen.Lit(d.Tag)
}

// byName emits a case for each property name, which variable holds.
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
