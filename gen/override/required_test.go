package override_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/gen/model"
)

func TestRequired(t *testing.T) {
	pkg := sample()
	add := pkg.Clients[0].Operations[1]
	add.Result.Decl.(*model.Struct).Fields[0].ResponseRequired = true
	if got := problemsOf(pkg, file("required", `
- definition: AddResult
  property: refused
  required: false
  expect: {type: array, required: false}
- definition: Outcome
  property: failures
  required: true
- definition: Fault
  property: code
  required: true
`)); got != "" {
		t.Fatal(got)
	}
	checkEffects(t, pkg, "AddResult.refused: optional in responses", "Outcome.failures: required in responses", "Fault.code: required in responses")
	for _, c := range []struct {
		definition, property string
		want                 bool
	}{{"AddResult", "refused", false}, {"Outcome", "failures", true}, {"Outcome", "joined", false}, {"Fault", "code", true}} {
		if got := fieldsOf(t, pkg, c.definition)[c.property].ResponseRequired; got != c.want {
			t.Errorf("%s.%s: required is %v, want %v", c.definition, c.property, got, c.want)
		}
	}
}

// For entries of other kinds, a property is required if the document requires it.
func TestRequiredExpected(t *testing.T) {
	pkg := apply(t,
		file("required", "- definition: AddResult\n  property: count\n  required: true\n"),
		file("names", "- definition: AddResult\n  property: count\n  name: Total\n  expect: {required: false}\n"))
	checkEffects(t, pkg, "AddResult.count: named Total", "AddResult.count: required in responses")
}

func TestRequiredProblems(t *testing.T) {
	const prefix = "overrides/chat/required.yaml:"
	checkProblems(t, "required", []problemCase{
		{"no definition", "- property: count\n  required: true\n", prefix + "1:3: entry: definition is missing"},
		{"no property", "- definition: AddResult\n  required: true\n", prefix + "1:3: entry: property is missing"},
		{"no required", "- definition: AddResult\n  property: count\n", prefix + "1:3: entry: required is missing"},
		{"a text", "- definition: AddResult\n  property: count\n  required: always\n", prefix + "3:13: required: must be true or false, is a string"},
		{"no such definition", "- definition: AddResults\n  property: count\n  required: true\n", prefix + "1:3: AddResults: no such definition (did you mean AddResult?)"},
		{"no such property", "- definition: AddResult\n  property: counts\n  required: true\n", prefix + "2:3: counts: no such property of AddResult (did you mean count?)"},
		{"an enum", "- definition: ChatThreadKind\n  property: open\n  required: true\n", prefix + "2:3: ChatThreadKind: is of kind enum, which has no properties (name an object)"},
		{
			"an expectation", "- definition: AddResult\n  property: count\n  required: true\n  expect: {type: string}\n",
			prefix + "4:12: AddResult.count: type is int64, not string as expected (check that the entry is still correct)",
		},
		{"already optional", "- definition: AddResult\n  property: count\n  required: false\n", prefix + "1:3: AddResult.count: the entry changes nothing (remove it)"},
		{"an argument", "- definition: AddRequest\n  property: note\n  required: true\n", prefix + "1:3: AddRequest.note: is not in any response (remove the entry)"},
		{"twice", "- definition: AddResult\n  property: count\n  required: true\n- definition: AddResult\n  property: count\n  required: false\n",
			prefix + "5:3: AddResult.count: another entry already changes it (the first is at " + prefix + "1:3)"},
	})
}

// Responses contain the variants of their unions. A property that requests contain as
// well can be changed, for responses only.
func TestRequiredShared(t *testing.T) {
	pkg := sample()
	rule, _ := pkg.Decls[3].(*model.Union)
	rule.Variants[0].Fields = []*model.Field{field("after", model.Int32)}
	if got := problemsOf(pkg, file("required", `
- definition: NeverRule
  property: after
  required: true
- definition: Member
  property: name
  required: true
`)); got != "" {
		t.Fatal(got)
	}
	checkEffects(t, pkg, "NeverRule.after: required in responses", "Member.name: required in responses")
	if f := fieldsOf(t, pkg, "Member")["name"]; f.Required || !f.ResponseRequired {
		t.Errorf("got %+v", f)
	}
}

// A pointer also distinguishes absent from zero, so it cannot become required, nor can
// a property that is not used at all.
func TestRequiredUnsupported(t *testing.T) {
	const entry = "- definition: AddResult\n  property: count\n  required: true\n"
	const prefix = "overrides/chat/required.yaml:1:3: AddResult.count: "
	pkg := sample()
	fieldsOf(t, pkg, "AddResult")["count"].Type.Pointer = true
	if got, want := problemsOf(pkg, file("required", entry)), prefix+"is nullable or has a default, so it distinguishes absent from zero (remove the entry)"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	pkg = sample()
	pkg.Clients[0].Operations[1].Result = nil
	if got, want := problemsOf(pkg, file("required", entry)), prefix+"is not in any response (remove the entry)"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
