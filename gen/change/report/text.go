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
		p.summary(r)
	}
	for _, r := range reports {
		if hasDetails(r) {
			p.report(r)
		}
	}
	p.unmatched(unmatched(reports))
	_, err := w.Write(p.text.Bytes())
	return err
}

// summary writes the outcome and the number of changes on each layer.
func (p *page) summary(r *compare.Report) {
	v := r.Verdict()
	head := oneLine(strings.TrimSpace(r.Package+" "+versions(r, " -> "))) + ": "
	p.line(p.styled(bold, head+p.styled(outcomeStyle(v.Outcome), outcome(v))) + oneLine(advice(v)))
	if !hasDetails(r) {
		return
	}
	for _, layer := range compare.Layers() {
		p.line(fmt.Sprintf("  %-9s  %s", layer, summarizeCounts(r, layer)))
	}
	if o := summarizeOverrides(r.Overrides); o != "" {
		p.line("  overrides  " + o)
	}
}

func outcomeStyle(o compare.Outcome) style {
	if o == compare.Breaking {
		return red
	}
	return green
}

func (p *page) report(r *compare.Report) {
	p.blankLine()
	p.side("old", r.Old)
	p.side("new", r.New)
	for _, layer := range compare.Layers() {
		if found := groupBySeverity(r, layer); len(found) > 0 {
			p.title(r.Package + ", " + string(layer) + ": " + layerDescription(layer))
			for _, g := range found {
				p.changeGroup(g)
			}
		}
	}
	for _, g := range groupOverrides(r.Overrides) {
		p.title(r.Package + ", " + g.title)
		for _, o := range g.entries {
			p.hangingIndent("  ", 6, overrideText(o))
		}
	}
	p.verdict(r)
}

func (p *page) side(label string, s compare.Side) {
	p.hangingIndent(label+"  ", 5, cmp.Or(strings.Join(strings.Fields(s.Source+" "+s.APIVersion+" "+s.Version), ", "), "nothing"))
}

func (p *page) title(words string) {
	p.blankLine()
	p.line(p.styled(bold, oneLine(words)))
}

func (p *page) changeGroup(g changeGroup) {
	p.line("  " + g.title)
	for _, c := range g.changes {
		p.change(c)
	}
}

// change writes a change and its details.
func (p *page) change(c *compare.Change) {
	m, as := changeMark(c)
	p.hangingIndent("  "+p.styled(as, m)+" ", 4, c.Subject+": "+c.Message)
	for _, d := range details(c) {
		p.hangingIndent("      "+p.styled(faint, fmt.Sprintf("%-10s", d.label))+" ", 17, strings.Join(d.items, ", "))
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

// verdict writes the outcome, the recommended version with its reason, and the
// section for CHANGELOG.md.
func (p *page) verdict(r *compare.Report) {
	v := r.Verdict()
	p.title(r.Package + ", verdict")
	words := outcome(v) + advice(v)
	if v.Next != "" && v.Next != r.Old.Version && r.Old.Version != "" {
		words += " after " + r.Old.Version
	}
	p.hangingIndent("  ", 2, words+": "+reason(v))
	p.caveat(r)
	if section := Changelog(r, ""); section != "" {
		p.title(r.Package + ", for CHANGELOG.md")
		p.caveat(r)
		p.blankLine()
		p.text.WriteString(section)
	}
}

func (p *page) caveat(r *compare.Report) {
	if words := caveat(r.Overrides); words != "" {
		p.hangingIndent("  "+p.styled(yellow, "note:")+" ", 8, words)
	}
}

func (p *page) unmatched(entries []compare.Suppression) {
	if len(entries) == 0 {
		return
	}
	p.title("suppressions that match no change")
	for _, s := range entries {
		p.hangingIndent("  ", 6, s.Pos.String()+" until "+s.Until+": "+s.Change)
	}
}
