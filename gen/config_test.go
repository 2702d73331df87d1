package gen

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

// validConfig is a configuration without errors.
const validConfig = `# packages
- name: chat
  spec: spec/chat.json
  overrides: overrides/chat
  out: generated/chat
  import: example.com/sdk/chat
  version: v0.1.0
- name: users
  spec: ../published/users.yaml
  out: ./generated/../users
  import: example.com/sdk/users
  version: v1.2.3-beta.1
  roots: [../published, /common]
  notCarried:
    - kind: pattern
      subject: User.name
      why: The service checks it.
`

// Paths in the file are relative to its folder, not to the working folder.
func TestReadConfig(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, c := range []struct{ file, prefix, published, root string }{
		{"chatgen.yaml", "", "../published", "."},
		{"./sub/folder/chatgen.yaml", "sub/folder/", "sub/published", "sub/folder"},
	} {
		writeFile(t, c.file, validConfig)
		var errs diag.List
		got := ReadConfig(c.file, &errs)
		accepted := []Acceptance{{diag.Pos{File: c.file, Line: 15, Col: 13}, "pattern", "User.name", "The service checks it."}}
		want := []Package{
			{"chat", c.prefix + "spec/chat.json", c.prefix + "overrides/chat", c.prefix + "generated/chat", "example.com/sdk/chat", "v0.1.0", []string{c.root}, nil, nil},
			{"users", c.published + "/users.yaml", "", c.prefix + "users", "example.com/sdk/users", "v1.2.3-beta.1", []string{c.root, c.published, "/common"}, accepted, nil},
		}
		if err := errs.Err(); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v\nwant %+v", c.file, got, err, want)
		}
	}
}

// The path of a document may be absolute.
func TestReadConfigAbsoluteSpec(t *testing.T) {
	t.Chdir(t.TempDir())
	writeFile(t, "a/chatgen.yaml", strings.Replace(validConfig, "spec/chat.json", "/published/chat.json", 1))
	var errs diag.List
	if got := ReadConfig("a/chatgen.yaml", &errs); len(got) != 2 || got[0].Spec != "/published/chat.json" {
		t.Errorf("got %+v, %v", got, errs.Err())
	}
}

func TestReadConfigErrors(t *testing.T) {
	replace := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(validConfig) }
	for _, c := range []struct{ name, text, want string }{
		{
			"unknown key", replace("overrides: ", "overides: "),
			"c.yaml:4:3: overides: no such key (did you mean overrides?)",
		},
		{
			"unknown key like no other", replace("overrides: ", "colour: "),
			"c.yaml:4:3: colour: no such key (the keys are name, spec, overrides, out, import, version, roots, notCarried)",
		},
		{
			"duplicate key", replace("  overrides: ", "  spec: "),
			"c.yaml:4:3: spec: duplicate key (the first is on line 3)",
		},
		{
			"missing keys", "- name: chat\n",
			"c.yaml:1:3: entry: out is missing\n" +
				"c.yaml:1:3: entry: spec is missing\nc.yaml:1:3: entry: version is missing",
		},
		{
			"a number", replace("v0.1.0", "0.1"),
			"c.yaml:7:12: version: must be a string, is a number (put it in quotes)",
		},
		{
			"a list", replace("spec/chat.json", "[a.json, b.json]"),
			"c.yaml:3:9: spec: must be a string, is a list (write a single value)",
		},
		{
			"an address of a document", replace("spec/chat.json", "https://example.com/chat.json"),
			"c.yaml:3:9: https://example.com/chat.json: documents are not downloaded (save it, and name its file)",
		},
		{
			"an empty value", replace("generated/chat", `""`),
			"c.yaml:5:8: out: must not be empty (give a value, or remove the key)",
		},
		{
			"not a list", "chat:\n  spec: chat.json\n",
			"c.yaml:1:1: file: must be a list of entries, is a mapping (begin each entry with a dash)",
		},
		{
			"no entry", "[]\n",
			"c.yaml:1:1: file: must not be empty (remove it, or add an entry)",
		},
		{
			"an invalid entry", "- chat\n",
			"c.yaml:1:3: entry: must be a mapping, is a string (its keys are name, spec, overrides, out, import, version, roots, notCarried)",
		},
		{
			"bad names", replace("name: chat", "name: Chat", "name: users", "name: main"),
			"c.yaml:2:9: Chat: not a valid package name (use lower-case letters and digits, beginning with a letter; main, init and Go's keywords and predeclared identifiers are reserved)\n" +
				"c.yaml:8:9: main: not a valid package name (use lower-case letters and digits, beginning with a letter; main, init and Go's keywords and predeclared identifiers are reserved)",
		},
		{
			"a keyword", replace("name: chat", "name: func"),
			"c.yaml:2:9: func: not a valid package name (use lower-case letters and digits, beginning with a letter; main, init and Go's keywords and predeclared identifiers are reserved)",
		},
		{
			"predeclared names", replace("name: chat", "name: any", "name: users", "name: init"),
			"c.yaml:2:9: any: not a valid package name (use lower-case letters and digits, beginning with a letter; main, init and Go's keywords and predeclared identifiers are reserved)\n" +
				"c.yaml:8:9: init: not a valid package name (use lower-case letters and digits, beginning with a letter; main, init and Go's keywords and predeclared identifiers are reserved)",
		},
		{
			"bad versions", replace("v0.1.0", "0.1.0", "v1.2.3-beta.1", "v1.2.3-01"),
			"c.yaml:7:12: 0.1.0: not a semantic version (write it as v1.2.3 or v1.2.3-beta.1)\n" +
				"c.yaml:12:12: v1.2.3-01: not a semantic version (write it as v1.2.3 or v1.2.3-beta.1)",
		},
		{
			"bad import path", replace("example.com/sdk/chat", "example.com//chat"),
			"c.yaml:6:11: example.com//chat: not a valid import path (write the module's path and the folder in it, as in example.com/module/chat)",
		},
		{
			"out leads elsewhere", replace("generated/chat", "/generated/chat", "./generated/../users", "generated/../../users"),
			"c.yaml:5:8: /generated/chat: not inside the folder of the configuration (name a folder below it; only --out may be outside)\n" +
				"c.yaml:10:8: generated/../../users: not inside the folder of the configuration (name a folder below it; only --out may be outside)",
		},
		{
			"same name, out and import", replace("name: users", "name: chat", "./generated/../users", "generated/./chat", "sdk/users", "sdk/chat"),
			"c.yaml:8:9: chat: another package has the same name (it is on line 2)\n" +
				"c.yaml:10:8: generated/./chat: another package has the same out (it is on line 5)\n" +
				"c.yaml:11:11: example.com/sdk/chat: another package has the same import (it is on line 6)",
		},
		{
			"an out that differs only in case", replace("./generated/../users", "generated/Chat"),
			"c.yaml:10:8: generated/Chat: differs only in case from the out of another package (it is on line 5)",
		},
		{
			"an out inside another one", replace("./generated/../users", "Generated/chat/users"),
			"c.yaml:10:8: Generated/chat/users: is inside the out of another package (it is on line 5)",
		},
		{
			"an out around another one", replace("./generated/../users", "."),
			"c.yaml:10:8: .: contains the out of another package (it is on line 5)",
		},
		{
			"an out that is a folder of overrides", replace("./generated/../users", "overrides/Chat"),
			"c.yaml:10:8: overrides/Chat: is in a folder of overrides (that folder is on line 4)",
		},
		{
			"an out inside its overrides", replace("generated/chat", "overrides/chat/out"),
			"c.yaml:5:8: overrides/chat/out: is in a folder of overrides (that folder is on line 4)",
		},
		{
			"no import path and no module", replace("  import: example.com/sdk/users\n", ""),
			"c.yaml:10:8: ./generated/../users: import is required, because there is no go.mod in this folder or above it (run go mod init, or add import)",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			writeFile(t, "c.yaml", c.text)
			var errs diag.List
			ReadConfig("c.yaml", &errs)
			if err := errs.Err(); err == nil || err.Error() != c.want {
				t.Errorf("got\n%v\nwant\n%s", err, c.want)
			}
		})
	}
}

func TestReadConfigFileErrors(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, c := range []struct{ file, want string }{
		{"nope.yaml", "nope.yaml: configuration: no such file (check the path, or create the file with chatgen init)"},
		{".", ".: configuration: cannot be read: is a directory (name a file, or correct its permissions)"},
	} {
		var errs diag.List
		if got := ReadConfig(c.file, &errs); got != nil || errs.Err().Error() != c.want {
			t.Errorf("got %+v, %v, want %s", got, errs.Err(), c.want)
		}
	}
}

// The version goes into a tag and into telemetry, so it must be one.
func TestSemanticVersion(t *testing.T) {
	for version, want := range map[string]bool{
		"v0.1.0": true, "v1.20.300": true, "v1.2.3-beta.1": true, "v1.2.3-0a": true, "v1.2.3-a-b.0": true,
		"1.2.3": false, "v1": false, "v1.2": false, "v01.2.3": false, "v1.2.3-": false, "v1.2.3-a..b": false, "v1.2.3+meta": false,
	} {
		if semanticVersion(version) != want {
			t.Errorf("semanticVersion(%q) is %v", version, !want)
		}
	}
}

// The schema has the keys of the file and requires those that are required. The
// repository's own file refers to it.
func TestConfigSchema(t *testing.T) {
	data, err := os.ReadFile("../overrides/schema/chatgen.json")
	if err != nil {
		t.Fatal(err)
	}
	type property struct {
		Type        string `json:"type"`
		Description string `json:"description"`
	}
	var schema struct {
		Items struct {
			AdditionalProperties bool                `json:"additionalProperties"`
			Required             []string            `json:"required"`
			Properties           map[string]property `json:"properties"`
		} `json:"items"`
	}
	if err := json.Unmarshal(data, &schema); err != nil || schema.Items.AdditionalProperties {
		t.Errorf("additional properties are allowed: %v", err)
	}
	var required []string
	for _, f := range reflect.VisibleFields(reflect.TypeFor[ConfigEntry]()) {
		key, option, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if option == "required" {
			required = append(required, key)
		}
		want := "string"
		if f.Type.Kind() == reflect.Slice {
			want = "array"
		}
		if p := schema.Items.Properties[key]; p.Type != want || p.Description == "" {
			t.Errorf("%s: %+v is not of type %s with a description", key, p, want)
		}
		delete(schema.Items.Properties, key)
	}
	if len(schema.Items.Properties) > 0 || !slices.Equal(required, schema.Items.Required) {
		t.Errorf("not in the file: %v; required: %v, want %v", schema.Items.Properties, schema.Items.Required, required)
	}
	config, err := os.ReadFile("../chatgen.yaml")
	if err != nil || !strings.HasPrefix(string(config), "# yaml-language-server: $schema=overrides/schema/chatgen.json\n") {
		t.Errorf("chatgen.yaml names another schema: %v", err)
	}
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
