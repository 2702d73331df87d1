package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/diag"
)

// Text writes reports for a terminal: a short summary, then for each package all
// details, the verdict and the section for CHANGELOG.md. With colour it uses
// terminal escape codes.
func Text(w io.Writer, reports []*compare.Report, colour bool) error {
	p := &page{colour: colour}
	for _, r := range reports {
		p.writeSummary(r)
	}
	for _, r := range reports {
		if hasDetails(r) {
			p.writeReport(r)
		}
	}
	p.writeUnmatched(unmatched(reports))
	_, err := w.Write(p.text.Bytes())
	return err
}

// writeSummary writes the outcome and the number of changes on each layer.
func (p *page) writeSummary(r *compare.Report) {
	v := r.Verdict()
	head := diag.OneLine(strings.TrimSpace(r.Package+" "+versions(r, " -> "))) + ": "
	p.writeLine(p.styled(bold, head+p.styled(outcomeStyle(v.Outcome), outcome(v))) + diag.OneLine(recommendation(v)))
	if !hasDetails(r) {
		return
	}
	for _, layer := range compare.Layers() {
		p.writeLine(fmt.Sprintf("  %-9s  %s", layer, summarizeCounts(r, layer)))
	}
	if o := summarizeOverrides(r.Overrides); o != "" {
		p.writeLine("  overrides  " + o)
	}
}

func outcomeStyle(o compare.Outcome) style {
	if o == compare.Breaking {
		return red
	}
	return green
}

func (p *page) writeReport(r *compare.Report) {
	p.writeBlankLine()
	p.writeSide("old", r.Old)
	p.writeSide("new", r.New)
	for _, layer := range compare.Layers() {
		if found := groupBySeverity(r, layer); len(found) > 0 {
			p.writeTitle(r.Package + ", " + string(layer) + ": " + layerDescription(layer))
			for _, g := range found {
				p.changeGroup(g)
			}
		}
	}
	for _, g := range groupOverrides(r.Overrides) {
		p.writeTitle(r.Package + ", " + g.title)
		for _, o := range g.entries {
			p.writeIndented("  ", 6, overrideText(o))
		}
	}
	p.writeVerdict(r)
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

// writeVerdict writes the outcome, the recommended version with its reason, and the
// section for CHANGELOG.md.
func (p *page) writeVerdict(r *compare.Report) {
	v := r.Verdict()
	p.writeTitle(r.Package + ", verdict")
	words := outcome(v) + recommendation(v)
	if v.Next != "" && v.Next != r.Old.Version && r.Old.Version != "" {
		words += " after " + r.Old.Version
	}
	p.writeIndented("  ", 2, words+": "+reason(v))
	p.writeProvisionalNote(r)
	if section := Changelog(r, ""); section != "" {
		p.writeTitle(r.Package + ", for CHANGELOG.md")
		p.writeProvisionalNote(r)
		p.writeBlankLine()
		p.text.WriteString(section)
	}
}

func (p *page) writeProvisionalNote(r *compare.Report) {
	if words := provisionalNote(r.Overrides); words != "" {
		p.writeIndented("  "+p.styled(yellow, "note:")+" ", 8, words)
	}
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
