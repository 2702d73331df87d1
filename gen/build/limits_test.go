package build

import (
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

// Each schema is visited once for each base, however many schemas extend it.
func TestIncludesBaseVisitsOnce(t *testing.T) {
	known := map[*openapi.Schema]bool{}
	base := &openapi.Schema{}
	low := &openapi.Schema{AllOf: []*openapi.Schema{base}}
	high := &openapi.Schema{AllOf: []*openapi.Schema{low}}
	if !includesBase(high, base, known) || len(known) != 2 {
		t.Errorf("got %v", known)
	}
	known[low] = false
	delete(known, high)
	if includesBase(high, base, known) {
		t.Error("the known result was not used")
	}
}

func TestTooManyFields(t *testing.T) {
	var errs diag.List
	at := diag.Pos{File: "d.json", Line: 1, Col: 2}
	b := &builder{errs: &errs, fields: maxFields, active: map[*openapi.Schema]bool{}, decls: map[*openapi.Schema]model.Decl{}}
	properties := []openapi.Property{{Name: "a", Schema: &openapi.Schema{Type: "string"}}, {Name: "b", Schema: &openapi.Schema{Type: "string"}}}
	pet := &model.Struct{TypeInfo: model.TypeInfo{Schema: "Pet", Pos: at}}
	b.fill(pet, &openapi.Schema{Properties: properties})
	b.fill(&model.Struct{}, &openapi.Schema{Properties: properties}) // is not filled
	const want = "d.json:1:2: Pet: structs have too many fields, because allOf repeats them in each; the limit is 1500000"
	if err := errs.Err(); err == nil || err.Error() != want || b.fields != maxFields+2 {
		t.Errorf("got %v and %d fields", err, b.fields)
	}
}

func TestTooManyFieldsInPackage(t *testing.T) {
	full := &model.Struct{Fields: make([]*model.Field, maxPackageFields)}
	more := &model.Struct{TypeInfo: model.TypeInfo{Schema: "Pet", Pos: diag.Pos{File: "d.json", Line: 1, Col: 2}}, Fields: make([]*model.Field, 1)}
	var errs diag.List
	if hasTooManyFields(&model.Package{Decls: []model.Decl{full}}, &errs) || errs.Len() > 0 {
		t.Errorf("as many as the limit: %v", errs.Err())
	}
	const want = "d.json:1:2: Pet: structs have too many fields, because allOf repeats them in each; the limit is 200000"
	if tooMany := hasTooManyFields(&model.Package{Decls: []model.Decl{full, more}}, &errs); !tooMany || errs.Err().Error() != want {
		t.Errorf("got %v", errs.Err())
	}
}
