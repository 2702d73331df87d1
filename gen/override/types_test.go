package override_test

import (
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
)

// A hand-written type replaces the definition everywhere, without the pointer of a
// recursive struct.
func TestTypes(t *testing.T) {
	pkg := apply(t, file("types", `
- definition: Person
  go: example.com/sdk.v2/acs.Identifier
  text: RawID
- definition: ChatThread
  go: example.com/acs.Thread
`))
	checkEffects(t, pkg, "Person: replaced by acs.Identifier", "ChatThread: replaced by acs.Thread")
	owner := fieldsOf(t, pkg, "Member")["person"].Type
	person, ok := owner.Decl.(*model.External)
	if !ok || owner.Pointer {
		t.Fatalf("type of Member.person: %+v", owner)
	}
	want := model.External{
		TypeInfo: model.TypeInfo{Name: "Identifier", Schema: "Person"},
		Path:     "example.com/sdk.v2/acs", Type: "Identifier", Text: "RawID", Decode: "DecodeIdentifier", Encode: "EncodeIdentifier", Parse: "ParseIdentifier",
	}
	if *person != want {
		t.Errorf("got %+v, want %+v", *person, want)
	}
	for usage, typ := range map[string]*model.Type{
		"result": operation(t, pkg, "Thread_GetChat").Result,
		"body":   operation(t, pkg, "Chat_Search").Body.Value.Type,
		"items":  fieldsOf(t, pkg, "ThreadPage")["value"].Type.Elem,
	} {
		if x, ok := typ.Decl.(*model.External); !ok || x.Type != "Thread" {
			t.Errorf("type of the %s: %+v", usage, typ.Decl)
		}
	}
	for _, d := range pkg.Decls {
		if s := d.Info().Schema; s == "Person" || s == "ChatThread" {
			t.Errorf("%s is still declared", s)
		}
	}
}

// A string parameter gets a type with a text form, in all operations that have the
// parameter or in one of them.
func TestTypesParameter(t *testing.T) {
	pkg := apply(t, file("types", `
- parameter: chatThreadId
  go: example.com/sdk.v2/acs.ThreadIdentifier
  text: RawID
  expect: {type: string, required: true}
- operation: Thread_Remove
  parameter: trace
  go: example.com/acs.Trace
  text: String
`))
	checkEffects(t, pkg, "chatThreadId: of type acs.ThreadIdentifier", "Thread_Remove parameter trace: of type acs.Trace")
	want := model.External{
		TypeInfo: model.TypeInfo{Name: "ThreadIdentifier", Schema: "string", Pos: diag.Pos{File: "overrides/chat/types.yaml", Line: 1, Col: 3}},
		Path:     "example.com/sdk.v2/acs", Type: "ThreadIdentifier", Text: "RawID",
		Decode: "DecodeThreadIdentifier", Encode: "EncodeThreadIdentifier", Parse: "ParseThreadIdentifier",
	}
	for _, id := range []string{"Thread_GetChat", "Thread_Add", "Thread_Remove"} {
		typ := operation(t, pkg, id).Params[0].Type
		if x, ok := typ.Decl.(*model.External); !ok || typ.Kind != model.Named || *x != want {
			t.Errorf("%s: got %+v of %+v", id, typ, typ.Decl)
		}
	}
	if x, ok := operation(t, pkg, "Thread_Remove").Params[2].Type.Decl.(*model.External); !ok || x.Type != "Trace" {
		t.Errorf("got %+v", operation(t, pkg, "Thread_Remove").Params[2].Type)
	}
}

// The type of a client-level parameter in the document is also replaced.
func TestTypesClientParameter(t *testing.T) {
	pkg := sample()
	p := &model.Param{Name: "Person", WireName: "person", OnClient: true, Type: named(pkg.Decls[0])}
	pkg.Clients[0].ClientParams = []*model.Param{p}
	if got := problemsOf(pkg, file("types", "- definition: Person\n  go: example.com/acs.Identifier\n")); got != "" {
		t.Fatal(got)
	}
	if _, ok := p.Type.Decl.(*model.External); !ok {
		t.Errorf("type of the parameter: %+v", p.Type.Decl)
	}
}

// The variants of a replaced union are removed, because only the union encodes their
// discriminator.
func TestTypesUnion(t *testing.T) {
	pkg := apply(t, file("types", "- definition: Rule\n  go: example.com/acs.Rule\n- definition: Fault\n  go: example.com/acs.ErrorDetail\n"))
	for _, d := range pkg.Decls {
		if s := d.Info().Schema; s == "Rule" || s == "NeverRule" {
			t.Errorf("%s is still declared", s)
		}
	}
	if got := fieldsOf(t, pkg, "ChatThread")["rule"].Type.Decl.Info().Name; got != "Rule" {
		t.Errorf("the type of ChatThread.rule is %s", got)
	}
}

// A property whose type is a struct becomes a pointer.
func TestTypesPointer(t *testing.T) {
	pkg := apply(t, file("types", "- definition: Member\n  property: person\n  pointer: true\n"))
	checkEffects(t, pkg, "Member.person: a pointer")
	if !fieldsOf(t, pkg, "Member")["person"].Type.Pointer {
		t.Error("Member.person is not a pointer")
	}
}

// Zero and absent can be told apart in a property, in a definition, or in all requests.
func TestTypesPointerToZero(t *testing.T) {
	for entry, want := range map[string]string{
		"definition: Member\n  property: name": "Member.name",
		"definition: Member":                   "Member.person Member.name Member.age",
		"package: true":                        "Person.rawId ChatThread.topic ChatThread.size Member.person Member.name Member.age AddRequest.note",
	} {
		before, pkg := sample(), apply(t, file("types", "- "+entry+"\n  pointer: true\n"))
		var got []string
		for i, d := range pkg.Decls {
			s, ok := d.(*model.Struct)
			if !ok {
				continue
			}
			was, _ := before.Decls[i].(*model.Struct)
			for j, f := range s.Fields {
				if f.Type.Pointer != was.Fields[j].Type.Pointer {
					got = append(got, s.Schema+"."+f.WireName)
				}
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %s, want %s", entry, strings.Join(got, " "), want)
		}
	}
}

func TestTypesProblems(t *testing.T) {
	checkProblems(t, "types", []problemCase{
		{"neither a type nor a pointer", "- definition: Person\n",
			"overrides/chat/types.yaml:1:3: Person: needs either go or pointer (write one of them)"},
		{"a type and a pointer", "- definition: Member\n  property: person\n  go: example.com/acs.Person\n  pointer: true\n",
			"overrides/chat/types.yaml:1:3: Member.person: needs either go or pointer (write one of them)"},
		{"a pointer with a text", "- definition: Person\n  text: String\n  pointer: true\n",
			"overrides/chat/types.yaml:1:3: Person: pointer is for a property, a definition or the package, and without text (use two entries)"},
		{"a pointer of nothing", "- pointer: true\n",
			"overrides/chat/types.yaml:1:3: entry: pointer is for a property, a definition or the package, and without text (use two entries)"},
		{"a type of the package", "- package: true\n  go: example.com/acs.Person\n",
			"overrides/chat/types.yaml:1:3: package: is only for pointer (remove package)"},
		{"a pointer to a list", "- definition: AddRequest\n  property: tags\n  pointer: true\n",
			"overrides/chat/types.yaml:1:3: AddRequest.tags: cannot be a pointer; its type is array (remove the entry)"},
		{"a pointer to the next link", "- definition: ThreadPage\n  property: nextLink\n  pointer: true\n",
			"overrides/chat/types.yaml:1:3: ThreadPage.nextLink: cannot be a pointer; its type is string (remove the entry)"},
		{"pointers in a union", "- definition: Rule\n  pointer: true\n",
			"overrides/chat/types.yaml:1:3: Rule: is of kind union, which has no properties (name an object)"},
		{"pointers in an object without optional properties", "- definition: NeverRule\n  pointer: true\n",
			"overrides/chat/types.yaml:1:3: NeverRule: the entry changes nothing (remove it)"},
		{"a pointer already", "- definition: ChatThread\n  property: owner\n  pointer: true\n",
			"overrides/chat/types.yaml:1:3: ChatThread.owner: the entry changes nothing (remove it)"},
		{"a pointer that is false", "- definition: Member\n  property: person\n  pointer: false\n",
			"overrides/chat/types.yaml:3:3: pointer: must be true (remove it and set go)"},
		{"no such definition", "- definition: Persn\n  go: example.com/acs.Identifier\n",
			"overrides/chat/types.yaml:1:3: Persn: no such definition (did you mean Person?)"},
		{"nothing like it", "- definition: Whatever\n  go: example.com/acs.Identifier\n",
			"overrides/chat/types.yaml:1:3: Whatever: no such definition"},
		{"no Go type", "- definition: Person\n  go: Identifier\n",
			`overrides/chat/types.yaml:2:7: Identifier: is not a Go type name (for example, "example.com/module/package.Type")`},
		{"an unexported type", "- definition: Person\n  go: example.com/acs.identifier\n",
			`overrides/chat/types.yaml:2:7: example.com/acs.identifier: is not a Go type name (for example, "example.com/module/package.Type")`},
		{"a path that would end a string", "- definition: Person\n  go: 'example.com\"/acs.Identifier'\n",
			`overrides/chat/types.yaml:2:7: example.com"/acs.Identifier: is not a Go type name (for example, "example.com/module/package.Type")`},
		{"a relative path", "- definition: Person\n  go: ../acs.Identifier\n",
			`overrides/chat/types.yaml:2:7: ../acs.Identifier: is not a Go type name (for example, "example.com/module/package.Type")`},
		{"a path out of the module", "- definition: Person\n  go: example.com/acs/../../etc.Identifier\n",
			`overrides/chat/types.yaml:2:7: example.com/acs/../../etc.Identifier: is not a Go type name (for example, "example.com/module/package.Type")`},
		{"an unexported method", "- definition: Person\n  go: example.com/acs.Identifier\n  text: rawID\n",
			"overrides/chat/types.yaml:3:9: rawID: is not an exported Go name (want a capital letter, then letters and digits)"},
		{"an expectation", "- definition: Person\n  go: example.com/acs.Identifier\n  expect: {kind: enum}\n",
			"overrides/chat/types.yaml:3:12: Person: kind is object, not enum as expected (check that the entry is still correct)"},
		{"a variant of a union", "- definition: NeverRule\n  go: example.com/acs.Never\n",
			"overrides/chat/types.yaml:1:3: NeverRule: is a variant of the union Rule (replace the union)"},
		{"a parameter without text", "- parameter: chatThreadId\n  go: example.com/acs.Identifier\n",
			"overrides/chat/types.yaml:1:3: chatThreadId: text is required (set it to the method that returns the text form of a value)"},
		{"no such parameter", "- parameter: chatThread\n  go: example.com/acs.Identifier\n  text: RawID\n",
			"overrides/chat/types.yaml:1:3: chatThread: no such parameter (did you mean chatThreadId?)"},
		{"a parameter that is a number", "- parameter: pageSize\n  go: example.com/acs.Size\n  text: String\n",
			"overrides/chat/types.yaml:1:3: pageSize: is not a string; its type is int32 (remove text)"},
		{"a parameter's expectation", "- parameter: chatThreadId\n  go: example.com/acs.Identifier\n  text: RawID\n  expect: {type: int32}\n",
			"overrides/chat/types.yaml:4:12: chatThreadId: type is string, not int32 as expected (check that the entry is still correct)"},
		{"an operation", "- operation: Thread_Add\n  go: example.com/acs.Identifier\n",
			"overrides/chat/types.yaml:1:3: Thread_Add: is neither a definition nor a parameter (name one of them)"},
		{"a property", "- definition: Member\n  property: name\n  go: example.com/acs.Name\n",
			"overrides/chat/types.yaml:1:3: Member.name: is neither a definition nor a parameter (name one of them)"},
		{"no target", "- go: example.com/acs.Identifier\n", "overrides/chat/types.yaml:1:3: entry: has no target (set operation, parameter or definition)"},
		{"a parameter of a definition", "- definition: Member\n  parameter: name\n  go: example.com/acs.Name\n  text: String\n",
			"overrides/chat/types.yaml:2:3: parameter: cannot be combined with definition (use two entries)"},
	})
}

// A body whose definition becomes a hand-written type is one argument.
func TestTypesBody(t *testing.T) {
	pkg := sample()
	if got := problemsOf(pkg, file("types", "- definition: AddRequest\n  go: example.com/acs.Request\n")); got != "" {
		t.Fatal(got)
	}
	body := pkg.Clients[0].Operations[1].Body
	if body.Fields != nil || body.Value == nil || body.Value.Name != "Request" || body.Value.Type.Decl.Info().Name != "Request" {
		t.Errorf("got %+v", body)
	}
}

// A variant that is used outside its union would be sent without the discriminator,
// which the union encodes.
func TestTypesVariantUsed(t *testing.T) {
	pkg := sample()
	never := pkg.Decls[4].(*model.Struct)
	fieldsOf(t, pkg, "ChatThread")["topic"].Type = named(never)
	got := problemsOf(pkg, file("types", "- definition: Rule\n  go: example.com/acs.Rule\n"))
	if want := "overrides/chat/types.yaml:1:3: Rule: its variant NeverRule is used on its own (map the variant, too, or remove the entry)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A hand-written type cannot be read from a header.
func TestTypesHeader(t *testing.T) {
	pkg := sample()
	operation(t, pkg, "Thread_GetChat").Headers[0].Type = named(pkg.Decls[2])
	got := problemsOf(pkg, file("types", "- definition: ChatThreadKind\n  go: example.com/acs.Kind\n  text: String\n"))
	if want := "overrides/chat/types.yaml:1:3: ChatThreadKind: is the type of the response header ETag of Thread_GetChat (remove the entry)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A parameter that distinguishes "" from absent is a pointer, which a hand-written
// type is not.
func TestTypesParameterPointer(t *testing.T) {
	pkg := sample()
	operation(t, pkg, "Thread_Remove").Params[2].Type.Pointer = true
	got := problemsOf(pkg, file("types", "- parameter: trace\n  go: example.com/acs.Trace\n  text: String\n"))
	if want := "overrides/chat/types.yaml:1:3: trace: distinguishes empty from absent, which acs.Trace cannot (remove the entry)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
