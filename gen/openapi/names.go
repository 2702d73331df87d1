package openapi

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// namedSchema is a schema of the document with its node.
type namedSchema struct {
	*Schema
	node   *node
	filled bool // as a part of another schema
}

// definitions returns the named schemas of the root document.
func (c *converter) definitions() []*node {
	if c.version == swagger2 {
		return c.root.list("definitions")
	}
	return c.root.get("components").list("schemas")
}

// nameDefinitions names the definitions of the root document. If a definition is
// only a $ref, its target gets the name, unless the target is itself a definition
// of the root document.
func (c *converter) nameDefinitions() {
	names := map[*node]string{}
	definitions := c.definitions()
	for _, definition := range definitions {
		if definition.bareRef() == nil {
			names[definition] = definition.key
		}
	}
	for _, definition := range definitions {
		target := definition
		if ref := definition.bareRef(); ref != nil {
			target = c.resolveChain(ref, (*node).bareRef)
			if _, known := names[target]; !known && target != nil {
				names[target] = definition.key
			}
		}
		if name, known := names[target]; known && name == definition.key {
			c.addNamed(target).Name = name
		}
	}
}

// addNamed returns the schema at a node, and makes it one of the document if it is not.
func (c *converter) addNamed(n *node) *Schema {
	s, known := c.schemas[n]
	if !known {
		s = &Schema{Pos: n.pos, Pointer: n.pointer()}
		c.schemas[n] = s
	}
	if !s.listed {
		s.listed = true
		c.named = append(c.named, namedSchema{s, n, known})
	}
	return s
}

// fillNamed fills the named schemas, to which that adds others, and returns them.
func (c *converter) fillNamed() []*Schema {
	all := []*Schema{}
	for i := 0; i < len(c.named); i++ { //nolint:intrange // it grows
		s := c.named[i]
		all = append(all, s.Schema)
		if !s.filled && c.validate(s.node, schemaRule) {
			c.fillSchema(s.Schema, s.node)
		}
	}
	return all
}

// nameReferenced names the schemas outside the root's definitions. Those with the same
// name are numbered by file and position. By references, an added one could exchange two
// names, and the overrides of the two schemas with them.
func (c *converter) nameReferenced(schemas []namedSchema) {
	used := map[string]diag.Pos{} // names with the position of the first schema
	for _, definition := range c.definitions() {
		used[definition.key] = definition.pos
	}
	for _, s := range slices.SortedFunc(slices.Values(schemas), func(x, y namedSchema) int { return x.Pos.Compare(y.Pos) }) {
		name := preferredName(s.node)
		s.SameNamePos = used[name]
		s.Name = name
		for i := 2; used[s.Name] != (diag.Pos{}); i++ {
			s.Name = name + strconv.Itoa(i)
		}
		used[s.Name] = s.Pos
	}
}

// isNoSchema reports whether an object is a document, an operation, a response or another
// object that has properties, but no keyword of a schema.
func (c *converter) isNoSchema(n *node) bool {
	foreign := false
	for _, child := range n.children {
		switch child.key {
		case "swagger", "openapi", "paths", "get", "put", "post", "delete", "responses", "schema", "content":
			foreign = true
		}
		if c.rule(schemaRule, child.key) != skipped && !isText(child.key) {
			return false
		}
	}
	return foreign
}

// preferredName returns the name that a schema outside the root's definitions gets
// if no other schema has it: its key, or the file name if it is a whole file.
func preferredName(schema *node) string {
	if schema.parent == nil {
		base := filepath.Base(schema.pos.File)
		return strings.TrimSuffix(base, filepath.Ext(base))
	}
	return schema.key
}
