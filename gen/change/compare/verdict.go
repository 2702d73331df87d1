package compare

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Outcome is the overall result of a comparison, in increasing severity. Its
// value is the exit code of chatgen diff.
type Outcome int

// The outcomes.
const (
	Unchanged  Outcome = 0
	Compatible Outcome = 1 // no breaking change, or all of them are suppressed
	Breaking   Outcome = 2
)

// String returns "none", "compatible" or "breaking".
func (o Outcome) String() string {
	switch o {
	case Unchanged:
		return "none"
	case Compatible:
		return "compatible"
	case Breaking:
		return "breaking"
	}
	panic("chatgen bug: no such outcome: " + strconv.Itoa(int(o)))
}

// Bump is the part of a semantic version to increment.
type Bump string

// The values of a Bump.
const (
	None  Bump = ""
	Patch Bump = "patch"
	Minor Bump = "minor"
	Major Bump = "major"
)

// Verdict is the conclusion from the changes of a report.
type Verdict struct {
	Outcome  Outcome // for importers; for the document's clients if only that is compared
	Breaking []Layer // layers whose breaking changes, which are not suppressed, make the outcome breaking
	Bump     Bump    // what to increment in the version of the old side
	Next     string  // the recommended version, "" if the old side has an invalid one, or the API is not compared
}

// Verdict returns the conclusion from the changes. Suppressed changes count as
// compatible. The recommended version of a new package is the one that it has.
func (r *Report) Verdict() Verdict {
	var v Verdict
	for _, layer := range Layers() {
		if r.decides(layer) && slices.ContainsFunc(r.Changes, func(c Change) bool { return c.Layer == layer && c.CountsAsBreaking() }) {
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
	v.Bump = r.requiredBump(version)
	switch {
	case r.Release != "" && r.Release == r.Old.Version: // it is still to be released
		v.Bump, v.Next = None, r.Release
	case r.Release != "":
		v.Next = r.Release
	case slices.Contains(r.Missing, API): // which may require more than the rest
		v.Bump = None
	case ok:
		v.Next = version.next(v.Bump)
	case r.Old.Version == "":
		v.Next = r.New.Version
	}
	return v
}

// Release returns the verdict for packages that are released together, under one version:
// the most severe outcome, and the highest step.
func Release(reports []*Report) Verdict {
	var release Verdict
	for _, r := range reports {
		v := r.Verdict()
		release.Outcome = max(release.Outcome, v.Outcome)
		for _, layer := range v.Breaking {
			if !slices.Contains(release.Breaking, layer) {
				release.Breaking = append(release.Breaking, layer)
			}
		}
		if release.Next == "" || maxBump(v.Bump, release.Bump) != release.Bump {
			release.Bump, release.Next = v.Bump, v.Next
		}
	}
	return release
}

// decides reports whether the outcome depends on a layer. The document decides only if
// nothing else is compared, because importers do not use it.
func (r *Report) decides(layer Layer) bool {
	return layer != Document || slices.Contains(r.Missing, API)
}

// CountsAsBreaking reports whether the change is breaking and not suppressed.
func (c *Change) CountsAsBreaking() bool { return c.Breaking && c.Suppressed == nil }

// requiredBump returns the bump that the changes require. Changes of the document
// alone do not affect importers, so they require a patch even if they are
// breaking.
func (r *Report) requiredBump(v version) Bump {
	bump := None
	for i := range r.Changes {
		c := &r.Changes[i]
		switch {
		case !c.affectsImporters():
			bump = maxBump(bump, Patch)
		case c.CountsAsBreaking() && v.major > 0:
			bump = maxBump(bump, Major)
		default: // before v1 a minor version may contain breaking changes
			bump = maxBump(bump, Minor)
		}
	}
	return bump
}

// affectsImporters reports whether the change is visible to importers. The
// version constant does not count, because the verdict determines the version.
func (c *Change) affectsImporters() bool {
	return c.Layer != Document && (c.Layer != API || c.Subject != "ModuleVersion" || c.CountsAsBreaking())
}

// Layers returns all layers, in the order of a report.
func Layers() []Layer { return []Layer{Document, API, Wire} }

func maxBump(a, b Bump) Bump {
	order := []Bump{None, Patch, Minor, Major}
	if slices.Index(order, a) > slices.Index(order, b) {
		return a
	}
	return b
}

// version is a semantic version without its pre-release identifiers.
type version struct {
	text                string
	major, minor, patch int
	pre                 bool // has pre-release identifiers
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

// next returns the version after a bump. A pre-release is followed by its
// release if that satisfies the bump.
func (v version) next(bump Bump) string {
	if bump == None {
		return v.text
	}
	if !v.pre || maxBump(v.targetBump(), bump) != v.targetBump() {
		v = v.bump(bump)
	}
	return fmt.Sprintf("v%d.%d.%d", v.major, v.minor, v.patch)
}

func (v version) bump(bump Bump) version {
	switch bump {
	case Major:
		return version{major: v.major + 1}
	case Minor:
		return version{major: v.major, minor: v.minor + 1}
	case None, Patch:
	}
	return version{major: v.major, minor: v.minor, patch: v.patch + 1}
}

// targetBump returns the bump that the release of a pre-release satisfies.
func (v version) targetBump() Bump {
	switch {
	case v.patch > 0:
		return Patch
	case v.minor > 0:
		return Minor
	}
	return Major
}
