package override_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/gen/model"
)

func TestArguments(t *testing.T) {
	pkg := apply(t,
		file("ids", "- name: ThreadID\n  of: [{parameter: chatThreadId}]\n"),
		file("arguments", `
- parameter: chatThreadId
  notEmpty: true
- definition: AddRequest
  property: people
  maxItems: 200
- definition: ChatThread
  property: kind
  notEmpty: true
- operation: Thread_Remove
  parameter: name
  notEmpty: true
`))
	checkEffects(t, pkg, "ThreadID: the type of chatThreadId", "chatThreadId: must not be empty", "AddRequest.people: at most 200 items",
		"ChatThread.kind: must not be empty", "Thread_Remove parameter name: must not be empty")
	for what, got := range map[string]bool{
		"the ID of each operation": operation(t, pkg, "Thread_Add").Params[0].Validation.NotEmpty && operation(t, pkg, "Thread_GetChat").Params[0].Validation.NotEmpty,
		"the items":                operation(t, pkg, "Thread_Add").Body.Fields[0].Validation == model.Validation{MaxItems: 200},
		"the enum":                 members(t, pkg, "ChatThread")["kind"].Validation.NotEmpty,
		"the name":                 operation(t, pkg, "Thread_Remove").Params[1].Validation.NotEmpty,
	} {
		if !got {
			t.Errorf("%s is not checked", what)
		}
	}
}

func TestArgumentsFaults(t *testing.T) {
	const at = "overrides/chat/arguments.yaml:"
	checkFaults(t, "arguments", []fault{
		{"no such parameter", "- parameter: chatThread\n  notEmpty: true\n", at + "1:3: chatThread: no such parameter (did you mean chatThreadId?)"},
		{"no input", "- operation: Thread_Add\n  notEmpty: true\n", at + "1:3: Thread_Add: is no input (name a parameter or a property)"},
		{"an empty number", "- parameter: pageSize\n  notEmpty: true\n", at + "2:3: pageSize: is no string and no array, its type is int32 (remove notEmpty)"},
		{"an empty object", "- definition: ChatThread\n  property: owner\n  notEmpty: true\n", at + "3:3: ChatThread.owner: is no string and no array, its type is Person (remove notEmpty)"},
		{"an option", "- definition: ChatThread\n  property: topic\n  notEmpty: true\n",
			at + "3:3: ChatThread.topic: is optional, and absent if it is empty (remove notEmpty)"},
		{"an optional array", "- definition: AddRequest\n  property: people\n  notEmpty: true\n",
			at + "3:3: AddRequest.people: is optional, and absent if it is empty (remove notEmpty)"},
		{"items of a string", "- parameter: chatThreadId\n  maxItems: 2\n", at + "2:3: chatThreadId: is no array, its type is string (remove maxItems)"},
		{"nothing asked", "- parameter: chatThreadId\n  notEmpty: false\n", at + "1:3: chatThreadId: the entry changes nothing (remove it)"},
		{"no number", "- definition: AddRequest\n  property: people\n  maxItems: many\n", at + "3:13: maxItems: must be a whole number above 0, is a string"},
		{"no items", "- definition: AddRequest\n  property: people\n  maxItems: 0\n", at + "3:13: maxItems: must be a whole number above 0, is a number"},
	})
}

// A list that must be given can be empty all the same, unless an entry forbids it.
func TestArgumentsNotEmptyArray(t *testing.T) {
	pkg := sample()
	people := members(t, pkg, "AddRequest")["people"]
	people.Required = true
	if got := problemsOf(pkg, file("arguments", "- definition: AddRequest\n  property: people\n  notEmpty: true\n  maxItems: 200\n")); got != "" {
		t.Fatal(got)
	}
	checkEffects(t, pkg, "AddRequest.people: must not be empty, at most 200 items")
	if people.Validation != (model.Validation{NotEmpty: true, MaxItems: 200}) {
		t.Errorf("got %+v", people.Validation)
	}
}
