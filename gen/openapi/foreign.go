package openapi

import "slices"

// rejectForeign reports whether a property of n is a keyword of another version of OpenAPI
// without which the package would lack what it describes, and adds an error if it is. Others
// are not read, like all unknown keywords.
func (c *converter) rejectForeign(n, property *node, rule valueRule) bool {
	name, hint := "OpenAPI 3", swagger2Hint(n, property.key, rule)
	if c.version == swagger2 {
		name, hint = "Swagger 2.0", openAPI3Hint(n, property.key, rule)
	}
	if hint == "" || property.kind == null {
		return false
	}
	c.errs.Add(property.pos, "#"+property.pointer(), "is not a keyword of "+name, hint)
	return true
}

// swagger2Hint returns what OpenAPI 3 has instead of a keyword of Swagger 2.0, or "" if it is
// not one, or n has what OpenAPI 3 requires, too.
func swagger2Hint(n *node, key string, rule valueRule) string {
	switch rule {
	case rootRule:
		switch key {
		case "definitions":
			return "move them to components/schemas"
		case "parameters", "responses":
			return "move them to components/" + key
		case "securityDefinitions":
			return "move them to components/securitySchemes"
		case "host", "basePath", "x-ms-parameterized-host":
			if n.find("servers") == nil {
				return "write servers"
			}
		}
	case responseRule, bodyRule:
		if key == "schema" && n.find("content") == nil {
			return "write content, with a media type"
		}
	}
	return ""
}

// openAPI3Hint returns what Swagger 2.0 has instead of a keyword of OpenAPI 3, or "" if it is
// not one, or n has what Swagger 2.0 requires, too.
func openAPI3Hint(n *node, key string, rule valueRule) string {
	switch rule {
	case rootRule:
		switch {
		case key == "components":
			return "move them to definitions, parameters and responses"
		case key == "servers" && n.find("host") == nil && n.find("x-ms-parameterized-host") == nil:
			return "write host, basePath and schemes"
		}
	case operationRule:
		if key == "requestBody" {
			return "write a parameter in body, and consumes"
		}
	case parameterRule, headerRule:
		isForeign := key == "content" || key == "schema" && slices.Contains([]string{"path", "query", "header", "formData"}, n.stringValue("in"))
		if isForeign && n.find("type") == nil {
			return "write type and the other keywords next to name"
		}
	case responseRule:
		if key == "content" && n.find("schema") == nil {
			return "write schema, and produces"
		}
	}
	return ""
}
