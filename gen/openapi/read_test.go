package openapi

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// definition returns the schema with that name.
func definition(t *testing.T, doc *Document, name string) *Schema {
	t.Helper()
	var found *Schema
	for _, s := range doc.Schemas {
		if s.Name == name {
			if found != nil {
				t.Fatalf("two schemas are named %s", name)
			}
			found = s
		}
	}
	if found == nil {
		t.Fatalf("no schema is named %s", name)
	}
	return found
}

// names returns the names of the document's schemas.
func names(doc *Document) []string {
	var all []string
	for _, s := range doc.Schemas {
		all = append(all, s.Name)
	}
	return all
}

// readAll reads main.json and the files to which it refers, which must be valid.
func readAll(t *testing.T, files map[string]string) *Document {
	t.Helper()
	var errs diag.List
	doc := Read("main.json", openFrom(files), &errs)
	if err := errs.Err(); err != nil {
		t.Fatal(err)
	}
	return doc
}

// A missing file is reported like any other problem.
func TestReadMissingFile(t *testing.T) {
	var errs diag.List
	doc := Read("testdata/none.json", os.ReadFile, &errs)
	want := "testdata/none.json: document: cannot be read: no such file"
	if err := errs.Err(); doc != nil || err == nil || err.Error() != want {
		t.Errorf("got %v, %v, want %s", doc, err, want)
	}
}

// Other errors of reading a file are reported with the text of the operating
// system.
func TestReadUnreadableFile(t *testing.T) {
	var errs diag.List
	Read("d.json", func(string) ([]byte, error) { return nil, testError{} }, &errs)
	if got, want := errs.Err().Error(), "d.json: document: cannot be read: disk error"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

type testError struct{}

func (testError) Error() string { return "disk error" }

// All references to a schema, by any chain and spelling, resolve to the same
// object, which has one name: that in the root document.
func TestOneSchemaOneName(t *testing.T) {
	doc := readAll(t, map[string]string{
		"main.json": swaggerHead + `"definitions": {
			"Alias": {"$ref": "lib/common.json#/definitions/Model"},
			"Second": {"$ref": "lib/common.json#/definitions/Model"},
			"Own": {"properties": {
				"a": {"$ref": "#/definitions/Alias"},
				"b": {"$ref": "lib/../lib/common.json#/definitions/Model"},
				"c": {"$ref": "main.json#/definitions/Second"},
				"d": {"$ref": "lib/common.json#/definitions/Chain"}}}}}`,
		"lib/common.json": `{"definitions": {
			"Model": {"properties": {"self": {"$ref": "#/definitions/Model"}}},
			"Chain": {"$ref": "../main.json#/definitions/Alias"}}}`,
	})
	model := definition(t, doc, "Alias")
	if got, want := names(doc), []string{"Alias", "Own"}; !reflect.DeepEqual(got, want) {
		t.Errorf("schemas: got %q, want %q", got, want)
	}
	for _, p := range definition(t, doc, "Own").Properties {
		if p.Schema.Target != model {
			t.Errorf("%s is not Alias", p.Name)
		}
	}
	if model.Properties[0].Schema.Target != model {
		t.Error("the schema does not refer to itself")
	}
	if got, want := model.Pos.String(), "lib/common.json:2:4"; got != want {
		t.Errorf("position: got %s, want %s", got, want)
	}
}

// A schema of another file keeps its name unless the root document, an earlier file
// or an earlier schema of its file has the same.
func TestNamesOfOtherFiles(t *testing.T) {
	doc := readAll(t, map[string]string{
		"main.json": swaggerHead + `"definitions": {
			"Error": {"properties": {
				"a": {"$ref": "one.json#/definitions/Error"},
				"b": {"$ref": "two.json#/definitions/Error"},
				"c": {"$ref": "two.json#/definitions/Other"},
				"d": {"$ref": "three.json"},
				"e": {"$ref": "#/definitions/Error/properties/f"},
				"f": {"type": "string"}}}}}`,
		"one.json":   `{"definitions": {"Error": {"type": "string"}}}`,
		"two.json":   `{"definitions": {"Error": {"type": "string"}, "Other": {"type": "string"}}}`,
		"three.json": `{"type": "object"}`,
	})
	want := []string{"Error", "Error2", "Error3", "Other", "three", "f"}
	if got := names(doc); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if inner := definition(t, doc, "Error").Properties[5].Schema; inner != definition(t, doc, "f") {
		t.Error("a referenced property became two schemas")
	}
}

// An added reference must not exchange the names of two schemas, and with them the
// overrides that name these.
func TestNamesIgnoreReferenceOrder(t *testing.T) {
	const ref = `{"$ref": "%s.json#/definitions/Error"}`
	one, two := strings.ReplaceAll(ref, "%s", "one"), strings.ReplaceAll(ref, "%s", "two")
	for _, refs := range [][]string{{one, two}, {two, one}, {two, one, two}} {
		doc := readAll(t, map[string]string{
			"main.json": swaggerHead + `"definitions": {"A": {"allOf": [` + strings.Join(refs, ", ") + `]}}}`,
			"one.json":  `{"definitions": {"Error": {"type": "string"}}}`,
			"two.json":  `{"definitions": {"Error": {"type": "string"}}}`,
		})
		first, second := definition(t, doc, "Error"), definition(t, doc, "Error2")
		if first.Pos.File != "one.json" || second.Pos.File != "two.json" || second.SameNamePos != first.Pos {
			t.Errorf("%q: Error is at %s, Error2 at %s, with the namesake %s", refs, first.Pos, second.Pos, second.SameNamePos)
		}
	}
}

// The order of an object's keywords has no meaning, so it must not determine which
// of two schemas keeps its name.
func TestNamesIgnoreKeywordOrder(t *testing.T) {
	const ref = `{"$ref": "%s.json#/definitions/Error"}`
	one, two := strings.ReplaceAll(ref, "%s", "one"), strings.ReplaceAll(ref, "%s", "two")
	tests := []struct{ name, before, first, second, after string }{
		{"schema", `"definitions": {"A": {`, `"items": ` + one, `"additionalProperties": ` + two, `}}`},
		{
			"operation", `"paths": {"/a": {"put": {"operationId": "A", `,
			`"parameters": [{"in": "body", "name": "b", "schema": ` + one + `}]`,
			`"responses": {"200": {"schema": ` + two + `}}`, `}}}`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var files []string
			for _, keywords := range []string{test.first + ", " + test.second, test.second + ", " + test.first} {
				doc := readAll(t, map[string]string{
					"main.json": swaggerHead + test.before + keywords + test.after + "}",
					"one.json":  `{"definitions": {"Error": {"type": "string"}}}`,
					"two.json":  `{"definitions": {"Error": {"type": "string"}}}`,
				})
				files = append(files, definition(t, doc, "Error").Pos.File)
			}
			if files[0] != files[1] {
				t.Errorf("Error is in %s or in %s", files[0], files[1])
			}
		})
	}
}

// A definition in which a $ref has siblings is a separate schema with a target.
func TestDefinitionWithSiblings(t *testing.T) {
	doc, problems := read("d.json", swaggerHead+`"definitions": {"A": {"$ref": "#/definitions/B", "description": "Ours."}, "B": {"description": "Theirs."}}}`)
	if problems != "" {
		t.Fatal(problems)
	}
	a, b := definition(t, doc, "A"), definition(t, doc, "B")
	if a.Target != b || a.Description != "Ours." || b.Description != "Theirs." {
		t.Errorf("got %+v and %+v", a, b)
	}
}

// Siblings of the $ref of a parameter override the target, at the place of the reference.
func TestParameterWithSiblings(t *testing.T) {
	doc, problems := read("d.json", swaggerHead+`
		"paths": {"/a": {"get": {"operationId": "A", "parameters": [
			{"$ref": "#/parameters/P", "x-ms-parameter-location": "client", "required": true}]}}},
		"parameters": {
			"P": {"$ref": "#/parameters/Q", "description": "First."},
			"Q": {"in": "query", "name": "q", "type": "string", "description": "Second.", "x-ms-parameter-location": "method"}}}`)
	if problems != "" {
		t.Fatal(problems)
	}
	p := doc.Operations[0].Parameters[0]
	if p.Name != "q" || p.Location != "client" || !p.Required || p.Description != "First." || p.Pointer != "/paths/~1a/get/parameters/0" {
		t.Errorf("got %+v", p)
	}
}

// A parameter that several operations share has one schema.
func TestSharedParameter(t *testing.T) {
	doc, problems := read("d.json", swaggerHead+`
		"paths": {"/a": {"parameters": [{"$ref": "#/parameters/P"}], "get": {"operationId": "A"}, "put": {"operationId": "B"}}},
		"parameters": {"P": {"in": "query", "name": "q", "type": "string", "enum": ["x"], "x-ms-client-name": "other"}}}`)
	if problems != "" {
		t.Fatal(problems)
	}
	first, second := doc.Operations[0].Parameters[0], doc.Operations[1].Parameters[0]
	if first.Schema != second.Schema || first.Schema.ClientName != "" || first.ClientName != "other" {
		t.Errorf("got %+v and %+v", first.Schema, second.Schema)
	}
}

// Escapes, unusual numbers and any spacing of JSON are preserved.
func TestJSONValues(t *testing.T) {
	data := "\r\n[ \"\\\"\\\\ \\u00e4\\n\",\"\",-0.5E+3,true,false,null,{},[ ],{\"a\\\"\":1 , \"b\":[2]} ]\t\n"
	var errs diag.List
	root := newFiles(nil, &errs).parse("d.json", []byte(data))
	if err := errs.Err(); err != nil {
		t.Fatal(err)
	}
	if got, want := string(root.appendJSON(nil)), `["\"\\ ä\n","",-0.5E+3,true,false,null,{},[],{"a\"":1,"b":[2]}]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := root.children[8].get("b").pos.String(), "d.json:2:64"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// The syntax of a file follows from its extension, or else from its first byte.
func TestSyntax(t *testing.T) {
	const yaml = "\ufeffswagger: '2.0'\ninfo: {title: T, version: '1'}\n"
	const json = "\ufeff" + `{"swagger": "2.0", "info": {"title": "T", "version": "1"}}`
	for name, data := range map[string]string{"d.json": json, "d": json, "d.txt": yaml, "d.YAML": yaml, "d.yml": json} {
		doc, problems := read(name, data)
		if problems != "" || doc.Title != "T" || doc.Host != nil {
			t.Errorf("%s: %+v %s", name, doc, problems)
		}
	}
}

// An alias has the value of its anchor, as a key and as a value, and its own
// position.
func TestYAMLAliases(t *testing.T) {
	doc, problems := read("d.yaml", "swagger: &v '2.0'\ninfo:\n  title: &t title\n  version: *v\ndefinitions:\n  A: {*t : *t, enum: [1, *t]}\n")
	if problems != "" {
		t.Fatal(problems)
	}
	a := doc.Schemas[0]
	if got, want := a.Enum[1].Pos.String(), "d.yaml:6:26"; doc.Version != "2.0" || a.Title != "title" || got != want {
		t.Errorf("got %q, %q, %s, want %s", doc.Version, a.Title, got, want)
	}
}

// Columns count bytes, although the YAML library counts runes.
func TestYAMLColumns(t *testing.T) {
	doc, problems := read("d.yaml", "{swagger: '2.0', info: {version: '1'},\ndefinitions: {ä: {type: string, description: ö, enum: [ü, x]}}}\n")
	if problems != "" {
		t.Fatal(problems)
	}
	if got, want := doc.Schemas[0].Enum[1].Pos.String(), "d.yaml:2:62"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// The server of a Swagger 2.0 document is composed of those parts that it declares.
func TestHost(t *testing.T) {
	tests := []struct{ name, members, want string }{
		{"host alone", `"host": "a.com"`, "https://a.com"},
		{"base path", `"host": "a.com", "basePath": "/v1/"`, "https://a.com/v1"},
		{"scheme", `"host": "a.com", "schemes": ["http"]`, "http://a.com"},
		{"https of two", `"host": "a.com", "schemes": ["http", "https"]`, "https://a.com"},
		{"base path alone", `"basePath": "/v1"`, "/v1"},
		{"template without prefix", `"x-ms-parameterized-host": {"hostTemplate": "http://a", "useSchemePrefix": false}`, "http://a"},
		{"template with prefix", `"x-ms-parameterized-host": {"hostTemplate": "a"}, "basePath": "/v1"`, "https://a/v1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			doc, problems := read("d.json", swaggerHead+test.members+"}")
			if problems != "" {
				t.Fatal(problems)
			}
			if doc.Host == nil || doc.Host.Template != test.want {
				t.Errorf("got %+v, want %s", doc.Host, test.want)
			}
		})
	}
}

func BenchmarkRead(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		var errs diag.List
		if Read("testdata/swagger/shop.json", os.ReadFile, &errs); errs.Len() > 0 {
			b.Fatal(errs.Err())
		}
	}
}

// The styles of OpenAPI 3 are converted to the collection formats of Swagger 2.0.
func TestCollectionFormat(t *testing.T) {
	tests := []struct{ name, members, want string }{
		{"query", `"in": "query"`, "multi"},
		{"query not exploded", `"in": "query", "explode": false`, "csv"},
		{"cookie", `"in": "cookie"`, "multi"},
		{"header", `"in": "header"`, "csv"},
		{"exploded header", `"in": "header", "explode": true`, "csv"},
		{"form", `"in": "query", "style": "form"`, "multi"},
		{"form not exploded", `"in": "query", "style": "form", "explode": false`, "csv"},
		{"simple", `"in": "header", "style": "simple"`, "csv"},
		{"spaces", `"in": "query", "style": "spaceDelimited"`, "ssv"},
		{"pipes", `"in": "query", "style": "pipeDelimited", "explode": false`, "pipes"},
		{"exploded pipes", `"in": "query", "style": "pipeDelimited", "explode": true`, "multi"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			doc, problems := read("d.json", openapiHead+`"paths": {"/a": {"get": {"operationId": "A", "parameters": [
				{"name": "p", "schema": {"type": "array", "items": {}}, `+test.members+`}]}}}}`)
			if problems != "" {
				t.Fatal(problems)
			}
			if got := doc.Operations[0].Parameters[0].CollectionFormat; got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// All methods are supported in either version, in source order.
func TestMethods(t *testing.T) {
	for _, head := range []string{swaggerHead, openapiHead} {
		var members, want []string
		for _, m := range []string{"put", "head", "get", "options", "patch", "delete", "post"} {
			members = append(members, `"`+m+`": {"operationId": "`+m+`"}`)
			want = append(want, strings.ToUpper(m))
		}
		doc, problems := read("d.json", head+`"paths": {"/a": {`+strings.Join(members, ", ")+`}}}`)
		if problems != "" {
			t.Fatal(problems)
		}
		var got []string
		for _, op := range doc.Operations {
			got = append(got, op.Method)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// Keywords of another version of OpenAPI are errors if the package would lack what they
// describe. Others have no effect and are listed.
func TestKeywordsOfAnotherVersion(t *testing.T) {
	for _, test := range []struct{ name, data, ignored, problems string }{
		{
			"Swagger 2.0", swaggerHead + `"servers": [], "components": {}, "paths": {"/a": {"get": {"requestBody": {},
			"parameters": [{"name": "a", "in": "query", "style": "form", "schema": {}}],
			"responses": {"200": {"description": "", "content": {}, "headers": {"h": {"name": "h", "type": "string"}}}}}}}}`,
			"style name", "d.json:1:60: #/servers: is not a keyword of Swagger 2.0 (write host, basePath and schemes)\n" +
				"d.json:1:75: #/components: is not a keyword of Swagger 2.0 (move them to definitions, parameters and responses)\n" +
				"d.json:1:118: #/paths/~1a/get/requestBody: is not a keyword of Swagger 2.0 (write a parameter in body, and consumes)\n" +
				"d.json:2:65: #/paths/~1a/get/parameters/0/schema: is not a keyword of Swagger 2.0 (write type and the other keywords next to name)\n" +
				"d.json:3:45: #/paths/~1a/get/responses/200/content: is not a keyword of Swagger 2.0 (write schema, and produces)",
		},
		{
			"Swagger 2.0, in addition to its own", swaggerHead + `"host": "a", "servers": [], "components": null, "paths": {"/a": {"get": {"servers": [],
			"parameters": [{"name": "a", "in": "query", "type": "string", "schema": {}, "content": {}}],
			"responses": {"200": {"description": "", "schema": {}, "content": {}, "headers": {"h": {"type": "string", "schema": {}}}}}}}}}`,
			"servers servers schema content content schema", "", //nolint:dupword // keywords
		},
		{
			"Swagger 2.0, parameter elsewhere", swaggerHead + `"paths": {"/a": {"get": {
			"parameters": [{"name": "a", "in": "Body", "schema": {}}]}}}}`,
			"schema", `d.json:2:19: parameter a: in "Body" is not a valid parameter location (want path, query, header or cookie)`,
		},
		{
			"OpenAPI 3, in addition to its own", openapiHead + `"servers": [{"url": "https://a.example"}], "host": "a", "definitions": null, "paths": {"/a": {"get": {
			"requestBody": {"schema": {}, "content": {"application/json": {"schema": {}}}},
			"responses": {"200": {"description": "", "schema": {}, "content": {"application/json": {"schema": {}}}}}}}}}`,
			"host schema schema", "", //nolint:dupword // keywords
		},
		{
			"OpenAPI 3", openapiHead + `"host": "a", "definitions": {}, "produces": [], "paths": {"/a": {"get": {"consumes": [],
			"parameters": [{"name": "a", "in": "query", "schema": {}, "type": "string", "collectionFormat": "csv"}],
			"responses": {"200": {"description": "", "schema": {}}}}}}}`,
			"produces consumes type collectionFormat", "d.json:1:62: #/host: is not a keyword of OpenAPI 3 (write servers)\n" +
				"d.json:1:75: #/definitions: is not a keyword of OpenAPI 3 (move them to components/schemas)\n" +
				"d.json:3:45: #/paths/~1a/get/responses/200/schema: is not a keyword of OpenAPI 3 (write content, with a media type)",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc, problems := read("d.json", test.data)
			var got []string
			for _, ignored := range doc.Ignored {
				got = append(got, ignored.Keyword)
			}
			if want := strings.Fields(test.ignored); problems != test.problems || !slices.Equal(got, want) {
				t.Errorf("got %q\n%s\nwant %q\n%s", got, problems, want, test.problems)
			}
		})
	}
}

// JSON pointers may contain array indexes, escapes and percent-encoding.
func TestPointers(t *testing.T) {
	doc, problems := read("d.json", swaggerHead+`"definitions": {
		"a/b~c d": {"allOf": [{"type": "string"}]},
		"User": {"properties": {
			"x": {"$ref": "#/definitions/a~1b~0c%20d/allOf/0"}, "y": {"$ref": "#/definitions/a~1b~0c%20d"}}}}}`)
	if problems != "" {
		t.Fatal(problems)
	}
	x, y := doc.Schemas[1].Properties[0].Schema.Target, doc.Schemas[1].Properties[1].Schema.Target
	if x != doc.Schemas[0].AllOf[0] || y != doc.Schemas[0] || x.Pointer != "/definitions/a~1b~0c d/allOf/0" {
		t.Errorf("got %+v and %+v", x, y)
	}
	for _, pointer := range []string{"/allOf/1", "/allOf/-1", "/allOf/x", "/type/y"} {
		_, got := read("d.json", swaggerHead+"\n"+`"definitions": {"A": {"type": "object", "allOf": [{"$ref": "#/definitions/A`+pointer+`"}]}}}`)
		want := "d.json:2:52: #/definitions/A" + pointer + ": not found in d.json"
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
