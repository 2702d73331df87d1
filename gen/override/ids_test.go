package override_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/gen/model"
)

func TestIDs(t *testing.T) {
	pkg := apply(t, file("ids", `
- name: ThreadID
  doc: Names a thread.
  of:
    - parameter: chatThreadId
    - {definition: ChatThread, property: id}
- name: PersonName
  of: [{operation: Thread_Remove, parameter: name}]
`))
	checkEffects(t, pkg, "ThreadID: type of chatThreadId, ChatThread.id", "PersonName: type of Thread_Remove parameter name")
	last := len(pkg.Decls) - 1
	id, other := pkg.Decls[last-1].(*model.ID), pkg.Decls[last].(*model.ID)
	if id.Name != "ThreadID" || id.Doc != "Names a thread." || other.Name != "PersonName" {
		t.Errorf("got %+v and %+v", id, other)
	}
	remove := operation(t, pkg, "Thread_Remove")
	for usage, typ := range map[string]*model.Type{
		"first parameter":  operation(t, pkg, "Thread_GetChat").Params[0].Type,
		"second parameter": remove.Params[0].Type,
		"property":         fieldsOf(t, pkg, "ChatThread")["id"].Type,
	} {
		if typ.Kind != model.Named || typ.Decl != model.Decl(id) {
			t.Errorf("type of the %s: %+v", usage, typ)
		}
	}
	if remove.Params[1].Type.Decl != model.Decl(other) {
		t.Errorf("type of name: %+v", remove.Params[1].Type)
	}
}

func TestIDsProblems(t *testing.T) {
	const prefix = "overrides/chat/ids.yaml:"
	checkProblems(t, "ids", []problemCase{
		{"no such parameter", "- name: ID\n  of: [{parameter: chatThreadID}]\n",
			prefix + "2:9: chatThreadID: no such parameter (did you mean chatThreadId?)"},
		{"no such parameter of the operation", "- name: ID\n  of: [{operation: Thread_Add, parameter: nam}]\n",
			prefix + "2:32: nam: no such parameter of Thread_Add (want chatThreadId)"},
		{"no such operation", "- name: ID\n  of: [{operation: Thread_Ad, parameter: name}]\n",
			prefix + "2:9: Thread_Ad: no such operation (did you mean Thread_Add?)"},
		{"no such definition", "- name: ID\n  of: [{definition: ChatThred, property: id}]\n",
			prefix + "2:9: ChatThred: no such definition (did you mean ChatThread?)"},
		{"no such property", "- name: ID\n  of: [{definition: ChatThread, property: topik}]\n",
			prefix + "2:33: topik: no such property of ChatThread (did you mean topic?)"},
		{"a property of an enum", "- name: ID\n  of: [{definition: ChatThreadKind, property: id}]\n",
			prefix + "2:37: ChatThreadKind: is of kind enum, which has no properties (name an object)"},
		{"an operation", "- name: ID\n  of: [{operation: Thread_Add}]\n",
			prefix + "2:8: Thread_Add: is not a parameter or property (set parameter, or definition and property)"},
		{"a number", "- name: ID\n  of: [{parameter: pageSize}]\n",
			prefix + "2:8: pageSize: is not a plain string; its type is int32 (remove it from of)"},
		{"an enum", "- name: ID\n  of: [{definition: ChatThread, property: kind}]\n",
			prefix + "2:8: ChatThread.kind: is not a plain string; its type is ChatThreadKind (remove it from of)"},
		{"an ID", "- name: ID\n  of: [{parameter: name}]\n- name: Name\n  of: [{parameter: name}]\n",
			prefix + "5:8: name: already has the type ID (remove it from of)"},
		{"duplicate target", "- name: ID\n  of: [{parameter: name}, {operation: Thread_Remove, parameter: name}]\n",
			prefix + "2:27: Thread_Remove parameter name: is listed twice (remove one)"},
		{"no target", "- name: ID\n  of: [{expect: {required: true}}]\n",
			prefix + "2:8: entry: has no target (set operation, parameter or definition)"},
		{"an expectation", "- name: ID\n  of: [{parameter: name, expect: {required: false}}]\n",
			prefix + "2:35: name: required is true, not false as expected (check that the entry is still correct)"},
		{"an invalid Go name", "- name: threadID\n  of: [{parameter: name}]\n",
			prefix + "1:9: threadID: is not an exported Go name (want a capital letter, then letters and digits)"},
		{"the name of a definition", "- name: Person\n  of: [{parameter: name}]\n",
			prefix + "1:3: ID Person: its Go name Person is also that of Person (rename one of them in names.yaml)"},
	})
}
