package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// emitModels emits models.go: the objects and their JSON encoding.
func emitModels(f *jen.File, pkg *model.Package) {
	items, sent := pageItems(pkg), pkg.SentStructs() // only their errors in encoding are those of arguments
	for _, d := range declsOf[*model.Struct](pkg) {
		emitStruct(f, d, items, sent[d])
	}
}

func emitStruct(f *jen.File, d *model.Struct, items map[*model.Field]bool, sent bool) {
	comment(f, declDoc(&d.TypeInfo))
	f.Type().Id(d.Name).StructFunc(func(g *jen.Group) {
		emitNoCompare(g)
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
	emitJSONMethods(f, d.Name)
	emitDecodeStruct(f, d, items)
	emitEncodeStruct(f, d, sent)
}

// emitJSONMethods emits the methods of json.Marshaler and json.Unmarshaler.
func emitJSONMethods(f *jen.File, name string) {
	comment(f, "MarshalJSON encodes v in the service's JSON format.")
	f.Func().Params(jen.Id("v").Id(name)).Id("MarshalJSON").Params().Params(jen.Index().Byte(), jen.Error()).Block(
		jen.Return(wireSymbol("Marshal").Call(jen.Id("v").Dot("encode"))),
	)
	comment(f, "UnmarshalJSON decodes v from the service's JSON format.")
	f.Func().Params(jen.Id("v").Op("*").Id(name)).Id("UnmarshalJSON").Params(jen.Id("data").Index().Byte()).Error().Block(
		jen.Return(wireSymbol("Unmarshal").Call(jen.Id("data"), jen.Id("v"), jen.Parens(jen.Op("*").Id(name)).Dot("decode"))),
	)
}

func emitDecodeStruct(f *jen.File, d *model.Struct, items map[*model.Field]bool) {
	f.Line()
	f.Func().Params(jen.Id("v").Op("*").Id(d.Name)).Id("decode").Params(jen.Id("d").Op("*").Add(wireSymbol("Decoder"))).Block(properties(func(g *jen.Group) {
		for _, field := range d.Fields {
			decoder := decoders().function(notNull(field.Type))
			if items[field] {
				decoder = wireSymbol("DecodeItems").Call(decoders().instantiated(field.Type.Elem))
			}
			g.Add(decodeProperty(decodePresence(field), field, jen.Id("v").Dot(field.Name), decoder))
		}
		if d.Additional != nil {
			g.Add(wireSymbol("DecodeAdditional")).CallFunc(func(g *jen.Group) {
				g.Op("&").Id("o")
				g.Op("&").Id("v").Dot("AdditionalProperties")
				g.Add(decoders().function(d.Additional))
				if d.Union != nil { // the discriminator has no field
					g.Lit(d.Union.Property)
				}
			})
		}
	})...)
}

// properties emits the statements that read the properties of an object. The reader is
// declared before the loop: a variable of the loop is copied in each pass.
func properties(read func(*jen.Group)) []jen.Code {
	return []jen.Code{
		jen.Id("o").Op(":=").Id("d").Dot("Object").Call(),
		jen.For(jen.Id("o").Dot("More").Call()).BlockFunc(read),
	}
}

// decodePresence returns the function in wire that reads a property.
func decodePresence(f *model.Field) string {
	switch {
	case !f.ResponseRequired && f.Type.Kind == model.Raw:
		return "DecodePresent" // a null is JSON, too
	case !f.ResponseRequired:
		return "DecodeOptional"
	case f.Type.Nullable, f.Type.Pointer, f.Type.Kind == model.Raw:
		return "DecodeRequiredNullable"
	}
	return "DecodeRequired"
}

// decodeProperty emits the statement that reads a property. presence and decoder are
// functions in wire; strings have functions of their own, which are faster.
func decodeProperty(presence string, f *model.Field, to, decoder *jen.Statement) *jen.Statement {
	target := []jen.Code{jen.Op("&").Id("o"), jen.Lit(f.WireName), jen.Op("&").Add(to)}
	kind, ok := basicKind(notNull(f.Type))
	if ok && kind == "String" && (presence == "DecodeRequired" || presence == "DecodeOptional") {
		return wireSymbol(presence + kind).Call(target...)
	}
	return wireSymbol(presence).Call(append(target, decoder)...)
}

// notNull returns the type without null, unless null is nil. The function that reads
// the property reads its null.
func notNull(t *model.Type) *model.Type {
	value := *t
	value.Nullable = t.Nullable && t.Pointer
	return &value
}

// pageItems returns the fields that hold the items of a page.
func pageItems(pkg *model.Package) map[*model.Field]bool {
	items := map[*model.Field]bool{}
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			if op.Paging != nil {
				items[op.Paging.Items] = true
			}
		}
	}
	return items
}

// emitEncodeStruct emits the method that encodes an object. Errors contain the Go names of
// fields if it is sent in requests.
func emitEncodeStruct(f *jen.File, d *model.Struct, sent bool) {
	f.Line()
	receiver := jen.Id("v").Op("*").Id(d.Name)
	if d.Union != nil { // values of the union are not pointers
		receiver = jen.Id("v").Id(d.Name)
	}
	f.Func().Params(receiver).Id("encode").Params(jen.Id("e").Op("*").Add(wireSymbol("Encoder"))).BlockFunc(func(g *jen.Group) {
		g.Id("e").Dot("BeginObject").Call()
		if d.Union != nil {
			write := "Discriminator"
			if d.Union.Number {
				write = "NumberDiscriminator"
			}
			g.Id("e").Dot(write).Call(nameInJSON(d.Union.Property), discriminatorValue(d))
		}
		for _, field := range d.Fields {
			value := jen.Op("&").Id("v").Dot(field.Name)
			goName := ""
			if sent {
				goName = unusualName(field)
			}
			switch {
			case field.ReadOnly:
				g.Add(wireSymbol("ReadOnly")).Call(jen.Id("e"), nameInJSON(field.WireName), value, encoders().function(field.Type))
			case field.Constant != nil:
				g.Add(encodeConstant(field, value))
			default:
				g.Add(encodeProperty(field, field.Required, goName, value))
			}
		}
		if d.Additional != nil {
			g.Add(wireSymbol("EncodeAdditionalProperties")).CallFunc(func(g *jen.Group) {
				g.Id("e")
				g.Id("v").Dot("AdditionalProperties")
				g.Add(encoders().function(d.Additional))
				emitDeclaredNames(g, d)
			})
		}
		g.Id("e").Dot("EndObject").Call()
	})
}

// emitDeclaredNames emits the names that an additional property must not have.
func emitDeclaredNames(g *jen.Group, d *model.Struct) {
	if d.Union != nil {
		g.Lit(d.Union.Property)
	}
	for _, field := range d.Fields {
		g.Lit(field.WireName)
	}
}

// discriminatorValue emits the discriminator value of a variant, as a string.
func discriminatorValue(d *model.Struct) *jen.Statement {
	if d.DiscriminatorConst != "" {
		return jen.String().Call(jen.Id(d.DiscriminatorConst))
	}
	return jen.Lit(d.DiscriminatorValue)
}
