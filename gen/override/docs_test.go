package override_test

import "testing"

func TestDocs(t *testing.T) {
	pkg := apply(t, file("docs", `
- package: true
  append: And more.
- operation: Chat_List
  append: >-
    A page at
    a time.
- operation: Thread_Add
  append: Adds people.
- definition: Person
  doc: A person.
- definition: ChatThread
  property: topic
  doc: What it is about.
- definition: ChatThreadKind
  value: open
  doc: For all.
- parameter: chatThreadId
  doc: The thread.
- operation: Thread_Remove
  parameter: name
  append: By its name.
`))
	checkEffects(t, pkg,
		"package: paragraph added", "Chat_List: paragraph added", "Thread_Add: paragraph added", "Person: text replaced", "ChatThread.topic: text replaced",
		"ChatThreadKind value open: text replaced", "chatThreadId: text replaced", "Thread_Remove parameter name: paragraph added")
	for want, got := range map[string]string{
		"Threads.\n\nAnd more.":               pkg.Doc,
		"Lists threads.\n\nA page at a time.": operation(t, pkg, "Chat_List").Doc,
		"Adds people.":                        operation(t, pkg, "Thread_Add").Doc,
		"A person.":                           pkg.Decls[0].Info().Doc,
		"What it is about.":                   members(t, pkg, "ChatThread")["topic"].Doc,
		"The thread.":                         operation(t, pkg, "Thread_Add").Params[0].Doc,
		"Of a person.\n\nBy its name.":        operation(t, pkg, "Thread_Remove").Params[1].Doc,
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestDocsFaults(t *testing.T) {
	const at = "overrides/chat/docs.yaml:"
	checkFaults(t, "docs", []fault{
		{"no such operation", "- operation: Chat_Lists\n  doc: X.\n", at + "1:3: Chat_Lists: no such operation (did you mean Chat_List?)"},
		{"no text", "- operation: Chat_List\n", at + "1:3: Chat_List: needs either doc or append"},
		{"a title of an operation", "- operation: Chat_List\n  doc: X.\n  title: Y\n", at + "3:3: title: is for the package (leave it out)"},
		{"two texts", "- operation: Chat_List\n  doc: X.\n  append: Y.\n", at + "1:3: Chat_List: needs either doc or append"},
		{"the same text", "- operation: Chat_List\n  doc: Lists threads.\n", at + "1:3: Chat_List: the entry changes nothing (remove it)"},
		{"the same paragraph", "- package: true\n  append: Threads.\n", at + "1:3: package: the entry changes nothing (remove it)"},
		{"no package", "- package: false\n  append: X.\n", at + "1:3: package: must be true (leave it out for another target)"},
		{"package and more", "- package: true\n  operation: Chat_List\n  append: X.\n", at + "1:3: package: does not go with another target or expect (write two entries)"},
		{"no target", "- doc: X.\n", at + "1:3: entry: names no target (say operation, parameter or definition)"},
	})
}
