package openapi

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// setInfo sets the title, description and version of the document.
func (c *converter) setInfo(doc *Document) {
	n := c.root.get("info")
	if n == nil {
		return
	}
	info := decode[openapi3.Info](c, n, infoRule)
	doc.Title, doc.Description, doc.Version = info.Title, info.Description, info.Version
	if version := n.find("version"); version != nil {
		doc.VersionPos = version.pos
	}
}

// convertHost returns the base URL of the service, or nil if the document declares none.
// servers are those that kin-openapi creates from a document of Swagger 2.0.
func (c *converter) convertHost(servers openapi3.Servers) *Host {
	if c.version != swagger2 {
		return c.convertServer()
	}
	host := c.root.get("x-ms-parameterized-host")
	switch {
	case host.isWrong("hostTemplate"):
		return nil
	case host == nil:
		source := c.root.get("host")
		if source == nil {
			source = c.root.get("basePath")
		}
		if base := baseURL(servers); base != "" {
			return &Host{Pos: source.pos, Template: base}
		}
		return nil
	}
	h := &Host{Pos: host.pos, Template: host.stringValue("hostTemplate")}
	if host.get("useSchemePrefix") == nil || host.isTrue("useSchemePrefix") {
		h.Template = "https://" + h.Template
	}
	h.Template += strings.TrimSuffix(c.root.stringValue("basePath"), "/")
	for _, child := range host.list("parameters") {
		p := c.convertParameter(child).Parameter
		if p.In != "path" {
			c.errs.Add(p.Pos, "#"+p.Pointer, `a host parameter must be in "path", is in `+strconv.Quote(p.In), "write in: path")
			continue
		}
		h.Parameters = append(h.Parameters, p)
	}
	return h
}

// checkHost reports a host and a base path that are not one.
func (c *converter) checkHost() {
	if host := c.root.get("host"); host != nil && strings.ContainsRune(host.text, '/') {
		c.errs.Add(host.pos, "host", fmt.Sprintf("%q is not only a host", host.text), "write the scheme in schemes, and the path in basePath")
	}
	if path := c.root.get("basePath"); path != nil && path.text != "" && !strings.HasPrefix(path.text, "/") {
		c.errs.Add(path.pos, "basePath", fmt.Sprintf("%q does not begin with a slash", path.text), "add the slash")
	}
}

// baseURL returns the server of a Swagger 2.0 document, preferably one with https,
// or "" if there is none.
func baseURL(servers openapi3.Servers) string {
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
func (c *converter) convertServer() *Host {
	var first *Host
	for _, n := range c.root.list("servers") {
		h := &Host{Pos: n.pos, Template: strings.TrimSuffix(decode[openapi3.Server](c, n, serverRule).URL, "/")}
		if n.isWrong("url") {
			return nil
		}
		for _, child := range n.list("variables") {
			h.Parameters = append(h.Parameters, c.convertServerVariable(child))
		}
		if first == nil {
			first = h
		}
	}
	return first
}

// convertServerVariable converts a server variable to a parameter.
func (c *converter) convertServerVariable(n *node) *Parameter {
	v := decode[openapi3.ServerVariable](c, n, variableRule)
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
func (c *converter) requiredSchemes(declared []*SecurityScheme) []*SecurityScheme {
	var all []*SecurityScheme
	for _, list := range append([]*node{c.root.get("security")}, c.requirements...) {
		alternatives := list.present()
		hasSupported := slices.ContainsFunc(alternatives, func(requirement *node) bool { return isSatisfiable(requirement, declared) })
		for _, requirement := range alternatives {
			for _, use := range requirement.children {
				all = c.addRequirement(all, declared, use, !hasSupported)
			}
		}
	}
	return all
}

// isSatisfiable reports whether all schemes that a requirement names are supported.
func isSatisfiable(requirement *node, declared []*SecurityScheme) bool {
	for _, use := range requirement.children {
		if !slices.ContainsFunc(declared, func(s *SecurityScheme) bool { return s.Name == use.key && s.IsSupported() }) {
			return false
		}
	}
	return true
}

// addRequirement adds the scheme that a security requirement names, with the
// required scopes.
func (c *converter) addRequirement(all, declared []*SecurityScheme, requirement *node, isNeeded bool) []*SecurityScheme {
	hasName := func(s *SecurityScheme) bool { return s.Name == requirement.key }
	i := slices.IndexFunc(all, hasName)
	if i < 0 {
		known := slices.IndexFunc(declared, hasName)
		if known < 0 {
			var names []string
			for _, s := range declared {
				names = append(names, s.Name)
			}
			c.errs.Add(requirement.pos, strconv.Quote(requirement.key), "no such security scheme", c.didYouMean(requirement.key, names))
			return all
		}
		scheme := *declared[known]
		scheme.Scopes = nil
		i, all = len(all), append(all, &scheme)
	}
	if isNeeded && all[i].NeededPos.Line == 0 {
		all[i].NeededPos = requirement.pos
	}
	for _, scope := range requirement.present() {
		if !slices.Contains(all[i].Scopes, scope.text) {
			all[i].Scopes = append(all[i].Scopes, scope.text)
		}
	}
	return all
}

// declaredSchemes returns the security schemes of the root document in source order.
func (c *converter) declaredSchemes() []*SecurityScheme {
	declared := c.root.list("securityDefinitions")
	if c.version != swagger2 {
		declared = c.root.get("components").list("securitySchemes")
	}
	var all []*SecurityScheme
	for _, child := range declared {
		n := c.inlineRef(child)
		if c.version == swagger2 && !c.hasFlow(n) {
			continue
		}
		s := c.decodeScheme(n)
		all = append(all, &SecurityScheme{
			Pos: n.pos, Name: child.key, Type: s.Type, In: s.In, Key: s.Name,
			Scheme: s.Scheme, Description: s.Description, Scopes: declaredScopes(n),
		})
	}
	return all
}

// hasFlow reports whether a scheme of Swagger 2.0 has one of the flows of OAuth 2, if it
// needs one, and an error otherwise.
func (c *converter) hasFlow(scheme *node) bool {
	flows := []string{"implicit", "password", "application", "accessCode"}
	flow := scheme.stringValue("flow")
	if scheme.stringValue("type") != "oauth2" || slices.Contains(flows, flow) {
		return true
	}
	at := scheme
	if n := scheme.get("flow"); n != nil {
		at = n
	}
	c.errs.Add(at.pos, "#"+scheme.pointer(), "no such OAuth 2 flow: "+strconv.Quote(flow), "want one of "+strings.Join(flows, ", "))
	return false
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
