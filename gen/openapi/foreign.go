package openapi

import (
	"slices"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// Keywords that only Swagger 2.0 or only OpenAPI 3 has, by the rule of their object. Those
// with a hint are errors in documents of the other version, as the package would lack
// what they describe. The others are listed as not carried out.
var (
	onlySwagger2 = map[valueRule]map[string]string{
		rootRule: {
			"definitions": "move them to components/schemas", "parameters": "move them to components/parameters", "responses": "move them to components/responses",
			"securityDefinitions": "move them to components/securitySchemes", "host": "write servers", "basePath": "write servers", "x-ms-parameterized-host": "write servers", "schemes": "", "consumes": "", "produces": "",
		},
		operationRule: {"consumes": "", "produces": "", "schemes": ""},
		responseRule:  {"schema": "write content, with a media type"},
		bodyRule:      {"schema": "write content, with a media type"},
	}
	onlyOpenAPI3 = map[valueRule]map[string]string{
		rootRule:      {"components": "move them to definitions, parameters and responses", "servers": "write host, basePath and schemes", "webhooks": ""},
		pathItemRule:  {"servers": ""},
		operationRule: {"requestBody": "write a parameter in body, and consumes", "servers": "", "callbacks": ""},
		parameterRule: {"content": "write schema, and consumes", "style": "", "explode": "", "allowReserved": ""},
		headerRule:    {"content": "write its type", "style": "", "explode": ""},
		responseRule:  {"content": "write schema, and produces"},
	}
	// schemaKeywords are those of a parameter or header itself in Swagger 2.0. In OpenAPI 3
	// they are in its schema.
	schemaKeywords = []string{
		"type", "format", "pattern", "items", "minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum", "enum", "default", "collectionFormat",
	}
)

// isForeign reports whether a property is a keyword of another version of OpenAPI, and
// reports it as an error or records it as ignored.
func (b *bundle) isForeign(property *node, rule valueRule) bool {
	foreign, name := onlySwagger2, "OpenAPI 3"
	if b.version == swagger2 {
		foreign, name = onlyOpenAPI3, "Swagger 2.0"
	}
	hint, is := foreign[rule][property.key]
	if b.version == swagger2 && rule == parameterRule && property.key == "schema" && property.parent.stringValue("in") != "body" {
		hint, is = "write type and the other keywords next to name", true
	}
	if (rule == parameterRule || rule == headerRule) && b.version != swagger2 {
		is = is || slices.Contains(schemaKeywords, property.key)
	}
	switch {
	case !is:
		return false
	case hint == "":
		b.ignored[property] = true
	default:
		b.errs.Add(property.pos, "#"+property.pointer(), "is not a keyword of "+name, hint)
	}
	return true
}

// keywords are those that a package carries out, for hints.
var keywords = []string{
	"$ref", "type", "format", "enum", "items", "properties", "required", "allOf", "additionalProperties", "discriminator", "nullable", "x-nullable", "default", "schema",
	"content", "headers", "parameters", "responses", "requestBody", "definitions", "components", "schemas", "itemName", "nextLinkName", "operationId", "name", "in",
	"consumes", "produces", "schemes", "x-ms-enum", "x-ms-pageable", "x-ms-client-name", "x-ms-discriminator-value", "modelAsString",
}

// DidYouMeanKeyword returns the hint for a misspelled keyword, or "" if it is like none.
// Two letters are like everything.
func DidYouMeanKeyword(wrong string) string {
	if len(wrong) < 3 || slices.Contains(keywords, wrong) {
		return ""
	}
	return diag.DidYouMean(wrong, keywords)
}
