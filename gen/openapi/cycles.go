package openapi

import (
	"fmt"
	"slices"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// maxLevels is the maximum number of references on the longest way through references
// and allOf. Published documents have less than 20.
const maxLevels = 2000

// breakCycles reports schemas that contain themselves by a reference or by allOf,
// and those of more than maxLevels levels. It removes the reference or the part that is at fault, so that
// later stages can follow both, also in a document with errors.
func breakCycles(schemas []*Schema, errs *diag.List) {
	c := cycleBreaker{errs: errs, visiting: map[*Schema]bool{}, levels: map[*Schema]int{}}
	for _, s := range schemas {
		c.visit(s)
	}
}

type cycleBreaker struct {
	errs     *diag.List
	visiting map[*Schema]bool // false once all parts of the schema have been visited
	levels   map[*Schema]int  // the number of references on the longest way through references and allOf
}

// visit visits a schema and what it consists of. Each schema is visited once.
func (c *cycleBreaker) visit(s *Schema) {
	if _, visited := c.visiting[s]; visited {
		return
	}
	c.visiting[s] = true
	if s.Target != nil && !c.canContain(s, s.Target) {
		s.Target = nil
	}
	if s.Target != nil {
		c.levels[s] = c.levels[s.Target] + 1
	}
	s.AllOf = slices.DeleteFunc(s.AllOf, func(part *Schema) bool { return !c.canContain(part, part) })
	for _, part := range s.AllOf {
		c.levels[s] = max(c.levels[s], c.levels[part])
	}
	c.visiting[s] = false
}

// canContain visits a schema, and reports whether another may consist of it. If not,
// it adds an error at the position of from.
func (c *cycleBreaker) canContain(from, s *Schema) bool {
	if c.visiting[s] {
		c.errs.Add(from.Pos, "#"+s.Pointer, "the schema contains itself", "refer to another schema")
		return false
	}
	c.visit(s)
	if c.levels[s] >= maxLevels {
		c.errs.Add(from.Pos, "#"+s.Pointer, fmt.Sprintf("too many levels of references; the limit is %d", maxLevels), "")
		return false
	}
	return true
}
