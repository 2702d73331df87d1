package gen_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
	"golang.org/x/tools/txtar"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/openapi"
	"github.com/chatgen-go/chatgen/gen/override"
)

// input is a document of the tree with all that chatgen reads for it.
type input struct {
	name      string
	config    gen.Package
	files     map[string][]byte // as JSON, by the names that chatgen opens
	overrides []override.File
	trees     map[string]*yaml.Node // of files
	doc       *openapi.Document
	pkg       *model.Package
	referrers map[string][]string // by the pointer of the target
	baseline  outcome
}

// mutation is a change of one value, its removal, or the addition of a member to an object.
type mutation struct {
	file    string
	pointer string
	remove  bool
	add     string // the member as JSON, but with the key unquoted
}

func (m mutation) String() string {
	switch {
	case m.add != "":
		return "with " + m.add + " in " + m.file + "#" + path.Dir(m.pointer)
	case m.remove:
		return "without " + m.file + "#" + m.pointer
	}
	return "with another " + m.file + "#" + m.pointer
}

// inputs returns the documents below spec and testdata, and those of the golden cases that
// are accepted.
func inputs(t *testing.T) []*input {
	t.Helper()
	var all []*input
	for _, service := range []struct{ pattern, overrides string }{
		{"../spec/Chat/*/*/*.json", "../overrides/chat"},
		{"../spec/Identity/*/*/*.json", "../overrides/identity"},
	} {
		documents, err := filepath.Glob(service.pattern)
		if err != nil || len(documents) == 0 {
			t.Fatalf("no documents: %v", err)
		}
		for _, document := range documents {
			p := config()
			p.Spec, p.Overrides = document, service.overrides
			all = append(all, newInput(t, filepath.Base(filepath.Dir(document)), p, os.ReadFile, overrideFiles(t, service.overrides)))
		}
	}
	for _, p := range servicesOf(t) {
		all = append(all, newInput(t, p.Name, p, os.ReadFile, overrideFiles(t, p.Overrides)))
	}
	return slices.Concat(all, keywordInputs(t), goldenInputs(t))
}

// goldenInputs returns the documents of the golden cases that are accepted.
func goldenInputs(t testing.TB) []*input {
	t.Helper()
	var all []*input
	cases, err := filepath.Glob(filepath.Join(goldenDir, "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range cases {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if slices.ContainsFunc(archive.Files, func(f txtar.File) bool { return f.Name == wantErrors }) {
			continue
		}
		p := config()
		p.Spec = archive.Files[0].Name
		all = append(all, newInput(t, filepath.Base(file), p, opener(archive), overridesOf(archive)))
	}
	return all
}

func overrideFiles(t *testing.T, dir string) []override.File {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var files []override.File
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, override.File{Name: name, Data: data})
	}
	return files
}

// newInput reads an input, and converts its files to JSON with a value per line.
func newInput(t testing.TB, name string, p gen.Package, open func(string) ([]byte, error), overrides []override.File) *input {
	t.Helper()
	in := &input{name: name, config: p, files: map[string][]byte{}, overrides: overrides, trees: map[string]*yaml.Node{}, referrers: map[string][]string{}}
	record := func(file string) ([]byte, error) {
		data, err := open(file)
		if err != nil {
			return nil, err
		}
		var tree yaml.Node
		if err := yaml.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), &tree); err != nil {
			t.Fatalf("%s: %s: %v", name, file, err)
		}
		in.trees[file] = tree.Content[0]
		in.recordReferrers(tree.Content[0], "")
		in.files[file] = appendJSON(nil, tree.Content[0], "", mutation{})
		return in.files[file], nil
	}
	var err error
	if in.doc, in.pkg, err = gen.LoadFrom(p, record, overrides); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	in.baseline = observe(in, in.files)
	code := in.baseline.code()
	in.baseline.code = func() map[string]bool { return code }
	return in
}

func openFiles(files map[string][]byte) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		if data, ok := files[name]; ok {
			return data, nil
		}
		return nil, fs.ErrNotExist
	}
}

// mutated returns a file after a mutation.
func (in *input) mutated(file string, m mutation) []byte {
	if file != m.file {
		return in.files[file]
	}
	return appendJSON(nil, in.trees[file], "", m)
}

// appendJSON appends a YAML node as JSON, a value per line, after a mutation.
func appendJSON(out []byte, n *yaml.Node, pointer string, m mutation) []byte {
	switch n.Kind {
	case yaml.AliasNode:
		return appendJSON(out, n.Alias, pointer, m)
	case yaml.MappingNode, yaml.SequenceNode:
		open, end := "{\n", "}"
		if n.Kind == yaml.SequenceNode {
			open, end = "[\n", "]"
		}
		out = append(out, open...)
		first := true
		for key, child := range children(n) {
			at := pointer + "/" + escapeKey(key)
			if m.remove && at == m.pointer {
				continue
			}
			if !first {
				out = append(out, ",\n"...)
			}
			first = false
			if n.Kind == yaml.MappingNode {
				out = append(append(out, quoteJSON(key)...), ':')
			}
			out = appendJSON(out, child, at, m)
		}
		if m.add != "" && pointer == path.Dir(m.pointer) || m.add != "" && pointer == "" && path.Dir(m.pointer) == "/" {
			if !first {
				out = append(out, ',')
			}
			key, value, _ := strings.Cut(m.add, ":")
			out = append(append(out, quoteJSON(key)...), ":"+value...)
		}
		return append(out, end...)
	}
	return append(out, scalarJSON(n, pointer == m.pointer && m.file != "" && !m.remove)...)
}

// scalarJSON returns a scalar as JSON, or another one of the same type.
func scalarJSON(n *yaml.Node, change bool) string {
	switch {
	case n.Tag == "!!null" && change:
		return "7"
	case n.Tag == "!!null":
		return "null"
	case n.Tag == "!!bool" && change:
		return strconv.FormatBool(n.Value != "true")
	case n.Tag == "!!int" && change:
		return n.Value + "1"
	case n.Tag == "!!float" && change:
		return "1" + n.Value
	case n.Tag == "!!bool", n.Tag == "!!int", n.Tag == "!!float":
		return n.Value
	case change:
		return quoteJSON(n.Value + "X")
	}
	return quoteJSON(n.Value)
}

func quoteJSON(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(quoted)
}

// children iterates over the properties or elements of a node, which may be nil, with their
// names or indexes.
func children(n *yaml.Node) func(yield func(string, *yaml.Node) bool) {
	return func(yield func(string, *yaml.Node) bool) {
		if n == nil {
			return
		}
		step := 1
		if n.Kind == yaml.MappingNode {
			step = 2
		}
		for i := 0; i < len(n.Content); i += step {
			key := strconv.Itoa(i)
			if step == 2 {
				key = n.Content[i].Value
			}
			if !yield(key, n.Content[i+step-1]) {
				return
			}
		}
	}
}

func escapeKey(key string) string {
	return strings.ReplaceAll(strings.ReplaceAll(key, "~", "~0"), "/", "~1")
}

func unescapeKey(segment string) string {
	return strings.ReplaceAll(strings.ReplaceAll(segment, "~1", "/"), "~0", "~")
}

// mutations returns the mutations of all nodes that count.
func (in *input) mutations(t *testing.T) []mutation {
	t.Helper()
	var all []mutation
	for n := range in.members() {
		if !isRedundant(n) {
			all = append(all, mutation{file: n.file, pointer: n.pointer, remove: true})
		}
		if n.value.Kind == yaml.ScalarNode && !in.isRenamed(n) {
			all = append(all, mutation{file: n.file, pointer: n.pointer})
		}
	}
	if len(all) == 0 {
		t.Fatalf("%s: no mutations", in.name)
	}
	return all
}

// members iterates over the properties and elements of all files that count.
func (in *input) members() func(yield func(member) bool) {
	return func(yield func(member) bool) {
		for _, file := range slices.Sorted(maps.Keys(in.trees)) {
			if !in.eachMember(in.trees[file], mutation{file: file}, false, yield) {
				return
			}
		}
	}
}

// eachMember calls yield for the members below a node until it returns false.
func (in *input) eachMember(n *yaml.Node, at mutation, named bool, yield func(member) bool) bool {
	for key, child := range children(n) {
		m := mutation{file: at.file, pointer: at.pointer + "/" + escapeKey(key)}
		if n.Kind == yaml.MappingNode && !named && isExempt(n, key) || !in.counts(m) {
			continue
		}
		if in.isStated(m) && !yield(member{in, m.file, m.pointer, n, key, child}) {
			return false
		}
		if !in.eachMember(child, m, !named && n.Kind == yaml.MappingNode && isMapOfNames(key, child), yield) {
			return false
		}
	}
	return true
}

// isExempt reports whether a property is by rule exempt: a text, an example, or a name of a
// body, which is not sent.
func isExempt(parent *yaml.Node, key string) bool {
	if propertyOf(parent, "in") == "body" && (key == "name" || key == "x-ms-client-name") {
		return true
	}
	return slices.Contains([]string{
		"description", "summary", "title", "example", "examples", "x-example", "x-ms-examples", "externalDocs", "tags",
		"contact", "license", "termsOfService",
	}, key)
}

// isMapOfNames reports whether the keys of a keyword's value are names.
func isMapOfNames(key string, n *yaml.Node) bool {
	return n.Kind == yaml.MappingNode && slices.Contains([]string{
		"properties", "definitions", "schemas", "parameters", "responses", "headers", "requestBodies", "securityDefinitions",
		"securitySchemes", "scopes", "mapping", "content", "variables", "callbacks", "links", "paths", "patternProperties",
	}, key)
}

// nameFollows reports whether the name of an enum value is that which follows from the value.
func nameFollows(value *yaml.Node) bool {
	letters := func(text string) string {
		return strings.ToLower(strings.Map(func(r rune) rune {
			if strings.ContainsRune(". -_", r) {
				return -1
			}
			return r
		}, text))
	}
	name := propertyOf(value, "name")
	return name == "" && propertyOf(value, "value") != "" || name != "" && letters(name) == letters(propertyOf(value, "value"))
}

// counts reports whether nodes with a pointer may be stated: they are not in a component
// that is listed as unused, or of another file than the document and not used.
func (in *input) counts(m mutation) bool {
	segments := strings.Split(m.pointer, "/")
	if m.file != in.config.Spec {
		return in.isPartOfUsed(m)
	}
	if len(segments) > 4 && segments[1] == "components" {
		return !in.baseline.parts[unescapeKey(segments[3])+": unused "]
	}
	if len(segments) > 3 && segments[1] != "paths" {
		return !in.baseline.parts[unescapeKey(segments[2])+": unused "]
	}
	return true
}

// isPartOfUsed reports whether a pointer leads to or into a part of another file that the
// document uses, or towards it.
func (in *input) isPartOfUsed(m mutation) bool {
	return slices.ContainsFunc(in.usedPointers(m.file), func(used string) bool {
		return strings.HasPrefix(m.pointer+"/", used+"/") || strings.HasPrefix(used+"/", m.pointer+"/")
	})
}

// isStated reports whether the document states the value itself, and not only that it
// contains other values.
func (in *input) isStated(m mutation) bool {
	if m.file == in.config.Spec {
		return true
	}
	return slices.ContainsFunc(in.usedPointers(m.file), func(used string) bool { return strings.HasPrefix(m.pointer+"/", used+"/") })
}

// usedPointers returns the pointers of the definitions and parameters of a file that the
// document uses.
func (in *input) usedPointers(file string) []string {
	var all []string
	for _, s := range in.doc.Schemas {
		if s.Pos.File == file && !in.baseline.parts[s.Name+": unused "] {
			all = append(all, s.Pointer)
		}
	}
	for _, op := range in.doc.Operations {
		for _, p := range op.Parameters {
			if p.Pos.File == file {
				all = append(all, p.Pointer)
			}
		}
	}
	return all
}

// namesOf returns the names of which a change after a mutation must contain one: those of
// the operation or type that contains the node, or of any that refers to it. For other
// nodes it is "", which every text contains.
func (in *input) namesOf(m mutation) []string {
	owner := ownerOf(m.pointer)
	if owner == "" {
		return []string{""}
	}
	var names []string
	for _, user := range in.usersOf(owner) {
		names = append(names, in.namesOfOwner(user)...)
	}
	node, _ := nodeAt(in.trees[m.file], m.pointer)
	for _, text := range textsIn(node, nil) {
		if _, target, found := strings.Cut(text, "#"); found && ownerOf(target) != "" {
			names = append(names, in.namesOfOwner(ownerOf(target))...)
		}
	}
	if before, rest, found := strings.Cut(m.pointer, "/parameters/"); found && !strings.Contains(before, "/properties/") {
		name, _, _ := strings.Cut(rest, "/")
		parameter, _ := nodeAt(in.trees[m.file], before+"/parameters/"+name)
		names = append(names, propertyOf(parameter, "name")) // after which types in it are named
	}
	if len(names) == 0 {
		return []string{""}
	}
	if len(in.doc.Operations) == 1 {
		names = append(names, "has no operations") // without its only one
	}
	return names
}

// textsIn returns the texts in a node, which may be nil.
func textsIn(n *yaml.Node, all []string) []string {
	if n != nil && n.Kind == yaml.ScalarNode {
		return append(all, n.Value)
	}
	for _, child := range children(n) {
		all = textsIn(child, all)
	}
	return all
}

// ownerOf returns the pointer of the operation, definition or component with a node.
func ownerOf(pointer string) string {
	segments := strings.Split(pointer, "/")
	depth := 3
	switch {
	case len(segments) > 1 && (segments[1] == "paths" || segments[1] == "components"):
		depth = 4
	case len(segments) > 1 && !slices.Contains([]string{"definitions", "parameters", "responses", "securityDefinitions"}, segments[1]):
		return ""
	}
	if len(segments) < depth {
		return ""
	}
	return strings.Join(segments[:depth], "/")
}

// usersOf returns an owner and all that refer to it, also indirectly.
func (in *input) usersOf(owner string) []string {
	users := []string{owner}
	for i := 0; i < len(users); i++ {
		for _, user := range in.referrers[users[i]] {
			if !slices.Contains(users, user) {
				users = append(users, user)
			}
		}
	}
	return users
}

// recordReferrers records which operations, definitions and components refer to which
// others, in any file.
func (in *input) recordReferrers(n *yaml.Node, pointer string) {
	for key, child := range children(n) {
		at := pointer + "/" + escapeKey(key)
		if _, target, found := strings.Cut(child.Value, "#"); found && child.Kind == yaml.ScalarNode && ownerOf(at) != "" {
			in.referrers[target] = append(in.referrers[target], ownerOf(at))
		}
		in.recordReferrers(child, at)
	}
}

// namesOfOwner returns the names of an operation, definition or component in the document
// and in Go.
func (in *input) namesOfOwner(owner string) []string {
	for _, c := range in.pkg.Clients {
		for _, op := range c.Operations {
			if op.Pointer == owner {
				return append([]string{op.ID, op.Name}, in.typesIn(owner)...)
			}
		}
	}
	for _, op := range in.pkg.Omitted {
		if owner == "/paths/"+escapeKey(op.Path)+"/"+strings.ToLower(op.Method) {
			return []string{op.ID}
		}
	}
	if segments := strings.Split(owner, "/"); segments[1] == "paths" {
		return in.operationsOf(unescapeKey(segments[2]))
	}
	name := unescapeKey(owner[strings.LastIndex(owner, "/")+1:])
	names := append([]string{name}, in.typesIn(owner)...)
	for _, d := range in.pkg.Decls {
		if d.Info().Schema == name {
			names = append(names, d.Info().Name)
		}
	}
	return names
}

// typesIn returns the Go names of the types of inline schemas in an owner.
func (in *input) typesIn(owner string) []string {
	var names []string
	for _, d := range in.pkg.Decls {
		if strings.HasPrefix(d.Info().Pointer, owner+"/") {
			names = append(names, d.Info().Name)
		}
	}
	return names
}

// operationsOf returns the names of the operations of a path.
func (in *input) operationsOf(path string) []string {
	var names []string
	for _, op := range in.doc.Operations {
		if op.Path == path {
			names = append(names, in.namesOfOwner(op.Pointer)...)
		}
	}
	return names
}

// propertyOf returns the text of a property, or "".
func propertyOf(n *yaml.Node, name string) string {
	for key, child := range children(n) {
		if key == name {
			return child.Value
		}
	}
	return ""
}

// isAtUser reports whether an error is at a line of the owner of a mutated node, of one that
// refers to the owner, or of an override of one of these.
func (in *input) isAtUser(m mutation, failure string) bool {
	isAt := func(file string, n *yaml.Node) bool {
		for line := n.Line; line <= lastLine(n); line++ {
			if strings.Contains(failure, fmt.Sprintf("%s:%d:", file, line)) {
				return true
			}
		}
		return false
	}
	for file := range in.trees {
		root := parseYAML(in.mutated(file, m))
		for _, user := range in.usersOf(ownerOf(m.pointer)) {
			if n, found := nodeAt(root, user); found && isAt(file, n) {
				return true
			}
		}
	}
	names := in.namesOf(m)
	for _, name := range names {
		group, _, _ := strings.Cut(name, "_")
		names = append(names, group)
	}
	node, _ := nodeAt(in.trees[m.file], m.pointer)
	names = textsIn(node, names)
	return slices.ContainsFunc(in.overrides, func(f override.File) bool {
		return slices.ContainsFunc(parseYAML(f.Data).Content, func(entry *yaml.Node) bool {
			isOfPackage := propertyOf(entry, "package") != "" || propertyOf(entry, "strip") != ""
			return isAt(f.Name, entry) && (isOfPackage || slices.ContainsFunc(targetsOf(entry), func(name string) bool {
				return slices.Contains(names, name)
			}))
		})
	})
}

// targetsOf returns the names of the document in an entry of an override.
func targetsOf(entry *yaml.Node) []string {
	var all []string
	for key, child := range children(entry) {
		if key != "why" && key != "doc" && key != "name" && key != "applies" {
			all = textsIn(child, all)
		}
	}
	return all
}

// parseYAML returns the top value of a file that is known to be valid.
func parseYAML(data []byte) *yaml.Node {
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		panic(err)
	}
	return document.Content[0]
}

// nodeAt returns the node with a pointer.
func nodeAt(n *yaml.Node, pointer string) (*yaml.Node, bool) {
	for _, segment := range strings.Split(pointer, "/")[1:] {
		found := false
		for key, child := range children(n) {
			if escapeKey(key) == segment {
				n, found = child, true
				break
			}
		}
		if !found {
			return nil, false
		}
	}
	return n, true
}

// lastLine returns the number of the last line with a part of a node.
func lastLine(n *yaml.Node) int {
	last := n.Line
	for _, child := range n.Content {
		last = max(last, lastLine(child))
	}
	return last
}
