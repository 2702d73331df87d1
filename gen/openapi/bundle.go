package openapi

import (
	"slices"
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// bundle is one self-contained document made of the root document and of what
// it refers to. Its parts are written as JSON that holds no $ref: a schema that
// is referred to stands among schemas under a name of its own, everything else
// is put where it is used.
type bundle struct {
	root    *node
	version version
	files   *files
	errs    *diag.List

	followed   map[*node]*node  // by $ref: what it refers to
	cycles     map[*node]bool   // $refs at which a cycle was reported
	targets    map[*node]string // by $ref: the name of the schema it leads to
	names      map[*node]string // of schemas
	taken      map[string]bool  // all names
	merged     map[*node]*node  // objects with a $ref that were inlined
	unresolved map[*node]bool   // that stand for what a $ref did not lead to
	numbers    map[*node]int    // index in nodes
	nodes      []*node          // by number
	order      []named          // the root's definitions, then those reached

	schemas []part // of order
	paths   []pathPart
	host    []part // parameters of x-ms-parameterized-host
	schemes []part // security schemes
}

// part is a named piece of the bundle, written as JSON.
type part struct {
	name string
	node *node
	json []byte
}

// pathPart is a path item of the bundle.
type pathPart struct {
	path       string
	node       *node
	shared     []byte // the path item without its operations
	operations []part // by method
}

func newBundle(root *node, v version, files *files, errs *diag.List) *bundle {
	return &bundle{
		root: root, version: v, files: files, errs: errs,
		followed: map[*node]*node{}, cycles: map[*node]bool{}, targets: map[*node]string{},
		names: map[*node]string{}, taken: map[string]bool{}, merged: map[*node]*node{}, unresolved: map[*node]bool{}, numbers: map[*node]int{},
	}
}

// write makes the parts. What is reached first decides the names of schemas of
// other files: paths come first, then the definitions in their order.
func (b *bundle) write() {
	b.nameRoot()
	for _, child := range b.members(b.root.get("paths")) {
		b.writePath(child)
	}
	if extra := b.root.get("x-ms-paths"); extra != nil {
		b.errs.Add(extra.pos, "x-ms-paths", "paths with a query are not supported", "")
	}
	b.writeHost()
	b.writeSecurity()
	for len(b.schemas) < len(b.order) { // which grows as schemas are reached
		schema := b.order[len(b.schemas)]
		b.schemas = append(b.schemas, part{schema.name, schema.node, b.writeSchema(schema.node)})
	}
}

func (b *bundle) writeSchema(schema *node) []byte {
	if !b.fits(schema, schemaRule) || schema.kind == null {
		return []byte("{}")
	}
	return b.encodeForKin(schema, schemaRule)
}

// members returns the members of an object, after an error if it is none.
func (b *bundle) members(n *node) []*node {
	if n == nil || n.kind == null {
		return nil
	}
	if n.kind != object {
		b.errs.Add(n.pos, "#"+n.pointer(), "must be an object, is "+n.describe(), "")
		return nil
	}
	return n.children
}

func (b *bundle) writePath(item *node) {
	if strings.HasPrefix(item.key, "x-") {
		return
	}
	if !strings.HasPrefix(item.key, "/") {
		b.errs.Add(item.pos, strconv.Quote(item.key), "a path must begin with /", "")
		return
	}
	if strings.ContainsAny(item.key, "?#") {
		b.errs.Add(item.pos, strconv.Quote(item.key), "a path ends before ? and #", "describe the query by parameters")
		return
	}
	if !b.fits(item, pathItemRule) {
		return
	}
	node := b.inline(item)
	path := pathPart{path: item.key, node: node, shared: b.encodeForKin(node, pathItemRule)}
	for _, child := range node.children {
		b.ownServer(child)
		b.ownServer(child.get("servers"))
		rule, _ := pathItemMember(child.key)
		if rule == operationRule && b.fits(child, rule) {
			path.operations = append(path.operations, part{method(child.key), child, b.encodeForKin(child, rule)})
		} else if !isPathItemKey(child.key) {
			b.errs.Add(child.pos, strconv.Quote(child.key), "no HTTP method that chatgen knows", "")
		}
	}
	b.paths = append(b.paths, path)
}

// ownServer reports servers of a path or an operation: calls would go to those
// of the document.
func (b *bundle) ownServer(n *node) {
	if b.version != swagger2 && n != nil && n.key == "servers" {
		b.errs.Add(n.pos, "#"+n.pointer(), "a path or an operation has servers of its own", "chatgen has a rule for those of the document")
	}
}

// isPathItemKey returns whether a path item may have the member.
func isPathItemKey(key string) bool {
	switch key {
	case "$ref", "parameters", "summary", "description", "servers":
		return true
	}
	return method(key) != "" || strings.HasPrefix(key, "x-")
}

func (b *bundle) writeHost() {
	parameters := b.root.get("x-ms-parameterized-host").get("parameters")
	if b.version != swagger2 || parameters == nil || !b.fits(parameters, parametersRule) {
		return
	}
	for i, child := range parameters.children {
		if !b.fits(child, parameterRule) {
			continue
		}
		node := b.inline(child)
		if in := node.str("in"); in != "path" {
			b.errs.Add(node.pos, "#"+node.pointer(), "a parameter of the host must be in path, is in "+strconv.Quote(in), "")
			continue
		}
		b.host = append(b.host, part{hostParameter + strconv.Itoa(i), node, b.encodeForKin(node, parameterRule)})
	}
}

// writeSecurity writes the schemes that are declared.
func (b *bundle) writeSecurity() {
	schemes := b.root.get("components").get("securitySchemes")
	if b.version == swagger2 {
		schemes = b.root.get("securityDefinitions")
	}
	for _, child := range b.members(schemes) {
		if b.fits(child, securityRule) {
			node := b.inline(child)
			b.schemes = append(b.schemes, part{child.key, node, b.encodeForKin(node, securityRule)})
		}
	}
}

// number returns the number of a node.
func (b *bundle) number(n *node) int {
	number, known := b.numbers[n]
	if !known {
		number = len(b.nodes)
		b.numbers[n] = number
		b.nodes = append(b.nodes, n)
	}
	return number
}

// inline returns what an object with a $ref refers to. What stands beside the
// $ref goes before what is referred to. After an error it returns an object
// without members.
func (b *bundle) inline(n *node) *node {
	if n.ref() == nil {
		return n
	}
	if known := b.merged[n]; known != nil {
		return known
	}
	beside := n.children
	target := b.resolveChain(n.ref(), func(next *node) *node {
		if next.ref() != nil {
			beside = append(slices.Clip(beside), next.children...)
		}
		return next.ref()
	})
	if target == nil || !b.fits(target, pathItemRule) {
		target = &node{kind: object, pos: n.pos, key: n.key, parent: n.parent}
		b.unresolved[target] = true
	}
	b.merged[n] = merge(beside, target)
	b.unresolved[b.merged[n]] = b.unresolved[target]
	return b.merged[n]
}

// merge returns target with the members before its own, each name once.
func merge(members []*node, target *node) *node {
	if len(members) == 1 {
		return target // nothing stands beside the $ref
	}
	merged := &node{kind: object, pos: target.pos, key: target.key, parent: target.parent}
	for _, child := range slices.Concat(members, target.children) {
		if child.key != "$ref" && merged.get(child.key) == nil {
			merged.add(child)
		}
	}
	return merged
}

// mapped resolves a value of a discriminator's mapping: the name of a schema of
// the same file, or a reference.
func (b *bundle) mapped(value *node) {
	schemas := rootOf(value).get("components").get("schemas")
	if schema := schemas.get(value.text); schema != nil {
		b.followed[value] = schema
	} else if !strings.ContainsAny(value.text, "#/.") {
		b.errs.Add(value.pos, strconv.Quote(value.text), "no such schema", diag.DidYouMean(value.text, schemas.keys()))
		return
	}
	b.reach(value)
}
