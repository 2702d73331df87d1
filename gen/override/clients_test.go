package override_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/gen/model"
)

// A parent client precedes its child clients, and a client-level parameter keeps its
// doc only if it is the same in all operations.
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
	checkEffects(t, pkg, "Thread: named One, returned by Chat as Thread, client-level parameter chatThreadId", "Chat: named Client, documented")
	root, child := pkg.Clients[0], pkg.Clients[1]
	if root.Name != "Client" || root.Doc != "Finds threads." || root.Parent != nil {
		t.Errorf("first client: %+v", root)
	}
	if child.Name != "One" || child.Parent != root || child.Accessor != "Thread" || len(child.ClientParams) != 1 {
		t.Fatalf("second client: %+v", child)
	}
	if p := child.ClientParams[0]; p.Name != "ChatThreadID" || p.Doc != "" || !p.OnClient || !p.Required {
		t.Errorf("client-level parameter: %+v", p)
	}
	for _, op := range child.Operations {
		for _, p := range op.Params {
			if p.OnClient != (p.WireName == "chatThreadId") {
				t.Errorf("%s: %+v", op.ID, p)
			}
		}
	}
}

// Renaming and documenting a parameter also applies to the client-level parameter.
func TestClientsClientParameter(t *testing.T) {
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

// The operations of a joined group are methods of the other client, and clients that it
// returned are returned by that one.
func TestClientsJoin(t *testing.T) {
	pkg := apply(t, file("clients", `
- group: Thread
  into: Chat
- group: Chat
  client: Client
`))
	checkEffects(t, pkg, "Thread: joined to Chat", "Chat: named Client")
	if len(pkg.Clients) != 1 || pkg.Clients[0].Name != "Client" || operation(t, pkg, "Thread_Add") == nil {
		t.Errorf("clients: %+v", pkg.Clients)
	}
}

func TestClientsProblems(t *testing.T) {
	const prefix = "overrides/chat/clients.yaml:"
	checkProblems(t, "clients", []problemCase{
		{"no such group", "- group: Threads\n  client: Client\n", prefix + "1:3: Threads: no such group (did you mean Thread?)"},
		{"no such parent", "- group: Thread\n  of: Cat\n  accessor: Thread\n", prefix + "2:3: Cat: no such group (did you mean Chat?)"},
		{"joined to itself", "- group: Thread\n  into: Thread\n", prefix + "2:3: Thread: would join itself (name another group)"},
		{"joined to no group", "- group: Thread\n  into: Cat\n", prefix + "2:3: Cat: no such group (did you mean Chat?)"},
		{"joined and named", "- group: Thread\n  into: Chat\n  client: Client\n",
			prefix + "2:3: into: can only be combined with group, applies and why (describe the client in the entry of its group)"},
		{"its own parent", "- group: Thread\n  of: Thread\n  accessor: Thread\n", prefix + "2:3: Thread: would be its own parent (name another group)"},
		{"its own grandparent", "- group: Thread\n  of: Chat\n  accessor: Thread\n- group: Chat\n  of: Thread\n  accessor: Chat\n",
			prefix + "6:3: Chat: would be its own parent (name another group)"},
		{"of without accessor", "- group: Thread\n  of: Chat\n", prefix + "2:3: accessor: is required with of (name the method that returns the client)"},
		{"accessor without of", "- group: Thread\n  accessor: Chat\n", prefix + "2:3: of: is required with accessor (name the group whose client has the method)"},
		{"bind without of", "- group: Thread\n  bind: [chatThreadId]\n", prefix + "2:10: of: is required with bind (only a client that another client returns can have client-level parameters)"},
		{"invalid Go names", "- group: Thread\n  client: client\n  of: Chat\n  accessor: a thread\n", prefix + `2:11: client: is not an exported Go name (want a capital letter, then letters and digits)
` + prefix + "4:13: a thread: is not an exported Go name (want a capital letter, then letters and digits)"},
		{"not of all operations", "- group: Thread\n  of: Chat\n  accessor: Thread\n  bind: [name]\n",
			prefix + "4:10: name: Thread_GetChat has no such parameter (all operations of the group must have it)"},
		{"not in the path", "- group: Chat\n  of: Thread\n  accessor: Chat\n  bind: [pageSize]\n", prefix + "4:10: pageSize: is not a path parameter of Chat_List (name a parameter in the path)"},
		{"twice", "- group: Thread\n  of: Chat\n  accessor: Thread\n  bind: [chatThreadId, chatThreadId]\n", prefix + "4:24: chatThreadId: is listed twice (remove one)"},
		{"nothing changes", "- group: Chat\n  client: ChatClient\n", prefix + "1:3: Chat: the entry changes nothing (remove it)"},
		{"the name of another", "- group: Chat\n  client: ThreadClient\n",
			prefix + "1:3: group Chat: its Go name ThreadClient is also that of group Thread (rename one of them in names.yaml)"},
		{"the name of a definition", "- group: Chat\n  client: Member\n",
			prefix + "1:3: group Chat: its Go name Member is also that of Member (rename one of them in names.yaml)"},
	})
}

// A parameter that the document declares at client level, or whose type differs
// between operations, cannot be made a client-level parameter.
func TestClientsUnfitParameters(t *testing.T) {
	entry := file("clients", "- group: Thread\n  of: Chat\n  accessor: Thread\n  bind: [chatThreadId]\n")
	pkg := sample()
	operation(t, pkg, "Thread_GetChat").Params[0].OnClient = true
	if got, want := problemsOf(pkg, entry), "overrides/chat/clients.yaml:4:10: chatThreadId: is already a client-level parameter (remove it from the list)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	pkg = sample()
	pkg.Clients[1].ClientParams = operation(t, pkg, "Thread_GetChat").Params[:1]
	join, want := file("clients", "- group: "+pkg.Clients[1].Group+"\n  into: "+pkg.Clients[0].Group+"\n"), "overrides/chat/clients.yaml:1:3: "+pkg.Clients[1].Group+
		": has client-level parameters, which the other client lacks (set x-ms-parameter-location to method)"
	if got := problemsOf(pkg, join); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	pkg = sample()
	operation(t, pkg, "Thread_Add").Params[0].Type = &model.Type{Kind: model.Int64}
	if got, want := problemsOf(pkg, entry), "overrides/chat/clients.yaml:4:10: chatThreadId: its type differs between operations (remove it from the list)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
