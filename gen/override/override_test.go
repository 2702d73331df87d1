package override_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/override"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// Kinds are applied in a fixed order, regardless of the order of the files: the
// typed ID is named before names are stripped.
func TestApplyOrder(t *testing.T) {
	pkg := apply(t,
		file("names", "- strip: Chat\n"),
		file("ids", "- name: ChatID\n  of: [{parameter: chatThreadId}]\n"),
	)
	checkEffects(t, pkg, "ChatID: type of chatThreadId", "Chat: stripped from 8 names")
	if got := pkg.Decls[len(pkg.Decls)-1].Info().Name; got != "ID" {
		t.Errorf("the ID type is named %s, want ID", got)
	}
}

// An applied override records the position and the reason of its entry.
func TestApplyRecordsChange(t *testing.T) {
	pkg := apply(t, override.File{Name: "o/names.yaml", Data: []byte("# comment\n- operation: Thread_Add\n  name: AddPeople\n  why: It adds people.\n")})
	want := model.AppliedOverride{Pos: diag.Pos{File: "o/names.yaml", Line: 2, Col: 3}, Target: "Thread_Add", Effect: "named AddPeople", Why: "It adds people.",
		Affected: []model.Element{{Kind: "entry", Name: "o/names.yaml:2:3"}, {Kind: "operation", Name: "Thread_Add"}}}
	if !reflect.DeepEqual(pkg.AppliedOverrides, []model.AppliedOverride{want}) {
		t.Errorf("got %+v, want %+v", pkg.AppliedOverrides, want)
	}
}

// An applied override records every element that it affects, and not only its
// target, because chatgen explain relies on it.
func TestApplyRecordsElements(t *testing.T) {
	for _, c := range []struct{ name, kind, text, want string }{
		{"definition", "names", "- definition: Member\n  name: M\n", "definition Member"},
		{"property", "docs", "- definition: Member\n  property: name\n  doc: Text.\n", "property Member.name"},
		{"value", "names", "- definition: ChatThreadKind\n  value: open\n  name: O\n", "value ChatThreadKind value open"},
		{
			"parameter of all operations", "names", "- parameter: chatThreadId\n  name: ID\n",
			"parameter Thread_GetChat parameter chatThreadId, parameter Thread_Add parameter chatThreadId, parameter Thread_Remove parameter chatThreadId",
		},
		{"parameter of one", "names", "- operation: Thread_Remove\n  parameter: name\n  name: N\n", "parameter Thread_Remove parameter name"},
		{"body", "names", "- operation: Chat_Search\n  parameter: model\n  name: M\n", "parameter Chat_Search parameter model"},
		{"strip", "names", "- strip: Page\n", "definition ThreadPage, parameter Chat_List parameter pageSize"},
		{"type", "types", "- definition: Person\n  go: example.com/acs.Identifier\n", "definition Person"},
		{"ID", "ids", "- name: TagID\n  of: [{definition: Member, property: name}]\n", "property Member.name"},
		{"client", "clients", "- group: Chat\n  client: Client\n", "group Chat"},
		{"paging", "pagination", "- operation: Chat_List\n  iterator: Threads\n", "operation Chat_List"},
		{"repeatability", "repeatability", "- operation: Thread_Add\n", "operation Thread_Add"},
		{"throttle", "throttle", "- operation: Thread_Add\n  seconds: 8\n  until: Thread_Remove\n", "operation Thread_Add, operation Thread_Remove"},
		{
			"rates", "rates", "- group: member\n  operations: [Thread_Add, Thread_Remove]\n  per: chatThreadId\n  limits: [{count: 10, seconds: 10}]\n",
			"operation Thread_Add, operation Thread_Remove",
		},
		{"required", "required", "- definition: AddResult\n  property: count\n  required: true\n", "property AddResult.count"},
		{"shortcut", "shortcuts", "- operation: Thread_Add\n  name: AddNote\n  set: note\n", ""},
		{"credentials", "auth", "- scopes: [a]\n", "package credentials"},
		{"package", "docs", "- package: true\n  doc: Text.\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			change := apply(t, file(c.kind, c.text)).AppliedOverrides[0]
			var got []string
			for _, e := range change.Affected[1:] { // the first is the entry itself
				got = append(got, e.Kind+" "+e.Name)
			}
			if strings.Join(got, ", ") != c.want {
				t.Errorf("got %s, want %s", strings.Join(got, ", "), c.want)
			}
		})
	}
}

// An entry for another API version is skipped, including its checks.
func TestApplyVersions(t *testing.T) {
	pkg := apply(t, file("names", `
- operation: Thread_Gone
  name: Away
  applies: ["2024-03-07"]
- operation: Thread_Add
  name: AddPeople
  applies: ["2024-03-07", "2025-03-15"]
- operation: Thread_Add
  name: AddOld
  applies: ["2024-03-07"]
`))
	checkEffects(t, pkg, "Thread_Add: named AddPeople")
}

func TestApplyExpectations(t *testing.T) {
	apply(t,
		file("ids", "- name: ID\n  of: [{definition: ChatThread, property: id, expect: {type: string, required: true}}]\n"),
		file("types", "- definition: Person\n  go: example.com/acs.Identifier\n"),
		file("names", `
- operation: Thread_Add
  name: AddPeople
  expect: {method: POST, path: "/threads/{chatThreadId}/people"}
- definition: ChatThread
  name: Thread
  expect: {kind: object}
- definition: ChatThreadKind
  name: Kind
  expect: {kind: enum}
- definition: Rule
  name: Policy
  expect: {kind: union}
- definition: ChatThread
  property: id
  name: Key
  expect: {type: string, required: true}
- definition: ChatThread
  property: owner
  name: Boss
  expect: {type: Person, required: false}
`))
}

func TestApplyExpectationProblems(t *testing.T) {
	checkProblems(t, "names", []problemCase{
		{"method and path", `
- operation: Thread_Add
  name: AddPeople
  expect:
    method: PUT
    path: /people
`, `
overrides/chat/names.yaml:4:5: Thread_Add: method is POST, not PUT as expected (check that the entry is still correct)
overrides/chat/names.yaml:5:5: Thread_Add: path is /threads/{chatThreadId}/people, not /people as expected (check that the entry is still correct)`},
		{"of every parameter", `
- parameter: chatThreadId
  name: ID
  expect: {type: int32, required: true}
`, `overrides/chat/names.yaml:3:12: chatThreadId: type is string, not int32 as expected (check that the entry is still correct)`},
		{"a required property", `
- definition: ChatThread
  property: topic
  name: Subject
  expect: {required: true}
`, `overrides/chat/names.yaml:4:12: ChatThread.topic: required is false, not true as expected (check that the entry is still correct)`},
		{"a definition has no method", `
- definition: ChatThread
  name: Thread
  expect: {method: GET}
`, `overrides/chat/names.yaml:3:12: ChatThread: expect.method is not supported for this target (want kind)`},
		{"an operation has no type", `
- operation: Thread_Add
  name: AddPeople
  expect: {type: string}
`, `overrides/chat/names.yaml:3:12: Thread_Add: expect.type is not supported for this target (want method or path)`},
		{"a value has nothing", `
- definition: ChatThreadKind
  value: open
  name: Ajar
  expect: {type: string}
`, `overrides/chat/names.yaml:4:12: ChatThreadKind value open: expect.type is not supported for this target (remove expect)`},
	})
}

// If the document has a problem, only entries that are invalid for any document are
// reported, and those that omit, without which the document may have the problem: the
// others may be right for the mended one.
func TestApplyAfterProblems(t *testing.T) {
	var errs diag.List
	errs.Add(diag.Pos{File: "api.yaml", Line: 1, Col: 1}, "document", "is wrong", "")
	override.Apply(sample(), []override.File{file("names", "- operation: Thread_Put\n  name: Put\n"), file("names", "- operation: Thread_Add\n  nme: Put\n"), file("omit", "- operation: Odd\n")}, &errs)
	const want = "api.yaml:1:1: document: is wrong\noverrides/chat/names.yaml:2:3: nme: no such key (did you mean name?)\n" +
		"overrides/chat/omit.yaml:1:3: Odd: no such operation (want Thread_GetChat, Thread_Add, Thread_Remove, Chat_List, Chat_Search)"
	if got := errs.Err().Error(); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// Expectations name types as the document does.
func TestApplyExpectedTypes(t *testing.T) {
	for want, typ := range map[string]*model.Type{
		"string": {Kind: model.String}, "boolean": {Kind: model.Bool}, "int32": {Kind: model.Int32}, "int64": {Kind: model.Int64},
		"number": {Kind: model.Float64}, "time": {Kind: model.Time}, "date": {Kind: model.Date}, "http-date": {Kind: model.HTTPDate}, "bytes": {Kind: model.Bytes},
		"any": {Kind: model.Raw}, "array": {Kind: model.Slice, Elem: &model.Type{}}, "map": {Kind: model.Map, Elem: &model.Type{}},
		"Person": named(object("Person")),
	} {
		pkg := sample()
		fieldsOf(t, pkg, "ChatThread")["topic"].Type = typ
		var errs diag.List
		text := "- {definition: ChatThread, property: topic, doc: New., expect: {type: " + want + "}, why: because}\n"
		override.Apply(pkg, []override.File{{Name: "docs.yaml", Data: []byte(text)}}, &errs)
		if err := errs.Err(); err != nil {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// All problems of all files are reported at once, each with its position: invalid files
// and entries before stale ones, which may follow from them.
func TestApplyReportsAll(t *testing.T) {
	got := problems(
		override.File{Name: "o/pagination.yaml", Data: []byte("- operation: Chat_Lst\n  iterator: All\n  why: because\n- operation: Chat_List\n  why: because\n")},
		override.File{Name: "o/renames.yaml", Data: []byte("[]")},
		override.File{Name: "o/names.yaml", Data: []byte("- operation: Thread_Add\n  name: add\n")},
	)
	want := `o/names.yaml:1:3: entry: why is missing
o/renames.yaml: renames.yaml: no such kind of override (did you mean names?)
o/pagination.yaml:1:3: Chat_Lst: no such operation (did you mean Chat_List?)
o/pagination.yaml:4:3: Chat_List: the entry changes nothing (remove it)`
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// Of two entries with the same target, the second is reported, even if they are in
// different files.
func TestApplyTwice(t *testing.T) {
	checkProblems(t, "docs", []problemCase{
		{"in one file", `
- operation: Thread_Add
  doc: One.
- operation: Thread_Add
  append: Two.
`, `overrides/chat/docs.yaml:4:3: Thread_Add: another entry already changes it (the first is at overrides/chat/docs.yaml:1:3)`},
	})
	got := problems(
		override.File{Name: "a/ids.yaml", Data: []byte("- {name: ID, of: [{parameter: name}], why: because}\n")},
		override.File{Name: "b/ids.yaml", Data: []byte("- {name: ID, of: [{parameter: trace}], why: because}\n")},
	)
	if want := "b/ids.yaml:1:3: ID: another entry already changes it (the first is at a/ids.yaml:1:3)"; got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"names.yaml": "n", "docs.yaml": "d", "README.md": "r"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var errs diag.List
	files := override.Load(dir, tree.Disk{}, &errs)
	if errs.Err() != nil || len(files) != 2 {
		t.Fatalf("got %v, %v", files, errs.Err())
	}
	slash := filepath.ToSlash(dir)
	if f := files[0]; f.Name != slash+"/docs.yaml" || string(f.Data) != "d" {
		t.Errorf("first file: %s with %s", f.Name, f.Data)
	}
	if f := files[1]; f.Name != slash+"/names.yaml" || string(f.Data) != "n" {
		t.Errorf("second file: %s with %s", f.Name, f.Data)
	}
}

func TestLoadProblems(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "names.yml"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "docs.yaml"), 0o700); err != nil {
		t.Fatal(err)
	}
	var errs diag.List
	override.Load(dir, tree.Disk{}, &errs)
	override.Load(filepath.Join(dir, "none"), tree.Disk{}, &errs)
	empty := filepath.Join(dir, "empty")
	if err := os.Mkdir(empty, 0o700); err != nil {
		t.Fatal(err)
	}
	override.Load(empty, tree.Disk{}, &errs)
	want := `DIR/docs.yaml: docs.yaml: cannot be read: is a directory (replace it by a file, or remove it)
DIR/empty: overrides: the folder has no override files (name the folder that has them, or remove overrides from chatgen.yaml)
DIR/names.yml: names.yml: override files must end in .yaml (rename it)
DIR/none: overrides: cannot be read: no such file or directory (create the folder, or remove overrides from chatgen.yaml)`
	if got := strings.ReplaceAll(errs.Err().Error(), filepath.ToSlash(dir), "DIR"); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// An open range also applies to future versions, and a preview comes before its version.
func TestAppliesToRanges(t *testing.T) {
	for _, c := range []struct {
		applies string
		want    string // of the versions below
	}{
		{`["2021-03-07"]`, "2021-03-07"},
		{`["2021-03-07.."]`, "2021-03-07 2024-03-07 2099-01-01"},
		{`["..2021-03-07"]`, "2020-11-01-preview3 2021-03-07-preview 2021-03-07"},
		{`["2021-03-07-preview..2021-03-07"]`, "2021-03-07-preview 2021-03-07"},
		{`["2021-03-07..2024-03-07"]`, "2021-03-07 2024-03-07"},
		{`["..2020-11-01-preview3", "2099-01-01.."]`, "2020-11-01-preview3 2099-01-01"},
	} {
		var got []string
		for _, version := range []string{"2020-11-01-preview3", "2021-03-07-preview", "2021-03-07", "2024-03-07", "2099-01-01"} {
			pkg := sample()
			pkg.DocumentVersion = version
			var errs diag.List
			override.Apply(pkg, []override.File{file("names", "- operation: Thread_Add\n  name: Put\n  applies: "+c.applies+"\n")}, &errs)
			if err := errs.Err(); err != nil {
				t.Fatal(err)
			}
			if operation(t, pkg, "Thread_Add").Name == "Put" {
				got = append(got, version)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s applies to %q, want %q", c.applies, got, c.want)
		}
	}
}
