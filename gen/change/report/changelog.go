package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/change/compare"
)

// Changelog returns the section for CHANGELOG.md, which tells importers in
// terms of Go what changes for them. It is "" if nothing changes. The date is
// left out if it is "".
func Changelog(r *compare.Report, date string) string {
	if len(r.Changes) == 0 {
		return ""
	}
	s := &section{covered: map[string]bool{}, completed: map[string]bool{}, brought: bringers(r)}
	s.api(r)
	s.wire(r)
	s.document(r)
	p := &page{}
	p.line(heading(r, date))
	p.gap()
	first := moves(r)
	if both := r.Old != (compare.Side{}) && r.New != (compare.Side{}); both && len(s.bullets) == 0 {
		first += " Nothing changes for programs that use it."
	}
	p.hang("", 0, first)
	for _, part := range []part{breaking, added, altered, removed} {
		s.write(p, part)
	}
	return p.text.String()
}

// heading names the package, too: a file may have sections of several packages.
func heading(r *compare.Report, date string) string {
	title := "## " + escape(r.Package) + " " + cmp.Or(r.Verdict().Next, "Unreleased")
	if date != "" {
		title += " - " + date
	}
	return title
}

// moves is the first sentence.
func moves(r *compare.Report) string {
	from, to := r.Old.APIVersion, r.New.APIVersion
	switch {
	case r.Old == (compare.Side{}):
		return fmt.Sprintf("%s is new.", code(r.Package))
	case r.New == (compare.Side{}):
		return fmt.Sprintf("%s is no longer there.", code(r.Package))
	case from == to && to != "":
		return fmt.Sprintf("%s stays with API version %s.", code(r.Package), escape(to))
	case from != "" && to != "":
		return fmt.Sprintf("%s moves from API version %s to %s.", code(r.Package), escape(from), escape(to))
	}
	return fmt.Sprintf("A new version of %s.", code(r.Package))
}

// part is a part of a section, by its title.
type part string

const (
	breaking part = "Breaking"
	added    part = "Added"
	altered  part = "Changed"
	removed  part = "Removed"
)

// section is what is told of a version.
type section struct {
	bullets []bullet
	// covered are the document's changes that bullets tell by what follows from
	// them: true if one tells it as breaking.
	covered map[string]bool
	// completed are the names of which bullets say all, with the same sense.
	completed map[string]bool
	// brought holds the document's change that brings a new definition, by that of
	// the definition.
	brought map[string]string
}

// bringers leaves out what several changes bring: it tells none of them.
func bringers(r *compare.Report) map[string]string {
	brought := map[string]string{}
	for i := range r.Changes {
		if c := &r.Changes[i]; c.Layer == compare.Document && len(c.Causes) == 1 {
			brought[c.Key()] = c.Causes[0]
		}
	}
	return brought
}

// bullet is a line of a part.
type bullet struct {
	part part
	text string
}

func (s *section) add(to part, text string) { s.bullets = append(s.bullets, bullet{to, text}) }

func (s *section) write(p *page, part part) {
	title := "**" + string(part) + "**"
	for _, b := range s.bullets {
		if b.part != part {
			continue
		}
		if title != "" {
			p.gap()
			p.line(title)
			p.gap()
			title = ""
		}
		p.hang("- ", 2, b.text+".")
	}
}

// cover notes the causes of a change that importers read of.
func (s *section) cover(c *compare.Change) {
	for _, cause := range c.Causes {
		s.covered[cause] = s.covered[cause] || c.Breaks()
		if by := s.brought[cause]; by != "" {
			s.covered[by] = s.covered[by] || c.Breaks()
		}
	}
}

// covers says whether bullets tell everything that a change follows from, as
// grave as it is.
func (s *section) covers(c *compare.Change) bool {
	return len(c.Causes) > 0 && !slices.ContainsFunc(c.Causes, func(cause string) bool {
		grave, ok := s.covered[cause]
		return !ok || c.Breaks() && !grave
	})
}

// prose returns what happened, with the old and the new in code.
func prose(what string) string {
	what = oneLine(what)
	before, values, found := strings.Cut(what, " from ")
	i := strings.LastIndex(values, " to ")
	if !found || i < 0 {
		return escape(what)
	}
	return escape(before) + " from " + code(values[:i]) + " to " + code(values[i+len(" to "):])
}

// escape keeps Markdown from reading anything into a text.
func escape(s string) string {
	return strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`).Replace(oneLine(s))
}
