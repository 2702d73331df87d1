package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/diag"
)

// Changelog returns the section for CHANGELOG.md, which describes the changes to
// importers in terms of Go. It returns "" if nothing changed, or if only documents were
// compared. If date is "", the
// heading has none.
func Changelog(r *compare.Report, date string) string {
	isDocumentOnly := slices.Contains(r.Missing, compare.API) && slices.Contains(r.Missing, compare.Wire)
	if len(r.Changes) == 0 || isDocumentOnly {
		return ""
	}
	s := &section{reported: map[string]bool{}, full: map[string]bool{}, introducedBy: introductions(r)}
	s.addAPI(r)
	s.addWire(r)
	s.addDocument(r)
	s.addBehind(r)
	p := &page{}
	p.writeLine(heading(r, date))
	p.writeBlankLine()
	intro := introduction(r)
	if both := r.Old != (compare.Side{}) && r.New != (compare.Side{}); both && len(s.bullets) == 0 {
		intro += " " + unchanged(r)
	}
	p.writeIndented("", 0, intro)
	for _, part := range []part{breaking, added, changed, removed} {
		s.write(p, part)
	}
	return p.text.String()
}

// heading returns the heading with the package's name, because a file may have
// sections for several packages.
func heading(r *compare.Report, date string) string {
	title := "## " + escape(r.Package) + " " + cmp.Or(r.Verdict().Next, "Unreleased")
	if date != "" {
		title += " - " + date
	}
	return title
}

// introduction returns the first sentence of a section.
func introduction(r *compare.Report) string {
	from, to := r.Old.APIVersion, r.New.APIVersion
	switch {
	case r.Old == (compare.Side{}):
		return fmt.Sprintf("%s is new.", code(r.Package))
	case r.New == (compare.Side{}):
		return fmt.Sprintf("%s was removed.", code(r.Package))
	case from == to && to != "":
		return fmt.Sprintf("%s still uses API version %s.", code(r.Package), escape(to))
	case from != "" && to != "":
		return fmt.Sprintf("%s moves from API version %s to %s.", code(r.Package), escape(from), escape(to))
	}
	return fmt.Sprintf("A new version of %s.", code(r.Package))
}

// unchanged returns the sentence for a section without bullets.
func unchanged(r *compare.Report) string {
	if r.Old.APIVersion == r.New.APIVersion {
		return "Nothing changes for programs that import it."
	}
	return "Nothing else changes for programs that import it."
}

// part is the title of a part of a section.
type part string

const (
	breaking part = "Breaking"
	added    part = "Added"
	changed  part = "Changed"
	removed  part = "Removed"
)

// section collects the contents of a section.
type section struct {
	bullets []bullet
	// reported has the keys of the document changes that bullets cover, and
	// whether a bullet covers them as breaking.
	reported map[string]bool
	// full has the names of the symbols that bullets describe completely, and
	// whether a bullet describes them as breaking.
	full map[string]bool
	// introducedBy maps the change that adds a definition to its only cause.
	introducedBy map[string]string
}

// introductions maps each document change that has exactly one cause to that
// cause.
func introductions(r *compare.Report) map[string]string {
	introducedBy := map[string]string{}
	for i := range r.Changes {
		if c := &r.Changes[i]; c.Layer == compare.Document && len(c.Causes) == 1 {
			introducedBy[c.Key()] = c.Causes[0]
		}
	}
	return introducedBy
}

// bullet is an item of a part.
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
			p.writeBlankLine()
			p.writeLine(title)
			p.writeBlankLine()
			title = ""
		}
		p.writeIndented("- ", 2, b.text+".")
	}
}

// markReported records that a bullet covers the causes of a change.
func (s *section) markReported(c *compare.Change) {
	for _, cause := range c.Causes {
		s.reported[cause] = s.reported[cause] || c.CountsAsBreaking()
		if by := s.introducedBy[cause]; by != "" {
			s.reported[by] = s.reported[by] || c.CountsAsBreaking()
		}
	}
}

// isReported reports whether bullets cover all causes of a change, with at least
// its severity.
func (s *section) isReported(c *compare.Change) bool {
	return len(c.Causes) > 0 && !slices.ContainsFunc(c.Causes, func(cause string) bool {
		asBreaking, ok := s.reported[cause]
		return !ok || c.CountsAsBreaking() && !asBreaking
	})
}

// codeValues returns a message with its old and new values as code.
func codeValues(what string) string {
	what = diag.OneLine(what)
	before, values, found := strings.Cut(what, " from ")
	i := strings.LastIndex(values, " to ")
	if !found || i < 0 {
		return escape(what)
	}
	return escape(before) + " from " + code(values[:i]) + " to " + code(values[i+len(" to "):])
}

// escape escapes the characters that have a meaning in Markdown.
func escape(s string) string {
	return strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`).Replace(diag.OneLine(s))
}
