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
	if s.Target != nil || !hasProperties(owner) || !l.isBaseOfVariants(owner) {
		for _, name := range s.Required {
			l.add(s.Pos, s.Pointer, "required", strconv.Quote(name))
		}
		return
	}
	elsewhere := requiredElsewhere(s, owner)
	for _, name := range s.Required {
		switch {
		case name == l.discriminatorOf(owner):
			l.explain(s.Pos, s.Pointer, "required", strconv.Quote(name), "Variants always contain it.")
		case elsewhere[name]:
			l.explain(s.Pos, s.Pointer, "required", strconv.Quote(name), "Another part of the allOf requires it.")
		}
	}
}

// hasProperties reports whether a schema is of objects with properties.
func hasProperties(s *openapi.Schema) bool {
	return len(s.Enum) == 0 && slices.ContainsFunc(composedParts(s), func(p *openapi.Schema) bool { return len(p.Properties) > 0 })
}

// requiredElsewhere returns the properties that other parts of the owner of s require. It is
// empty if s requires none.
func requiredElsewhere(s, owner *openapi.Schema) map[string]bool {
	names := map[string]bool{}
	if len(s.Required) == 0 {
		return names
	}
	for _, part := range composedParts(owner) {
		if part == s {
			continue
		}
		for _, name := range part.Required {
			names[name] = true
		}
	}
	return names
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
