package inspect

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
)

// The table is aligned and marks special operations.
func TestTable(t *testing.T) {
	var got bytes.Buffer
	if err := Table(&got, NewReport([]*model.Package{pets(), {Name: "empty", Version: "v1.0.0"}})); err != nil {
		t.Fatal(err)
	}
	want := `package pets v0.1.0: Pets 2025-01-01

Client
  method  HTTP  path  span            marks  options
  Pets    GET   /pet  Client.ListAll  paged  -

PetClient, returned by Client.Pet(PetID)
  method  HTTP   path       span              marks                                            options
  Update  PATCH  /pet/{id}  PetClient.Update  partial headers statuses merge-patch deprecated  Force Name

types
  name        kind      definition  position
  Pet         struct    Pet         pets.json:1:1
  Color       enum      Color       pets.json:2:1
  PetID       id        -           ids.yaml:1:3
  Rule        union     Rule        pets.json:3:1
  acs.Person  external  Owner       pets.json:4:1

overrides
  position        target      effect
  ids.yaml:1:3    PetID       the type of id
  names.yaml:9:3  Pet_Update  named [31mUpdate

not carried
  position       subject    kind    accepted because  value
  pets.json:5:1  Pet.name   format  It is a text.     "uuid"
  pets.json:9:1  Pets_List  errors  -                 default {}

package empty v1.0.0:
`
	if got.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &got, want)
	}
}

// Programs read the JSON, so its properties must not change by accident.
func TestJSON(t *testing.T) {
	var got bytes.Buffer
	if err := JSON(&got, NewReport([]*model.Package{pets()})); err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/pets.json")
	if err != nil || got.String() != string(want) {
		t.Errorf("got\n%s\nwant\n%s%v", &got, want, err)
	}
}

// Lists are never null, also if they are empty.
func TestJSONEmpty(t *testing.T) {
	for _, c := range []struct {
		packages []*model.Package
		want     string
	}{
		{nil, `{ "packages": [] }`},
		{[]*model.Package{{Name: "empty"}}, `"clients": [], "types": [], "overrides": [], "notCarried": []`},
	} {
		var got bytes.Buffer
		if err := JSON(&got, NewReport(c.packages)); err != nil {
			t.Fatal(err)
		}
		if text := strings.Join(strings.Fields(got.String()), " "); !strings.Contains(text, c.want) {
			t.Errorf("got %s, want %s", text, c.want)
		}
	}
}

func TestWriteFails(t *testing.T) {
	for name, show := range map[string]func() error{
		"table": func() error { return Table(failingWriter{}, Report{Packages: []Package{{}}}) },
		"json":  func() error { return JSON(failingWriter{}, Report{}) },
	} {
		if err := show(); err == nil || err.Error() != "disk full" {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// failingWriter is a writer that always fails.
type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errors.New("disk full") }

// pets is a package with one of each kind of element.
func pets() *model.Package {
	at := func(line int) diag.Pos { return diag.Pos{File: "pets.json", Line: line, Col: 1} }
	pet := &model.Struct{
		TypeInfo: model.TypeInfo{Name: "Pet", Schema: "Pet", Pos: at(1)},
		Fields:   []*model.Field{{Name: "ID", WireName: "id"}, {Name: "Name", WireName: "name"}},
	}
	id := &model.Param{Name: "PetID", Arg: "petID", WireName: "id", OnClient: true, Required: true}
	root := &model.Client{Name: "Client", Operations: []*model.Operation{{
		Name: "ListAll", ID: "Pets_List", Method: "GET", Path: "/pet", Statuses: []int{200}, Pos: at(10),
		Params: []*model.Param{
			{Name: "Kind", Arg: "kind", Required: true},
			{Name: "Accept", Arg: "accept", Required: true, Constant: "pets"},
		},
		Body:   &model.Body{Value: &model.Param{Name: "Filter", Arg: "filter", Required: true}},
		Paging: &model.Paging{Items: &model.Field{WireName: "value"}, NextLink: &model.Field{WireName: "nextLink"}, Iterator: "Pets", Pages: "PetPages"},
		Names:  model.OperationNames{Options: "ListAllOptions", Response: "ListAllResponse", Pager: "NewListAllPager", Span: "Client.ListAll"},
	}}}
	return &model.Package{
		Name: "pets", Import: "example.com/pets", Version: "v0.1.0", Title: "Pets", APIVersion: "2025-01-01",
		Clients: []*model.Client{root, {
			Name: "PetClient", Parent: root, Accessor: "Pet", ClientParams: []*model.Param{id},
			Operations: []*model.Operation{{
				Name: "Update", ID: "Pet_Update", Method: "PATCH", Path: "/pet/{id}", Statuses: []int{200, 207}, Deprecated: true, Pos: at(20),
				Params: []*model.Param{id, {Name: "Force", Arg: "force"}},
				Body: &model.Body{Patch: true, Fields: []*model.Field{
					{Name: "Name", Arg: "name"}, {Name: "Friends", Arg: "friends", Required: true},
				}},
				Headers:        []*model.ResponseHeader{{Name: "ETag", WireName: "ETag"}},
				Shortcuts:      []*model.Shortcut{{Name: "Rename"}},
				PartialFailure: &model.PartialFailure{Failures: &model.Field{WireName: "refused"}, FailurePath: []*model.Field{{WireName: "errors"}}, SingleItemMethod: "UpdateOne", AllItemsMethod: "UpdateAll"},
				Names:          model.OperationNames{Options: "UpdateOptions", Response: "UpdateResponse", Span: "PetClient.Update"},
			}},
		}},
		Decls: []model.Decl{
			pet,
			&model.Enum{
				TypeInfo: model.TypeInfo{Name: "Color", Schema: "Color", Deprecated: true, Pos: at(2)},
				Values:   []*model.EnumValue{{Const: "ColorRed"}, {Const: "ColorBlue"}},
			},
			&model.ID{TypeInfo: model.TypeInfo{Name: "PetID", Pos: diag.Pos{File: "ids.yaml", Line: 1, Col: 3}}},
			&model.Union{TypeInfo: model.TypeInfo{Name: "Rule", Schema: "Rule", Pos: at(3)}, Variants: []*model.Struct{pet}},
			&model.External{TypeInfo: model.TypeInfo{Name: "Owner", Schema: "Owner", Pos: at(4)}, Path: "example.com/acs", Type: "Person"},
		},
		AppliedOverrides: []model.AppliedOverride{
			{Pos: diag.Pos{File: "ids.yaml", Line: 1, Col: 3}, Target: "PetID", Effect: "the type of id", Why: "It is opaque."},
			{Pos: diag.Pos{File: "names.yaml", Line: 9, Col: 3}, Target: "Pet_Update", Effect: "named \x1b[31mUpdate", Why: "It reads well."},
		},
		NotCarried: []model.NotCarried{
			{Pos: at(5), Subject: "Pet.name", Kind: "format", Value: `"uuid"`, Why: "It is a text."},
			{Pos: at(9), Subject: "Pets_List", Kind: "errors", Value: "default {}"},
		},
	}
}
