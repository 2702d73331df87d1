package openapi

import (
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// flattener makes the ordered Document of what kin-openapi decoded and of the
// nodes that it was decoded from.
type flattener struct {
	bundle  *bundle
	spec    *openapi3.T
	errs    *diag.List
	named   map[string]*Schema
	places  map[*node]*Schema // each node becomes one schema, however often it is used
	schemes []*SecurityScheme // declared ones
}

func flatten(b *bundle, spec *openapi3.T) *Document {
	f := &flattener{bundle: b, spec: spec, errs: b.errs, named: map[string]*Schema{}, places: map[*node]*Schema{}}
	doc := &Document{Pos: b.root.pos}
	if info := spec.Info; info != nil {
		doc.Title, doc.Description, doc.Version = info.Title, info.Description, info.Version
		if at := b.root.get("info").get("version"); at != nil {
			doc.VersionPos = at.pos
		}
	}
	doc.Schemas = f.schemas()
	doc.Host = f.host()
	doc.Operations = f.operations()
	f.schemes = f.declaredSchemes()
	doc.Schemes = f.schemes
	doc.Security = f.security()
	return doc
}

// node returns the node that an object was decoded from.
func (f *flattener) node(extensions map[string]any) *node {
	number, ok := extensions[nodeIDKey].(float64)
	if !ok {
		panic("chatgen bug: an object came back from kin-openapi without its number")
	}
	return f.bundle.nodes[int(number)]
}

// schemas returns the named schemas. All are made before any is filled, since
// they refer to each other.
func (f *flattener) schemas() []*Schema {
	all := []*Schema{}
	for _, part := range f.bundle.schemas {
		schema := &Schema{Pos: part.node.pos, Pointer: part.node.pointer(), Name: part.name}
		f.named[part.name] = schema
		f.places[part.node] = schema
		all = append(all, schema)
	}
	for i, part := range f.bundle.schemas {
		if ref := f.spec.Components.Schemas[part.name]; ref != nil && ref.Value != nil {
			f.fill(all[i], ref.Value, part.node)
		}
	}
	return all
}

// host returns where the service is found, or nil if the document is silent.
func (f *flattener) host() *Host {
	if f.bundle.version != swagger2 {
		return f.server()
	}
	base := f.baseURL()
	host := f.bundle.root.get("x-ms-parameterized-host")
	if host == nil || host.kind != object {
		if base == "" {
			return nil
		}
		at := f.bundle.root.get("host")
		if at == nil {
			at = f.bundle.root.get("basePath")
		}
		return &Host{Pos: at.pos, Template: base}
	}
	h := &Host{Pos: host.pos, Template: host.str("hostTemplate")}
	if prefix := host.get("useSchemePrefix"); prefix == nil || host.isTrue("useSchemePrefix") {
		h.Template = "https://" + h.Template
	}
	h.Template += strings.TrimSuffix(f.bundle.root.str("basePath"), "/")
	for _, part := range f.bundle.host {
		if ref := f.spec.Components.Parameters[part.name]; ref != nil && ref.Value != nil {
			h.Parameters = append(h.Parameters, f.parameter(ref.Value, part.node))
		}
	}
	return h
}

// baseURL returns the server of a Swagger 2.0 document, that with https if it
// has several, or "".
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

// server returns the first server of an OpenAPI 3 document, or nil.
func (f *flattener) server() *Host {
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
			h.Parameters = append(h.Parameters, variable(v, child))
		}
	}
	return h
}

// variable makes a parameter of a server's variable.
func variable(v *openapi3.ServerVariable, n *node) *Parameter {
	schema := &Schema{Pos: n.pos, Pointer: n.pointer(), Type: "string", Default: value(n.get("default"))}
	if values := n.get("enum"); values != nil && values.kind == array {
		for _, child := range values.children {
			schema.Enum = append(schema.Enum, EnumValue{Value: *value(child), Pointer: child.pointer()})
		}
	}
	return &Parameter{
		Pos: n.pos, Pointer: n.pointer(), Name: n.key, In: "path", Required: schema.Default == nil,
		Description: v.Description, Schema: schema,
	}
}

// security returns the schemes that the document requires, then those that only
// an operation requires.
func (f *flattener) security() []*SecurityScheme {
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
				all = f.require(all, use)
			}
		}
	}
	return all
}

// elements returns the elements of an array that are of a kind. n may be nil;
// anything else is an error.
func (f *flattener) elements(n *node, of kind) []*node {
	if n == nil {
		return nil
	}
	if n.kind != array {
		f.wrongKind(n, array)
		return nil
	}
	var all []*node
	for _, child := range n.children {
		if child.kind == of {
			all = append(all, child)
			continue
		}
		f.wrongKind(child, of)
	}
	return all
}

func (f *flattener) wrongKind(n *node, wanted kind) {
	f.errs.Add(n.pos, "#"+n.pointer(), "must be "+article(wanted)+", is "+n.describe(), "")
}

func article(k kind) string {
	if k == array || k == object {
		return "an " + k.String()
	}
	return "a " + k.String()
}

// require adds the scheme that a requirement names, with its scopes.
func (f *flattener) require(all []*SecurityScheme, use *node) []*SecurityScheme {
	var scheme *SecurityScheme
	for _, known := range all {
		if known.Name == use.key {
			scheme = known
		}
	}
	if scheme == nil {
		if scheme = f.scheme(use); scheme == nil {
			return all
		}
		all = append(all, scheme)
	}
	for _, scope := range f.elements(use, text) {
		if !slices.Contains(scheme.Scopes, scope.text) {
			scheme.Scopes = append(scheme.Scopes, scope.text)
		}
	}
	return all
}

// scheme returns a copy of the declared scheme that a requirement names, without
// scopes.
func (f *flattener) scheme(use *node) *SecurityScheme {
	var names []string
	for _, declared := range f.schemes {
		if declared.Name == use.key {
			scheme := *declared
			scheme.Scopes = nil
			return &scheme
		}
		names = append(names, declared.Name)
	}
	f.errs.Add(use.pos, strconv.Quote(use.key), "no such security scheme", diag.DidYouMean(use.key, names))
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
