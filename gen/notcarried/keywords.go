package notcarried

import (
	"slices"
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/openapi"
)

// place is where a schema is in the document.
type place uint8

const (
	definition place = iota
	property
	parameter // also of a response header
	element   // of an array or a map
	part      // of an allOf
	option    // of a oneOf or anyOf
	body      // of a request or response
)

// keywords adds the keywords of a schema that have no effect where it is: those for values
// of another type, those next to a reference, and names of what has none in Go. Keywords
// with a meaning that depends on their value are added elsewhere.
func (l *lister) keywords(s *openapi.Schema, at place) {
	for _, k := range l.doc.Keywords(s.Pos) {
		if !l.hasEffect(s, at, k.Name) {
			l.addStructure(k.Pos, k.Pointer, k.Name)
		}
	}
}

// hasEffect reports whether a keyword that a schema has changes the emitted code, or is
// added elsewhere.
func (l *lister) hasEffect(s *openapi.Schema, at place, keyword string) bool {
	isObject := s.Target == nil && typeOf(s) == "object" && len(s.Enum) == 0 && l.isBaseOfVariants(s)
	switch keyword {
	case "type":
		return s.Target == nil
	case "properties":
		return isObject
	case "additionalProperties":
		return isObject && s.Additional != nil
	case "items", "collectionFormat":
		return s.Target == nil && typeOf(s) == "array"
	case "discriminator":
		return l.unions[key(s)] != nil
	case "x-ms-discriminator-value":
		variant := l.structs[key(s)]
		return variant != nil && variant.Union != nil && variant.DiscriminatorValue == s.DiscriminatorValue
	case "deprecated":
		return at == property && !l.arguments[s.Pointer] || l.isDeclared(s) || at != part && l.isValue[s] || !s.Deprecated
	case "x-ms-client-name":
		return at == property || at == parameter && s.ClientName == "" || l.isDeclared(s)
	case "x-ms-client-flatten":
		return !s.Flatten
	case "maxLength", "minLength", "maxItems", "minItems", "pattern", "minimum", "maximum":
		return isZeroLimit(s, keyword)
	}
	return l.hasEffectOnValues(s, at, keyword)
}

// hasEffectOnValues is hasEffect for the keywords that select values or combine schemas.
func (l *lister) hasEffectOnValues(s *openapi.Schema, at place, keyword string) bool {
	isScalar := slices.Contains([]string{"string", "integer", "number", "boolean"}, typeOf(s))
	switch keyword {
	case "enum":
		return s.Target == nil && isScalar
	case "const":
		return s.Target == nil && isScalar && !l.has(s.Pos, "enum")
	case "nullable":
		return !l.hasNullType(s)
	case "x-nullable":
		return !s.Nullable || !l.statesNull(s)
	case "x-ms-enum":
		return s.Target == nil && isScalar && len(s.Enum) > 0 && (s.Name == "" || s.ClientName == "" || s.EnumName == "")
	case "allOf":
		return s.Target == nil
	case "oneOf", "anyOf":
		return l.hasAlternatives(s, keyword)
	}
	return at == property || s.Target == nil || !slices.Contains(s.Unsupported, keyword)
}

// hasAlternatives reports whether the schemas of oneOf or anyOf are variants of a union, or
// a type and null.
func (l *lister) hasAlternatives(s *openapi.Schema, keyword string) bool {
	switch {
	case s.Target != nil:
		return !l.has(s.Pos, "$ref") // it was a type and null
	case s.Discriminator == nil && (s.Type != "" || len(s.Enum) > 0):
		return false
	}
	parts := s.OneOf
	if keyword == "anyOf" {
		parts = s.AnyOf
	}
	for _, part := range parts {
		if s.Discriminator == nil && len(resolve(part).Required) > 0 {
			return false // each requires properties, which the Go type does not show
		}
		if s.Discriminator != nil && slices.ContainsFunc(s.Discriminator.Mapping, func(m openapi.Mapping) bool { return resolve(m.Schema) == resolve(part) }) {
			return false // the mapping lists it
		}
	}
	return true
}

// isBaseOfVariants reports whether all variants of a union have it in their allOf, so that
// they have its properties. It is true for other schemas.
func (l *lister) isBaseOfVariants(s *openapi.Schema) bool {
	if l.unions[key(s)] == nil {
		return true
	}
	variants := slices.Concat(s.OneOf, s.AnyOf)
	for _, m := range s.Discriminator.Mapping {
		variants = append(variants, m.Schema)
	}
	return !slices.ContainsFunc(variants, func(v *openapi.Schema) bool { return !slices.Contains(composedParts(v), s) })
}

// statesNull reports whether the type or nullable of a schema allows null.
func (l *lister) statesNull(s *openapi.Schema) bool {
	return slices.ContainsFunc(l.doc.Keywords(s.Pos), func(k openapi.Keyword) bool {
		return k.Name == "nullable"
	}) || l.hasNullType(s)
}

// hasNullType reports whether null is one of the types of a schema.
func (l *lister) hasNullType(s *openapi.Schema) bool {
	return slices.ContainsFunc(l.doc.Keywords(s.Pos), func(k openapi.Keyword) bool {
		return k.Name == "type" && strings.Contains(l.doc.Structure(k.Pos), `"null"`)
	})
}

// statesModel reports whether the x-ms-enum of a schema states modelAsString.
func (l *lister) statesModel(s *openapi.Schema) bool {
	return slices.ContainsFunc(l.doc.Keywords(s.Pos), func(k openapi.Keyword) bool {
		return k.Name == "x-ms-enum" && l.has(k.Pos, "modelAsString")
	})
}

// has reports whether the object at a position has a keyword.
func (l *lister) has(pos diag.Pos, keyword string) bool {
	return slices.ContainsFunc(l.doc.Keywords(pos), func(k openapi.Keyword) bool { return k.Name == keyword })
}

// isDeclared reports whether a schema is a named type of the package.
func (l *lister) isDeclared(s *openapi.Schema) bool { return l.declared[key(s)] }

// isZeroLimit reports whether a limit is that which its absence means.
func isZeroLimit(s *openapi.Schema, keyword string) bool {
	return keyword == "minLength" && s.MinLength == 0 || keyword == "minItems" && s.MinItems == 0
}

// typeOf returns the type of the values that a schema allows, by its keywords or those of
// its allOf, or "".
func typeOf(s *openapi.Schema) string { return typeIn(s, map[*openapi.Schema]bool{}) }

func typeIn(s *openapi.Schema, visited map[*openapi.Schema]bool) string {
	if visited[s] {
		return ""
	}
	visited[s] = true
	s = resolve(s)
	switch {
	case s.Type != "":
		return s.Type
	case len(s.Properties) > 0 || s.Additional != nil || s.Discriminator != nil:
		return "object"
	case len(s.Enum) > 0:
		return valueType(s.Enum[0])
	case s.Items != nil:
		return "array"
	}
	for _, part := range s.AllOf {
		if t := typeIn(part, visited); t != "" {
			return t
		}
	}
	return ""
}

// valueType returns the type of a value.
func valueType(v openapi.EnumValue) string {
	if _, err := strconv.ParseInt(v.Text, 10, 64); v.Kind == "number" && err == nil {
		return "integer"
	}
	return v.Kind
}

// assumed adds the type that follows from other keywords, and the type of objects whose
// properties are not known.
func (l *lister) assumed(s *openapi.Schema) {
	t := typeOf(s)
	if s.Target == nil && s.Format == "" && s.Type == t {
		if format := map[string]string{"integer": "int64", "number": "double"}[t]; format != "" {
			l.explain(s.Pos, s.Pointer, "format", strconv.Quote(format)+" is assumed", "The document states no size.")
		}
	}
	switch {
	case s.Target == nil && s.Type == "" && t != "":
		l.explain(s.Pos, s.Pointer, "type", strconv.Quote(t)+" is assumed", "Other keywords imply it.")
	case t == "object" && isFree(s):
		l.explain(s.Pos, s.Pointer, "type", l.doc.Structure(s.Pos), "It is raw JSON, because its properties are not known.")
	}
}

// isFree reports whether a schema is of objects whose properties are not known.
func isFree(s *openapi.Schema) bool {
	return !slices.ContainsFunc(composedParts(s), func(part *openapi.Schema) bool {
		return len(part.Properties) > 0 || part.Additional != nil || part.Discriminator != nil || len(part.Enum) > 0
	})
}
