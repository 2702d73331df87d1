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
// compared. If date is "", the heading has none.
func Changelog(r *compare.Report, date string) string {
	isDocumentOnly := slices.Contains(r.Missing, compare.API) && slices.Contains(r.Missing, compare.Wire)
	if len(r.Changes) == 0 || isDocumentOnly {
		return ""
	}
	s := &section{
		reported: map[string]bool{}, full: map[string]bool{}, values: map[string]bool{},
		introducedBy: introductions(r), wire: changesOf(r, compare.Wire),
	}
	s.addAPI(r)
	s.addWire(r)
	s.addDocument(r)
	s.addBehind(r)
	p := &page{}
	p.writeLine(heading(r, date))
	p.writeBlankLine()
	intro := introduction(r)
	if r.Old != (compare.Side{}) && r.New != (compare.Side{}) {
		intro += " " + s.effect(r)
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
	// values has the values of enums whose constants have bullets, and whether they are in
	// the breaking ones.
	values map[string]bool
	wire   []*compare.Change
}

// effect returns what programs that import the package have to do.
func (s *section) effect(r *compare.Report) string {
	isBreaking := func(b bullet) bool { return b.part == breaking }
	isReordered := func(c compare.Change) bool { return strings.HasPrefix(c.Message, "arguments reordered ") }
	compiles := slices.ContainsFunc(s.bullets, func(b bullet) bool { return isBreaking(b) && b.rank == lastRank }) ||
		slices.ContainsFunc(r.Changes, isReordered)
	switch {
	case len(s.bullets) == 0 && r.Old.APIVersion == r.New.APIVersion:
		return "Nothing changes for programs that import it."
	case len(s.bullets) == 0:
		return "Nothing else changes for programs that import it."
	case !slices.ContainsFunc(s.bullets, isBreaking):
		return "Programs that import it need no changes."
	case compiles:
		return "Programs that use what is listed under Breaking have to be checked, even if they compile."
	}
	return "Programs that use what is listed under Breaking have to change."
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
	rank int // its place in the part
	text string
}

func (s *section) add(to part, rank int, text string) {
	s.bullets = append(s.bullets, bullet{to, rank, text})
}

func (s *section) write(p *page, part part) {
	title := "**" + string(part) + "**"
	slices.SortStableFunc(s.bullets, func(a, b bullet) int { return a.rank - b.rank })
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
