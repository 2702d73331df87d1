package scaffold_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/scaffold"
)

// document returns one with a title, security schemes and an operation.
func document(title, security, operation string) string {
	if security != "" {
		security = `"securityDefinitions": {` + security + "},\n  "
	}
	return `{
  "swagger": "2.0",
  "info": {"title": "` + title + `", "version": "2026-01-23"},
  ` + security + `"paths": {"/sms": {"get": {"operationId": "` + operation + `", "responses": {"200": {"description": "A number.", "schema": {"type": "string"}}}}}}
}
`
}

const entra = `"entra": {"type": "oauth2", "flow": "application", "tokenUrl": "https://example.com/token", "scopes": {"https://example.com/.default": "All."}}`

// newModule makes an empty module with a document the working folder.
func newModule(t *testing.T, document string) {
	t.Helper()
	t.Chdir(t.TempDir())
	write(t, "go.mod", "module example.com/app\n\ngo 1.26\n")
	write(t, "spec/sms.json", document)
}

// The files that init writes are sufficient to generate an ordinary document.
func TestInit(t *testing.T) {
	const auth = "# yaml-language-server: $schema=../schema/auth.json\n\n"
	const clients = `# yaml-language-server: $schema=../schema/clients.json

- group: Sms
  client: Client
  doc: Calls the operations of Contoso SMS.
  why: The package's name is enough. The entry keeps the client's name when a group is added.
`
	const config = `# yaml-language-server: $schema=overrides/schema/chatgen.json

# The packages that chatgen generate writes. Paths are relative to this file.
- name: contososms
  spec: spec/sms.json
  overrides: overrides/contososms
  out: generated/contososms
  version: v0.1.0
`
	for _, c := range []struct {
		name, document string
		credential     scaffold.Credential
		want           map[string]string
	}{
		{
			"scopes of the document", document("Contoso SMS", entra, "Sms_Send"), scaffold.Credential{},
			map[string]string{
				"chatgen.yaml":                      config,
				"overrides/contososms/clients.yaml": clients,
				"overrides/contososms/auth.yaml":    auth + "- scopes: [\"https://example.com/.default\"]\n  why: The scopes are those of the document's security schemes.\n",
			},
		},
		{
			"scopes of the request", document("Contoso SMS", `"key": {"type": "apiKey", "in": "header", "name": "Authorization"}`, "Sms_Send"),
			scaffold.Credential{Scopes: []string{"https://example.com/a", "b"}, AccessKey: true},
			map[string]string{
				"overrides/contososms/auth.yaml": auth + "- scopes: [\"https://example.com/a\", b]\n  accessKey: true\n" +
					"  why: The document does not contain it; it was given to chatgen init.\n",
			},
		},
		{
			"user tokens", document("Contoso SMS", `"hmacKey": {"type": "apiKey", "in": "header", "name": "Authorization"}`, "Sms_Send"),
			scaffold.Credential{UserToken: true},
			map[string]string{
				"overrides/contososms/auth.yaml": auth + "- userToken: true\n  accessKey: true\n  why: The document does not contain it; it was given to chatgen init.\n",
			},
		},
		{
			"no security and no group", document("Contoso SMS", "", "Send"), scaffold.Credential{},
			map[string]string{
				"chatgen.yaml":          strings.Replace(config, "  overrides: overrides/contososms\n", "", 1),
				"overrides/generate.go": "// Package overrides contains chatgen's additions and corrections to the documents\n// that packages are generated from, and the go:generate line.\npackage overrides\n\n//go:generate go run github.com/chatgen-go/chatgen/cmd/chatgen generate\n",
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			newModule(t, c.document)
			result, err := scaffold.Init(scaffold.Request{Spec: "spec/sms.json", Credential: c.credential})
			if err != nil {
				t.Fatal(err)
			}
			for name, want := range c.want {
				if got := content(name); got != want {
					t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
				}
			}
			if result.Package != "contososms" || result.Files[len(result.Files)-1] != "chatgen.yaml" || result.Schemas != "overrides/schema" {
				t.Errorf("got %+v", result)
			}
			if wantGenerates(t); result.NoCredential != (content("overrides/contososms/auth.yaml") == "") {
				t.Errorf("NoCredential is %t", result.NoCredential)
			}
		})
	}
}

// wantGenerates reports a configuration whose packages cannot be generated.
func wantGenerates(t *testing.T) {
	t.Helper()
	config, err := gen.FindConfig()
	if err != nil {
		t.Fatal(err)
	}
	packages := readConfig(t, config)
	if _, err := gen.Check(t.Context(), packages); err != nil {
		t.Error(err)
	}
}

// The second package is added to the first one's configuration, in its style.
func TestInitSecondPackage(t *testing.T) {
	newModule(t, document("Contoso SMS", "", "Sms_Send"))
	write(t, "chatgen.yaml", "# Ours.\n  - name: voice\n    spec: spec/sms.json\n    out: voice\n    version: v1.0.0\n\n")
	write(t, "generate.go", "package app\n\n//go:generate go tool chatgen generate\n")
	if err := os.Mkdir("sub", 0o755); err != nil {
		t.Fatal(err)
	}
	t.Chdir("sub")
	result, err := scaffold.Init(scaffold.Request{Spec: "../spec/sms.json", Package: "sms", Out: "sms"})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"../overrides/sms/clients.yaml", "../chatgen.yaml"}; !reflect.DeepEqual(result.Files, want) {
		t.Errorf("wrote %q, want %q", result.Files, want)
	}
	const want = "# Ours.\n  - name: voice\n    spec: spec/sms.json\n    out: voice\n    version: v1.0.0\n\n" +
		"  - name: sms\n    spec: spec/sms.json\n    overrides: overrides/sms\n    out: sms\n    version: v0.1.0\n"
	if got := content("../chatgen.yaml"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	wantGenerates(t)
}

// Of several groups, the one that is called like the package has the main client.
func TestInitMainGroup(t *testing.T) {
	const operation = `{"operationId": "ID", "responses": {"200": {"description": "A number.", "schema": {"type": "string"}}}}`
	for _, c := range []struct {
		name, group string
		operations  []string
	}{
		{"that of the package", "SMS", []string{"OptOuts_Add", "SMS_Send"}},
		{"the only one", "Texts", []string{"Texts_Send", "Texts_List"}},
		{"several others", "", []string{"Texts_Send", "OptOuts_Add"}},
		{"operations without a group", "", []string{"Send", "SMS_List"}},
		{"operations without a group after others", "", []string{"SMS_List", "Texts_List", "Send"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			paths := []string{}
			for _, id := range c.operations {
				paths = append(paths, `"/`+id+`": {"get": `+strings.Replace(operation, "ID", id, 1)+"}")
			}
			newModule(t, `{"swagger": "2.0", "info": {"title": "SMS", "version": "1"}, "paths": {`+strings.Join(paths, ", ")+"}}")
			if _, err := scaffold.Init(scaffold.Request{Spec: "spec/sms.json"}); err != nil {
				t.Fatal(err)
			}
			clients := content("overrides/sms/clients.yaml")
			if got := strings.Contains(clients, "- group: "+c.group+"\n  client: Client\n"); got != (c.group != "") {
				t.Errorf("want the group %q, got\n%s", c.group, clients)
			}
			wantGenerates(t)
		})
	}
}

// A module in a folder of another one gets a configuration of its own.
func TestInitNestedModule(t *testing.T) {
	newModule(t, document("Contoso SMS", "", "Sms_Send"))
	write(t, "chatgen.yaml", "")
	write(t, "nested/go.mod", "module example.com/nested\n\ntool github.com/chatgen-go/chatgen/cmd/chatgen\n")
	t.Chdir("nested")
	if _, err := scaffold.Init(scaffold.Request{Spec: "../spec/sms.json", Package: "sms"}); err != nil {
		t.Fatal(err)
	}
	if p := readConfig(t, "chatgen.yaml")[0]; p.Import != "example.com/nested/generated/sms" || p.Spec != "../spec/sms.json" {
		t.Errorf("got %+v", p)
	}
	if got := content("overrides/generate.go"); !strings.HasSuffix(got, "\n//go:generate go tool chatgen generate\n") {
		t.Errorf("got\n%s", got)
	}
}

func readConfig(t *testing.T, file string) []gen.Package {
	t.Helper()
	var errs diag.List
	packages := gen.ReadConfig(file, &errs)
	if err := errs.Err(); err != nil {
		t.Fatal(err)
	}
	return packages
}

func TestInitErrors(t *testing.T) {
	sms := document("Contoso SMS", "", "Sms_Send")
	bearer := document("Contoso SMS", `"bearer": {"type": "apiKey", "in": "header", "name": "Authorization"}`, "Sms_Send")
	for _, c := range []struct {
		name    string
		files   map[string]string
		request scaffold.Request
		want    string
	}{
		{"no document", nil, scaffold.Request{Spec: "spec/mms.json"}, "spec/mms.json: document: cannot be read: no such file (did you mean spec/sms.json?)"},
		{
			"no name", map[string]string{"spec/1.json": document("Azure Service", "", "Sms_Send")}, scaffold.Request{Spec: "spec/1.json"},
			"spec/1.json: cannot derive a package name from the document (pass --package NAME)",
		},
		{
			"an invalid name", nil, scaffold.Request{Spec: "spec/sms.json", Package: "SMS"},
			`invalid package name "SMS" (use lower-case letters and digits, beginning with a letter; main, init and Go's keywords and predeclared identifiers are reserved)`,
		},
		{
			"no credential", map[string]string{"spec/sms.json": bearer}, scaffold.Request{Spec: "spec/sms.json"},
			"spec/sms.json:4:27: bearer: the credential does not follow from the security scheme (pass --scope SCOPE for Microsoft Entra ID tokens, " +
				"such as https://communication.azure.com//.default, or --user-token for user access tokens; add --access-key if the service also accepts signed requests)",
		},
		{
			"an unsupported credential",
			map[string]string{"spec/sms.json": strings.Replace(document("Contoso SMS", `"key": {"type": "apiKey", "in": "query", "name": "key"}`, "Sms_Send"),
				`"paths"`, `"security": [{"key": []}], "paths"`, 1)},
			scaffold.Request{Spec: "spec/sms.json", Credential: scaffold.Credential{UserToken: true}},
			"spec/sms.json:5:17: key: security scheme is not supported (only tokens and signatures in the Authorization header are)",
		},
		{
			"the folder of the overrides", nil, scaffold.Request{Spec: "spec/sms.json", Out: "./overrides"},
			"overrides is the folder of the overrides (pass another one with --out)",
		},
		{
			"an access key alone", nil, scaffold.Request{Spec: "spec/sms.json", Credential: scaffold.Credential{AccessKey: true}},
			"--access-key alone is not supported (also pass --scope SCOPE or --user-token)",
		},
		{
			"an invalid go.mod", map[string]string{"go.mod": "module example.com/app\n\nreplce a => b\n"}, scaffold.Request{Spec: "spec/sms.json"},
			"go.mod:3: unknown directive: replce",
		},
		{
			"a module without a path", map[string]string{"go.mod": "go 1.26\n"}, scaffold.Request{Spec: "spec/sms.json"},
			"go.mod has no module line",
		},
		{
			"files that exist", map[string]string{"overrides/sms/clients.yaml": "", "overrides/schema/ids.json": "", "overrides/generate.go": "package overrides\n"},
			scaffold.Request{Spec: "spec/sms.json", Package: "sms"},
			"overrides/generate.go: file: exists already, nothing was written (move it away, or add the line //go:generate go run github.com/chatgen-go/chatgen/cmd/chatgen generate)\n" +
				"overrides/schema/ids.json: file: exists already, nothing was written (remove it to get the schema of this version of chatgen)\n" +
				"overrides/sms/clients.yaml: file: exists already, nothing was written (move it away)",
		},
		{
			"a package that exists", map[string]string{"chatgen.yaml": "- {name: sms, spec: spec/sms.json, out: sms, version: v0.1.0}\n"},
			scaffold.Request{Spec: "spec/sms.json", Package: "sms"},
			"chatgen.yaml:1:10: sms: the package exists already (pass another name with --package)",
		},
		{
			"an invalid configuration", map[string]string{"chatgen.yaml": "- name: sms\n"}, scaffold.Request{Spec: "spec/sms.json"},
			"chatgen.yaml:1:3: entry: out is missing\nchatgen.yaml:1:3: entry: spec is missing\nchatgen.yaml:1:3: entry: version is missing",
		},
		{
			"a configuration that cannot be extended", map[string]string{"chatgen.yaml": "[{name: voice, spec: spec/sms.json, out: voice, version: v0.1.0}]\n"},
			scaffold.Request{Spec: "spec/sms.json", Package: "sms"},
			"chatgen.yaml: the entry of the new package cannot be added:\nchatgen.yaml:3:1: YAML: did not find expected <document start>",
		},
		{
			"an out that is taken", map[string]string{"chatgen.yaml": "- {name: voice, spec: spec/sms.json, out: voice, version: v0.1.0}\n"},
			scaffold.Request{Spec: "spec/sms.json", Package: "sms", Out: "voice/sms"},
			"chatgen.yaml: the entry of the new package cannot be added:\nchatgen.yaml:6:8: voice/sms: is inside the out of another package (it is on line 1)",
		},
		{
			"a configuration that is a folder", map[string]string{"config/x": ""}, scaffold.Request{Config: "config", Spec: "spec/sms.json"},
			"config cannot be read: is a directory",
		},
		{
			"a file instead of a folder", map[string]string{"overrides/sms": ""}, scaffold.Request{Spec: "spec/sms.json", Package: "sms"},
			"nothing was written: mkdir overrides/sms: not a directory",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			newModule(t, sms)
			for name, text := range c.files {
				write(t, name, text)
			}
			before := files(t)
			_, err := scaffold.Init(c.request)
			if err == nil || err.Error() != c.want {
				t.Errorf("got\n%v\nwant\n%s", err, c.want)
			}
			if after := files(t); !reflect.DeepEqual(after, before) {
				t.Errorf("got %q, before %q", after, before)
			}
		})
	}
}

func TestInitNoModule(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "sms.json", document("Contoso SMS", "", "Sms_Send"))
	const want = "no go.mod in the folder of chatgen.yaml or above it (run go mod init first)"
	if _, err := scaffold.Init(scaffold.Request{Spec: "sms.json"}); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// files returns the names of all files and folders.
func files(t *testing.T) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(".", func(name string, _ fs.DirEntry, err error) error {
		names = append(names, filepath.ToSlash(name))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// content returns a file's text, or "" if it does not exist.
func content(name string) string {
	data, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err.Error()
	}
	return string(data)
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
