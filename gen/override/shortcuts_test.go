package override_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/gen/model"
)

// The body may be any object with properties.
func TestShortcutsWholeBody(t *testing.T) {
	pkg := apply(t, file("shortcuts", "- operation: Thread_Add\n  name: AddTagged\n  set: tags\n  expect: {method: POST}\n"))
	checkEffects(t, pkg, "Thread_Add shortcut AddTagged: AddTagged sets tags")
	if added := operation(t, pkg, "Thread_Add").Shortcuts; len(added) != 1 || added[0].Field.WireName != "tags" {
		t.Errorf("got %+v", added)
	}
}

// mergePatchSample returns the sample with an operation whose body is a merge patch.
func mergePatchSample(t *testing.T) *model.Package {
	t.Helper()
	pkg := sample()
	operation(t, pkg, "Thread_Add").Body.Patch = true
	return pkg
}

// An operation may have several shortcuts, each for one property.
func TestShortcuts(t *testing.T) {
	pkg := mergePatchSample(t)
	got := problemsOf(pkg, file("shortcuts", `
- operation: Thread_Add
  name: SetNote
  set: note
  doc: Sets the note.
- operation: Thread_Add
  name: SetTags
  set: tags
`))
	if got != "" {
		t.Fatal(got)
	}
	checkEffects(t, pkg, "Thread_Add shortcut SetNote: SetNote sets note", "Thread_Add shortcut SetTags: SetTags sets tags")
	added, fields := operation(t, pkg, "Thread_Add").Shortcuts, fieldsOf(t, pkg, "AddRequest")
	if len(added) != 2 || added[0].Field != fields["note"] || added[0].Doc != "Sets the note." || added[1].Name != "SetTags" || added[1].Field != fields["tags"] {
		t.Errorf("got %+v", added)
	}
}

// A shortcut may require a text in the response, which may be nested.
func TestShortcutsReturns(t *testing.T) {
	pkg := sample()
	outcome, _ := pkg.Decls[9].(*model.Struct)
	outcome.Fields = append(outcome.Fields, field("token", model.String))
	if got := problemsOf(pkg, file("shortcuts", "- operation: Thread_Add\n  name: AddNote\n  set: note\n  returns: outcome.token\n")); got != "" {
		t.Fatal(got)
	}
	checkEffects(t, pkg, "Thread_Add shortcut AddNote: AddNote sets note and requires outcome.token")
	if got := operation(t, pkg, "Thread_Add").Shortcuts[0].Returns; len(got) != 2 || got[0].WireName != "outcome" || got[1].WireName != "token" {
		t.Errorf("got %+v", got)
	}
}

func TestShortcutsProblems(t *testing.T) {
	const prefix = "overrides/chat/shortcuts.yaml:"
	for _, f := range []problemCase{
		{"no such operation", "- operation: Thread_Ad\n  name: X\n  set: note\n", prefix + "1:3: Thread_Ad: no such operation (did you mean Thread_Add?)"},
		{"an expectation", "- operation: Thread_Add\n  name: X\n  set: note\n  expect: {method: PATCH}\n",
			prefix + "4:12: Thread_Add: method is POST, not PATCH as expected (check that the entry is still correct)"},
		{"an invalid Go name", "- operation: Thread_Add\n  name: setNote\n  set: note\n",
			prefix + "2:9: setNote: is not an exported Go name (want a capital letter, then letters and digits)"},
		{"a body of one value", "- operation: Chat_Search\n  name: X\n  set: note\n", prefix + "1:3: Chat_Search: is paged or has no body with properties (remove the entry)"},
		{"no such member", "- operation: Thread_Add\n  name: X\n  set: notes\n", prefix + "3:3: notes: no such property of AddRequest (did you mean note?)"},
		{"no body", "- operation: Thread_Remove\n  name: X\n  set: note\n", prefix + "1:3: Thread_Remove: is paged or has no body with properties (remove the entry)"},
		{"a paged operation", "- operation: Chat_List\n  name: X\n  set: note\n", prefix + "1:3: Chat_List: is paged or has no body with properties (remove the entry)"},
		{"no such result", "- operation: Thread_Add\n  name: X\n  set: note\n  returns: outcomes.count\n", prefix + "4:3: outcomes: no such property of AddResult (did you mean outcome?)"},
		{"no such nested result", "- operation: Thread_Add\n  name: X\n  set: note\n  returns: outcome.count\n", prefix + "4:3: count: no such property of Outcome (want failures, joined)"},
		{"an empty segment", "- operation: Thread_Add\n  name: X\n  set: note\n  returns: outcome.\n", prefix + "4:3: outcome.: has an empty segment (separate property names with a single dot)"},
		{"a result that is no text", "- operation: Thread_Add\n  name: X\n  set: note\n  returns: count\n", prefix + "4:3: Thread_Add.count: is not a plain string; its type is int64 (name a plain string)"},
		{"one name twice", "- operation: Thread_Add\n  name: X\n  set: note\n- operation: Thread_Add\n  name: X\n  set: tags\n",
			prefix + "5:3: Thread_Add shortcut X: another entry already changes it (the first is at overrides/chat/shortcuts.yaml:1:3)"},
	} {
		t.Run(f.name, func(t *testing.T) {
			if got := problemsOf(mergePatchSample(t), file("shortcuts", f.text)); got != f.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, f.want)
			}
		})
	}
}

// A required property is already an argument of the operation's method.
func TestShortcutsRequiredProperty(t *testing.T) {
	pkg := sample()
	fieldsOf(t, pkg, "AddRequest")["people"].Required = true
	got := problemsOf(pkg, file("shortcuts", "- operation: Thread_Add\n  name: X\n  set: people\n"))
	if want := "overrides/chat/shortcuts.yaml:3:3: people: is required, so it is already an argument (name an optional property)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
