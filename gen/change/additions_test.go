package change_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/change/goapi"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/override"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// addition adds a synthetic element of one sort to every place of a document
// that can have it.
type addition struct {
	name  string
	apply func(s spec)
	fails bool // with errors that name both elements of a collision
}

// additions lists the sorts. Elements are added both before and after all others,
// because the order must not matter.
func additions() []addition {
	compatible := []addition{
		{name: "operations", apply: addOperations},
		{name: "groups", apply: addGroups},
		{name: "parameters", apply: addParameters},
		{name: "properties", apply: addProperties},
		{name: "statuses", apply: addStatuses},
		{name: "enum values", apply: addValues},
		{name: "subtypes", apply: addSubtypes},
		{name: "definitions", apply: addDefinitions},
	}
	everything := func(s spec) {
		for _, a := range compatible {
			a.apply(s)
		}
	}
	return append(compatible,
		addition{name: "everything", apply: everything},
		addition{name: "operations without a group", apply: addMainOperations, fails: true},
		addition{name: "operations named like methods", apply: addMethodNames, fails: true},
		addition{name: "definitions named like options", apply: addDerivedNames, fails: true},
		addition{name: "operations with a client-level parameter", apply: addClientParameters, fails: true},
		addition{name: "properties that close a cycle", apply: addCycles, fails: true},
	)
}

// Additions to an API do not break programs: an added operation, group,
// parameter, property, status, enum value, variant or definition leaves each
// exported symbol unchanged, or is an error that names both elements.
func TestAdditions(t *testing.T) {
	t.Parallel()
	documents, err := filepath.Glob("../../spec/*/*/*/[cC]ommunication*.json")
	if err != nil || len(documents) < 2 {
		t.Fatalf("%d documents: %v", len(documents), err)
	}
	for i, file := range documents {
		name := serviceOf(file)
		newest := i == len(documents)-1 || serviceOf(documents[i+1]) != name
		p := gen.Package{
			Name: name, Spec: file, Overrides: "../../overrides/" + name, Version: "v0.1.0",
			Import: "github.com/chatgen-go/chatgen/generated/" + name, Roots: []string{"../../spec"},
		}
		before := sourceOf(t, p, func(spec) {})
		for _, a := range additions() {
			if !newest && a.name != "everything" {
				continue // the newest document also gets each addition alone, to find the one that breaks
			}
			t.Run(filepath.Base(filepath.Dir(file))+" "+name+" "+a.name, func(t *testing.T) {
				t.Parallel()
				checkAddition(t, p, a, before)
			})
		}
	}
}

// serviceOf returns the lower-case name of the service that a document describes.
func serviceOf(file string) string {
	return strings.ToLower(filepath.Base(filepath.Dir(filepath.Dir(filepath.Dir(file)))))
}

func checkAddition(t *testing.T, p gen.Package, a addition, before goapi.Source) {
	t.Helper()
	after, err := generateEdited(p, a.apply)
	if a.fails {
		wantCollisions(t, err)
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	changes, err := goapi.Compare(t.Context(), sharedImports, before, after)
	if err != nil {
		t.Fatal(err)
	}
	if len(changes) == 0 {
		t.Error("nothing was added")
	}
	for _, c := range changes {
		if !c.Compatible {
			t.Errorf("%s: %s", c.Symbol, c.Message)
		}
	}
}

// wantCollisions checks that each error names two elements and their positions.
func wantCollisions(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	format := regexp.MustCompile(`^\S+:\d+:\d+: .+: (its Go name \w+ .*is also that of .+ at \S+:\d+:\d+ \(rename one of them in names.yaml\)|` +
		`is a client-level parameter, which .+ at \S+:\d+:\d+, in the same group, does not have \(.+\)|` +
		`makes a struct that contains itself, with .+ at \S+:\d+:\d+ \(make one of them a pointer in types.yaml\))\n?$`)
	for line := range strings.Lines(err.Error()) {
		if !format.MatchString(line) {
			t.Errorf("got %s", line)
		}
	}
}

func sourceOf(t *testing.T, p gen.Package, edit func(spec)) goapi.Source {
	t.Helper()
	source, err := generateEdited(p, edit)
	if err != nil {
		t.Fatal(err)
	}
	return source
}

// generateEdited generates a package from its document after an edit.
func generateEdited(p gen.Package, edit func(spec)) (goapi.Source, error) {
	var errs diag.List
	_, pkg := gen.Load(p, editedTree{spec: p.Spec, edit: edit}, override.Apply, &errs)
	if err := errs.Err(); err != nil {
		return goapi.Source{}, err
	}
	files, err := gen.Emit(pkg)
	source := goapi.Source{Import: p.Import}
	for _, f := range files {
		source.Files = append(source.Files, goapi.File{Name: f.Name, Data: f.Data})
	}
	return source, err
}

// editedTree is the disk with one document edited.
type editedTree struct {
	tree.Disk
	spec string
	edit func(spec)
}

func (e editedTree) ReadFile(name string) ([]byte, error) {
	data, err := e.Disk.ReadFile(name)
	if err != nil || name != e.spec {
		return data, err
	}
	var s spec
	if err := json.Unmarshal([]byte(strings.TrimPrefix(string(data), "\ufeff")), &s); err != nil {
		return nil, err
	}
	e.edit(s)
	return json.MarshalIndent(s, "", " ")
}

// spec is a JSON object of a document.
type spec map[string]any

func (s spec) get(key string) spec {
	value, _ := s[key].(map[string]any)
	return value
}

// documentOperation is an operation of a document with its path and method.
type documentOperation struct {
	spec
	path, method string
}

func (s spec) operations() []documentOperation {
	var all []documentOperation
	paths := s.get("paths")
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		for _, method := range slices.Sorted(maps.Keys(paths.get(path))) {
			if o := paths.get(path).get(method); o["operationId"] != nil {
				all = append(all, documentOperation{o, path, method})
			}
		}
	}
	return all
}

func (o documentOperation) id() (group, name string) {
	group, name, _ = strings.Cut(o.spec["operationId"].(string), "_")
	return group, name
}

// addCopy adds a copy of the operation under another ID, below another path.
func (s spec) addCopy(o documentOperation, path, id string) {
	twin := maps.Clone(o.spec)
	twin["operationId"] = id
	item := s.get("paths").get(path + o.path)
	if item == nil {
		item = spec{}
		s.get("paths")[path+o.path] = map[string]any(item)
	}
	item[o.method] = map[string]any(twin)
}

// sortingNames returns two names, one that sorts before most others and one after them.
func sortingNames() []string { return []string{"aaa", "zzz"} }

// addOperations adds to each group operations that share their parameters, body
// and responses with existing ones.
func addOperations(s spec) {
	for _, o := range s.operations() {
		for _, end := range sortingNames() {
			group, name := o.id()
			s.addCopy(o, "/"+end, group+"_"+end+name+"Of"+group) // groups may share a client
		}
	}
}

// addGroups adds a group whose methods have the names of existing ones.
func addGroups(s spec) {
	for _, o := range s.operations() {
		for _, end := range sortingNames() {
			group, name := o.id()
			s.addCopy(o, "/"+end+strings.ToLower(group), end+"In"+group+"_"+name)
		}
	}
}

func addMainOperations(s spec) {
	for _, o := range s.operations() {
		_, name := o.id()
		s.addCopy(o, "/aaa", name)
	}
}

// addMethodNames adds operations with the names of the iterators, pagers and other
// methods that clients have already.
func addMethodNames(s spec) {
	for _, id := range []string{
		"Chat_Threads", "Chat_Thread", "Chat_NewListThreadsPager", "ChatThread_MessagePages", "ChatThread_AddParticipant",
		"ChatThread_UpdateTopic", "ChatThread_ThreadID", "CommunicationIdentity_IssueToken", "CommunicationIdentity_CreateUserWithToken", "IdentityOperations_IssueToken",
	} {
		group, _, _ := strings.Cut(id, "_")
		if i := slices.IndexFunc(s.operations(), func(o documentOperation) bool { g, _ := o.id(); return g == group }); i >= 0 {
			s.addCopy(s.operations()[i], "/zzz"+id, id)
		}
	}
}

// addClientParameters adds an operation to each group that takes a parameter from the
// client.
func addClientParameters(s spec) {
	for _, o := range s.operations() {
		group, name := o.id()
		s.addCopy(o, "/{tenant}/zzz", group+"_zzz"+name)
		twin := s.get("paths").get("/{tenant}/zzz" + o.path).get(o.method)
		list, _ := twin["parameters"].([]any)
		p := map[string]any{"name": "tenant", "in": "path", "required": true, "type": "string", "x-ms-parameter-location": "client"}
		twin["parameters"] = append([]any{p}, list...)
	}
}

// addParameters adds optional parameters to each operation.
func addParameters(s spec) {
	for _, o := range s.operations() {
		list, _ := o.spec["parameters"].([]any)
		for _, end := range sortingNames() {
			for _, in := range []string{"query", "header"} {
				p := map[string]any{"name": end + "-" + in, "in": in, "type": "string"}
				if in == "header" {
					p["x-ms-parameter-location"] = "client"
				}
				list = append([]any{p}, list...)
			}
		}
		o.spec["parameters"] = list
	}
}

// addProperties adds properties to each object: a map, which cannot be compared,
// and a struct.
func addProperties(s spec) {
	for _, d := range s.definitions() {
		if d.spec["properties"] == nil {
			continue
		}
		properties := d.spec.get("properties")
		properties["aaa"+d.name] = map[string]any{"type": "object", "additionalProperties": map[string]any{"type": "string"}}
		properties["zzz"+d.name] = map[string]any{"properties": map[string]any{"text": map[string]any{"type": "string"}}}
	}
}

// addCycles adds to each object a property of the type of every object that refers to
// it.
func addCycles(s spec) {
	for _, d := range s.definitions() {
		for _, p := range slices.Sorted(maps.Keys(d.spec.get("properties"))) {
			ref, _ := d.spec.get("properties").get(p)["$ref"].(string)
			if of := s.get("definitions").get(strings.TrimPrefix(ref, "#/definitions/")); of.get("properties") != nil {
				of.get("properties")["zzz"+d.name] = map[string]any{"$ref": "#/definitions/" + d.name}
			}
		}
	}
}

// addStatuses adds to each operation a success, without a body unless no other
// success has one, and an error.
func addStatuses(s spec) {
	for _, o := range s.operations() {
		responses := o.spec.get("responses")
		success := map[string]any{"description": "Added."}
		if !slices.ContainsFunc(slices.Collect(maps.Keys(responses)), func(status string) bool {
			return strings.HasPrefix(status, "2") && responses.get(status)["schema"] != nil
		}) {
			success["schema"] = map[string]any{"$ref": "#/definitions/" + s.definitions()[0].name}
		}
		responses["202"] = success
		responses["418"] = map[string]any{"description": "Added.", "schema": map[string]any{"type": "string"}}
	}
}

// addValues adds values to each enum, the empty string among them.
func addValues(s spec) {
	for _, d := range s.definitions() {
		addValue(d.spec)
		for name := range d.spec.get("properties") {
			addValue(d.spec.get("properties").get(name))
		}
	}
}

func addValue(s spec) {
	values, ok := s["enum"].([]any)
	if !ok {
		return
	}
	s["enum"] = slices.Concat([]any{"aaaValue"}, values, []any{"zzzValue", ""})
	if named := s.get("x-ms-enum"); named != nil && named["values"] != nil {
		named["values"] = append(named["values"].([]any), map[string]any{"value": "aaaValue"}, map[string]any{"value": "zzzValue"}, map[string]any{"value": ""})
	}
}

// addSubtypes adds definitions that extend each object, among them the variants of
// unions.
func addSubtypes(s spec) {
	for _, d := range s.definitions() {
		if d.spec["properties"] == nil {
			continue
		}
		for _, end := range sortingNames() {
			s.get("definitions")[end+d.name] = map[string]any{
				"allOf":      []any{map[string]any{"$ref": "#/definitions/" + d.name}},
				"properties": map[string]any{end: map[string]any{"type": "string"}},
			}
		}
	}
	s.addUse(nil)
}

// addDefinitions adds definitions that refer to each existing one, and an
// operation that returns them all.
func addDefinitions(s spec) {
	var added []string
	for _, d := range s.definitions() {
		for _, end := range sortingNames() {
			name := end + "New" + d.name
			s.get("definitions")[name] = map[string]any{"properties": map[string]any{
				"value": map[string]any{"$ref": "#/definitions/" + d.name},
			}}
			added = append(added, name)
		}
	}
	s.addUse(added)
}

// addDerivedNames adds definitions with the names of options and responses.
func addDerivedNames(s spec) {
	var added []string
	for _, name := range []string{"DeleteThread", "GetMessage", "DeleteUser", "IssueToken"} {
		for _, end := range []string{"Options", "Response"} {
			s.get("definitions")[name+end] = map[string]any{"properties": map[string]any{"text": map[string]any{"type": "string"}}}
			added = append(added, name+end)
		}
	}
	s.addUse(added)
}

// addUse adds an operation that returns an object with a property of each
// definition, or of all definitions.
func (s spec) addUse(names []string) {
	if names == nil {
		for _, d := range s.definitions() {
			names = append(names, d.name)
		}
	}
	properties := map[string]any{}
	for i, name := range names {
		properties[fmt.Sprint("p", i)] = map[string]any{"$ref": "#/definitions/" + name}
	}
	o := s.operations()[0]
	twin := maps.Clone(o.spec)
	delete(twin, "x-ms-pageable")
	twin["operationId"] = "aaaUses_All" + strings.Join(names[:1], "")
	twin["responses"] = map[string]any{"200": map[string]any{"description": "All.", "schema": map[string]any{"properties": properties}}}
	s.get("paths")["/aaaUses/"+names[0]+o.path] = map[string]any{o.method: map[string]any(twin)}
}

// definition is a definition of a document.
type definition struct {
	name string
	spec
}

func (s spec) definitions() []definition {
	var all []definition
	for _, name := range slices.Sorted(maps.Keys(s.get("definitions"))) {
		all = append(all, definition{name, s.get("definitions").get(name)})
	}
	return all
}
