// Package spec_test holds the documents in this folder to what chatgen and the readers of its output rely on.
package spec_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// The documents must load without chatgen, too: each reference has a target, and each place that becomes a Go doc comment has a text.
func TestDocumentsAreSound(t *testing.T) {
	folder := os.DirFS(".")
	files := documents(t, folder)
	if len(files) == 0 {
		t.Error("no documents found")
	}
	for _, file := range files {
		for _, fault := range check(folder, file) {
			t.Error(fault)
		}
	}
}

// The checks above are worth something only if each of them can fail.
func TestCheckReportsFaults(t *testing.T) {
	const good = `{"description": "A good one."}`
	cases := []struct {
		name, document string
		want           []string
	}{
		{"sound", `{
			"paths": {"/a": {"get": {"summary": "Lists all.",
				"parameters": [{"$ref": "#/parameters/P"}, ` + good + `],
				"x-ms-examples": {"one": {"$ref": "./missing.json"}}}}},
			"parameters": {"P": ` + good + `},
			"definitions": {"a/b~c": {"properties": {"d": {"$ref": "#/definitions/a~1b~0c"}, "e": {"$ref": "o/o.json#/x/0"}}}}}`, nil},
		{"not JSON", `{`, []string{`d.json: unexpected end of JSON input`}},
		{"target missing", `{"a": {"$ref": "#/definitions/X"}}`, []string{`d.json#/a: nothing at "#/definitions/X"`}},
		{"index beyond the list", `{"a": [{"$ref": "o/o.json#/x/1"}]}`, []string{`d.json#/a/0: nothing at "o/o.json#/x/1"`}},
		{"index that is no number", `{"a": {"$ref": "o/o.json#/x/y"}}`, []string{`d.json#/a: nothing at "o/o.json#/x/y"`}},
		{"pointer into a text", `{"a": {"$ref": "#/b/c"}, "b": "c"}`, []string{`d.json#/a: nothing at "#/b/c"`}},
		{"file missing", `{"a": {"$ref": "../d.json#/a"}}`, []string{`d.json#/a: nothing at "../d.json#/a"`}},
		{"no summary", `{"paths": {"/a": {"get": {}}}}`, []string{`d.json#/paths/~1a/get: summary "" is not one sentence that starts with a verb`}},
		{"summary without a verb", `{"paths": {"/a": {"put": {"summary": "All of it."}}}}`,
			[]string{`d.json#/paths/~1a/put: summary "All of it." is not one sentence that starts with a verb`}},
		{"summary of two sentences", `{"paths": {"/a": {"patch": {"summary": "Adds it. Slowly."}}}}`,
			[]string{`d.json#/paths/~1a/patch: summary "Adds it. Slowly." is not one sentence that starts with a verb`}},
		{"parameter of an operation", `{"paths": {"/a": {"get": {"summary": "Gets it.", "parameters": [{"name": "p"}]}}}}`,
			[]string{`d.json#/paths/~1a/get/parameters/0: description "" is not text that ends in a full stop`}},
		{"parameter of a path", `{"paths": {"/a": {"parameters": [{"description": "No stop"}]}}}`,
			[]string{`d.json#/paths/~1a/parameters/0: description "No stop" is not text that ends in a full stop`}},
		{"parameter of the document", `{"parameters": {"P": {}}}`,
			[]string{`d.json#/parameters/P: description "" is not text that ends in a full stop`}},
		{"property, nested", `{"definitions": {"D": {"allOf": [{"items": {"properties": {"p": {"description": 1}}}}]}}}`,
			[]string{`d.json#/definitions/D/allOf/0/items/properties/p: description "" is not text that ends in a full stop`}},
		{"all at once, in order", `{"definitions": {"D": {"properties": {"q": {}, "p": {"$ref": "#/x"}}}}}`, []string{
			`d.json#/definitions/D/properties/p: nothing at "#/x"`,
			`d.json#/definitions/D/properties/q: description "" is not text that ends in a full stop`}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			folder := fstest.MapFS{"d.json": {Data: []byte(c.document)}, "o/o.json": {Data: []byte(`{"x": ["y"]}`)}}
			if got := check(folder, "d.json"); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func documents(t *testing.T, folder fs.FS) []string {
	t.Helper()
	var files []string
	err := fs.WalkDir(folder, ".", func(file string, _ fs.DirEntry, err error) error {
		if path.Ext(file) == ".json" {
			files = append(files, file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// check returns the faults of one document of the folder, sorted by where they are.
func check(folder fs.FS, file string) []string {
	root, err := load(folder, file)
	if err != nil {
		return []string{fmt.Sprintf("%s: %v", file, err)}
	}
	c := &checker{folder: folder, file: file}
	c.walk(nil, root)
	slices.Sort(c.faults)
	return c.faults
}

type checker struct {
	folder fs.FS
	file   string
	faults []string
}

// walk visits every value. The place of a value, as the steps that lead to it, says what it is.
func (c *checker) walk(at []string, value any) {
	switch value := value.(type) {
	case []any:
		for i, item := range value {
			c.walk(append(slices.Clip(at), fmt.Sprint(i)), item)
		}
	case map[string]any:
		c.object(at, value)
		for _, key := range slices.Sorted(maps.Keys(value)) {
			if key != "x-ms-examples" { // the files it points at are not part of this folder
				c.walk(append(slices.Clip(at), key), value[key])
			}
		}
	}
}

func (c *checker) object(at []string, object map[string]any) {
	if ref, ok := object["$ref"].(string); ok {
		if !c.resolves(ref) {
			c.reportf(at, "nothing at %q", ref)
		}
		return
	}
	if isOperation(at) {
		if summary, _ := object["summary"].(string); !isSummary(summary) {
			c.reportf(at, "summary %q is not one sentence that starts with a verb", summary)
		}
	}
	if len(at) > 1 && (at[len(at)-2] == "parameters" || at[len(at)-2] == "properties") {
		if description, _ := object["description"].(string); !strings.HasSuffix(description, ".") {
			c.reportf(at, "description %q is not text that ends in a full stop", description)
		}
	}
}

func (c *checker) reportf(at []string, format string, args ...any) {
	pointer := ""
	for _, step := range at {
		pointer += "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(step)
	}
	c.faults = append(c.faults, c.file+"#"+pointer+": "+fmt.Sprintf(format, args...))
}

// resolves says whether a reference leads to a value, in this document or in another one of the folder.
func (c *checker) resolves(ref string) bool {
	name, pointer, _ := strings.Cut(ref, "#")
	file := c.file
	if name != "" {
		file = path.Join(path.Dir(c.file), name)
	}
	value, err := load(c.folder, file)
	if err != nil {
		return false
	}
	for step := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		step = strings.NewReplacer("~1", "/", "~0", "~").Replace(step)
		if value = child(value, step); value == nil {
			return false
		}
	}
	return true
}

func child(value any, step string) any {
	switch value := value.(type) {
	case map[string]any:
		return value[step]
	case []any:
		for i, item := range value {
			if fmt.Sprint(i) == step {
				return item
			}
		}
	}
	return nil
}

func load(folder fs.FS, file string) (any, error) {
	data, err := fs.ReadFile(folder, file)
	if err != nil {
		return nil, err
	}
	var value any
	err = json.Unmarshal(data, &value)
	return value, err
}

func isOperation(at []string) bool {
	methods := []string{"get", "put", "post", "delete", "options", "head", "patch"}
	return len(at) == 3 && at[0] == "paths" && slices.Contains(methods, at[2])
}

// isSummary wants "Lists the threads.": chatgen puts a Go name in front of it.
func isSummary(text string) bool {
	return regexp.MustCompile(`^[A-Z][a-z]+s [^.]*\.$`).MatchString(text)
}
