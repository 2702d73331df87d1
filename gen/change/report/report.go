// Package report renders a comparison of two versions: [Text] for a terminal,
// [Markdown] for a pull request, [JSON] for programs, and [Changelog] for
// importers of the package.
package report

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/diag"
)

// layerDescription describes a layer in a few words.
func layerDescription(layer compare.Layer) string {
	switch layer {
	case compare.Document:
		return "the REST document"
	case compare.API:
		return "the exported Go API"
	case compare.Wire:
		return "the requests and responses of the package"
	}
	panic("chatgen bug: no such layer: " + string(layer))
}

// changeGroup is the changes of one layer that have the same severity.
type changeGroup struct {
	title   string
	noun    string // for a count: "2 breaking"
	changes []*compare.Change
}

// groupBySeverity returns the changes of a layer in groups, the most severe
// first. Empty groups are omitted.
func groupBySeverity(r *compare.Report, layer compare.Layer) []changeGroup {
	all := []changeGroup{{"breaking", "breaking", nil}, {"breaking, but suppressed", "suppressed", nil}, {"compatible", "compatible", nil}}
	for i := range r.Changes {
		c := &r.Changes[i]
		if c.Layer != layer {
			continue
		}
		to := 2
		switch {
		case c.CountsAsBreaking():
			to = 0
		case c.Breaking:
			to = 1
		}
		all[to].changes = append(all[to].changes, c)
	}
	return slices.DeleteFunc(all, func(p changeGroup) bool { return len(p.changes) == 0 })
}

// summarizeCounts returns the number of changes of a layer by severity.
func summarizeCounts(r *compare.Report, layer compare.Layer) string {
	switch isMissing := slices.Contains(r.Missing, layer); {
	case isMissing && r.MissingReason == "":
		return "-" // the package has no such layer
	case isMissing:
		return "not compared"
	}
	var counts []string
	for _, p := range groupBySeverity(r, layer) {
		noun := p.noun
		if layer == compare.Document && !slices.Contains(r.Missing, compare.API) && noun == "breaking" {
			noun += " for other clients" // the package does not use the changed part
		}
		counts = append(counts, fmt.Sprintf("%d %s", len(p.changes), noun))
	}
	if len(counts) == 0 {
		return "no changes"
	}
	return strings.Join(counts, ", ")
}

// summarizeOverrides returns the number of overrides in each group, or "" if
// there are none.
func summarizeOverrides(o compare.Overrides) string {
	var counts []string
	for _, p := range groupOverrides(o) {
		counts = append(counts, fmt.Sprintf("%d %s", len(p.entries), p.noun))
	}
	return strings.Join(counts, ", ")
}

// countOutdated returns the number of overrides that are stale or redundant.
func countOutdated(o compare.Overrides) int { return len(o.Stale) + len(o.Redundant) }

// provisionalNote returns a warning that the report is provisional, or "" if it is not.
// Outdated overrides were skipped when the new version was built.
func provisionalNote(o compare.Overrides) string {
	const warning = ", so the generated package may still differ from this report"
	switch n := countOutdated(o); n {
	case 0:
		return ""
	case 1:
		return "1 override is outdated" + warning
	default:
		return fmt.Sprintf("%d overrides are outdated%s", n, warning)
	}
}

// oldNote returns a warning that the overrides do not fit the old side, or "".
func oldNote(r *compare.Report) string {
	if r.OldOutdated == 0 {
		return ""
	}
	return fmt.Sprintf("%d overrides do not fit the old side, so changes of the API may come from that; compare with the lock of the package", r.OldOutdated)
}

// missingNote returns which layers are not compared and why, or "".
func missingNote(r *compare.Report) string {
	var layers []string
	for _, l := range r.Missing {
		layers = append(layers, string(l))
	}
	if r.MissingReason == "" {
		return ""
	}
	return "not compared: " + joinWords(layers) + " (" + r.MissingReason + ")"
}

// overrideGroup is the overrides with the same status.
type overrideGroup struct {
	title, noun string
	entries     []compare.Override
}

// appliedNoun is the noun of the overrides that fit.
const appliedNoun = "applied"

func groupOverrides(o compare.Overrides) []overrideGroup {
	return slices.DeleteFunc([]overrideGroup{
		{"overrides that are applied with a change, which chatgen bump --mend writes", "mended", o.Mended},
		{"stale overrides, to be fixed or removed", "stale", o.Stale},
		{"redundant overrides, to be removed", "redundant", o.Redundant},
		{"overrides behind these changes", appliedNoun, o.Applied},
	}, func(p overrideGroup) bool { return len(p.entries) == 0 })
}

// versions returns the API versions of both sides, or the version if both have
// the same.
func versions(r *compare.Report, arrow string) string {
	if r.Old.APIVersion == r.New.APIVersion {
		return r.New.APIVersion
	}
	return cmp.Or(r.Old.APIVersion, "no version") + arrow + cmp.Or(r.New.APIVersion, "no version")
}

// outcome describes the outcome of a comparison in a few words.
func outcome(v compare.Verdict) string {
	switch v.Outcome {
	case compare.Unchanged:
		return "no changes"
	case compare.Compatible:
		return "compatible"
	case compare.Breaking:
	}
	var layers []string
	for _, l := range v.Breaking {
		layers = append(layers, string(l))
	}
	return "breaking (" + strings.Join(layers, ", ") + ")"
}

// recommendation returns the recommended version, or "" if the old side has no version.
func recommendation(v compare.Verdict) string {
	switch {
	case v.Next == "":
		return ""
	case v.Bump == compare.None:
		return "; version stays " + v.Next
	}
	return "; next version " + v.Next
}

// reason explains the recommended version.
func reason(v compare.Verdict) string {
	affected := slices.ContainsFunc(v.Breaking, func(l compare.Layer) bool { return l != compare.Document })
	switch {
	case v.Bump == compare.None && v.Next == "" && v.Outcome != compare.Unchanged:
		return "the version depends on what is not compared"
	case v.Bump == compare.None:
		return "nothing changed"
	case v.Bump == compare.Patch:
		return "no change is visible to importers"
	case v.Bump == compare.Minor && affected:
		return "before v1 a breaking change bumps the minor version"
	case v.Bump == compare.Minor:
		return "all changes that importers see are compatible"
	}
	major, _, _ := strings.Cut(v.Next, ".") // not empty: packages without a version count as v0
	return "from v1 on a breaking change bumps the major version, and the module path must end in /" + major
}

// detail is a labelled line below a change.
type detail struct {
	label string
	items []string
}

// details returns the details of a change that are not empty.
func details(c *compare.Change) []detail {
	all := []detail{{label: "at", items: positions(c)}}
	for _, key := range c.Causes {
		all = append(all, detail{label: "cause", items: []string{strings.TrimPrefix(key, string(compare.Document)+": ")}})
	}
	all = append(all, detail{label: "symbols", items: symbols(c)}, detail{label: "calls", items: c.Calls})
	for _, o := range withoutDuplicates(c.Overrides) {
		all = append(all, detail{label: "override", items: []string{overrideText(o)}})
	}
	all = append(all, detail{label: "behind", items: c.Behind})
	all = append(all, suppression(c)...)
	return slices.DeleteFunc(all, func(d detail) bool { return len(d.items) == 0 })
}

// contradicting returns the overrides that state a limit of their own, if the limit of
// their element changed.
func contradicting(c *compare.Change) []string {
	if !isLimitOrDeprecation(withoutDirection(c.Message)) || strings.Contains(c.Message, "deprecated") {
		return nil
	}
	var texts []string
	for _, o := range withoutDuplicates(c.Overrides) {
		if kind := path.Base(o.Pos.File); kind == "arguments.yaml" || kind == "durations.yaml" {
			texts = append(texts, overrideText(o))
		}
	}
	return texts
}

// suppression returns the details about the suppressions of a change.
func suppression(c *compare.Change) []detail {
	var all []detail
	if s := c.Suppressed; s != nil {
		all = append(all, detail{"suppressed", []string{"until " + s.Until + ": " + s.Why + " (" + s.Pos.String() + ")"}})
	}
	if s := c.Expired; s != nil {
		all = append(all, detail{"suppressed", []string{"expired on " + s.Until + ": " + s.Why + " (" + s.Pos.String() + ")"}})
	}
	return all
}

// positions returns the old and the new position of a change as one text.
func positions(c *compare.Change) []string {
	var none diag.Pos
	switch {
	case c.Old == none && c.New == none:
		return nil
	case c.New == none:
		return []string{c.Old.String() + " (old only)"}
	case c.Old == none:
		return []string{c.New.String() + " (new only)"}
	}
	return []string{c.Old.String() + " -> " + c.New.String()}
}

// symbols returns the symbols of a change, unless the subject is the only one.
func symbols(c *compare.Change) []string {
	if c.Layer == compare.API && len(c.Symbols) == 1 && c.Symbols[0] == c.Subject {
		return nil
	}
	return c.Symbols
}

// withoutDuplicates returns the last effect of each override: an override may
// have one effect on the old side and another on the new side.
func withoutDuplicates(all []compare.Override) []compare.Override {
	var kept []compare.Override
	for _, o := range all {
		isSame := func(p compare.Override) bool { return p.Pos == o.Pos && p.Target == o.Target }
		kept = append(slices.DeleteFunc(kept, isSame), o)
	}
	return kept
}

func overrideText(o compare.Override) string {
	return o.Pos.String() + " " + o.Target + ": " + o.Effect
}

// unmatched returns the suppressions that match no change, without duplicates.
func unmatched(reports []*compare.Report) []compare.Suppression {
	var all []compare.Suppression
	for _, r := range reports {
		for _, s := range r.Unmatched {
			if !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
	}
	return all
}

// hasDetails reports whether a report contains changes or overrides.
func hasDetails(r *compare.Report) bool {
	return len(r.Changes) > 0 || summarizeOverrides(r.Overrides) != ""
}

// joinWords joins words as in a sentence: "a, b and c".
func joinWords(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
