package override_test

import "testing"

func TestNames(t *testing.T) {
	pkg := apply(t, file("names", `
- operation: Thread_GetChat
  name: Fetch
- definition: ChatThreadKind
  name: Kind
- definition: ChatThread
  property: topic
  name: Subject
- definition: ChatThreadKind
  value: open
  name: Ajar
- parameter: chatThreadId
  name: ID
- operation: Thread_Remove
  parameter: name
  name: Person
- operation: Chat_Search
  parameter: model
  name: Like
- definition: AddRequest
  property: people
  name: Members
- operation: Thread_GetChat
  header: etag
  expect: {type: string}
  name: Revision
`))
	checkEffects(t, pkg,
		"Thread_GetChat: named Fetch", "ChatThreadKind: named Kind", "ChatThread.topic: named Subject", "ChatThreadKind value open: named Ajar",
		"chatThreadId: named ID", "Thread_Remove parameter name: named Person", "Chat_Search parameter model: named Like", "AddRequest.people: named Members",
		"Thread_GetChat header etag: named Revision")
	for want, got := range map[string]string{
		"Fetch":    operation(t, pkg, "Thread_GetChat").Name,
		"Kind":     pkg.Decls[2].Info().Name,
		"Subject":  fieldsOf(t, pkg, "ChatThread")["topic"].Name,
		"ID":       operation(t, pkg, "Thread_Add").Params[0].Name,
		"Person":   operation(t, pkg, "Thread_Remove").Params[1].Name,
		"Like":     operation(t, pkg, "Chat_Search").Body.Value.Name,
		"Revision": operation(t, pkg, "Thread_GetChat").Headers[0].Name,
		"Members":  operation(t, pkg, "Thread_Add").Body.Fields[0].Name,
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// Entries with strip are applied first, so that the other entries set the final
// names. Only whole words are stripped.
func TestNamesStrip(t *testing.T) {
	pkg := sample()
	operation(t, pkg, "Chat_List").Name = "ListChatter"
	fieldsOf(t, pkg, "Person")["rawId"].Name = "RawChatURL"
	operation(t, pkg, "Thread_GetChat").Headers[0].Name = "ChatTag"
	if got := problemsOf(pkg, file("names", "- definition: ChatThreadKind\n  name: State\n- strip: Chat\n")); got != "" {
		t.Fatal(got)
	}
	checkEffects(t, pkg, "Chat: stripped from 9 names", "ChatThreadKind: named State")
	for want, got := range map[string]string{
		"Client":      pkg.Clients[1].Name,
		"Get":         operation(t, pkg, "Thread_GetChat").Name,
		"Tag":         operation(t, pkg, "Thread_GetChat").Headers[0].Name,
		"ListChatter": operation(t, pkg, "Chat_List").Name,
		"State":       pkg.Decls[2].Info().Name,
		"Thread":      pkg.Decls[5].Info().Name,
		"RawURL":      fieldsOf(t, pkg, "Person")["rawId"].Name,
		"ThreadID":    operation(t, pkg, "Thread_Add").Params[0].Name,
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// A name that consists only of the stripped word must be renamed.
func TestNamesStripWhole(t *testing.T) {
	checkEffects(t, apply(t, file("names", "- strip: Add\n- operation: Thread_Add\n  name: Put\n")),
		"Add: stripped from 2 names", "Thread_Add: named Put")
}

func TestNamesProblems(t *testing.T) {
	const prefix = "overrides/chat/names.yaml:"
	checkProblems(t, "names", []problemCase{
		{"no such operation", "- operation: Thread_Ad\n  name: X\n", prefix + "1:3: Thread_Ad: no such operation (did you mean Thread_Add?)"},
		{"no such definition", "- definition: Persons\n  name: X\n", prefix + "1:3: Persons: no such definition (did you mean Person?)"},
		{"no such value", "- definition: ChatThreadKind\n  value: opened\n  name: X\n", prefix + "2:3: opened: no such value of ChatThreadKind (did you mean open?)"},
		{"a value of an object", "- definition: Person\n  value: open\n  name: X\n", prefix + "2:3: Person: is not an enum (name an enum, or remove value)"},
		{"a value of no definition", "- definition: Persn\n  value: open\n  name: X\n", prefix + "1:3: Persn: no such definition (did you mean Person?)"},
		{"nothing changes", "- operation: Thread_Add\n  name: Add\n", prefix + "1:3: Thread_Add: the entry changes nothing (remove it)"},
		{"no name", "- operation: Thread_Add\n", prefix + "1:3: Thread_Add: name is required (add name)"},
		{"an invalid Go name", "- operation: Thread_Add\n  name: X-Y\n", prefix + "2:9: X-Y: is not an exported Go name (want a capital letter, then letters and digits)"},
		{"no target", "- name: X\n", prefix + `1:3: entry: has no target (set operation, parameter or definition)`},
		{"two targets", "- operation: Thread_Add\n  definition: Person\n  name: X\n", prefix + "2:3: definition: cannot be combined with operation (use two entries)"},
		{"a parameter of a definition", "- definition: Person\n  parameter: x\n  name: X\n", prefix + "2:3: parameter: cannot be combined with definition (use two entries)"},
		{"a property of nothing", "- operation: Thread_Add\n  property: x\n  name: X\n", prefix + "2:3: definition: is required with property (add definition)"},
		{"a header of nothing", "- header: ETag\n  name: X\n", prefix + "1:3: operation: is required with header (add operation)"},
		{"a header of a parameter", "- operation: Thread_Remove\n  parameter: name\n  header: ETag\n  name: X\n", prefix + "3:3: header: cannot be combined with parameter (use two entries)"},
		{"an unknown header", "- operation: Thread_GetChat\n  header: Tag\n  name: X\n", prefix + "2:3: Tag: no such response header of Thread_GetChat (did you mean ETag?)"},
		{"an unknown operation with a header", "- operation: Thread_Get\n  header: ETag\n  name: X\n", prefix + "1:3: Thread_Get: no such operation (did you mean Thread_Add?)"},
		{"a value of nothing", "- value: x\n  name: X\n", prefix + "1:3: definition: is required with value (add definition)"},
		{"a value of a property", "- definition: Person\n  property: rawId\n  value: x\n  name: X\n", prefix + "3:3: value: cannot be combined with property (use two entries)"},
		{"strip and more", "- strip: Chat\n  name: X\n", prefix + "1:3: strip: can only be combined with why and applies (use two entries)"},
		{"two words to strip", "- strip: ChatThread\n", prefix + "1:10: ChatThread: must be a single word (write one word)"},
		{"nothing to strip", "- strip: Mail\n", prefix + "1:3: Mail: the entry changes nothing (remove it)"},
		{"nothing is left", "- strip: Add\n", prefix + `1:3: Thread_Add: stripping would leave nothing of its Go name Add (rename it in names.yaml)`},
		{"stripped to the name of another", "- strip: Chat\n- definition: Member\n  name: Thread\n", prefix + `3:3: Member: its Go name Thread is also that of ChatThread (rename one of them in names.yaml)`},
		{"stripped before the other", "- strip: Add\n- definition: Person\n  name: Request\n", prefix + `1:3: AddRequest: its Go name Request is also that of Person (rename one of them in names.yaml)
` + prefix + "1:3: Thread_Add: stripping would leave nothing of its Go name Add (rename it in names.yaml)"},
		{"the name of a later one", "- definition: Person\n  name: Member\n", prefix + "1:3: Person: its Go name Member is also that of Member (rename one of them in names.yaml)"},
	})
}

// A client-level parameter has one name for all operations.
func TestNamesClientParameter(t *testing.T) {
	got := problems(
		file("clients", "- group: Thread\n  of: Chat\n  accessor: Thread\n  bind: [chatThreadId]\n"),
		file("names", "- operation: Thread_Add\n  parameter: chatThreadId\n  name: ID\n"))
	if want := "overrides/chat/names.yaml:2:3: chatThreadId: is a client-level parameter (remove operation)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
