package openapi

import (
	"slices"
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// converter creates the Document from the nodes of the root document and of everything
// that it refers to. Referenced schemas are named; all other referenced objects are
// inlined.
type converter struct {
	root     *node
	version  version
	files    *files
	errs     *diag.List
	keywords map[valueRule]map[string]valueRule

	resolved     map[*node]*node   // the target of each $ref; nil after an error
	merged       map[*node]*node   // the result of inlining each object with a $ref
	unresolved   map[*node]bool    // empty objects that replace unresolved references
	schemas      map[*node]*Schema // each node becomes one schema, even if it is used several times
	targets      map[*node]*Schema // the schema to which each $ref leads; nil after an error
	named        []namedSchema     // the root's definitions, then other referenced schemas
	requirements []*node           // the security of each operation that has one
	deferred     []func()          // what depends on the schemas
	lacksItems   bool              // whether an array has no items, as it needs before OpenAPI 3.1

	encoded []byte         // the buffer of decode
	ignored map[*node]bool // properties that are not read
}

func newConverter(root *node, v version, files *files, errs *diag.List) *converter {
	return &converter{
		root: root, version: v, files: files, errs: errs, keywords: newKeywords(v),
		resolved: map[*node]*node{}, merged: map[*node]*node{}, unresolved: map[*node]bool{},
		schemas: map[*node]*Schema{}, targets: map[*node]*Schema{}, ignored: map[*node]bool{},
	}
}

// convert returns the document: first the paths, then the schemas that they refer to.
func (c *converter) convert() *Document {
	doc := &Document{Pos: c.root.pos, converter: c}
	servers := c.decodeRoot()
	c.nameDefinitions()
	definitions := len(c.named)
	c.setInfo(doc)
	doc.Operations = c.convertPaths()
	doc.Host = c.convertHost(servers)
	doc.Schemes = c.declaredSchemes()
	doc.Security = c.requiredSchemes(doc.Schemes)
	doc.Schemas = c.fillNamed()
	c.nameReferenced(c.named[definitions:])
	breakCycles(doc.Schemas, c.errs)
	for _, finish := range c.deferred {
		finish()
	}
	c.deferred, c.named = nil, nil // the document keeps c
	if c.lacksItems {
		checkArrays(doc, c.errs)
	}
	c.ignoreServers()
	doc.Ignored = c.ignoredParts()
	return doc
}

// inlineRef returns the object to which a $ref refers; siblings of the $ref
// override the properties of that object. Without a $ref it returns the object
// itself, and after an error an empty object.
func (c *converter) inlineRef(n *node) *node {
	if n.ref() == nil {
		return n
	}
	if known := c.merged[n]; known != nil {
		return known
	}
	siblings := n.children
	target := c.resolveChain(n.ref(), func(next *node) *node {
		if next.ref() != nil {
			siblings = append(slices.Clip(siblings), next.children...)
		}
		return next.ref()
	})
	if target == nil || !c.validate(target, pathItemRule) {
		target = &node{kind: object, pos: n.pos, key: n.key, parent: n.parent}
		c.unresolved[target] = true
	}
	c.merged[n] = merge(n, siblings, target)
	c.unresolved[c.merged[n]] = c.unresolved[target]
	return c.merged[n]
}

// merge returns target with the siblings of the $ref in at, which include the $ref
// itself, before its own properties, at the place of at. Of properties with the
// same name the first is kept.
func merge(at *node, siblings []*node, target *node) *node {
	if len(siblings) == 1 {
		return target // there is only the $ref
	}
	merged := &node{kind: target.kind, pos: at.pos, key: at.key, parent: at.parent}
	for _, child := range slices.Concat(siblings, target.children) {
		if child.key != "$ref" && merged.find(child.key) == nil {
			merged.add(child)
		}
	}
	return merged
}

// reference returns the schema to which a $ref leads, or nil after an error.
func (c *converter) reference(ref *node) *Schema {
	if known, ok := c.targets[ref]; ok {
		return known
	}
	c.targets[ref] = nil
	switch target := c.resolveChain(ref, (*node).bareRef); {
	case target == nil:
	case c.isNoSchema(target):
		c.errs.Add(ref.pos, ref.text, "is not a schema", "refer to one, for example to a definition")
	default:
		c.targets[ref] = c.addNamed(target)
	}
	return c.targets[ref]
}

// mappedSchema returns the schema of a value of a discriminator mapping, which is the name
// of a schema in the same file, or a reference. It returns nil after an error.
func (c *converter) mappedSchema(value *node) *Schema {
	schemas := rootOf(value).get("components").get("schemas")
	if schema := schemas.find(value.text); schema != nil {
		c.resolved[value] = schema
	} else if !strings.ContainsAny(value.text, "#/.") {
		c.errs.Add(value.pos, strconv.Quote(value.text), "no such schema", c.didYouMean(value.text, schemas.keys()))
		return nil
	}
	return c.reference(value)
}
