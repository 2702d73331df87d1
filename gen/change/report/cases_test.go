package report

import (
	"strings"

	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/diag"
)

// sample is a comparison that shows one form.
type sample struct {
	name, says string
	reports    []*compare.Report
}

func samples() []sample {
	return []sample{
		{"empty", "Where nothing changed, a line says so.", []*compare.Report{stays()}},
		{"texts", "Descriptions alone are a patch, of which importers are told nothing.", []*compare.Report{changedTexts()}},
		{"breaking_document", "What the package does not use breaks on the document's layer only.", []*compare.Report{unused()}},
		{"breaking_api", "Names that went, came in another's place, or have another type.", []*compare.Report{breaksAPI()}},
		{"breaking_wire", "What no Go symbol shows is told by its call.", []*compare.Report{breaksWire()}},
		{"renamed", "Members of renamed types and arguments of changed methods are told with them.", []*compare.Report{renamed()}},
		{"suppressed", "Suppressed, expired and idle entries, in two packages.", []*compare.Report{suppressed(), stays()}},
		{"overrides", "Overrides that no longer match stand first; nothing else changed.", []*compare.Report{staleOverrides()}},
		{"misfits", "While overrides do not fit, no verdict and no section is final.", []*compare.Report{misfitting(), misfittingOne()}},
		{"additions", "A new type is a line with its fields, a new call is one with its types.", []*compare.Report{additions()}},
		{"removed", "What goes without breaking anybody.", []*compare.Report{removals()}},
		{"new_package", "A package that is on one side only.", []*compare.Report{newPackage(), gonePackage()}},
		{"no_versions", "Documents without versions, in a package without one.", []*compare.Report{noVersions()}},
	}
}

func oldAt(line int) diag.Pos { return diag.Pos{File: "spec/Pets/old.json", Line: line, Col: 5} }

func newAt(line int) diag.Pos { return diag.Pos{File: "spec/Pets/new.json", Line: line, Col: 5} }

// pets is a report on a bump of the API version.
func pets(version string, changes ...compare.Change) *compare.Report {
	return &compare.Report{
		Package: "pets",
		Old:     compare.Side{Source: "spec/Pets/old.json", APIVersion: "2024-01-01", Version: version},
		New:     compare.Side{Source: "spec/Pets/new.json", APIVersion: "2025-01-01", Version: version},
		Changes: changes,
	}
}

func stays() *compare.Report {
	side := compare.Side{Source: "spec/Zoo/zoo.json", APIVersion: "2025-01-01", Version: "v1.2.3"}
	return &compare.Report{Package: "zoo", Old: side, New: side}
}

func document(subject, what string, line int, symbols ...string) compare.Change {
	return compare.Change{Layer: compare.Document, Subject: subject, What: what, Old: oldAt(line), New: newAt(line + 1), Symbols: symbols}
}

func exports(subject, what string, causes ...string) compare.Change {
	c := compare.Change{Layer: compare.API, Subject: subject, What: what, New: newAt(7), Causes: causes, Symbols: []string{subject}}
	switch what {
	case "removed":
		c.Old, c.New = oldAt(7), diag.Pos{}
	case "added":
	default:
		c.Old = oldAt(7)
	}
	return c
}

func sends(subject, what, call string, causes ...string) compare.Change {
	lock := func(line int) diag.Pos { return diag.Pos{File: "out/pets/chatgen.lock", Line: line, Col: 1} }
	return compare.Change{Layer: compare.Wire, Subject: subject, What: what, Old: lock(3), New: lock(4), Causes: causes, Calls: strings.Fields(call)}
}

// member is a change to a member of objects that are sent or come.
func member(subject, what, symbols string, causes ...string) compare.Change {
	c := sends(subject, what, "", causes...)
	c.Symbols = strings.Fields(symbols)
	return c
}

func breaks(c compare.Change) compare.Change {
	c.Breaking = true
	return c
}

func changedTexts() *compare.Report {
	return pets("v0.1.0",
		document("Pet", "description changed", 3, "Pet"),
		document("Pet.name", "description changed", 5, "Pet.Name", "UpdateOptions.Name"),
		document("Pets_Get", "description changed", 7, "GetPetOptions", "GetPetResponse", "GetPetResponse.Pet", "PetClient.Get", "fake.Server.GetPet"),
		document("Unused", "description changed", 9),
	)
}

func unused() *compare.Report {
	c := breaks(document("Unused.name", "type changed from string to integer", 12))
	r := pets("v1.2.3", c)
	r.New.APIVersion = r.Old.APIVersion
	return r
}

func breaksAPI() *compare.Report {
	renamed := "document: Pet.colour: renamed to color"
	wholly := "document: Animal: renamed to Creature"
	chip := "document: Pet.chip: type changed from string to integer"
	moved := "document: Pet_Get: operation renamed from Pets_GetPet"
	return pets("v1.2.3",
		breaks(document("Pet.colour", "renamed to color", 5, "Pet.Colour", "Pet.Color")),
		breaks(document("Animal", "renamed to Creature", 8, "Animal", "Creature")),
		breaks(document("Pet.chip", "type changed from string to integer", 10, "Pet.Chip")),
		breaks(exports("Pet.Colour", "removed", renamed)),
		exports("Pet.Color", "added", renamed),
		breaks(exports("Animal", "removed", wholly)),
		breaks(exports("Animal.Name", "removed", wholly)),
		exports("Creature", "added", wholly),
		exports("Creature.Name", "added", wholly),
		breaks(exports("Pet.Chip", "changed from string to int64", chip)),
		breaks(exports("UpdateOptions.Chip", "changed from string to int64", chip)),
		breaks(exports("Client.Feed", "removed")),
		breaks(exports("Client.GetPet", "removed", moved)),
		breaks(exports("fake.Server.GetPet", "removed", moved)),
		exports("PetClient.Get", "added", moved),
		exports("fake.Server.Get", "added", moved),
		breaks(exports("Rule.Check", "added")),
		breaks(exports("Pet", "old is comparable, new is not", chip)),
		breaks(exports("UpdateOptions", "old is comparable, new is not", renamed)),
		breaks(exports("ColorRed", "removed", "document: Color: value red removed")),
		breaks(exports("ColorBlue", "removed", "document: Color: value red removed")),
		exports("Toy", "added", "document: Color: value red removed"),
		exports("APIVersion", `value changed from "2024-01-01" to "2025-01-01"`),
	)
}

func breaksWire() *compare.Report {
	cause := "document: Pet.name: became required (request and answer)"
	chip := "document: Pet.chip: optional property added"
	added := member("Pet.chip", "may be sent now, may come now", "Pet.Chip", chip)
	return pets("v0.1.3",
		breaks(document("Pet.name", "became required (request and answer)", 5, "Pet.Name")),
		document("Pet.chip", "optional property added", 9, "Pet.Chip"),
		document("Pets_List.limit", "maximum changed from 10 to 20", 30, "ListOptions.Limit"),
		document("Pet.age", "maximum changed from 10 to 20 (request)", 31, "Pet.Age"),
		document("Toy", "became deprecated", 35, "Toy", "Toy.MarshalJSON"),
		document("Pets_Get", "became deprecated", 33, "PetClient.Get", "GetPetOptions", "GetPetResponse", "GetPetResponse.Pet", "fake.Server.GetPet"),
		exports("Pet.Chip", "added", chip),
		breaks(member("Pet.name", "must be sent now, comes now", "Pet.Name CreateOptions.Name", cause)),
		breaks(member("Owner.name", "must be sent now, comes now", "Owner.Name", cause)),
		breaks(member("Pet.age", "is integer, was string", "Pet.Age")),
		breaks(sends("GET /animals", "is GET /animals, was GET /pets", "Client.Pets")),
		breaks(sends("POST /pets body", "is sent as application/merge-patch+json, was application/json", "Client.CreatePet")),
		breaks(sends("PUT /pets/{id} body", "is sent as application/merge-patch+json, was application/json", "PetClient.Replace")),
		sends("GET /pets/{id} 202", "means success now", "PetClient.Get"),
		sends("DELETE /pets/{id} query force", "may be sent now", ""),
		member("Foreign.age", "may be null now", ""),
		breaks(member("Foreign.name", "must be sent now", "")),
		breaks(func() compare.Change {
			c := member("Foreign.size", "must be sent now", "fake.Server.Get")
			c.Calls = []string{"Client.CreatePet", "Client.Pets"}
			return c
		}()),
		sends("GET /pets query api-version", "value changed from 2024-01-01 to 2025-01-01", "Client.Pets"),
		added,
	)
}

func renamed() *compare.Report {
	pet, get := "document: Animal: definition renamed from Pet", "document: Animals_Get: operation renamed from Pets_Get"
	body, note := "document: Pets_Note body: optional request body added", document("Note", "definition added", 9)
	note.Causes = []string{body}
	return pets("v0.1.3",
		document("Animal", "definition renamed from Pet", 3, "Animal", "Pet", "Pet.MarshalJSON"),
		document("Animals_Get", "operation renamed from Pets_Get", 5, "GetAnimalResponse.Animal", "GetPetResponse.Pet"),
		note,
		breaks(exports("Pet", "removed", pet)), exports("Animal", "added", pet),
		breaks(exports("GetPetResponse", "removed", get)), exports("GetAnimalResponse", "added", get),
		breaks(exports("Client.GetPet", "removed", get)), exports("AnimalClient.Get", "added", get),
		breaks(exports("AnimalClient.Wash", "changed from func(string) to func(int32)")),
		breaks(exports("Page.Value", "changed from []Pet to []Animal")),
		exports("Kennel", "added"), exports("NoteOptions.Text", "added", note.Key()),
		breaks(member("Pet.owner", "no longer comes", "Pet.Owner")), member("Animal.ownerIdentifier", "comes now", "Animal.Owner"),
		breaks(member("Pet.age", "no longer comes", "Pet.Age")), member("Animal.born", "may come now", "Animal.Born"),
		member("Animal.name", "may be null now", "Animal.Name Pet.Name"),
		member("Kennel.size", "may come now", "Kennel.Size"), breaks(member("Kennel.door", "must be sent now", "Kennel.Door")),
		breaks(sends("POST /pets/{id}/wash body", "must be sent now", "AnimalClient.Wash")),
		sends("POST /pets/{id}/wash 202", "means success now", "AnimalClient.Wash"),
		sends("GET /pets/{id} header language", "may be sent now", "AnimalClient.Get"),
		breaks(sends("GET /pets query sort", "must be sent now", "AnimalClient.Wash Client.Pets")),
		sends("POST /notes body", "may be sent now", "AnimalClient.Note", body),
	)
}

func suppressed() *compare.Report {
	held, over := breaks(exports("Client.Feed", "removed")), breaks(exports("Client.Wash", "removed"))
	held.Suppressed = &compare.Suppression{
		Pos: diag.Pos{File: "suppressions.yaml", Line: 3, Col: 3}, Change: held.Key(), Until: "2027-01-31",
		Why: "Nobody could call it: the service has answered 501 since the first preview, as its release notes say.",
	}
	over.Expired = &compare.Suppression{Pos: diag.Pos{File: "suppressions.yaml", Line: 7, Col: 3}, Change: over.Key(), Why: "Not yet.", Until: "2026-01-31"}
	r := pets("v1.2.3", held, over, exports("Pet.Name", "added"))
	r.Unmatched = []compare.Suppression{{
		Pos: diag.Pos{File: "suppressions.yaml", Line: 9, Col: 3}, Change: "wire: GET /pets: removed", Why: "Long gone.", Until: "2027-01-31",
	}}
	return r
}

func staleOverrides() *compare.Report {
	r := stays()
	at := func(line int) diag.Pos { return diag.Pos{File: "overrides/zoo/names.yaml", Line: line, Col: 3} }
	r.Overrides = compare.Overrides{
		Fired:     []compare.Override{{Pos: at(1), Target: "Zoo_List", Effect: "named Visit"}},
		Stale:     []compare.Override{{Pos: at(5), Target: "Zoo_Lst", Effect: "no such operation"}, {Pos: at(9), Target: "Cage", Effect: "no such definition"}},
		Redundant: []compare.Override{{Pos: at(13), Target: "Zoo.name", Effect: "is named so already"}},
	}
	return r
}

// misfitting has a change that an entry shapes on both sides, and another entry
// that stood in its place before.
func misfitting() *compare.Report {
	names := diag.Pos{File: "overrides/pets/names.yaml", Line: 3, Col: 3}
	gone := breaks(exports("Pet.Name", "removed"))
	gone.Overrides = []compare.Override{
		{Pos: names, Target: "Pet", Effect: "stripped from 9 names"}, {Pos: names, Target: "Cat", Effect: "named Pet"},
		{Pos: names, Target: "Pet", Effect: "stripped from 8 names"},
	}
	r := pets("v0.1.3", gone)
	r.Overrides = staleOverrides().Overrides
	return r
}

func misfittingOne() *compare.Report {
	r := stays()
	r.Changes = []compare.Change{exports("Cage", "added")}
	r.Overrides.Redundant = staleOverrides().Overrides.Redundant
	return r
}

func additions() *compare.Report {
	toy, call := "document: Toy: schema added", "document: Pets_Walk: operation added"
	meta := func(schema string) string { return "document: " + schema + ".metadata: optional property added" }
	added := func(c compare.Change) compare.Change {
		c.Old = diag.Pos{}
		return c
	}
	named := document("Pet.metadata", "optional property added", 5, "Pet.Metadata", "CreateOptions.Metadata")
	named.Calls = []string{"Client.CreatePet", "PetClient.Get", "PetClient.Replace"}
	named.Overrides = []compare.Override{{
		Pos: diag.Pos{File: "overrides/pets/docs.yaml", Line: 30, Col: 3}, Target: "Pet.metadata", Effect: "documented as what a client knows of it",
	}}
	huge := exports("Kennel", "added", "document: Kennel: schema added")
	huge.Symbols = []string{"Kennel"}
	for _, field := range []string{"A", "B", "C", "D", "E", "F", "G", "H", "I"} {
		huge.Symbols = append(huge.Symbols, "Kennel."+field)
	}
	r := pets("v0.1.3",
		added(named), added(document("Owner.metadata", "optional property added", 8, "Owner.Metadata")),
		added(document("Toy", "schema added", 11, "Toy")),
		exports("CreateOptions.Metadata", "added", meta("Pet")),
		exports("GetPetResponse.Metadata", "added", meta("Pet")),
		exports("Kennel.MarshalJSON", "added", "document: Kennel: schema added"),
		huge,
		exports("Owner.Metadata", "added", meta("Owner")),
		exports("Pet.Metadata", "added", meta("Pet")),
		exports("PetClient.Walk", "added", call),
		exports("Toy", "added", toy),
		exports("NoneRule", "added", "document: NoneRule: schema added"),
		exports("PossibleRuleValues", "added", "document: Rule: schema added"),
		exports("Rule", "added", "document: Rule: schema added"),
		exports("Toy.Name", "added", toy),
		exports("Toy.Size", "added", toy),
		exports("WalkOptions", "added", call),
		exports("WalkResponse", "added", call),
		exports("ModuleVersion", `value changed from "v0.1.3" to "v0.2.0"`),
		member("Pet.metadata", "may be sent now, may come now", "Pet.Metadata", meta("Pet")),
	)
	r.Overrides.Fired = named.Overrides
	return r
}

func removals() *compare.Report {
	gone := exports("Client.Feed", "removed")
	gone.Suppressed = &compare.Suppression{Pos: diag.Pos{File: "s.yaml", Line: 1, Col: 3}, Change: gone.Key(), Why: "Never worked.", Until: "2027-01-31"}
	loose := exports("Pet.Chip", "removed")
	loose.Suppressed = gone.Suppressed
	return pets("v1.2.3", gone, loose)
}

func noVersions() *compare.Report {
	r := pets("", exports("Pet", "old is comparable, new is not"))
	r.Old.APIVersion, r.New.APIVersion = "", ""
	return r
}

func newPackage() *compare.Report {
	return &compare.Report{Package: "pets", New: pets("v0.1.0").New, Changes: []compare.Change{{Layer: compare.API, Subject: "package pets", What: "added"}}}
}

func gonePackage() *compare.Report {
	return &compare.Report{Package: "zoo", Old: stays().Old, Changes: []compare.Change{
		{Layer: compare.API, Subject: "package zoo", What: "removed", Breaking: true},
	}}
}
