package openapi

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// bundle is one self-contained document, made of the root document and everything
// that it refers to. Its parts have no $ref: referenced schemas are named and are parts
// themselves, all other referenced objects are inlined.
type bundle struct {
	root    *node
	version version
	files   *files
	errs    *diag.List

	resolved   map[*node]*node  // the target of each $ref; nil after an error
	cycles     map[*node]bool   // $refs at which a cycle was reported
	targets    map[*node]string // the name of the schema to which a $ref leads
	names      map[*node]string // the names of schemas
	usedNames  map[string]*node // all names of schemas, with the first that has each
	sameNames  map[*node]*node  // schemas whose name got a number, with the schema that has it without
	sorted     []*node          // schemas outside the root's definitions to name first, in this order
	assigned   map[*node]string // their names
	merged     map[*node]*node  // the result of inlining each object with a $ref
	unresolved map[*node]bool   // empty objects that replace unresolved references
	nodes      []*node          // of the batch that is converted, by node ID
	order      []namedSchema    // the root's definitions, then other referenced schemas
	rootNames  int              // how many of them the root's definitions name

	schemas []part // in the order of order
	paths   []pathPart
	ignored map[*node]bool     // properties that are not read
	byPos   map[diag.Pos]*node // the outermost node at each position; nil until the first use

	host    []part // parameters of x-ms-parameterized-host
	schemes []part // security schemes
}

// part is a named piece of the bundle.
type part struct {
	name  string
	node  *node
	rule  valueRule
	valid bool // the node has the kind that the rule requires
}

// pathPart is a path item in the bundle, named by its path.
type pathPart struct {
	part              // the path item without its operations
	operations []part // named by HTTP method
}

func newBundle(root *node, v version, files *files, errs *diag.List) *bundle {
	return &bundle{
		root: root, version: v, files: files, errs: errs,
		resolved: map[*node]*node{}, cycles: map[*node]bool{}, targets: map[*node]string{},
		names: map[*node]string{}, usedNames: map[string]*node{}, sameNames: map[*node]*node{}, assigned: map[*node]string{},
		merged: map[*node]*node{}, unresolved: map[*node]bool{},
		ignored: map[*node]bool{},
	}
}

// collect finds and validates all parts: first the paths, then the definitions in source
// order. Schemas in other files are named when they are first referenced.
func (b *bundle) collect() {
	b.nameDefinitions()
	b.rootNames = len(b.order)
	for _, schema := range b.sorted {
		b.assigned[schema] = b.uniqueName(preferredName(schema), schema)
	}
	for _, child := range b.members(b.root.get("paths")) {
		b.addPath(child)
	}
	if extra := b.root.get("x-ms-paths"); extra != nil {
		b.errs.Add(extra.pos, "x-ms-paths", "paths with a query are not supported", "leave it out, or describe the query with parameters")
	}
	b.addHost()
	b.addSecurity()
	for len(b.schemas) < len(b.order) { // order grows when a schema is first referenced
		schema := b.order[len(b.schemas)]
		b.schemas = append(b.schemas, b.newPart(schema.name, schema.node, schemaRule))
	}
}

// newPart returns a part. It reports values that do not match their rules, and resolves
// all references: both are done by encoding the part, whose JSON is dropped.
func (b *bundle) newPart(name string, n *node, rule valueRule) part {
	p := part{name, n, rule, b.validate(n, rule) && n.kind != null}
	if p.valid {
		b.encodeForKin(n, rule)
		b.nodes = b.nodes[:0]
	}
	return p
}

// members returns the properties of an object, or none after an error if it is
// not an object.
func (b *bundle) members(n *node) []*node {
	if n == nil || n.kind == null {
		return nil
	}
	if n.kind != object {
		b.errs.Add(n.pos, "#"+n.pointer(), "must be an object, is "+n.describe(), rootRule.hint(n))
		return nil
	}
	return n.children
}

func (b *bundle) addPath(item *node) {
	if strings.HasPrefix(item.key, "x-") {
		return
	}
	if !strings.HasPrefix(item.key, "/") {
		b.errs.Add(item.pos, strconv.Quote(item.key), "a path must begin with /", "add the slash")
		return
	}
	if !b.checkPath(item) || !b.validate(item, pathItemRule) {
		return
	}
	node := b.inlineRef(item)
	path := pathPart{part: b.newPart(item.key, node, pathItemRule)}
	for _, child := range node.children {
		b.rejectServers(child)
		b.rejectServers(child.get("servers"))
		rule, _ := pathItemMember(child.key)
		if rule == operationRule && b.validate(child, rule) {
			path.operations = append(path.operations, b.newPart(method(child.key), child, rule))
		} else if !isPathItemKey(child.key) {
			b.errs.Add(child.pos, strconv.Quote(child.key), "not a supported HTTP method", methodHint(child.key))
		}
		b.checkBodies(child, node)
	}
	b.paths = append(b.paths, path)
}

// methodHint returns the hint for a key that is not a method.
func methodHint(key string) string {
	lower := strings.ToLower(key)
	if method(lower) != "" {
		return "write " + lower
	}
	methods := []string{"get", "put", "post", "delete", "options", "head", "patch"}
	return cmp.Or(diag.DidYouMean(lower, methods), "want "+strings.Join(methods, ", "))
}

// checkPath reports whether a path can be a part of a URL, apart from its parameters.
func (b *bundle) checkPath(path *node) bool {
	if strings.ContainsAny(path.key, "?#") {
		b.errs.Add(path.pos, strconv.Quote(path.key), "a path must not contain ? or #", "describe the query with parameters")
		return false
	}
	for segment := range strings.SplitSeq(path.key, "/") {
		if segment == "." || segment == ".." {
			b.errs.Add(path.pos, strconv.Quote(path.key), "a path must not have the segment "+segment, "remove it")
			return false
		}
	}
	if strings.ContainsFunc(path.key, unicode.IsControl) {
		b.errs.Add(path.pos, strconv.Quote(path.key), "a path must not contain control characters", "remove them")
		return false
	}
	if _, err := url.PathUnescape(path.key); err != nil {
		b.errs.Add(path.pos, strconv.Quote(path.key), "invalid percent-encoding", "write %25 for a percent sign")
		return false
	}
	return true
}

// checkBodies reports a second body of an operation of Swagger 2.0, which is in a parameter.
func (b *bundle) checkBodies(operation, path *node) {
	if b.version != swagger2 {
		return
	}
	seen := map[string]bool{}
	for _, list := range []*node{operation.get("parameters"), path.get("parameters")} {
		if list == nil || list.kind != array || list == operation {
			continue
		}
		for _, child := range list.children {
			switch in := b.inlineRef(child).stringValue("in"); {
			case in == "body" && (seen["body"] || seen["formData"]), in == "formData" && seen["body"]:
				b.errs.Add(child.pos, "#"+child.pointer(), "a second body", "an operation has one parameter in body, or those in formData")
				return
			default:
				seen[in] = true
			}
		}
	}
}

// rejectServers reports servers of a path or an operation, because generated
// clients send all requests to the server of the document.
func (b *bundle) rejectServers(n *node) {
	if b.version != swagger2 && n != nil && n.key == "servers" {
		b.errs.Add(n.pos, "#"+n.pointer(), "servers of a path or an operation are not supported", "declare servers only for the whole document")
	}
}

// isPathItemKey reports whether a path item may have the property.
func isPathItemKey(key string) bool {
	switch key {
	case "$ref", "parameters", "summary", "description", "servers":
		return true
	}
	return method(key) != "" || strings.HasPrefix(key, "x-")
}

func (b *bundle) addHost() {
	if host := b.root.get("host"); b.version == swagger2 && host != nil && strings.ContainsRune(host.text, '/') {
		b.errs.Add(host.pos, "host", fmt.Sprintf("%q is not only a host", host.text), "write the scheme in schemes, and the path in basePath")
	}
	if path := b.root.get("basePath"); b.version == swagger2 && path != nil && path.text != "" && !strings.HasPrefix(path.text, "/") {
		b.errs.Add(path.pos, "basePath", fmt.Sprintf("%q does not begin with a slash", path.text), "add the slash")
	}
	parameters := b.root.get("x-ms-parameterized-host").get("parameters")
	if b.version != swagger2 || parameters == nil || !b.validate(parameters, parametersRule) {
		return
	}
	for i, child := range parameters.children {
		if !b.validate(child, parameterRule) {
			continue
		}
		node := b.inlineRef(child)
		if in := node.stringValue("in"); in != "path" {
			b.errs.Add(node.pos, "#"+node.pointer(), `a host parameter must be in "path", is in `+strconv.Quote(in), "write in: path")
			continue
		}
		b.host = append(b.host, b.newPart(hostParameterPrefix+strconv.Itoa(i), node, parameterRule))
	}
}

// addSecurity adds the declared security schemes.
func (b *bundle) addSecurity() {
	schemes := b.root.get("components").get("securitySchemes")
	if b.version == swagger2 {
		schemes = b.root.get("securityDefinitions")
	}
	for _, child := range b.members(schemes) {
		if b.validate(child, securityRule) {
			node := b.inlineRef(child)
			if b.version == swagger2 && !b.hasFlow(node) {
				continue
			}
			b.schemes = append(b.schemes, b.newPart(child.key, node, securityRule))
		}
	}
}

// hasFlow reports whether a scheme of Swagger 2.0 has one of the flows of OAuth 2, if it
// needs one, and an error otherwise.
func (b *bundle) hasFlow(scheme *node) bool {
	flows := []string{"implicit", "password", "application", "accessCode"}
	flow := scheme.stringValue("flow")
	if scheme.stringValue("type") != "oauth2" || slices.Contains(flows, flow) {
		return true
	}
	at := scheme
	if n := scheme.get("flow"); n != nil {
		at = n
	}
	b.errs.Add(at.pos, "#"+scheme.pointer(), "no such OAuth 2 flow: "+strconv.Quote(flow), "want one of "+strings.Join(flows, ", "))
	return false
}

// nodeID returns an ID for a node of the batch that is converted.
func (b *bundle) nodeID(n *node) int {
	b.nodes = append(b.nodes, n)
	return len(b.nodes) - 1
}

// inlineRef returns the object to which a $ref refers; siblings of the $ref
// override the properties of that object. Without a $ref it returns the object
// itself, and after an error an empty object.
func (b *bundle) inlineRef(n *node) *node {
	if n.ref() == nil {
		return n
	}
	if known := b.merged[n]; known != nil {
		return known
	}
	siblings := n.children
	target := b.resolveChain(n.ref(), func(next *node) *node {
		if next.ref() != nil {
			siblings = append(slices.Clip(siblings), next.children...)
		}
		return next.ref()
	})
	if target == nil || !b.validate(target, pathItemRule) {
		target = &node{kind: object, pos: n.pos, key: n.key, parent: n.parent}
		b.unresolved[target] = true
	}
	b.merged[n] = merge(n, siblings, target)
	b.unresolved[b.merged[n]] = b.unresolved[target]
	return b.merged[n]
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
		if child.key != "$ref" && merged.get(child.key) == nil {
			merged.add(child)
		}
	}
	return merged
}

// resolveMapping resolves a value of a discriminator mapping: the name of a schema
// in the same file, or a reference.
func (b *bundle) resolveMapping(value *node) {
	schemas := rootOf(value).get("components").get("schemas")
	if schema := schemas.get(value.text); schema != nil {
		b.resolved[value] = schema
	} else if !strings.ContainsAny(value.text, "#/.") {
		b.errs.Add(value.pos, strconv.Quote(value.text), "no such schema", diag.DidYouMean(value.text, schemas.keys()))
		return
	}
	b.resolveSchema(value)
}
