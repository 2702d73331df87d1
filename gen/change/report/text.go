package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/diag"
)

// Text writes reports for a person: a short summary, then all that there is to
// know, then the verdict and the section for CHANGELOG.md. With colour it has
// escape codes of terminals.
func Text(w io.Writer, reports []*compare.Report, colour bool) error {
	p := &page{colour: colour}
	for _, r := range reports {
		p.summary(r)
	}
	for _, r := range reports {
		if changed(r) {
			p.report(r)
		}
	}
	p.unmatched(unmatched(reports))
	_, err := w.Write(p.text.Bytes())
	return err
}

// summary says the most important thing in the first line.
func (p *page) summary(r *compare.Report) {
	v := r.Verdict()
	head := oneLine(strings.TrimSpace(r.Package+" "+versions(r, " -> "))) + ": "
	p.line(p.paint(bold, head+p.paint(grade(v.Outcome), outcome(v))) + oneLine(advice(v)))
	if !changed(r) {
		return
	}
	for _, layer := range compare.Layers() {
		p.line(fmt.Sprintf("  %-9s  %s", layer, tally(r, layer)))
	}
	if o := overrideTally(r.Overrides); o != "" {
		p.line("  overrides  " + o)
	}
}

func grade(o compare.Outcome) style {
	if o == compare.Breaking {
		return red
	}
	return green
}

func (p *page) report(r *compare.Report) {
	p.gap()
	p.side("old", r.Old)
	p.side("new", r.New)
	for _, layer := range compare.Layers() {
		if found := piles(r, layer); len(found) > 0 {
			p.title(r.Package + ", " + string(layer) + ": " + meaning(layer))
			for _, pile := range found {
				p.pile(pile)
			}
		}
	}
	for _, pile := range overridePiles(r.Overrides) {
		p.title(r.Package + ", " + pile.title)
		for _, o := range pile.entries {
			p.hang("  ", 6, entry(o))
		}
	}
	p.verdict(r)
}

func (p *page) side(label string, s compare.Side) {
	p.hang(label+"  ", 5, cmp.Or(strings.Join(strings.Fields(s.Source+" "+s.APIVersion+" "+s.Version), ", "), "nothing"))
}

func (p *page) title(words string) {
	p.gap()
	p.line(p.paint(bold, oneLine(words)))
}

func (p *page) pile(pile pile) {
	p.line("  " + pile.title)
	for _, c := range pile.changes {
		p.change(c)
	}
}

// change writes a line and what belongs to it.
func (p *page) change(c *compare.Change) {
	m, as := mark(c)
	p.hang("  "+p.paint(as, m)+" ", 4, c.Subject+": "+c.What)
	for _, d := range details(c) {
		p.hang("      "+p.paint(faint, fmt.Sprintf("%-10s", d.label))+" ", 17, strings.Join(d.items, ", "))
	}
}

// mark shows at a glance what sort of change it is.
func mark(c *compare.Change) (string, style) {
	var none diag.Pos
	elsewhere := c.Layer == compare.API // whose positions are those of causes
	switch {
	case c.Breaks():
		return "!", red
	case c.What == "added", !elsewhere && c.Old == none && c.New != none:
		return "+", green
	case c.What == "removed", !elsewhere && c.Old != none && c.New == none:
		return "-", yellow
	}
	return "~", yellow
}

// verdict ends a report: the version, why it is that one, and what to tell.
func (p *page) verdict(r *compare.Report) {
	v := r.Verdict()
	p.title(r.Package + ", verdict")
	words := outcome(v) + advice(v)
	if v.Next != "" && v.Next != r.Old.Version && r.Old.Version != "" {
		words += " after " + r.Old.Version
	}
	p.hang("  ", 2, words+": "+reason(v))
	p.caveat(r)
	if section := Changelog(r, ""); section != "" {
		p.title(r.Package + ", for CHANGELOG.md")
		p.caveat(r)
		p.gap()
		p.text.WriteString(section)
	}
}

func (p *page) caveat(r *compare.Report) {
	if words := caveat(r.Overrides); words != "" {
		p.hang("  "+p.paint(yellow, "note:")+" ", 8, words)
	}
}

func (p *page) unmatched(entries []compare.Suppression) {
	if len(entries) == 0 {
		return
	}
	p.title("suppressions that match no change")
	for _, s := range entries {
		p.hang("  ", 6, s.Pos.String()+" until "+s.Until+": "+s.Change)
	}
}
