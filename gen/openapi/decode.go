package openapi

import (
	"encoding/json"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
)

// decode validates an object and decodes its scalars with kin-openapi. The objects that
// it contains are decoded on their own, with their nodes at hand: kin-openapi keeps
// neither order nor positions, and scans an object once for every object that contains it.
func decode[T any](c *converter, n *node, rule valueRule) *T {
	c.validateMembers(n, rule)
	value := new(T)
	c.encoded = c.appendDecoded(c.encoded[:0], n, rule)
	return must(value, json.Unmarshal(c.encoded, value))
}

// appendDecoded appends the properties that kin-openapi decodes as a JSON object.
func (c *converter) appendDecoded(out []byte, n *node, rule valueRule) []byte {
	out = append(out, '{')
	for _, child := range n.present() {
		member := c.rule(rule, child.key)
		if !isPassed(child.key, member) {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(quote(out, child.key), ':')
		if member == stringOrNumber {
			out = quote(out, child.text)
		} else {
			out = child.appendWith(out, child.present(), func(out []byte, element *node) []byte { return element.appendJSON(out) })
		}
	}
	return append(out, '}')
}

// decodeRoot returns the servers of the document.
func (c *converter) decodeRoot() openapi3.Servers {
	if c.version != swagger2 {
		c.validateMembers(c.root, rootRule)
		return nil
	}
	root := decode[openapi2.T](c, c.root, rootRule)
	c.checkHost()
	spec, err := openapi2conv.ToV3(root)
	if err != nil && c.errs.Len() == 0 { // otherwise it may follow from a problem that is known
		c.errs.Add(c.root.pos, "document", "kin-openapi rejected it: "+err.Error(), "")
	}
	if err != nil {
		return nil
	}
	return spec.Servers
}

func (c *converter) decodeOperation(n *node) *openapi3.Operation {
	if c.version != swagger2 {
		return decode[openapi3.Operation](c, n, operationRule)
	}
	return must(openapi2conv.ToV3Operation(nil, nil, decode[openapi2.Operation](c, n, operationRule), nil))
}

// decodeParameter decodes a parameter or a header. In Swagger 2.0 a parameter may be a
// body instead.
func (c *converter) decodeParameter(n *node, rule valueRule) (*openapi3.Parameter, *openapi3.RequestBody) {
	if c.version != swagger2 {
		return decode[openapi3.Parameter](c, n, rule), nil
	}
	p := decode[openapi2.Parameter](c, n, rule)
	if rule == headerRule {
		p.In = "header"
	}
	parameter, body, formData, err := openapi2conv.ToV3Parameter(nil, p, nil)
	switch must(parameter, err); {
	case body != nil:
		return nil, body.Value
	case formData != nil: // kin-openapi converts it to a property of a body
		return &openapi3.Parameter{Name: p.Name, In: p.In, Description: p.Description, Required: p.Required, Schema: formData[p.Name]}, nil
	}
	return parameter.Value, nil
}

func (c *converter) decodeResponse(n *node) *openapi3.Response {
	if c.version != swagger2 {
		return decode[openapi3.Response](c, n, responseRule)
	}
	return must(openapi2conv.ToV3Response(decode[openapi2.Response](c, n, responseRule), nil)).Value
}

func (c *converter) decodeSchema(n *node) *openapi3.Schema {
	if c.version != swagger2 {
		return decode[openapi3.Schema](c, n, schemaRule)
	}
	return openapi2conv.ToV3SchemaRef(&openapi2.SchemaRef{Value: decode[openapi2.Schema](c, n, schemaRule)}).Value
}

func (c *converter) decodeScheme(n *node) *openapi3.SecurityScheme {
	if c.version != swagger2 {
		return decode[openapi3.SecurityScheme](c, n, securityRule)
	}
	return must(openapi2conv.ToV3SecurityScheme(decode[openapi2.SecurityScheme](c, n, securityRule))).Value
}

// must returns a result of kin-openapi, which cannot fail for values that have been
// validated.
func must[T any](value T, err error) T {
	if err != nil {
		panic("chatgen bug: kin-openapi rejected a valid value: " + err.Error())
	}
	return value
}

// quote appends a string as JSON.
func quote(out []byte, s string) []byte {
	if isPlain(s) {
		out = append(out, '"')
		out = append(out, s...)
		return append(out, '"')
	}
	quoted, err := json.Marshal(s)
	if err != nil {
		panic("chatgen bug: a string cannot be encoded as JSON: " + err.Error())
	}
	return append(out, quoted...)
}

// isPlain reports whether a string needs no escaping in JSON.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c > '~' {
			return false
		}
	}
	return true
}
