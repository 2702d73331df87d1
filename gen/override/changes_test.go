package override_test

import (
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/override"
)

const noteChanges = "- operation: Notes_List\n  id: id\n  changed: changed\n  index: Chat_Boxes\n  activity: [lastOn]\n" +
	"  receipts: Notes_Receipts\n  pageSize: {parameter: pageSize, max: 50}\n  vocabulary: chat\n"

// withBoxes returns the sample with boxes of notes, whose changes can be followed.
func withBoxes() *model.Package {
	sort := &model.Enum{TypeInfo: typeInfo("Sort"), Values: []*model.EnumValue{{Name: "TopicUpdated"}, {Name: "ParticipantAdded"}, {Name: "ParticipantRemoved"}}}
	boxID := named(&model.ID{TypeInfo: typeInfo("BoxID")})
	note := object("Note", field("id", model.String), field("changed", model.String), refField("type", sort),
		field("deletedOn", model.Time), field("editedOn", model.Time), field("size", model.Int32))
	box := object("Box", field("id", model.String), field("deletedOn", model.Time), field("lastOn", model.Time))
	receipt := object("Receipt", field("sender", model.String), field("messageId", model.String), field("readOn", model.Time))
	box.Fields[0].Name, note.Fields[0].Name, receipt.Fields[1].Name = "ID", "ID", "MessageID"
	list := func(id string, item *model.Struct) *model.Operation {
		page := object(item.Name+"Page", arrayField("value", named(item)), field("next", model.String))
		params := []*model.Param{{Name: "PageSize", WireName: "pageSize", In: model.InQuery, Type: &model.Type{Kind: model.Int32}}}
		return &model.Operation{ID: id, Name: id, Method: "GET", Params: params, Result: named(page), Paging: &model.Paging{Items: page.Fields[0], NextLink: page.Fields[1]}}
	}
	pkg := sample()
	root := pkg.Clients[1]
	root.Operations = append(root.Operations, list("Chat_Boxes", box))
	pkg.Clients = append(pkg.Clients, &model.Client{
		Name: "NoteClient", Group: "Notes", Parent: root, ClientParams: []*model.Param{{Name: "BoxID", WireName: "boxId", Type: boxID}},
		Operations: []*model.Operation{list("Notes_List", note), list("Notes_Receipts", receipt), {ID: "Notes_Get", Name: "GetProperties", Method: "GET"}},
	})
	return pkg
}

func TestChanges(t *testing.T) {
	pkg := withBoxes()
	var errs diag.List
	override.Apply(pkg, []override.File{file("changes", noteChanges)}, &errs)
	if err := errs.Err(); err != nil {
		t.Fatal(err)
	}
	checkEffects(t, pkg, "Notes_List: changes of Notes_List and of all of Chat_Boxes can be followed")
	c := pkg.Changes
	if c.List.ID != "Notes_List" || c.Index.ID != "Chat_Boxes" || c.Receipts.ID != "Notes_Receipts" || c.ListClient.Name != "NoteClient" ||
		c.IndexClient.Name != "ChatClient" || c.ID.WireName != "id" || c.Version.WireName != "changed" || c.MaxPageSize != 50 || len(c.Activity) != 1 {
		t.Errorf("got %+v", c)
	}
}

func TestChangesProblems(t *testing.T) {
	const prefix = "overrides/chat/changes.yaml:"
	for _, c := range []struct{ name, from, to, want string }{
		{"no such list", "operation: Notes_List", "operation: Notes_Lis", prefix + "1:3: Notes_Lis: no such operation (did you mean Notes_List?)"},
		{"no list", "operation: Notes_List", "operation: Notes_Get",
			prefix + "1:3: Notes_Get: is not a list of objects with next links (declare it in pagination.yaml)"},
		{"an index of the same client", "Chat_Boxes", "Notes_Receipts", prefix + "4:3: Notes_Receipts: is not a list of the client that returns NoteClient (name a paged operation of that client)"},
		{"receipts of another client", "receipts: Notes_Receipts", "receipts: Chat_Boxes",
			prefix + "6:3: Chat_Boxes: belongs to another client (name an operation of NoteClient)"},
		{"no such size", "parameter: pageSize", "parameter: size", prefix + "7:14: size: no such int32 parameter of Notes_List (want pageSize)"},
		{"no such ID", "id: id", "id: ids", prefix + "2:3: ids: no such property of Note (did you mean id?)"},
		{"an ID that is a number", "id: id", "id: size", prefix + "2:3: Note.size: is not a plain string; its type is int32 (name a plain string)"},
		{"a version that is a number", "changed: changed", "changed: size", prefix + "3:3: Note.size: is not a plain string; its type is int32 (name a plain string)"},
		{"no such activity", "[lastOn]", "[last]", prefix + "5:14: last: no such property of Box (want id, deletedOn, lastOn)"},
		{"an activity that is a text", "[lastOn]", "[lastOn, id]", prefix + "5:22: Box.id: is not a time; its type is string (name a time)"},
		{"no such vocabulary", "vocabulary: chat", "vocabulary: notes", prefix + "8:3: notes: no such vocabulary (the only one is chat)"},
		{"two entries", noteChanges, noteChanges + strings.Replace(noteChanges, "operation: Notes_List", "operation: Notes_Receipts", 1),
			prefix + "10:3: Notes_Receipts: another entry already declares changes (a package can have one)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := problemsOf(withBoxes(), file("changes", strings.Replace(noteChanges, c.from, c.to, 1))); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// A vocabulary needs certain Go names.
func TestChangesVocabulary(t *testing.T) {
	pkg := withBoxes()
	notes := pkg.Clients[2]
	notes.Operations[2].Name = "Get"
	notes.ClientParams[0].Type = &model.Type{Kind: model.String}
	note := notes.Operations[0].Paging.Items.Type.Elem.Decl.(*model.Struct)
	note.Fields[3].Name = "GoneOn"
	note.Fields[2].Type.Decl.(*model.Enum).Values[1].Name = "Joined"
	const prefix = "overrides/chat/changes.yaml:8:3: chat: needs "
	const hint = " (add it with an override, or remove the entry)"
	const want = prefix + "a type in ids.yaml for boxId" + hint + "\n" +
		prefix + "the enum values TopicUpdated, ParticipantAdded and ParticipantRemoved of type" + hint + "\n" +
		prefix + "the field Note.DeletedOn" + hint + "\n" +
		prefix + "the method NoteClient.GetProperties" + hint
	if got := problemsOf(pkg, file("changes", noteChanges)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// The methods that a vocabulary calls need no arguments except the client's.
func TestChangesArguments(t *testing.T) {
	for operation, want := range []string{
		"1:3: Notes_List: requires the argument locale", "6:3: Notes_Receipts: requires the argument locale", "8:3: Notes_Get: requires the argument locale",
	} {
		pkg := withBoxes()
		op := pkg.Clients[2].Operations[operation]
		op.Params = append(op.Params, &model.Param{Name: "locale", WireName: "locale", In: model.InQuery, Required: true, Type: &model.Type{Kind: model.String}})
		want = "overrides/chat/changes.yaml:" + want + " (make it a client-level parameter in clients.yaml)"
		if got := problemsOf(pkg, file("changes", noteChanges)); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}
