package build

import (
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/openapi"
)

// own records which definition the inline parts of a schema's allOf belong to,
// so that a type inside of one is named after it, whatever else refers to it.
func (b *builder) own(s *openapi.Schema, definition string) {
	for _, part := range s.AllOf {
		if part.Target == nil && part.Name == "" && b.owner[part] == "" {
			b.owner[part] = definition
			b.own(part, definition)
		}
	}
}

// inlineName returns the name of a type that an operation's schema has none for.
// A parameter, body or response that several operations share gives it the name
// that it is shared by, so that no operation before the others changes it.
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
