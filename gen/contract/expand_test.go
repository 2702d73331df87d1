package contract_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/contract"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/openapi"
)

// fromDefinitions returns the contract of a document with the definitions, before Expand.
func fromDefinitions(t *testing.T, definitions string) *contract.Contract {
	t.Helper()
	var errs diag.List
	text := "swagger: '2.0'\ninfo: {title: Test, version: '1'}\ndefinitions:\n" + definitions
	doc := openapi.Read("d.yaml", func(string) ([]byte, error) { return []byte(text), nil }, &errs)
	if err := errs.Err(); err != nil {
		t.Fatal(err)
	}
	return contract.FromDocument(doc)
}

// linesOf returns the elements of a definition as in a lock.
func linesOf(c *contract.Contract, definition string) string {
	_, lines, _ := strings.Cut(string(contract.Encode(c)), "- {definition: "+definition+",")
	_, lines, _ = strings.Cut(lines, "\n")
	lines, _, _ = strings.Cut(lines, "\n\n")
	return strings.TrimSpace(lines)
}

func TestExpand(t *testing.T) {
	tests := []struct{ name, definitions, definition, lock, want string }{
		{
			"properties of all levels, with what is nested in them", `
  A: {properties: {a: {type: object, properties: {b: {type: string, enum: [x]}}}}}
  B: {allOf: [{$ref: '#/definitions/A'}], properties: {c: {type: string}}}
  C: {allOf: [{$ref: '#/definitions/B'}]}`, "C",
			"- {base: B, of: C}",
			`- {property: a, of: C, type: object, from: A}
- {property: b, of: C.a, type: string, enum: closed}
- {value: x, of: C.a.b}
- {property: c, of: C, type: string, from: B}`,
		},
		{
			"a property that only the object requires, and one that the base requires, too", `
  A: {required: [b], properties: {a: {type: string}, b: {type: string}, c: {type: string}}}
  B: {allOf: [{$ref: '#/definitions/A'}], required: [a, b]}
  C: {allOf: [{$ref: '#/definitions/B'}], required: [c]}`, "C",
			"- {base: B, of: C}\n- {property: c, of: C, from: B, is: [required]}",
			`- {property: a, of: C, type: string, from: A, is: [required]}
- {property: b, of: C, type: string, from: A, is: [required]}
- {property: c, of: C, type: string, from: A, is: [required]}`,
		},
		{
			"a property that is declared again", `
  A: {properties: {a: {type: string}, b: {type: string}}}
  B: {allOf: [{$ref: '#/definitions/A'}], properties: {a: {type: string, enum: [x]}}}`, "B",
			"- {base: A, of: B}\n- {property: a, of: B, type: string, enum: closed}\n- {value: x, of: B.a}",
			"- {property: b, of: B, type: string, from: A}\n- {property: a, of: B, type: string, enum: closed}\n- {value: x, of: B.a}",
		},
		{
			"bases of an inline part and of a property", `
  A: {properties: {a: {type: string}}}
  B: {allOf: [{allOf: [{$ref: '#/definitions/A'}]}], properties: {b: {type: array, items: {allOf: [{$ref: '#/definitions/A'}], properties: {c: {type: string}}}}}}`, "B",
			"- {base: A, of: B}\n- {property: b, of: B, type: array of object, extends: A}\n- {base: A, of: \"B.b[]\"}\n- {property: c, of: \"B.b[]\", type: string}",
			`- {property: a, of: B, type: string, from: A}
- {property: b, of: B, type: array of object, extends: A}
- {property: a, of: "B.b[]", type: string, from: A}
- {property: c, of: "B.b[]", type: string}`,
		},
		{
			"a property that extends its own definition, once", `
  A: {properties: {a: {allOf: [{$ref: '#/definitions/A'}], properties: {b: {type: string}}}}}`, "A",
			"- {property: a, of: A, type: object, extends: A}\n- {base: A, of: A.a}\n- {property: b, of: A.a, type: string}",
			`- {property: a, of: A, type: object, extends: A}
- {property: a, of: A.a, type: object, extends: A, from: A}
- {property: b, of: A.a.a, type: string}
- {property: b, of: A.a, type: string}`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := fromDefinitions(t, test.definitions)
			if got := linesOf(c, test.definition); got != test.lock {
				t.Errorf("got\n%s\nwant\n%s", got, test.lock)
			}
			var errs diag.List
			c.Expand(&errs)
			if got := linesOf(c, test.definition); got != test.want || errs.Len() > 0 {
				t.Errorf("expanded: got\n%s\nwant\n%s\nerrors: %v", got, test.want, errs.Err())
			}
		})
	}
}

// A base that is reached on several ways is listed once: a diamond of diamonds must
// not double with each level.
func TestDiamonds(t *testing.T) {
	definitions := "  A0: {properties: {p0: {type: string}}}\n"
	for i := 1; i <= 20; i++ {
		definitions += fmt.Sprintf("  L%d: {allOf: [{$ref: '#/definitions/A%d'}]}\n  R%d: {allOf: [{$ref: '#/definitions/A%d'}]}\n"+
			"  A%d: {allOf: [{$ref: '#/definitions/L%d'}, {$ref: '#/definitions/R%d'}], properties: {p%d: {type: string}}}\n", i, i-1, i, i-1, i, i, i, i)
	}
	c := fromDefinitions(t, definitions)
	if got, limit := len(c.Elements), 9*20; got > limit {
		t.Errorf("%d elements, want at most %d", got, limit)
	}
	var errs diag.List
	c.Expand(&errs)
	properties := slices.DeleteFunc(c.Elements, func(e *contract.Element) bool { return e.Kind != contract.Property || e.Owner != "A20" })
	if len(properties) != 21 || errs.Len() > 0 {
		t.Errorf("A20 has %d properties, want 21: %v", len(properties), errs.Err())
	}
}

// A chain is as long in a lock as in its document. Expanded, it would grow with the
// square of its length, so that is limited.
func TestExpandLongChain(t *testing.T) {
	const levels = 1600
	definitions := "  A0: {properties: {p0: {type: string}}}\n"
	for i := 1; i < levels; i++ {
		definitions += fmt.Sprintf("  A%d: {allOf: [{$ref: '#/definitions/A%d'}], properties: {p%d: {type: string}}}\n", i, i-1, i)
	}
	c := fromDefinitions(t, definitions)
	if got, want := len(c.Elements), 3*levels-1; got != want {
		t.Errorf("%d elements, want %d", got, want)
	}
	var errs diag.List
	c.Expand(&errs)
	if err := errs.Err(); err == nil || err.Error() != "d.yaml:2:21: document: definitions inherit too many properties to be compared; the limit is 300000" {
		t.Errorf("got %v", err)
	}
}
