package override_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/gen/model"
)

// The body may be of any kind that has members.
func TestShortcutsWholeBody(t *testing.T) {
	pkg := apply(t, file("shortcuts", "- operation: Thread_Add\n  name: AddTagged\n  set: tags\n  expect: {method: POST}\n"))
	checkEffects(t, pkg, "Thread_Add shortcut AddTagged: AddTagged sets tags")
	if added := operation(t, pkg, "Thread_Add").Shortcuts; len(added) != 1 || added[0].Field.WireName != "tags" {
		t.Errorf("got %+v", added)
	}
}

// patched is the sample with an operation whose body is a merge patch.
func patched(t *testing.T) *model.Package {
	t.Helper()
	pkg := sample()
	operation(t, pkg, "Thread_Add").Body.Patch = true
	return pkg
}

// An operation may have several shortcuts, one for each member.
func TestShortcuts(t *testing.T) {
	pkg := patched(t)
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
	added, fields := operation(t, pkg, "Thread_Add").Shortcuts, members(t, pkg, "AddRequest")
	if len(added) != 2 || added[0].Field != fields["note"] || added[0].Doc != "Sets the note." || added[1].Name != "SetTags" || added[1].Field != fields["tags"] {
		t.Errorf("got %+v", added)
	}
}

func TestShortcutsFaults(t *testing.T) {
	const at = "overrides/chat/shortcuts.yaml:"
	for _, f := range []fault{
		{"no such operation", "- operation: Thread_Ad\n  name: X\n  set: note\n", at + "1:3: Thread_Ad: no such operation (did you mean Thread_Add?)"},
		{"an expectation", "- operation: Thread_Add\n  name: X\n  set: note\n  expect: {method: PATCH}\n",
			at + "4:12: Thread_Add: method is POST, not PATCH as expected (look whether the entry is still right)"},
		{"no Go name", "- operation: Thread_Add\n  name: setNote\n  set: note\n",
			at + "2:9: setNote: no exported Go name (begin with a capital letter, go on with letters and digits)"},
		{"a body of one value", "- operation: Chat_Search\n  name: X\n  set: note\n", at + "1:3: Chat_Search: has no body of members (remove the entry)"},
		{"no such member", "- operation: Thread_Add\n  name: X\n  set: notes\n", at + "3:3: notes: no such property of AddRequest (did you mean note?)"},
		{"no body", "- operation: Thread_Remove\n  name: X\n  set: note\n", at + "1:3: Thread_Remove: has no body of members (remove the entry)"},
		{"a paged operation", "- operation: Chat_List\n  name: X\n  set: note\n", at + "1:3: Chat_List: has no body of members (remove the entry)"},
		{"one name twice", "- operation: Thread_Add\n  name: X\n  set: note\n- operation: Thread_Add\n  name: X\n  set: tags\n",
			at + "5:3: Thread_Add shortcut X: another entry changes it, too (the first is at overrides/chat/shortcuts.yaml:1:3)"},
	} {
		t.Run(f.name, func(t *testing.T) {
			if got := problemsOf(patched(t), file("shortcuts", f.text)); got != f.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, f.want)
			}
		})
	}
}

// What every call gives needs no shortcut.
func TestShortcutsRequiredMember(t *testing.T) {
	pkg := sample()
	members(t, pkg, "AddRequest")["people"].Required = true
	got := problemsOf(pkg, file("shortcuts", "- operation: Thread_Add\n  name: X\n  set: people\n"))
	if want := "overrides/chat/shortcuts.yaml:3:3: people: is an argument already (name an optional property)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
