package explain_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/explain"
	"github.com/chatgen-go/chatgen/gen/model"
)

// zoo is a document with each type that a value can have on the wire.
const zoo = `swagger: "2.0"
info: {title: Zoo, version: 2025-01-01}
paths:
  /pets/{petId}:
    put:
      operationId: Put
      parameters:
        - {name: api-version, in: query, type: string, required: true}
        - {name: petId, in: path, type: integer, format: int64, required: true}
        - {name: tags, in: query, type: array, items: {type: string}, collectionFormat: pipes}
        - {name: mode, in: header, type: string, enum: [strict], required: true}
        - {name: body, in: body, required: true, schema: {$ref: "#/definitions/Pet"}}
      responses:
        "200": {description: The pet., schema: {$ref: "#/definitions/Pet"}}
        "202": {description: Later., headers: {Retry-After: {type: integer}}}
        "204": {description: Nothing.}
  /pets:
    get:
      operationId: List
      parameters:
        - {name: api-version, in: query, type: string, required: true}
      responses:
        "200": {description: Pets., schema: {$ref: "#/definitions/Pets"}}
      x-ms-pageable: {nextLinkName: null}
    patch:
      operationId: Tell
      consumes: [application/merge-patch+json]
      parameters:
        - {name: api-version, in: query, type: string, required: true}
        - {name: body, in: body, schema: {$ref: "#/definitions/Words"}}
      responses:
        "204": {description: Told.}
    delete:
      operationId: Clear
      x-ms-long-running-operation: true
      x-ms-long-running-operation-options: {final-state-via: location}
      parameters:
        - {name: api-version, in: query, type: string, required: true}
      responses:
        "202": {description: Started., schema: {$ref: "#/definitions/Pets"}}
definitions:
  Words:
    type: object
    required: [to]
    properties:
      to: {type: string}
      word: {type: string}
      meanings: {type: object, additionalProperties: {type: string, x-nullable: true}}
  Pets:
    type: object
    properties:
      value: {type: array, items: {$ref: "#/definitions/Pet"}}
  Pet:
    type: object
    required: [name, owner]
    additionalProperties: {type: number}
    properties:
      name: {type: string}
      owner: {type: string, x-nullable: true}
      age: {type: integer, format: int32, x-nullable: true}
      born: {type: string, format: date}
      seen: {type: string, format: date-time, readOnly: true}
      photo: {type: string, format: byte}
      extra: {}
      tame: {type: boolean}
      legs: {type: integer, enum: [2, 4], x-ms-enum: {name: Legs}}
      names: {type: object, additionalProperties: {type: string, x-nullable: true}}
      food: {$ref: "#/definitions/Food"}
      chip: {$ref: "#/definitions/Chip"}
  Chip: {type: object, properties: {id: {type: string}}}
  Food:
    type: object
    discriminator: kind
    required: [kind]
    properties: {kind: {type: string}}
  Hay:
    type: object
    allOf: [{$ref: "#/definitions/Food"}]
`

const types = `- definition: Chip
  go: example.com/farm.Chip
  why: Farms share
    one.
`

const required = `- {definition: Pet, property: name, required: false, why: Some have none.}
- {definition: Pet, property: tame, required: true, why: Each is or is not.}
`

const additions = `- {definition: Pets, property: total, type: int32, doc: How many., witness: recorded calls, why: Lists are long.}
`

// Requests and responses are described in the terms of the document.
func TestWire(t *testing.T) {
	pkg := packageOf(t)
	for _, c := range []struct{ name, want string }{
		{"Client.Put", `
PUT /pets/{petId}?api-version=2025-01-01
path petId: int64, required
query tags: [string], pipes
header mode: "strict"
body application/json: Pet, required
response 200: Pet
  "name": string, required, but optional in responses
  "owner": string or null, required
  "age": int32
  "born": date
  "seen": date-time, read only
  "photo": base64
  "extra": any JSON
  "tame": boolean, required in responses
  "legs": Legs
  "names": {name: string or null}
  "food": Food
  "chip": Chip (decoded by farm.Chip)
response 202, 204 without a body
response 202 header Retry-After: int64
retried after 408, 429, 500, 502 to 504 and connection errors`},
		{"Client.ListItems", `
GET /pets?api-version=2025-01-01
response 200: Pets
  "value": [Pet]
  "total": int32
single page: items in "value"
retried after 408, 429, 500, 502 to 504 and connection errors`},
		{"Client.Tell", `
PATCH /pets?api-version=2025-01-01
body application/merge-patch+json
  "to": string, required
  "word": string to set, null to reset, absent to leave unchanged
  "meanings": {name: string to set, null to remove} to merge, null to reset, absent to leave unchanged
response 204 without a body
retried after 408, 429, 500, 502 to 504 and connection errors`},
		{"Client.BeginClear", `
DELETE /pets?api-version=2025-01-01
response 202: Pets
  "value": [Pet]
  "total": int32
long-running: state from the Operation-Location, Azure-AsyncOperation or Location header, result via location
retried after 408, 429, 500, 502 to 504 and connection errors`},
		{"BeginClearOptions.ResumeToken", `
state of an operation that an earlier call began, which is not sent`},
		{"TellOptions.Word", `
"word": string to set, null to reset, absent to leave unchanged
sent by PATCH /pets`},
		{"TellOptions.Meanings", `
"meanings": {name: string to set, null to remove} to merge, null to reset, absent to leave unchanged
sent by PATCH /pets`},
		{"Pet.AdditionalProperties", `
any other property: number
property of Pet`},
		{"Legs4", "\n4"},
		{"Legs", "\nint64: 2, 4; unknown values are preserved"},
		{"Food", `
object with discriminator "kind"
"Hay": Hay`},
		{"Hay", `
"kind": "Hay"`},
		{"UnknownFood.Kind", `
"kind": string`},
		{"UnknownFood", `
object with any other "kind", preserved unchanged`},
		{"NewClient", `
sends no request; the client's requests have no credential`},
		{"Client", `
PUT /pets/{petId} (Put)
GET /pets (ListItems)
PATCH /pets (Tell)
DELETE /pets (BeginClear)`},
		{"ClientOptions", "\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := "\n" + strings.Join(symbol(t, pkg, c.name).Wire, "\n"); got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}

// A field has the overrides of its hand-written type, which has no symbol. The
// reason is on one line.
func TestText(t *testing.T) {
	var out strings.Builder
	if err := explain.Text(&out, "zoo", symbol(t, packageOf(t), "Pet.Chip")); err != nil {
		t.Fatal(err)
	}
	want := `zoo.Pet.Chip  field
  document   zoo.yaml:69:7  #/definitions/Pet/properties/chip  (Pet.chip)
  overrides  overrides/types.yaml:1:3  Chip: replaced by farm.Chip
               Farms share one.
  wire       "chip": Chip (decoded by farm.Chip)
             property of Pet
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &out, want)
	}
}

// A property that an override adds is not in the document, and its witness is shown.
func TestTextOfAddition(t *testing.T) {
	var out strings.Builder
	if err := explain.Text(&out, "zoo", symbol(t, packageOf(t), "Pets.Total")); err != nil {
		t.Fatal(err)
	}
	want := `zoo.Pets.Total  field
  document   overrides/additions.yaml:1:3  (Pets.total)
  overrides  overrides/additions.yaml:1:3  Pets.total: added, of type int32, seen in recorded calls
               Lists are long.
  wire       "total": int32
             property of Pets
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &out, want)
	}
}

// Promoted members are found, with the type that they are promoted from. Members
// of the struct itself take precedence.
func TestFind(t *testing.T) {
	symbols := explain.Symbols(packageOf(t))
	for _, c := range []struct{ name, symbol, want, from string }{
		{"own", "Pets.Value", "field", ""},
		{"embedded field", "ListResponse.Value", "field", "Pets"},
		{"embedded method", "ListResponse.MarshalJSON", "method", "Pets"},
		{"the embedded type", "ListResponse.Pets", "field", ""},
		{"no such member", "ListResponse.Name", "", ""},
		{"member of a field that is not embedded", "Pets.Name", "", ""},
		{"type", "Elephant", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := explain.Find(symbols, c.symbol)
			if ok != (c.want != "") || got.Kind != c.want || got.PromotedFrom != c.from || ok && got.Name != c.symbol {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// Control characters in names are not printed.
func TestTextIsPrintable(t *testing.T) {
	var out strings.Builder
	s := explain.Symbol{Name: "A", Kind: "field", Element: "a\x1b[2J\nb\u202ec", Wire: []string{"path \x07a"}}
	if err := explain.Text(&out, "zoo", s); err != nil {
		t.Fatal(err)
	}
	want := "zoo.A  field\n  document   -  (a[2J bc)\n  overrides  none\n  wire       path a\n"
	if out.String() != want {
		t.Errorf("got %q, want %q", &out, want)
	}
}

func packageOf(t *testing.T) *model.Package {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{
		"zoo.yaml": zoo, "overrides/types.yaml": types, "overrides/required.yaml": required, "overrides/additions.yaml": additions,
		"go.mod": "module example.com\n", "farm/farm.go": "package farm\n\ntype Chip struct{}\n\nfunc DecodeChip() {}\n\nfunc EncodeChip() {}\n",
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	pkg, err := gen.Model(t.Context(), gen.Package{Name: "zoo", Spec: "zoo.yaml", Overrides: "overrides", Import: "example.com/zoo", Version: "v0.1.0"})
	if err != nil {
		t.Fatal(err)
	}
	return pkg
}

func symbol(t *testing.T, pkg *model.Package, name string) explain.Symbol {
	t.Helper()
	symbols := explain.Symbols(pkg)
	i := slices.IndexFunc(symbols, func(s explain.Symbol) bool { return s.Name == name })
	if i < 0 {
		t.Fatalf("no symbol %s", name)
	}
	return symbols[i]
}
