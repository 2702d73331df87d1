package compare

import (
	"reflect"
	"testing"
)

// change returns one of a layer.
func change(layer Layer, breaking bool) Change {
	return Change{Layer: layer, Breaking: breaking, Subject: "Thing", What: "changed"}
}

func suppressed(c Change) Change {
	c.Suppressed = &Suppression{Change: c.Key()}
	return c
}

// The verdict counts what importers feel, and leaves out what is suppressed.
func TestVerdict(t *testing.T) {
	constant := Change{Layer: API, Subject: "ModuleVersion", What: "value changed"}
	for _, c := range []struct {
		name    string
		version string
		changes []Change
		want    Verdict
	}{
		{"nothing", "v0.1.0", nil, Verdict{Same, nil, None, "v0.1.0"}},
		{"text of the document", "v0.1.0", []Change{change(Document, false)}, Verdict{Compatible, nil, Patch, "v0.1.1"}},
		{"what the package does not use", "v1.2.3", []Change{change(Document, true)}, Verdict{Breaking, []Layer{Document}, Patch, "v1.2.4"}},
		{"an addition", "v1.2.3", []Change{change(API, false), change(Document, false)}, Verdict{Compatible, nil, Minor, "v1.3.0"}},
		{"an addition before v1", "v0.1.3", []Change{change(API, false)}, Verdict{Compatible, nil, Minor, "v0.2.0"}},
		{"the wire alone", "v1.2.3", []Change{change(Wire, false)}, Verdict{Compatible, nil, Minor, "v1.3.0"}},
		{"a break", "v1.2.3", []Change{change(Wire, true), change(API, true)}, Verdict{Breaking, []Layer{API, Wire}, Major, "v2.0.0"}},
		{"a break before v1", "v0.1.3", []Change{change(Wire, true)}, Verdict{Breaking, []Layer{Wire}, Minor, "v0.2.0"}},
		{"a small change after a break", "v1.0.0", []Change{change(API, true), change(Document, false)}, Verdict{Breaking, []Layer{API}, Major, "v2.0.0"}},
		{"a suppressed break", "v1.2.3", []Change{suppressed(change(API, true))}, Verdict{Compatible, nil, Minor, "v1.3.0"}},
		{"a suppressed break beside another", "v1.2.3", []Change{suppressed(change(API, true)), change(Wire, true)}, Verdict{Breaking, []Layer{Wire}, Major, "v2.0.0"}},
		{"the constant of the version alone", "v1.2.3", []Change{constant}, Verdict{Compatible, nil, Patch, "v1.2.4"}},
		{"no version", "", []Change{change(API, false)}, Verdict{Compatible, nil, Minor, ""}},
		{"no Go version", "1.2.3", []Change{change(API, false)}, Verdict{Compatible, nil, Minor, ""}},
		{"a version of words", "va.b.c", nil, Verdict{Same, nil, None, ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := Report{Old: Side{Version: c.version}, Changes: c.changes}
			if got := r.Verdict(); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

// A pre-release is followed by its release, unless the changes ask for more.
func TestVerdictOfPreRelease(t *testing.T) {
	text, addition, breaking := change(Document, false), change(API, false), change(API, true)
	for _, c := range []struct {
		name, version string
		change        Change
		want          string
	}{
		{"text before a patch", "v0.2.1-beta.1", text, "v0.2.1"},
		{"text before a minor", "v0.2.0-beta.1", text, "v0.2.0"},
		{"addition before a patch", "v0.2.1-beta.1", addition, "v0.3.0"},
		{"addition before a minor", "v0.2.0-beta.1", addition, "v0.2.0"},
		{"break before a minor of v0", "v0.2.0-beta.1", breaking, "v0.2.0"},
		{"break before a minor of v1", "v1.2.0-beta.1", breaking, "v2.0.0"},
		{"break before a major", "v2.0.0-rc.1", breaking, "v2.0.0"},
		{"a word with a dash", "v2.0.0-a-b.1", text, "v2.0.0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := Report{Old: Side{Version: c.version}, Changes: []Change{c.change}}
			if got := r.Verdict().Next; got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	r := Report{Old: Side{Version: "v0.2.0-beta.1"}}
	if got := r.Verdict().Next; got != "v0.2.0-beta.1" {
		t.Errorf("without a change: got %s", got)
	}
	r = Report{New: Side{Version: "v0.1.0"}, Changes: []Change{addition}}
	if got := r.Verdict().Next; got != "v0.1.0" {
		t.Errorf("of a new package: got %s", got)
	}
}

// Scripts read these words in JSON.
func TestOutcomeString(t *testing.T) {
	for want, o := range map[string]Outcome{"none": Same, "compatible": Compatible, "breaking": Breaking} {
		if o.String() != want {
			t.Errorf("%d is %s, want %s", int(o), o, want)
		}
	}
	defer func() {
		if got := recover(); got != "chatgen bug: no such outcome: 3" {
			t.Errorf("an outcome that is none: %v", got)
		}
	}()
	_ = Outcome(3).String()
}
