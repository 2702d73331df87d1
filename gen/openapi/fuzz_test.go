package openapi

import (
	"os"
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// For any input, Read returns a document or reports problems, and never panics.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"swagger/shop.json", "openapi30/zoo.yaml", "openapi31/bank.json"} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, name[len(name)-4:] == "json")
	}
	for _, seed := range []string{
		"", "{}", "[]", "null", `{"swagger":"2.0"}`, `{"openapi":"3.1.0","paths":{"/a":{"get":{}}}}`,
		`{"swagger":"2.0","definitions":{"":{"$ref":"#/definitions/"}},"parameters":{"a":{"$ref":""}}}`,
		`{"swagger":"2.0","paths":{"/a":{"post":{"parameters":[{"in":"body","name":"a","schema":{"$ref":"#"}},{"in":"formData"}]}}}}`,
		`{"openapi":"3.0.0","components":{"schemas":{"a":{"$ref":"#/components/schemas/a"}}}}`,
	} {
		f.Add([]byte(seed), true)
		f.Add([]byte(seed), false)
	}
	f.Fuzz(func(t *testing.T, data []byte, isJSON bool) {
		name := "d.yaml"
		if isJSON {
			name = "d.json"
		}
		var errs diag.List
		doc := Read(name, openFrom(map[string]string{name: string(data)}), &errs)
		if (doc == nil) && errs.Len() == 0 {
			t.Error("neither a document nor a problem")
		}
		if doc != nil {
			dump(doc)
		}
	})
}
