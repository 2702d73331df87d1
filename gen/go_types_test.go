package gen

import (
	"testing"

	"github.com/chatgen-go/chatgen/gen/tree"
)

const typedDocument = `swagger: "2.0"
info: {title: Typed, version: "1"}
paths:
  /pets/{id}:
    get:
      operationId: Get
      parameters: [{name: id, in: path, required: true, type: string}]
      responses: {200: {description: ok, schema: {$ref: "#/definitions/Pet"}}}
definitions:
  Pet: {type: object, properties: {owner: {$ref: "#/definitions/Owner"}}}
  Owner: {type: object, properties: {name: {type: string}}}
`

// A hand-written type that does not exist is an error at its override: the emitted code
// would not compile. So are a package and functions that do not exist.
func TestGoTypes(t *testing.T) {
	const (
		owner = "type Owner struct{}\nfunc (o *Owner) Text() string { return \"\" }\nfunc DecodeOwner() {}\nfunc EncodeOwner() {}\n"
		id    = "type ID struct{}\nfunc (ID) Text() string { return \"\" }\n"
	)
	const definition, parameter = "definition: Owner", "parameter: id\n  text: Text"
	for _, c := range []struct{ name, source, target, typ, want string }{
		{"exists", owner, definition, "example.com/pets/own.Owner", ""},
		{"exists in the workspace", owner, definition, "example.com/other/own.Owner", ""},
		{"exists as an alias", "type Owner = int\nfunc DecodeOwner() {}\nfunc EncodeOwner() {}", definition + "\n  text: Text", "example.com/pets/own.Owner", ""},
		{"exists as an interface", "type Owner interface { Text() string }\nfunc DecodeOwner() {}\nfunc EncodeOwner() {}", definition + "\n  text: Text", "example.com/pets/own.Owner", ""},
		{"exists as another interface", "type Named interface { Text() string }\ntype Owner Named\nfunc DecodeOwner() {}\nfunc EncodeOwner() {}", definition + "\n  text: Text", "example.com/pets/own.Owner", ""},
		{"no Go files", owner, definition, "example.com/other.Owner", "overrides/types.yaml:2:7: example.com/other: no such Go package (correct the import path)"},
		{"misspelled", owner, definition, "example.com/pets/own.Ownr", "overrides/types.yaml:2:7: example.com/pets/own.Ownr: no such type (did you mean Owner?)"},
		{"no decoder", "type Owner int\nfunc EncodeOwner() {}", definition, "example.com/pets/own.Owner", "overrides/types.yaml:2:7: example.com/pets/own.DecodeOwner: no such function, which the emitted code calls (declare it in the package of Owner)"},
		{"no method", owner, definition + "\n  text: Txt", "example.com/pets/own.Owner", "overrides/types.yaml:3:7: example.com/pets/own.Owner.Txt: no such method (did you mean Owner.Text?)"},
		{"no parser", id, parameter, "example.com/pets/own.ID", "overrides/types.yaml:3:7: example.com/pets/own.ParseID: no such function, which the emitted code calls (declare it in the package of ID)"},
		{"no package", owner, definition, "example.com/pets/mine.Owner", "overrides/types.yaml:2:7: example.com/pets/mine: no such Go package (correct the import path)"},
		{"no module", owner, definition, "example.com/none/own.Owner", ""},
		{"invalid Go", "type", definition, "example.com/pets/own.Owner", "overrides/types.yaml:2:7: example.com/pets/own: is not valid Go: own.go:2:5: expected 'IDENT', found 'EOF'"},
		{"standard library", "", definition, "net/url.URL", "overrides/types.yaml:2:7: net/url.DecodeURL: no such function, which the emitted code calls (declare it in the package of URL)\n" +
			"overrides/types.yaml:2:7: net/url.EncodeURL: no such function, which the emitted code calls (declare it in the package of URL)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			t.Setenv("GOPROXY", "off")
			t.Setenv("GOFLAGS", "")
			writeFile(t, "go.mod", "module example.com/pets\n\ngo 1.26\n")
			writeFile(t, "go.work", "go 1.26\n\nuse (\n\t.\n\t./other\n)\n")
			writeFile(t, "other/go.mod", "module example.com/other\n\ngo 1.26\n")
			writeFile(t, "own/own.go", "package own\n"+c.source)
			writeFile(t, "own/own_test.go", "package own\n\ntype Ownr int\n")
			writeFile(t, "other/own/own.go", "package own\n"+c.source)
			writeFile(t, "api.yaml", typedDocument)
			writeFile(t, "overrides/types.yaml", "- "+c.target+"\n  go: "+c.typ+"\n  why: It is ours.\n")
			p := Package{Name: "pets", Spec: "api.yaml", Overrides: "overrides", Out: "out", Import: "example.com/pets/out", Version: "v0.1.0"}
			got := ""
			if _, err := Model(t.Context(), p); err != nil {
				got = err.Error()
			}
			if got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			if _, err := Generate(t.Context(), p); c.want != "" && (err == nil || err.Error() != c.want) {
				t.Errorf("Generate: got %v", err)
			}
		})
	}
}

// In a revision, types of other modules are not checked.
func TestGoTypesOfRevisions(t *testing.T) {
	if folder := packageFolder(t.Context(), "out", "net/url", revisionTree{tree.Disk{}}); folder != "" {
		t.Errorf("got %s", folder)
	}
}

// revisionTree is a tree that is not the disk.
type revisionTree struct{ tree.Tree }
