package notcarried

import (
	"slices"
	"strconv"

	"github.com/chatgen-go/chatgen/gen/openapi"
)

// composedParts returns a schema and those in its allOf, at any depth, each once.
func composedParts(s *openapi.Schema) []*openapi.Schema {
	all := []*openapi.Schema{resolve(s)}
	known := map[*openapi.Schema]bool{all[0]: true}
	for i := 0; i < len(all); i++ {
		for _, part := range all[i].AllOf {
			if def := resolve(part); !known[def] {
				known[def] = true
				all = append(all, def)
			}
		}
	}
	return all
}

// redundantParts adds the parts of an allOf that add nothing to the schema.
func (l *lister) redundantParts(s *openapi.Schema) {
	known := map[*openapi.Schema]bool{}
	for _, p := range s.AllOf {
		def := resolve(p)
		if known[def] || !l.addsTo(s, def) {
			l.explain(p.Pos, p.Pointer, "allOf", l.doc.Structure(p.Pos), "It adds nothing.")
		}
		known[def] = true
	}
}

// addsTo reports whether a part of the allOf of a schema adds anything to it.
func (l *lister) addsTo(s, def *openapi.Schema) bool {
	if isVariantOf(s, def) {
		return slices.ContainsFunc(composedParts(def), func(p *openapi.Schema) bool {
			return p.Additional != nil || slices.ContainsFunc(p.Properties, func(p openapi.Property) bool { return p.Name != def.Discriminator.Property })
		})
	}
	return slices.ContainsFunc(composedParts(def), func(p *openapi.Schema) bool {
		isTyped := p.Type == "" || s.Type != ""
		return !isTyped || p.Nullable || p.Default != nil || p.Discriminator != nil || p.Additional != nil || p.Items != nil || p.Format != "" ||
			len(p.Properties)+len(p.Required)+len(p.Enum)+len(p.OneOf)+len(p.AnyOf) > 0
	})
}

// isVariantOf reports whether a union lists a schema as one of its variants.
func isVariantOf(s, union *openapi.Schema) bool {
	if union.Discriminator == nil {
		return false
	}
	isMapped := func(m openapi.Mapping) bool { return resolve(m.Schema) == s }
	isPart := func(p *openapi.Schema) bool { return resolve(p) == s }
	return slices.ContainsFunc(union.Discriminator.Mapping, isMapped) || slices.ContainsFunc(slices.Concat(union.OneOf, union.AnyOf), isPart)
}

// required adds the names in required that have no effect: next to a reference or for other
// values than objects with properties, the discriminator, and what another part of the
// allOf requires.
func (l *lister) required(s, owner *openapi.Schema) {
	if len(s.Required) == 0 {
		return
	}
	c := l.compositionOf(owner, s != owner)
	if s.Target != nil || len(owner.Enum) > 0 || !c.hasProperties || !l.isBaseOfVariants(owner) {
		for _, name := range s.Required {
			l.add(s.Pos, s.Pointer, "required", strconv.Quote(name))
		}
		return
	}
	for _, name := range s.Required {
		switch {
		case name == l.discriminatorOf(owner):
			l.explain(s.Pos, s.Pointer, "required", strconv.Quote(name), "Variants always contain it.")
		case c.requiredBy[name].parts > 1:
			l.explain(s.Pos, s.Pointer, "required", strconv.Quote(name), "Another part of the allOf requires it.")
		}
	}
}

// composition is what the parts of a schema have together.
type composition struct {
	hasProperties bool
	requiredBy    map[string]requirement // by the names of properties
}

// requirement is the number of parts that require a property, and the last of them.
type requirement struct {
	parts int
	last  *openapi.Schema
}

// compositionOf returns the composition of a schema. It keeps that of one with inline parts,
// which each need it.
func (l *lister) compositionOf(s *openapi.Schema, keep bool) composition {
	if known, ok := l.compositions[s]; ok {
		return known
	}
	c := composition{requiredBy: map[string]requirement{}}
	for _, part := range composedParts(s) {
		c.hasProperties = c.hasProperties || len(part.Properties) > 0
		for _, name := range part.Required {
			if by := c.requiredBy[name]; by.last != part {
				c.requiredBy[name] = requirement{by.parts + 1, part}
			}
		}
	}
	if keep {
		l.compositions[s] = c
	}
	return c
}

// discriminatorOf returns the discriminator of a union or of one of its variants, or "".
func (l *lister) discriminatorOf(s *openapi.Schema) string {
	if u := l.unions[key(s)]; u != nil {
		return u.Property
	}
	if variant := l.structs[key(s)]; variant != nil && variant.Union != nil {
		return variant.Union.Property
	}
	return ""
}

// discriminator adds the property that distinguishes the variants of a union, as the union
// or a variant declares it.
func (l *lister) discriminator(s, owner *openapi.Schema) {
	name := l.discriminatorOf(owner)
	if name == "" {
		return
	}
	for _, p := range s.Properties {
		if p.Name == name {
			l.explain(p.Schema.Pos, p.Schema.Pointer, "discriminator", l.doc.Structure(p.Schema.Pos), "The package sets it.")
			return
		}
	}
	if s.Discriminator != nil {
		l.explain(s.Pos, s.Pointer, "discriminator", strconv.Quote(name)+" is assumed to be a string", "The union does not declare it.")
	}
}
