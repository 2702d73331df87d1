package openapi

// version is that of the root document.
type version uint8

const (
	swagger2 version = iota + 1
	openapi30
	openapi31
)

// versionOf returns the version that the document says it has, or 0.
func versionOf(root *node) version {
	v := root.str("openapi")
	switch {
	case root.str("swagger") == "2.0":
		return swagger2
	case isVersion(v, "3.0"):
		return openapi30
	case isVersion(v, "3.1"):
		return openapi31
	}
	return 0
}

func isVersion(v, wanted string) bool {
	return v == wanted || len(v) > 4 && v[:4] == wanted+"."
}

// valueRule is what a value of the document must look like.
type valueRule uint8

const (
	skipped valueRule = iota // of no interest, or unknown
	anything
	stringOrNumber // a string, or a number that stands for one
	stringValue
	boolValue
	smallInt
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
	hostRule
)

// element returns the rule for what an array or a map with this rule holds, and
// skipped if the rule is for none of the two.
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

// isArray returns whether values with the rule are arrays.
func (r valueRule) isArray() bool {
	switch r {
	case stringValues, serversRule, parametersRule, schemaListRule, enumRule, enumValuesRule:
		return true
	}
	return false
}

// isNumbered returns whether an object with the rule carries x-chatgen-node: all
// those that flattening looks up in the tree.
func (r valueRule) isNumbered() bool {
	switch r {
	case parameterRule, bodyRule, responseRule, headerRule, schemaRule:
		return true
	}
	return false
}

// isInlined returns whether a $ref in an object with the rule is replaced by what
// it refers to. Schemas are not: they may be recursive, and have names.
func (r valueRule) isInlined() bool {
	switch r {
	case pathItemRule, parameterRule, bodyRule, responseRule, headerRule, securityRule:
		return true
	}
	return false
}

// fits returns whether a value has the kind that the rule asks for, and that
// kind in words.
func (r valueRule) fits(n *node, v version) (bool, string) {
	switch r {
	case anything:
		return true, ""
	case stringOrNumber:
		return n.kind == text || n.kind == number, "a string"
	case stringValue:
		return n.kind == text, "a string"
	case boolValue:
		return n.kind == boolean, "true or false"
	case smallInt:
		_, ok := small(n)
		return ok, "a whole number of at most nine digits"
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

func discriminatorKind(v version) string {
	if v == swagger2 {
		return "a string"
	}
	return "an object"
}

// member returns the rule for an object's member, and whether kin-openapi gets
// it. What it does not get is read from the tree, which loses neither order nor
// the way a number is written.
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
	case discriminatorRule, enumNamesRule, enumValueRule, pagingRule, hostRule:
		return extensionMember(r, key), false
	case serverRule, variableRule:
		return serverMember(key), true
	case securityRule:
		return securityMember(key), true
	}
	return skipped, false
}
