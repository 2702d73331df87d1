package goapi_test

import "testing"

// Callers still compile if parameters of the same type are reordered, but pass
// the wrong values. Renaming parameters is compatible.
func TestArguments(t *testing.T) {
	const swapped = "arguments reordered from (a, b) to (b, a)"
	for _, c := range []struct {
		name          string
		before, after string
		want          []string
	}{
		{"of a function", `func F(a, b string) {}`, `func F(b, a string) {}`, []string{"- F: " + swapped}},
		{"of a method", `func (*Pet) M(p Pet, a, b string, n int) {}`, `func (*Pet) M(p Pet, b, a string, n int) {}`, []string{"- Pet.M: " + swapped}},
		{"of an interface's method", `type Cat interface{ M(a, b string) }`, `type Cat interface{ M(b, a string) }`, []string{"- Cat.M: " + swapped}},
		{"of a field", `type Cat struct{ F func(a, b string) }`, `type Cat struct{ F func(b, a string) }`, []string{"- Cat.F: " + swapped}},
		{"of a variable", `var V func(a, b string)`, `var V func(b, a string)`, []string{"- V: " + swapped}},
		{"of a type", `type F func(a, b string)`, `type F func(b, a string)`, []string{"- F: " + swapped}},
		{"not adjacent", `func F(a string, n int, b string) {}`, `func F(b string, n int, a string) {}`, []string{"- F: " + swapped}},
		{"three rotated", `func F(a, b, c string) {}`, `func F(b, c, a string) {}`, []string{"- F: arguments reordered from (a, b, c) to (b, c, a)"}},
		{"of two types", `func F(a, b string, c, d *Pet) {}`, `func F(b, a string, d, c *Pet) {}`, []string{"- F: arguments reordered from (a, b, c, d) to (b, a, d, c)"}},
		{"and one renamed", `func F(a, b, c string) {}`, `func F(b, a, d string) {}`, []string{"- F: " + swapped}},
		{"alias and its type", `type S = string; func F(a S, b string) {}`, `type S = string; func F(b string, a S) {}`, []string{"- F: " + swapped}},
		{"renamed", `func F(a, b string) {}`, `func F(c, d string) {}`, nil},
		{"one renamed to the old name of another", `func F(a, b string) {}`, `func F(b, c string) {}`, nil},
		{"names of different types", `func F(a string, b int) {}`, `func F(b string, a int) {}`, nil},
		{"without names", `func F(_, _ string, _ int) {}; var V func(string, string)`, `func F(_, a string, _ int) {}; var V func(a, b string)`, nil},
		{"results", `func F() (a, b string) { return }`, `func F() (b, a string) { return }`, nil},
		{"in unexported declarations", `func f(a, b string) {}; type cat struct{ F func(a, b string) }; type Cat struct{ f func(a, b string) }`, `func f(b, a string) {}; type cat struct{ F func(b, a string) }; type Cat struct{ f func(b, a string) }`, nil},
		{"and a parameter added", `func F(a, b string) {}`, `func F(b, a string, n int) {}`, []string{"- F: changed from func(string, string) to func(string, string, int)"}},
		{"of a method of another kind of type", `type Cat struct{}; func (Cat) M(a, b string) {}`, `type Cat interface{ M(b, a, c string) }`, []string{"- Cat: changed from struct{} to interface{M(string, string, string)}"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			wantChanges(t, differences(t, source("pets.go", pets(c.before)), source("pets.go", pets(c.after))), c.want)
		})
	}
}
