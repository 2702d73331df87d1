package gen_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/chatgen-go/chatgen/gen/override"
)

// keywordDir has a document for each version of OpenAPI, with a node for each place that a
// keyword may have.
const keywordDir = "testdata/keywords"

// sampledKeywords is the number of keywords that an ordinary run adds to each document.
const sampledKeywords = 100

// keywordInputs returns the documents of keywordDir.
func keywordInputs(t testing.TB) []*input {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(keywordDir, "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	var all []*input
	for _, file := range files {
		p := config()
		p.Spec = file
		all = append(all, newInput(t, filepath.Base(file), p, os.ReadFile, []override.File{credentialOverride}))
	}
	return all
}

// Every keyword of the specifications, also of another version than the document's, of
// Azure's extensions, and of nobody is noticed at every place: adding it changes the emitted code, is an error, or adds to the list of
// what is not carried out, and that names the operation or the type. The test takes a
// sample; CHATGEN_SILENCE=1 tries all.
func TestKeywords(t *testing.T) {
	t.Parallel()
	for _, in := range keywordInputs(t) {
		t.Run(in.name, func(t *testing.T) {
			t.Parallel()
			var additions []mutation
			for pointer, at := range placesOf(in.trees[in.config.Spec]) {
				for _, k := range keywordsAt(at.place) {
					key, _, _ := strings.Cut(k, ":")
					if !hasKey(at.node, key) && !isExempt(at.node, key) && !isRedundant(addedMember(in, pointer, at.node, k)) {
						additions = append(additions, mutation{file: in.config.Spec, pointer: pointer + "/" + key, add: k})
					}
				}
			}
			for _, m := range sampled(additions, sampledKeywords, func(m mutation) string { return m.pointer + m.add }) {
				if problem := in.try(m, observe); problem != "" {
					t.Errorf("%s: %s", m, problem)
				}
			}
		})
	}
}

// addedMember returns a keyword as a member of an object.
func addedMember(in *input, pointer string, object *yaml.Node, keyword string) member {
	key, value, _ := strings.Cut(keyword, ":")
	return member{in, in.config.Spec, pointer + "/" + key, object, key, parseYAML([]byte(value))}
}

func hasKey(n *yaml.Node, key string) bool {
	for known := range children(n) {
		if known == key {
			return true
		}
	}
	return false
}

// placed is an object of a document with the kind of its place.
type placed struct {
	node  *yaml.Node
	place string
}

// placesOf returns the objects of a document that have keywords, by their pointers.
func placesOf(root *yaml.Node) map[string]placed {
	all := map[string]placed{}
	addPlaces(root, "root", "", all)
	return all
}

func addPlaces(n *yaml.Node, place, pointer string, all map[string]placed) {
	if n.Kind == yaml.MappingNode && !strings.HasSuffix(place, "s of") {
		all[pointer] = placed{n, place}
	}
	for key, child := range children(n) {
		if next := placeBelow(place, key); next != "" {
			addPlaces(child, next, pointer+"/"+escapeKey(key), all)
		}
	}
}

// placeBelow returns the place of a child. A map or list has the place of its elements
// with "s of".
func placeBelow(place, key string) string {
	if element, ok := strings.CutSuffix(place, "s of"); ok {
		return element
	}
	switch place {
	case "schema", "parameter", "header":
		switch key {
		case "properties", "allOf", "oneOf", "anyOf":
			return "schemas of"
		case "items", "additionalProperties", "schema":
			return "schema"
		}
	case "path":
		if key != "parameters" {
			return "operation"
		}
	}
	switch key {
	case "info", "requestBody":
		return key
	case "components":
		return "components"
	case "paths":
		return "paths of"
	case "parameters":
		return "parameters of"
	case "responses":
		return "responses of"
	case "headers":
		return "headers of"
	case "content":
		return "medias of"
	case "schema":
		return "schema"
	case "definitions", "schemas":
		return "schemas of"
	case "servers":
		return "servers of"
	case "variables":
		return "variables of"
	case "securityDefinitions", "securitySchemes":
		return "schemes of"
	}
	return ""
}

// keywordsAt returns the keywords that are added at a place, each as a JSON member whose
// key is not quoted.
func keywordsAt(place string) []string {
	all := slices.Clone(placeKeywords[place])
	for _, version := range []string{"swagger", "openapi30", "openapi31"} {
		for _, k := range versionKeywords[version+" "+place] {
			if !slices.Contains(all, k) {
				all = append(all, k)
			}
		}
	}
	return append(all, `x-own:{"a":1}`)
}

var placeKeywords = map[string][]string{
	"schema": {
		`type:"string"`, `format:"uuid"`, `format:"int32"`, `default:"red"`, `multipleOf:2`, `maximum:5`, `minimum:1`, `maxLength:5`, `minLength:1`, `pattern:"a"`,
		`maxItems:3`, `minItems:1`, `uniqueItems:true`, `maxProperties:3`, `minProperties:1`, `required:["zzz"]`, `enum:["a","b"]`,
		`additionalProperties:false`, `additionalProperties:{"type":"string"}`, `readOnly:true`, `deprecated:true`, `xml:{"name":"a"}`,
		`not:{"type":"string"}`, `items:{"type":"string"}`, `properties:{"zzz":{"type":"string"}}`, `allOf:[{"type":"object"}]`,
		`x-ms-client-name:"Renamed"`, `x-ms-enum:{"name":"Renamed"}`, `x-ms-client-flatten:true`, `x-ms-discriminator-value:"zzz"`,
		`x-ms-mutability:["read"]`, `x-ms-secret:true`, `x-ms-azure-resource:true`, `x-ms-external:true`, `x-nullable:true`, `x-ms-parameter-location:"client"`,
	},
	"parameter": {
		`x-ms-client-name:"Renamed"`, `x-ms-parameter-location:"client"`, `x-ms-skip-url-encoding:true`, `x-ms-api-version:true`,
		`x-ms-parameter-grouping:{"name":"a"}`, `x-ms-client-request-id:true`, `required:true`, `allowEmptyValue:true`, `deprecated:true`,
	},
	"operation": {
		`deprecated:true`, `security:[{"token":["a"]}]`, `security:[]`, `callbacks:{}`, `x-ms-pageable:{"nextLinkName":null}`,
		`x-ms-long-running-operation:true`, `x-ms-long-running-operation-options:{"final-state-via":"location"}`, `x-ms-odata:"a"`, `x-ms-request-id:"a"`,
		`parameters:[{"name":"zzz","in":"query","type":"string","schema":{"type":"string"}}]`,
	},
	"path":     {`trace:{}`, `parameters:[{"name":"zzz","in":"query","type":"string","schema":{"type":"string"}}]`},
	"response": {`x-ms-error-response:true`, `x-ms-error-response:false`, `headers:{"x-new":{"type":"string","schema":{"type":"string"}}}`},
	"root":     {`x-ms-paths:{}`, `x-ms-code-generation-settings:{"name":"a"}`},
	"header":   {`x-ms-client-name:"Renamed"`, `x-ms-header-collection-prefix:"a"`, `required:true`, `deprecated:true`},
}

var versionKeywords = map[string][]string{
	"swagger schema": {
		`discriminator:"zzz"`, `oneOf:[{"type":"string"}]`, `anyOf:[{"type":"string"}]`, `exclusiveMaximum:true`, `nullable:true`, `writeOnly:true`, `collectionFormat:"pipes"`, `allowEmptyValue:true`,
	},
	"swagger parameter": {
		`collectionFormat:"pipes"`, `format:"uuid"`, `default:"red"`, `multipleOf:2`, `maximum:5`, `exclusiveMaximum:true`, `minimum:1`, `exclusiveMinimum:true`, `maxLength:5`,
		`minLength:1`, `pattern:"a"`, `maxItems:3`, `minItems:1`, `uniqueItems:true`, `enum:["a","b"]`, `x-ms-enum:{"name":"Renamed"}`, `x-nullable:true`, `items:{"type":"string"}`,
	},
	"swagger header": {
		`collectionFormat:"pipes"`, `format:"uuid"`, `default:"red"`, `multipleOf:2`, `maximum:5`, `exclusiveMaximum:true`, `maxLength:5`, `pattern:"a"`, `maxItems:3`,
		`uniqueItems:true`, `enum:["a","b"]`, `x-nullable:true`, `items:{"type":"string"}`,
	},
	"swagger operation": {`schemes:["http"]`, `consumes:["application/json","text/plain"]`, `produces:["application/json","text/plain"]`, `consumes:["text/plain"]`, `produces:["text/plain"]`},
	"swagger response":  {`schema:{"type":"string"}`},
	"swagger root":      {`host:"example.com"`, `basePath:"/v1"`, `schemes:["https"]`, `consumes:["text/plain"]`, `produces:["text/plain"]`, `definitions:{"A":{"type":"string"}}`, `parameters:{}`, `responses:{}`, `x-ms-parameterized-host:{"hostTemplate":"{a}","parameters":[{"name":"a","in":"path","required":true,"type":"string"}]}`},
	"swagger scheme":    {`flow:"implicit"`, `scopes:{"a":"b"}`, `tokenUrl:"https://example.com"`, `authorizationUrl:"https://example.com"`},

	"openapi30 schema":      append(slices.Clone(keywords3), `nullable:true`, `exclusiveMaximum:true`, `exclusiveMinimum:true`),
	"openapi30 parameter":   parameterKeywords3,
	"openapi30 header":      headerKeywords3,
	"openapi30 media":       {`encoding:{"a":{"style":"form"}}`},
	"openapi30 response":    responseKeywords3,
	"openapi30 operation":   operationKeywords3,
	"openapi30 requestBody": {`required:true`},
	"openapi30 components":  {`links:{"a":{}}`, `callbacks:{"a":{}}`, `headers:{"a":{"schema":{"type":"string"}}}`, `requestBodies:{"a":{"content":{}}}`},
	"openapi30 root":        {`components:{"schemas":{}}`, `servers:[{"url":"https://example.com"}]`},
	"openapi30 path":        {`servers:[{"url":"https://example.com"}]`},
	"openapi30 variable":    {`enum:["north"]`},
	"openapi30 scheme":      {`bearerFormat:"JWT"`, `openIdConnectUrl:"https://example.com"`, `flows:{"implicit":{"scopes":{}}}`},

	"openapi31 schema": append(slices.Clone(keywords3), `const:"a"`, `if:{"type":"string"}`, `then:{"type":"string"}`, `else:{"type":"string"}`,
		`prefixItems:[{"type":"string"}]`, `contains:{"type":"string"}`, `minContains:1`, `maxContains:1`, `patternProperties:{"a":{"type":"string"}}`,
		`propertyNames:{"pattern":"a"}`, `dependentSchemas:{"a":{"type":"string"}}`, `dependentRequired:{"a":["b"]}`, `unevaluatedItems:false`,
		`unevaluatedProperties:false`, `contentEncoding:"base64"`, `contentMediaType:"image/png"`, `contentSchema:{"type":"string"}`, `$defs:{"a":{"type":"string"}}`,
		`$anchor:"a"`, `$id:"https://example.com/a"`, `$schema:"https://example.com/a"`, `$dynamicRef:"#a"`, `$dynamicAnchor:"a"`, `exclusiveMaximum:5`, `exclusiveMinimum:5`,
		`type:["string","integer"]`, `type:["string","null"]`),
	"openapi31 parameter":   parameterKeywords3,
	"openapi31 header":      headerKeywords3,
	"openapi31 media":       {`encoding:{"a":{"style":"form"}}`},
	"openapi31 response":    responseKeywords3,
	"openapi31 operation":   operationKeywords3,
	"openapi31 requestBody": {`required:true`},
	"openapi31 components":  {`links:{"a":{}}`, `callbacks:{"a":{}}`, `pathItems:{"a":{}}`},
	"openapi31 path":        {`servers:[{"url":"https://example.com"}]`},
	"openapi31 root":        {`webhooks:{"a":{"post":{}}}`, `jsonSchemaDialect:"https://example.com"`},
	"openapi31 scheme":      {`bearerFormat:"JWT"`},
}

var (
	keywords3          = []string{`oneOf:[{"type":"string"}]`, `anyOf:[{"type":"string"}]`, `writeOnly:true`, `discriminator:{"propertyName":"zzz"}`}
	parameterKeywords3 = []string{`style:"deepObject"`, `style:"label"`, `style:"form"`, `style:"simple"`, `style:"spaceDelimited"`, `explode:false`, `explode:true`, `allowReserved:true`,
		`content:{"application/json":{"schema":{"type":"string"}}}`}
	headerKeywords3    = []string{`style:"simple"`, `explode:true`, `explode:false`, `allowReserved:true`, `allowEmptyValue:true`, `content:{"application/json":{"schema":{"type":"string"}}}`}
	responseKeywords3  = []string{`links:{"a":{"operationId":"GetNames"}}`, `content:{"application/json":{"schema":{"type":"string"}}}`}
	operationKeywords3 = []string{`servers:[{"url":"https://example.com"}]`, `requestBody:{"content":{"application/json":{"schema":{"type":"string"}}}}`}
)
