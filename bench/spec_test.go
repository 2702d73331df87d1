package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// The document becomes valid OpenAPI 3 without references to other files.
func TestConvertSpec(t *testing.T) {
	text, err := convertSpec(filepath.Join("..", filepath.FromSlash(document)))
	if err != nil {
		t.Fatal(err)
	}
	spec, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		t.Fatal(err)
	}
	if err := spec.Validate(t.Context()); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"ChatMessage", "CommunicationIdentifierModel", "PhoneNumberIdentifierModel", "CommunicationError"} {
		if schema := spec.Components.Schemas[name]; schema == nil || schema.Value == nil || len(schema.Value.Properties) == 0 {
			t.Errorf("schema %s has no properties", name)
		}
	}
	if strings.Contains(string(text), ".json") {
		t.Error("a reference to another file is left")
	}
}

func TestConvertSpecErrors(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"no JSON":            {`{`, "unexpected end of JSON input"},
		"no definitions":     {`{"swagger":"2.0"}`, "definitions are missing"},
		"missing definition": {`{"definitions":{"A":{"properties":{"b":{"$ref":"#/definitions/B"}}}}}`, `definition "B" is missing`},
		"missing file":       {`{"definitions":{"A":{"items":[{"$ref":"other.json#/definitions/B"}]}}}`, "other.json"},
		"no Swagger":         {`{"definitions":{},"info":[]}`, "cannot unmarshal"},
		"no path":            {`{"definitions":{},"paths":{"/a":{"get":{"$ref":"#/definitions/B"}}}}`, `definition "B" is missing`},
		"bad parameter":      {`{"definitions":{},"paths":{"/a":{"get":{"parameters":[{"$ref":"#/parameters/P"}]}}}}`, "P"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "chat.json")
			if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := convertSpec(file); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
	if _, err := convertSpec("none.json"); err == nil || !strings.Contains(err.Error(), "none.json") {
		t.Errorf("got %v", err)
	}
}
