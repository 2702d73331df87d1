package openapi

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// namedSchema is a schema with its name in the bundle.
type namedSchema struct {
	name string
	node *node
}

// definitions returns the object in the root document that contains its named
// schemas, or nil.
func (b *bundle) definitions() *node {
	if b.version == swagger2 {
		return b.root.get("definitions")
	}
	return b.root.get("components").get("schemas")
}

// nameDefinitions names the definitions of the root document. If a definition is
// only a $ref, its target gets the name, unless the target is itself a definition
// of the root document.
func (b *bundle) nameDefinitions() {
	definitions := b.definitions()
	if definitions == nil || definitions.kind != object {
		return
	}
	for _, definition := range definitions.children {
		b.usedNames[definition.key] = definition
		if definition.bareRef() == nil {
			b.names[definition] = definition.key
		}
	}
	for _, definition := range definitions.children {
		target := definition
		if ref := definition.bareRef(); ref != nil {
			target = b.resolveChain(ref, (*node).bareRef)
			if _, known := b.names[target]; !known && target != nil {
				b.names[target] = definition.key
			}
		}
		if name, known := b.names[target]; known && name == definition.key {
			b.order = append(b.order, namedSchema{definition.key, target})
		}
	}
}

// resolveSchema finds the schema to which a $ref leads, names it if it has no name
// yet, and records the name for the $ref. After an error no name is recorded.
func (b *bundle) resolveSchema(ref *node) {
	if _, known := b.targets[ref]; known {
		return
	}
	target := b.resolveChain(ref, (*node).bareRef)
	if target == nil {
		return
	}
	if target.isNoSchema() {
		b.errs.Add(ref.pos, ref.text, "is not a schema", "refer to one, for example to a definition")
		return
	}
	if _, known := b.names[target]; !known {
		name, known := b.assigned[target]
		if !known {
			name = b.uniqueName(preferredName(target), target)
		}
		b.names[target] = name
		b.order = append(b.order, namedSchema{name, target})
	}
	b.targets[ref] = b.names[target]
}

// isNoSchema reports whether an object is a document, an operation, a response or another
// object that has properties, but no keyword of a schema.
func (n *node) isNoSchema() bool {
	foreign := false
	for _, child := range n.children {
		switch child.key {
		case "swagger", "openapi", "paths", "get", "put", "post", "delete", "responses", "schema", "content":
			foreign = true
		}
		if rule, _ := schemaMember(child.key); rule != skipped && !isText(child.key) {
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

// uniqueName returns name for a schema, or name with a number if another schema
// already has it, and marks the result as used.
func (b *bundle) uniqueName(name string, schema *node) string {
	candidate := name
	for i := 2; b.usedNames[candidate] != nil; i++ {
		candidate = name + strconv.Itoa(i)
		b.sameNames[schema] = b.usedNames[name]
	}
	b.usedNames[candidate] = schema
	return candidate
}

// renumber returns the bundle, collected again with schemas of the same name numbered
// by file and position. By references, an added one could exchange two names, and the
// overrides of the two schemas with them.
func (b *bundle) renumber() *bundle {
	again := newBundle(b.root, b.version, b.files, b.errs)
	for _, schema := range b.order[b.rootNames:] {
		again.sorted = append(again.sorted, schema.node)
	}
	slices.SortFunc(again.sorted, func(x, y *node) int { return x.pos.Compare(y.pos) })
	again.collect()
	return again
}
