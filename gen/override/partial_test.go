package override_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/override"
)

func partialTypes() override.File {
	return file("types", "- definition: Person\n  go: example.com/acs.Identifier\n  text: RawID\n- definition: Fault\n  go: example.com/acs.ErrorDetail\n")
}

func TestPartial(t *testing.T) {
	pkg := apply(t, partialTypes(), file("partial", `
- operation: Thread_Add
  failed: refused
  items: people
  key: person
  one: AddOne
  expect: {method: POST}
`))
	checkEffects(t, pkg, "Person: replaced by acs.Identifier", "Fault: replaced by acs.ErrorDetail", "Thread_Add: may refuse some of its people")
	request, item := members(t, pkg, "AddRequest"), members(t, pkg, "Member")
	p := operation(t, pkg, "Thread_Add").PartialFailure
	if p.Failures != members(t, pkg, "AddResult")["refused"] || p.Items != request["people"] || p.Key != item["person"] || p.SingleItemMethod != "AddOne" || p.Item.Schema != "Member" {
		t.Errorf("got %+v", p)
	}
}

// The key of an item may also be a string or a typed ID.
func TestPartialKeys(t *testing.T) {
	entry := file("partial", "- operation: Thread_Add\n  failed: refused\n  items: people\n  key: name\n")
	for name, more := range map[string]override.File{
		"a string": file("names", "- operation: Thread_Add\n  name: Put\n"),
		"an ID":    file("ids", "- name: Nick\n  of: [{definition: Member, property: name}]\n"),
	} {
		pkg := apply(t, partialTypes(), more, entry)
		if p := operation(t, pkg, "Thread_Add").PartialFailure; p.Key.WireName != "name" || p.SingleItemMethod != "" {
			t.Errorf("%s: got %+v", name, p)
		}
	}
}

// A path leads to failures that are nested in the result.
func TestPartialWithin(t *testing.T) {
	pkg := apply(t, partialTypes(), file("partial", "- operation: Thread_Add\n  failed: outcome.failures\n  items: people\n  key: person\n"))
	p := operation(t, pkg, "Thread_Add").PartialFailure
	if len(p.FailurePath) != 1 || p.FailurePath[0] != members(t, pkg, "AddResult")["outcome"] || p.Failures != members(t, pkg, "Outcome")["failures"] {
		t.Errorf("got %+v within %+v", p.Failures, p.FailurePath)
	}
}

func TestPartialFaults(t *testing.T) {
	const at = "overrides/chat/partial.yaml:"
	checkFaults(t, "partial", []fault{
		{"missing keys", "- operation: Thread_Add\n", at + `1:3: entry: failed is missing
` + at + `1:3: entry: items is missing
` + at + "1:3: entry: key is missing"},
		{"no such operation", "- operation: Thread_Ad\n  failed: refused\n  items: people\n  key: person\n",
			at + "1:3: Thread_Ad: no such operation (did you mean Thread_Add?)"},
		{"an expectation", "- operation: Thread_Add\n  failed: refused\n  items: people\n  key: person\n  expect: {path: /}\n",
			at + "5:12: Thread_Add: path is /threads/{chatThreadId}/people, not / as expected (look whether the entry is still right)"},
		{"no such members", "- operation: Thread_Add\n  failed: refuse\n  items: persons\n  key: person\n", at + `2:3: refuse: no such property of AddResult (did you mean refused?)
` + at + "3:3: persons: no such property of AddRequest"},
		{"no such key", "- operation: Thread_Add\n  failed: refused\n  items: people\n  key: persn\n",
			at + "4:3: persn: no such property of Member (did you mean person?)"},
		{"members of other types", "- operation: Thread_Add\n  failed: count\n  items: note\n  key: person\n", at + `2:3: count: is not an array, its type is int64
` + at + "3:3: note: is not an array, its type is string"},
		{"items of other types", "- operation: Thread_Add\n  failed: added\n  items: tags\n  key: person\n", at + `2:3: added: its items are no acs.ErrorDetail (map their definition to it in types.yaml)
` + at + "3:3: tags: its items are no objects"},
		{"no such step", "- operation: Thread_Add\n  failed: outcom.failures\n  items: people\n  key: person\n",
			at + "2:3: outcom: no such property of AddResult (did you mean outcome?)"},
		{"no such member of a step", "- operation: Thread_Add\n  failed: outcome.failure\n  items: people\n  key: person\n",
			at + "2:3: failure: no such property of Outcome (did you mean failures?)"},
		{"a step that is no object", "- operation: Thread_Add\n  failed: refused.failures\n  items: people\n  key: person\n",
			at + "2:3: refused: is not an object, its type is array"},
		{"a path that ends at an object", "- operation: Thread_Add\n  failed: outcome\n  items: people\n  key: person\n",
			at + "2:3: outcome: is not an array, its type is Outcome"},
		{"a nested list of other types", "- operation: Thread_Add\n  failed: outcome.joined\n  items: people\n  key: person\n",
			at + "2:3: joined: its items are no acs.ErrorDetail (map their definition to it in types.yaml)"},
		{"an empty step", "- operation: Thread_Add\n  failed: outcome.\n  items: people\n  key: person\n",
			at + "2:3: outcome.: has a step without a name (write names with a dot between two of them)"},
		{"a key without text", "- operation: Thread_Add\n  failed: refused\n  items: people\n  key: age\n",
			at + "4:3: age: has no text form (map its definition in types.yaml, with text)"},
		{"no result", "- operation: Thread_Remove\n  failed: refused\n  items: people\n  key: person\n", at + `2:3: Thread_Remove: its result is no object
` + at + "3:3: Thread_Remove: its body has no members"},
		{"no Go name", "- operation: Thread_Add\n  failed: refused\n  items: people\n  key: person\n  one: addOne\n",
			at + "5:8: addOne: no exported Go name (begin with a capital letter, go on with letters and digits)"},
	}, partialTypes())
}

// Emitted code goes through the objects of a path without a look.
func TestPartialWithinNull(t *testing.T) {
	pkg := sample()
	members(t, pkg, "AddResult")["outcome"].Type.Pointer = true
	entry := file("partial", "- operation: Thread_Add\n  failed: outcome.failures\n  items: people\n  key: person\n")
	const want = "overrides/chat/partial.yaml:2:3: outcome: may be null, and then there is no way through it"
	if got := problemsOf(pkg, partialTypes(), entry); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A hand-written type without a text method cannot be compared with a target,
// nor can an object.
func TestPartialKeyWithoutText(t *testing.T) {
	entry := file("partial", "- operation: Thread_Add\n  failed: refused\n  items: people\n  key: person\n")
	const want = "overrides/chat/partial.yaml:4:3: person: has no text form (map its definition in types.yaml, with text)"
	got := problems(entry, file("types", "- definition: Person\n  go: example.com/acs.Identifier\n- definition: Fault\n  go: example.com/acs.ErrorDetail\n"))
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	pkg := sample()
	members(t, pkg, "Member")["person"].Type = named(&model.Struct{TypeInfo: typeInfo("Person")})
	if got := problemsOf(pkg, entry, file("types", "- definition: Fault\n  go: example.com/acs.ErrorDetail\n")); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
