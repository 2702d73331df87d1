package openapi

import "testing"

// The bases of a definition are searched once each: 100 diamonds of allOf have 2 to the
// power of 100 ways.
func TestWithoutSearchesDiamondsOnce(t *testing.T) {
	used := &Schema{Name: "Base", Type: "object"}
	for range 100 {
		used = &Schema{AllOf: []*Schema{{AllOf: []*Schema{used}}, {AllOf: []*Schema{used}}}}
	}
	variant := &Schema{Name: "Variant", AllOf: []*Schema{used}}
	doc := &Document{
		Operations: []*Operation{
			{ID: "Keep", Responses: []*Response{{Schema: used}}},
			{ID: "Drop", Responses: []*Response{{Schema: variant}}},
		},
		Schemas: []*Schema{used, variant},
	}
	kept, omitted := doc.Without(func(id string) bool { return id == "Drop" })
	if len(kept.Schemas) != 1 || len(omitted) != 1 {
		t.Errorf("kept %d definitions, omitted %d operations", len(kept.Schemas), len(omitted))
	}
}
