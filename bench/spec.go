package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
)

// bundler merges the schemas of several Swagger 2.0 files into one document.
type bundler struct {
	files       map[string]map[string]any
	definitions map[string]any
}

// convertSpec returns the document in file as a self-contained OpenAPI 3.0
// document, for generators that do not read Swagger 2.0.
func convertSpec(file string) ([]byte, error) {
	b := &bundler{files: map[string]map[string]any{}, definitions: map[string]any{}}
	root, err := b.read(file)
	if err != nil {
		return nil, err
	}
	bundled, err := b.bundle(file, root)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(bundled)
	if err != nil {
		return nil, err
	}
	var v2 openapi2.T
	if err := json.Unmarshal(text, &v2); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	v3, err := openapi2conv.ToV3(&v2)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return json.MarshalIndent(v3, "", "  ")
}

// bundle returns the document without extensions of Swagger and with local references only.
func (b *bundler) bundle(file string, root map[string]any) (map[string]any, error) {
	to := map[string]any{"definitions": b.definitions}
	for _, name := range []string{"swagger", "info", "parameters", "securityDefinitions", "security"} {
		to[name] = root[name]
	}
	// It is the host's parameter, which the servers of OpenAPI 3 take the place of.
	if parameters, ok := root["parameters"].(map[string]any); ok {
		delete(parameters, "Endpoint")
	}
	definitions, ok := root["definitions"].(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%s: definitions are missing", file)
	}
	for name := range definitions {
		if err := b.define(file, name); err != nil {
			return nil, err
		}
	}
	paths, err := b.resolve(file, root["paths"])
	to["paths"] = paths
	return to, err
}

func (b *bundler) read(file string) (map[string]any, error) {
	if doc, ok := b.files[file]; ok {
		return doc, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var doc map[string]any
	if err := json.Unmarshal(text, &doc); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	b.files[file] = doc
	return doc, nil
}

// resolve returns value with its references to other files replaced by local
// ones, and without examples, which are in files of their own.
func (b *bundler) resolve(file string, value any) (any, error) {
	var err error
	switch v := value.(type) {
	case []any:
		for i := range v {
			if v[i], err = b.resolve(file, v[i]); err != nil {
				return nil, err
			}
		}
	case map[string]any:
		if ref, ok := v["$ref"].(string); ok {
			return b.resolveRef(file, ref)
		}
		delete(v, "x-ms-examples")
		delete(v, "example")
		for name := range v {
			if v[name], err = b.resolve(file, v[name]); err != nil {
				return nil, err
			}
		}
	}
	return value, nil
}

func (b *bundler) resolveRef(file, ref string) (any, error) {
	target, name := split(file, ref)
	if !strings.Contains(ref, "#/definitions/") {
		return map[string]any{"$ref": ref}, nil
	}
	return map[string]any{"$ref": "#/definitions/" + name}, b.define(target, name)
}

// split returns the file that a reference leads to and the last part of its pointer.
func split(file, ref string) (target, name string) {
	other, pointer, _ := strings.Cut(ref, "#")
	target = file
	if other != "" {
		target = filepath.Join(filepath.Dir(file), other)
	}
	return target, pointer[strings.LastIndexByte(pointer, '/')+1:]
}

// define adds a definition of file to the bundle, with everything that it refers to.
// A definition that only refers to one of the same name is that one.
func (b *bundler) define(file, name string) error {
	if _, ok := b.definitions[name]; ok {
		return nil
	}
	doc, err := b.read(file)
	if err != nil {
		return err
	}
	definitions, ok := doc["definitions"].(map[string]any)
	if !ok {
		return fmt.Errorf("%s: definitions are missing", file)
	}
	definition, ok := definitions[name].(map[string]any)
	if !ok {
		return fmt.Errorf("%s: definition %q is missing", file, name)
	}
	if ref, ok := definition["$ref"].(string); ok {
		if target, other := split(file, ref); other == name && target != file {
			return b.define(target, name)
		}
	}
	b.definitions[name] = nil // for references of the definition to itself
	b.definitions[name], err = b.resolve(file, definition)
	return err
}
