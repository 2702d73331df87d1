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
	age, count := members(t, pkg, "Member")["age"], members(t, pkg, "AddResult")["count"]
	if *age.Type != (model.Type{Kind: model.Duration, Unit: model.Minutes}) || age.Validation != (model.Validation{Min: 60, Max: 1440}) {
		t.Errorf("Member.age: %+v with %+v", age.Type, age.Validation)
	}
	if *count.Type != (model.Type{Kind: model.Duration, Unit: model.Seconds}) || count.Validation != (model.Validation{}) {
		t.Errorf("AddResult.count: %+v with %+v", count.Type, count.Validation)
	}
}

// Later kinds find a duration where the document has a number.
func TestDurationsExpected(t *testing.T) {
	pkg := apply(t,
		file("durations", "- definition: Member\n  property: age\n  unit: seconds\n"),
		file("names", "- definition: Member\n  property: age\n  name: Since\n  expect: {type: duration}\n"))
	checkEffects(t, pkg, "Member.age: a duration in seconds", "Member.age: named Since")
}

func TestDurationsFaults(t *testing.T) {
	const at = "overrides/chat/durations.yaml:"
	checkFaults(t, "durations", []fault{
		{"no unit", "- definition: Member\n  property: age\n", at + "1:3: entry: unit is missing"},
		{"no such unit", "- definition: Member\n  property: age\n  unit: hours\n", at + "3:9: hours: no unit (say seconds or minutes)"},
		{"no such property", "- definition: Member\n  property: ages\n  unit: minutes\n", at + "2:3: ages: no such property of Member (did you mean age?)"},
		{"an expectation", "- definition: Member\n  property: age\n  unit: minutes\n  expect: {type: int64}\n",
			at + "4:12: Member.age: type is int32, not int64 as expected (look whether the entry is still right)"},
		{"low alone", "- definition: Member\n  property: age\n  unit: minutes\n  low: 60\n", at + "1:3: Member.age: low and high are no range (give both, low first)"},
		{"high alone", "- definition: Member\n  property: age\n  unit: minutes\n  high: 60\n", at + "1:3: Member.age: low and high are no range (give both, low first)"},
		{"high first", "- definition: Member\n  property: age\n  unit: minutes\n  low: 61\n  high: 60\n",
			at + "1:3: Member.age: low and high are no range (give both, low first)"},
		{"low is zero", "- definition: Member\n  property: age\n  unit: minutes\n  low: 0\n  high: 60\n", at + "4:8: low: must be a whole number above 0, is a number"},
		{"a string", "- definition: Member\n  property: name\n  unit: minutes\n", at + "1:3: Member.name: is no whole number, its type is string"},
		{"a definition", "- definition: Member\n  unit: minutes\n", at + "1:3: Member: is no property (name a definition and a property)"},
		{"an operation", "- operation: Thread_Add\n  unit: minutes\n", at + "1:3: Thread_Add: is no property (name a definition and a property)"},
		{"a parameter", "- parameter: pageSize\n  unit: minutes\n", at + "1:3: pageSize: is no property (name a definition and a property)"},
		{"no target", "- unit: minutes\n", at + "1:3: entry: names no target (say operation, parameter or definition)"},
	})
}

// Where zero means something of its own the field is a pointer, which a
// duration is not; a range that leaves out zero makes up for it.
func TestDurationsPointer(t *testing.T) {
	const entry = "- definition: Member\n  property: age\n  unit: minutes\n"
	for text, want := range map[string]string{
		entry:                              "overrides/chat/durations.yaml:1:3: Member.age: tells zero from absent, which a duration cannot (give a range without zero)",
		entry + "  low: 1\n  high: 1440\n": "",
	} {
		pkg := sample()
		age := members(t, pkg, "Member")["age"]
		age.Type.Pointer = true
		if got := problemsOf(pkg, file("durations", text)); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		if want == "" && *age.Type != (model.Type{Kind: model.Duration, Unit: model.Minutes}) {
			t.Errorf("got %+v", age.Type)
		}
	}
}
