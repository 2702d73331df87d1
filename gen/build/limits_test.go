package build

import (
	"fmt"
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/openapi"
)

// chain returns the last of schemas that each extend the one before.
func chain(levels int) *openapi.Schema {
	s := &openapi.Schema{}
	for range levels - 1 {
		s = &openapi.Schema{AllOf: []*openapi.Schema{{Target: s}}}
	}
	return s
}

// The parts of a chain of allOf are collected without a list for each level, which would
// take time and memory that grow with the square of its length.
func TestComposedPartsOfChain(t *testing.T) {
	s := chain(1600)
	if got := len(composedParts(s)); got != 1600 {
		t.Errorf("got %d parts, want 1600", got)
	}
	if got := testing.AllocsPerRun(1, func() { composedParts(s) }); got > 200 {
		t.Errorf("%v allocations, want at most 200", got)
	}
}

// diamonds returns the last of schemas that each extend two, which extend the one before.
// There are 2 to the power of their number ways from the last to base.
func diamonds(number int, base *openapi.Schema) *openapi.Schema {
	s := base
	for range number {
		s = &openapi.Schema{AllOf: []*openapi.Schema{{AllOf: []*openapi.Schema{s}}, {AllOf: []*openapi.Schema{s}}}}
	}
	return s
}

// Unions and summaries visit each schema once, however many ways lead to it.
func TestDiamonds(t *testing.T) {
	base := &openapi.Schema{Discriminator: &openapi.Discriminator{}, Type: "object"}
	top := diamonds(100, base)
	if found := extendedUnions(top, map[*openapi.Schema][]*openapi.Schema{}); len(found) != 1 || found[0] != base {
		t.Errorf("got %v", found)
	}
	if got := newBuilder(nil, nil).summarize(top); got.kinds != objectKind {
		t.Errorf("got %v", got)
	}
}

// A union in a chain of unions only has the variants that extend no other: with those of the
// unions below, their number would grow with the square of the length.
func TestChainOfUnions(t *testing.T) {
	doc := &openapi.Document{}
	for i := range 50 {
		s := &openapi.Schema{Name: fmt.Sprintf("Level%d", i), Type: "object", Discriminator: &openapi.Discriminator{Property: "kind"}}
		if i > 0 {
			s.AllOf = []*openapi.Schema{{Target: doc.Schemas[i-1]}}
		}
		doc.Schemas = append(doc.Schemas, s)
	}
	var errs diag.List
	b := newBuilder(&model.Package{}, &errs)
	b.unions(doc)
	if got := len(b.tags); got != 49 {
		t.Errorf("got %d variants, want 49", got)
	}
}

func TestTooManyFields(t *testing.T) {
	var errs diag.List
	at := diag.Pos{File: "d.json", Line: 1, Col: 2}
	b := newBuilder(&model.Package{}, &errs)
	b.fields = maxFields
	properties := []openapi.Property{{Name: "a", Schema: &openapi.Schema{Type: "string"}}, {Name: "b", Schema: &openapi.Schema{Type: "string"}}}
	pet := &model.Struct{TypeInfo: model.TypeInfo{Schema: "Pet", Pos: at}}
	b.fill(pet, &openapi.Schema{Properties: properties})
	b.fill(&model.Struct{}, &openapi.Schema{Properties: properties}) // is not filled
	const want = "d.json:1:2: Pet: structs have too many fields, because allOf repeats them in each; the limit is 200000"
	if err := errs.Err(); err == nil || err.Error() != want || b.fields != maxFields+2 {
		t.Errorf("got %v and %d fields", err, b.fields)
	}
}

// Only the definition that an operation uses has the fields of its bases: with those of
// all, a chain would take time and memory that grow with the square of its length.
func TestFieldsOfChain(t *testing.T) {
	const levels = 200
	doc := &openapi.Document{}
	for i := range levels {
		s := &openapi.Schema{Name: fmt.Sprintf("Level%d", i), Type: "object"}
		s.Properties = []openapi.Property{{Name: fmt.Sprintf("p%d", i), Schema: &openapi.Schema{Type: "string"}}}
		if i > 0 {
			s.AllOf = []*openapi.Schema{{Target: doc.Schemas[i-1]}}
		}
		doc.Schemas = append(doc.Schemas, s)
	}
	doc.Operations = getOperation(doc.Schemas[levels-1])
	tests := map[string]struct {
		mentions func(string) bool
		want     int
	}{
		"no overrides":         {nil, levels - 1 + levels},
		"mentioned definition": {func(name string) bool { return name == "Level9" }, levels - 2 + 10 + levels},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var errs diag.List
			fields := 0
			pkg := Package(doc, Config{Name: "sample", Mentions: test.mentions}, &errs)
			for _, d := range pkg.Decls {
				fields += len(d.(*model.Struct).Fields)
			}
			if err := errs.Err(); err != nil || fields != test.want {
				t.Errorf("got %d fields and %v, want %d", fields, err, test.want)
			}
		})
	}
}

// getOperation returns an operation whose result has a schema.
func getOperation(result *openapi.Schema) []*openapi.Operation {
	return []*openapi.Operation{{ID: "Levels_Get", Method: "GET", Path: "/levels", Responses: []*openapi.Response{{Status: "200", Schema: result}}}}
}

// A requirement of a definition that is only extended counts inherited properties.
func TestRequiredOfBase(t *testing.T) {
	property := []openapi.Property{{Name: "a", Schema: &openapi.Schema{Type: "string"}}}
	base := &openapi.Schema{Name: "Base", Type: "object", Properties: property}
	extends := []*openapi.Schema{{Target: base}}
	doc := &openapi.Document{Schemas: []*openapi.Schema{
		base,
		{Name: "Good", Type: "object", AllOf: extends, Required: []string{"a"}},
		{Name: "Bad", Type: "object", AllOf: extends, Required: []string{"b"}, Pos: diag.Pos{File: "d.json", Line: 1, Col: 2}},
		{Name: "Open", Type: "object", AllOf: []*openapi.Schema{{Additional: &openapi.Schema{}}, extends[0]}, Required: []string{"b"}},
	}}
	doc.Operations = getOperation(base)
	var errs diag.List
	Package(doc, Config{Name: "sample"}, &errs)
	const want = "d.json:1:2: Bad: requires b, which is not one of its properties (add it to properties, or remove it from required)"
	if err := errs.Err(); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// A struct without its inherited fields is not emitted if an override refers to it after all.
func TestUnforeseenUse(t *testing.T) {
	pet := &model.Struct{TypeInfo: model.TypeInfo{Name: "Pet", Schema: "pet", Pos: diag.Pos{File: "d.json", Line: 1, Col: 2}}, OwnFieldsOnly: true}
	op := &model.Operation{Result: &model.Type{Kind: model.Named, Decl: pet}}
	var errs diag.List
	reachable(&model.Package{Clients: []*model.Client{{Operations: []*model.Operation{op}}}}, &errs)
	const want = "d.json:1:2: pet: lacks the properties that it inherits, because no override names it as the document does (name it in plain text)"
	if err := errs.Err(); err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}
