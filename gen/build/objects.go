package build

import (
	"fmt"
	"slices"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/openapi"
)

// fill gives a struct its fields: those of the schemas that it is composed of,
// then its own.
func (b *builder) fill(d *model.Struct, s *openapi.Schema) {
	seen := map[string]diag.Pos{}
	var required []string
	for _, part := range composition(s) {
		required = append(required, part.Required...)
	}
	for _, part := range composition(s) {
		b.checkPart(d, s, part)
		for _, p := range part.Properties {
			p.Required = p.Required || slices.Contains(required, p.Name)
			b.field(d, part, p, seen)
		}
		if part.Additional != nil {
			b.additional(d, part)
		}
	}
}

// checkPart reports a part that a struct cannot have the meaning of.
func (b *builder) checkPart(d *model.Struct, s, part *openapi.Schema) {
	if part.Discriminator == nil && len(alternatives(part)) > 0 {
		b.errs.Add(part.Pos, firstOf(part.Name, d.Schema), "oneOf and anyOf beside properties have no Go type", noRule)
	}
	if len(b.unionMembers[part]) > 0 && !b.member[s] {
		b.errs.Add(s.Pos, d.Schema, "adds to a member of the family "+part.Name+", but no value of its discriminator means it",
			"make it a definition")
	}
}

// ownerOf returns the definition that a part of a struct belongs to, or the
// struct's own name.
func (b *builder) ownerOf(part *openapi.Schema, d *model.Struct) string {
	return firstOf(part.Name, b.owner[part], d.Schema)
}

// additional gives a struct the type of the members that it does not declare.
func (b *builder) additional(d *model.Struct, part *openapi.Schema) {
	t := b.typeOf(part.Additional, b.ownerOf(part, d)+" value")
	if t == nil {
		return
	}
	t = b.optional(t, part.Additional, true)
	if d.Additional != nil && !sameType(d.Additional, t) {
		b.errs.Add(part.Additional.Pos, d.Schema, "allOf gives additionalProperties two types", "name one")
	}
	d.Additional = t
}

func sameType(t, u *model.Type) bool {
	if t == nil || u == nil {
		return t == u
	}
	return t.Kind == u.Kind && t.Decl == u.Decl && t.Pointer == u.Pointer && t.Nullable == u.Nullable && sameType(t.Elem, u.Elem)
}

func (b *builder) field(d *model.Struct, s *openapi.Schema, p openapi.Property, seen map[string]diag.Pos) {
	subject := d.Schema + "." + p.Name
	if first, ok := seen[p.Name]; ok {
		if !b.restates(first, p) {
			b.errs.Add(p.Pos, subject, "declared twice by allOf", fmt.Sprintf("the first is at %s", first))
		}
		return
	}
	seen[p.Name] = p.Pos
	if disc := discriminator(b, s); disc != "" && disc == p.Name {
		b.tagged[p.Pos] = true
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
	d.Fields = append(d.Fields, &model.Field{
		Name:       model.Exported(firstOf(p.Schema.ClientName, p.Name)),
		WireName:   p.Name,
		Type:       b.optional(t, p.Schema, p.Required),
		Doc:        firstOf(p.Schema.Description, def.Description),
		Required:   p.Required,
		ReadOnly:   p.Schema.ReadOnly || def.ReadOnly,
		Deprecated: p.Schema.Deprecated || def.Deprecated,
		Pos:        p.Pos,
		Pointer:    p.Pointer,
	})
}

// discriminator returns the property by which a family that s is the base of is
// told apart.
func discriminator(b *builder, s *openapi.Schema) string {
	if len(b.unionMembers[s]) > 0 && s.Discriminator != nil {
		return s.Discriminator.Property
	}
	return ""
}

// restates says whether a property, declared first elsewhere, is a discriminator
// that a member of the family gives its only value. fillUnion compares that value
// with the one that the family means it by.
func (b *builder) restates(first diag.Pos, p openapi.Property) bool {
	return b.tagged[first] && len(resolve(p.Schema).Enum) == 1
}
