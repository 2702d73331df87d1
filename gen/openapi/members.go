package openapi

// rootMember returns the rules for the properties of the root that are not written
// as separate parts.
func rootMember(key string) (valueRule, bool) {
	switch key {
	case "swagger", "openapi", "host", "basePath":
		return stringValue, true
	case "info":
		return infoRule, true
	case "schemes":
		return stringValues, true
	case "servers":
		return serversRule, true
	case "consumes", "produces":
		return stringValues, false
	case "x-ms-parameterized-host":
		return hostRule, false
	}
	return skipped, false
}

func infoMember(key string) valueRule {
	switch key {
	case "title", "version":
		return stringOrNumber
	case "description":
		return stringValue
	}
	return skipped
}

func pathItemMember(key string) (valueRule, bool) {
	if method(key) != "" {
		return operationRule, false // each operation is decoded separately
	}
	if key == "parameters" {
		return parametersRule, true
	}
	return skipped, false
}

// method returns the HTTP method of a path item's key, or "".
func method(key string) string {
	switch key {
	case "get":
		return "GET"
	case "put":
		return "PUT"
	case "post":
		return "POST"
	case "delete":
		return "DELETE"
	case "options":
		return "OPTIONS"
	case "head":
		return "HEAD"
	case "patch":
		return "PATCH"
	}
	return ""
}

func operationMember(key string) (valueRule, bool) {
	switch key {
	case "operationId", "summary", "description":
		return stringValue, true
	case "deprecated":
		return boolValue, true
	case "parameters":
		return parametersRule, true
	case "requestBody":
		return bodyRule, true
	case "responses":
		return responsesRule, true
	case "consumes", "produces":
		return stringValues, false
	case "x-ms-pageable":
		return pagingRule, false
	case "x-ms-long-running-operation":
		return boolValue, false
	case "x-ms-long-running-operation-options":
		return longRunningRule, false
	}
	return skipped, false
}

// parameterMember returns the rules for parameters and headers of all versions. In
// Swagger 2.0 they contain the keywords of their schema.
func parameterMember(key string) (valueRule, bool) {
	switch key {
	case "name", "in", "description", "style":
		return stringValue, true
	case "required", "explode", "deprecated":
		return boolValue, true
	case "schema":
		return schemaRule, true
	case "content":
		return contentRule, true
	case "collectionFormat", "x-ms-client-name", "x-ms-parameter-location":
		return stringValue, false
	case "x-ms-skip-url-encoding":
		return boolValue, false
	case "type", "format", "pattern", "items", "minLength", "maxLength", "minItems", "maxItems",
		"minimum", "maximum", "enum", "default", "x-ms-enum", "x-nullable":
		return schemaMember(key)
	}
	return skipped, false
}

// bodyOrResponseMember returns the rules for request bodies and responses.
func bodyOrResponseMember(key string) (valueRule, bool) {
	switch key {
	case "description":
		return stringValue, true
	case "required":
		return boolValue, true
	case "content":
		return contentRule, true
	case "schema":
		return schemaRule, true
	case "headers":
		return headersRule, true
	case "x-ms-error-response":
		return boolValue, false
	case "x-ms-client-name":
		return stringValue, false
	}
	return skipped, false
}

func schemaMember(key string) (valueRule, bool) {
	switch key {
	case "type":
		return types, true
	case "$ref", "x-ms-client-name", "x-ms-discriminator-value":
		return stringValue, false
	case "title", "format", "description", "pattern":
		return stringValue, true
	case "nullable", "readOnly", "writeOnly", "deprecated":
		return boolValue, true
	case "x-nullable", "x-ms-client-flatten":
		return boolValue, false
	case "minLength", "maxLength", "minItems", "maxItems":
		return countValue, true
	case "required":
		return stringValues, true
	case "items":
		return schemaRule, true
	case "properties":
		return schemasRule, true
	case "allOf", "oneOf", "anyOf":
		return schemaListRule, true
	case "additionalProperties":
		return additionalRule, true
	case "discriminator":
		return discriminatorRule, false
	case "x-ms-enum":
		return enumNamesRule, false
	case "enum":
		return enumRule, false
	case "minimum", "maximum":
		return numberValue, false
	case "default", "const":
		return anything, false
	}
	return skipped, false
}

// extensionMember returns the rules for objects that are not passed to kin-openapi.
func extensionMember(f valueRule, key string) valueRule {
	switch {
	case f == discriminatorRule && key == "propertyName",
		f == enumNamesRule && key == "name",
		f == enumValueRule && (key == "name" || key == "description"),
		f == hostRule && key == "hostTemplate",
		f == longRunningRule && key == "final-state-via",
		f == pagingRule && (key == "itemName" || key == "nextLinkName" || key == "operationName"):
		return stringValue
	case f == discriminatorRule && key == "mapping":
		return mappingRule
	case f == enumNamesRule && key == "modelAsString", f == hostRule && key == "useSchemePrefix":
		return boolValue
	case f == enumNamesRule && key == "values":
		return enumValuesRule
	}
	return skipped
}

func serverMember(key string) valueRule {
	switch key {
	case "url", "description":
		return stringValue
	case "default":
		return stringOrNumber
	case "variables":
		return variablesRule
	}
	return skipped
}

// securityMember returns the rules for security schemes of all versions.
func securityMember(key string) valueRule {
	switch key {
	case "type", "in", "name", "scheme", "description", "flow":
		return stringValue
	}
	return skipped
}
