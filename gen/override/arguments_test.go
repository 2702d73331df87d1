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
	checkEffects(t, pkg, "ThreadID: type of chatThreadId", "chatThreadId: must not be empty", "AddRequest.people: at most 200 items",
		"ChatThread.kind: must not be empty", "Thread_Remove parameter name: must not be empty")
	for input, got := range map[string]bool{
		"the ID of each operation": operation(t, pkg, "Thread_Add").Params[0].Validation.NotEmpty && operation(t, pkg, "Thread_GetChat").Params[0].Validation.NotEmpty,
		"the items":                operation(t, pkg, "Thread_Add").Body.Fields[0].Validation == model.Validation{MaxItems: 200},
		"the enum":                 fieldsOf(t, pkg, "ChatThread")["kind"].Validation.NotEmpty,
		"the name":                 operation(t, pkg, "Thread_Remove").Params[1].Validation.NotEmpty,
	} {
		if !got {
			t.Errorf("%s is not checked", input)
		}
	}
}

func TestArgumentsProblems(t *testing.T) {
	const prefix = "overrides/chat/arguments.yaml:"
	checkProblems(t, "arguments", []problemCase{
		{"no such parameter", "- parameter: chatThread\n  notEmpty: true\n", prefix + "1:3: chatThread: no such parameter (did you mean chatThreadId?)"},
		{"operation", "- operation: Thread_Add\n  notEmpty: true\n", prefix + "1:3: Thread_Add: is not a parameter or property (set parameter, or definition and property)"},
		{"notEmpty for a number", "- parameter: pageSize\n  notEmpty: true\n", prefix + "2:3: pageSize: is neither a string nor an array; its type is int32 (remove notEmpty)"},
		{"notEmpty for an object", "- definition: ChatThread\n  property: owner\n  notEmpty: true\n", prefix + "3:3: ChatThread.owner: is neither a string nor an array; its type is Person (remove notEmpty)"},
		{"notEmpty for an option", "- definition: ChatThread\n  property: topic\n  notEmpty: true\n",
			prefix + "3:3: ChatThread.topic: is optional, and not sent if it is empty (remove notEmpty)"},
		{"notEmpty for an optional array", "- definition: AddRequest\n  property: people\n  notEmpty: true\n",
			prefix + "3:3: AddRequest.people: is optional, and not sent if it is empty (remove notEmpty)"},
		{"maxItems for a string", "- parameter: chatThreadId\n  maxItems: 2\n", prefix + "2:3: chatThreadId: is not an array; its type is string (remove maxItems)"},
		{"no condition", "- parameter: chatThreadId\n  notEmpty: false\n", prefix + "1:3: chatThreadId: the entry changes nothing (remove it)"},
		{"invalid maxItems", "- definition: AddRequest\n  property: people\n  maxItems: many\n", prefix + "3:13: maxItems: must be a whole number above 0, is a string"},
		{"maxItems is zero", "- definition: AddRequest\n  property: people\n  maxItems: 0\n", prefix + "3:13: maxItems: must be a whole number above 0, is 0"},
	})
}

// A required array may be empty unless an entry forbids it.
func TestArgumentsNotEmptyArray(t *testing.T) {
	pkg := sample()
	people := fieldsOf(t, pkg, "AddRequest")["people"]
	people.Required = true
	if got := problemsOf(pkg, file("arguments", "- definition: AddRequest\n  property: people\n  notEmpty: true\n  maxItems: 200\n")); got != "" {
		t.Fatal(got)
	}
	checkEffects(t, pkg, "AddRequest.people: must not be empty, at most 200 items")
	if people.Validation != (model.Validation{NotEmpty: true, MaxItems: 200}) {
		t.Errorf("got %+v", people.Validation)
	}
}
