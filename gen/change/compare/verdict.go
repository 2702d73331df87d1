package compare

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Outcome is what a comparison comes to, the worse the higher. As a number it
// is the exit code of chatgen diff.
type Outcome int

// The outcomes.
const (
	Same       Outcome = 0 // nothing changed
	Compatible Outcome = 1
	Breaking   Outcome = 2 // on any layer, and not suppressed
)

// String returns "none", "compatible" or "breaking".
func (o Outcome) String() string {
	switch o {
	case Same:
		return "none"
	case Compatible:
		return "compatible"
	case Breaking:
		return "breaking"
	}
	panic("chatgen bug: no such outcome: " + strconv.Itoa(int(o)))
}

// Raise says which part of a semantic version goes up.
type Raise string

// The parts, and none of them.
const (
	None  Raise = ""
	Patch Raise = "patch"
	Minor Raise = "minor"
	Major Raise = "major"
)

// Verdict is what the changes of a report amount to.
type Verdict struct {
	Outcome  Outcome
	Breaking []Layer // with a breaking change that no suppression takes out
	Raises   Raise   // of the version of the old side
	Next     string  // version to give; of a new package the one that it has
}

// Verdict weighs the changes. Those that are suppressed weigh as compatible
// ones.
func (r *Report) Verdict() Verdict {
	var v Verdict
	for _, layer := range Layers() {
		if slices.ContainsFunc(r.Changes, func(c Change) bool { return c.Layer == layer && c.Breaks() }) {
			v.Breaking = append(v.Breaking, layer)
		}
	}
	switch {
	case len(v.Breaking) > 0:
		v.Outcome = Breaking
	case len(r.Changes) > 0:
		v.Outcome = Compatible
	}
	version, ok := parseVersion(r.Old.Version)
	v.Raises = r.raises(version)
	switch {
	case ok:
		v.Next = version.next(v.Raises)
	case r.Old.Version == "":
		v.Next = r.New.Version
	}
	return v
}

// Breaks says whether the change is breaking and not suppressed.
func (c *Change) Breaks() bool { return c.Breaking && c.Suppressed == nil }

// raises says what the changes ask for. Nobody who imports the package feels
// what changes on the document's layer alone, be it breaking or not.
func (r *Report) raises(v version) Raise {
	raise := None
	for i := range r.Changes {
		c := &r.Changes[i]
		switch {
		case !c.felt():
			raise = higher(raise, Patch)
		case c.Breaks() && v.major > 0:
			raise = higher(raise, Major)
		default: // before v1 a minor version may break
			raise = higher(raise, Minor)
		}
	}
	return raise
}

// felt says whether whoever imports the package notices the change. The
// constant that holds the package's version follows from the version, so it
// cannot decide on it.
func (c *Change) felt() bool {
	return c.Layer != Document && (c.Layer != API || c.Subject != "ModuleVersion" || c.Breaks())
}

// Layers returns all layers, in the order in which a report has them.
func Layers() []Layer { return []Layer{Document, API, Wire} }

func higher(a, b Raise) Raise {
	order := []Raise{None, Patch, Minor, Major}
	if slices.Index(order, a) > slices.Index(order, b) {
		return a
	}
	return b
}

// version is a semantic version, of which the words of a pre-release do not
// matter here.
type version struct {
	text                string
	major, minor, patch int
	pre                 bool
}

func parseVersion(text string) (version, bool) {
	v := version{text: text}
	core, _, pre := strings.Cut(text, "-")
	v.pre = pre
	parts := strings.Split(strings.TrimPrefix(core, "v"), ".")
	if !strings.HasPrefix(text, "v") || len(parts) != 3 {
		return v, false
	}
	for i, part := range []*int{&v.major, &v.minor, &v.patch} {
		n, err := strconv.Atoi(parts[i])
		if err != nil {
			return v, false
		}
		*part = n
	}
	return v, true
}

// next returns the version that follows. A pre-release is followed by the
// release that it leads to, if that one is of the kind that is asked for.
func (v version) next(raise Raise) string {
	if raise == None {
		return v.text
	}
	if !v.pre || higher(v.leadsTo(), raise) != v.leadsTo() {
		v = v.raised(raise)
	}
	return fmt.Sprintf("v%d.%d.%d", v.major, v.minor, v.patch)
}

func (v version) raised(raise Raise) version {
	switch raise {
	case Major:
		return version{major: v.major + 1}
	case Minor:
		return version{major: v.major, minor: v.minor + 1}
	case None, Patch:
	}
	return version{major: v.major, minor: v.minor, patch: v.patch + 1}
}

// leadsTo says what kind of release a pre-release leads to.
func (v version) leadsTo() Raise {
	switch {
	case v.patch > 0:
		return Patch
	case v.minor > 0:
		return Minor
	}
	return Major
}
