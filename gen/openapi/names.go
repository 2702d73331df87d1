package openapi

import (
	"path/filepath"
	"strconv"
	"strings"
)

// named is a schema with the name that it has in the bundle.
type named struct {
	name string
	node *node
}

// definitions returns the object of the root document that names its schemas.
func (b *bundle) definitions() *node {
	if b.version == swagger2 {
		return b.root.get("definitions")
	}
	return b.root.get("components").get("schemas")
}

// nameRoot names the root document's own definitions. One that is a bare $ref
// gives its name to what it refers to, unless that has a name of its own here.
func (b *bundle) nameRoot() {
	definitions := b.definitions()
	if definitions == nil || definitions.kind != object {
		return
	}
	for _, definition := range definitions.children {
		b.taken[definition.key] = true
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
			b.order = append(b.order, named{definition.key, target})
		}
	}
}

// reach finds the schema that a $ref leads to, and names it if it has no name
// yet. The name is kept under the $ref; after an error there is none.
func (b *bundle) reach(ref *node) {
	if _, known := b.targets[ref]; known {
		return
	}
	target := b.resolveChain(ref, (*node).bareRef)
	if target == nil {
		return
	}
	if _, known := b.names[target]; !known {
		name := b.unused(nameFor(target))
		b.names[target] = name
		b.order = append(b.order, named{name, target})
	}
	b.targets[ref] = b.names[target]
}

// nameFor returns the name that a schema outside of the root's definitions
// would like to have: its key, or for a whole file that of the file.
func nameFor(schema *node) string {
	if schema.parent == nil {
		base := filepath.Base(schema.pos.File)
		return strings.TrimSuffix(base, filepath.Ext(base))
	}
	return schema.key
}

// unused returns name, with a number if another schema has it.
func (b *bundle) unused(name string) string {
	free := name
	for i := 2; b.taken[free]; i++ {
		free = name + strconv.Itoa(i)
	}
	b.taken[free] = true
	return free
}
