package override_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/gen/model"
)

// The client that returns another one comes first, and parameters that a client
// holds keep a text only if all operations agree on it.
func TestClients(t *testing.T) {
	pkg := apply(t, file("clients", `
- group: Thread
  client: One
  of: Chat
  accessor: Thread
  bind: [chatThreadId]
- group: Chat
  client: Client
  doc: Finds threads.
`))
	checkEffects(t, pkg, "Thread: named One, returned by Chat as Thread, holds chatThreadId", "Chat: named Client, documented")
	root, child := pkg.Clients[0], pkg.Clients[1]
	if root.Name != "Client" || root.Doc != "Finds threads." || root.Parent != nil {
		t.Errorf("first client: %+v", root)
	}
	if child.Name != "One" || child.Parent != root || child.Accessor != "Thread" || len(child.ClientParams) != 1 {
		t.Fatalf("second client: %+v", child)
	}
	if p := child.ClientParams[0]; p.Name != "ChatThreadID" || p.Doc != "" || !p.OnClient || !p.Required {
		t.Errorf("what it holds: %+v", p)
	}
	for _, op := range child.Operations {
		for _, p := range op.Params {
			if p.OnClient != (p.WireName == "chatThreadId") {
				t.Errorf("%s: %+v", op.ID, p)
			}
		}
	}
}

// What the client holds is renamed and documented along with the parameters.
func TestClientsBoundParameter(t *testing.T) {
	pkg := apply(t,
		file("clients", "- group: Thread\n  of: Chat\n  accessor: Thread\n  bind: [chatThreadId]\n"),
		file("names", "- parameter: chatThreadId\n  name: ID\n"),
		file("docs", "- parameter: chatThreadId\n  doc: The thread.\n"))
	for _, p := range []*model.Param{pkg.Clients[1].ClientParams[0], operation(t, pkg, "Thread_Add").Params[0]} {
		if p.Name != "ID" || p.Doc != "The thread." {
			t.Errorf("got %+v", p)
		}
	}
}

func TestClientsFaults(t *testing.T) {
	const at = "overrides/chat/clients.yaml:"
	checkFaults(t, "clients", []fault{
		{"no such group", "- group: Threads\n  client: Client\n", at + "1:3: Threads: no such group (did you mean Thread?)"},
		{"no such parent", "- group: Thread\n  of: Cat\n  accessor: Thread\n", at + "2:3: Cat: no such group (did you mean Chat?)"},
		{"its own parent", "- group: Thread\n  of: Thread\n  accessor: Thread\n", at + "2:3: Thread: would be a client of itself"},
		{"its own grandparent", "- group: Thread\n  of: Chat\n  accessor: Thread\n- group: Chat\n  of: Thread\n  accessor: Chat\n",
			at + "6:3: Chat: would be a client of itself"},
		{"of without accessor", "- group: Thread\n  of: Chat\n", at + "2:3: of: needs an accessor (name the method that returns the client)"},
		{"accessor without of", "- group: Thread\n  accessor: Chat\n", at + "2:3: accessor: needs of (name the group whose client has the method)"},
		{"bind without of", "- group: Thread\n  bind: [chatThreadId]\n", at + "2:10: bind: needs of (only a client that another one returns can hold parameters)"},
		{"no Go names", "- group: Thread\n  client: client\n  of: Chat\n  accessor: a thread\n", at + `2:11: client: no exported Go name (begin with a capital letter, go on with letters and digits)
` + at + "4:13: a thread: no exported Go name (begin with a capital letter, go on with letters and digits)"},
		{"not of all operations", "- group: Thread\n  of: Chat\n  accessor: Thread\n  bind: [name]\n",
			at + "4:10: name: Thread_GetChat has no such parameter (only what all operations have can be bound)"},
		{"not in the path", "- group: Chat\n  of: Thread\n  accessor: Chat\n  bind: [pageSize]\n", at + "4:10: pageSize: is not in the path of Chat_List"},
		{"twice", "- group: Thread\n  of: Chat\n  accessor: Thread\n  bind: [chatThreadId, chatThreadId]\n", at + "4:24: chatThreadId: stands there twice (remove one)"},
		{"nothing changes", "- group: Chat\n  client: ChatClient\n", at + "1:3: Chat: the entry changes nothing (remove it)"},
		{"the name of another", "- group: Chat\n  client: ThreadClient\n",
			at + "1:3: group Chat: its Go name ThreadClient is that of group Thread, too (give one of them another in names.yaml)"},
		{"the name of a definition", "- group: Chat\n  client: Member\n",
			at + "1:3: group Chat: its Go name Member is that of Member, too (give one of them another in names.yaml)"},
	})
}

// A parameter that the document puts on the client cannot be bound again, nor
// one whose type is not the same everywhere.
func TestClientsUnfitParameters(t *testing.T) {
	entry := file("clients", "- group: Thread\n  of: Chat\n  accessor: Thread\n  bind: [chatThreadId]\n")
	pkg := sample()
	operation(t, pkg, "Thread_GetChat").Params[0].OnClient = true
	if got, want := problemsOf(pkg, entry), "overrides/chat/clients.yaml:4:10: chatThreadId: the client holds it already"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	pkg = sample()
	operation(t, pkg, "Thread_Add").Params[0].Type = &model.Type{Kind: model.Int64}
	if got, want := problemsOf(pkg, entry), "overrides/chat/clients.yaml:4:10: chatThreadId: its type differs between operations"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
