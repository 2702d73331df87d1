package openapi

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// openFrom returns a function that opens the given files and no others.
func openFrom(files map[string]string) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		data, ok := files[name]
		if !ok {
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		}
		return []byte(data), nil
	}
}

// read reads a document that consists of one file, and returns its problems.
func read(name, data string) (*Document, string) {
	var errs diag.List
	doc := Read(name, openFrom(map[string]string{name: data}), &errs)
	if err := errs.Err(); err != nil {
		return doc, err.Error()
	}
	return doc, ""
}

const swaggerHead = `{"swagger": "2.0", "info": {"title": "T", "version": "1"}, `
const openapiHead = `{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, `

// Every problem is reported with its position, a message and a hint.
func TestErrors(t *testing.T) {
	tests := []struct {
		name, file, data, want string
	}{
		{"empty JSON", "d.json", "", "d.json:1:1: JSON: unexpected end of JSON input"},
		{"JSON that ends too early", "d.json", "{\n  \"a\": [1,", "d.json:2:10: JSON: unexpected end of JSON input"},
		{"JSON that ends after a member", "d.json", `{"a": 1`, "d.json:1:7: JSON: unexpected end of JSON input"},
		{"JSON that ends in a key", "d.json", `{"a": 1, "b`, "d.json:1:11: JSON: unexpected end of JSON input"},
		{"JSON syntax", "d.json", "{\n  \"a\": tru,\n}", "d.json:2:11: JSON: invalid character ',' in literal true (expecting 'e')"},
		{"JSON without a comma", "d.json", "{\"a\": 1\n \"b\": 2}", "d.json:2:2: JSON: invalid character '\"' after object key:value pair"},
		{"JSON key that is a number", "d.json", `{1: 2}`, "d.json:1:2: JSON: invalid character '1' looking for beginning of object key string"},
		{"JSON followed by more", "d.json", "{}\n {}", "d.json:2:2: JSON: invalid character '{' after top-level value"},
		{"JSON nested too deep", "d.json", strings.Repeat("[", 201) + strings.Repeat("]", 201), "d.json:1:201: JSON: nesting is too deep; the limit is 200 levels"},
		{"not UTF-8", "d.json", "{\"a\": \"\xff\"}", "d.json:1:8: file: is not UTF-8 (save it as UTF-8)"},
		{"duplicate JSON key", "d.json", "{\n \"swagger\": \"2.0\",\n \"info\": {},\n \"swagger\": 1}", `d.json:4:2: "swagger": duplicate key (the first is on line 2)`},
		{"duplicate key among many", "d.json", swaggerHead + "\n" + `"definitions": {"a":{},"b":{},"c":{},"d":{},"e":{},"f":{},"g":{},"h":{},"i":{},"j":{},"k":{},"c":{}}}`,
			`d.json:2:94: "c": duplicate key (the first is on line 2)`},
		{"duplicate YAML key", "d.yaml", "swagger: '2.0'\ninfo: {}\nswagger: 1\n", `d.yaml:3:1: "swagger": duplicate key (the first is on line 1)`},
		{"YAML syntax", "d.yaml", "swagger: '2.0'\ninfo: [\n", "d.yaml:3:1: YAML: expected a value (check the brackets, braces and commas before it)"},
		{"YAML syntax in a second document", "d.yaml", "a: 1\n---\nb: [\n", "d.yaml:4:1: YAML: expected a value (check the brackets, braces and commas before it)"},
		{"YAML of control characters", "d.yaml", "a: \x01", "d.yaml:1:4: YAML: a control character (remove it)"},
		{"YAML tag of a number", "d.yaml", "a: !!int [1]\nb: !!int 'true'\n", "d.yaml:2:4: YAML: invalid number \"true\" (want a number that JSON can represent)"},
		{"empty YAML", "d.yaml", "", "d.yaml: YAML: the file is empty (remove it, or add its contents)"},
		{"YAML of two documents", "d.yaml", "a: 1\n---\nb: 1\n", "d.yaml:2:1: YAML: a file with several documents is not supported (remove the line ---, or split the file)"},
		{"YAML merge key", "d.yaml", "a: &a {b: 1}\nc:\n  <<: *a\n", "d.yaml:3:3: YAML: merge keys are not supported; repeat the properties instead"},
		{"YAML key that is a list", "d.yaml", "[a]: 1\n", "d.yaml:1:1: YAML: a key must be a scalar"},
		{"YAML number that JSON cannot represent", "d.yaml", "swagger: '2.0'\nä: [ä, .inf]\n", `d.yaml:2:10: YAML: invalid number ".inf" (want a number that JSON can represent)`},
		{"YAML tag of a boolean", "d.yaml", "a: !!bool maybe\n", `d.yaml:1:4: YAML: invalid boolean "maybe"`},
		{"YAML bomb", "d.yaml", aliasBomb(), "d.yaml:3:40: YAML: aliases expand to too many values; the limit is 100000"},
		{"YAML anchor within itself", "d.yaml", "a: &a\n  b: *a\n", "d.yaml:2:6: YAML: nesting is too deep; the limit is 200 levels"},
		{"unsupported version of Swagger", "d.json", `{"swagger": "1.2"}`, `d.json:1:2: swagger: version "1.2" is not supported (want "swagger": "2.0", or "openapi": "3.0" or "3.1")`},
		{"unsupported version of OpenAPI", "d.yaml", "openapi: 3.2.0\n", `d.yaml:1:1: openapi: version "3.2.0" is not supported (want "swagger": "2.0", or "openapi": "3.0" or "3.1")`},
		{"no such definition", "d.json", swaggerHead + "\n" + `"definitions": {"Order": {"items": {"$ref": "#/definitions/Oder"}}}}`,
			"d.json:2:37: #/definitions/Oder: not found in d.json (did you mean #/definitions/Order?)"},
		{"no such file", "a/d.json", swaggerHead + "\n" + `"definitions": {"A": {"$ref": "../b/c.json#/x"}}}`,
			"a/d.json:2:23: ../b/c.json#/x: b/c.json cannot be read: no such file (write the path of the file relative to this one)"},
		{"remote reference", "d.json", swaggerHead + "\n" + `"definitions": {"A": {"$ref": "https://example.com/c.json"}, "B": {"$ref": "//example.com/c.json"}}}`,
			"d.json:2:23: https://example.com/c.json: remote references are not supported (save the file next to the document and use a relative path)\n" +
				"d.json:2:68: //example.com/c.json: remote references are not supported (save the file next to the document and use a relative path)"},
		{"reference by anchor", "d.json", swaggerHead + "\n" + `"definitions": {"A": {"$ref": "#Name"}}}`,
			`d.json:2:23: #Name: the fragment is not a JSON pointer (for example, "#/definitions/Name")`},
		{"badly escaped file", "d.json", swaggerHead + "\n" + `"definitions": {"A": {"$ref": "a%zz.json"}}}`,
			"d.json:2:23: a%zz.json: invalid percent-encoding in the file name (write %25 for a percent sign)"},
		{"reference that is a number", "d.json", swaggerHead + "\n" + `"definitions": {"A": {"$ref": 1}}}`,
			"d.json:2:23: #/definitions/A/$ref: must be a string, is 1 (put it in quotes)"},
		{"cycle of references", "d.json", swaggerHead + "\n" + `"definitions": {"C": {"$ref": "#/definitions/A"},
			"A": {"$ref": "#/definitions/B"}, "B": {"$ref": "#/definitions/A"}}}`,
			"d.json:3:10: #/definitions/B: circular reference: #/definitions/A -> #/definitions/B -> #/definitions/A (let one of them refer to another schema)"},
		{"cycle of parameters", "d.json", swaggerHead + "\n" + `"paths": {"/a": {"get": {"operationId": "A", "parameters": [{"$ref": "#/parameters/P"}]}}},
			"parameters": {"P": {"$ref": "#/parameters/P", "x-ms-client-name": "q"}}}`,
			"d.json:3:25: #/parameters/P: circular reference: #/parameters/P -> #/parameters/P (let one of them refer to another schema)"},
		{"cycle of schemas with siblings", "d.json", swaggerHead + "\n" + `"definitions": {"A": {"$ref": "#/definitions/B", "title": "a"}, "B": {"$ref": "#/definitions/A", "title": "b"}}}`,
			"d.json:2:65: #/definitions/A: the schema contains itself (refer to another schema)"},
		{"cycle of a schema with a sibling and one without", "d.json", openapiHead + "\n" +
			`"components": {"schemas": {"A": {"$ref": "#/components/schemas/B", "description": "a"}, "B": {"$ref": "#/components/schemas/A"}}}}`,
			"d.json:2:28: #/components/schemas/A: the schema contains itself (refer to another schema)"},
		{"cycle through null", "d.json", openapiHead + "\n" + `"components": {"schemas": {"A": {"oneOf": [{"$ref": "#/components/schemas/B"}, {"type": "null"}]},
			"B": {"anyOf": [{"type": "null"}, {"$ref": "#/components/schemas/A"}]}}}}`,
			"d.json:3:4: #/components/schemas/A: the schema contains itself (refer to another schema)"},
		{"schema that is its own items", "d.json", swaggerHead + "\n" + `"definitions": {"A": {"type": "array", "items": {"$ref": "#/definitions/A/items", "title": "a"}}}}`,
			"d.json:2:40: #/definitions/A/items: the schema contains itself (refer to another schema)"},
		{"schema in its own allOf", "d.json", swaggerHead + "\n" + `"definitions": {"A": {"allOf": [{"$ref": "#/definitions/A"}]}}}`,
			"d.json:2:33: #/definitions/A: the schema contains itself (refer to another schema)"},
		{"parameter that refers to a string", "d.json", swaggerHead + "\n" + `"paths": {"/a": {"$ref": "#/info/title"}}}`,
			"d.json:1:29: #/info/title: must be an object, is a string (write names with their values)"},
		{"derived operationId that is taken", "d.json", swaggerHead + "\n" + `"paths": {"/a": {"get": {}}, "/A/": {"get": {}}}}`,
			"d.json:2:38: GET /A/: has no operationId, and that of its method and path, GetA, is taken (the first is on line 2; add an operationId)"},
		{"merge conflict", "d.yaml", "swagger: '2.0'\n<<<<<<< ours\ninfo: {}\n", "d.yaml:2:1: file: has a merge conflict (resolve it, and remove the lines with its markers)"},
		{"version that is a number", "d.yaml", "swagger: 2.0\n", "d.yaml:1:1: swagger: the version must be a string, is 2.0 (put it in quotes)"},
		{"version that is an array", "d.yaml", "swagger: ['2.0']\n", "d.yaml:1:1: swagger: the version must be a string, is an array (write a single text)"},
		{"address that is an object", "d.json", swaggerHead + "\n" + `"x-ms-parameterized-host": {"hostTemplate": {}, "parameters": [{"name": "a", "in": "path", "type": "string"}]}}`,
			"d.json:2:29: #/x-ms-parameterized-host/hostTemplate: must be a string, is an object (write a single text)"},
		{"server that is a number", "d.json", openapiHead + "\n" + `"servers": [{"url": 1, "variables": {"a": {"default": "b"}}}]}`,
			"d.json:2:14: #/servers/0/url: must be a string, is 1 (put it in quotes)"},
		{"no info.version", "d.yaml", "swagger: '2.0'\ninfo: {title: T}\n", "d.yaml:1:1: document: info.version is required (the package is generated for this version of the API)"},
		{"array without items", "d.json", swaggerHead + "\n" + `"definitions": {"A": {"type": "array"}}}`,
			"d.json:2:17: #/definitions/A: an array without items (add them; items: {} are any JSON)"},
		{"parameter without items", "d.json", swaggerHead + "\n" + `"paths": {"/a": {"get": {"parameters": [{"name": "a", "in": "query", "type": "array"}]}}}}`,
			"d.json:2:41: #/paths/~1a/get/parameters/0: an array without items (add them; items: {} are any JSON)"},
		{"array without items in a media type that is not used", "d.yaml", "openapi: 3.0.0\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {responses: {200: {content: " +
			"{application/xml: {schema: {type: array}}, application/json: {schema: {type: array, items: {}}}}}}}}}\n", ""},
		{"nullable in Swagger 2.0", "d.json", swaggerHead + "\n" + `"definitions": {"A": {"type": "string", "nullable": true}}}`,
			"d.json:2:41: #/definitions/A: nullable is not a keyword of Swagger 2.0 (write x-nullable)"},
		{"duplicate operationId", "d.json", swaggerHead + "\n" + `"paths": {"/a": {"get": {"operationId": "A"},` + "\n" + `"put": {"operationId": "A"}}}}`,
			"d.json:3:1: A: duplicate operationId (the first is on line 2; call this one PutA, for example)"},
		{"path parameters", "d.json", swaggerHead + "\n" + `"paths": {"/a/{thread}/{b}": {"get": {"operationId": "A", "parameters": [
			{"in": "path", "name": "threads", "type": "string"}, {"in": "path", "name": "b", "type": "string"}]}}}}`,
			"d.json:2:31: A: {thread} in /a/{thread}/{b} is not a declared path parameter (did you mean threads?)\n" +
				"d.json:3:4: A: path parameter threads is not in /a/{thread}/{b} (did you mean thread?)"},
		{"braces", "d.json", swaggerHead + "\n" + `"paths": {"/{a": {"get": {"operationId": "A"}}, "/a}": {"get": {"operationId": "B"}}, "/{{a}}": {"get": {"operationId": "C"}}}}`,
			"d.json:2:19: A: unbalanced braces in /{a (close each brace)\n" +
				"d.json:2:57: B: unbalanced braces in /a} (close each brace)\n" +
				"d.json:2:98: C: unbalanced braces in /{{a}} (close each brace)"},
		{"host parameters", "d.json", swaggerHead + "\n" + `"x-ms-parameterized-host": {"hostTemplate": "{a}", "parameters": [{"in": "body", "name": "a"}, 1]}}`,
			"d.json:2:1: host: {a} in https://{a} is not a declared path parameter (declare it with in: path)\n" +
				`d.json:2:67: #/x-ms-parameterized-host/parameters/0: a host parameter must be in "path", is in "body" (write in: path)` + "\n" +
				"d.json:2:96: #/x-ms-parameterized-host/parameters/1: must be an object, is 1 (write names with their values)"},
		{"parameters", "d.json", openapiHead + "\n" + `"paths": {"/a": {"get": {"operationId": "A", "parameters": [
			{"in": "query", "schema": {}},
			{"in": "body", "name": "b", "schema": {}},
			{"in": "query", "name": "c"},
			{"in": "query", "name": "d", "style": "deepObject", "schema": {"type": "array"}},
			{"in": "query", "name": "d", "schema": {"type": "string"}}]}}}}`,
			"d.json:3:4: #/paths/~1a/get/parameters/0: name is required (add name)\n" +
				`d.json:4:4: parameter b: in "body" is not a valid parameter location (in OpenAPI 3, write a requestBody)` + "\n" +
				"d.json:5:4: parameter c: schema is required (add one; in OpenAPI 3 it has the type)\n" +
				`d.json:6:4: #/paths/~1a/get/parameters/3: style "deepObject" is not supported for arrays (want form)` + "\n" +
				"d.json:7:4: parameter d: duplicate parameter in query (remove one of them)"},
		{"paths", "d.json", swaggerHead + "\n" + `"paths": {"a": {}, "x-a": 1, "/b": {"gett": {}, "x-b": 1}, "/c": []}, "x-ms-paths": {}}`,
			`d.json:2:11: "a": a path must begin with / (add the slash)` + "\n" +
				`d.json:2:37: "gett": not a supported HTTP method (did you mean get?)` + "\n" +
				"d.json:2:60: #/paths/~1c: must be an object, is an array (write names with their values)"},
		{"responses", "d.json", swaggerHead + "\n" + `"paths": {"/a": {"get": {"operationId": "A", "responses": {"20": {}, "x-a": {}, "200": 1}}}}}`,
			"d.json:2:60: 20: invalid status code (want a number, a class such as \"4XX\", or \"default\")\n" +
				"d.json:2:81: #/paths/~1a/get/responses/200: must be an object, is 1 (write names with their values)"},
		{"security", "d.json", swaggerHead + "\n" + `"securityDefinitions": {"key": {"type": "basic"}},
			"security": [{"kee": []}, {"key": [1, "a"]}, 1, {"key": {}}]}`,
			`d.json:3:18: "kee": no such security scheme (did you mean key?)` + "\n" +
				"d.json:3:39: #/security/1/key/0: must be a string, is 1 (put it in quotes)\n" +
				"d.json:3:49: #/security/2: must be an object, is 1 (write names with their values)\n" +
				"d.json:3:53: #/security/3/key: must be an array, is an object (put it in brackets, or begin each element with a dash)"},
		{"security schemes that are not an object", "d.json", swaggerHead + "\n" + `"securityDefinitions": true}`,
			"d.json:2:1: #/securityDefinitions: must be an object, is true (write names with their values)"},
		{"discriminator mapping", "d.json", openapiHead + "\n" + `"components": {"schemas": {"Cat": {"discriminator": {"propertyName": "k", "mapping": {"a": "Cut", "b": "#/x", "c": 1}}}}}}`,
			`d.json:2:87: "Cut": no such schema (did you mean Cat?)` + "\n" +
				"d.json:2:99: #/x: not found in d.json\n" +
				"d.json:2:111: #/components/schemas/Cat/discriminator/mapping/c: must be a string, is 1 (put it in quotes)"},
		{"wrong kinds", "d.json", swaggerHead + "\n" + `"consumes": "a", "definitions": {
			"A": [],
			"B": {"type": ["a"], "required": true, "readOnly": 1, "minLength": 1.5, "maxItems": 99999999999999999999, "minimum": "1",
				"properties": [], "items": true, "allOf": {}, "additionalProperties": 1, "discriminator": {}, "enum": 1,
				"x-ms-enum": {"name": 1, "modelAsString": "x", "values": [{"name": 1}]}, "description": null},
			"C": true}}`,
			"d.json:2:1: #/consumes: must be an array, is a string (put it in brackets, or begin each element with a dash)\n" +
				"d.json:3:4: #/definitions/A: must be a schema, is an array (for example, {type: string})\n" +
				"d.json:4:10: #/definitions/B/type: must be a string, is an array (lists of types are part of OpenAPI 3.1; before, write one, and nullable or x-nullable)\n" +
				"d.json:4:25: #/definitions/B/required: must be an array, is true (list the names of required properties in the object that contains them)\n" +
				"d.json:4:43: #/definitions/B/readOnly: must be true or false, is 1 (write true or false)\n" +
				"d.json:4:58: #/definitions/B/minLength: must be a non-negative integer of at most 63 bits, is 1.5\n" +
				"d.json:4:76: #/definitions/B/maxItems: must be a non-negative integer of at most 63 bits, is 99999999999999999999\n" +
				"d.json:4:110: #/definitions/B/minimum: must be a number, is a string (remove the quotes)\n" +
				"d.json:5:5: #/definitions/B/properties: must be an object, is an array (write names with their values)\n" +
				"d.json:5:23: #/definitions/B/items: must be a schema, is true (for example, {type: string})\n" +
				"d.json:5:38: #/definitions/B/allOf: must be an array, is an object (put it in brackets, or begin each element with a dash)\n" +
				"d.json:5:51: #/definitions/B/additionalProperties: must be a schema, true or false, is 1 (write true or false)\n" +
				"d.json:5:78: #/definitions/B/discriminator: must be a string, is an object (write the name of the property; objects are part of OpenAPI 3)\n" +
				"d.json:5:99: #/definitions/B/enum: must be an array, is 1 (put it in brackets, or begin each element with a dash)\n" +
				"d.json:6:19: #/definitions/B/x-ms-enum/name: must be a string, is 1 (put it in quotes)\n" +
				"d.json:6:30: #/definitions/B/x-ms-enum/modelAsString: must be true or false, is a string (write true or false)\n" +
				"d.json:6:64: #/definitions/B/x-ms-enum/values/0/name: must be a string, is 1 (put it in quotes)\n" +
				"d.json:7:4: #/definitions/C: must be a schema, is true (for example, {type: string})"},
		{"string discriminator in OpenAPI 3", "d.json", openapiHead + "\n" + `"components": {"schemas": {"A": {"discriminator": "k"}}}}`,
			"d.json:2:34: #/components/schemas/A/discriminator: must be an object, is a string (write {propertyName: NAME})"},
		{"OAuth 2 without a flow", "d.json", swaggerHead + "\n" + `"securityDefinitions": {"o": {"type": "oauth2", "authorizationUrl": "https://a.example", "scopes": {}}}}`,
			`d.json:2:25: #/securityDefinitions/o: no such OAuth 2 flow: "" (want one of implicit, password, application, accessCode)`},
		{"OAuth 2 with another flow", "d.json", swaggerHead + "\n" + `"securityDefinitions": {"o": {"type": "oauth2", "flow": "magic", "scopes": {}}}}`,
			`d.json:2:49: #/securityDefinitions/o: no such OAuth 2 flow: "magic" (want one of implicit, password, application, accessCode)`},
		{"two bodies", "d.json", swaggerHead + "\n" + `"paths": {"/a": {"parameters": [{"in": "body", "name": "a", "schema": {}}],` + "\n" +
			`"post": {"responses": {}, "parameters": [{"in": "body", "name": "b", "schema": {}}]}}}}`,
			`d.json:3:42: parameter b: an operation has at most one body (the first is on line 2)`},
		{"a body and formData", "d.json", swaggerHead + "\n" + `"paths": {"/a": {"post": {"responses": {}, "parameters": [{"in": "body", "name": "a", "schema": {}},` + "\n" +
			`{"in": "formData", "name": "b", "type": "string"}]}}}}`,
			`d.json:3:1: parameter b: an operation has either a body or parameters in formData (the body is on line 2)`},
		{"problems of the document and of a part", "d.json", `{"swagger": "2.0", "info": {"title": "T", "version": []},` + "\n" +
			`"definitions": {"A": {"type": 1}}, "security": [{"key": 1}]}`,
			"d.json:1:43: #/info/version: must be a string, is an array (write a single text)\n" +
				"d.json:2:23: #/definitions/A/type: must be a string, is 1 (put it in quotes)\n" +
				"d.json:2:50: \"key\": no such security scheme\n" +
				"d.json:2:50: #/security/0/key: must be an array, is 1 (put it in brackets, or begin each element with a dash)"},
		{"definitions that are a list", "d.json", swaggerHead + "\n" + `"definitions": []}`, "d.json:2:1: #/definitions: must be an object, is an array (write names with their values)"},
		{"document rejected by kin-openapi", "d.json", swaggerHead + "\n" + `"host": "a/b"}`,
			`d.json:2:1: host: "a/b" is not only a host (write the scheme in schemes, and the path in basePath)`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, got := read(test.file, test.data); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// aliasBomb returns a few lines of YAML whose aliases expand to a billion values.
func aliasBomb() string {
	var b strings.Builder
	b.WriteString("a0: &a0 [x]\n")
	for i := range 9 {
		n := string(rune('0' + i))
		next := string(rune('1' + i))
		b.WriteString("a" + next + ": &a" + next + " [" + strings.Repeat("*a"+n+", ", 9) + "*a" + n + "]\n")
	}
	return b.String()
}

// A cycle through files is reported once, and what remains of the document ends
// wherever one follows references.
func TestCycleThroughFiles(t *testing.T) {
	var errs diag.List
	doc := Read("a/d.json", openFrom(map[string]string{
		"a/d.json": swaggerHead + `"definitions": {"A": {"$ref": "../b/e.json#/definitions/B", "title": "a"}}}`,
		"b/e.json": `{"definitions": {"B": {"$ref": "f.json"}}}`,
		"b/f.json": `{"allOf": [{"$ref": "../a/d.json#/definitions/A"}]}`,
	}), &errs)
	want := "b/f.json:1:12: #/definitions/A: the schema contains itself (refer to another schema)"
	if err := errs.Err(); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	steps := 0
	for s := doc.Schemas[0]; s != nil && steps < 10; s = s.Target {
		steps++
	}
	if steps != 2 {
		t.Errorf("following the reference takes %d steps", steps)
	}
}

// Compositions and references are limited in depth, so that the time they take is
// linear in the size of the document.
func TestTooManyLevels(t *testing.T) {
	tests := []struct {
		name, definition string
		limit            int
		want             string
	}{
		{"allOf", `"A%d": {"allOf": [{"$ref": "#/definitions/A%d"}]}`, maxLevels, "#/definitions/A1/allOf/0: too many levels of references; the limit is 2000"},
		{"references", `"A%d": {"title": "a", "$ref": "#/definitions/A%d"}`, maxLevels, "#/definitions/A1: too many levels of references; the limit is 2000"},
		{"bare references", `"A%d": {"$ref": "#/definitions/A%d"}`, maxDepth, "#/definitions/A1: too many references follow each other; the limit is 200"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var definitions []string
			for i := range test.limit + 1 {
				definitions = append(definitions, fmt.Sprintf(test.definition, i, i+1))
			}
			_, got := read("d.json", swaggerHead+`"definitions": {`+strings.Join(definitions, ", ")+fmt.Sprintf(`, "A%d": {}}}`, test.limit+1))
			if !strings.Contains(got, test.want) || strings.Contains(got, "\n") {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}
