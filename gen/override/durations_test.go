package override_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/gen/model"
)

func TestDurations(t *testing.T) {
	pkg := apply(t, file("durations", `
- definition: Member
  property: age
  unit: minutes
  low: 60
  high: 1440
  expect: {type: int32, required: false}
- definition: AddResult
  property: count
  unit: seconds
`))
	checkEffects(t, pkg, "Member.age: a duration in minutes", "AddResult.count: a duration in seconds")
	age, count := fieldsOf(t, pkg, "Member")["age"], fieldsOf(t, pkg, "AddResult")["count"]
	if *age.Type != (model.Type{Kind: model.Duration, Unit: model.Minutes}) || age.Validation != (model.Validation{Min: 60, Max: 1440}) {
		t.Errorf("Member.age: %+v with %+v", age.Type, age.Validation)
	}
	if *count.Type != (model.Type{Kind: model.Duration, Unit: model.Seconds}) || count.Validation != (model.Validation{}) {
		t.Errorf("AddResult.count: %+v with %+v", count.Type, count.Validation)
	}
}

// For entries of later kinds, the type is a duration.
func TestDurationsExpected(t *testing.T) {
	pkg := apply(t,
		file("durations", "- definition: Member\n  property: age\n  unit: seconds\n"),
		file("names", "- definition: Member\n  property: age\n  name: Since\n  expect: {type: duration}\n"))
	checkEffects(t, pkg, "Member.age: a duration in seconds", "Member.age: named Since")
}

func TestDurationsProblems(t *testing.T) {
	const prefix = "overrides/chat/durations.yaml:"
	checkProblems(t, "durations", []problemCase{
		{"no unit", "- definition: Member\n  property: age\n", prefix + "1:3: entry: unit is missing"},
		{"no such unit", "- definition: Member\n  property: age\n  unit: hours\n", prefix + "3:9: hours: invalid unit (want seconds or minutes)"},
		{"no such property", "- definition: Member\n  property: ages\n  unit: minutes\n", prefix + "2:3: ages: no such property of Member (did you mean age?)"},
		{"an expectation", "- definition: Member\n  property: age\n  unit: minutes\n  expect: {type: int64}\n",
			prefix + "4:12: Member.age: type is int32, not int64 as expected (check that the entry is still correct)"},
		{"low alone", "- definition: Member\n  property: age\n  unit: minutes\n  low: 60\n", prefix + "1:3: Member.age: low and high must both be given, with low not above high (add both, the lower one first)"},
		{"high alone", "- definition: Member\n  property: age\n  unit: minutes\n  high: 60\n", prefix + "1:3: Member.age: low and high must both be given, with low not above high (add both, the lower one first)"},
		{"high first", "- definition: Member\n  property: age\n  unit: minutes\n  low: 61\n  high: 60\n",
			prefix + "1:3: Member.age: low and high must both be given, with low not above high (add both, the lower one first)"},
		{"low is zero", "- definition: Member\n  property: age\n  unit: minutes\n  low: 0\n  high: 60\n", prefix + "4:8: low: must be a whole number above 0, is 0"},
		{"a string", "- definition: Member\n  property: name\n  unit: minutes\n", prefix + "1:3: Member.name: is not an integer; its type is string (remove the entry)"},
		{"a definition", "- definition: Member\n  unit: minutes\n", prefix + "1:3: Member: is not a property (set definition and property)"},
		{"an operation", "- operation: Thread_Add\n  unit: minutes\n", prefix + "1:3: Thread_Add: is not a property (set definition and property)"},
		{"a parameter", "- parameter: pageSize\n  unit: minutes\n", prefix + "1:3: pageSize: is not a property (set definition and property)"},
		{"no target", "- unit: minutes\n", prefix + "1:3: entry: has no target (set operation, parameter or definition)"},
	})
}

// A property that distinguishes zero from absent is a pointer, which a duration is
// not, so it must have a range without zero.
func TestDurationsPointer(t *testing.T) {
	const entry = "- definition: Member\n  property: age\n  unit: minutes\n"
	for text, want := range map[string]string{
		entry:                              "overrides/chat/durations.yaml:1:3: Member.age: distinguishes zero from absent, which a duration cannot (set low and high, so that zero is not valid)",
		entry + "  low: 1\n  high: 1440\n": "",
	} {
		pkg := sample()
		age := fieldsOf(t, pkg, "Member")["age"]
		age.Type.Pointer = true
		if got := problemsOf(pkg, file("durations", text)); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		if want == "" && *age.Type != (model.Type{Kind: model.Duration, Unit: model.Minutes}) {
			t.Errorf("got %+v", age.Type)
		}
	}
}
