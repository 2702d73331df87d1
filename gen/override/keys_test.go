package override_test

import (
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/override"
)

const noteKey = "- operation: Notes_Send\n  property: tags\n  name: key\n  list: Notes_List\n  id: id\n  changed: changed\n  pageSize: {parameter: pageSize, max: 50}\n"

// withNotes returns the sample with a client that sends and lists notes.
func withNotes() *model.Package {
	tags := func() *model.Field {
		return &model.Field{Name: "Tags", WireName: "tags", Type: &model.Type{Kind: model.Map, Elem: &model.Type{Kind: model.String}}}
	}
	note := object("Note", field("id", model.String), field("changed", model.String), field("size", model.Int32), tags(), field("labels", model.String))
	page := object("NotePage", arrayField("value", named(note)), arrayField("texts", &model.Type{Kind: model.String}))
	request := object("SendRequest", tags(), requireFields(field("text", model.String)), field("labels", model.String))
	request.Fields = append(request.Fields, &model.Field{Name: "Extra", WireName: "extra", Type: tags().Type})
	result := object("SendResult", field("id", model.String), field("size", model.Int64))
	params := []*model.Param{
		{Name: "PageSize", WireName: "pageSize", In: model.InQuery, Type: &model.Type{Kind: model.Int32}},
		{Name: "Filter", WireName: "filter", In: model.InQuery, Type: &model.Type{Kind: model.String}},
	}
	list := func(id string, params ...*model.Param) *model.Operation {
		return &model.Operation{ID: id, Name: id, Method: "GET", Path: "/notes", Params: params, Result: named(page), Paging: &model.Paging{Items: page.Fields[0], Iterator: id + "Items"}}
	}
	texts := list("Notes_Texts", params...)
	texts.Paging.Items = page.Fields[1]
	pkg := sample()
	pkg.Clients = append(pkg.Clients, &model.Client{Name: "NotesClient", Group: "Notes", Operations: []*model.Operation{
		{ID: "Notes_Send", Name: "Send", Method: "POST", Path: "/notes", NonIdempotent: true, Body: &model.Body{Schema: "SendRequest", Fields: request.Fields}, Result: named(result)},
		{ID: "Notes_Put", Name: "Put", Method: "PUT", Path: "/notes", Body: &model.Body{Schema: "SendRequest", Fields: request.Fields}, Result: named(result)},
		{ID: "Notes_Clear", Name: "Clear", Method: "POST", Path: "/notes/:clear", NonIdempotent: true},
		list("Notes_List", params...), texts,
		list("Notes_Of", append(params, &model.Param{Name: "Author", WireName: "author", In: model.InQuery, Type: &model.Type{Kind: model.String}, Required: true})...),
	}})
	return pkg
}

func TestKeys(t *testing.T) {
	pkg := withNotes()
	var errs diag.List
	override.Apply(pkg, []override.File{file("keys", noteKey)}, &errs)
	if err := errs.Err(); err != nil {
		t.Fatal(err)
	}
	checkEffects(t, pkg, `Notes_Send: optional idempotency key "key" in tags, looked for in Notes_List`)
	k := operation(t, pkg, "Notes_Send").IdempotencyKey
	if k.List != operation(t, pkg, "Notes_List") || k.PageSize.WireName != "pageSize" || k.MaxPageSize != 50 || k.ItemChanged.WireName != "changed" {
		t.Errorf("got %+v", k)
	}
	if k.Property == k.ItemMap || k.Property.WireName != "tags" || k.ItemMap.WireName != "tags" || k.ResultID == k.ItemID || k.ResultID.WireName != "id" {
		t.Errorf("got %+v", k)
	}
}

func TestKeysProblems(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"no such operation", "Notes_Send", "Notes_Snd", "1:3: Notes_Snd: no such operation (did you mean Notes_Send?)"},
		{"an expectation", "  name:", "  expect: {method: PUT}\n  name:", "3:12: Notes_Send: method is POST, not PUT as expected (check that the entry is still correct)"},
		{"an idempotent operation", "Notes_Send", "Notes_Put", "1:3: Notes_Put: is idempotent, so it needs no key (remove the entry)"},
		{"no body", "Notes_Send", "Notes_Clear", "1:3: Notes_Clear: is paged or has no body with properties (remove the entry)"},
		{"no such property", "property: tags", "property: tgs", "2:3: tgs: no such property of SendRequest (did you mean tags?)"},
		{"a required property", "property: tags", "property: text", "2:3: text: is required or part of a patch (name an optional property)"},
		{"not a map", "property: tags", "property: labels", "2:3: SendRequest.labels: is not a map of strings; its type is string (name a map of strings)"},
		{"not in the item", "property: tags", "property: extra", "2:3: extra: no such property of Note (want id, changed, size, tags, labels)"},
		{"no such list", "list: Notes_List", "list: Notes_Lst", "4:3: Notes_Lst: no such operation (did you mean Notes_List?)"},
		{"not a list", "list: Notes_List", "list: Notes_Put", "4:3: Notes_Put: is not a list of objects (declare it in pagination.yaml)"},
		{"a list of texts", "list: Notes_List", "list: Notes_Texts", "4:3: Notes_Texts: is not a list of objects (declare it in pagination.yaml)"},
		{"a list of another client", "list: Notes_List", "list: Chat_List", "4:3: Chat_List: belongs to another client (name an operation of NotesClient)"},
		{"a list with arguments", "list: Notes_List", "list: Notes_Of", "4:3: Notes_Of: requires the argument author (make it a client-level parameter in clients.yaml)"},
		{"no such parameter", "parameter: pageSize", "parameter: pgSize", "7:14: pgSize: no such optional parameter of Notes_List (did you mean pageSize?)"},
		{"a parameter without a number", "parameter: pageSize", "parameter: filter", "7:14: Notes_List.filter: is not a number; its type is string (name a number)"},
		{"no maximum", ", max: 50", "", "7:13: pageSize: max is missing"},
		{"no such ID", "id: id", "id: key", "5:3: key: no such property of Note (want id, changed, size, tags, labels)\noverrides/chat/keys.yaml:5:3: key: no such property of SendResult (want id, size)"},
		{"another type of ID", "id: id", "id: size", "5:3: size: has another type in the result of Notes_Send (name a property that has the same type in both)"},
		{"no such time", "changed: changed", "changed: change", "6:3: change: no such property of Note (did you mean changed?)"},
		{"not a text", "changed: changed", "changed: size", "6:3: Note.size: is not a plain string; its type is int32 (name a plain string)"},
		{"no list", "  list: Notes_List\n", "", "1:3: entry: list is missing"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			got := problemsOf(withNotes(), file("keys", strings.Replace(noteKey, tc.old, tc.new, 1)))
			if want := "overrides/chat/keys.yaml:" + tc.want; got != want {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}
