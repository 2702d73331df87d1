package build

import (
	"maps"
	"slices"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/openapi"
)

// usedTypes returns the schemas whose types the package may contain: those that operations
// reach, not counting objects that are only extended, the variants of all unions, and
// those that overrides mention.
func (b *builder) usedTypes(doc *openapi.Document, mentions func(string) bool) map[*openapi.Schema]bool {
	u := &usage{builder: b, types: map[*openapi.Schema]bool{}, parts: map[*openapi.Schema]bool{}}
	for _, op := range doc.Operations {
		for _, p := range op.Parameters {
			u.addType(p.Schema)
		}
		if op.Body != nil {
			u.addType(op.Body.Schema)
		}
		for _, r := range op.Responses {
			u.addType(r.Schema)
			for _, h := range r.Headers {
				u.addType(h.Schema)
			}
		}
	}
	for base, variants := range b.variants {
		u.addType(base)
		for _, v := range variants {
			u.addType(v.schema)
		}
	}
	for _, s := range doc.Schemas {
		if !u.types[s] && mentions != nil && mentions(s.Name) {
			u.addType(s)
		}
	}
	return u.types
}

// usage collects the schemas that become types.
type usage struct {
	*builder

	types map[*openapi.Schema]bool
	parts map[*openapi.Schema]bool // those and the objects that they extend
}

// addType adds a schema, which may be nil, and all schemas whose types its own contains.
func (u *usage) addType(s *openapi.Schema) {
	if s == nil {
		return
	}
	s = resolve(s)
	if u.types[s] {
		return
	}
	u.types[s] = true
	u.addPart(s)
}

// addPart adds the types that a part of an object contains.
func (u *usage) addPart(s *openapi.Schema) {
	if u.parts[s] {
		return
	}
	u.parts[s] = true
	shape := u.shapeOf(s)
	for _, base := range s.AllOf {
		if shape == plainShape || shape == enumShape { // then the base may be the type
			u.addType(base)
		} else {
			u.addPart(resolve(base))
		}
	}
	for _, p := range s.Properties {
		u.addType(p.Schema)
	}
	for _, inner := range slices.Concat([]*openapi.Schema{s.Items, s.Additional}, s.OneOf, s.AnyOf) {
		u.addType(inner)
	}
}

// outline sets the fields of a struct that the package does not contain to those of its own
// properties, and reports what is not supported in them. With inherited ones, a chain of
// definitions would take time and memory that grow with the square of its length.
func (b *builder) outline(d *model.Struct, s *openapi.Schema) {
	d.OwnFieldsOnly = len(s.AllOf) > 0
	own := b.ownParts(s)
	required, seen := map[string]bool{}, map[string]diag.Pos{}
	for _, part := range own {
		for _, name := range part.Required {
			required[name] = true
		}
		for _, base := range part.AllOf {
			b.outlinePart(d, resolve(base))
		}
	}
	for _, part := range own {
		b.fillPart(d, s, part, required, seen)
	}
	b.checkOutline(d, s, seen)
}

// ownParts returns the parts of an object that belong to its definition.
func (b *builder) ownParts(s *openapi.Schema) []*openapi.Schema {
	var own []*openapi.Schema
	for _, base := range s.AllOf {
		if base.Target == nil && base.Name == "" {
			own = append(own, b.ownParts(base)...)
		}
	}
	return append(own, s)
}

// outlinePart makes the types of the properties of a base, once, because the order of
// types in the package is that in which they are reached.
func (b *builder) outlinePart(d *model.Struct, part *openapi.Schema) {
	if b.outlined[part] {
		return
	}
	b.outlined[part] = true
	for _, base := range part.AllOf {
		b.outlinePart(d, resolve(base))
	}
	for _, p := range part.Properties {
		if discriminator(b, part) != p.Name {
			b.typeOf(p.Schema, b.ownerOf(part, d)+" "+p.Name)
		}
	}
	if part.Additional != nil {
		b.typeOf(part.Additional, b.ownerOf(part, d)+" value")
	}
}

// checkOutline is checkRequired for an object that lacks the fields that it inherits.
func (b *builder) checkOutline(d *model.Struct, s *openapi.Schema, seen map[string]diag.Pos) {
	isKnown := func(name string) bool { _, known := seen[name]; return known }
	if d.Additional != nil || !slices.ContainsFunc(s.Required, func(name string) bool { return !isKnown(name) }) {
		return
	}
	all := maps.Clone(seen)
	for _, part := range composedParts(s) {
		if part.Additional != nil {
			return
		}
		for _, p := range part.Properties {
			all[p.Name] = p.Pos
		}
	}
	b.checkRequired(s, d.Schema, all)
}
