package openapi

import (
	"strconv"
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

// valueRule defines which values are valid for a keyword, and how they are passed
// to kin-openapi.
type valueRule uint8

const (
	skipped valueRule = iota // unknown or unused keywords
	anything
	stringOrNumber // a number is converted to a string
	stringValue
	boolValue
	countValue // a non-negative integer of at most 63 bits
	numberValue
	stringValues
	types // a stringValue or stringValues

	rootRule
	infoRule
	serverRule
	variableRule
	serversRule
	variablesRule

	pathItemRule
	operationRule
	parameterRule
	parametersRule
	bodyRule
	contentRule
	mediaTypeRule
	responseRule
	responsesRule
	headerRule
	headersRule
	schemaRule
	schemasRule
	schemaListRule
	additionalRule
	discriminatorRule
	mappingRule
	enumRule
	enumNamesRule
	enumValuesRule
	enumValueRule
	securityRule
	pagingRule
	longRunningRule
	hostRule
)

// element returns the rule for the elements of an array or the values of a map
// with this rule. It returns skipped if the rule is not for an array or a map.
func (r valueRule) element() valueRule {
	switch r {
	case stringValues:
		return stringValue
	case serversRule:
		return serverRule
	case variablesRule:
		return variableRule
	case parametersRule:
		return parameterRule
	case contentRule:
		return mediaTypeRule
	case responsesRule:
		return responseRule
	case headersRule:
		return headerRule
	case schemasRule, schemaListRule:
		return schemaRule
	case enumRule:
		return anything
	case enumValuesRule:
		return enumValueRule
	case mappingRule:
		return stringValue
	}
	return skipped
}

// isArray reports whether values with the rule are arrays.
func (r valueRule) isArray() bool {
	switch r {
	case stringValues, serversRule, parametersRule, schemaListRule, enumRule, enumValuesRule:
		return true
	}
	return false
}

// hasNodeID reports whether objects with the rule carry x-chatgen-node, because
// flattening needs their node.
func (r valueRule) hasNodeID() bool {
	switch r {
	case parameterRule, bodyRule, responseRule, headerRule, schemaRule:
		return true
	}
	return false
}

// isInlined reports whether a $ref in an object with the rule is replaced by its
// target. Schemas are not inlined, because they may be recursive and have names.
func (r valueRule) isInlined() bool {
	switch r {
	case pathItemRule, parameterRule, bodyRule, responseRule, headerRule, securityRule:
		return true
	}
	return false
}

// matches reports whether a value has the kind that the rule requires, and returns
// a description of that kind.
func (r valueRule) matches(n *node, v version) (bool, string) {
	switch r {
	case anything:
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
		return (n.kind == text) == (v == swagger2) && (n.kind == object || n.kind == text), discriminatorKind(v)
	}
	if r.isArray() {
		return n.kind == array, "an array"
	}
	return n.kind == object, "an object"
}

// discriminatorKind returns the description of a valid discriminator.
func discriminatorKind(v version) string {
	if v == swagger2 {
		return "a string"
	}
	return "an object"
}

// member returns the rule for a property of an object with this rule, and whether
// the property is passed to kin-openapi. Other properties are read from the nodes,
// which preserve the order of properties and the notation of numbers.
func (r valueRule) member(key string) (rule valueRule, passToKin bool) {
	switch r {
	case rootRule:
		return rootMember(key)
	case infoRule:
		return infoMember(key), true
	case pathItemRule:
		return pathItemMember(key)
	case operationRule:
		return operationMember(key)
	case parameterRule, headerRule:
		return parameterMember(key)
	case bodyRule, responseRule:
		return bodyOrResponseMember(key)
	case mediaTypeRule:
		if key == "schema" {
			return schemaRule, true
		}
	case schemaRule:
		return schemaMember(key)
	case discriminatorRule, enumNamesRule, enumValueRule, pagingRule, longRunningRule, hostRule:
		return extensionMember(r, key), false
	case serverRule, variableRule:
		return serverMember(key), true
	case securityRule:
		return securityMember(key), true
	}
	return skipped, false
}

// hint returns how to fix a value that does not match the rule, or "".
func (r valueRule) hint(n *node) string {
	switch {
	case n.key == "required" && r == stringValues:
		return "list the names of required properties in the object that contains them"
	case r == types && n.kind == array:
		return "lists of types are part of OpenAPI 3.1; before, write one, and nullable or x-nullable"
	case r == schemaRule && n.kind == array && n.key == "items":
		return "write one schema for all items"
	case r == schemaRule:
		return "for example, {type: string}"
	case (r == stringValue || r == types) && (n.kind == number || n.kind == boolean || n.kind == null):
		return "put it in quotes"
	case (r == boolValue || r == additionalRule) && n.kind == text && (n.text == "true" || n.text == "false"),
		(r == numberValue || r == countValue) && n.kind == text && isNumber(n.text):
		return "remove the quotes"
	case r == boolValue || r == additionalRule:
		return "write true or false"
	case r.isArray() && n.kind != array:
		return "put it in brackets, or begin each element with a dash"
	case r == discriminatorRule && n.kind == object:
		return "write the name of the property; objects are part of OpenAPI 3"
	case r == discriminatorRule && n.kind == text:
		return "write {propertyName: NAME}"
	case r == stringValue || r == stringOrNumber || r == types:
		return "write a single text"
	case r == numberValue || r == countValue:
		return ""
	}
	return "write names with their values"
}

// isNumber reports whether a text is a number without its quotes.
func isNumber(text string) bool {
	_, err := strconv.ParseFloat(text, 64)
	return err == nil
}
