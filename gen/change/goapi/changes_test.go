package goapi_test

import (
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/change/goapi"
)

// Each kind of change is reported once, with a symbol for go doc and without
// import paths in the message.
func TestChanges(t *testing.T) {
	for _, c := range []struct {
		name          string
		before, after string
		want          []string
	}{
		{"function added", ``, `func Feed() {}`, []string{"+ Feed: added"}},
		{"function removed", `func Feed() {}`, ``, []string{"- Feed: removed"}},
		{
			"function's types changed", `func Feed(ctx context.Context, p Pet) error { return nil }`, `func Feed(ctx context.Context, p *Pet) error { return nil }`,
			[]string{"- Feed: changed from func(context.Context, Pet) error to func(context.Context, *Pet) error"},
		},
		{"function's parameter renamed", `func Feed(p Pet) {}`, `func Feed(pet Pet) { _ = pet }`, nil},
		{"method added", ``, `func (Pet) Feed() {}`, []string{"+ Pet.Feed: added"}},
		{"method of a pointer removed", `func (*Pet) Feed() {}`, ``, []string{"- Pet.Feed: removed"}},
		{
			"method's types changed", `func (*Pet) Feed(*http.Client) {}`, `func (*Pet) Feed(http.Client) {}`,
			[]string{"- Pet.Feed: changed from func(*http.Client) to func(http.Client)"},
		},
		{"method of a generic type removed", `type List[K, V any] struct{}; func (*List[K, V]) Push(K) {}`, `type List[K, V any] struct{}`, []string{"- List.Push: removed"}},
		{"field added", `type Cat struct{ Name string }`, `type Cat struct { Name string; Age int }`, []string{"+ Cat.Age: added"}},
		{"field removed", `type Cat struct{ Name string; Age int }`, `type Cat struct { Name string }`, []string{"- Cat.Age: removed"}},
		{"field's type changed", `type Cat struct{ Born url.URL }`, `type Cat struct { Born *url.URL }`, []string{"- Cat.Born: changed from url.URL to *url.URL"}},
		{"field's tag changed", "type Cat struct{ Name string `json:\"a\"` }", "type Cat struct{ Name string `json:\"b\"` }", nil},
		{"unexported field changed", `type Cat struct{ age int }`, `type Cat struct{ age string }`, nil},
		{"no longer comparable", `type Cat struct{ age int }`, `type Cat struct{ age []int }`, []string{"- Cat: old is comparable, new is not"}},
		{"constant added", ``, `const Max = 3`, []string{"+ Max: added"}},
		{"constant removed", `const Max = 3`, ``, []string{"- Max: removed"}},
		{"constant's value changed", `const Home = "net/http.a"`, `const Home = "net/http.b"`, []string{`- Home: value changed from "net/http.a" to "net/http.b"`}},
		{"constant's type changed", `const Max = 3`, `const Max Kind = 3; type Kind int`, []string{"+ Kind: added", "- Max: changed from untyped int to Kind"}},
		{"kind of object changed", `var Max = 3`, `const Max = 3`, []string{"- Max: changed from var to const"}},
		{"kind of type changed", `type Cat struct{}`, `type Cat interface{}`, []string{"- Cat: changed from struct{} to interface{}"}},
		{"integer type widened", `type Age int32`, `type Age int64`, []string{"+ Age: changed from int32 to int64"}},
		{"element of a channel changed", `type Pets chan http.Header`, `type Pets chan Pet`, []string{"- Pets: element type changed from http.Header to Pet"}},
		{"type removed", `type Cat struct { Name string }; func (Cat) Feed() {}`, ``, []string{"- Cat: removed"}},
		{
			"type replaced by a similar one", `type Cat struct { Name string; Age int }; func F() Cat { return Cat{} }`, `type Tom struct { Name string; Kind int }; func F() Tom { return Tom{} }`,
			[]string{"- Cat: removed", "- F: changed from func() Cat to func() Tom", "+ Tom: added"},
		},
		{"method of an interface added", `type Cat interface{ Feed() }`, `type Cat interface{ Feed(); Pat() }`, []string{"- Cat.Pat: added"}},
		{
			"method of an interface that only this package implements added", `type Cat interface{ cat(); Feed() }`, `type Cat interface{ cat(); Feed(); Pat() }`,
			[]string{"+ Cat.Pat: added"},
		},
		{"unexported method added to an interface", `type Cat interface{ Feed() }`, `type Cat interface{ Feed(); cat() }`, []string{"- Cat.cat: added unexported method"}},
		{
			"interface no longer implemented", `type Cat interface{ cat() }; type Tom struct{}; func (Tom) cat() {}`, `type Cat interface{ cat() }; type Tom struct{}`,
			[]string{"- Tom: no longer implements Cat"},
		},
		{
			"method of an embedded type removed", `type Cat struct{}; func (*Cat) Feed() {}; type Tom struct { *Cat }`, `type Cat struct{}; type Tom struct { *Cat }`,
			[]string{"- Cat.Feed: removed", "- Tom.Feed: removed"},
		},
		{
			"embedded type of another package removed", `type Tom struct { *url.Userinfo }`, `type Tom struct { a *url.Userinfo }`,
			[]string{"- Tom.Password: removed", "- Tom.String: removed", "- Tom.Userinfo: removed", "- Tom.Username: removed"},
		},
		{"referenced type changed", `type Cat struct{ A int }; func F() Cat { return Cat{} }; var V []Cat`, `type Cat struct{}; func F() Cat { return Cat{} }; var V []Cat`, []string{"- Cat.A: removed"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			wantChanges(t, differences(t, source("pets.go", pets(c.before)), source("pets.go", pets(c.after))), c.want)
		})
	}
}

// Type arguments of generic types of other packages are compared. Generated
// packages use such types for optional fields and iterators.
func TestTypeArguments(t *testing.T) {
	for _, c := range []struct {
		name          string
		before, after string
		want          []string
	}{
		{
			"of a method", `func (Pet) Find() iter.Seq2[*Pet, error] { return nil }`, `func (Pet) Find() iter.Seq2[Pet, error] { return nil }`,
			[]string{"- Pet.Find: changed from func() iter.Seq2[*Pet, error] to func() iter.Seq2[Pet, error]"},
		},
		{
			"of a field", `type Cat struct { Age atomic.Pointer[http.Header] }`, `type Cat struct { Age atomic.Pointer[string] }`,
			[]string{"- Cat.Age: changed from atomic.Pointer[http.Header] to atomic.Pointer[string]"},
		},
		{"of a function", `func Find(iter.Seq[int]) {}`, `func Find(iter.Seq[string]) {}`, []string{"- Find: changed from func(iter.Seq[int]) to func(iter.Seq[string])"}},
		{"of a variable", `var Pets map[string]iter.Seq[int]`, `var Pets map[string]iter.Seq[string]`, []string{"- Pets: changed from map[string]iter.Seq[int] to map[string]iter.Seq[string]"}},
		{"of an alias", `type Pets = iter.Seq[int]`, `type Pets = iter.Seq[string]`, []string{"- Pets: changed from iter.Seq[int] to iter.Seq[string]"}},
		{"of a type's elements", `type Pets map[iterKey]iter.Seq[int]; type iterKey int`, `type Pets map[iterKey]iter.Seq[string]; type iterKey int`, []string{"- Pets: changed from map[iterKey]iter.Seq[int] to map[iterKey]iter.Seq[string]"}},
		{"of an interface's method", `type Cat interface{ Find() iter.Seq[int] }`, `type Cat interface{ Find() iter.Seq[string] }`, []string{"- Cat.Find: changed from func() iter.Seq[int] to func() iter.Seq[string]"}},
		{
			"within others", `func Find(iter.Seq[struct{ A iter.Seq[interface{ M(iter.Seq[int]) }] }]) {}`, `func Find(iter.Seq[struct{ A iter.Seq[interface{ M(iter.Seq[string]) }] }]) {}`,
			[]string{"- Find: changed from func(iter.Seq[struct{A iter.Seq[interface{M(iter.Seq[int])}]}]) to func(iter.Seq[struct{A iter.Seq[interface{M(iter.Seq[string])}]}])"},
		},
		{
			"with another change of the symbol", `func Find(int, iter.Seq[int]) {}`, `func Find(string, iter.Seq[string]) {}`,
			[]string{"- Find: changed from func(int, iter.Seq[int]) to func(string, iter.Seq[string])"},
		},
		{"of an alias of the same type", `type Number = int; func Find() iter.Seq[Number] { return nil }`, `type Number = int; func Find() iter.Seq[int] { return nil }`, nil},
		{"in unexported declarations", `type Cat struct{ age iter.Seq[int] }; func (Cat) feed(iter.Seq[int]) {}; func f(iter.Seq[int]) {}`, `type Cat struct{ age iter.Seq[string] }; func (Cat) feed(iter.Seq[string]) {}; func f(iter.Seq[string]) {}`, nil},
		{"of a type that changed", `type Cat struct{ A int }; func Find() iter.Seq[Cat] { return nil }`, `type Cat struct{}; func Find() iter.Seq[Cat] { return nil }`, []string{"- Cat.A: removed"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			wantChanges(t, differences(t, source("pets.go", pets(c.before)), source("pets.go", pets(c.after))), c.want)
		})
	}
}

// The results of a function are described as they are declared, without their names.
func TestResults(t *testing.T) {
	before, after := source("pets.go", pets(`func Find() (pet Pet) { return }`)), source("pets.go", pets(`func Find() (pet *Pet, err error) { return }`))
	changes, err := goapi.Compare(t.Context(), sharedImports, before, after)
	if err != nil || len(changes) != 1 {
		t.Fatal(changes, err)
	}
	if from, to := changes[0].Old.Results, changes[0].New.Results; from != "Pet" || to != "(*Pet, error)" {
		t.Errorf("%q and %q", from, to)
	}
}

// Packages in folders are compared as well. A type of the main package counts as
// the same on both sides, even if it changed.
func TestFolders(t *testing.T) {
	const server = `package fake; import "example.com/pets"; type Server struct { Feed func(pets.Pet) `
	plain := source("pets.go", pets(``), "fake/server.go", server+`}`)
	for _, c := range []struct {
		name          string
		before, after goapi.Source
		want          []string
	}{
		{"symbol added", plain, source("pets.go", pets(``), "fake/server.go", server+`; Pat func() }`), []string{"+ fake.Server.Pat: added"}},
		{
			"type changed", plain, source("pets.go", pets(``), "fake/server.go", strings.Replace(server, "pets.Pet", "*pets.Pet", 1)+`}`),
			[]string{"- fake.Server.Feed: changed from func(pets.Pet) to func(*pets.Pet)"},
		},
		{"type of the main package changed", plain, source("pets.go", pets(`func (Pet) Feed() {}`), "fake/server.go", server+`}`), []string{"+ Pet.Feed: added"}},
		{"folder added", source("pets.go", pets(``)), plain, []string{"+ fake: package added"}},
		{"folder removed", plain, source("pets.go", pets(``)), []string{"- fake: package removed"}},
		{"other files", plain, source(append([]string{"README.md", "no Go", "a_test.go", "no Go", "testdata/a.json", "{"}, "pets.go", pets(``), "fake/server.go", server+`}`)...), nil},
	} {
		t.Run(c.name, func(t *testing.T) { wantChanges(t, differences(t, c.before, c.after), c.want) })
	}
}

// Changes are sorted by symbol and message.
func TestOrder(t *testing.T) {
	before := source("pets.go", pets(`const B = 1; type C struct { D iter.Seq[int] }; func F() {}`), "b/b.go", `package b; var A int`, "g/g.go", `package g`)
	after := source("pets.go", pets(`const B = 2; type C struct { D iter.Seq[string]; A int }`), "b/b.go", `package b`, "h/h.go", `package h`)
	wantChanges(t, differences(t, before, after), []string{
		"- B: value changed from 1 to 2",
		"+ C.A: added",
		"- C.D: changed from iter.Seq[int] to iter.Seq[string]",
		"- F: removed",
		"- b.A: removed",
		"- g: package removed",
		"+ h: package added",
	})
}

// One edit of a generated package is one change, although its fake refers to the
// type in most of its functions.
func TestRealPackage(t *testing.T) {
	files := folder(t, "generated/chat")
	for _, c := range []struct {
		name, file, from, to string
		want                 []string
	}{
		{"field removed", "models.go", "\tDisplayName string\n", "", []string{"- Participant.DisplayName: removed"}},
		{
			"field's type changed", "models.go", "\tAttachments []Attachment\n", "\tAttachments []string\n",
			[]string{"- MessageContent.Attachments: changed from []Attachment to []string"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			after := goapi.Source{Import: chat, Files: replaceIn(t, files, c.file, c.from, c.to)}
			wantChanges(t, differences(t, goapi.Source{Import: chat, Files: files}, after), c.want)
		})
	}
}

// Imports from the same module are loaded at the same revision.
func TestSiblingFiles(t *testing.T) {
	with := func(text string) goapi.Source {
		s := source("pets.go", `package pets; import "example.com/kinds"; type Cat struct { kinds.Kind }`)
		s.SiblingFiles = func(importPath string) []goapi.File {
			return map[string][]goapi.File{
				"example.com/kinds": {
					{Name: "kinds.go", Data: []byte(`package kinds; import "example.com/names"; type Kind struct { Name names.Name }`)},
					{Name: "kinds_test.go", Data: []byte(`no Go`)},
				},
				"example.com/names": {{Name: "names.go", Data: []byte(text)}},
			}[importPath]
		}
		return s
	}
	wantChanges(t, differences(t, with(`package names; type Name int`), with(`package names; type Name = int`)), []string{"- Cat.Name: changed from names.Name to int"})
}

// pets returns a file of package pets with declarations. It imports only the
// packages that they use, because without imports no go command is run.
func pets(declarations string) string {
	text := "package pets\n"
	for _, name := range []string{"context", "iter", "net/http", "net/url", "sync/atomic"} {
		if strings.Contains(declarations, path.Base(name)+".") {
			text += "import \"" + name + "\"\n"
		}
	}
	return text + "type Pet struct{}\n" + declarations
}

func wantChanges(t *testing.T, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("changes:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
