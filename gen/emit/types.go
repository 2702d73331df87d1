package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// goType emits a type.
func goType(t *model.Type) *jen.Statement {
	if t.Pointer {
		return jen.Op("*").Add(baseType(t))
	}
	return baseType(t)
}

// baseType emits a type without its pointer.
func baseType(t *model.Type) *jen.Statement {
	switch t.Kind {
	case model.Bool:
		return jen.Bool()
	case model.Int32:
		return jen.Int32()
	case model.Int64:
		return jen.Int64()
	case model.Float64:
		return jen.Float64()
	case model.Time, model.Date, model.HTTPDate:
		return jen.Qual("time", "Time")
	case model.Duration:
		return jen.Qual("time", "Duration")
	case model.Bytes:
		return jen.Index().Byte()
	case model.Raw:
		return jen.Qual("encoding/json", "RawMessage")
	case model.Slice:
		return jen.Index().Add(goType(t.Elem))
	case model.Map:
		return jen.Map(jen.String()).Add(goType(t.Elem))
	case model.Named:
		if x, ok := t.Decl.(*model.External); ok {
			return jen.Qual(x.Path, x.Type)
		}
		return typeName(t.Decl)
	default:
		return jen.String()
	}
}

// typeName emits the name of a type of a generated package. Jennifer qualifies it in
// other packages.
func typeName(d model.Decl) *jen.Statement { return jen.Qual(d.Info().Import, d.Info().Name) }

// A codec emits the functions that decode or encode values of a type.
type codec struct {
	prefix   string // of functions in wire: "Encode", "Decode"
	object   func(*model.Struct) *jen.Statement
	union    func(*model.Union) *jen.Statement
	external func(*model.External) *jen.Statement
	null     string // function in wire for a union that may be null, or empty
}

// encoders returns the encoding functions, as the package itself calls them.
func encoders() codec {
	return codec{
		prefix:   "Encode",
		null:     "EncodeNullable",
		object:   func(d *model.Struct) *jen.Statement { return jen.Parens(jen.Op("*").Add(typeName(d))).Dot("encode") },
		union:    func(d *model.Union) *jen.Statement { return jen.Id(d.Names.Encode) },
		external: func(d *model.External) *jen.Statement { return jen.Qual(d.Path, d.Encode) },
	}
}

// decoders returns the decoding functions, as the package itself calls them.
func decoders() codec {
	return codec{
		prefix:   "Decode",
		null:     "DecodeNullable",
		object:   func(d *model.Struct) *jen.Statement { return jen.Parens(jen.Op("*").Add(typeName(d))).Dot("decode") },
		union:    func(d *model.Union) *jen.Statement { return jen.Id(d.Names.Decode) },
		external: func(d *model.External) *jen.Statement { return jen.Qual(d.Path, d.Decode) },
	}
}

// foreignDecoders returns the decoding functions, as another package calls them.
func foreignDecoders() codec {
	return codec{
		prefix: "Decode",
		object: func(d *model.Struct) *jen.Statement { return wireSymbol("DecodeJSON").Index(typeName(d)) },
		union: func(d *model.Union) *jen.Statement {
			return wireSymbol("DecodeWith").Call(jen.Qual(d.Import, d.Names.UnmarshalFunc))
		},
		external: func(d *model.External) *jen.Statement { return jen.Qual(d.Path, d.Decode) },
	}
}

// function emits the function for a type, as an argument: its own type argument is
// inferred.
func (c codec) function(t *model.Type) *jen.Statement {
	if kind, ok := basicKind(t); ok {
		return wireSymbol(c.prefix + kind)
	}
	return c.instantiated(t)
}

// instantiated emits the function for a type within a call of another function, where its
// type argument cannot be inferred.
func (c codec) instantiated(t *model.Type) *jen.Statement {
	if t.Pointer {
		return wireSymbol(c.prefix + "Pointer").Call(c.instantiated(withoutPointer(t)))
	}
	if t.Nullable && t.Decl == nil {
		return wireSymbol(c.prefix + "Nullable").Call(c.instantiated(withoutPointer(t)))
	}
	if kind, ok := basicKind(t); ok {
		return wireSymbol(c.prefix + kind).Index(baseType(t))
	}
	switch t.Kind {
	case model.Time:
		return wireSymbol(c.prefix + "Time")
	case model.Date:
		return wireSymbol(c.prefix + "Date")
	case model.HTTPDate:
		return wireSymbol(c.prefix + "HTTPDate")
	case model.Bytes:
		return wireSymbol(c.prefix + "Bytes")
	case model.Duration:
		return wireSymbol(c.prefix + unitName(t))
	case model.Slice:
		return wireSymbol(c.prefix + "Slice").Call(c.instantiated(t.Elem))
	case model.Map:
		return wireSymbol(c.prefix + "Map").Call(c.instantiated(t.Elem))
	}
	switch d := t.Decl.(type) {
	case *model.Struct:
		return c.object(d)
	case *model.Union:
		if t.Nullable && c.null != "" {
			return wireSymbol(c.null).Call(c.union(d))
		}
		return c.union(d)
	case *model.External:
		return c.external(d)
	}
	panic("chatgen bug: a type without a codec")
}

// unitName returns the name of a duration's unit in package wire.
func unitName(t *model.Type) string {
	if t.Unit == model.Minutes {
		return "Minutes"
	}
	return "Seconds"
}

// withoutPointer returns a type without pointer and null.
func withoutPointer(t *model.Type) *model.Type {
	value := *t
	value.Pointer, value.Nullable = false, false
	return &value
}

// basicKind returns the name of a basic type in package wire, and whether the type is one
// or is based on one.
func basicKind(t *model.Type) (string, bool) {
	kind := t.Kind
	switch d := t.Decl.(type) {
	case *model.Enum:
		kind = d.Base
	case *model.ID:
		kind = model.String
	}
	names := map[model.Kind]string{
		model.String: "String", model.Bool: "Bool", model.Int32: "Int32", model.Int64: "Int64", model.Float64: "Float64", model.Raw: "Raw",
	}
	return names[kind], names[kind] != "" && !t.Pointer
}

// wireSymbol emits a name of the runtime package.
func wireSymbol(name string) *jen.Statement { return jen.Qual(wirePath, name) }

// structOf returns the struct that a type is, or nil.
func structOf(t *model.Type) *model.Struct {
	if t == nil || t.Kind != model.Named {
		return nil
	}
	s, _ := t.Decl.(*model.Struct)
	return s
}

// serveSymbol emits a name of the runtime of fakes.
func serveSymbol(name string) *jen.Statement { return jen.Qual(servePath, name) }

// decodeField emits the statement that decodes a value into a field.
func decodeField(t *model.Type, to *jen.Statement) jen.Code {
	if structOf(t) != nil && !t.Pointer {
		return to.Dot("decode").Call(jen.Id("d"))
	}
	return decoders().function(t).Call(jen.Op("&").Add(to), jen.Id("d"))
}
