package override_test

import (
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/override"
)

// sample is a small service as build hands it over: two groups, one operation
// that the document pages, one that it does not, and one that sends many items.
func sample() *model.Package {
	person := object("Person", field("rawId", model.String))
	fault := object("Fault", field("code", model.String), &model.Field{Name: "Inner", WireName: "inner", Type: &model.Type{Kind: model.Raw}})
	kind := &model.Enum{TypeInfo: typeInfo("ChatThreadKind"), Values: []*model.EnumValue{{Name: "Open", WireName: "open"}, {Name: "Closed", WireName: "closed"}}}
	rule := &model.Union{TypeInfo: typeInfo("Rule"), Property: "kind", Kind: &model.Type{Kind: model.String}}
	never := object("NeverRule")
	never.Union, rule.Members = rule, []*model.Struct{never}
	thread := object("ChatThread", required(field("id", model.String)), field("topic", model.String),
		refer("owner", person), required(refer("kind", kind)), field("size", model.Int32), refer("rule", rule))
	thread.Fields[2].Type.Pointer = true
	page := object("ThreadPage", list("value", named(thread)), field("nextLink", model.String), field("count", model.Int32), list("more", named(thread)))
	member := object("Member", refer("person", person), field("name", model.String), field("age", model.Int32))
	request := object("AddRequest", list("people", named(member)), list("tags", &model.Type{Kind: model.String}), field("note", model.String))
	outcome := object("Outcome", list("failures", named(fault)), list("joined", named(member)))
	result := object("AddResult", list("refused", named(fault)), list("added", named(member)), field("count", model.Int64), refer("outcome", outcome))
	threadID := func(doc string) *model.Param {
		return &model.Param{Name: "ChatThreadID", WireName: "chatThreadId", In: model.InPath, Type: &model.Type{Kind: model.String}, Required: true, Doc: doc}
	}
	return &model.Package{
		Name:       "chat",
		Doc:        "Threads.",
		APIVersion: "2025-03-15",
		Decls:      []model.Decl{person, fault, kind, rule, never, thread, page, member, request, outcome, result},
		Clients: []*model.Client{{
			Name: "ThreadClient", Group: "Thread",
			Operations: []*model.Operation{
				{ID: "Thread_GetChat", Name: "GetChat", Method: "GET", Path: "/threads/{chatThreadId}", Params: []*model.Param{threadID("To get.")}, Result: named(thread)},
				{ID: "Thread_Add", Name: "Add", Method: "POST", Path: "/threads/{chatThreadId}/people", Params: []*model.Param{threadID("To add to.")},
					Body: &model.Body{Schema: "AddRequest", Fields: request.Fields}, Result: named(result)},
				{ID: "Thread_Remove", Name: "Remove", Method: "DELETE", Path: "/threads/{chatThreadId}/people/{name}",
					Params: []*model.Param{threadID("To remove from."), {Name: "Name", WireName: "name", In: model.InPath, Type: &model.Type{Kind: model.String}, Required: true, Doc: "Of a person."},
						{Name: "Trace", WireName: "trace", In: model.InHeader, Type: &model.Type{Kind: model.String}}}},
			},
		}, {
			Name: "ChatClient", Group: "Chat",
			Operations: []*model.Operation{
				{ID: "Chat_List", Name: "List", Method: "GET", Path: "/threads", Doc: "Lists threads.",
					Params: []*model.Param{{Name: "PageSize", WireName: "pageSize", In: model.InQuery, Type: &model.Type{Kind: model.Int32}}},
					Result: named(page), Paging: &model.Paging{Items: page.Fields[0], NextLink: page.Fields[1], Iterator: "ListItems"}},
				{ID: "Chat_Search", Name: "Search", Method: "POST", Path: "/threads/:search",
					Body: &model.Body{Value: &model.Param{Name: "Model", WireName: "model", Type: named(thread), Required: true}}, Result: named(page)},
			},
		}},
	}
}

func typeInfo(name string) model.TypeInfo { return model.TypeInfo{Name: name, Schema: name} }

func object(name string, fields ...*model.Field) *model.Struct {
	return &model.Struct{TypeInfo: typeInfo(name), Fields: fields}
}

func field(wire string, kind model.Kind) *model.Field {
	return &model.Field{Name: model.Exported(wire), WireName: wire, Type: &model.Type{Kind: kind}}
}

func required(f *model.Field) *model.Field {
	f.Required = true
	return f
}

func named(d model.Decl) *model.Type { return &model.Type{Kind: model.Named, Decl: d} }

func refer(wire string, d model.Decl) *model.Field {
	return &model.Field{Name: model.Exported(wire), WireName: wire, Type: named(d)}
}

func list(wire string, item *model.Type) *model.Field {
	return &model.Field{Name: model.Exported(wire), WireName: wire, Type: &model.Type{Kind: model.Slice, Elem: item}}
}

// file is an override file whose text may begin with a line break and whose
// entries need not say why.
func file(kind, text string) override.File {
	text = strings.TrimPrefix(text, "\n")
	text = strings.ReplaceAll(text, "\n- ", "\n  why: because\n- ") + "  why: because\n"
	return override.File{Name: "overrides/chat/" + kind + ".yaml", Data: []byte(text)}
}

// apply applies files that must be without problems.
func apply(t *testing.T, files ...override.File) *model.Package {
	t.Helper()
	pkg := sample()
	var errs diag.List
	override.Apply(pkg, files, &errs)
	if err := errs.Err(); err != nil {
		t.Fatalf("unexpected problems:\n%v", err)
	}
	return pkg
}

// problems returns what is wrong with files, one problem a line.
func problems(files ...override.File) string { return problemsOf(sample(), files...) }

// problemsOf is [problems] for another package than the sample.
func problemsOf(pkg *model.Package, files ...override.File) string {
	var errs diag.List
	override.Apply(pkg, files, &errs)
	if err := errs.Err(); err != nil {
		return err.Error()
	}
	return ""
}

// fault is files and the problems that they must have.
type fault struct {
	name string
	text string
	want string
}

func checkFaults(t *testing.T, kind string, faults []fault, more ...override.File) {
	t.Helper()
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			got := problems(append(more, file(kind, f.text))...)
			if want := strings.TrimPrefix(f.want, "\n"); got != want {
				t.Errorf("problems of\n%s\ngot:\n%s\nwant:\n%s", f.text, got, want)
			}
		})
	}
}

// effects lists what the entries did, as "target: effect".
func effects(pkg *model.Package) string {
	var lines []string
	for _, c := range pkg.AppliedOverrides {
		lines = append(lines, c.Target+": "+c.Effect)
	}
	return strings.Join(lines, "\n")
}

func checkEffects(t *testing.T, pkg *model.Package, want ...string) {
	t.Helper()
	if got := effects(pkg); got != strings.Join(want, "\n") {
		t.Errorf("changes:\n%s\nwant:\n%s", got, strings.Join(want, "\n"))
	}
}

// operation returns one of the sample's.
func operation(t *testing.T, pkg *model.Package, id string) *model.Operation {
	t.Helper()
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			if op.ID == id {
				return op
			}
		}
	}
	t.Fatalf("no operation %s", id)
	return nil
}

// members returns the fields of one of the sample's definitions by their names
// in the document.
func members(t *testing.T, pkg *model.Package, definition string) map[string]*model.Field {
	t.Helper()
	for _, d := range pkg.Decls {
		if s, ok := d.(*model.Struct); ok && s.Schema == definition {
			fields := map[string]*model.Field{}
			for _, f := range s.Fields {
				fields[f.WireName] = f
			}
			return fields
		}
	}
	t.Fatalf("no definition %s", definition)
	return nil
}
