package gen

import (
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// lossyDocument states much that no package carries out.
const lossyDocument = `swagger: "2.0"
info: {title: Lossy, version: "1"}
schemes: [https, http]
tags: [{name: a text}]
x-own: {a: 1}
paths:
  /pets:
    get:
      operationId: Pets_List
      x-internal: true
      callbacks: {}
      parameters:
        - {name: a, in: query, type: string, x-ms-skip-url-encoding: true, maxLength: 3}
        - {$ref: "#/parameters/Limit"}
      responses:
        200: {description: All., headers: {x-count: {type: integer}, x-tags: {type: array, items: {type: string}}}, schema: {$ref: "#/definitions/Pets"}}
        202: {description: Later., schema: {$ref: "#/definitions/Pets"}}
        default: {description: Error., schema: {$ref: "#/definitions/Failure"}}
definitions:
  Pets: {properties: {id: {type: string, format: uuid}, value: {type: array, items: {type: string}}}}
  Failure: {properties: {code: {type: string}}}
  Nobody: {properties: {code: {type: string, pattern: a}}}
parameters:
  Limit: {name: limit, in: query, type: integer, minimum: 1, allowReserved: true}
  Other: {name: other, in: query, type: integer}
`

const lossyProblems = `api.yaml:3:1: document: schemes ["https","http"] is not carried out by the package (accept kind schemes in chatgen.yaml under notCarried)
api.yaml:10:7: Pets_List: x-internal true is not carried out by the package (accept kind x-internal in chatgen.yaml under notCarried)
api.yaml:11:7: Pets_List: callbacks {} is not carried out by the package (accept kind callbacks in chatgen.yaml under notCarried)
api.yaml:13:11: Pets_List.a: x-ms-skip-url-encoding true in query is not carried out by the package (accept kind x-ms-skip-url-encoding in chatgen.yaml under notCarried)
api.yaml:13:76: Pets_List.a: maxLength 3 is not carried out by the package (accept kind maxLength in chatgen.yaml under notCarried)
api.yaml:16:70: Pets_List: headers 200 x-tags {"type":"array","items":{"type":"string"}} is not carried out by the package (accept kind headers in chatgen.yaml under notCarried)
api.yaml:18:9: Pets_List: errors default {"schema":{"$ref":"#/definitions/Failure"}} is not carried out by the package (accept kind errors in chatgen.yaml under notCarried)
api.yaml:20:23: Pets.id: format "uuid" is not carried out by the package (accept kind format in chatgen.yaml under notCarried)
api.yaml:21:3: Failure: errors {"properties":{"code":{"type":"string"}}} is not carried out by the package (accept kind errors in chatgen.yaml under notCarried)
api.yaml:22:3: Nobody: is unused (accept kind unused in chatgen.yaml under notCarried)
api.yaml:24:50: Limit: minimum 1 is not carried out by the package (accept kind minimum in chatgen.yaml under notCarried)
api.yaml:24:62: Limit: allowReserved true is not carried out by the package (accept kind allowReserved in chatgen.yaml under notCarried)
api.yaml:25:3: Other: is unused (accept kind unused in chatgen.yaml under notCarried)`

// What a package does not carry out is reported with its operation or definition, unless
// the configuration accepts it by kind, for a subject or for all.
func TestNotCarried(t *testing.T) {
	t.Chdir(t.TempDir())
	writeFile(t, "api.yaml", lossyDocument)
	p := Package{Name: "lossy", Spec: "api.yaml", Import: "example.com/lossy", Version: "v0.1.0", Accepted: []Acceptance{{Kind: "x-own", Why: "It is ours."}}}
	pkg, err := Model(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	var errs diag.List
	ReportNotCarried(pkg, &errs)
	if got := errs.Err().Error(); got != lossyProblems {
		t.Errorf("got\n%s\nwant\n%s", got, lossyProblems)
	}

	p.Accepted = nil
	for kind := range strings.FieldsSeq("x-own schemes x-internal callbacks maxLength x-ms-skip-url-encoding headers errors minimum allowReserved unused") {
		p.Accepted = append(p.Accepted, Acceptance{Kind: kind, Why: "Known."})
	}
	p.Accepted = append(p.Accepted, Acceptance{Kind: "format", Subject: "Pets", Why: "Known."})
	if pkg, err = Model(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	var none diag.List
	ReportNotCarried(pkg, &none)
	ReportStaleAcceptances(p, pkg, &none)
	if err := none.Err(); err != nil {
		t.Errorf("all is accepted, but %v", err)
	}
}

// An entry that accepts nothing is reported, so that it does not hide a later loss.
func TestStaleAcceptances(t *testing.T) {
	t.Chdir(t.TempDir())
	writeFile(t, "api.yaml", lossyDocument)
	at := diag.Pos{File: "chatgen.yaml", Line: 7, Col: 13}
	for _, c := range []struct{ kind, subject, want string }{
		{"format", "Other", "format: accepts nothing (remove the entry)"},
		{"format", "Pets.idd", "format: accepts nothing (did you mean Pets.id?)"},
		{"maxlength", "", "maxlength: accepts nothing (did you mean maxLength?)"},
		{"zzz", "", "zzz: accepts nothing (remove the entry)"},
	} {
		p := Package{Name: "lossy", Spec: "api.yaml", Import: "example.com/lossy", Version: "v0.1.0", Accepted: []Acceptance{{Pos: at, Kind: c.kind, Subject: c.subject, Why: "Known."}}}
		pkg, err := Model(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		var errs diag.List
		ReportStaleAcceptances(p, pkg, &errs)
		if got, want := errs.Err().Error(), "chatgen.yaml:7:13: "+c.want; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// A value that is a variant is read without what the variants that extend it add. The
// union itself is read as any of them.
func TestExtendedVariants(t *testing.T) {
	t.Chdir(t.TempDir())
	writeFile(t, "api.yaml", `swagger: "2.0"
info: {title: Pets, version: "1"}
produces: [application/json]
paths:
  /cat: {get: {operationId: GetCat, responses: {200: {description: ok, schema: {$ref: "#/definitions/Cat"}}}}}
  /pet: {get: {operationId: GetPet, responses: {200: {description: ok, schema: {$ref: "#/definitions/Pet"}}}}}
definitions:
  Pet: {discriminator: kind, required: [kind], properties: {kind: {type: string}}}
  Cat: {allOf: [{$ref: "#/definitions/Pet"}]}
  Tom: {allOf: [{$ref: "#/definitions/Cat"}]}
  Tiger: {allOf: [{$ref: "#/definitions/Tom"}]}
`)
	pkg, err := Model(t.Context(), Package{Name: "pets", Spec: "api.yaml", Import: "example.com/pets", Version: "v0.1.0"})
	if err != nil {
		t.Fatal(err)
	}
	var errs diag.List
	ReportNotCarried(pkg, &errs)
	const want = `api.yaml:5:72: GetCat.200: variants "Tiger" is not carried out by the package (accept kind variants in chatgen.yaml under notCarried)
api.yaml:5:72: GetCat.200: variants "Tom" is not carried out by the package (accept kind variants in chatgen.yaml under notCarried)`
	if got := errs.Err().Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
