// Package spec_test checks that the documents in this folder fulfil what chatgen and the readers of its output rely on.
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

// The documents are usable without chatgen: each reference resolves, and each element that becomes a Go doc comment has a text.
func TestDocuments(t *testing.T) {
	folder := os.DirFS(".")
	files := findDocuments(t, folder)
	if len(files) == 0 {
		t.Error("no documents found")
	}
	for _, file := range files {
		for _, problem := range check(folder, file) {
			t.Error(problem)
		}
	}
}

// Each of the checks above can fail.
func TestCheck(t *testing.T) {
	const described = `{"description": "A described one."}`
	cases := []struct {
		name, document string
		want           []string
	}{
		{"valid", `{
			"paths": {"/a": {"get": {"summary": "Lists all.",
				"parameters": [{"$ref": "#/parameters/P"}, ` + described + `],
				"x-ms-examples": {"one": {"$ref": "./missing.json"}}}}},
			"parameters": {"P": ` + described + `},
			"definitions": {"a/b~c": {"properties": {"d": {"$ref": "#/definitions/a~1b~0c"}, "e": {"$ref": "o/o.json#/x/0"}}}}}`, nil},
		{"not JSON", `{`, []string{`d.json: unexpected end of JSON input`}},
		{"missing target", `{"a": {"$ref": "#/definitions/X"}}`, []string{`d.json#/a: unresolved reference "#/definitions/X"`}},
		{"array index out of range", `{"a": [{"$ref": "o/o.json#/x/1"}]}`, []string{`d.json#/a/0: unresolved reference "o/o.json#/x/1"`}},
		{"array index that is not a number", `{"a": {"$ref": "o/o.json#/x/y"}}`, []string{`d.json#/a: unresolved reference "o/o.json#/x/y"`}},
		{"pointer into a string", `{"a": {"$ref": "#/b/c"}, "b": "c"}`, []string{`d.json#/a: unresolved reference "#/b/c"`}},
		{"missing file", `{"a": {"$ref": "../d.json#/a"}}`, []string{`d.json#/a: unresolved reference "../d.json#/a"`}},
		{"no summary", `{"paths": {"/a": {"get": {}}}}`, []string{`d.json#/paths/~1a/get: summary "" is not a single sentence that starts with a verb`}},
		{"summary without a verb", `{"paths": {"/a": {"put": {"summary": "All of it."}}}}`,
			[]string{`d.json#/paths/~1a/put: summary "All of it." is not a single sentence that starts with a verb`}},
		{"summary of two sentences", `{"paths": {"/a": {"patch": {"summary": "Adds it. Slowly."}}}}`,
			[]string{`d.json#/paths/~1a/patch: summary "Adds it. Slowly." is not a single sentence that starts with a verb`}},
		{"parameter of an operation", `{"paths": {"/a": {"get": {"summary": "Gets it.", "parameters": [{"name": "p"}]}}}}`,
			[]string{`d.json#/paths/~1a/get/parameters/0: description "" does not end with a full stop`}},
		{"parameter of a path", `{"paths": {"/a": {"parameters": [{"description": "No stop"}]}}}`,
			[]string{`d.json#/paths/~1a/parameters/0: description "No stop" does not end with a full stop`}},
		{"parameter of the document", `{"parameters": {"P": {}}}`,
			[]string{`d.json#/parameters/P: description "" does not end with a full stop`}},
		{"nested property", `{"definitions": {"D": {"allOf": [{"items": {"properties": {"p": {"description": 1}}}}]}}}`,
			[]string{`d.json#/definitions/D/allOf/0/items/properties/p: description "" does not end with a full stop`}},
		{"several problems, sorted", `{"definitions": {"D": {"properties": {"q": {}, "p": {"$ref": "#/x"}}}}}`, []string{
			`d.json#/definitions/D/properties/p: unresolved reference "#/x"`,
			`d.json#/definitions/D/properties/q: description "" does not end with a full stop`}},
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

func findDocuments(t *testing.T, folder fs.FS) []string {
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

// check returns the problems of one document in the folder, sorted by JSON pointer.
func check(folder fs.FS, file string) []string {
	root, err := readJSON(folder, file)
	if err != nil {
		return []string{fmt.Sprintf("%s: %v", file, err)}
	}
	c := &checker{folder: folder, file: file}
	c.walk(nil, root)
	slices.Sort(c.problems)
	return c.problems
}

type checker struct {
	folder   fs.FS
	file     string
	problems []string
}

// walk visits a value and everything in it. The path of a value, as the segments of its JSON pointer, determines which
// checks apply to it.
func (c *checker) walk(segments []string, value any) {
	switch value := value.(type) {
	case []any:
		for i, item := range value {
			c.walk(append(slices.Clip(segments), fmt.Sprint(i)), item)
		}
	case map[string]any:
		c.checkObject(segments, value)
		for _, key := range slices.Sorted(maps.Keys(value)) {
			if key != "x-ms-examples" { // refers to files that are not in this folder
				c.walk(append(slices.Clip(segments), key), value[key])
			}
		}
	}
}

func (c *checker) checkObject(segments []string, object map[string]any) {
	if ref, ok := object["$ref"].(string); ok {
		if !c.resolves(ref) {
			c.reportf(segments, "unresolved reference %q", ref)
		}
		return
	}
	if isOperation(segments) {
		if summary, _ := object["summary"].(string); !isSummary(summary) {
			c.reportf(segments, "summary %q is not a single sentence that starts with a verb", summary)
		}
	}
	if len(segments) > 1 && (segments[len(segments)-2] == "parameters" || segments[len(segments)-2] == "properties") {
		if description, _ := object["description"].(string); !strings.HasSuffix(description, ".") {
			c.reportf(segments, "description %q does not end with a full stop", description)
		}
	}
}

func (c *checker) reportf(segments []string, format string, args ...any) {
	pointer := ""
	for _, segment := range segments {
		pointer += "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(segment)
	}
	c.problems = append(c.problems, c.file+"#"+pointer+": "+fmt.Sprintf(format, args...))
}

// resolves reports whether a reference resolves to a value in this document or in another one in the folder.
func (c *checker) resolves(ref string) bool {
	name, pointer, _ := strings.Cut(ref, "#")
	file := c.file
	if name != "" {
		file = path.Join(path.Dir(c.file), name)
	}
	value, err := readJSON(c.folder, file)
	if err != nil {
		return false
	}
	for segment := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		segment = strings.NewReplacer("~1", "/", "~0", "~").Replace(segment)
		if value = childOf(value, segment); value == nil {
			return false
		}
	}
	return true
}

func childOf(value any, segment string) any {
	switch value := value.(type) {
	case map[string]any:
		return value[segment]
	case []any:
		for i, item := range value {
			if fmt.Sprint(i) == segment {
				return item
			}
		}
	}
	return nil
}

func readJSON(folder fs.FS, file string) (any, error) {
	data, err := fs.ReadFile(folder, file)
	if err != nil {
		return nil, err
	}
	var value any
	err = json.Unmarshal(data, &value)
	return value, err
}

func isOperation(segments []string) bool {
	methods := []string{"get", "put", "post", "delete", "options", "head", "patch"}
	return len(segments) == 3 && segments[0] == "paths" && slices.Contains(methods, segments[2])
}

// isSummary reports whether text is a sentence such as "Lists the threads.", in front of which chatgen can put a Go name.
func isSummary(text string) bool {
	return regexp.MustCompile(`^[A-Z][a-z]+s [^.]*\.$`).MatchString(text)
}
