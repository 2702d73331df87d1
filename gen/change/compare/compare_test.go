package compare_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/change/goapi"
	"github.com/chatgen-go/chatgen/gen/contract"
	"github.com/chatgen-go/chatgen/gen/diag"
)

// pets is the old side of most cases. Pet is used in responses, NewPet in
// requests, Both in both, and Unused in neither.
const pets = `- {lock: pets, api: "1", version: v1.0.0}
- {operation: Pets_Add, method: POST, path: "/pets", retry: always, go: [Client.Add]}
- {parameter: trace, of: Pets_Add, in: header, type: string}
- {body: body, of: Pets_Add, type: NewPet, media: application/json, sends: application/json, is: [required]}
- {response: "201", of: Pets_Add, type: Pet, media: application/json}
- {header: ETag, of: Pets_Add response 201, type: string, is: [required]}
- {response: default, of: Pets_Add, type: Fault, is: [error]}
- {definition: NewPet, type: object}
- {property: name, of: NewPet, type: string}
- {property: both, of: NewPet, type: Both}
- {definition: Pet, type: object, extends: Base}
- {property: id, of: Pet, type: string uri}
- {property: both, of: Pet, type: Both}
- {definition: Base, type: object, discriminator: kind}
- {property: kind, of: Base, type: Kind}
- {variant: cat, of: Base, type: Cat}
- {definition: Cat, type: object, additional: string}
- {definition: Kind, type: string, enum: closed}
- {value: cat, of: Kind}
- {definition: Both, type: object}
- {property: size, of: Both, type: integer int32, minimum: "1", maxLength: "5"}
- {definition: Fault, type: object}
- {property: code, of: Fault, type: string}
- {definition: Unused, type: object}
- {property: what, of: Unused, type: string}
`

// Each case replaces text of pets and lists all resulting changes. Breaking ones
// begin with an exclamation mark.
func TestCompare(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"location of a parameter", "in: header, type: string", "in: query, type: string", `
! document: Pets_Add parameter trace: location changed from header to query
! wire: POST /pets query trace: location changed from header to query`},
		{"header removed", "- {header: ETag, of: Pets_Add response 201, type: string, is: [required]}\n", "", `
! document: Pets_Add response 201 header ETag: header removed`},
		{"header optional", "type: string, is: [required]}", "type: string}", `
! document: Pets_Add response 201 header ETag: became optional`},
		{"body optional", "sends: application/json, is: [required]}", "sends: application/json}", `
document: Pets_Add body: became optional
wire: POST /pets body: is now optional in requests`},
		{"body removed", "- {body: body, of: Pets_Add, type: NewPet, media: application/json, sends: application/json, is: [required]}\n", "", `
! document: Pets_Add body: request body removed
! wire: POST /pets body: is no longer sent`},
		{"media type of a response", "type: Pet, media: application/json", "type: Pet, media: text/plain", `
! document: Pets_Add response 201: media type changed from application/json to text/plain
! wire: POST /pets 201: media type changed from application/json to text/plain`},
		{"one more media type", "type: Pet, media: application/json", `type: Pet, media: "application/json, text/plain"`, `
document: Pets_Add response 201: media type changed from application/json to application/json, text/plain`},
		{"another media type sent", "sends: application/json", "sends: text/plain", `
! wire: POST /pets body: media type sent changed from application/json to text/plain`},
		{"retry behavior", "retry: always", "retry: if the first was not carried out", `
wire: POST /pets: retry behavior changed from always to if the first was not carried out`},
		{"error becomes success", "type: Fault, is: [error]}", "type: Fault}", `
! document: Pets_Add response default: is now a success status
! wire: POST /pets default: is now a success status`},
		{"success becomes an error", `- {response: "201", of: Pets_Add, type: Pet, media: application/json}`,
			`- {response: "201", of: Pets_Add, type: Pet, media: application/json, is: [error]}`, `
! document: Pets_Add response 201: is now an error
! wire: POST /pets 201: is now an error`},
		{"response without a body", `type: Pet, media: application/json}`, `media: application/json}`, `
! document: Pets_Add response 201: type Pet removed
! wire: POST /pets 201: type Pet removed`},
		{"format required", "of: NewPet, type: string}", "of: NewPet, type: string date-time}", `
! document: NewPet.name: type changed from string to string date-time (request)
! wire: NewPet.name: type changed from string to string date-time`},
		{"format no longer promised", "type: string uri", "type: string", `
! document: Pet.id: type changed from string uri to string (response)`},
		{"another base", "extends: Base", "extends: Both", `
document: Pet: base changed from Base to Both (response)`},
		{"another discriminator", "discriminator: kind", "discriminator: form", `
! document: Base: discriminator changed from kind to form (response)
! wire: Base: discriminator changed from kind to form`},
		{"a variant of a closed union", "- {definition: Cat, ", "- {variant: dog, of: Base, type: Cat}\n- {definition: Cat, ", `
! document: Base variant dog: union variant added (response)
wire: Base variant dog: may now be received`},
		{"additional properties", "additional: string", "additional: integer", `
! document: Cat: type of additional properties changed from string to integer (response)
! wire: Cat: type of additional properties changed from string to integer`},
		{"an enum is opened", "enum: closed", "enum: open", `
! document: Kind: enum changed from closed to open (response)`},
		{"limits", `minimum: "1", maxLength: "5"`, `default: "3", pattern: a, maxLength: "6", maxItems: "2"`, `
! document: Both.size: default is now 3 (request and response)
document: Both.size: minimum 1 removed (request and response)
document: Both.size: maximum length changed from 5 to 6 (request and response)
! document: Both.size: maximum number of items is now 2 (request and response)
! document: Both.size: pattern is now a (request and response)
! wire: Both.size: default is now 3
wire: Both.size: minimum 1 removed
wire: Both.size: maximum length changed from 5 to 6
! wire: Both.size: maximum number of items is now 2
! wire: Both.size: pattern is now a`},
		{"exclusive limits", `minimum: "1", maxLength: "5"`, `exclusiveMinimum: "1", exclusiveMaximum: "9", multipleOf: "2", uniqueItems: "true", maxLength: "5"`, `
document: Both.size: minimum 1 removed (request and response)
! document: Both.size: exclusive minimum is now 1 (request and response)
! document: Both.size: exclusive maximum is now 9 (request and response)
! document: Both.size: multipleOf is now 2 (request and response)
! document: Both.size: uniqueItems is now true (request and response)
wire: Both.size: minimum 1 removed
! wire: Both.size: exclusive minimum is now 1
! wire: Both.size: exclusive maximum is now 9
! wire: Both.size: multipleOf is now 2
! wire: Both.size: uniqueItems is now true`},
		{"lower limits", `minimum: "1"`, `minimum: "2", minLength: "1", minItems: "1"`, `
! document: Both.size: minimum changed from 1 to 2 (request and response)
! document: Both.size: minimum length is now 1 (request and response)
! document: Both.size: minimum number of items is now 1 (request and response)
! wire: Both.size: minimum changed from 1 to 2
! wire: Both.size: minimum length is now 1
! wire: Both.size: minimum number of items is now 1`},
		{"required in both directions", `maxLength: "5"}`, `maxLength: "5", is: [required]}`, `
! document: Both.size: became required (request and response)
! wire: Both.size: is now required in requests, is now always received`},
		{"nullable in both directions", `maxLength: "5"}`, `maxLength: "5", is: [nullable]}`, `
! document: Both.size: became nullable (request and response)
! wire: Both.size: may now be null`},
		{"unused definition", "- {property: what, of: Unused, type: string}", "- {property: that, of: Unused, type: integer}", `
document: Unused.that: optional property added (not used)
document: Unused.what: property removed (not used)`},
		{"deprecated", "retry: always, go", "retry: always, is: [deprecated], go", `
document: Pets_Add: became deprecated`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !strings.Contains(pets, c.old) {
				t.Fatalf("no %q in the lock", c.old)
			}
			next := strings.ReplaceAll(pets, c.old, c.new)
			want := strings.TrimPrefix(c.want, "\n")
			if got := changesBetween(t, pets, next); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// A definition that replaces another one in its references is matched with it,
// even if they have little in common.
func TestCompareReplacedDefinition(t *testing.T) {
	next := strings.NewReplacer("type: Both}", "type: Two}", "definition: Both", "definition: Two",
		"property: size, of: Both, type: integer int32", "property: mass, of: Two, type: number").Replace(pets)
	want := `document: Two: definition renamed from Both to Two (request and response)
document: Two.mass: optional property added (request and response)
! document: Both.size: property removed (request and response)
wire: Two.mass: can now be sent, may now be received
! wire: Both.size: is no longer sent, is no longer received`
	if got := changesBetween(t, pets, next); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// changesBetween returns the changes between two locks, one per line.
func changesBetween(t *testing.T, old, next string) string {
	t.Helper()
	var lines []string
	for _, c := range compare.Compare(lock(t, "old.lock", old), lock(t, "new.lock", next), nil) {
		mark := ""
		if c.Breaking {
			mark = "! "
		}
		lines = append(lines, mark+c.Key())
	}
	return strings.Join(lines, "\n")
}

func lock(t *testing.T, name, text string) *contract.Contract {
	t.Helper()
	var errs diag.List
	elements := fmt.Sprintf("v1.0.0, elements: %d}", strings.Count(text, "\n")-1)
	c := contract.Decode(name, []byte(strings.Replace(text, "v1.0.0}", elements, 1)), &errs)
	if err := errs.Err(); err != nil {
		t.Fatal(err)
	}
	return c
}

// Clearing flags is judged like setting them, with requests and responses
// exchanged.
func TestCompareBackwards(t *testing.T) {
	optional := strings.ReplaceAll(pets, `maxLength: "5"}`, `maxLength: "5", is: [required, nullable, read-only, deprecated]}`)
	want := `! document: Both.size: became optional (request and response)
document: Both.size: is no longer nullable (request and response)
document: Both.size: is no longer read-only (request and response)
document: Both.size: is no longer deprecated (request and response)
! wire: Both.size: is now optional in requests, may now be missing in responses
wire: Both.size: is no longer null
wire: Both.size: can now be sent`
	if got := changesBetween(t, optional, pets); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Each case replaces a line of pets on both sides.
func TestComparePairs(t *testing.T) {
	for _, c := range []struct{ name, line, old, next, want string }{
		{"a response gets a body", "of: Pets_Add, type: Pet, media: application/json}", "of: Pets_Add}", "of: Pets_Add, type: Pet, media: application/json}", `
document: Pets_Add response 201: type is now Pet
wire: POST /pets 201: type is now Pet`},
		{"a string becomes an enum", "type: Kind}\n", "type: string}\n", "type: string, enum: closed}\n- {value: a, of: Base.kind}\n", `
document: Base.kind: enum is now closed (response)`},
		{"an enum becomes a string", "type: Kind}\n", "type: string, enum: closed}\n- {value: a, of: Base.kind}\n", "type: string}\n", `
! document: Base.kind: enum closed removed (response)`},
		{"a response property becomes read-only", "of: Pet, type: string uri}", "of: Pet, type: string uri}", "of: Pet, type: string uri, is: [read-only]}", `
document: Pet.id: became read-only (response)`},
		{"a required property is no longer read-only", "of: NewPet, type: string}", "of: NewPet, type: string, is: [required, read-only]}", "of: NewPet, type: string, is: [required]}", `
! document: NewPet.name: is no longer read-only (request)
! wire: NewPet.name: is now required in requests`},
		{"a smaller number", "type: integer int32,", "type: integer int64,", "type: integer int32,", `
! document: Both.size: type changed from integer int64 to integer int32 (request and response)
! wire: Both.size: type changed from integer int64 to integer int32`},
		{"no longer paged", `path: "/pets",`, `path: "/pets", paging: value by next,`, `path: "/pets",`, `
! document: Pets_Add: paging removed
! wire: POST /pets: paging removed`},
		{"a header with a field is removed", "ETag, of: Pets_Add response 201, type: string, is: [required]}\n", "ETag, of: Pets_Add response 201, type: string, go: [AddResponse.ETag]}\n", "Age, of: Pets_Add response 201, type: string}\n", `
document: Pets_Add response 201 header Age: header added
! document: Pets_Add response 201 header ETag: header removed
! wire: Pets_Add response 201 header ETag: is no longer received`},
		{"a header with a field is added", "ETag, of: Pets_Add response 201, type: string, is: [required]}\n", "Age, of: Pets_Add response 201, type: string}\n", "ETag, of: Pets_Add response 201, type: string, go: [AddResponse.ETag]}\n", `
document: Pets_Add response 201 header ETag: header added
! document: Pets_Add response 201 header Age: header removed
wire: Pets_Add response 201 header ETag: may now be received`},
		{"a header in another case", "ETag, of: Pets_Add response 201, type: string, is: [required]}\n", "ETag, of: Pets_Add response 201, type: string, go: [AddResponse.ETag]}\n", "eTag, of: Pets_Add response 201, type: string, go: [AddResponse.ETag]}\n", `
document: Pets_Add response 201 header eTag: header renamed from ETag to eTag`},
		{"another list format", "in: header, type: string}", "in: header, type: array of string, format: csv}", "in: header, type: array of string, format: ssv}", `
! document: Pets_Add parameter trace: list format changed from csv to ssv
! wire: POST /pets header trace: list format changed from csv to ssv`},
		{"client name", "of: Pet, type: string uri}", "of: Pet, type: string uri}", "of: Pet, type: string uri, client-name: key}", `
document: Pet.id: client name is now key (response)`},
		{"credentials", "- {definition: NewPet,", "- {definition: NewPet,", "- {security: token, type: apiKey, in: header}\n- {definition: NewPet,", `
! document: token: security scheme added
! wire: token: is now required to authenticate`},
		{"no credentials", "- {definition: NewPet,", "- {security: token, type: apiKey, in: header}\n- {definition: NewPet,", "- {definition: NewPet,", `
document: token: security scheme removed
wire: token: is no longer required to authenticate`},
		{"another host", "- {definition: NewPet,", "- {host: host, path: \"https://a\"}\n- {definition: NewPet,", "- {host: host, path: \"https://b\"}\n- {definition: NewPet,", `
! document: host: address changed from https://a to https://b
! wire: host: address changed from https://a to https://b`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !strings.Contains(pets, c.line) {
				t.Fatalf("no %q in the lock", c.line)
			}
			with := func(text string) string { return strings.Replace(pets, c.line, text, 1) }
			want := strings.TrimPrefix(c.want, "\n")
			if got := changesBetween(t, with(c.old), with(c.next)); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// New values of version constants are compatible. A change of the API without a
// matching document change has no cause. The removal of a promoted field is
// reported once.
func TestCompareAPI(t *testing.T) {
	api := []goapi.SymbolChange{
		{Symbol: "APIVersion", Message: `value changed from "1" to "2"`},
		{Symbol: "APIVersion", Message: "removed"},
		{Symbol: "AddResponse.ID", Message: "removed"},
		{Symbol: "Pet.ID", Message: "removed"},
		{Symbol: "Elsewhere", Message: "added", Compatible: true},
	}
	old := strings.ReplaceAll(pets, "type: string uri}", "type: string uri, go: [Pet.ID]}")
	next := strings.ReplaceAll(pets, "- {property: id, of: Pet, type: string uri}\n", "")
	changes := compare.Compare(lock(t, "old.lock", old), lock(t, "new.lock", next), api)
	changes = slices.DeleteFunc(changes, func(c compare.Change) bool { return c.Layer != compare.API })
	var got []string
	for _, c := range changes {
		got = append(got, fmt.Sprintf("%t %s %s %s %v", c.Breaking, c.Key(), c.Old, c.New, c.Causes))
	}
	want := []string{
		`false api: APIVersion: value changed from "1" to "2" old.lock:1:21 new.lock:1:21 []`,
		"true api: APIVersion: removed - - []",
		"true api: Pet.ID: removed old.lock:12:3 - [document: Pet.id: property removed (response)]",
		"false api: Elsewhere: added - - []",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
