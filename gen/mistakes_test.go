package gen_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// mistakesCase is a package without mistakes, into which each of the mistakes is put.
const mistakesCase = `
-- spec/api.yaml --
swagger: "2.0"
info: {title: Shop, version: "2025-01-01"}
consumes: [application/json]
produces: [application/json]
paths:
  /orders/{orderId}:
    get:
      operationId: Orders_Get
      parameters:
      - {name: api-version, in: query, required: true, type: string}
      - {name: orderId, in: path, required: true, type: string}
      responses:
        200: {description: The order., schema: {$ref: "#/definitions/Order"}}
        default: {description: An error., schema: {$ref: "#/definitions/Failure"}}
  /orders:
    get:
      operationId: Orders_List
      x-ms-pageable: {itemName: value, nextLinkName: nextLink}
      parameters:
      - {name: api-version, in: query, required: true, type: string}
      - {name: kinds, in: query, type: array, items: {type: string}, collectionFormat: multi}
      - {name: x-trace, in: header, type: string}
      responses:
        200: {description: A page., schema: {$ref: "#/definitions/Page"}}
    post:
      operationId: Orders_Create
      parameters:
      - {name: api-version, in: query, required: true, type: string}
      - {name: body, in: body, required: true, schema: {$ref: "#/definitions/Order"}}
      responses:
        201: {description: Created., schema: {$ref: "#/definitions/Order"}}
definitions:
  Page: {type: object, properties: {value: {type: array, items: {$ref: "#/definitions/Order"}}, nextLink: {type: string}}}
  Order:
    type: object
    required: [name]
    properties:
      name: {type: string, maxLength: 100}
      kind: {type: string, enum: [small, large], x-ms-enum: {name: Kind, modelAsString: true}}
      count: {type: integer, format: int32, minimum: 1}
      pet: {$ref: "#/definitions/Pet"}
  Pet: {type: object, discriminator: sort, required: [sort], properties: {sort: {type: string}}}
  Cat: {x-ms-discriminator-value: cat, allOf: [{$ref: "#/definitions/Pet"}], properties: {lives: {type: integer}}}
  Failure: {type: object, properties: {code: {type: string}}}
-- overrides/names.yaml --
- operation: Orders_Get
  name: Fetch
  expect: {method: GET}
  applies: [2024-01-01..]
  why: A shorter name.
-- overrides/docs.yaml --
- definition: Order
  doc: An order of a customer.
  why: The document does not describe it.
`

// mistake is a text of the case and what somebody wrote instead.
type mistake struct{ name, right, wrong string }

func mistakes() []mistake {
	return []mistake{
		{"version without quotes", `swagger: "2.0"`, `swagger: 2.0`},
		{"unknown version", `swagger: "2.0"`, `swagger: "1.2"`},
		{"no version of the document language", `swagger: "2.0"`, `swager: "2.0"`},
		{"no info.version", `, version: "2025-01-01"`, ``},
		{"info.version is a list", `version: "2025-01-01"`, `version: [1]`},
		{"tab in the indentation", "  /orders/{orderId}:", "\t/orders/{orderId}:"},
		{"missing brace", `{title: Shop, version: "2025-01-01"}`, `{title: Shop, version: "2025-01-01"`},
		{"missing comma", `title: Shop, version`, `title: Shop version`},
		{"missing quote", `"#/definitions/Failure"`, `"#/definitions/Failure`},
		{"merge conflict", "consumes: [application/json]\n", "<<<<<<< ours\nconsumes: [application/json]\n=======\n>>>>>>> theirs\n"},
		{"not UTF-8", `Shop`, "Sh\xf6p"},
		{"key twice", "produces: [application/json]\n", "produces: [application/json]\nproduces: [text/plain]\n"},
		{"two documents", "definitions:\n", "---\ndefinitions:\n"},
		{"merge key", "  Order:\n", "  Order:\n    <<: *base\n"},
		{"misspelled reference", `"#/definitions/Failure"`, `"#/definitions/Falure"`},
		{"reference to a missing file", `"#/definitions/Failure"`, `"common.yaml#/Failure"`},
		{"remote reference", `"#/definitions/Failure"`, `"https://example.com/common.yaml"`},
		{"reference without a slash", `"#/definitions/Failure"`, `"#Failure"`},
		{"reference to itself", `Failure: {type: object, properties: {code: {type: string}}}`, `Failure: {$ref: "#/definitions/Failure", description: x}`},
		{"path without a slash", "  /orders:\n", "  orders:\n"},
		{"path with a query", "  /orders:\n", "  /orders?all=1:\n"},
		{"unbalanced brace in a path", "/orders/{orderId}:", "/orders/{orderId:"},
		{"path parameter with another name", "{name: orderId, in: path", "{name: orderID, in: path"},
		{"path parameter that is missing", "      - {name: orderId, in: path, required: true, type: string}\n", ""},
		{"parameter in the wrong place", "name: orderId, in: path", "name: orderId, in: url"},
		{"parameter in a cookie", "name: x-trace, in: header", "name: x-trace, in: cookie"},
		{"parameter twice", "- {name: x-trace, in: header, type: string}", "- {name: kinds, in: query, type: string}"},
		{"parameter without a name", "{name: x-trace, in: header", "{in: header"},
		{"header with a space", "name: x-trace", "name: x trace"},
		{"invalid collectionFormat", "collectionFormat: multi", "collectionFormat: semicolons"},
		{"parameter of an object", "{name: x-trace, in: header, type: string}", "{name: x-trace, in: header, type: object}"},
		{"api-version in one operation only", "      - {name: api-version, in: query, required: true, type: string}\n      - {name: kinds", "      - {name: kinds"},
		{"unknown method", "    post:\n", "    pst:\n"},
		{"operationId twice", "operationId: Orders_Create", "operationId: Orders_Get"},
		{"operationId is a number", "operationId: Orders_Create", "operationId: 7"},
		{"no success", "201: {description: Created.", "400: {description: Created."},
		{"invalid status", "201: {description: Created.", "2001: {description: Created."},
		{"range of statuses", "201: {description: Created.", "2XX: {description: Created."},
		{"media type that is no JSON", "produces: [application/json]", "produces: [application/xml]"},
		{"request that is no JSON", "consumes: [application/json]", "consumes: [text/csv]"},
		{"page without its items", "itemName: value", "itemName: values"},
		{"page without its next link", "nextLinkName: nextLink", "nextLinkName: next"},
		{"page with a next operation", "nextLinkName: nextLink}", "nextLinkName: nextLink, operationName: Orders_Next}"},
		{"long-running operation's result", "operationId: Orders_Create",
			"operationId: Orders_Create\n      x-ms-long-running-operation: true\n      x-ms-long-running-operation-options: {final-state-via: body}"},
		{"misspelled type", "count: {type: integer", "count: {type: int"},
		{"type that is a list", "count: {type: integer", "count: {type: [integer]"},
		{"array without items", "kind: {type: string, enum: [small, large], x-ms-enum: {name: Kind, modelAsString: true}}", "kind: {type: array}"},
		{"nullable in Swagger 2.0", "count: {type: integer", "count: {nullable: true, type: integer"},
		{"limit in quotes", "maxLength: 100", `maxLength: "100"`},
		{"required names no property", "required: [name]", "required: [nam]"},
		{"required is true", "required: [name]", "required: true"},
		{"enum value twice", "enum: [small, large]", "enum: [small, small]"},
		{"enum value of another type", "enum: [small, large]", "enum: [small, 1]"},
		{"unsupported format", "format: int32", "format: uint64"},
		{"unsupported keyword", "count: {type: integer", "count: {not: {type: string}, type: integer"},
		{"oneOf in Swagger 2.0", "count: {type: integer", `count: {oneOf: [{type: string}], type: integer`},
		{"discriminator without variants", `allOf: [{$ref: "#/definitions/Pet"}], `, ``},
		{"discriminator that is an object", "discriminator: sort", "discriminator: {propertyName: sort}"},
		{"discriminator of another type", "properties: {sort: {type: string}}", "properties: {sort: {type: boolean}}"},
		{"security scheme that does not exist", "produces: [application/json]\n", "produces: [application/json]\nsecurity: [{key: []}]\n"},
		{"override key that does not exist", "  name: Fetch\n", "  nme: Get\n"},
		{"override of a missing operation", "- operation: Orders_Get", "- operation: Order_Get"},
		{"override of a missing definition", "- definition: Order\n", "- definition: Ordr\n"},
		{"override without a reason", "  why: A shorter name.\n", ""},
		{"override with a name that is no Go name", "  name: Fetch\n", "  name: get it\n"},
		{"override whose expectation fails", "expect: {method: GET}", "expect: {method: PUT}"},
		{"override that never applies", "applies: [2024-01-01..]", "applies: [v2..]"},
		{"override with a range that is empty", "applies: [2024-01-01..]", "applies: [2025-01-01..2024-01-01]"},
		{"override that changes nothing", "  doc: An order of a customer.\n", ""},
		{"override kind that does not exist", "-- overrides/docs.yaml --", "-- overrides/doc.yaml --"},
		{"override that is no list", "- definition: Order\n  doc", "definition: Order\ndoc"},
		{"reference to components", `"#/definitions/Failure"`, `"#/components/schemas/Failure"`},
		{"reference without a number sign", `"#/definitions/Failure"`, `"/definitions/Failure"`},
		{"reference by name", `"#/definitions/Failure"`, `Failure`},
		{"empty reference", `"#/definitions/Failure"`, `""`},
		{"reference to an operation", `"#/definitions/Failure"`, `"#/paths/~1orders/get"`},
		{"reference without quotes", `"#/definitions/Failure"`, `#/definitions/Failure`},
		{"reference that is an object", `{$ref: "#/definitions/Failure"}`, `{$ref: {name: Failure}}`},
		{"components in Swagger 2.0", "definitions:\n", "components: {schemas: {X: {type: string}}}\ndefinitions:\n"},
		{"servers in Swagger 2.0", "definitions:\n", "servers: [{url: \"https://shop.example\"}]\ndefinitions:\n"},
		{"requestBody in Swagger 2.0", "operationId: Orders_Create", "operationId: Orders_Create\n      requestBody: {content: {application/json: {schema: {type: string}}}}"},
		{"content in Swagger 2.0", `description: The order., schema: {$ref: "#/definitions/Order"}`, `description: The order., content: {application/json: {schema: {$ref: "#/definitions/Order"}}}`},
		{"schema of a parameter in Swagger 2.0", "x-trace, in: header, type: string", "x-trace, in: header, schema: {type: string}"},
		{"Swagger 2.0 as OpenAPI 3", `swagger: "2.0"`, `openapi: "3.0.0"`},
		{"OpenAPI 3 as swagger", `swagger: "2.0"`, `swagger: "3.0"`},
		{
			"two bodies", `{name: body, in: body, required: true, schema: {$ref: "#/definitions/Order"}}`,
			"{name: body, in: body, schema: {type: string}}\n      - {name: other, in: body, schema: {type: string}}",
		},
		{"body without a schema", `, in: body, required: true, schema: {$ref: "#/definitions/Order"}`, ", in: body, required: true"},
		{"parameter without a type", "x-trace, in: header, type: string", "x-trace, in: header"},
		{"location in capitals", "x-trace, in: header", "x-trace, in: Header"},
		{"enum that is no list", "enum: [small, large]", "enum: small"},
		{"enum of booleans", "enum: [small, large]", "enum: [true, false]"},
		{"required in a property", "name: {type: string, maxLength: 100}", "name: {type: string, required: true}"},
		{"required that is no list", "required: [name]", "required: name"},
		{"properties that are a list", "properties: {code: {type: string}}", "properties: [code]"},
		{"property that is a type", "properties: {code: {type: string}}", "properties: {code: string}"},
		{"items that are a list", `items: {$ref: "#/definitions/Order"}`, `items: [{$ref: "#/definitions/Order"}]`},
		{"allOf that is no list", `allOf: [{$ref: "#/definitions/Pet"}]`, `allOf: {$ref: "#/definitions/Pet"}`},
		{"types that contradict each other", "count: {type: integer, format: int32, minimum: 1}", "count: {allOf: [{type: string}, {type: integer}]}"},
		{"additionalProperties in quotes", "Failure: {type: object", "Failure: {additionalProperties: \"true\", type: object"},
		{"negative limit", "maxLength: 100", "maxLength: -1"},
		{"responses that are a list", "responses:\n        201: {description: Created., schema: {$ref: \"#/definitions/Order\"}}", "responses: [201]"},
		{"response that is a text", `201: {description: Created., schema: {$ref: "#/definitions/Order"}}`, "201: ok"},
		{"misspelled responses", "responses:\n        201:", "response:\n        201:"},
		{"misspelled definitions", "definitions:\n", "definition:\n"},
		{"misspelled paths", "\npaths:\n", "\npath:\n"},
		{"operationId of symbols", "operationId: Orders_Create", "operationId: \"***\""},
		{"method in capitals", "    post:\n", "    POST:\n"},
		{"paths that are a list", "paths:\n  /orders/{orderId}:", "paths:\n- /orders/{orderId}:"},
		{"path twice", "  /orders:\n", "  /orders/{orderId}:\n"},
		{"path with two dots", "  /orders:\n", "  /orders/../all:\n"},
		{"path with a percent sign", "  /orders:\n", "  /50%:\n"},
		{"discriminator that is no property", "discriminator: sort", "discriminator: sorts"},
		{"two variants with the same value", "  Failure: {type: object", "  Dog: {x-ms-discriminator-value: cat, allOf: [{$ref: \"#/definitions/Pet\"}]}\n  Failure: {type: object"},
		{"host with a scheme", "definitions:\n", "host: https://shop.example\ndefinitions:\n"},
		{"basePath without a slash", "definitions:\n", "host: shop.example\nbasePath: v1\ndefinitions:\n"},
		{"control character", "Shop", "Sh\x00op"},
		{"comma after a line", `swagger: "2.0"`, `swagger: "2.0",`},
		{"tab before a key", "  Order:\n", "  Order:\n\t  x: y\n"},
		{"property twice", "{code: {type: string}}", "{code: {type: string}, code: {type: integer}}"},
		{"override with a list for a text", "why: A shorter name.", "why: [A shorter name.]"},
		{"override with a number for a text", "operation: Orders_Get", "operation: 7"},
		{"override with a key without a value", "  name: Fetch\n", "  name:\n"},
		{"override key without a colon", "  name: Fetch\n", "  name Fetch\n"},
		{"override key without a space", "  name: Fetch\n", "  name:Fetch\n"},
		{"override key in capitals", "  name: Fetch\n", "  Name: Fetch\n"},
		{"override key that is indented", "  name: Fetch\n", "    name: Fetch\n"},
		{"override with a colon in a text", "why: A shorter name.", "why: A shorter name: better."},
		{"override with an open quote", "why: A shorter name.", "why: \"A shorter name."},
		{"override with a tab", "  name: Fetch\n", "\tname: Fetch\n"},
		{"override with an alias", "why: The document does not describe it.", "why: *reason"},
		{"override with an anchor", "why: A shorter name.", "why: &reason A shorter name.\n- operation: Orders_List\n  name: All\n  why: *reason"},
		{"override with a merge key", "why: A shorter name.", "why: A shorter name.\n- <<: {why: It is short.}\n  operation: Orders_List\n  name: All"},
		{"override of two documents", "why: A shorter name.", "why: A shorter name.\n---\n- operation: Orders_List\n  name: All\n  why: It is short."},
		{"override key twice", "  name: Fetch\n", "  name: Fetch\n  name: Get\n"},
		{"two overrides of one operation", "why: A shorter name.", "why: A shorter name.\n- operation: Orders_Get\n  name: Get\n  why: It is short."},
		{"empty override file", "- definition: Order\n  doc: An order of a customer.\n  why: The document does not describe it.\n", ""},
		{"override file with an empty list", "- definition: Order\n  doc: An order of a customer.\n  why: The document does not describe it.\n", "[]\n"},
		{"versions that are no list", "applies: [2024-01-01..]", "applies: 2024-01-01"},
		{"versions that are dates", "applies: [2024-01-01..]", "applies: [2024-01-01]"},
		{"versions that are an empty list", "applies: [2024-01-01..]", "applies: []"},
		{"versions with a dash", "applies: [2024-01-01..]", "applies: [2024-01-01 - 2025-01-01]"},
		{"version that is no date", "applies: [2024-01-01..]", "applies: [2024-13-41..]"},
		{"expect that is a text", "expect: {method: GET}", "expect: GET"},
		{"expect with another key", "expect: {method: GET}", "expect: {verb: GET}"},
		{"override of a method and path", "operation: Orders_Get", "operation: GET /orders/{orderId}"},
		{"override by a pointer", "definition: Order\n", "definition: \"#/definitions/Order\"\n"},
		{"override of a property with a dot", "definition: Order\n", "definition: Order.name\n"},
		{"override of a missing property", "definition: Order\n", "definition: Order\n  property: nam\n"},
		{"override of a property without its definition", "definition: Order\n", "property: name\n"},
		{"override of a missing value", "definition: Order\n", "definition: Kind\n  value: smal\n"},
		{"override of a value of an object", "definition: Order\n", "definition: Order\n  value: small\n"},
		{"override of a missing parameter", "definition: Order\n", "parameter: orderID\n"},
		{"override kind that is like no other", "-- overrides/docs.yaml --", "-- overrides/foo.yaml --"},
		{"override with a number that is 0", "-- overrides/docs.yaml --\n", "-- overrides/throttle.yaml --\n- {operation: Orders_Create, seconds: 0, why: x}\n-- overrides/docs.yaml --\n"},
		{"override with a number in quotes", "-- overrides/docs.yaml --\n", "-- overrides/throttle.yaml --\n- {operation: Orders_Create, seconds: \"5\", why: x}\n-- overrides/docs.yaml --\n"},
		{"override of a missing group", "-- overrides/docs.yaml --\n", "-- overrides/clients.yaml --\n- {group: Order, client: Client, why: x}\n-- overrides/docs.yaml --\n"},
		{"override with an unknown credential", "-- overrides/docs.yaml --\n", "-- overrides/auth.yaml --\n- {scope: x, why: x}\n-- overrides/docs.yaml --\n"},
		{"address with a password", "produces: [application/json]\n", "produces: [application/json]\nhost: user:secret@example.com\n"},
	}
}

// Somebody who made a mistake reads what is wrong, where, and how to fix it. The golden file
// lists what they read.
func TestMistakes(t *testing.T) {
	t.Parallel()
	if _, err := generate(txtar.Parse([]byte(mistakesCase))); err != nil {
		t.Fatalf("the case has mistakes of its own: %v", err)
	}
	var got strings.Builder
	got.WriteString("# Mistakes and their messages\n")
	for _, m := range mistakes() {
		if strings.Count(mistakesCase, m.right) == 0 {
			t.Fatalf("%s: the case does not contain %q", m.name, m.right)
		}
		wrong := strings.Replace(mistakesCase, m.right, m.wrong, 1)
		_, err := generate(txtar.Parse([]byte(wrong)))
		if err == nil {
			t.Errorf("%s: no error", m.name)
			continue
		}
		fmt.Fprintf(&got, "\n## %s\n\n    %s\n", m.name, strings.ReplaceAll(err.Error(), "\n", "\n    "))
	}
	const file = "../testdata/mistakes.md"
	if *update {
		write(t, file, []byte(got.String()))
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got.String(), want)
	}
}
