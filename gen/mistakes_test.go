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
