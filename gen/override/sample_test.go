package override_test

import (
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/override"
)

// sample returns the model of a small service as package build creates it: with two
// groups, a paged operation, an operation that is not declared paged, and one that
// sends several items.
func sample() *model.Package {
	person := object("Person", field("rawId", model.String))
	problemCase := object("Fault", field("code", model.String), &model.Field{Name: "Inner", WireName: "inner", Type: &model.Type{Kind: model.Raw}})
	kind := &model.Enum{TypeInfo: typeInfo("ChatThreadKind"), Values: []*model.EnumValue{{Name: "Open", WireName: "open"}, {Name: "Closed", WireName: "closed"}}}
	rule := &model.Union{TypeInfo: typeInfo("Rule"), Property: "kind", Kind: &model.Type{Kind: model.String}}
	never := object("NeverRule")
	never.Union, rule.Variants = rule, []*model.Struct{never}
	thread := object("ChatThread", requireFields(field("id", model.String)), field("topic", model.String),
		refField("owner", person), requireFields(refField("kind", kind)), field("size", model.Int32), refField("rule", rule))
	thread.Fields[2].Type.Pointer = true
	page := object("ThreadPage", arrayField("value", named(thread)), field("nextLink", model.String), field("count", model.Int32), arrayField("more", named(thread)))
	member := object("Member", refField("person", person), field("name", model.String), field("age", model.Int32))
	request := object("AddRequest", arrayField("people", named(member)), arrayField("tags", &model.Type{Kind: model.String}), field("note", model.String))
	outcome := object("Outcome", arrayField("failures", named(problemCase)), arrayField("joined", named(member)))
	result := object("AddResult", arrayField("refused", named(problemCase)), arrayField("added", named(member)), field("count", model.Int64), refField("outcome", outcome))
	threadID := func(doc string) *model.Param {
		return &model.Param{Name: "ChatThreadID", WireName: "chatThreadId", In: model.InPath, Type: &model.Type{Kind: model.String}, Required: true, Doc: doc}
	}
	return &model.Package{
		Name:            "chat",
		Doc:             "Threads.",
		DocumentVersion: "2025-03-15",
		Decls:           []model.Decl{person, problemCase, kind, rule, never, thread, page, member, request, outcome, result},
		Clients: []*model.Client{{
			Name: "ThreadClient", Group: "Thread",
			Operations: []*model.Operation{
				{ID: "Thread_GetChat", Name: "GetChat", Method: "GET", Path: "/threads/{chatThreadId}", Params: []*model.Param{threadID("To get.")}, Result: named(thread),
					Headers: []*model.ResponseHeader{{Name: "ETag", WireName: "ETag", Type: &model.Type{Kind: model.String}}}},
				{ID: "Thread_Add", Name: "Add", Method: "POST", Path: "/threads/{chatThreadId}/people", Params: []*model.Param{threadID("To add to.")},
					Body: &model.Body{Schema: "AddRequest", Fields: request.Fields, Whole: &model.Param{Name: "Request", WireName: "request", Type: named(request), Required: true}}, Result: named(result)},
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

func requireFields(f *model.Field) *model.Field {
	f.Required = true
	return f
}

func named(d model.Decl) *model.Type { return &model.Type{Kind: model.Named, Decl: d} }

func refField(wire string, d model.Decl) *model.Field {
	return &model.Field{Name: model.Exported(wire), WireName: wire, Type: named(d)}
}

func arrayField(wire string, item *model.Type) *model.Field {
	return &model.Field{Name: model.Exported(wire), WireName: wire, Type: &model.Type{Kind: model.Slice, Elem: item}}
}

// file returns an override file. The text may begin with a line break, and each
// entry gets a reason.
func file(kind, text string) override.File {
	text = strings.TrimPrefix(text, "\n")
	text = strings.ReplaceAll(text, "\n- ", "\n  why: because\n- ") + "  why: because\n"
	return override.File{Name: "overrides/chat/" + kind + ".yaml", Data: []byte(text)}
}

// apply applies files to the sample. It fails the test if there are problems.
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

// problems applies files to the sample and returns the problems, one per line.
func problems(files ...override.File) string { return problemsOf(sample(), files...) }

// problemsOf is like [problems], but for another package.
func problemsOf(pkg *model.Package, files ...override.File) string {
	var errs diag.List
	override.Apply(pkg, files, &errs)
	if err := errs.Err(); err != nil {
		return err.Error()
	}
	return ""
}

// problemCase is a file and the problems that it must have.
type problemCase struct {
	name string
	text string
	want string
}

func checkProblems(t *testing.T, kind string, cases []problemCase, more ...override.File) {
	t.Helper()
	for _, f := range cases {
		t.Run(f.name, func(t *testing.T) {
			got := problems(append(more, file(kind, f.text))...)
			if want := strings.TrimPrefix(f.want, "\n"); got != want {
				t.Errorf("problems of\n%s\ngot:\n%s\nwant:\n%s", f.text, got, want)
			}
		})
	}
}

// effects returns the effect of each applied entry, as "target: effect".
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

// operation returns the operation with that ID.
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

// fieldsOf returns the fields of a definition by their names in the document.
func fieldsOf(t *testing.T, pkg *model.Package, definition string) map[string]*model.Field {
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
