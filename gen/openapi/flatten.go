package openapi

import (
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// flattener creates the Document from the output of kin-openapi and the nodes
// from which it was decoded.
type flattener struct {
	bundle  *bundle
	spec    *openapi3.T // the root, the host and the security schemes
	failed  bool        // kin-openapi rejected a part
	errs    *diag.List
	named   map[string]*Schema
	byNode  map[*node]*Schema // each node becomes one schema, even if it is used several times
	schemes []*SecurityScheme // declared ones
}

// flatten returns the document, or nil if kin-openapi rejects a part of it.
func flatten(b *bundle) *Document {
	spec := b.convert(batch{root: true, host: b.host, schemes: b.schemes})
	if spec == nil {
		return nil
	}
	f := &flattener{bundle: b, spec: spec, errs: b.errs, named: map[string]*Schema{}, byNode: map[*node]*Schema{}}
	doc := &Document{Pos: b.root.pos, bundle: b, Host: f.convertHost()}
	if info := spec.Info; info != nil {
		doc.Title, doc.Description, doc.Version = info.Title, info.Description, info.Version
		if version := b.root.get("info").get("version"); version != nil {
			doc.VersionPos = version.pos
		}
	}
	doc.Schemas = f.convertNamedSchemas()
	breakCycles(doc.Schemas, f.errs)
	doc.Operations = f.convertOperations()
	if f.failed {
		return nil
	}
	f.schemes = f.declaredSchemes()
	doc.Schemes = f.schemes
	doc.Security = f.requiredSchemes()
	b.ignoreServers()
	doc.Ignored = b.ignoredParts()
	return doc
}

// node returns the node from which an object was decoded.
func (f *flattener) node(extensions map[string]any) *node {
	id, ok := extensions[nodeIDKey].(float64)
	if !ok {
		panic("chatgen bug: kin-openapi returned an object without its node ID")
	}
	return f.bundle.nodes[int(id)]
}

// convertNamedSchemas returns the named schemas. All of them are created before any is
// filled, because they refer to each other.
func (f *flattener) convertNamedSchemas() []*Schema {
	all := []*Schema{}
	for _, part := range f.bundle.schemas {
		schema := &Schema{Pos: part.node.pos, Pointer: part.node.pointer(), Name: part.name}
		if other := f.bundle.sameNames[part.node]; other != nil {
			schema.SameNamePos = other.pos
		}
		f.named[part.name] = schema
		f.byNode[part.node] = schema
		all = append(all, schema)
	}
	for parts := range slices.Chunk(f.bundle.schemas, batchSize) {
		spec := f.convert(batch{schemas: parts})
		for _, part := range parts {
			if ref := spec.Components.Schemas[part.name]; ref != nil && ref.Value != nil {
				f.fillSchema(f.byNode[part.node], ref.Value, part.node)
			}
		}
	}
	return all
}

// convert returns a batch as kin-openapi's types, or none of it after an error.
func (f *flattener) convert(parts batch) *openapi3.T {
	if spec := f.bundle.convert(parts); spec != nil {
		return spec
	}
	f.failed = true
	return &openapi3.T{Components: &openapi3.Components{}, Paths: openapi3.NewPaths()}
}

// convertHost returns the base URL of the service, or nil if the document declares none.
func (f *flattener) convertHost() *Host {
	if f.bundle.version != swagger2 {
		return f.convertServer()
	}
	base := f.baseURL()
	host := f.bundle.root.get("x-ms-parameterized-host")
	if host == nil || host.kind != object {
		if base == "" {
			return nil
		}
		source := f.bundle.root.get("host")
		if source == nil {
			source = f.bundle.root.get("basePath")
		}
		return &Host{Pos: source.pos, Template: base}
	}
	h := &Host{Pos: host.pos, Template: host.stringValue("hostTemplate")}
	if prefix := host.get("useSchemePrefix"); prefix == nil || host.isTrue("useSchemePrefix") {
		h.Template = "https://" + h.Template
	}
	h.Template += strings.TrimSuffix(f.bundle.root.stringValue("basePath"), "/")
	for _, part := range f.bundle.host {
		if ref := f.spec.Components.Parameters[part.name]; ref != nil && ref.Value != nil {
			h.Parameters = append(h.Parameters, f.convertParameter(ref.Value, part.node))
		}
	}
	return h
}

// baseURL returns the server of a Swagger 2.0 document, preferably one with https,
// or "" if there is none.
func (f *flattener) baseURL() string {
	servers := f.spec.Servers
	if len(servers) == 0 {
		return ""
	}
	for _, server := range servers {
		if strings.HasPrefix(server.URL, "https:") {
			return strings.TrimSuffix(server.URL, "/")
		}
	}
	return strings.TrimSuffix(servers[0].URL, "/")
}

// convertServer returns the first server of an OpenAPI 3 document, or nil.
func (f *flattener) convertServer() *Host {
	servers := f.bundle.root.get("servers")
	if len(f.spec.Servers) == 0 || servers == nil || servers.children[0].kind != object {
		return nil
	}
	server, n := f.spec.Servers[0], servers.children[0]
	h := &Host{Pos: n.pos, Template: strings.TrimSuffix(server.URL, "/")}
	variables := n.get("variables")
	if variables == nil {
		return h
	}
	for _, child := range variables.children {
		if v := server.Variables[child.key]; v != nil {
			h.Parameters = append(h.Parameters, convertServerVariable(v, child))
		}
	}
	return h
}

// convertServerVariable converts a server variable to a parameter.
func convertServerVariable(v *openapi3.ServerVariable, n *node) *Parameter {
	schema := &Schema{Pos: n.pos, Pointer: n.pointer(), Type: "string", Default: convertValue(n.get("default"))}
	if values := n.get("enum"); values != nil && values.kind == array {
		for _, child := range values.children {
			schema.Enum = append(schema.Enum, EnumValue{Value: *convertValue(child), Pointer: child.pointer()})
		}
	}
	return &Parameter{
		Pos: n.pos, Pointer: n.pointer(), Name: n.key, In: "path", Required: schema.Default == nil,
		Description: v.Description, Schema: schema,
	}
}

// requiredSchemes returns the security schemes required by the document, then those
// required only by an operation.
func (f *flattener) requiredSchemes() []*SecurityScheme {
	required := []*node{f.bundle.root.get("security")}
	for _, path := range f.bundle.paths {
		for _, operation := range path.operations {
			required = append(required, operation.node.get("security"))
		}
	}
	var all []*SecurityScheme
	for _, list := range required {
		for _, requirement := range f.elements(list, object) {
			for _, use := range requirement.children {
				all = f.addRequirement(all, use)
			}
		}
	}
	return all
}

// elements returns the elements of an array. It reports n if it is neither nil
// nor an array, and elements that are not of the kind.
func (f *flattener) elements(n *node, elementKind kind) []*node {
	if n == nil {
		return nil
	}
	if n.kind != array {
		f.reportWrongKind(n, array)
		return nil
	}
	var all []*node
	for _, child := range n.children {
		if child.kind == elementKind {
			all = append(all, child)
			continue
		}
		f.reportWrongKind(child, elementKind)
	}
	return all
}

func (f *flattener) reportWrongKind(n *node, want kind) {
	f.errs.Add(n.pos, "#"+n.pointer(), "must be "+withArticle(want)+", is "+n.describe(), "")
}

func withArticle(k kind) string {
	if k == array || k == object {
		return "an " + k.String()
	}
	return "a " + k.String()
}

// addRequirement adds the scheme that a security requirement names, with the
// required scopes.
func (f *flattener) addRequirement(all []*SecurityScheme, requirement *node) []*SecurityScheme {
	var scheme *SecurityScheme
	for _, known := range all {
		if known.Name == requirement.key {
			scheme = known
		}
	}
	if scheme == nil {
		if scheme = f.findScheme(requirement); scheme == nil {
			return all
		}
		all = append(all, scheme)
	}
	for _, scope := range f.elements(requirement, text) {
		if !slices.Contains(scheme.Scopes, scope.text) {
			scheme.Scopes = append(scheme.Scopes, scope.text)
		}
	}
	return all
}

// findScheme returns a copy of the declared scheme that a requirement names, without
// scopes.
func (f *flattener) findScheme(requirement *node) *SecurityScheme {
	var names []string
	for _, declared := range f.schemes {
		if declared.Name == requirement.key {
			scheme := *declared
			scheme.Scopes = nil
			return &scheme
		}
		names = append(names, declared.Name)
	}
	f.errs.Add(requirement.pos, strconv.Quote(requirement.key), "no such security scheme", diag.DidYouMean(requirement.key, names))
	return nil
}

// declaredSchemes returns the schemes of the root document in source order.
func (f *flattener) declaredSchemes() []*SecurityScheme {
	var all []*SecurityScheme
	for _, part := range f.bundle.schemes {
		ref := f.spec.Components.SecuritySchemes[part.name]
		if ref == nil || ref.Value == nil {
			continue
		}
		s := ref.Value
		all = append(all, &SecurityScheme{
			Pos: part.node.pos, Name: part.name, Type: s.Type, In: s.In, Key: s.Name,
			Scheme: s.Scheme, Description: s.Description, Scopes: declaredScopes(part.node),
		})
	}
	return all
}

// declaredScopes returns the scopes of an OAuth 2.0 scheme: those of Swagger 2.0,
// or those of each flow.
func declaredScopes(scheme *node) []string {
	scopes := scheme.get("scopes").keys()
	if flows := scheme.get("flows"); flows != nil {
		for _, flow := range flows.children {
			scopes = append(scopes, flow.get("scopes").keys()...)
		}
	}
	return scopes
}
