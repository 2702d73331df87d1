// Package report shows what a comparison of two versions has found: [Text] to a
// person, [Markdown] to those who read a pull request, [JSON] to programs, and
// [Changelog] to those who import the package.
package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/diag"
)

// meaning says in a few words what a layer is.
func meaning(layer compare.Layer) string {
	switch layer {
	case compare.Document:
		return "what the document says"
	case compare.API:
		return "what the Go package exports"
	case compare.Wire:
		return "what the package sends and reads"
	}
	panic("chatgen bug: no such layer: " + string(layer))
}

// pile is the changes of a layer that weigh the same.
type pile struct {
	title   string
	noun    string // for a count: "2 breaking"
	changes []*compare.Change
}

// piles returns the changes of a layer, the gravest first, without empty piles.
func piles(r *compare.Report, layer compare.Layer) []pile {
	all := []pile{{"breaking", "breaking", nil}, {"breaking, but suppressed", "suppressed", nil}, {"compatible", "compatible", nil}}
	for i := range r.Changes {
		c := &r.Changes[i]
		if c.Layer != layer {
			continue
		}
		to := 2
		switch {
		case c.Breaks():
			to = 0
		case c.Breaking:
			to = 1
		}
		all[to].changes = append(all[to].changes, c)
	}
	return slices.DeleteFunc(all, func(p pile) bool { return len(p.changes) == 0 })
}

// tally counts the changes of a layer.
func tally(r *compare.Report, layer compare.Layer) string {
	var counts []string
	for _, p := range piles(r, layer) {
		counts = append(counts, fmt.Sprintf("%d %s", len(p.changes), p.noun))
	}
	if len(counts) == 0 {
		return "no change"
	}
	return strings.Join(counts, ", ")
}

// overrideTally counts what became of overrides, "" if there is nothing to say.
func overrideTally(o compare.Overrides) string {
	var counts []string
	for _, p := range overridePiles(o) {
		counts = append(counts, fmt.Sprintf("%d %s", len(p.entries), p.noun))
	}
	return strings.Join(counts, ", ")
}

// misfits counts the overrides that do not fit.
func misfits(o compare.Overrides) int { return len(o.Stale) + len(o.Redundant) }

// caveat says what misfits mean for the rest of a report, "" if there are none:
// they were left out when the new side was made.
func caveat(o compare.Overrides) string {
	const yet = " yet: what is generated in the end may differ from this"
	switch n := misfits(o); n {
	case 0:
		return ""
	case 1:
		return "1 override does not fit" + yet
	default:
		return fmt.Sprintf("%d overrides do not fit%s", n, yet)
	}
}

// overridePile is the entries of overrides that came to the same.
type overridePile struct {
	title, noun string
	entries     []compare.Override
}

func overridePiles(o compare.Overrides) []overridePile {
	return slices.DeleteFunc([]overridePile{
		{"overrides that no longer match, for a human to look at", "no longer match", o.Stale},
		{"overrides that are redundant and can go", "redundant", o.Redundant},
		{"overrides that shaped what changed", "fired", o.Fired},
	}, func(p overridePile) bool { return len(p.entries) == 0 })
}

// versions names the versions of the document, or the one if it is the same.
func versions(r *compare.Report, arrow string) string {
	if r.Old.APIVersion == r.New.APIVersion {
		return r.New.APIVersion
	}
	return cmp.Or(r.Old.APIVersion, "no version") + arrow + cmp.Or(r.New.APIVersion, "no version")
}

// outcome says what the verdict is in a few words.
func outcome(v compare.Verdict) string {
	switch v.Outcome {
	case compare.Same:
		return "no change"
	case compare.Compatible:
		return "compatible"
	case compare.Breaking:
	}
	var layers []string
	for _, l := range v.Breaking {
		layers = append(layers, string(l))
	}
	return "breaking on " + list(layers)
}

// advice says which version to give, "" if there is none to start from.
func advice(v compare.Verdict) string {
	switch {
	case v.Next == "":
		return ""
	case v.Raises == compare.None:
		return "; stays " + v.Next
	}
	return "; give " + v.Next
}

// reason says why the version goes up as it does.
func reason(v compare.Verdict) string {
	felt := slices.ContainsFunc(v.Breaking, func(l compare.Layer) bool { return l != compare.Document })
	switch {
	case v.Raises == compare.None:
		return "nothing changed"
	case v.Raises == compare.Patch:
		return "no importer notices what changed"
	case v.Raises == compare.Minor && felt:
		return "before v1 a breaking change raises the minor version"
	case v.Raises == compare.Minor:
		return "what importers notice breaks none of them"
	}
	major, _, _ := strings.Cut(v.Next, ".") // there is one: without a version nothing is above v0
	return "from v1 on a breaking change raises the major version, and the module's path has to end in /" + major
}

// detail is what is said of a change besides its subject and what happened.
type detail struct {
	label string
	items []string
}

// details leaves out what is not there.
func details(c *compare.Change) []detail {
	all := []detail{{label: "at", items: place(c)}}
	for _, key := range c.Causes {
		all = append(all, detail{label: "cause", items: []string{strings.TrimPrefix(key, string(compare.Document)+": ")}})
	}
	all = append(all, detail{label: "symbols", items: symbols(c)}, detail{label: "calls", items: c.Calls})
	for _, o := range entries(c.Overrides) {
		all = append(all, detail{label: "override", items: []string{entry(o)}})
	}
	if s := c.Suppressed; s != nil {
		all = append(all, detail{"suppressed", []string{"until " + s.Until + ": " + s.Why + " (" + s.Pos.String() + ")"}})
	}
	if s := c.Expired; s != nil {
		all = append(all, detail{"suppressed", []string{"expired on " + s.Until + ": " + s.Why + " (" + s.Pos.String() + ")"}})
	}
	return slices.DeleteFunc(all, func(d detail) bool { return len(d.items) == 0 })
}

// place names both positions, or the one that there is.
func place(c *compare.Change) []string {
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

// symbols leaves out what the subject says already.
func symbols(c *compare.Change) []string {
	if c.Layer == compare.API && len(c.Symbols) == 1 && c.Symbols[0] == c.Subject {
		return nil
	}
	return c.Symbols
}

// entries returns overrides without those that come again: an entry may have one
// effect on the old side and another on the new, and the last one counts.
func entries(all []compare.Override) []compare.Override {
	var last []compare.Override
	for _, o := range all {
		again := func(p compare.Override) bool { return p.Pos == o.Pos && p.Target == o.Target }
		last = append(slices.DeleteFunc(last, again), o)
	}
	return last
}

func entry(o compare.Override) string { return o.Pos.String() + " " + o.Target + ": " + o.Effect }

// unmatched returns the suppressions that name no change, each once.
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

// changed says whether there is more to tell than that all is the same.
func changed(r *compare.Report) bool { return len(r.Changes) > 0 || overrideTally(r.Overrides) != "" }

// list joins words as a sentence does: "a, b and c".
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// oneLine keeps what a document says from breaking the page or the terminal.
func oneLine(s string) string {
	printable := func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}
	return strings.Join(strings.Fields(strings.Map(printable, s)), " ")
}
