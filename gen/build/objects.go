package build

import (
	"fmt"
	"maps"
	"slices"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/openapi"
)

// maxFields is the maximum number of fields in all structs. The structs of definitions that
// extend each other in a chain have a number that grows with the square of its length, if
// each of them is used. Published documents have less than 50,000.
const maxFields = 200_000

// fill sets the fields of a struct: those of the schemas that it is composed of, then
// its own.
func (b *builder) fill(d *model.Struct, s *openapi.Schema) {
	seen := map[string]diag.Pos{}
	parts, required := composedParts(s), map[string]bool{}
	for _, part := range parts {
		for _, name := range part.Required {
			required[name] = true
		}
	}
	for _, part := range parts {
		if b.fields > maxFields {
			return
		}
		b.fillPart(d, s, part, required, seen)
	}
	if d.Additional != nil {
		return
	}
	b.checkRequired(s, d.Schema, seen)
	for _, part := range parts {
		isInline := part.Name == "" && s.Name != ""
		if part != s && (isInline || len(b.variants[part]) > 0) {
			b.checkRequired(part, d.Schema, seen)
		}
	}
}

// fillPart adds the fields of a schema that a struct is composed of.
func (b *builder) fillPart(d *model.Struct, s, part *openapi.Schema, required map[string]bool, seen map[string]diag.Pos) {
	b.checkPart(d, s, part)
	for _, p := range part.Properties {
		p.Required = p.Required || required[p.Name]
		b.field(d, part, p, seen)
	}
	if part.Additional != nil {
		b.setAdditional(d, part)
	}
}

// checkRequired reports properties that an object, an inline part of its allOf, or the union
// that it is a variant of requires, and that it does not have.
func (b *builder) checkRequired(s *openapi.Schema, subject string, properties map[string]diag.Pos) {
	for _, name := range s.Required {
		if _, known := properties[name]; !known {
			b.errs.Add(s.Pos, subject, "requires "+name+", which is not one of its properties",
				firstOf(diag.DidYouMean(name, slices.Sorted(maps.Keys(properties))), "add it to properties, or remove it from required"))
		}
	}
}

// checkPart reports a part that a struct cannot represent.
func (b *builder) checkPart(d *model.Struct, s, part *openapi.Schema) {
	if part.Discriminator == nil && len(variantsOf(part)) > 0 {
		b.errs.Add(part.Pos, firstOf(part.Name, d.Schema), "oneOf and anyOf next to properties are not supported", leaveOut)
	}
	if len(b.variants[part]) > 0 && !b.isVariant[s] {
		b.errs.Add(s.Pos, d.Schema, "extends a variant of the union "+part.Name+", but has no discriminator value",
			"make it a definition")
	}
}

// ownerOf returns the definition of a part of a struct, or the struct's own name.
func (b *builder) ownerOf(part *openapi.Schema, d *model.Struct) string {
	return firstOf(part.Name, b.owner[part], d.Schema)
}

// setAdditional sets the type of a struct's additional properties.
func (b *builder) setAdditional(d *model.Struct, part *openapi.Schema) {
	t := b.typeOf(part.Additional, b.ownerOf(part, d)+" value")
	if t == nil {
		return
	}
	t = b.optionalType(t, part.Additional, true)
	if d.Additional != nil && !sameType(d.Additional, t) {
		b.errs.Add(part.Additional.Pos, d.Schema, "allOf combines two types of additionalProperties", "use one type")
	}
	d.Additional = t
}

func sameType(t, u *model.Type) bool {
	if t == nil || u == nil {
		return t == u
	}
	return t.Kind == u.Kind && t.Decl == u.Decl && t.Pointer == u.Pointer && t.Nullable == u.Nullable && sameType(t.Elem, u.Elem)
}

// field adds the field for a property of a schema that the struct is composed of.
func (b *builder) field(d *model.Struct, s *openapi.Schema, p openapi.Property, seen map[string]diag.Pos) {
	subject := d.Schema + "." + p.Name
	if first, ok := seen[p.Name]; ok {
		if !b.declaresConstant(first, p) {
			b.errs.Add(p.Pos, subject, "is declared twice by allOf", fmt.Sprintf("the first is at %s", first))
		}
		return
	}
	seen[p.Name] = p.Pos
	if disc := discriminator(b, s); disc != "" && disc == p.Name {
		b.discriminators[p.Pos] = true
		return
	}
	def := resolve(p.Schema)
	if def != p.Schema {
		b.unsupported(p.Schema, subject)
	}
	t := b.typeOf(p.Schema, b.ownerOf(s, d)+" "+p.Name)
	if t == nil {
		return
	}
	field := &model.Field{
		Name:             model.Exported(firstOf(p.Schema.ClientName, p.Name)),
		WireName:         p.Name,
		Type:             b.optionalType(t, p.Schema, p.Required),
		Doc:              firstOf(p.Schema.Description, def.Description),
		Required:         p.Required,
		ResponseRequired: p.Required && !p.Schema.WriteOnly && !def.WriteOnly,
		ReadOnly:         p.Schema.ReadOnly || def.ReadOnly,
		Deprecated:       p.Schema.Deprecated || def.Deprecated,
		Pos:              p.Pos,
		Pointer:          p.Pointer,
	}
	field.Constant = constantOf(field, def)
	if b.fields++; b.fields == maxFields+1 {
		b.errs.Add(d.Pos, d.Schema, fmt.Sprintf("structs have too many fields, because allOf repeats them in each; the limit is %d", maxFields), "")
	}
	d.Fields = append(d.Fields, field)
}

// constantOf returns the only value that a required property may have, or nil. An open
// enum of one value may get others.
func constantOf(f *model.Field, s *openapi.Schema) *model.Constant {
	if !f.Required || f.ReadOnly || f.Type.Pointer || len(s.Enum) != 1 || s.EnumName != "" && !s.EnumClosed {
		return nil
	}
	kind := f.Type.Kind
	if e, ok := f.Type.Decl.(*model.Enum); ok {
		kind = e.Base
	}
	switch want := map[string][]model.Kind{
		"string": {model.String}, "boolean": {model.Bool}, "number": {model.Int32, model.Int64, model.Float64},
	}[s.Enum[0].Kind]; {
	case slices.Contains(want, kind):
		return &model.Constant{Kind: kind, Value: s.Enum[0].Text}
	default:
		return nil
	}
}

// discriminator returns the discriminator property if s is the base of a union, or "".
func discriminator(b *builder, s *openapi.Schema) string {
	if len(b.variants[s]) > 0 && s.Discriminator != nil {
		return s.Discriminator.Property
	}
	return ""
}

// declaresConstant reports whether a property, first declared elsewhere, is a discriminator
// for which a variant declares the only value. fillUnion compares it with the
// variant's discriminator value.
func (b *builder) declaresConstant(first diag.Pos, p openapi.Property) bool {
	return b.discriminators[first] && len(resolve(p.Schema).Enum) == 1
}
