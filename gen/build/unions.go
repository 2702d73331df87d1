package build

import (
	"fmt"
	"slices"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/openapi"
)

// variant is a variant of a union with its discriminator value.
type variant struct {
	discriminatorValue string
	schema             *openapi.Schema
}

// variantOf identifies a variant of a union by its schema, taggedBy by its discriminator
// value.
type (
	variantOf struct{ base, schema *openapi.Schema }
	taggedBy  struct {
		base               *openapi.Schema
		discriminatorValue string
	}
)

// unions finds the variants of each schema with a discriminator: the schemas in its
// mapping and oneOf, and those with it in their allOf.
func (b *builder) unions(doc *openapi.Document) {
	extending, known := map[*openapi.Schema][]*openapi.Schema{}, map[*openapi.Schema][]*openapi.Schema{}
	for _, s := range doc.Schemas {
		for _, base := range extendedUnions(s, known) {
			extending[base] = append(extending[base], s)
		}
	}
	for _, base := range doc.Schemas {
		if base.Discriminator == nil {
			continue
		}
		b.listedVariants(base)
		for _, s := range extending[base] {
			b.addVariant(base, "", s)
		}
		if len(b.variants[base]) == 0 && !b.isIncomplete {
			b.errs.Add(base.Discriminator.Pos, base.Name, "has a discriminator but no variants: no schema has it in its allOf",
				"add variants or remove the discriminator")
		}
	}
	for _, base := range unnamedSchemas(doc) {
		if base.Discriminator != nil && len(base.OneOf)+len(base.AnyOf) > 0 {
			b.listedVariants(base)
		}
	}
}

// listedVariants adds the variants that the schema itself lists.
func (b *builder) listedVariants(base *openapi.Schema) {
	for _, m := range base.Discriminator.Mapping {
		if resolve(m.Schema) == base {
			b.errs.Add(m.Pos, base.Name, fmt.Sprintf("maps %q to itself", m.Value), "map it to a schema that has it in its allOf")
			continue
		}
		b.addVariant(base, m.Value, resolve(m.Schema))
	}
	for _, part := range slices.Concat(base.OneOf, base.AnyOf) {
		b.addVariant(base, "", resolve(part))
	}
}

// addVariant adds s to the union of base. The default tag is the discriminator value of
// s, or its name; a schema that was added already keeps its tag.
func (b *builder) addVariant(base *openapi.Schema, tag string, s *openapi.Schema) {
	added, isAdded := b.tags[variantOf{base, s}]
	if isAdded && tag == "" {
		return
	}
	if s.Name == "" {
		b.errs.Add(s.Pos, firstOf(base.Name, "union"), "has a variant without a name", "make it a definition")
		return
	}
	b.isVariant[s] = true
	tag = firstOf(tag, s.DiscriminatorValue, s.Name)
	if other := b.tagged[taggedBy{base, tag}]; other != nil && other != s {
		b.errs.Add(s.Pos, s.Name, fmt.Sprintf("discriminator value %q is also that of %s", tag, other.Name),
			"set another with x-ms-discriminator-value")
		return
	}
	if isAdded {
		b.errs.Add(s.Pos, s.Name, fmt.Sprintf("has two discriminator values, %q and %q", added, tag), "map it once")
		return
	}
	b.tags[variantOf{base, s}], b.tagged[taggedBy{base, tag}] = tag, s
	b.variants[base] = append(b.variants[base], variant{discriminatorValue: tag, schema: s})
}

// extendedUnions returns the schemas with a discriminator in the allOf of s, at any depth,
// except for those that they extend in turn: a union that is a variant is an error anyway.
// known contains the results so far.
func extendedUnions(s *openapi.Schema, known map[*openapi.Schema][]*openapi.Schema) []*openapi.Schema {
	if all, ok := known[s]; ok {
		return all
	}
	var all []*openapi.Schema
	added := map[*openapi.Schema]bool{}
	for _, part := range s.AllOf {
		base := resolve(part)
		found := []*openapi.Schema{base}
		if base.Discriminator == nil {
			found = extendedUnions(base, known)
		}
		for _, u := range found {
			if !added[u] {
				added[u] = true
				all = append(all, u)
			}
		}
	}
	known[s] = all
	return all
}

// fillUnion sets the discriminator and the variants of a union.
func (b *builder) fillUnion(u *model.Union, s *openapi.Schema) {
	u.Property, u.KindPos, u.KindPointer = s.Discriminator.Property, s.Pos, s.Pointer
	u.Kind = &model.Type{Kind: model.String}
	var names []string
	for _, p := range s.Properties {
		names = append(names, p.Name)
		if p.Name == u.Property {
			u.KindPos, u.KindPointer = p.Pos, p.Pointer
			if t := b.typeOf(p.Schema, u.Schema+" "+p.Name); t != nil {
				u.Kind = t
			}
		}
	}
	if near := diag.DidYouMean(u.Property, names); near != "" && !slices.Contains(names, u.Property) {
		b.errs.Add(s.Discriminator.Pos, u.Schema, fmt.Sprintf("discriminator %q is not one of its properties", u.Property), near)
	}
	switch {
	case isText(u.Kind):
	case isInteger(u.Kind): // an unknown variant has it as text
		u.Kind, u.Number = &model.Type{Kind: model.String}, true
	default:
		message := fmt.Sprintf("discriminator %q is neither a string nor an integer", u.Property)
		b.errs.Add(s.Discriminator.Pos, u.Schema, message, "give the property one of these types")
		u.Kind = &model.Type{Kind: model.String}
	}
	for _, m := range b.variants[s] {
		d, ok := b.declare(m.schema).(*model.Struct)
		if !ok {
			message := "is a variant of a union, but not an object"
			if len(b.variants[m.schema]) > 0 {
				message = fmt.Sprintf("is a union and a variant of %s; unions of unions are not supported", u.Schema)
			}
			b.errs.Add(m.schema.Pos, firstOf(m.schema.Name, u.Schema), message, leaveOut)
			continue
		}
		if d.Union != nil && d.Union != u {
			message := fmt.Sprintf("is a variant of two unions, %s and %s", d.Union.Schema, u.Schema)
			b.errs.Add(d.Pos, d.Schema, message, "only one is supported: define the union once, and refer to it")
			continue
		}
		if u.Number && !isCanonicalInteger(m.discriminatorValue) {
			b.errs.Add(d.Pos, d.Schema, fmt.Sprintf("discriminator value %q is not an integer, but %s.%s is", m.discriminatorValue, u.Schema, u.Property),
				"set it with x-ms-discriminator-value or a mapping")
		}
		d.Union, d.DiscriminatorValue = u, m.discriminatorValue
		b.checkTag(u, m)
		dropField(d, u.Property)
		u.Variants = append(u.Variants, d)
	}
}

// checkTag reports a variant that declares another value for the discriminator than
// its union.
func (b *builder) checkTag(u *model.Union, m variant) {
	for _, part := range composedParts(m.schema) {
		for _, p := range part.Properties {
			values := resolve(p.Schema).Enum
			if p.Name == u.Property && len(values) == 1 && values[0].Text != m.discriminatorValue && len(b.variants[part]) == 0 {
				b.errs.Add(p.Pos, firstOf(m.schema.Name, u.Schema), fmt.Sprintf("its %s is always %q, but its discriminator value in the union %s is %q",
					u.Property, values[0].Text, u.Schema, m.discriminatorValue), "use one value, by a mapping or x-ms-discriminator-value")
			}
		}
	}
}

// dropField removes the discriminator from a variant that declares it.
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

func isInteger(t *model.Type) bool {
	kind := t.Kind
	if e, ok := t.Decl.(*model.Enum); ok {
		kind = e.Base
	}
	return kind == model.Int32 || kind == model.Int64
}
