package openapi

import (
	"cmp"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// Ignored is a part of the document that stage 1 does not read: a keyword that it does
// not know, or a component to which nothing refers, whose Keyword is "unused".
type Ignored struct {
	Pos     diag.Pos
	Pointer string
	Keyword string
	Value   string // as by Document.Structure; "" if the part is unused
	Alias   bool   // an unused definition that only refers to one of the same name in another file
}

// Structure returns the value at a position, or of a property whose name is there, as
// compact JSON. Texts and examples are left out, and references to anything but schemas
// are replaced by their targets. It returns "" if there is no value.
func (d *Document) Structure(pos diag.Pos) string {
	n := d.converter.nodeAt(pos)
	if n == nil {
		return ""
	}
	return d.converter.structure(n)
}

// Keyword is a property of an object of the document.
type Keyword struct {
	Pos     diag.Pos
	Pointer string
	Name    string
}

// Keywords returns the properties of the object at a position, which is not a map of
// names, except for texts, examples and null. They include those of an object to which it
// refers, unless that is a schema.
func (d *Document) Keywords(pos diag.Pos) []Keyword {
	n := d.converter.nodeAt(pos)
	if n == nil || n.kind != object {
		return nil
	}
	if ref := n.ref(); ref != nil && d.converter.targets[ref] == nil && d.converter.resolved[ref] != nil {
		n = d.converter.inlineRef(n)
	}
	var all []Keyword
	for _, child := range n.children {
		if child.kind != null && !isText(child.key) {
			all = append(all, Keyword{Pos: child.pos, Pointer: child.pointer(), Name: child.key})
		}
	}
	return all
}

// nodeAt returns the outermost node at a position, or nil. Nodes are in source order, except
// for those that aliases in YAML repeat.
func (c *converter) nodeAt(pos diag.Pos) *node {
	var n *node
	for _, file := range c.files.read {
		if file.root != nil && file.root.pos.File == pos.File {
			n = file.root
		}
	}
	for n != nil && n.pos != pos {
		next, found := slices.BinarySearchFunc(n.children, pos, func(child *node, pos diag.Pos) int { return child.pos.Compare(pos) })
		switch {
		case found:
			return n.children[next]
		case next == 0:
			return nil
		}
		n = n.children[next-1]
	}
	return n
}

// structure returns a node as [Document.Structure] does.
func (c *converter) structure(n *node) string {
	return string(c.appendStructure(nil, n, map[*node]bool{}))
}

// appendStructure appends a node as compact JSON without texts and examples. visiting
// contains the references that are being replaced.
func (c *converter) appendStructure(out []byte, n *node, visiting map[*node]bool) []byte {
	if ref := n.ref(); ref != nil && c.targets[ref] == nil && c.resolved[ref] != nil && !visiting[ref] {
		visiting[ref] = true
		defer delete(visiting, ref)
		return c.appendStructure(out, c.inlineRef(n), visiting)
	}
	children := n.children
	if n.kind == object {
		children = slices.DeleteFunc(slices.Clone(children), func(child *node) bool { return isExempt(n, child) })
	}
	return n.appendWith(out, children, func(out []byte, child *node) []byte { return c.appendStructure(out, child, visiting) })
}

// isExempt reports whether a property is a text or an example, which no client carries
// out. A property with the name of a keyword, in a map of names, is neither.
func isExempt(parent, property *node) bool {
	return isText(property.key) && !isNameMap(parent)
}

// isText reports whether a keyword is a text or an example.
func isText(keyword string) bool {
	switch keyword {
	case "description", "summary", "title", "example", "examples", "x-example", "x-ms-examples", "externalDocs", "tags", "$comment":
		return true
	}
	return false
}

// isNameMap reports whether the properties of an object are names and not keywords.
func isNameMap(n *node) bool {
	if n.parent == nil || n.parent.kind != object || isNameMap(n.parent) {
		return false
	}
	switch n.key {
	case "properties", "patternProperties", "definitions", "schemas", "parameters", "responses", "headers", "requestBodies",
		"securityDefinitions", "securitySchemes", "scopes", "mapping", "content", "variables", "callbacks", "links", "paths":
		return true
	}
	return false
}

// ignore records a property that is not read. Texts, examples and references are not
// recorded.
func (c *converter) ignore(property *node) {
	if property.kind != null && !isText(property.key) && property.key != "$ref" {
		c.ignored[property] = true
	}
}

// ignoredParts returns what was not read, in the order of positions.
func (c *converter) ignoredParts() []Ignored {
	var all []Ignored
	for n := range c.ignored {
		all = append(all, Ignored{Pos: n.pos, Pointer: n.pointer(), Keyword: n.keyword(), Value: c.structure(n)})
	}
	for _, n := range c.unusedComponents() {
		target := c.resolved[n.ref()]
		isAlias := target != nil && target.key == n.key
		all = append(all, Ignored{Pos: n.pos, Pointer: n.pointer(), Keyword: "unused", Alias: isAlias})
	}
	slices.SortFunc(all, func(x, y Ignored) int { // aliases in YAML have the same position
		return cmp.Or(x.Pos.Compare(y.Pos), strings.Compare(x.Pointer, y.Pointer))
	})
	return all
}

// keyword returns the key of a node, or that of the array of which it is an element.
func (n *node) keyword() string {
	if n.parent != nil && n.parent.kind == array {
		return n.parent.keyword()
	}
	return n.key
}

// unusedComponents returns the components of the root document to which nothing refers,
// except for security schemes and for schemas that are not aliases.
func (c *converter) unusedComponents() []*node {
	used := map[*node]bool{}
	for _, target := range c.resolved {
		used[target] = true
	}
	groups := []*node{c.root.get("parameters"), c.root.get("responses")}
	if c.version != swagger2 {
		groups = nil
		if components := c.root.get("components"); components != nil {
			groups = components.children
		}
	}
	var all []*node
	for _, alias := range c.definitions() {
		if alias.kind != object || alias.bareRef() == nil {
			continue
		}
		target := c.resolved[alias.ref()]
		named := c.schemas[target]
		givesName := named != nil && named.Name == alias.key && target.key != alias.key
		if !used[alias] && !givesName {
			all = append(all, alias)
		}
	}
	for _, group := range groups {
		if group == nil || group.key == "schemas" || group.key == "securitySchemes" || isText(group.key) {
			continue
		}
		for _, child := range group.children {
			if !used[child] && !strings.HasPrefix(child.key, "x-") {
				all = append(all, child)
			}
		}
	}
	return all
}

// RequiredSecurity returns the security requirements of the document as compact JSON,
// with their position, or "" if it has none.
func (d *Document) RequiredSecurity() (diag.Pos, string) {
	n := d.converter.root.get("security")
	if n == nil {
		return diag.Pos{}, ""
	}
	return n.pos, d.converter.structure(n)
}

// ignoreServers records the servers and schemes that the package does not use.
func (c *converter) ignoreServers() {
	if c.version == swagger2 {
		if schemes := c.root.get("schemes"); schemes != nil && c.structure(schemes) != `["https"]` {
			c.ignored[schemes] = true
		}
		return
	}
	if servers := c.root.get("servers"); servers != nil && servers.kind == array {
		for _, server := range servers.children[min(1, len(servers.children)):] {
			c.ignored[server] = true
		}
	}
}
