package compare_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/change/goapi"
)

func removed(symbol string, d goapi.Declaration) compare.Change {
	return compare.Change{Layer: compare.API, Breaking: true, Subject: symbol, Message: "removed", OldGo: d, Causes: []string{"document: cause"}}
}

func added(symbol string, d goapi.Declaration) compare.Change {
	return compare.Change{Layer: compare.API, Subject: symbol, Message: "added", NewGo: d, Causes: []string{"document: cause"}}
}

func joined(changes ...compare.Change) string {
	var lines []string
	for _, c := range compare.JoinRenames(changes) {
		lines = append(lines, c.Subject+": "+c.Message)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// Methods with new names are paired by what they return, also if their order changes.
func TestJoinRenamesByResults(t *testing.T) {
	iterator := func(item string) goapi.Declaration {
		return goapi.Declaration{Shape: "func Seq2", Results: "iter.Seq2[" + item + ", error]"}
	}
	page := goapi.Declaration{Shape: "type struct"}
	got := joined(
		removed("Client.Cats", iterator("Cat")), removed("Client.CatsPages", iterator("ListCatsResponse")), removed("ListCatsResponse", page),
		added("Client.AllPages", iterator("ListPetsResponse")), added("Client.Pets", iterator("Cat")), added("ListPetsResponse", page),
	)
	want := `Client.AllPages: renamed from Client.CatsPages to Client.AllPages
Client.Pets: renamed from Client.Cats to Client.Pets
ListPetsResponse: renamed from ListCatsResponse to ListPetsResponse`
	if got != want {
		t.Errorf("got:\n%s", got)
	}
}

// A member of a renamed type has a new name if it is the only one of its type, and the type
// or a part of the name tells that it is the same.
func TestJoinRenamesOfMembers(t *testing.T) {
	fields := func(namesAndTypes ...string) goapi.Declaration {
		d := goapi.Declaration{Shape: "type struct"}
		for pair := range slices.Chunk(namesAndTypes, 2) {
			d.Members = append(d.Members, goapi.Member{Name: pair[0], Type: pair[1]})
		}
		return d
	}
	for _, c := range []struct {
		name     string
		old, new goapi.Declaration
		want     string
	}{
		{
			"the type is renamed", fields("Cat", "*Cat"), fields("Pet", "*Pet"),
			"PetError.Pet: renamed from CatError.Cat to PetError.Pet",
		},
		{
			"a common word", fields("CatName", "string"), fields("Name", "string"),
			"PetError.Name: renamed from CatError.CatName to PetError.Name",
		},
		{
			"nothing in common", fields("Color", "string"), fields("Name", "string"),
			"PetError.Color: removed\nPetError.Name: added",
		},
		{
			"another type", fields("CatName", "string"), fields("Name", "int"),
			"PetError.CatName: removed\nPetError.Name: added",
		},
		{
			"two candidates", fields("Cat", "*Cat"), fields("Pet", "*Pet", "Pet2", "*Pet"),
			"PetError.Cat: removed\nPetError.Pet2: added\nPetError.Pet: added",
		},
		{
			"two old ones", fields("Cat", "*Cat", "Cat2", "*Cat"), fields("Pet", "*Pet"),
			"PetError.Cat2: removed\nPetError.Cat: removed\nPetError.Pet: added",
		},
		{"the same name", fields("Item", "*Cat"), fields("Item", "*Pet"), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			animal := goapi.Declaration{Shape: "type interface"}
			want := "Pet: renamed from Cat to Pet"
			for line := range strings.Lines(c.want) {
				want += "\n" + strings.TrimSuffix(line, "\n")
			}
			want += "\nPetError: renamed from CatError to PetError"
			got := joined(removed("Cat", animal), removed("CatError", c.old), added("Pet", animal), added("PetError", c.new))
			wantLines, gotLines := strings.Split(want, "\n"), strings.Split(got, "\n")
			slices.Sort(wantLines)
			if !slices.Equal(gotLines, wantLines) {
				t.Errorf("got:\n%s\nwant:\n%s", got, strings.Join(wantLines, "\n"))
			}
		})
	}
}
