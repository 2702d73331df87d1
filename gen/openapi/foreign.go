package openapi

import (
	"slices"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// isForeign reports whether a property is a keyword of another version of OpenAPI. If the
// package would lack what it describes, it is an error; otherwise it is listed as ignored.
func (c *converter) isForeign(property *node, rule valueRule) bool {
	name := "OpenAPI 3"
	hint, is := swagger2Hint(rule, property.key)
	if c.version == swagger2 {
		name = "Swagger 2.0"
		hint, is = openAPI3Hint(rule, property)
	}
	switch {
	case !is:
		return false
	case hint == "":
		c.ignored[property] = true
	default:
		c.errs.Add(property.pos, "#"+property.pointer(), "is not a keyword of "+name, hint)
	}
	return true
}

// swagger2Hint reports whether only Swagger 2.0 has a keyword, with what OpenAPI 3 has
// instead, or "".
func swagger2Hint(rule valueRule, key string) (hint string, is bool) {
	switch rule {
	case rootRule:
		switch key {
		case "definitions":
			return "move them to components/schemas", true
		case "parameters", "responses":
			return "move them to components/" + key, true
		case "securityDefinitions":
			return "move them to components/securitySchemes", true
		case "host", "basePath", "x-ms-parameterized-host":
			return "write servers", true
		}
		return "", slices.Contains([]string{"schemes", "consumes", "produces"}, key)
	case operationRule:
		return "", slices.Contains([]string{"schemes", "consumes", "produces"}, key)
	case responseRule, bodyRule:
		return "write content, with a media type", key == "schema"
	case parameterRule, headerRule: // whose schema has them in OpenAPI 3
		return "", slices.Contains([]string{
			"type", "format", "pattern", "items", "minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum", "enum", "default", "collectionFormat",
		}, key)
	}
	return "", false
}

// openAPI3Hint reports whether only OpenAPI 3 has a keyword, with what Swagger 2.0 has
// instead, or "".
func openAPI3Hint(rule valueRule, property *node) (hint string, is bool) {
	switch key := property.key; rule {
	case rootRule:
		switch key {
		case "components":
			return "move them to definitions, parameters and responses", true
		case "servers":
			return "write host, basePath and schemes", true
		}
		return "", key == "webhooks"
	case pathItemRule:
		return "", key == "servers"
	case operationRule:
		if key == "requestBody" {
			return "write a parameter in body, and consumes", true
		}
		return "", key == "servers" || key == "callbacks"
	case parameterRule, headerRule:
		switch {
		case key == "content":
			return "write type and the other keywords next to name", true
		case key == "schema" && rule == parameterRule && property.parent.stringValue("in") != "body":
			return "write type and the other keywords next to name", true
		}
		return "", slices.Contains([]string{"style", "explode", "allowReserved"}, key)
	case responseRule:
		return "write schema, and produces", key == "content"
	}
	return "", false
}

// DidYouMeanKeyword returns the hint for a misspelled keyword, or "" if it is like none.
// Two letters are like everything.
func DidYouMeanKeyword(wrong string) string {
	keywords := []string{
		"$ref", "type", "format", "enum", "items", "properties", "required", "allOf", "additionalProperties", "discriminator", "nullable", "default",
		"schema", "content", "headers", "parameters", "responses", "requestBody", "definitions", "components", "schemas", "itemName", "nextLinkName",
		"operationId", "name", "consumes", "produces", "schemes", "x-nullable", "x-ms-enum", "x-ms-pageable", "x-ms-client-name",
		"x-ms-discriminator-value", "modelAsString",
	}
	if len(wrong) < 3 || slices.Contains(keywords, wrong) {
		return ""
	}
	return diag.DidYouMean(wrong, keywords)
}
