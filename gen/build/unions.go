package build

import (
	"fmt"

	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/openapi"
)

// unionMember is a member of a family with the discriminator's value for it.
type unionMember struct {
	tag    string
	schema *openapi.Schema
}

// unions finds the members of each schema that has a discriminator: those
// that its mapping or oneOf names, and those that name it in their allOf.
func (b *builder) unions(schemas []*openapi.Schema) {
	for _, base := range schemas {
		if base.Discriminator == nil {
			continue
		}
		for _, m := range base.Discriminator.Mapping {
			if resolve(m.Schema) == base {
				b.errs.Add(m.Pos, base.Name, fmt.Sprintf("maps %q to itself", m.Value), "map it to a schema that names it in its allOf")
				continue
			}
			b.addMember(base, m.Value, resolve(m.Schema))
		}
		for _, part := range append(append([]*openapi.Schema{}, base.OneOf...), base.AnyOf...) {
			b.addMember(base, "", resolve(part))
		}
		for _, s := range schemas {
			if s != base && composes(s, base, map[*openapi.Schema]bool{}) {
				b.addMember(base, "", s)
			}
		}
		if len(b.unionMembers[base]) == 0 {
			b.errs.Add(base.Discriminator.Pos, base.Name, "has a discriminator, but no schema names it in its allOf",
				"add the members, or remove the discriminator")
		}
	}
}

// addMember adds s to the family of base. Without a tag it is the one that s
// states, or its name; a schema that has been added keeps its tags.
func (b *builder) addMember(base *openapi.Schema, tag string, s *openapi.Schema) {
	for _, m := range b.unionMembers[base] {
		if m.schema == s && tag == "" {
			return
		}
	}
	b.member[s] = true
	tag = firstOf(tag, s.DiscriminatorValue, s.Name)
	for _, m := range b.unionMembers[base] {
		if m.tag == tag && m.schema != s {
			b.errs.Add(s.Pos, s.Name, fmt.Sprintf("discriminator value %q belongs to %s already", tag, m.schema.Name),
				"give it another by x-ms-discriminator-value")
			return
		}
		if m.schema == s {
			b.errs.Add(s.Pos, s.Name, fmt.Sprintf("has two discriminator values, %q and %q", m.tag, tag), "map it once")
			return
		}
	}
	b.unionMembers[base] = append(b.unionMembers[base], unionMember{tag: tag, schema: s})
}

// composes says whether s has base among its allOf, at any depth.
func composes(s, base *openapi.Schema, seen map[*openapi.Schema]bool) bool {
	if seen[s] {
		return false
	}
	seen[s] = true
	for _, part := range s.AllOf {
		if def := resolve(part); def == base || composes(def, base, seen) {
			return true
		}
	}
	return false
}

// fillUnion gives a family its discriminator and members.
func (b *builder) fillUnion(u *model.Union, s *openapi.Schema) {
	u.Property, u.KindPos, u.KindPointer = s.Discriminator.Property, s.Pos, s.Pointer
	u.Kind = &model.Type{Kind: model.String}
	for _, p := range s.Properties {
		if p.Name == u.Property {
			u.KindPos, u.KindPointer = p.Pos, p.Pointer
			if t := b.typeOf(p.Schema, u.Schema+" "+p.Name); t != nil {
				u.Kind = t
			}
		}
	}
	if !isText(u.Kind) {
		b.errs.Add(s.Discriminator.Pos, u.Schema, fmt.Sprintf("discriminator %q is not a string", u.Property), "make it one")
		u.Kind = &model.Type{Kind: model.String}
	}
	for _, m := range b.unionMembers[s] {
		d, ok := b.declare(m.schema).(*model.Struct)
		if !ok {
			b.errs.Add(m.schema.Pos, firstOf(m.schema.Name, u.Schema), "is in a family, but is no object", "make it one")
			continue
		}
		if d.Union != nil && d.Union != u {
			b.errs.Add(d.Pos, d.Schema, fmt.Sprintf("is in two families, %s and %s", d.Union.Schema, u.Schema), "chatgen has a rule for one")
			continue
		}
		d.Union, d.Tag = u, m.tag
		b.sameTag(u, m)
		dropField(d, u.Property)
		u.Members = append(u.Members, d)
	}
}

// sameTag reports a member whose discriminator has one value only, but another
// than the family knows it by.
func (b *builder) sameTag(u *model.Union, m unionMember) {
	for _, part := range composition(m.schema) {
		for _, p := range part.Properties {
			values := resolve(p.Schema).Enum
			if p.Name == u.Property && len(values) == 1 && values[0].Text != m.tag && len(b.unionMembers[part]) == 0 {
				b.errs.Add(p.Pos, firstOf(m.schema.Name, u.Schema), fmt.Sprintf("its %s is always %q, but its discriminator value is %q",
					u.Property, values[0].Text, m.tag), "make them one, by a mapping or by x-ms-discriminator-value")
			}
		}
	}
}

// dropField removes the discriminator from a member that declares it itself.
func dropField(d *model.Struct, wire string) {
	for i, f := range d.Fields {
		if f.WireName == wire {
			d.Fields = append(d.Fields[:i:i], d.Fields[i+1:]...)
			return
		}
	}
}

func isText(t *model.Type) bool {
	if t.Kind == model.Named {
		e, ok := t.Decl.(*model.Enum)
		return ok && e.Base == model.String
	}
	return t.Kind == model.String
}
