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

// facts returns the facts of a report, the breaking ones first: changes with the same
// causes are one fact. Changes that follow from the versions themselves are left out.
func facts(r *compare.Report) []*fact {
	documentChanges := map[string]*compare.Change{}
	for i := range r.Changes {
		if c := &r.Changes[i]; c.Layer == compare.Document {
			documentChanges[c.Key()] = c
		}
	}
	var all []*fact
	byCause := map[string]*fact{}
	isCause := map[string]bool{}
	add := func(c *compare.Change) {
		key := strings.Join(c.Causes, "\n") + "\n" + severity(c)
		f := byCause[key]
		if f == nil || c.Causes == nil {
			f = &fact{layer: c.Layer}
			all, byCause[key] = append(all, f), f
			for _, cause := range c.Causes {
				f.cause = append(f.cause, documentChanges[cause])
			}
		}
		f.add(c)
		for _, cause := range c.Causes {
			isCause[cause] = true
		}
	}
	for _, layer := range []compare.Layer{compare.API, compare.Wire} {
		for i := range r.Changes {
			if c := &r.Changes[i]; c.Layer == layer && !isOfVersion(r, c) {
				add(c)
			}
		}
	}
	for i := range r.Changes {
		// A definition that is new because of another change is a part of that one.
		if c := &r.Changes[i]; c.Layer == compare.Document && !isCause[c.Key()] && c.Causes == nil {
			all = append(all, &fact{layer: compare.Document, main: c})
		}
	}
	slices.SortStableFunc(all, func(a, b *fact) int { return cmp.Compare(severity(a.main), severity(b.main)) })
	return all
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
