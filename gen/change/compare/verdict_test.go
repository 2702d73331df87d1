package compare

import (
	"reflect"
	"testing"
)

// newChange returns a change of a layer.
func newChange(layer Layer, breaking bool) Change {
	return Change{Layer: layer, Breaking: breaking, Subject: "Thing", Message: "changed"}
}

func suppressedChange(c Change) Change {
	c.Suppressed = &Suppression{Change: c.Key()}
	return c
}

// The verdict depends on changes that affect importers and are not suppressed.
func TestVerdict(t *testing.T) {
	constant := Change{Layer: API, Subject: "ModuleVersion", Message: "value changed"}
	for _, c := range []struct {
		name    string
		version string
		changes []Change
		want    Verdict
	}{
		{"nothing", "v0.1.0", nil, Verdict{Unchanged, nil, None, "v0.1.0"}},
		{"a description", "v0.1.0", []Change{newChange(Document, false)}, Verdict{Compatible, nil, Patch, "v0.1.1"}},
		{"only the document", "v1.2.3", []Change{newChange(Document, true)}, Verdict{Compatible, nil, Patch, "v1.2.4"}},
		{"an addition", "v1.2.3", []Change{newChange(API, false), newChange(Document, false)}, Verdict{Compatible, nil, Minor, "v1.3.0"}},
		{"an addition before v1", "v0.1.3", []Change{newChange(API, false)}, Verdict{Compatible, nil, Minor, "v0.2.0"}},
		{"only the wire", "v1.2.3", []Change{newChange(Wire, false)}, Verdict{Compatible, nil, Minor, "v1.3.0"}},
		{"a breaking change", "v1.2.3", []Change{newChange(Wire, true), newChange(API, true)}, Verdict{Breaking, []Layer{API, Wire}, Major, "v2.0.0"}},
		{"a breaking change before v1", "v0.1.3", []Change{newChange(Wire, true)}, Verdict{Breaking, []Layer{Wire}, Minor, "v0.2.0"}},
		{"a breaking and a compatible change", "v1.0.0", []Change{newChange(API, true), newChange(Document, false)}, Verdict{Breaking, []Layer{API}, Major, "v2.0.0"}},
		{"a suppressed breaking change", "v1.2.3", []Change{suppressedChange(newChange(API, true))}, Verdict{Compatible, nil, Minor, "v1.3.0"}},
		{"a suppressed and another breaking change", "v1.2.3", []Change{suppressedChange(newChange(API, true)), newChange(Wire, true)}, Verdict{Breaking, []Layer{Wire}, Major, "v2.0.0"}},
		{"only the version constant", "v1.2.3", []Change{constant}, Verdict{Compatible, nil, Patch, "v1.2.4"}},
		{"no version", "", []Change{newChange(API, false)}, Verdict{Compatible, nil, Minor, ""}},
		{"no Go version", "1.2.3", []Change{newChange(API, false)}, Verdict{Compatible, nil, Minor, ""}},
		{"a version without numbers", "va.b.c", nil, Verdict{Unchanged, nil, None, ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := Report{Old: Side{Version: c.version}, Changes: c.changes}
			if got := r.Verdict(); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

// A pre-release is followed by its release, unless the changes require more.
func TestVerdictOfPreRelease(t *testing.T) {
	text, addition, breaking := newChange(Document, false), newChange(API, false), newChange(API, true)
	for _, c := range []struct {
		name, version string
		newChange     Change
		want          string
	}{
		{"text before a patch", "v0.2.1-beta.1", text, "v0.2.1"},
		{"text before a minor", "v0.2.0-beta.1", text, "v0.2.0"},
		{"addition before a patch", "v0.2.1-beta.1", addition, "v0.3.0"},
		{"addition before a minor", "v0.2.0-beta.1", addition, "v0.2.0"},
		{"breaking change before a minor of v0", "v0.2.0-beta.1", breaking, "v0.2.0"},
		{"breaking change before a minor of v1", "v1.2.0-beta.1", breaking, "v2.0.0"},
		{"breaking change before a major", "v2.0.0-rc.1", breaking, "v2.0.0"},
		{"a word with a dash", "v2.0.0-a-b.1", text, "v2.0.0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := Report{Old: Side{Version: c.version}, Changes: []Change{c.newChange}}
			if got := r.Verdict().Next; got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	r := Report{Old: Side{Version: "v0.2.0-beta.1"}}
	if got := r.Verdict().Next; got != "v0.2.0-beta.1" {
		t.Errorf("without changes: got %s", got)
	}
	r = Report{New: Side{Version: "v0.1.0"}, Changes: []Change{addition}}
	if got := r.Verdict().Next; got != "v0.1.0" {
		t.Errorf("for a new package: got %s", got)
	}
}

// Scripts read these values in JSON.
func TestOutcomeString(t *testing.T) {
	for want, o := range map[string]Outcome{"none": Unchanged, "compatible": Compatible, "breaking": Breaking} {
		if o.String() != want {
			t.Errorf("%d: got %s, want %s", int(o), o, want)
		}
	}
	defer func() {
		if got := recover(); got != "chatgen bug: no such outcome: 3" {
			t.Errorf("got %v", got)
		}
	}()
	_ = Outcome(3).String()
}
