package build

import (
	"slices"

	"github.com/chatgen-go/chatgen/gen/openapi"
)

// schemaKind is the kind of values that a schema allows. Both bits are a
// contradiction.
type schemaKind uint8

const (
	objectKind schemaKind = 1 << iota // objects
	valueKind                         // strings, numbers, lists, enums
)

// partsSummary is what the parts of a schema have in common with the schema: those of its
// allOf, at any depth, and the schema itself.
type partsSummary struct {
	kinds         schemaKind
	hasProperties bool
}

// summarize returns the summary of a schema. Each schema is visited once, however many
// extend it.
func (b *builder) summarize(s *openapi.Schema) partsSummary {
	if known, ok := b.summaries[s]; ok {
		return known
	}
	all := partsSummary{declaredKind(s), len(s.Properties) > 0}
	for _, part := range s.AllOf {
		of := b.summarize(resolve(part))
		all.kinds |= of.kinds
		all.hasProperties = all.hasProperties || of.hasProperties
	}
	b.summaries[s] = all
	return all
}

func declaredKind(s *openapi.Schema) schemaKind {
	switch {
	case s.Type != "" && s.Type != "object":
		return valueKind
	case s.Discriminator != nil, len(s.Properties) > 0, s.Additional != nil, s.Type == "object":
		return objectKind
	case len(s.Enum) > 0, s.Items != nil, len(variantsOf(s)) > 0:
		return valueKind
	}
	return 0
}

// composedParts returns the schemas that an object is composed of by allOf, at
// any depth and each once, and the object itself last.
func composedParts(s *openapi.Schema) []*openapi.Schema {
	if len(s.AllOf) == 0 {
		return []*openapi.Schema{s}
	}
	var parts []*openapi.Schema
	seen := map[*openapi.Schema]bool{}
	var visit func(s *openapi.Schema)
	visit = func(s *openapi.Schema) {
		if seen[s] {
			return
		}
		seen[s] = true
		for _, base := range s.AllOf {
			visit(resolve(base))
		}
		parts = append(parts, s)
	}
	visit(s)
	return parts
}

// variantsOf returns the parts of oneOf and anyOf, except for those that only
// require properties: they do not affect the Go type.
func variantsOf(s *openapi.Schema) []*openapi.Schema {
	return slices.DeleteFunc(slices.Concat(s.OneOf, s.AnyOf), func(part *openapi.Schema) bool {
		def := resolve(part)
		return len(def.Required) > 0 && isTypeOnly(def) && (def.Type == "" || def.Type == "object")
	})
}

// isTypeOnly reports whether a schema contains no more than a type.
func isTypeOnly(s *openapi.Schema) bool {
	return s.Discriminator == nil && len(s.Properties) == 0 && s.Additional == nil && s.Items == nil && len(s.Enum) == 0 &&
		s.Format == "" && len(s.AllOf) == 0 && len(s.OneOf) == 0 && len(s.AnyOf) == 0
}

// constrainingParts returns the parts of allOf that contain more than a type, each
// once.
func constrainingParts(s *openapi.Schema) []*openapi.Schema {
	var parts []*openapi.Schema
	for _, part := range s.AllOf {
		def := resolve(part)
		known := slices.ContainsFunc(parts, func(p *openapi.Schema) bool { return resolve(p) == def })
		if declaredKind(def) == 0 && len(def.AllOf) == 0 || isTypeOnly(def) || known {
			continue
		}
		parts = append(parts, part)
	}
	return parts
}

// aliasTarget returns the schema that a single-element allOf refers to, or nil. Beside an
// enum, the format of the values does not matter.
func (b *builder) aliasTarget(s *openapi.Schema) *openapi.Schema {
	parts := constrainingParts(s)
	siblings := *s
	siblings.AllOf = nil
	if len(parts) == 1 && b.shapeOf(resolve(parts[0])) == enumShape {
		siblings.Format = ""
	}
	if len(parts) == 1 && isTypeOnly(&siblings) && b.shapeOf(s) == plainShape {
		return parts[0]
	}
	return nil
}

// aliasChain returns s and all schemas that it is an alias of, by a reference or an
// allOf.
func (b *builder) aliasChain(s *openapi.Schema) []*openapi.Schema {
	all := []*openapi.Schema{s}
	for i := 0; i < len(all); i++ {
		var next []*openapi.Schema
		switch at := all[i]; {
		case at.Target != nil:
			next = []*openapi.Schema{at.Target}
		case b.shapeOf(at) == plainShape:
			next = at.AllOf
		}
		for _, alias := range next {
			if !slices.Contains(all, alias) {
				all = append(all, alias)
			}
		}
	}
	return all
}

// isObject reports whether a schema of objects becomes a struct. Objects without
// properties do not, because a struct would drop all of their properties.
func (b *builder) isObject(s *openapi.Schema) bool {
	switch {
	case b.isVariant[s], len(s.Properties) > 0:
		return true
	case !b.summarize(s).hasProperties:
		return false
	}
	bases := constrainingParts(s)
	return s.Name != "" || len(bases) > 1 || s.Additional != nil || addsRequired(s, bases)
}

// addsRequired reports whether a schema requires more properties than its bases.
func addsRequired(s *openapi.Schema, bases []*openapi.Schema) bool {
	var known []string
	for _, base := range bases {
		for _, part := range composedParts(resolve(base)) {
			known = append(known, part.Required...)
		}
	}
	return slices.ContainsFunc(composedParts(s), func(part *openapi.Schema) bool {
		return slices.ContainsFunc(part.Required, func(name string) bool { return !slices.Contains(known, name) })
	})
}

// reportConflicts reports parts of an allOf that contradict each other or have no Go
// type. It returns whether there are any.
func (b *builder) reportConflicts(s *openapi.Schema, subject string) bool {
	if len(s.AllOf) == 0 {
		return false
	}
	first, kinds := "", b.summarize(s).kinds
	for _, part := range composedParts(s) {
		switch {
		case part.Discriminator == nil && len(variantsOf(part)) > 0 && kinds == objectKind|valueKind:
			b.errs.Add(part.Pos, subject, "oneOf and anyOf within allOf are not supported", leaveOut)
			return true
		case part.Type != "" && first != "" && part.Type != first:
			b.errs.Add(s.Pos, subject, "allOf combines the types "+first+" and "+part.Type, "use one type")
			return true
		}
		first = firstOf(first, part.Type)
	}
	if kinds == objectKind|valueKind {
		b.errs.Add(s.Pos, subject, "allOf combines an object with a schema that is not an object", leaveOut)
		return true
	}
	return false
}
