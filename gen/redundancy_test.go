package gen_test

import (
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/chatgen-go/chatgen/gen/override"
)

// member is a property or an element of a document, for [redundancies].
type member struct {
	in      *input
	file    string
	pointer string
	parent  *yaml.Node
	key     string
	value   *yaml.Node
}

// redundancy is a rule by which a node may be removed without any effect, because the
// document means the same without it.
type redundancy struct {
	node    string // for docs/silence.md
	reason  string
	applies func(n member) bool
}

// redundancies are all rules of redundancy. docs/silence.md shows them, and
// TestRedundancies proves them.
func redundancies() []redundancy {
	return []redundancy{
		{"`false` for `required`, `deprecated`, `nullable`, `x-nullable`, `readOnly`, `writeOnly`, `uniqueItems`, `allowReserved`, `x-ms-skip-url-encoding`", "It is the default of the specification.", func(n member) bool {
			return n.value.Tag == "!!bool" && n.value.Value == "false" && slices.Contains([]string{"required", "deprecated", "nullable", "x-nullable", "readOnly", "writeOnly", "uniqueItems", "allowReserved", "x-ms-skip-url-encoding"}, n.key)
		}},
		{"0 for `minLength` and `minItems`", "It is the default of the specification.", func(n member) bool {
			return n.value.Value == "0" && (n.key == "minLength" || n.key == "minItems")
		}},
		{"`required: true` of a parameter in `path`", "The specification requires it.", func(n member) bool {
			return n.key == "required" && n.value.Value == "true" && propertyOf(n.parent, "in") == "path"
		}},
		{"`collectionFormat: csv`", "It is the default of the specification.", func(n member) bool { return n.key == "collectionFormat" && n.value.Value == "csv" }},
		{"`style: form` in `query`, `style: simple` elsewhere", "It is the default of the specification.", func(n member) bool {
			return n.key == "style" && n.value.Value == map[bool]string{true: "form", false: "simple"}[n.isInQuery()]
		}},
		{"`explode` of an array as the style has it: true for `form`", "It is the default of the specification.", func(n member) bool {
			isArray := propertyOf(valueOf(n.parent, "schema"), "type") == "array" && propertyOf(n.parent, "in") != ""
			return n.key == "explode" && isArray && (n.value.Value == "true") == (n.isInQuery() && slices.Contains([]string{"", "form"}, propertyOf(n.parent, "style")))
		}},
		{"`x-ms-error-response: false` of a successful status", "It is the default of the extension.", func(n member) bool {
			return n.key == "x-ms-error-response" && n.value.Value == "false" && !n.in.isErrorStatus(n.pointer)
		}},
		{"`x-ms-parameter-location: method` of an operation's parameter", "It is the default of the extension.", func(n member) bool {
			return n.key == "x-ms-parameter-location" && n.value.Value == "method" && !strings.HasPrefix(n.pointer, "/parameters/")
		}},
		{"`itemName: value`", "It is the default of the extension.", func(n member) bool { return n.key == "itemName" && n.value.Value == "value" }},
		{"media types of an operation that are those of the document", "The document's are for all operations.", func(n member) bool {
			owner := ownerOf(n.pointer)
			return owner != "" && n.pointer == owner+"/"+n.key && (n.key == "consumes" || n.key == "produces") && sameTexts(n.value, valueOf(n.in.trees[n.file], n.key))
		}},
		{"a name in `x-ms-enum` that is the derived one, or the list of such names", "Go's name is the same.", member.isDerivedName},
		{"a name in `x-ms-enum` that an override replaces", "names.yaml has the name.", func(n member) bool { return n.in.isRenamed(n) }},
		{"an empty list or map of names", "It contains nothing.", func(n member) bool {
			return n.value.Kind != yaml.ScalarNode && len(n.value.Content) == 0 && (isMapOfNames(n.key, n.value) || slices.Contains([]string{"parameters", "required", "security", "tags"}, n.key))
		}},
	}
}

// isRedundant reports whether one of the rules applies.
func isRedundant(n member) bool {
	return slices.ContainsFunc(redundancies(), func(r redundancy) bool { return r.applies(n) })
}

// isInQuery reports whether a keyword is that of a parameter in the query, or next to a
// reference to one.
func (n member) isInQuery() bool {
	parameter := n.parent
	if _, pointer, found := strings.Cut(propertyOf(parameter, "$ref"), "#"); found {
		parameter, _ = nodeAt(n.in.trees[n.file], pointer)
	}
	return propertyOf(parameter, "in") == "query"
}

// isErrorStatus reports whether the status of the response with a keyword, or of one that
// refers to it, is an error.
func (in *input) isErrorStatus(pointer string) bool {
	response := path.Dir(pointer)
	if strings.HasPrefix(pointer, "/responses/") || strings.HasPrefix(pointer, "/components/") {
		for _, op := range in.doc.Operations {
			for _, r := range op.Responses {
				if n, _ := nodeAt(in.trees[op.Pos.File], op.Pointer+"/responses/"+r.Status); strings.HasSuffix(propertyOf(n, "$ref"), response) {
					return r.Status[0] != '2'
				}
			}
		}
	}
	return path.Base(response)[0] != '2'
}

// isDerivedName reports whether a node of x-ms-enum gives an enum and its values the names
// that they have without it, and nothing else. An enum of a single value is open only if it
// has x-ms-enum.
func (n member) isDerivedName() bool {
	parent := path.Dir(n.pointer)
	addsNothing := func(v *yaml.Node) bool {
		value := propertyOf(v, "value")
		isNamed := nameFollows(v) || n.in.replaces("names.yaml", n.pointer, value)
		return isNamed && (valueOf(v, "description") == nil || n.in.replaces("docs.yaml", n.pointer, value))
	}
	switch {
	case strings.HasSuffix(parent, "/x-ms-enum/values"):
		return addsNothing(n.value)
	case n.key == "values":
		return strings.HasSuffix(parent, "/x-ms-enum") && !slices.ContainsFunc(n.value.Content, func(v *yaml.Node) bool { return !addsNothing(v) })
	case n.key == "name" && strings.HasSuffix(path.Dir(parent), "/x-ms-enum/values"):
		return nameFollows(n.parent)
	case n.key == "name" && strings.HasSuffix(parent, "/x-ms-enum"):
		return n.in.isDerivedType(n.file, path.Dir(parent), n.value.Value)
	case n.key == "x-ms-enum" && !slices.ContainsFunc(listOf(valueOf(n.value, "values")), func(v *yaml.Node) bool { return !addsNothing(v) }):
		return propertyOf(n.value, "modelAsString") == "true" && n.in.isDerivedType(n.file, parent, propertyOf(n.value, "name"))
	}
	return false
}

// isDerivedType reports whether the name of an enum of several values is that which its type
// has without it: that of its definition, or of its definition and property.
func (in *input) isDerivedType(file, schema, name string) bool {
	enum, _ := nodeAt(in.trees[file], schema)
	if values := valueOf(enum, "enum"); values == nil || len(values.Content) == 1 {
		return false
	}
	owner := path.Base(path.Dir(path.Dir(schema)))
	return in.replaces("names.yaml", schema, "") || schema == ownerOf(schema) && path.Base(schema) == name || strings.EqualFold(name, owner+path.Base(schema))
}

// isRenamed reports whether an override gives the name of an enum or of its value.
func (in *input) isRenamed(n member) bool {
	return n.key == "name" && strings.Contains(n.pointer, "/x-ms-enum/") && in.replaces("names.yaml", n.pointer, propertyOf(n.parent, "value"))
}

// replaces reports whether an override in a file gives the name or the text of a value, or
// of the definition itself if the value is "". pointer is within the definition.
func (in *input) replaces(file, pointer, value string) bool {
	if value == "" && strings.Contains(pointer, "/properties/") {
		return false
	}
	return slices.ContainsFunc(in.overrides, func(f override.File) bool {
		return path.Base(f.Name) == file && slices.ContainsFunc(parseYAML(f.Data).Content, func(entry *yaml.Node) bool {
			isTarget := propertyOf(entry, "value") == value && propertyOf(entry, "property") == "" && propertyOf(entry, "definition") != ""
			return isTarget && strings.HasPrefix(pointer+"/", "/definitions/"+propertyOf(entry, "definition")+"/")
		})
	})
}

// listOf returns the elements of a list, which may be nil.
func listOf(list *yaml.Node) []*yaml.Node {
	if list == nil {
		return nil
	}
	return list.Content
}

// valueOf returns the value of a property, or nil.
func valueOf(n *yaml.Node, name string) *yaml.Node {
	for key, child := range children(n) {
		if key == name {
			return child
		}
	}
	return nil
}

// sameTexts reports whether two lists are the same.
func sameTexts(a, b *yaml.Node) bool {
	return b != nil && slices.EqualFunc(a.Content, b.Content, func(x, y *yaml.Node) bool { return x.Value == y.Value })
}

// Removing a node that is redundant by a rule makes no error, and changes neither the emitted
// code nor what is not carried out, except for the text that shows it. Every rule applies
// to a node of the tree. The test takes some nodes of each rule; CHATGEN_SILENCE=1 tries
// all.
func TestRedundancies(t *testing.T) {
	t.Parallel()
	limit := 3
	if os.Getenv("CHATGEN_SILENCE") != "" {
		limit = 1 << 30
	}
	all := inputs(t)
	for _, r := range redundancies() {
		t.Run(r.node, func(t *testing.T) {
			t.Parallel()
			tried := 0
			for _, in := range all {
				for n := range in.members() {
					if tried >= limit || !r.applies(n) {
						continue
					}
					tried++
					m := mutation{file: n.file, pointer: n.pointer, remove: true}
					if effect := in.effect(m); effect != "" {
						t.Errorf("%s: %s: %s", in.name, m, effect)
					}
				}
			}
			if tried == 0 {
				t.Error("no node of the tree is redundant by the rule")
			}
		})
	}
}

// effect returns what a mutation changes, or "".
func (in *input) effect(m mutation) string {
	files := map[string][]byte{}
	for file := range in.files {
		files[file] = in.mutated(file, m)
	}
	got := observe(in, files)
	if got.failure != "" {
		return got.failure
	}
	return strings.Join(append(difference(kindsOf(in.baseline.parts), kindsOf(got.parts)), difference(in.baseline.code(), got.code())...), "\n")
}

// kindsOf returns parts without their values, which show what the document states.
func kindsOf(parts map[string]bool) map[string]bool {
	all := map[string]bool{}
	for p := range parts {
		subject, rest, _ := strings.Cut(p, ": ")
		kind, _, _ := strings.Cut(rest, " ")
		all[subject+": "+kind] = true
	}
	return all
}

// docs/silence.md has the rules.
func TestRedundancyPage(t *testing.T) {
	t.Parallel()
	const page, begin, end = "../docs/silence.md", "<!-- rules -->\n", "<!-- end of rules -->\n"
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(data), begin)
	got, after, found := strings.Cut(rest, end)
	if !found {
		t.Fatalf("%s has no rules", page)
	}
	var want strings.Builder
	want.WriteString("\n| node | reason |\n|---|---|\n")
	for _, r := range redundancies() {
		fmt.Fprintf(&want, "| %s | %s |\n", r.node, r.reason)
	}
	want.WriteString("\n")
	if *update {
		write(t, page, []byte(before+begin+want.String()+end+after))
	} else if got != want.String() {
		t.Errorf("got\n%s\nwant\n%s", got, want.String())
	}
}
