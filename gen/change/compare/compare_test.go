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

// pets is what most cases begin with: Pet comes, NewPet goes, Both does both,
// Unused neither.
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
- {member: cat, of: Base, type: Cat}
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

// Each case changes lines of pets and tells all that is said of it. A breaking
// change begins with an exclamation mark.
func TestCompare(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"place of a parameter", "in: header, type: string", "in: query, type: string", `
! document: Pets_Add parameter trace: place changed from header to query
! wire: POST /pets query trace: place changed from header to query`},
		{"header came", "- {header: ETag, of: Pets_Add response 201, type: string, is: [required]}\n", "", `
! document: Pets_Add response 201 header ETag: header removed`},
		{"header optional", "type: string, is: [required]}", "type: string}", `
! document: Pets_Add response 201 header ETag: became optional`},
		{"body optional", "sends: application/json, is: [required]}", "sends: application/json}", `
document: Pets_Add body: became optional
wire: POST /pets body: may be left out now`},
		{"body gone", "- {body: body, of: Pets_Add, type: NewPet, media: application/json, sends: application/json, is: [required]}\n", "", `
! document: Pets_Add body: request body removed
! wire: POST /pets body: is no longer sent`},
		{"media types of an answer", "type: Pet, media: application/json", "type: Pet, media: text/plain", `
! document: Pets_Add response 201: media type changed from application/json to text/plain
! wire: POST /pets 201: comes as text/plain, was application/json`},
		{"one more media type", "type: Pet, media: application/json", `type: Pet, media: "application/json, text/plain"`, `
document: Pets_Add response 201: media type changed from application/json to application/json, text/plain
wire: POST /pets 201: comes as application/json, text/plain, was application/json`},
		{"another media type sent", "sends: application/json", "sends: text/plain", `
! wire: POST /pets body: is sent as text/plain, was application/json`},
		{"sent again", "retry: always", "retry: if the first was not carried out", `
wire: POST /pets: is sent again if the first was not carried out, was always`},
		{"error becomes success", "type: Fault, is: [error]}", "type: Fault}", `
! document: Pets_Add response default: means success now
! wire: POST /pets default: means success now`},
		{"success becomes an error", `- {response: "201", of: Pets_Add, type: Pet, media: application/json}`,
			`- {response: "201", of: Pets_Add, type: Pet, media: application/json, is: [error]}`, `
! document: Pets_Add response 201: is an error now
! wire: POST /pets 201: is an error now`},
		{"answer without a body", `type: Pet, media: application/json}`, `media: application/json}`, `
! document: Pets_Add response 201: type Pet removed
! wire: POST /pets 201: is nothing, was Pet`},
		{"format asked for", "of: NewPet, type: string}", "of: NewPet, type: string date-time}", `
! document: NewPet.name: type changed from string to string date-time (request)
! wire: NewPet.name: is string date-time, was string`},
		{"format no longer promised", "type: string uri", "type: string", `
! document: Pet.id: type changed from string uri to string (answer)`},
		{"another base", "extends: Base", "extends: Both", `
document: Pet: base changed from Base to Both (answer)`},
		{"another discriminator", "discriminator: kind", "discriminator: form", `
! document: Base: discriminator changed from kind to form (answer)
! wire: Base: discriminator changed from kind to form`},
		{"a member of a closed family", "- {definition: Cat, ", "- {member: dog, of: Base, type: Cat}\n- {definition: Cat, ", `
! document: Base member dog: member of the family added (answer)
wire: Base member dog: may come now`},
		{"further members", "additional: string", "additional: integer", `
! document: Cat: type of further members changed from string to integer (answer)
! wire: Cat: type of further members changed from string to integer`},
		{"an enum is opened", "enum: closed", "enum: open", `
! document: Kind: enum changed from closed to open (answer)`},
		{"limits", `minimum: "1", maxLength: "5"`, `default: "3", pattern: a, maxLength: "6", maxItems: "2"`, `
! document: Both.size: default is 3 now (request and answer)
document: Both.size: minimum 1 removed (request and answer)
document: Both.size: greatest length changed from 5 to 6 (request and answer)
! document: Both.size: greatest number of items is 2 now (request and answer)
! document: Both.size: pattern is a now (request and answer)`},
		{"exclusive limits", `minimum: "1", maxLength: "5"`, `exclusiveMinimum: "1", exclusiveMaximum: "9", multipleOf: "2", uniqueItems: "true", maxLength: "5"`, `
document: Both.size: minimum 1 removed (request and answer)
! document: Both.size: exclusive minimum is 1 now (request and answer)
! document: Both.size: exclusive maximum is 9 now (request and answer)
! document: Both.size: step is 2 now (request and answer)
! document: Both.size: uniqueness of items is true now (request and answer)`},
		{"lower limits", `minimum: "1"`, `minimum: "2", minLength: "1", minItems: "1"`, `
! document: Both.size: minimum changed from 1 to 2 (request and answer)
! document: Both.size: least length is 1 now (request and answer)
! document: Both.size: least number of items is 1 now (request and answer)`},
		{"required on both ways", `maxLength: "5"}`, `maxLength: "5", is: [required]}`, `
! document: Both.size: became required (request and answer)
! wire: Both.size: must be sent now, always comes now`},
		{"null on both ways", `maxLength: "5"}`, `maxLength: "5", is: [nullable]}`, `
! document: Both.size: became nullable (request and answer)
! wire: Both.size: may be null now`},
		{"what nobody uses", "- {property: what, of: Unused, type: string}", "- {property: that, of: Unused, type: integer}", `
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
			if got := said(t, pets, next); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// A definition that takes the place of another one wherever that was referred to
// is the same one under another name, however little they have in common.
func TestCompareReplacedDefinition(t *testing.T) {
	next := strings.NewReplacer("type: Both}", "type: Two}", "definition: Both", "definition: Two",
		"property: size, of: Both, type: integer int32", "property: mass, of: Two, type: number").Replace(pets)
	want := `document: Two: definition renamed from Both (request and answer)
document: Two.mass: optional property added (request and answer)
! document: Both.size: property removed (request and answer)
wire: Two.mass: may be sent now, may come now
! wire: Both.size: is no longer sent, no longer comes`
	if got := said(t, pets, next); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// said returns the changes between two locks, a line each.
func said(t *testing.T, old, next string) string {
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

// Each rule goes both ways: what breaks in one direction is compatible in the
// other, or breaks the other party.
func TestCompareBackwards(t *testing.T) {
	optional := strings.ReplaceAll(pets, `maxLength: "5"}`, `maxLength: "5", is: [required, nullable, read-only, deprecated]}`)
	want := `! document: Both.size: became optional (request and answer)
document: Both.size: is no longer nullable (request and answer)
document: Both.size: is no longer read-only (request and answer)
document: Both.size: is no longer deprecated (request and answer)
! wire: Both.size: may be left out now, may be missing now
wire: Both.size: is never null now
wire: Both.size: may be sent now`
	if got := said(t, optional, pets); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// What comes is judged as what goes is, and nothing is told twice. Each case gives
// a line of pets on both sides.
func TestComparePairs(t *testing.T) {
	for _, c := range []struct{ name, line, old, next, want string }{
		{"an answer gets a body", "of: Pets_Add, type: Pet, media: application/json}", "of: Pets_Add}", "of: Pets_Add, type: Pet, media: application/json}", `
document: Pets_Add response 201: type is Pet now
wire: POST /pets 201: is Pet`},
		{"a text becomes an enum", "type: Kind}\n", "type: string}\n", "type: string, enum: closed}\n- {value: a, of: Base.kind}\n", `
document: Base.kind: enum is closed now (answer)`},
		{"an enum becomes a text", "type: Kind}\n", "type: string, enum: closed}\n- {value: a, of: Base.kind}\n", "type: string}\n", `
! document: Base.kind: enum closed removed (answer)`},
		{"what only comes is read-only", "of: Pet, type: string uri}", "of: Pet, type: string uri}", "of: Pet, type: string uri, is: [read-only]}", `
document: Pet.id: became read-only (answer)`},
		{"what is required is sent again", "of: NewPet, type: string}", "of: NewPet, type: string, is: [required, read-only]}", "of: NewPet, type: string, is: [required]}", `
! document: NewPet.name: is no longer read-only (request)
! wire: NewPet.name: must be sent now`},
		{"a smaller number", "type: integer int32,", "type: integer int64,", "type: integer int32,", `
! document: Both.size: type changed from integer int64 to integer int32 (request and answer)
! wire: Both.size: is integer int32, was integer int64`},
		{"no pages any more", `path: "/pets",`, `path: "/pets", paging: value by next,`, `path: "/pets",`, `
! document: Pets_Add: paging removed
! wire: POST /pets: pages hold nothing, was value by next`},
		{"another list format", "in: header, type: string}", "in: header, type: array of string, format: csv}", "in: header, type: array of string, format: ssv}", `
! document: Pets_Add parameter trace: list format changed from csv to ssv
! wire: POST /pets header trace: list format changed from csv to ssv`},
		{"another name for clients", "of: Pet, type: string uri}", "of: Pet, type: string uri}", "of: Pet, type: string uri, client-name: key}", `
document: Pet.id: name for clients is key now (answer)`},
		{"credentials", "- {definition: NewPet,", "- {definition: NewPet,", "- {security: token, type: apiKey, in: header}\n- {definition: NewPet,", `
! document: token: security scheme added
! wire: token: must be sent now`},
		{"no credentials", "- {definition: NewPet,", "- {security: token, type: apiKey, in: header}\n- {definition: NewPet,", "- {definition: NewPet,", `
document: token: security scheme removed
wire: token: is no longer sent`},
		{"another host", "- {definition: NewPet,", "- {host: host, path: \"https://a\"}\n- {definition: NewPet,", "- {host: host, path: \"https://b\"}\n- {definition: NewPet,", `
! document: host: address changed from https://a to https://b
! wire: host: is https://b, was https://a`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !strings.Contains(pets, c.line) {
				t.Fatalf("no %q in the lock", c.line)
			}
			with := func(text string) string { return strings.Replace(pets, c.line, text, 1) }
			want := strings.TrimPrefix(c.want, "\n")
			if got := said(t, with(c.old), with(c.next)); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// The constants that hold versions change with every bump, so that they break
// nobody. A change of Go that no change of the document explains has no cause,
// and what a struct has from one that it embeds is told once.
func TestCompareAPI(t *testing.T) {
	api := []goapi.Change{
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
		"true api: Pet.ID: removed old.lock:12:3 - [document: Pet.id: property removed (answer)]",
		"false api: Elsewhere: added - - []",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
