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
		"What it is about.":                   fieldsOf(t, pkg, "ChatThread")["topic"].Doc,
		"The thread.":                         operation(t, pkg, "Thread_Add").Params[0].Doc,
		"Of a person.\n\nBy its name.":        operation(t, pkg, "Thread_Remove").Params[1].Doc,
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestDocsProblems(t *testing.T) {
	const prefix = "overrides/chat/docs.yaml:"
	checkProblems(t, "docs", []problemCase{
		{"no such operation", "- operation: Chat_Lists\n  doc: X.\n", prefix + "1:3: Chat_Lists: no such operation (did you mean Chat_List?)"},
		{"no text", "- operation: Chat_List\n", prefix + "1:3: Chat_List: either doc or append is required (add one of them)"},
		{"a title of an operation", "- operation: Chat_List\n  doc: X.\n  title: Y\n", prefix + "3:3: title: is only supported with package (remove it)"},
		{"two texts", "- operation: Chat_List\n  doc: X.\n  append: Y.\n", prefix + "1:3: Chat_List: either doc or append is required (add one of them)"},
		{"the same text", "- operation: Chat_List\n  doc: Lists threads.\n", prefix + "1:3: Chat_List: the entry changes nothing (remove it)"},
		{"the same paragraph", "- package: true\n  append: Threads.\n", prefix + "1:3: package: the entry changes nothing (remove it)"},
		{"no package", "- package: false\n  append: X.\n", prefix + "1:3: package: must be true (remove it if the entry has another target)"},
		{"package and more", "- package: true\n  operation: Chat_List\n  append: X.\n", prefix + "1:3: package: cannot be combined with another target or expect (use two entries)"},
		{"no target", "- doc: X.\n", prefix + "1:3: entry: has no target (set operation, parameter or definition)"},
	})
}
