package goapi_test

import (
	"os"
	"path/filepath"
	"testing"
)

// A symbol that uses another type is reported, whether or not the types
// themselves changed.
func TestTypes(t *testing.T) {
	for _, c := range []struct {
		name          string
		before, after string
		want          []string
	}{
		{
			"field, its type removed", `type Cat struct{ Toys []Toy }; type Toy struct{ Name string }`, `type Cat struct{ Toys []string }`,
			[]string{"- Cat.Toys: changed from []Toy to []string", "- Toy: removed"},
		},
		{
			"function, its type removed", `func F(Toy) {}; type Toy int`, `func F(int) {}`,
			[]string{"- F: changed from func(Toy) to func(int)", "- Toy: removed"},
		},
		{
			"method, its type removed", `func (*Pet) M() *Toy { return nil }; type Toy struct{}`, `func (*Pet) M() *Pet { return nil }`,
			[]string{"- Pet.M: changed from func() *Toy to func() *Pet", "- Toy: removed"},
		},
		{
			"method of an interface, its type removed", `type Cat interface{ M(Toy) }; type Toy struct{}`, `type Cat interface{ M(string) }`,
			[]string{"- Cat.M: changed from func(Toy) to func(string)", "- Toy: removed"},
		},
		{
			"variable, its type removed", `var V map[string]Toy; type Toy string`, `var V map[string]string`,
			[]string{"- Toy: removed", "- V: changed from map[string]Toy to map[string]string"},
		},
		{
			"constant, its type removed", `const C Toy = "a"; type Toy string`, `const C string = "a"`,
			[]string{"- C: changed from Toy to string", "- Toy: removed"},
		},
		{
			"field, to a type of the same form that was there", `type Cat struct{ A Toy }; type Toy struct{}; type Rod struct{}`, `type Cat struct{ A Rod }; type Toy struct{}; type Rod struct{}`,
			[]string{"- Cat.A: changed from Toy to Rod"},
		},
		{
			"field, to a type of another form that was there", `type Cat struct{ A, B Toy }; type Toy struct{ Name string }; type Rod struct{}`, `type Cat struct{ A Rod; B Toy }; type Toy struct{ Name string }; type Rod struct{}`,
			[]string{"- Cat.A: changed from Toy to Rod"},
		},
		{
			"type renamed", `type Cat struct{ A Toy; B []Toy }; type Toy struct{ C int }`, `type Cat struct{ A Rod; B []Rod }; type Rod struct{ C int }`,
			[]string{"- Cat.A: changed from Toy to Rod", "- Cat.B: changed from []Toy to []Rod", "+ Rod: added", "- Toy: removed"},
		},
		{
			"type renamed, with an alias left", `type Cat struct{ A Toy }; type Toy struct{ C int }; func (Toy) M() {}`, `type Cat struct{ A Rod }; type Rod struct{ C int }; func (Rod) M() {}; type Toy = Rod`,
			[]string{"+ Rod: added"},
		},
		{
			"type renamed and changed, with an alias left", `type Cat struct{ A Toy }; type Toy struct{ C int }`, `type Cat struct{ A Rod }; type Rod struct{}; type Toy = Rod`,
			[]string{"+ Rod: added", "- Toy.C: removed"},
		},
		{"type became an alias of its underlying type", `type Cat struct{ A Toy }; type Toy int`, `type Cat struct{ A int }; type Toy = int`, nil},
		{
			"alias became a type", `type Cat struct{ A Toy }; type Toy = int`, `type Cat struct{ A Toy }; type Toy int`,
			[]string{"- Cat.A: changed from int to Toy", "- Toy: changed from int to Toy"},
		},
		{"alias and type swapped", `type Cat struct{ A Rod }; type Rod struct{}; type Toy = Rod`, `type Cat struct{ A Toy }; type Toy struct{}; type Rod = Toy`, nil},
		{"alias replaced within a type", `type Cat struct{ A map[string][]Toy }; type Toy = int`, `type Cat struct{ A map[string][]int }; type Toy = int`, nil},
		{
			"type that is not exported but seen", `func F() toys { return nil }; type toys []toy; type toy struct{ Name string }`, `func F() toys { return nil }; type toys []toy; type toy struct{}`,
			[]string{"- toy.Name: removed"},
		},
		{
			"type that is not exported replaced", `func F() toy { return toy{} }; type toy struct{}`, `func F() rod { return rod{} }; type rod struct{}`,
			[]string{"- F: changed from func() toy to func() rod"},
		},
		{"elements of a type", `type A [2]chan<- func(Pet) interface{}`, `type A [2]chan<- func(*Pet) interface{}`, []string{"- A: changed from [2]chan<- func(Pet) interface{} to [2]chan<- func(*Pet) interface{}"}},
		{"names within a type", `type A func(a func(b int)) interface{ M(c int) }`, `type A func(d func(e int)) interface{ M(f int) }`, nil},
		{"type parameter renamed", `type List[K any] struct{ A K }; func (List[K]) M(K) {}`, `type List[T any] struct{ A T }; func (List[T]) M(T) {}`, nil},
		{"type parameter added", `type List[K any] struct{}`, `type List[K, V any] struct{}`, []string{"- List: changed from List[K any] to List[K, V any]"}},
		{"constraint changed", `type List[K any] struct{}`, `type List[K comparable] struct{}`, []string{"- List: changed from List[K any] to List[K comparable]"}},
		{
			"argument of a generic type of the package", `type List[K any] struct{}; var A List[int]`, `type List[K any] struct{}; var A List[string]`,
			[]string{"- A: changed from List[int] to List[string]"},
		},
		{"generic type embedded", `type List[K any] struct{ A K }; type Cat struct{ List[int] }`, `type List[K any] struct{}; type Cat struct{ List[int] }`, []string{"- Cat.A: removed", "- List.A: removed"}},
		{"implementation whose methods have type arguments", `type Cat interface{ M() iter.Seq[int] }; type Tom struct{}; func (Tom) M() iter.Seq[int] { return nil }`, `type Cat interface{ M() iter.Seq[int] }; type Tom struct{}; func (Tom) M() iter.Seq[int] { return nil }`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			wantChanges(t, differences(t, source("pets.go", pets(c.before)), source("pets.go", pets(c.after))), c.want)
		})
	}
}

// A removed type has only one change, so apidiff prints no notes about others.
func TestNoNotes(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "stdout"))
	if err != nil {
		t.Fatal(err)
	}
	defer func(stdout *os.File) { os.Stdout = stdout }(os.Stdout)
	os.Stdout = file
	before := source("pets.go", pets(`type Cat struct{ A []Toy; B Toy }; type Toy struct{ Name string }`))
	differences(t, before, source("pets.go", pets(`type Cat struct{ A []string; B int }`)))
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if notes, err := os.ReadFile(file.Name()); err != nil || len(notes) > 0 {
		t.Errorf("printed %q, %v", notes, err)
	}
}
