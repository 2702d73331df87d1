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

// form is what a value of the document must look like.
type form uint8

const (
	skipped form = iota // of no interest, or unknown
	anything
	label // a string, or a number that stands for one
	word
	truth
	count
	numeral
	words
	types // a word or words

	rootForm
	infoForm
	serverForm
	variableForm
	serversForm
	variablesForm

	pathItemForm
	operationForm
	parameterForm
	parametersForm
	bodyForm
	contentForm
	mediaTypeForm
	responseForm
	responsesForm
	headerForm
	headersForm
	schemaForm
	schemasForm
	schemaListForm
	additionalForm
	discriminatorForm
	mappingForm
	enumForm
	enumNamesForm
	enumValuesForm
	enumValueForm
	securityForm
	pagingForm
	hostForm
)

// element returns the form of what an array or a map of that form holds, and
// skipped if the form is none of the two.
func (f form) element() form {
	switch f {
	case words:
		return word
	case serversForm:
		return serverForm
	case variablesForm:
		return variableForm
	case parametersForm:
		return parameterForm
	case contentForm:
		return mediaTypeForm
	case responsesForm:
		return responseForm
	case headersForm:
		return headerForm
	case schemasForm, schemaListForm:
		return schemaForm
	case enumForm:
		return anything
	case enumValuesForm:
		return enumValueForm
	case mappingForm:
		return word
	}
	return skipped
}

// isArray returns whether values of the form are arrays.
func (f form) isArray() bool {
	switch f {
	case words, serversForm, parametersForm, schemaListForm, enumForm, enumValuesForm:
		return true
	}
	return false
}

// isNumbered returns whether an object of the form carries x-chatgen-node: all
// those that flattening looks up in the tree.
func (f form) isNumbered() bool {
	switch f {
	case parameterForm, bodyForm, responseForm, headerForm, schemaForm:
		return true
	}
	return false
}

// isInlined returns whether a $ref in an object of the form is replaced by what
// it refers to. Schemas are not: they may be recursive, and have names.
func (f form) isInlined() bool {
	switch f {
	case pathItemForm, parameterForm, bodyForm, responseForm, headerForm, securityForm:
		return true
	}
	return false
}

// fits returns whether a value has the kind that the form asks for, and that
// kind in words.
func (f form) fits(n *node, v version) (bool, string) {
	switch f {
	case anything:
		return true, ""
	case label:
		return n.kind == text || n.kind == number, "a string"
	case word:
		return n.kind == text, "a string"
	case truth:
		return n.kind == boolean, "true or false"
	case count:
		_, ok := small(n)
		return ok, "a whole number of at most nine digits"
	case numeral:
		return n.kind == number, "a number"
	case types:
		return n.kind == text || n.kind == array && v == openapi31, "a string"
	case schemaForm:
		return n.kind == object || n.kind == boolean && v == openapi31, "a schema"
	case additionalForm:
		return n.kind == object || n.kind == boolean, "a schema, true or false"
	case discriminatorForm:
		return (n.kind == text) == (v == swagger2) && (n.kind == object || n.kind == text), discriminatorKind(v)
	}
	if f.isArray() {
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

// member returns the form of an object's member, and whether kin-openapi gets
// it. What it does not get is read from the tree, which loses neither order nor
// the way a number is written.
func (f form) member(key string) (form form, handedOn bool) {
	switch f {
	case rootForm:
		return rootMember(key)
	case infoForm:
		return infoMember(key), true
	case pathItemForm:
		return pathItemMember(key)
	case operationForm:
		return operationMember(key)
	case parameterForm, headerForm:
		return parameterMember(key)
	case bodyForm, responseForm:
		return answerMember(key)
	case mediaTypeForm:
		if key == "schema" {
			return schemaForm, true
		}
	case schemaForm:
		return schemaMember(key)
	case discriminatorForm, enumNamesForm, enumValueForm, pagingForm, hostForm:
		return extensionMember(f, key), false
	case serverForm, variableForm:
		return serverMember(key), true
	case securityForm:
		return securityMember(key), true
	}
	return skipped, false
}
