package override

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
)

const schemas = "../../overrides/schema"

// schema is the part of a JSON Schema that these tests read.
type schema struct {
	Ref                  string            `json:"$ref"`
	Type                 string            `json:"type"`
	Const                *bool             `json:"const"`
	Description          string            `json:"description"`
	AdditionalProperties *bool             `json:"additionalProperties"`
	Required             []string          `json:"required"`
	Properties           map[string]schema `json:"properties"`
	Items                *schema           `json:"items"`
	Definitions          map[string]schema `json:"definitions"` // of common.json
}

func readSchema(t *testing.T, name string) schema {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(schemas, name))
	if err != nil {
		t.Fatal(err)
	}
	var s schema
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return s
}

// entryTypes returns the struct type of each kind.
func entryTypes() map[string]reflect.Type {
	return map[string]reflect.Type{
		"auth":          reflect.TypeFor[authEntry](),
		"omit":          reflect.TypeFor[omitEntry](),
		"types":         reflect.TypeFor[typeEntry](),
		"durations":     reflect.TypeFor[durationEntry](),
		"ids":           reflect.TypeFor[idEntry](),
		"clients":       reflect.TypeFor[clientEntry](),
		"names":         reflect.TypeFor[nameEntry](),
		"docs":          reflect.TypeFor[docEntry](),
		"pagination":    reflect.TypeFor[pageEntry](),
		"additions":     reflect.TypeFor[additionEntry](),
		"polling":       reflect.TypeFor[pollEntry](),
		"partial":       reflect.TypeFor[partialEntry](),
		"repeatability": reflect.TypeFor[repeatEntry](),
		"arguments":     reflect.TypeFor[argumentEntry](),
		"shortcuts":     reflect.TypeFor[shortcutEntry](),
		"throttle":      reflect.TypeFor[throttleEntry](),
		"rates":         reflect.TypeFor[rateEntry](),
		"keys":          reflect.TypeFor[keyEntry](),
		"changes":       reflect.TypeFor[changeEntry](),
		"required":      reflect.TypeFor[requiredEntry](),
		"secrets":       reflect.TypeFor[secretEntry](),
	}
}

// The schema of each kind has the same keys, types and required keys as the struct
// of the kind.
func TestSchemas(t *testing.T) {
	types := entryTypes()
	if len(types) != len(kinds()) {
		t.Errorf("%d types for %d kinds", len(types), len(kinds()))
	}
	for _, k := range kinds() {
		t.Run(k.name, func(t *testing.T) {
			c := schemaCheck{t: t, common: readSchema(t, "common.json").Definitions}
			s := readSchema(t, k.name+".json")
			if s.Type != "array" || s.Items == nil || s.Description == "" {
				t.Fatalf("want a described array")
			}
			c.object(k.name, types[k.name], *s.Items)
		})
	}
}

type schemaCheck struct {
	t      *testing.T
	common map[string]schema
}

// object compares the schema of an object with its struct type.
func (c schemaCheck) object(at string, typ reflect.Type, s schema) {
	s = c.resolve(at, s)
	if s.Type != "object" || s.AdditionalProperties == nil || *s.AdditionalProperties {
		c.t.Errorf("%s: want an object without additional properties", at)
	}
	var required []string
	for _, f := range reflect.VisibleFields(typ) {
		key, option, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if key == "" {
			continue
		}
		if option == "required" {
			required = append(required, key)
		}
		property, ok := s.Properties[key]
		if !ok {
			c.t.Errorf("%s: the schema has no property %s", at, key)
			continue
		}
		delete(s.Properties, key)
		c.value(at+"."+key, f.Type, property)
	}
	for name := range s.Properties {
		c.t.Errorf("%s: the struct has no key %s", at, name)
	}
	slices.Sort(required)
	slices.Sort(s.Required)
	if !slices.Equal(required, s.Required) {
		c.t.Errorf("%s: the struct requires %v, the schema %v", at, required, s.Required)
	}
}

// value compares the schema of a value with its Go type.
func (c schemaCheck) value(at string, typ reflect.Type, s schema) {
	s = c.resolve(at, s)
	switch {
	case typ == reflect.TypeFor[text]():
		c.wantType(at, s, "string")
	case typ == reflect.TypeFor[number]():
		c.wantType(at, s, "integer")
	case typ == reflect.TypeFor[flag]():
		if s.Const == nil {
			c.wantType(at, s, "boolean")
		}
	case typ.Kind() == reflect.Slice && typ.Elem() == reflect.TypeFor[text]():
		c.wantType(at, s, "array")
		c.value(at, typ.Elem(), *s.Items)
	case typ.Kind() == reflect.Slice:
		c.wantType(at, s, "array")
		c.object(at, typ.Elem(), *s.Items)
	default:
		c.object(at, typ.Elem(), s)
	}
}

func (c schemaCheck) wantType(at string, s schema, want string) {
	if s.Type != want {
		c.t.Errorf("%s: type %q, want %q", at, s.Type, want)
	}
}

func (c schemaCheck) resolve(at string, s schema) schema {
	if s.Ref == "" {
		return s
	}
	name, _ := strings.CutPrefix(s.Ref, "common.json#/definitions/")
	found, ok := c.common[name]
	if !ok {
		c.t.Errorf("%s: no such reference: %s", at, s.Ref)
	}
	return found
}

// The overrides in the repository are valid and refer to their schema.
func TestRealOverrides(t *testing.T) {
	paths, err := filepath.Glob("../../overrides/*/*.yaml")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no overrides: %v", err)
	}
	for _, path := range paths {
		var errs diag.List
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f := File{Name: filepath.ToSlash(path), Data: data}
		first, _, _ := strings.Cut(string(data), "\n")
		if want := "# yaml-language-server: $schema=../schema/" + f.kind() + ".json"; first != want {
			t.Errorf("%s begins with %q, want %q", path, first, want)
		}
		checkKinds([]File{f}, &errs)
		for _, k := range kinds() {
			if k.name == f.kind() && len(k.read(f, &errs)) == 0 {
				t.Errorf("%s: no entries", path)
			}
		}
		if err := errs.Err(); err != nil {
			t.Error(err)
		}
	}
}
