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
	checkEffects(t, pkg, "Person: replaced by acs.Identifier", "Fault: replaced by acs.ErrorDetail", "Thread_Add: may reject some of its people")
	request, item := fieldsOf(t, pkg, "AddRequest"), fieldsOf(t, pkg, "Member")
	p := operation(t, pkg, "Thread_Add").PartialFailure
	if p.Failures != fieldsOf(t, pkg, "AddResult")["refused"] || p.Items != request["people"] || p.Key != item["person"] || p.SingleItemMethod != "AddOne" || p.Item.Schema != "Member" {
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

// A dotted path refers to errors that are nested in the result.
func TestPartialNested(t *testing.T) {
	pkg := apply(t, partialTypes(), file("partial", "- operation: Thread_Add\n  failed: outcome.failures\n  items: people\n  key: person\n"))
	p := operation(t, pkg, "Thread_Add").PartialFailure
	if len(p.FailurePath) != 1 || p.FailurePath[0] != fieldsOf(t, pkg, "AddResult")["outcome"] || p.Failures != fieldsOf(t, pkg, "Outcome")["failures"] {
		t.Errorf("got %+v within %+v", p.Failures, p.FailurePath)
	}
}

// Instead of errors, a result may have the status of each item.
func TestPartialItemStatus(t *testing.T) {
	pkg := apply(t, file("partial", "- operation: Thread_Add\n  failed: added\n  items: people\n  key: name\n  status: age\n  target: name\n  message: name\n"))
	result := fieldsOf(t, pkg, "Member")
	if s := operation(t, pkg, "Thread_Add").PartialFailure.ItemStatus; s == nil || s.Status != result["age"] || s.Target != result["name"] || s.Message != result["name"] {
		t.Errorf("got %+v", s)
	}
}

func TestPartialItemStatusProblems(t *testing.T) {
	const prefix, entry = "overrides/chat/partial.yaml:", "- operation: Thread_Add\n  items: people\n  key: name\n"
	checkProblems(t, "partial", []problemCase{
		{"a target without a status", entry + "  failed: added\n  target: name\n",
			prefix + "5:3: Thread_Add: target and message need status (set status to the property with the status of an item)"},
		{"a message without a status", entry + "  failed: added\n  message: name\n",
			prefix + "5:3: Thread_Add: target and message need status (set status to the property with the status of an item)"},
		{"a status without a target", entry + "  failed: added\n  status: age\n",
			prefix + "5:3: target: is required with status (name the property with the key of the item)"},
		{"no such status", entry + "  failed: added\n  status: ag\n  target: name\n", prefix + "5:3: ag: no such property of Member (want person, name, age)"},
		{"a status that is text", entry + "  failed: added\n  status: name\n  target: name\n", prefix + "5:3: Member.name: is not an int32; its type is string (name an int32)"},
		{"a target that is a number", entry + "  failed: added\n  status: age\n  target: age\n", prefix + "6:3: Member.age: is not a string; its type is int32 (name a string)"},
		{"a message that is a number", entry + "  failed: added\n  status: age\n  target: name\n  message: age\n", prefix + "7:3: Member.age: is not a string; its type is int32 (name a string)"},
	})
}

func TestPartialProblems(t *testing.T) {
	const prefix = "overrides/chat/partial.yaml:"
	checkProblems(t, "partial", []problemCase{
		{"missing keys", "- operation: Thread_Add\n", prefix + `1:3: entry: failed is missing
` + prefix + `1:3: entry: items is missing
` + prefix + "1:3: entry: key is missing"},
		{"no such operation", "- operation: Thread_Ad\n  failed: refused\n  items: people\n  key: person\n",
			prefix + "1:3: Thread_Ad: no such operation (did you mean Thread_Add?)"},
		{"an expectation", "- operation: Thread_Add\n  failed: refused\n  items: people\n  key: person\n  expect: {path: /}\n",
			prefix + "5:12: Thread_Add: path is /threads/{chatThreadId}/people, not / as expected (check that the entry is still correct)"},
		{"no such members", "- operation: Thread_Add\n  failed: refuse\n  items: persons\n  key: person\n", prefix + `2:3: refuse: no such property of AddResult (did you mean refused?)
` + prefix + "3:3: persons: no such property of AddRequest (want people, tags, note)"},
		{"no such key", "- operation: Thread_Add\n  failed: refused\n  items: people\n  key: persn\n",
			prefix + "4:3: persn: no such property of Member (did you mean person?)"},
		{"members of other types", "- operation: Thread_Add\n  failed: count\n  items: note\n  key: person\n", prefix + `2:3: Thread_Add.count: is not an array; its type is int64 (name an array)
` + prefix + "3:3: Thread_Add.note: is not an array; its type is string (name an array)"},
		{"items of other types", "- operation: Thread_Add\n  failed: added\n  items: tags\n  key: person\n", prefix + `2:3: Thread_Add.added: its items are not of type acs.ErrorDetail (map their definition to it in types.yaml)
` + prefix + "3:3: Thread_Add.tags: its items are not objects (name a list of objects)"},
		{"no such segment", "- operation: Thread_Add\n  failed: outcom.failures\n  items: people\n  key: person\n",
			prefix + "2:3: outcom: no such property of AddResult (did you mean outcome?)"},
		{"no such nested property", "- operation: Thread_Add\n  failed: outcome.failure\n  items: people\n  key: person\n",
			prefix + "2:3: failure: no such property of Outcome (did you mean failures?)"},
		{"a segment that is not an object", "- operation: Thread_Add\n  failed: refused.failures\n  items: people\n  key: person\n",
			prefix + "2:3: Thread_Add.refused: is not an object; its type is array (name an object)"},
		{"a path that ends at an object", "- operation: Thread_Add\n  failed: outcome\n  items: people\n  key: person\n",
			prefix + "2:3: Thread_Add.outcome: is not an array; its type is Outcome (name an array)"},
		{"a nested list of other types", "- operation: Thread_Add\n  failed: outcome.joined\n  items: people\n  key: person\n",
			prefix + "2:3: Thread_Add.joined: its items are not of type acs.ErrorDetail (map their definition to it in types.yaml)"},
		{"an empty segment", "- operation: Thread_Add\n  failed: outcome.\n  items: people\n  key: person\n",
			prefix + "2:3: outcome.: has an empty segment (separate property names with a single dot)"},
		{"a key without text", "- operation: Thread_Add\n  failed: refused\n  items: people\n  key: age\n",
			prefix + "4:3: age: has no text form (map its definition in types.yaml, with text)"},
		{"no result", "- operation: Thread_Remove\n  failed: refused\n  items: people\n  key: person\n", prefix + `2:3: Thread_Remove: its result is not an object (remove the entry)
` + prefix + "3:3: Thread_Remove: its body has no properties (remove items)"},
		{"an invalid Go name", "- operation: Thread_Add\n  failed: refused\n  items: people\n  key: person\n  one: addOne\n",
			prefix + "5:8: addOne: is not an exported Go name (want a capital letter, then letters and digits)"},
		{"a second invalid Go name", "- operation: Thread_Add\n  failed: refused\n  items: people\n  key: person\n  all: addAll\n",
			prefix + "5:3: people: is optional, so a request without it has an effect (remove all)\n" +
				prefix + "5:8: addAll: is not an exported Go name (want a capital letter, then letters and digits)"},
		{"optional items", "- operation: Thread_Add\n  failed: refused\n  items: people\n  key: person\n  all: AddAll\n  skipEmpty: true\n",
			prefix + "5:3: people: is optional, so a request without it has an effect (remove all)\n" +
				prefix + "6:3: people: is optional, so a request without it has an effect (remove skipEmpty)"},
	}, partialTypes())
}

// A method for any number of items, and calls without items, need required ones, which
// must not be checked for being empty.
func TestPartialAll(t *testing.T) {
	partial := file("partial", "- operation: Thread_Add\n  failed: refused\n  items: people\n  key: person\n  all: AddAll\n  skipEmpty: true\n")
	pkg := sample()
	fieldsOf(t, pkg, "AddRequest")["people"].Required = true
	if got := problemsOf(pkg, partialTypes(), partial); got != "" {
		t.Fatal(got)
	}
	if p := operation(t, pkg, "Thread_Add").PartialFailure; p.AllItemsMethod != "AddAll" || !p.SkipEmpty {
		t.Errorf("got %+v", p)
	}

	pkg = sample()
	fieldsOf(t, pkg, "AddRequest")["people"].Required = true
	const want = "overrides/chat/arguments.yaml:3:3: AddRequest.people: may be empty, because an entry of partial.yaml has skipEmpty (remove notEmpty)"
	if got := problemsOf(pkg, partialTypes(), partial, file("arguments", "- definition: AddRequest\n  property: people\n  notEmpty: true\n")); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Emitted code accesses the nested objects without a check for null.
func TestPartialNestedNullable(t *testing.T) {
	pkg := sample()
	fieldsOf(t, pkg, "AddResult")["outcome"].Type.Pointer = true
	entry := file("partial", "- operation: Thread_Add\n  failed: outcome.failures\n  items: people\n  key: person\n")
	const want = "overrides/chat/partial.yaml:2:3: Thread_Add.outcome: may be null, so its properties cannot be reached (name properties that are never null)"
	if got := problemsOf(pkg, partialTypes(), entry); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A hand-written type without a text method, or an object, cannot be compared with
// the target of an error.
func TestPartialKeyWithoutText(t *testing.T) {
	entry := file("partial", "- operation: Thread_Add\n  failed: refused\n  items: people\n  key: person\n")
	const want = "overrides/chat/partial.yaml:4:3: person: has no text form (map its definition in types.yaml, with text)"
	got := problems(entry, file("types", "- definition: Person\n  go: example.com/acs.Identifier\n- definition: Fault\n  go: example.com/acs.ErrorDetail\n"))
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	pkg := sample()
	fieldsOf(t, pkg, "Member")["person"].Type = named(&model.Struct{TypeInfo: typeInfo("Person")})
	if got := problemsOf(pkg, entry, file("types", "- definition: Fault\n  go: example.com/acs.ErrorDetail\n")); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
