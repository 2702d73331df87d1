package openapi

import (
	"strings"
)

// version is the OpenAPI version of the root document.
type version uint8

const (
	swagger2 version = iota + 1
	openapi30
	openapi31
)

// versionOf returns the version that the document declares, or 0 if it is missing
// or not supported.
func versionOf(root *node) version {
	v := root.stringValue("openapi")
	switch {
	case root.stringValue("swagger") == "2.0":
		return swagger2
	case isVersion(v, "3.0"):
		return openapi30
	case isVersion(v, "3.1"):
		return openapi31
	}
	return 0
}

// isVersion reports whether v is a minor version such as "3.0", or a patch version
// of it.
func isVersion(v, minor string) bool {
	patch, found := strings.CutPrefix(v, minor+".")
	return v == minor || found && patch != "" && strings.Trim(patch, "0123456789") == ""
}

// valueRule is what a value has to be.
type valueRule uint8

const (
	skipped     valueRule = iota // an unknown property, which is not read
	anything                     // not validated
	elsewhere                    // not validated, because it is read or reported elsewhere
	unsupported                  // changes the meaning of a schema, but is not supported

	// Values that kin-openapi decodes.
	stringOrNumber // decoded as a string, because YAML authors often omit quotes
	stringValue
	boolValue
	types // a string, or in OpenAPI 3.1 an array of strings

	// Numbers, whose notation kin-openapi does not preserve.
	countValue
	numberValue

	// Objects that are decoded on their own.
	rootRule
	infoRule
	serverRule
	variableRule
	pathItemRule
	operationRule
	parameterRule
	bodyRule
	mediaTypeRule
	responseRule
	headerRule
	schemaRule
	additionalRule // a schema, or a boolean
	securityRule

	// Objects that are validated with the object that contains them.
	discriminatorRule // in Swagger 2.0 a string
	enumNamesRule
	enumValueRule
	pagingRule
	longRunningRule
	hostRule
	componentsRule
	requirementRule
)

// Flags of a rule for an array or a map of values with the rule.
const (
	arrayOf valueRule = 1 << (6 + iota)
	mapOf
)

// keywordTable contains the keywords of each rule for objects, by the rule of their values.
type keywordTable map[valueRule]map[valueRule]string

// others stands for the keywords of an object that the table does not contain.
const others = "*"

// newKeywords returns the rules of a version of OpenAPI as rules[rule][keyword].
func newKeywords(v version) map[valueRule]map[string]valueRule {
	ofVersion := openapi3Keywords()
	if v == swagger2 {
		ofVersion = swagger2Keywords()
	}
	rules := map[valueRule]map[string]valueRule{}
	for _, table := range []keywordTable{schemaKeywords(), objectKeywords(), ofVersion} {
		for rule, keywords := range table {
			if rules[rule] == nil {
				rules[rule] = map[string]valueRule{}
			}
			for valueRule, list := range keywords {
				for keyword := range strings.FieldsSeq(list) {
					rules[rule][keyword] = valueRule
				}
			}
		}
	}
	return rules
}

// objectKeywords returns the keywords that all versions of OpenAPI have, except for those
// of schemas.
func objectKeywords() keywordTable {
	return keywordTable{
		rootRule:        {infoRule: "info", mapOf | pathItemRule: "paths", arrayOf | requirementRule: "security"},
		requirementRule: {arrayOf | stringValue: others},
		infoRule:        {stringOrNumber: "title version", stringValue: "description", elsewhere: "contact license termsOfService"},
		securityRule:    {stringValue: "type in name scheme description flow", elsewhere: others},
		pathItemRule: {
			arrayOf | parameterRule: "parameters",
			operationRule:           "get put post delete options head patch",
			elsewhere:               "$ref summary description servers",
		},
		operationRule: {
			stringValue:               "operationId summary description",
			boolValue:                 "deprecated x-ms-long-running-operation",
			arrayOf | parameterRule:   "parameters",
			mapOf | responseRule:      "responses",
			arrayOf | requirementRule: "security",
			pagingRule:                "x-ms-pageable",
			longRunningRule:           "x-ms-long-running-operation-options",
		},
		pagingRule:      {stringValue: "itemName nextLinkName operationName"},
		longRunningRule: {stringValue: "final-state-via"},
		parameterRule: {
			stringValue: "name in description x-ms-client-name x-ms-parameter-location",
			boolValue:   "required x-ms-skip-url-encoding",
		},
		headerRule: {
			stringValue: "description x-ms-client-name",
			boolValue:   "required",
		},
		bodyRule: {
			stringValue: "description x-ms-client-name",
			boolValue:   "required",
		},
		responseRule: {
			stringValue:        "description x-ms-client-name",
			boolValue:          "x-ms-error-response",
			mapOf | headerRule: "headers",
		},
	}
}

func swagger2Keywords() keywordTable {
	schema := map[valueRule]string{ // which parameters and headers contain
		stringValue:        "collectionFormat format pattern",
		boolValue:          "x-nullable",
		types:              "type",
		countValue:         "minLength maxLength minItems maxItems",
		numberValue:        "minimum maximum",
		anything:           "default",
		schemaRule:         "items",
		arrayOf | anything: "enum",
		enumNamesRule:      "x-ms-enum",
	}
	return keywordTable{
		rootRule: {
			stringValue:           "swagger host basePath",
			arrayOf | stringValue: "schemes consumes produces",
			mapOf | schemaRule:    "definitions",
			mapOf | securityRule:  "securityDefinitions",
			hostRule:              "x-ms-parameterized-host",
			elsewhere:             "parameters responses",
		},
		hostRule:      {stringValue: "hostTemplate", boolValue: "useSchemePrefix", arrayOf | parameterRule: "parameters"},
		operationRule: {arrayOf | stringValue: "consumes produces"},
		parameterRule: schema,
		headerRule:    schema,
		bodyRule:      {stringValue: "name in x-ms-parameter-location", schemaRule: "schema"},
		responseRule:  {schemaRule: "schema"},
	}
}

func openapi3Keywords() keywordTable {
	parameter := map[valueRule]string{
		stringValue:           "style",
		boolValue:             "explode deprecated",
		schemaRule:            "schema",
		mapOf | mediaTypeRule: "content",
	}
	return keywordTable{
		rootRule:       {stringValue: "openapi", arrayOf | serverRule: "servers", componentsRule: "components"},
		componentsRule: {mapOf | schemaRule: "schemas", mapOf | securityRule: "securitySchemes", elsewhere: others},
		serverRule:     {stringValue: "url description", mapOf | variableRule: "variables"},
		variableRule:   {stringValue: "description", stringOrNumber: "default"},
		operationRule:  {bodyRule: "requestBody", elsewhere: "servers"},
		parameterRule:  parameter,
		headerRule:     parameter,
		bodyRule:       {mapOf | mediaTypeRule: "content"},
		responseRule:   {mapOf | mediaTypeRule: "content"},
		mediaTypeRule:  {schemaRule: "schema"},
	}
}

func schemaKeywords() keywordTable {
	return keywordTable{
		types: {stringValue: others},
		schemaRule: {
			types:                 "type",
			stringValue:           "$ref title format description pattern x-ms-client-name x-ms-discriminator-value",
			boolValue:             "nullable readOnly writeOnly deprecated x-nullable x-ms-client-flatten",
			countValue:            "minLength maxLength minItems maxItems",
			numberValue:           "minimum maximum",
			arrayOf | stringValue: "required",
			anything:              "default const",
			schemaRule:            "items",
			mapOf | schemaRule:    "properties",
			arrayOf | schemaRule:  "allOf oneOf anyOf",
			additionalRule:        "additionalProperties",
			discriminatorRule:     "discriminator",
			arrayOf | anything:    "enum",
			enumNamesRule:         "x-ms-enum",
			unsupported: "not if then else prefixItems contains patternProperties propertyNames " +
				"dependentSchemas dependentRequired unevaluatedItems unevaluatedProperties $dynamicRef",
		},
		discriminatorRule: {stringValue: "propertyName", mapOf | stringValue: "mapping"},
		enumNamesRule:     {stringValue: "name", boolValue: "modelAsString", arrayOf | enumValueRule: "values"},
		enumValueRule:     {stringValue: "name description", anything: "value"},
	}
}

// rule returns the rule for a property or an element of a value with another rule.
func (c *converter) rule(of valueRule, key string) valueRule {
	element := of &^ (arrayOf | mapOf)
	if rule, known := c.keywords[of][key]; known {
		return rule
	}
	switch isExtension := strings.HasPrefix(key, "x-"); {
	case element == of:
		return c.keywords[of][others]
	case isExtension && (element == pathItemRule || element == responseRule):
		return skipped
	}
	return element
}

// isDecoded reports whether values with the rule are objects that are decoded on their own.
func (r valueRule) isDecoded() bool { return r >= rootRule && r <= securityRule }

// isPassed reports whether kin-openapi decodes a keyword. It must not see references,
// which are resolved before, and keeps nothing of the keywords of extensions.
func isPassed(keyword string, rule valueRule) bool {
	rule &^= arrayOf
	return rule >= stringOrNumber && rule <= types && keyword != "$ref" && !strings.HasPrefix(keyword, "x-")
}

// matches reports whether a value has the kind that the rule requires, and returns
// a description of that kind.
func (r valueRule) matches(n *node, v version) (bool, string) {
	switch r {
	case anything, elsewhere, unsupported:
		return true, ""
	case stringOrNumber:
		return n.kind == text || n.kind == number, "a string"
	case stringValue:
		return n.kind == text, "a string"
	case boolValue:
		return n.kind == boolean, "true or false"
	case countValue:
		_, ok := parseCount(n)
		return ok, "a non-negative integer of at most 63 bits"
	case numberValue:
		return n.kind == number, "a number"
	case types:
		return n.kind == text || n.kind == array && v == openapi31, "a string"
	case schemaRule:
		return n.kind == object || n.kind == boolean && v == openapi31, "a schema"
	case additionalRule:
		return n.kind == object || n.kind == boolean, "a schema, true or false"
	case discriminatorRule:
		if v == swagger2 {
			return n.kind == text, "a string"
		}
	}
	if r.isArray() {
		return n.kind == array, "an array"
	}
	return n.kind == object, "an object"
}

// isArray reports whether values with the rule are arrays.
func (r valueRule) isArray() bool {
	return r&arrayOf != 0
}
