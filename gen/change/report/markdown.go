package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/chatgen-go/chatgen/gen/change/compare"
)

// Markdown writes reports for a comment on a pull request: a table that sums
// them up, and all the rest folded away but for layers with breaking changes.
// Whatever comes from a file stands in code spans, so that it can neither
// break the page nor call anybody.
func Markdown(w io.Writer, reports []*compare.Report) error {
	var m comment
	m.summary(reports)
	for _, r := range reports {
		if changed(r) {
			m.report(r)
		}
	}
	m.unmatched(unmatched(reports))
	_, err := w.Write(m.text.Bytes())
	return err
}

// comment collects the lines of a text in Markdown.
type comment struct{ text bytes.Buffer }

func (m *comment) linef(format string, args ...any) { fmt.Fprintf(&m.text, format+"\n", args...) }

func (m *comment) summary(reports []*compare.Report) {
	m.linef("| package | API version | verdict | document | api | wire | version |")
	m.linef("|---|---|---|---|---|---|---|")
	for _, r := range reports {
		v := r.Verdict()
		verdict := outcome(v)
		if v.Outcome == compare.Breaking {
			verdict = "**" + verdict + "**"
		}
		row := []string{
			code(r.Package), arrow(r.Old.APIVersion, r.New.APIVersion), verdict, tally(r, compare.Document), tally(r, compare.API), tally(r, compare.Wire),
			arrow(r.Old.Version, v.Next),
		}
		for i, cell := range row {
			row[i] = strings.ReplaceAll(cell, "|", `\|`) // in a table that holds in code, too
		}
		m.linef("| %s |", strings.Join(row, " | "))
	}
}

// arrow shows two things, or one if they are the same.
func arrow(from, to string) string {
	if from == to {
		return code(from)
	}
	return code(from) + " → " + code(to)
}

func (m *comment) report(r *compare.Report) {
	m.linef("\n### %s\n", code(r.Package))
	m.linef("%s → %s", code(r.Old.Source), code(r.New.Source))
	for _, layer := range compare.Layers() {
		if found := piles(r, layer); len(found) > 0 {
			m.layer(layer, tally(r, layer), found)
		}
	}
	for _, pile := range overridePiles(r.Overrides) {
		m.fold(pile.title+": "+fmt.Sprint(len(pile.entries)), false)
		for _, o := range pile.entries {
			m.linef("- %s", code(entry(o)))
		}
		m.unfold()
	}
	m.changelog(r)
}

func (m *comment) layer(layer compare.Layer, tally string, found []pile) {
	m.fold(fmt.Sprintf("%s, %s: %s", layer, meaning(layer), tally), found[0].changes[0].Breaks())
	for i, pile := range found {
		if i > 0 {
			m.linef("")
		}
		m.linef("**%s**\n", pile.title)
		for _, c := range pile.changes {
			m.change(c)
		}
	}
	m.unfold()
}

// fold begins what a reader opens by hand, if it is not open from the start.
func (m *comment) fold(title string, open bool) {
	attribute := ""
	if open {
		attribute = " open"
	}
	m.linef("\n<details%s><summary>%s</summary>\n", attribute, title)
}

func (m *comment) unfold() { m.linef("\n</details>") }

func (m *comment) change(c *compare.Change) {
	m.linef("- %s: %s", code(c.Subject), code(c.What))
	for _, d := range details(c) {
		items := make([]string, len(d.items))
		for i, item := range d.items {
			items[i] = code(item)
		}
		m.linef("  - %s %s", d.label, strings.Join(items, ", "))
	}
}

// changelog ends a report with the verdict's reason and the section.
func (m *comment) changelog(r *compare.Report) {
	v := r.Verdict()
	m.linef("\nVerdict: %s; %s.", outcome(v), reason(v))
	note := caveat(r.Overrides)
	if note != "" {
		m.linef("\n**%s.**", note)
	}
	section := Changelog(r, "")
	if section == "" {
		return
	}
	fence := strings.Repeat("`", max(3, longestTicks(section)+1))
	m.fold("for CHANGELOG.md", false)
	if note != "" {
		m.linef("%s.\n", note)
	}
	m.linef("%smarkdown\n%s%s", fence, section, fence)
	m.unfold()
}

func (m *comment) unmatched(entries []compare.Suppression) {
	if len(entries) == 0 {
		return
	}
	m.fold(fmt.Sprintf("suppressions that match no change: %d", len(entries)), false)
	for _, s := range entries {
		m.linef("- %s until %s: %s", code(s.Pos.String()), s.Until, code(s.Change))
	}
	m.unfold()
}

// code returns a code span of one line, whatever the text holds.
func code(s string) string {
	s = oneLine(s)
	if s == "" {
		return "-"
	}
	fence := strings.Repeat("`", longestTicks(s)+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// longestTicks returns the length of the longest run of backticks.
func longestTicks(s string) int {
	longest, run := 0, 0
	for _, r := range s {
		if r != '`' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}
