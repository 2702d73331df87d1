package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/diag"
)

// Markdown writes reports for a comment on a pull request: a summary table, and
// collapsed details, which are expanded for layers with breaking changes. Text
// from files is in code spans, so that it can neither break the layout nor
// mention users.
func Markdown(w io.Writer, reports []*compare.Report) error {
	var m comment
	m.writeSummary(reports)
	for _, r := range reports {
		if hasDetails(r) {
			m.writeReport(r)
		}
	}
	m.writeUnmatched(unmatched(reports))
	_, err := w.Write(m.text.Bytes())
	return err
}

// comment collects the lines of a Markdown report.
type comment struct{ text bytes.Buffer }

func (m *comment) linef(format string, args ...any) { fmt.Fprintf(&m.text, format+"\n", args...) }

func (m *comment) writeSummary(reports []*compare.Report) {
	m.linef("| package | API version | verdict | document | api | wire | version |")
	m.linef("|---|---|---|---|---|---|---|")
	for _, r := range reports {
		v := r.Verdict()
		verdict := outcome(v)
		if v.Outcome == compare.Breaking {
			verdict = "**" + verdict + "**"
		}
		row := []string{
			code(r.Package), fromTo(r.Old.APIVersion, r.New.APIVersion), verdict,
			summarizeCounts(r, compare.Document), summarizeCounts(r, compare.API), summarizeCounts(r, compare.Wire),
			fromTo(r.Old.Version, v.Next),
		}
		for i, cell := range row {
			row[i] = strings.ReplaceAll(cell, "|", `\|`) // tables require this even in code spans
		}
		m.linef("| %s |", strings.Join(row, " | "))
	}
}

// fromTo shows two values, or one if they are the same.
func fromTo(from, to string) string {
	if from == to {
		return code(from)
	}
	return code(from) + " → " + code(to)
}

func (m *comment) writeReport(r *compare.Report) {
	m.linef("\n### %s\n", code(r.Package))
	m.linef("%s → %s", code(r.Old.Source), code(r.New.Source))
	m.writeChangelog(r)
	for _, layer := range readingOrder() {
		if layer == compare.Document {
			m.writeOverrides(r.Overrides)
		}
		if found := groupBySeverity(r, layer); len(found) > 0 {
			m.writeLayer(layer, summarizeCounts(r, layer), found)
		}
	}
}

func (m *comment) writeOverrides(o compare.Overrides) {
	for _, g := range groupOverrides(o) {
		m.beginDetails(g.title+": "+fmt.Sprint(len(g.entries)), false)
		for _, o := range g.entries {
			m.linef("- %s", code(overrideText(o)))
		}
		m.endDetails()
	}
}

func (m *comment) writeLayer(layer compare.Layer, counts string, found []changeGroup) {
	m.beginDetails(fmt.Sprintf("%s, %s: %s", layer, layerDescription(layer), counts), found[0].changes[0].CountsAsBreaking())
	for i, g := range found {
		if i > 0 {
			m.linef("")
		}
		m.linef("**%s**\n", g.title)
		for _, c := range g.changes {
			m.writeChange(c)
		}
	}
	m.endDetails()
}

// beginDetails begins a collapsible block.
func (m *comment) beginDetails(title string, open bool) {
	attribute := ""
	if open {
		attribute = " open"
	}
	m.linef("\n<details%s><summary>%s</summary>\n", attribute, title)
}

func (m *comment) endDetails() { m.linef("\n</details>") }

func (m *comment) writeChange(c *compare.Change) {
	m.linef("- %s: %s", code(c.Subject), code(c.Message))
	for _, d := range details(c) {
		items := make([]string, len(d.items))
		for i, item := range d.items {
			items[i] = code(item)
		}
		m.linef("  - %s %s", d.label, strings.Join(items, ", "))
	}
}

// writeChangelog writes the verdict with its reason and the section for CHANGELOG.md.
func (m *comment) writeChangelog(r *compare.Report) {
	v := r.Verdict()
	m.linef("\nVerdict: %s; %s.", outcome(v), reason(v))
	if missing := missingNote(r); missing != "" {
		m.linef("\n%s", code(missing))
	}
	note := provisionalNote(r.Overrides)
	if note != "" {
		m.linef("\n**%s.**", note)
	}
	section := Changelog(r, "")
	if section == "" {
		return
	}
	fence := strings.Repeat("`", max(3, longestBacktickRun(section)+1))
	m.beginDetails("for CHANGELOG.md", false)
	if note != "" {
		m.linef("%s.\n", note)
	}
	m.linef("%smarkdown\n%s%s", fence, section, fence)
	m.endDetails()
}

func (m *comment) writeUnmatched(entries []compare.Suppression) {
	if len(entries) == 0 {
		return
	}
	m.beginDetails(fmt.Sprintf("suppressions that match no change: %d", len(entries)), false)
	for _, s := range entries {
		m.linef("- %s until %s: %s", code(s.Pos.String()), s.Until, code(s.Change))
	}
	m.endDetails()
}

// code returns a text as a code span on one line.
func code(s string) string {
	s = diag.OneLine(s)
	if s == "" {
		return "-"
	}
	fence := strings.Repeat("`", longestBacktickRun(s)+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// longestBacktickRun returns the length of the longest run of backticks.
func longestBacktickRun(s string) int {
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
