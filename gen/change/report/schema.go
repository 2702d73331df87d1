package report

import (
	"encoding/json"
	"reflect"
	"strings"
)

// jsonSchema is a JSON Schema, as far as [Comparison] needs it.
type jsonSchema struct {
	Schema      string                 `json:"$schema,omitempty"`
	Title       string                 `json:"title,omitempty"`
	Description string                 `json:"description,omitempty"`
	Type        string                 `json:"type"`
	Required    []string               `json:"required,omitempty"`
	Properties  map[string]*jsonSchema `json:"properties,omitempty"`
	Items       *jsonSchema            `json:"items,omitempty"`
}

// Schema returns the JSON Schema of the output of [JSON].
func Schema() ([]byte, error) {
	s := schemaOf(reflect.TypeFor[Comparison]())
	s.Schema, s.Title = "http://json-schema.org/draft-07/schema#", "diff"
	s.Description = "The output of chatgen diff --format json. Later versions may add properties, but do not rename, remove or redefine any."
	data, err := json.MarshalIndent(s, "", "  ")
	return append(data, '\n'), err
}

// schemaOf returns the schema of a Go type. Properties that may be missing are those
// with omitempty.
func schemaOf(t reflect.Type) *jsonSchema {
	switch t.Kind() {
	case reflect.Pointer:
		return schemaOf(t.Elem())
	case reflect.Slice:
		return &jsonSchema{Type: "array", Items: schemaOf(t.Elem())}
	case reflect.Bool:
		return &jsonSchema{Type: "boolean"}
	case reflect.Int:
		return &jsonSchema{Type: "integer"}
	case reflect.Struct:
		return structSchema(t)
	}
	return &jsonSchema{Type: "string"}
}

func structSchema(t reflect.Type) *jsonSchema {
	s := &jsonSchema{Type: "object", Properties: map[string]*jsonSchema{}}
	for f := range t.Fields() {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		s.Properties[name] = schemaOf(f.Type)
		if options != "omitempty" {
			s.Required = append(s.Required, name)
		}
	}
	return s
}
