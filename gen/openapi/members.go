package openapi

// rootMember is about what becomes no part of its own.
func rootMember(key string) (form, bool) {
	switch key {
	case "swagger", "openapi", "host", "basePath":
		return word, true
	case "info":
		return infoForm, true
	case "schemes":
		return words, true
	case "servers":
		return serversForm, true
	case "consumes", "produces":
		return words, false
	case "x-ms-parameterized-host":
		return hostForm, false
	}
	return skipped, false
}

func infoMember(key string) form {
	switch key {
	case "title", "version":
		return label
	case "description":
		return word
	}
	return skipped
}

func pathItemMember(key string) (form, bool) {
	if method(key) != "" {
		return operationForm, false // each is decoded on its own
	}
	if key == "parameters" {
		return parametersForm, true
	}
	return skipped, false
}

// method returns the HTTP method that a path item's key stands for, or "".
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

func operationMember(key string) (form, bool) {
	switch key {
	case "operationId", "summary", "description":
		return word, true
	case "deprecated":
		return truth, true
	case "parameters":
		return parametersForm, true
	case "requestBody":
		return bodyForm, true
	case "responses":
		return responsesForm, true
	case "consumes", "produces":
		return words, false
	case "x-ms-pageable":
		return pagingForm, false
	case "x-ms-long-running-operation":
		return truth, false
	}
	return skipped, false
}

// parameterMember is about parameters and headers of all versions: in Swagger
// 2.0 they hold what elsewhere their schema holds.
func parameterMember(key string) (form, bool) {
	switch key {
	case "name", "in", "description", "style":
		return word, true
	case "required", "explode", "deprecated":
		return truth, true
	case "schema":
		return schemaForm, true
	case "content":
		return contentForm, true
	case "collectionFormat", "x-ms-client-name", "x-ms-parameter-location":
		return word, false
	case "x-ms-skip-url-encoding":
		return truth, false
	case "type", "format", "pattern", "items", "minLength", "maxLength", "minItems", "maxItems",
		"minimum", "maximum", "enum", "default", "x-ms-enum", "x-nullable":
		return schemaMember(key)
	}
	return skipped, false
}

// answerMember is about request bodies and responses.
func answerMember(key string) (form, bool) {
	switch key {
	case "description":
		return word, true
	case "required":
		return truth, true
	case "content":
		return contentForm, true
	case "schema":
		return schemaForm, true
	case "headers":
		return headersForm, true
	case "x-ms-error-response":
		return truth, false
	case "x-ms-client-name":
		return word, false
	}
	return skipped, false
}

func schemaMember(key string) (form, bool) {
	switch key {
	case "type":
		return types, true
	case "$ref", "x-ms-client-name", "x-ms-discriminator-value":
		return word, false
	case "title", "format", "description", "pattern":
		return word, true
	case "nullable", "readOnly", "writeOnly", "deprecated":
		return truth, true
	case "x-nullable", "x-ms-client-flatten":
		return truth, false
	case "minLength", "maxLength", "minItems", "maxItems":
		return count, true
	case "required":
		return words, true
	case "items":
		return schemaForm, true
	case "properties":
		return schemasForm, true
	case "allOf", "oneOf", "anyOf":
		return schemaListForm, true
	case "additionalProperties":
		return additionalForm, true
	case "discriminator":
		return discriminatorForm, false
	case "x-ms-enum":
		return enumNamesForm, false
	case "enum":
		return enumForm, false
	case "minimum", "maximum":
		return numeral, false
	case "default", "const":
		return anything, false
	}
	return skipped, false
}

// extensionMember is about objects that only the tree holds.
func extensionMember(f form, key string) form {
	switch {
	case f == discriminatorForm && key == "propertyName",
		f == enumNamesForm && key == "name",
		f == enumValueForm && (key == "name" || key == "description"),
		f == hostForm && key == "hostTemplate",
		f == pagingForm && (key == "itemName" || key == "nextLinkName" || key == "operationName"):
		return word
	case f == discriminatorForm && key == "mapping":
		return mappingForm
	case f == enumNamesForm && key == "modelAsString", f == hostForm && key == "useSchemePrefix":
		return truth
	case f == enumNamesForm && key == "values":
		return enumValuesForm
	}
	return skipped
}

func serverMember(key string) form {
	switch key {
	case "url", "description":
		return word
	case "default":
		return label
	case "variables":
		return variablesForm
	}
	return skipped
}

// securityMember is about security schemes of all versions.
func securityMember(key string) form {
	switch key {
	case "type", "in", "name", "scheme", "description", "flow":
		return word
	}
	return skipped
}
