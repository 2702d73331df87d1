package gen_test

import (
	"bytes"
	"encoding/json"
	"go/ast"
	gobuild "go/build"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"io"
	"net/url"
	"path"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/tools/txtar"

	"github.com/chatgen-go/chatgen/gen/emit"
	"github.com/chatgen-go/chatgen/gen/model"
)

// hostileCase is a package in which every text and name, in the document and in the
// overrides, contains a text that looks like code. The markers are replaced by it:
// ‹text› in a string, ‹name› where a Go name is derived from it, ‹ref› in a JSON
// pointer, ‹path› where braces have a meaning.
const hostileCase = `
-- spec/api.json --
{
  "swagger": "2.0",
  "info": {"title": "‹text›", "description": "‹text›", "version": "‹text›"},
  "consumes": ["application/json; a=‹media›x"],
  "x-ms-parameterized-host": {"hostTemplate": "example.com/‹path›"},
  "securityDefinitions": {"s ‹name› z": {"type": "apiKey", "in": "header", "name": "Authorization", "description": "‹text›"}},
  "security": [{"s ‹name› z": []}],
  "paths": {
    "/a‹path›/{id}": {
      "post": {
        "operationId": "Things ‹name› z_Send ‹name› z", "summary": "‹text›", "description": "‹text›",
        "parameters": [
          {"name": "api-version", "in": "query", "required": true, "type": "string", "description": "‹text›"},
          {"name": "id", "in": "path", "required": true, "type": "string", "description": "‹text›", "x-ms-client-name": "id ‹name› z"},
          {"name": "q ‹name› z", "in": "query", "required": true, "type": "string", "description": "‹text›"},
          {"name": "h", "in": "header", "type": "string", "description": "‹text›"},
          {"name": "const ‹name› z", "in": "query", "required": true, "type": "string", "enum": ["c ‹name› z"]},
          {"name": "client ‹name› z", "in": "query", "type": "string", "description": "‹text›", "x-ms-parameter-location": "client"},
          {"name": "body ‹name› z", "in": "body", "required": true, "schema": {"$ref": "#/definitions/Body ‹ref› z"}}
        ],
        "responses": {"200": {"description": "‹text›", "schema": {"$ref": "#/definitions/Thing ‹ref› z"}}}
      }
    },
    "/b": {
      "get": {
        "operationId": "Others ‹name› z_List ‹name› z",
        "x-ms-pageable": {"itemName": "items ‹name› z", "nextLinkName": "next ‹name› z"},
        "parameters": [{"name": "api-version", "in": "query", "required": true, "type": "string"}],
        "responses": {"200": {"description": "‹text›", "schema": {"$ref": "#/definitions/Page ‹ref› z"}}}
      }
    }
  },
  "definitions": {
    "Body ‹name› z": {"required": ["r ‹name› z"], "properties": {"r ‹name› z": {"type": "string", "description": "‹text›"}, "o ‹name› z": {"type": "string"}}},
    "Page ‹name› z": {"properties": {
      "items ‹name› z": {"type": "array", "items": {"$ref": "#/definitions/Thing ‹ref› z"}}, "next ‹name› z": {"type": "string"}}},
    "Thing ‹name› z": {
      "title": "‹text›", "description": "‹text›", "discriminator": "kind ‹name› z", "required": ["kind ‹name› z"],
      "properties": {"kind ‹name› z": {"$ref": "#/definitions/Kind ‹ref› z", "description": "‹text›"}}
    },
    "Kind ‹name› z": {
      "type": "string", "enum": ["a ‹name› z", "b ‹name› z"], "description": "‹text›",
      "x-ms-enum": {"name": "Kind ‹name› z", "values": [{"value": "a ‹name› z", "name": "first ‹name› z", "description": "‹text›"}, {"value": "b ‹name› z"}]}
    },
    "Member ‹name› z": {
      "x-ms-discriminator-value": "a ‹name› z", "x-ms-client-name": "Member ‹name› z", "description": "‹text›",
      "allOf": [{"$ref": "#/definitions/Thing ‹ref› z"}],
      "properties": {"field ‹name› z": {"type": "string", "title": "‹text›", "description": "‹text›"}, "id": {"type": "string"}},
      "additionalProperties": {"type": "string", "description": "‹text›"}
    },
    "Stray ‹name› z": {"x-ms-discriminator-value": "stray‹text›", "allOf": [{"$ref": "#/definitions/Thing ‹ref› z"}]}
  }
}
-- overrides/auth.yaml --
- {userToken: true, why: "w ‹text›"}
-- overrides/docs.yaml --
- {package: true, append: "a ‹text›", why: "w ‹text›"}
- {operation: "Others ‹name› z_List ‹name› z", doc: "d ‹text›", why: "w ‹text›"}
- {definition: "Member ‹name› z", property: "field ‹name› z", doc: "d ‹text›", why: "w ‹text›"}
-- overrides/clients.yaml --
- {group: "Others ‹name› z", client: Others, doc: "d ‹text›", why: "w ‹text›"}
-- overrides/ids.yaml --
- {name: MemberID, doc: "d ‹text›", of: [{definition: "Member ‹name› z", property: id}], why: "w ‹text›"}
`

// The texts of a document are data: regardless of them, the generated code is that of
// a harmless document.
func TestHostile(t *testing.T) {
	t.Parallel()
	check := mustChecker(t)
	for _, text := range []string{
		"*/", "/*", "//", "*/ func init() {} /*", "/* x */ func init(){}",
		"\nfunc init() {}\n", "\rfunc init() {}\r", "\r\n\r\nfunc init() {}\r\n\r\n", "\n\n\n\tfunc init() {}",
		"\u2028func init() {}\u2029", "\u0085func init() {}", "\vfunc init() {}\f", "\x00\x07\x1b[2J",
		"`+panic(0)+`", `"+panic(0)+"`, `\"+panic(0)+\"`, `'+panic(0)+'`, `\`, `\n`, "%s%d%!", "$0",
		"{{.}}", `{{template "x"}}`, "//go:build ignore", "\n//go:build ignore\n", "\n\n//go:build ignore\n\n",
		"+build ignore", "\n\n+build ignore\n\n", "\n// +build ignore\n", "go:generate rm", "\n//line x.go:1\n", "\n//export x\n",
		"Code generated by x. DO NOT EDIT.", "\npackage x\n", "\nimport \"C\"\n", "Deprecated: no.", "# heading", "[Client]: http://x",
		"\ufeff", "\u202e\u2066", "\u200b", "x\u200dy\u00ad\u3164z\ufe0f\U000e0041", "\ufffd", "日本", "é", "- a\n- b\n\n- c", "a=b;c", "<!-- -->", "|x|", "~1~0/%2F#?&",
		strings.Repeat("x ", 200), strings.Repeat("y", 200), " ",
	} {
		t.Run(strconv.QuoteToASCII(text[:min(len(text), 40)]), func(t *testing.T) {
			t.Parallel()
			got := generateHostile(t, text, text)
			check.files(t, got, config().Import)
			sameDeclarations(t, got, generateHostile(t, "Innocent.", strings.Join(model.Words(text), " ")))
			for _, f := range got {
				checkHarmless(t, f)
			}
		})
	}
}

// generateHostile generates the case with a text and a part of each name inserted.
func generateHostile(t *testing.T, text, name string) []emit.File {
	t.Helper()
	path := strings.Map(func(r rune) rune { // in a path these have a meaning, or are errors
		if strings.ContainsRune("{}?#%", r) || unicode.IsControl(r) {
			return -1
		}
		return r
	}, text)
	media := strings.Map(func(r rune) rune { // in a header these are errors
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, text)
	pointer := strings.NewReplacer("~", "~0", "/", "~1")
	source := strings.NewReplacer(
		"‹text›", escapeQuoted(text), "‹name›", escapeQuoted(name), "‹path›", escapeQuoted(path), "‹media›", escapeQuoted(media),
		"‹ref›", escapeQuoted(url.PathEscape(pointer.Replace(name))),
	)
	// Only then are the files taken apart: the text may look like a marker line.
	archive := txtar.Parse([]byte(hostileCase))
	for i, f := range archive.Files {
		archive.Files[i].Data = []byte(source.Replace(string(f.Data)))
	}
	files, err := generate(archive)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// escapeQuoted returns a text as written between the quotes of JSON and YAML, in which
// U+0085 ends a line.
func escapeQuoted(text string) string {
	data, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return strings.ReplaceAll(string(data[1:len(data)-1]), "\u0085", `\u0085`)
}

// sameDeclarations compares files without comments and strings.
func sameDeclarations(t *testing.T, got, want []emit.File) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("got %d files, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i].Name != want[i].Name {
			t.Errorf("got the file %s, want %s", got[i].Name, want[i].Name)
		}
		if !isGo(want[i]) {
			continue
		}
		if g, w := declarations(t, got[i]), declarations(t, want[i]); g != w {
			t.Errorf("%s declares something else:\n%s\nthan the innocent one:\n%s", got[i].Name, got[i].Data, want[i].Data)
		}
	}
}

func isGo(f emit.File) bool { return path.Ext(f.Name) == ".go" }

// declarations prints the syntax of a file without comments, positions and the
// values of strings.
func declarations(t *testing.T, f emit.File) string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), f.Name, f.Data, parser.SkipObjectResolution)
	if err != nil {
		t.Fatalf("%v\n%s", err, f.Data)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			lit.Value = ""
		}
		return true
	})
	var out strings.Builder
	noPositions := func(_ string, v reflect.Value) bool {
		return v.Type() != reflect.TypeFor[token.Pos]() && (v.Kind() != reflect.Pointer || !v.IsNil())
	}
	if err := ast.Fprint(&out, nil, file, noPositions); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// checkHarmless reports what a Go file must not contain: code that runs on import,
// comments that tools obey, constraints, and characters that deceive a reader.
func checkHarmless(t *testing.T, f emit.File) {
	t.Helper()
	if i := bytes.IndexFunc(f.Data, isDeceptive); i >= 0 {
		t.Errorf("%s contains an invisible or bidirectional character: %+q", f.Name, f.Data[i:min(i+8, len(f.Data))])
	}
	if !isGo(f) {
		return
	}
	file, err := parser.ParseFile(token.NewFileSet(), f.Name, f.Data, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, group := range file.Comments {
		for _, link := range new(comment.Parser).Parse(group.Text()).Links {
			t.Errorf("%s: a comment sets the target of [%s] to %s", f.Name, link.Text, link.URL)
		}
		for _, c := range group.List {
			if rest := strings.TrimPrefix(c.Text, "//"); rest == c.Text || strings.TrimLeft(rest, " \t") == rest && rest != "" {
				t.Errorf("%s: %q is not a plain comment", f.Name, c.Text)
			}
		}
	}
	for _, d := range file.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
			t.Errorf("%s has an init function", f.Name)
		}
	}
	context := gobuild.Default
	context.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(f.Data)), nil }
	if built, err := context.MatchFile("", f.Name); err != nil || !built {
		t.Errorf("%s is not built: %v", f.Name, err)
	}
}

// isDeceptive reports whether a character makes the displayed text differ from the text
// that the compiler reads.
func isDeceptive(r rune) bool {
	return model.IsInvisible(r) || unicode.IsControl(r) && r != '\n' && r != '\t'
}
