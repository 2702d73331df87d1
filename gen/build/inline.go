package build

import (
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/openapi"
)

// recordOwner records the definition to which the inline parts of a schema's allOf
// belong, because types within them are named after it.
func (b *builder) recordOwner(s *openapi.Schema, definition string) {
	for _, part := range s.AllOf {
		if part.Target == nil && part.Name == "" && b.owner[part] == "" {
			b.owner[part] = definition
			b.recordOwner(part, definition)
		}
	}
}

// inlineName returns the name of an unnamed type in an operation. Types in parameters,
// bodies and responses that operations share are named after these, so that the order
// of the operations does not matter.
func inlineName(op *openapi.Operation, s *openapi.Schema, part string) string {
	def := resolve(s)
	if def.Pos.File == op.Pos.File && strings.HasPrefix(def.Pointer, op.Pointer+"/") {
		return op.ID + " " + part
	}
	segments := strings.Split(def.Pointer, "/")
	for i, segment := range segments[:len(segments)-1] {
		if slices.Contains([]string{"parameters", "requestBodies", "responses"}, segment) && segments[1] != "paths" {
			return strings.NewReplacer("~1", "/", "~0", "~").Replace(segments[i+1])
		}
	}
	return part
}

// unnamedSchemas returns the schemas without a name in a document, each once: those of
// bodies and responses, and those within other schemas.
func unnamedSchemas(doc *openapi.Document) []*openapi.Schema {
	var all []*openapi.Schema
	seen := map[*openapi.Schema]bool{}
	var visit func(s *openapi.Schema)
	visit = func(s *openapi.Schema) {
		if s == nil || s.Target != nil || seen[s] {
			return
		}
		seen[s] = true
		if s.Name == "" {
			all = append(all, s)
		}
		for _, p := range s.Properties {
			visit(p.Schema)
		}
		for _, part := range slices.Concat([]*openapi.Schema{s.Items, s.Additional}, s.AllOf, s.OneOf, s.AnyOf) {
			visit(part)
		}
	}
	for _, s := range doc.Schemas {
		visit(s)
	}
	for _, op := range doc.Operations {
		if op.Body != nil {
			visit(op.Body.Schema)
		}
		for _, r := range op.Responses {
			visit(r.Schema)
		}
	}
	return all
}
