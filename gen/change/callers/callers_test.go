package callers_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/change/callers"
)

// The package that moved, and code that uses what it had before.
const (
	pets = `package pets

type Client struct{}

func (*Client) List(all bool) ([]Pet, error) { return nil, nil }

type Pet struct{ Name string }

func Count(limit int64) int { return 0 }
`
	user = `package user

import "example.com/m/pets"

func Use(c *pets.Client) {
	c.Every(true)
	pets.Find()
	_ = pets.Pet{Title: "x"}
	c.Drop()
	c.List()
	pets.Count("x")
	var a *pets.Animal
	undefinedHere()
}
`
	userTest = "package user\n\nimport \"example.com/m/pets\"\n\nvar _ = pets.Pet{}.Title\n"
)

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Each error is told in terms of the change that causes it, once, with its position; the
// package itself is read from memory.
func TestFind(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module example.com/m\n\ngo 1.26\n")
	write(t, filepath.Join(dir, "pets/pets.go"), "package pets\n")
	write(t, filepath.Join(dir, "user/user.go"), user)
	write(t, filepath.Join(dir, "user/user_test.go"), userTest)
	got, err := callers.Find(t.Context(), callers.Request{
		Dir: dir, Patterns: []string{"./..."}, Overlay: map[string][]byte{filepath.Join(dir, "pets/pets.go"): []byte(pets)},
		Changes: []callers.Change{
			{Symbol: "pets.Client.Every", NewName: "pets.Client.List", Message: "removed"},
			{Symbol: "pets.Find", NewName: "pets.Count", Message: "removed"},
			{Symbol: "pets.Pet.Title", NewName: "pets.Pet.Name", Message: "removed"},
			{Symbol: "pets.Client.Drop", Message: "removed"},
			{Symbol: "pets.Client.List", Message: "changed from func() to func(bool)"},
			{Symbol: "pets.Count", Message: "changed from func(string) int to func(int64) int"},
			{Symbol: "pets.Animal", NewName: "pets.Pet", Message: "removed"},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"user/user.go:6:4: c.Every is now c.List",
		"user/user.go:7:7: pets.Find is now pets.Count",
		"user/user.go:8:15: pets.Pet.Title is now pets.Pet.Name",
		"user/user.go:9:4: c.Drop was removed",
		"user/user.go:10:9: not enough arguments in call to c.List: have (), want (bool)",
		`user/user.go:11:13: cannot use "x" (untyped string constant) as int64 value in argument to pets.Count (pets.Count: changed from func(string) int to func(int64) int)`,
		"user/user.go:12:6: declared and not used: a",
		"user/user.go:12:14: pets.Animal is now pets.Pet",
		"user/user.go:13:2: undefined: undefinedHere",
		"user/user_test.go:5:20: pets.Pet{}.Title is now pets.Pet{}.Name",
	}
	var lines []string
	for _, p := range got {
		lines = append(lines, p.String())
	}
	if !slices.Equal(lines, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
}

// A type whose package's name is ambiguous is written with its path.
func TestExplain(t *testing.T) {
	changes := []callers.Change{
		{Symbol: "fake.Server.Old", NewName: "fake.Server.New", Message: "removed"}, {Symbol: "chat.Old", Message: "changed from int to string"},
		{Symbol: "chat.CatError.Cat", NewName: "chat.PetError.Pet", Message: "removed"},
		{Symbol: "chat.Cat.Color", NewName: "chat.Cat.Hue", Message: "removed"}, {Symbol: "chat.Dog.Color", NewName: "chat.Dog.Tint", Message: "removed"},
		{Symbol: "chat.Cat.Age", NewName: "chat.Cat.Years", Message: "removed"}, {Symbol: "chat.Dog.Age", Message: "removed"},
	}
	for _, c := range []struct{ message, want string }{
		{`s.f(a, b).Old undefined (type *"example.com/chat/fake".Server has no field or method Old)`, "s.f(a, b).Old is now s.f(a, b).New"},
		{`unknown field Old in struct literal of type "example.com/chat/fake".Server`, "fake.Server.Old is now fake.Server.New"},
		{"e.Cat undefined (type *chat.PetError has no field or method Cat)", "e.Cat is now e.Pet"},
		{"r.Old undefined (type chat.Embeds has no field or method Old)", "r.Old is now r.New"},
		{"r.Color undefined (type chat.Embeds has no field or method Color)", "r.Color undefined (type chat.Embeds has no field or method Color)"},
		{"r.Age undefined (type chat.Embeds has no field or method Age)", "r.Age undefined (type chat.Embeds has no field or method Age)"},
		{"undefined: other.Old", "undefined: other.Old"},
		{"x.Other undefined (type fake.Server has no field or method Other)", "x.Other undefined (type fake.Server has no field or method Other)"},
		{"cannot use 1 (untyped int constant) as chat.Old value in assignment", "cannot use 1 (untyped int constant) as chat.Old value in assignment (chat.Old: changed from int to string)"},
		{"assignment mismatch: 1 variable but s.Old returns 2 values", "assignment mismatch: 1 variable but s.Old returns 2 values (fake.Server.Old is now fake.Server.New)"},
	} {
		if got := callers.Explain(c.message, changes); got != c.want {
			t.Errorf("%s\nis explained as %s\nwant            %s", c.message, got, c.want)
		}
	}
}

// A folder that does not exist, and a package that does not, are errors.
func TestFindErrors(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module example.com/m\n\ngo 1.26\n")
	for _, c := range []struct{ dir, pattern, want string }{
		{filepath.Join(dir, "missing"), "./...", "listing the code that uses the package: "},
		{dir, "./missing", "directory not found"},
	} {
		_, err := callers.Find(t.Context(), callers.Request{Dir: c.dir, Patterns: []string{c.pattern}})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", c.pattern, err, c.want)
		}
	}
}
