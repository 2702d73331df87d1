package report

import (
	"strings"

	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/diag"
)

// sample is a comparison with a description.
type sample struct {
	name, comment string
	reports       []*compare.Report
}

func samples() []sample {
	return []sample{
		{"empty", "Without changes, the report is one line.", []*compare.Report{unchangedReport()}},
		{"texts", "Changed descriptions require a patch version and do not appear in the changelog.", []*compare.Report{changedTexts()}},
		{"breaking_document", "A breaking change of an unused definition is reported only on the document layer.", []*compare.Report{unusedReport()}},
		{"breaking_api", "Symbols that were removed, renamed, or have another type.", []*compare.Report{breakingAPI()}},
		{"breaking_wire", "Changes that affect no Go symbol are reported with their method.", []*compare.Report{breakingWire()}},
		{"renamed", "Members of renamed types and arguments of changed methods are reported with them.", []*compare.Report{renamedReport()}},
		{"suppressed", "Active, expired and unmatched suppressions, in two packages.", []*compare.Report{suppressedReport(), unchangedReport()}},
		{"overrides", "Stale overrides come first. Nothing else changed.", []*compare.Report{staleOverrides()}},
		{"outdated", "A report with outdated overrides is marked as provisional.", []*compare.Report{outdatedReport(), singleOutdatedReport()}},
		{"additions", "A new type is listed with its fields, a new method with its types.", []*compare.Report{additionsReport()}},
		{"removed", "Removals that are not breaking.", []*compare.Report{removalsReport()}},
		{"new_package", "A package that exists on one side only.", []*compare.Report{packageAddedReport(), packageRemovedReport()}},
		{"behind", "Objects behind a hand-written type are in the changelog, and other properties in the document alone.", []*compare.Report{behindReport()}},
		{"missing", "If only the document is compared, it decides, and no version is recommended.", []*compare.Report{missingReport()}},
		{"no_versions", "A document and a package without versions.", []*compare.Report{noVersions()}},
	}
}

func oldPosAt(line int) diag.Pos { return diag.Pos{File: "spec/Pets/old.json", Line: line, Col: 5} }

func newPosAt(line int) diag.Pos { return diag.Pos{File: "spec/Pets/new.json", Line: line, Col: 5} }

// pets is a report on a bump of the API version.
func pets(version string, changes ...compare.Change) *compare.Report {
	return &compare.Report{
		Package: "pets",
		Old:     compare.Side{Source: "spec/Pets/old.json", APIVersion: "2024-01-01", Version: version},
		New:     compare.Side{Source: "spec/Pets/new.json", APIVersion: "2025-01-01", Version: version},
		Changes: compare.JoinRenames(changes),
	}
}

func unchangedReport() *compare.Report {
	side := compare.Side{Source: "spec/Zoo/zoo.json", APIVersion: "2025-01-01", Version: "v1.2.3"}
	return &compare.Report{Package: "zoo", Old: side, New: side}
}

func document(subject, what string, line int, symbols ...string) compare.Change {
	return compare.Change{Layer: compare.Document, Subject: subject, Message: what, Old: oldPosAt(line), New: newPosAt(line + 1), Symbols: symbols}
}

func apiChange(subject, what string, causes ...string) compare.Change {
	c := compare.Change{Layer: compare.API, Subject: subject, Message: what, New: newPosAt(7), Causes: causes, Symbols: []string{subject}}
	switch what {
	case "removed":
		c.Old, c.New = oldPosAt(7), diag.Pos{}
	case "added":
	default:
		c.Old = oldPosAt(7)
	}
	return c
}

func wireChange(subject, what, call string, causes ...string) compare.Change {
	lock := func(line int) diag.Pos { return diag.Pos{File: "out/pets/chatgen.lock", Line: line, Col: 1} }
	return compare.Change{Layer: compare.Wire, Subject: subject, Message: what, Old: lock(3), New: lock(4), Causes: causes, Calls: strings.Fields(call)}
}

// member is a wire change of a property.
func member(subject, what, symbols string, causes ...string) compare.Change {
	c := wireChange(subject, what, "", causes...)
	c.Symbols = strings.Fields(symbols)
	return c
}

func asBreaking(c compare.Change) compare.Change {
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

func unusedReport() *compare.Report {
	c := asBreaking(document("Unused.name", "type changed from string to integer", 12))
	r := pets("v1.2.3", c)
	r.New.APIVersion = r.Old.APIVersion
	return r
}

func breakingAPI() *compare.Report {
	renamed := "document: Pet.color: property renamed from colour to color"
	wholly := "document: Creature: definition renamed from Animal to Creature"
	chip := "document: Pet.chip: type changed from string to integer"
	moved := "document: Pet_Get: operation renamed from Pets_GetPet to Pet_Get"
	return pets("v1.2.3",
		asBreaking(document("Pet.color", "property renamed from colour to color", 5, "Pet.Colour", "Pet.Color")),
		asBreaking(document("Creature", "definition renamed from Animal to Creature", 8, "Animal", "Creature")),
		asBreaking(document("Pet.chip", "type changed from string to integer", 10, "Pet.Chip")),
		asBreaking(apiChange("Pet.Colour", "removed", renamed)),
		apiChange("Pet.Color", "added", renamed),
		asBreaking(apiChange("Kitten.Colour", "removed", renamed)), apiChange("Kitten.Color", "added", renamed),
		asBreaking(apiChange("Animal", "removed", wholly)),
		apiChange("Creature", "added", wholly),
		asBreaking(apiChange("Pet.Chip", "changed from string to int64", chip)),
		asBreaking(apiChange("UpdateOptions.Chip", "changed from string to int64", chip)),
		asBreaking(apiChange("Client.Feed", "removed")),
		asBreaking(apiChange("Client.GetPet", "removed", moved)),
		asBreaking(apiChange("fake.Server.GetPet", "removed", moved)),
		apiChange("PetClient.Get", "added", moved),
		apiChange("fake.Server.Get", "added", moved),
		asBreaking(apiChange("Rule.Check", "added")),
		asBreaking(apiChange("Pet", "old is comparable, new is not", chip)),
		asBreaking(apiChange("UpdateOptions", "old is comparable, new is not", renamed)),
		asBreaking(apiChange("ColorRed", "removed", "document: Color: value red removed")),
		asBreaking(apiChange("ColorBlue", "removed", "document: Color: value red removed")),
		apiChange("Toy", "added", "document: Color: value red removed"),
		apiChange("APIVersion", `value changed from "2024-01-01" to "2025-01-01"`),
	)
}

func breakingWire() *compare.Report {
	cause := "document: Pet.name: became required (request and response)"
	chip := "document: Pet.chip: optional property added"
	added := member("Pet.chip", "can now be sent, may now be received", "Pet.Chip", chip)
	return pets("v0.1.3",
		asBreaking(document("Pet.name", "became required (request and response)", 5, "Pet.Name")),
		document("Pet.chip", "optional property added", 9, "Pet.Chip"),
		document("Pets_List.limit", "maximum changed from 10 to 20", 30, "ListOptions.Limit"),
		document("Pet.age", "maximum changed from 10 to 20 (request)", 31, "Pet.Age"),
		document("Toy", "became deprecated", 35, "Toy", "Toy.MarshalJSON"),
		document("Pets_Get", "became deprecated", 33, "PetClient.Get", "GetPetOptions", "GetPetResponse", "GetPetResponse.Pet", "fake.Server.GetPet"),
		apiChange("Pet.Chip", "added", chip),
		asBreaking(member("Pet.name", "is now required in requests, is now received", "Pet.Name CreateOptions.Name", cause)),
		asBreaking(member("Owner.name", "is now required in requests, is now received", "Owner.Name", cause)),
		asBreaking(member("Pet.age", "type changed from string to integer", "Pet.Age")),
		asBreaking(wireChange("GET /animals", "request changed from GET /pets to GET /animals", "Client.Pets")),
		asBreaking(wireChange("POST /pets body", "media type sent changed from application/json to application/merge-patch+json", "Client.CreatePet")),
		asBreaking(wireChange("PUT /pets/{id} body", "media type sent changed from application/json to application/merge-patch+json", "PetClient.Replace")),
		wireChange("GET /pets/{id} 202", "is now a success status", "PetClient.Get"),
		wireChange("DELETE /pets/{id} query force", "can now be sent", ""),
		member("Foreign.age", "may now be null", ""),
		asBreaking(member("Foreign.name", "is now required in requests", "")),
		asBreaking(func() compare.Change {
			c := member("Foreign.size", "is now required in requests", "fake.Server.Get")
			c.Calls = []string{"Client.CreatePet", "Client.Pets"}
			return c
		}()),
		wireChange("GET /pets query api-version", "value changed from 2024-01-01 to 2025-01-01", "Client.Pets"),
		added,
	)
}

func renamedReport() *compare.Report {
	pet, get := "document: Animal: definition renamed from Pet to Animal", "document: Animals_Get: operation renamed from Pets_Get to Animals_Get"
	body, note := "document: Pets_Note body: optional request body added", document("Note", "definition added", 9)
	note.Causes = []string{body}
	return pets("v0.1.3",
		document("Animal", "definition renamed from Pet to Animal", 3, "Animal", "Pet", "Pet.MarshalJSON"),
		document("Animals_Get", "operation renamed from Pets_Get to Animals_Get", 5, "GetAnimalResponse.Animal", "GetPetResponse.Pet"),
		note,
		asBreaking(apiChange("Pet", "removed", pet)), apiChange("Animal", "added", pet),
		asBreaking(apiChange("GetPetResponse", "removed", get)), apiChange("GetAnimalResponse", "added", get),
		asBreaking(apiChange("Client.GetPet", "removed", get)), apiChange("AnimalClient.Get", "added", get),
		asBreaking(apiChange("AnimalClient.Wash", "changed from func(string) to func(int32)")),
		asBreaking(apiChange("Page.Value", "changed from []Pet to []Animal")),
		apiChange("Kennel", "added"), apiChange("NoteOptions.Text", "added", note.Key()),
		asBreaking(member("Pet.owner", "is no longer received", "Pet.Owner")), member("Animal.ownerIdentifier", "is now received", "Animal.Owner"),
		asBreaking(member("Pet.age", "is no longer received", "Pet.Age")), member("Animal.born", "may now be received", "Animal.Born"),
		member("Animal.name", "may now be null", "Animal.Name Pet.Name"),
		member("Kennel.size", "may now be received", "Kennel.Size"), asBreaking(member("Kennel.door", "is now required in requests", "Kennel.Door")),
		asBreaking(wireChange("POST /pets/{id}/wash body", "is now required in requests", "AnimalClient.Wash")),
		wireChange("POST /pets/{id}/wash 202", "is now a success status", "AnimalClient.Wash"),
		wireChange("GET /pets/{id} header language", "can now be sent", "AnimalClient.Get"),
		asBreaking(wireChange("GET /pets query sort", "is now required in requests", "AnimalClient.Wash Client.Pets")),
		wireChange("POST /notes body", "can now be sent", "AnimalClient.Note", body),
	)
}

func suppressedReport() *compare.Report {
	active, expired := asBreaking(apiChange("Client.Feed", "removed")), asBreaking(apiChange("Client.Wash", "removed"))
	active.Suppressed = &compare.Suppression{
		Pos: diag.Pos{File: "suppressions.yaml", Line: 3, Col: 3}, Change: active.Key(), Until: "2027-01-31",
		Why: "The service has returned 501 since the first preview, so no program can depend on it (see its release notes).",
	}
	expired.Expired = &compare.Suppression{Pos: diag.Pos{File: "suppressions.yaml", Line: 7, Col: 3}, Change: expired.Key(), Why: "Not yet.", Until: "2026-01-31"}
	r := pets("v1.2.3", active, expired, apiChange("Pet.Name", "added"))
	r.Unmatched = []compare.Suppression{{
		Pos: diag.Pos{File: "suppressions.yaml", Line: 9, Col: 3}, Change: "wire: GET /pets: removed", Why: "Removed.", Until: "2027-01-31",
	}}
	return r
}

func staleOverrides() *compare.Report {
	r := unchangedReport()
	at := func(line int) diag.Pos { return diag.Pos{File: "overrides/zoo/names.yaml", Line: line, Col: 3} }
	r.Overrides = compare.Overrides{
		Applied:   []compare.Override{{Pos: at(1), Target: "Zoo_List", Effect: "named Visit"}},
		Stale:     []compare.Override{{Pos: at(5), Target: "Zoo_Lst", Effect: "no such operation"}, {Pos: at(9), Target: "Cage", Effect: "no such definition"}},
		Redundant: []compare.Override{{Pos: at(13), Target: "Zoo.name", Effect: "is named so already"}},
	}
	return r
}

// outdatedReport has a change that an override affects on both sides, and another
// override that had the same position on the old side.
func outdatedReport() *compare.Report {
	names := diag.Pos{File: "overrides/pets/names.yaml", Line: 3, Col: 3}
	removed := asBreaking(apiChange("Pet.Name", "removed"))
	removed.Overrides = []compare.Override{
		{Pos: names, Target: "Pet", Effect: "stripped from 9 names"}, {Pos: names, Target: "Cat", Effect: "named Pet"},
		{Pos: names, Target: "Pet", Effect: "stripped from 8 names"},
	}
	r := pets("v0.1.3", removed)
	r.Overrides = staleOverrides().Overrides
	return r
}

func singleOutdatedReport() *compare.Report {
	r := unchangedReport()
	r.Changes = []compare.Change{apiChange("Cage", "added")}
	r.Overrides.Redundant = staleOverrides().Overrides.Redundant
	return r
}

func additionsReport() *compare.Report {
	toy, call := "document: Toy: schema added", "document: Pets_Walk: operation added"
	meta := func(schema string) string { return "document: " + schema + ".metadata: optional property added" }
	added := func(c compare.Change) compare.Change {
		c.Old = diag.Pos{}
		return c
	}
	named := document("Pet.metadata", "optional property added", 5, "Pet.Metadata", "CreateOptions.Metadata")
	named.Calls = []string{"Client.CreatePet", "PetClient.Get", "PetClient.Replace"}
	named.Overrides = []compare.Override{{
		Pos: diag.Pos{File: "overrides/pets/docs.yaml", Line: 30, Col: 3}, Target: "Pet.metadata", Effect: "text replaced",
	}}
	huge := apiChange("Kennel", "added", "document: Kennel: schema added")
	huge.Symbols = []string{"Kennel"}
	for _, field := range []string{"A", "B", "C", "D", "E", "F", "G", "H", "I"} {
		huge.Symbols = append(huge.Symbols, "Kennel."+field)
	}
	small := apiChange("Toy", "added", toy)
	small.Symbols = []string{"Toy", "Toy.Name", "Toy.Size"}
	r := pets("v0.1.3",
		added(named), added(document("Owner.metadata", "optional property added", 8, "Owner.Metadata")),
		added(document("Toy", "schema added", 11, "Toy")),
		apiChange("CreateOptions.Metadata", "added", meta("Pet")),
		apiChange("GetPetResponse.Metadata", "added", meta("Pet")),
		apiChange("Kennel.MarshalJSON", "added", "document: Kennel: schema added"),
		huge,
		apiChange("Owner.Metadata", "added", meta("Owner")),
		apiChange("Pet.Metadata", "added", meta("Pet")),
		apiChange("PetClient.Walk", "added", call),
		small,
		apiChange("NoneRule", "added", "document: NoneRule: schema added"),
		apiChange("PossibleRuleValues", "added", "document: Rule: schema added"),
		apiChange("Rule", "added", "document: Rule: schema added"),
		apiChange("WalkOptions", "added", call),
		apiChange("WalkResponse", "added", call),
		apiChange("ModuleVersion", `value changed from "v0.1.3" to "v0.2.0"`),
		member("Pet.metadata", "can now be sent, may now be received", "Pet.Metadata", meta("Pet")),
	)
	r.Overrides.Applied = named.Overrides
	return r
}

func removalsReport() *compare.Report {
	removed := apiChange("Client.Feed", "removed")
	removed.Suppressed = &compare.Suppression{Pos: diag.Pos{File: "s.yaml", Line: 1, Col: 3}, Change: removed.Key(), Why: "Never worked.", Until: "2027-01-31"}
	loose := apiChange("Pet.Chip", "removed")
	loose.Suppressed = removed.Suppressed
	return pets("v1.2.3", removed, loose)
}

func noVersions() *compare.Report {
	r := pets("", apiChange("Pet", "old is comparable, new is not"))
	r.Old.APIVersion, r.New.APIVersion = "", ""
	return r
}

func packageAddedReport() *compare.Report {
	return &compare.Report{Package: "pets", New: pets("v0.1.0").New, Changes: []compare.Change{{Layer: compare.API, Subject: "package pets", Message: "added"}}}
}

func packageRemovedReport() *compare.Report {
	return &compare.Report{Package: "zoo", Old: unchangedReport().Old, Changes: []compare.Change{
		{Layer: compare.API, Subject: "package zoo", Message: "removed", Breaking: true},
	}}
}

func behindReport() *compare.Report {
	behind := func(c compare.Change, isObject bool) compare.Change {
		c.Behind, c.IsObject = []string{"zoo.Animal"}, isObject
		return c
	}
	return pets("v1.2.3",
		behind(document("Animal.whale", "optional property added (response)", 3, "zoo.Animal"), true),
		behind(document("Animal.shark", "optional property added (response)", 5, "zoo.Animal"), true),
		behind(asBreaking(document("Animal.dodo", "property removed (response)", 7, "zoo.Animal")), true),
		behind(document("Animal.kind", "optional property added (response)", 9, "zoo.Animal"), false),
		behind(document("Whale.weight", "optional property added (response)", 11), false),
	)
}

func missingReport() *compare.Report {
	r := pets("v1.2.3", asBreaking(document("Pet.name", "type changed from string to integer", 12)))
	r.Missing, r.MissingReason = []compare.Layer{compare.API, compare.Wire}, "new.json:12:5: Pet.name: not supported"
	return r
}
