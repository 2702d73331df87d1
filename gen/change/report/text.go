package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/diag"
)

// TextOptions are the options of [Text].
type TextOptions struct {
	Colour  bool // use terminal escape codes
	Brief   bool // only the verdict and what importers read
	Details bool // each change of each layer, with its positions, symbols and overrides
}

// Text writes reports for a terminal, in the order in which they are read: the verdict,
// the section for CHANGELOG.md, which is for importers, the API, the wire, the overrides
// to change, and the rest of the document.
func Text(w io.Writer, reports []*compare.Report, options TextOptions) error {
	p := &page{colour: options.Colour}
	for _, r := range reports {
		p.writeSummary(r)
	}
	if len(reports) > 1 {
		v := compare.Release(reports)
		p.writeLine(p.styled(bold, "release: "+p.styled(outcomeStyle(v.Outcome), outcome(v))) + diag.OneLine(recommendation(v)))
	}
	for _, r := range reports {
		if !hasDetails(r) {
			continue
		}
		p.writeSection(r)
		switch {
		case options.Brief && !slices.Contains(r.Missing, compare.API): // else there is no section
		case options.Details:
			p.writeDetails(r)
		default:
			p.writeFacts(r)
		}
	}
	p.writeUnmatched(unmatched(reports))
	_, err := w.Write(p.text.Bytes())
	return err
}

// readingOrder returns the layers, the most important for importers first.
func readingOrder() []compare.Layer {
	return []compare.Layer{compare.API, compare.Wire, compare.Document}
}

// writeSummary writes the verdict with its reason, and the number of changes on each
// layer.
func (p *page) writeSummary(r *compare.Report) {
	v := r.Verdict()
	head := diag.OneLine(strings.TrimSpace(r.Package+" "+versions(r, " -> "))) + ": "
	p.writeLine(p.styled(bold, head+p.styled(outcomeStyle(v.Outcome), outcome(v))) + diag.OneLine(recommendation(v)))
	if !hasDetails(r) {
		return
	}
	var counts []string
	for _, layer := range readingOrder() {
		if !slices.Contains(r.Missing, layer) {
			counts = append(counts, string(layer)+": "+summarizeCounts(r, layer))
		}
	}
	if o := summarizeOverrides(r.Overrides); o != "" {
		counts = append(counts, "overrides: "+o)
	}
	p.writeIndented("  ", 2, strings.Join(counts, "; "))
	notes := []string{provisionalNote(r.Overrides), oldNote(r), missingNote(r)}
	if v.Bump == compare.Major {
		notes = append(notes, reason(v))
	}
	for _, words := range notes {
		if words != "" {
			p.writeIndented("  "+p.styled(yellow, "note:")+" ", 8, words)
		}
	}
}

func outcomeStyle(o compare.Outcome) style {
	if o == compare.Breaking {
		return red
	}
	return green
}

// writeSection writes the section for CHANGELOG.md.
func (p *page) writeSection(r *compare.Report) {
	if section := Changelog(r, ""); section != "" {
		p.writeBlankLine()
		p.text.WriteString(section)
	}
}

// writeFacts writes what happened, each fact once.
func (p *page) writeFacts(r *compare.Report) {
	all := facts(r)
	for _, layer := range readingOrder() {
		if layer == compare.Document {
			p.writeOutdated(r)
		}
		found := filterFacts(all, layer)
		if len(found) > 0 {
			p.writeTitle(r.Package + ", " + string(layer) + ": " + layerDescription(layer))
		}
		for _, f := range found {
			p.writeFact(f)
		}
	}
}

func filterFacts(all []*fact, layer compare.Layer) []*fact {
	return slices.DeleteFunc(slices.Clone(all), func(f *fact) bool { return f.layer != layer })
}

// writeFact writes a fact, and what it shows in.
func (p *page) writeFact(f *fact) {
	m, as := changeMark(f.main)
	p.writeIndented("  "+p.styled(as, m)+" ", 4, f.main.Subject+": "+f.main.Message)
	for _, text := range f.alsoTexts() {
		p.writeLabelled("also", text)
	}
	for _, c := range f.wire {
		p.writeLabelled("wire", c.Subject+": "+c.Message)
	}
	for _, c := range f.cause {
		p.writeLabelled("cause", c.Subject+": "+c.Message+", "+strings.Join(positions(c), ""))
	}
	if len(f.cause) == 0 {
		p.writeLabelled("at", strings.Join(positions(f.main), ""))
	}
	for _, text := range contradicting(f.main) {
		p.writeLabelled("check", text)
	}
	p.writeLabelled("behind", strings.Join(f.main.Behind, ", "))
	for _, d := range suppression(f.main) {
		p.writeLabelled(d.label, strings.Join(d.items, ", "))
	}
}

// writeLabelled writes a text below a change, unless it is empty.
func (p *page) writeLabelled(label, text string) {
	if text != "" {
		p.writeIndented("      "+p.styled(faint, fmt.Sprintf("%-10s", label))+" ", 17, text)
	}
}

// writeOutdated writes the overrides that do not fit as they are.
func (p *page) writeOutdated(r *compare.Report) {
	for _, g := range groupOverrides(r.Overrides) {
		if g.noun != appliedNoun {
			p.writeOverrides(r, g)
		}
	}
}

func (p *page) writeOverrides(r *compare.Report, g overrideGroup) {
	p.writeTitle(r.Package + ", " + g.title)
	for _, o := range g.entries {
		p.writeIndented("  ", 6, overrideText(o))
	}
}

// writeDetails writes each change with everything that is known about it.
func (p *page) writeDetails(r *compare.Report) {
	p.writeBlankLine()
	p.writeSide("old", r.Old)
	p.writeSide("new", r.New)
	for _, layer := range readingOrder() {
		if layer == compare.Document {
			for _, g := range groupOverrides(r.Overrides) {
				p.writeOverrides(r, g)
			}
		}
		if found := groupBySeverity(r, layer); len(found) > 0 {
			p.writeTitle(r.Package + ", " + string(layer) + ": " + layerDescription(layer))
			for _, g := range found {
				p.changeGroup(g)
			}
		}
	}
}

func (p *page) writeSide(label string, s compare.Side) {
	p.writeIndented(label+"  ", 5, cmp.Or(strings.Join(strings.Fields(s.Source+" "+s.APIVersion+" "+s.Version), ", "), "nothing"))
}

func (p *page) writeTitle(words string) {
	p.writeBlankLine()
	p.writeLine(p.styled(bold, diag.OneLine(words)))
}

func (p *page) changeGroup(g changeGroup) {
	p.writeLine("  " + g.title)
	for _, c := range g.changes {
		p.writeChange(c)
	}
}

// writeChange writes a change and its details.
func (p *page) writeChange(c *compare.Change) {
	m, as := changeMark(c)
	p.writeIndented("  "+p.styled(as, m)+" ", 4, c.Subject+": "+c.Message)
	for _, d := range details(c) {
		p.writeIndented("      "+p.styled(faint, fmt.Sprintf("%-10s", d.label))+" ", 17, strings.Join(d.items, ", "))
	}
}

// changeMark returns the sign and the style for a change.
func changeMark(c *compare.Change) (string, style) {
	var none diag.Pos
	ofCause := c.Layer == compare.API // positions are those of the cause
	switch {
	case c.CountsAsBreaking():
		return "!", red
	case c.Message == "added", !ofCause && c.Old == none && c.New != none:
		return "+", green
	case c.Message == "removed", !ofCause && c.Old != none && c.New == none:
		return "-", yellow
	}
	return "~", yellow
}

func (p *page) writeUnmatched(entries []compare.Suppression) {
	if len(entries) == 0 {
		return
	}
	p.writeTitle("suppressions that match no change")
	for _, s := range entries {
		p.writeIndented("  ", 6, s.Pos.String()+" until "+s.Until+": "+s.Change)
	}
}
