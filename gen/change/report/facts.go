package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/change/compare"
)

// fact is what happened once, although it may show in several symbols, on the wire and
// in the document.
type fact struct {
	layer compare.Layer     // the first layer in reading order on which it shows
	main  *compare.Change   // the change that describes it best
	also  []*compare.Change // further changes of the API
	wire  []*compare.Change // its changes on the wire, unless main is one
	cause []*compare.Change // its causes in the document
}

// facts returns the facts of a report, the breaking ones first: changes with the same root
// causes are one fact. Changes that follow from the versions themselves are left out.
func facts(r *compare.Report) []*fact {
	b := &factBuilder{
		roots: compare.FindRootCauses(r.Changes), byCause: map[string]*fact{}, document: map[string]*compare.Change{}, isCause: map[string]bool{},
	}
	for _, c := range changesOf(r, compare.Document) {
		b.document[c.Key()] = c
	}
	for _, c := range append(changesOf(r, compare.API), changesOf(r, compare.Wire)...) {
		if !isOfVersion(r, c) {
			b.add(c)
		}
	}
	for _, c := range changesOf(r, compare.Document) {
		if !b.isCause[c.Key()] && c.Causes == nil { // with a cause, it is a part of that change
			b.all = append(b.all, &fact{layer: compare.Document, main: c})
		}
	}
	for _, f := range b.all {
		if roots := filterChanges(f.cause, func(c *compare.Change) bool { return c.Causes == nil }); len(roots) > 0 {
			f.cause = roots // the others follow from them
		}
	}
	slices.SortStableFunc(b.all, func(x, y *fact) int { return cmp.Compare(severity(x.main), severity(y.main)) })
	return b.all
}

// changesOf returns the changes of a layer.
func changesOf(r *compare.Report, layer compare.Layer) []*compare.Change {
	var changes []*compare.Change
	for i := range r.Changes {
		if c := &r.Changes[i]; c.Layer == layer {
			changes = append(changes, c)
		}
	}
	return changes
}

func filterChanges(all []*compare.Change, keep func(*compare.Change) bool) []*compare.Change {
	return slices.DeleteFunc(slices.Clone(all), func(c *compare.Change) bool { return !keep(c) })
}

// factBuilder collects facts.
type factBuilder struct {
	all      []*fact
	roots    compare.RootCauses
	byCause  map[string]*fact           // by root causes and severity
	document map[string]*compare.Change // changes of the document by key
	isCause  map[string]bool            // keys of the document's changes that facts contain
}

// add adds a change of the API or the wire to the fact with the same causes.
func (b *factBuilder) add(c *compare.Change) {
	key := strings.Join(b.roots.Of(c), "\n") + "\n" + severity(c)
	f := b.byCause[key]
	if f == nil || c.Causes == nil {
		f = &fact{layer: c.Layer}
		b.all, b.byCause[key] = append(b.all, f), f
	}
	for _, key := range c.Causes {
		b.isCause[key] = true
		if cause := b.document[key]; cause != nil && !slices.Contains(f.cause, cause) {
			f.cause = append(f.cause, cause)
		}
	}
	f.add(c)
}

// severity orders changes, the breaking ones first.
func severity(c *compare.Change) string {
	switch {
	case c.CountsAsBreaking():
		return "0 breaking"
	case c.Breaking:
		return "1 suppressed"
	}
	return "2 compatible"
}

// isOfVersion reports whether a change only tells that the version is another one.
func isOfVersion(r *compare.Report, c *compare.Change) bool {
	isConstant := c.Layer == compare.API && (c.Subject == "APIVersion" || c.Subject == "ModuleVersion")
	return isConstant && !c.CountsAsBreaking() || c.Layer == compare.Wire && isVersionChange(r, c)
}

// add adds a change of the API or the wire.
func (f *fact) add(c *compare.Change) {
	switch {
	case f.main == nil:
		f.main = c
	case c.Layer == compare.Wire:
		f.wire = append(f.wire, c)
	default:
		f.also = append(f.also, c)
	}
}

// alsoTexts returns the further symbols, those with the same message together.
func (f *fact) alsoTexts() []string {
	var texts []string
	for _, similar := range group(f.also, func(c *compare.Change) string { return c.Message }) {
		var names []string
		for _, c := range similar {
			names = append(names, c.Subject)
		}
		const shown = 4
		if more := len(names) - shown; more > 1 {
			names = append(names[:shown:shown], "and more")
		}
		texts = append(texts, strings.Join(names, ", ")+": "+similar[0].Message)
	}
	return texts
}
