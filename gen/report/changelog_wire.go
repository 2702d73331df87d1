package report

import (
	"slices"
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/gen/apidiff"
)

// wire tells of what goes over the wire, where the exported symbols have not
// told it.
func (s *section) wire(r *apidiff.Report) {
	var untold []*apidiff.Change
	for i := range r.Changes {
		c := &r.Changes[i]
		if c.Layer == apidiff.Wire && !s.told(c) && !ofVersion(r, c) {
			untold = append(untold, c)
		}
	}
	alike := func(c *apidiff.Change) string {
		return strings.Join([]string{string(partOf(c)), element(c), c.What}, "\n")
	}
	for _, together := range group(untold, alike) {
		s.add(partOf(together[0]), exchange(together))
	}
	for i := range r.Changes {
		if c := &r.Changes[i]; c.Layer == apidiff.Wire {
			s.tell(c)
		}
	}
}

func partOf(c *apidiff.Change) part {
	if c.Breaks() {
		return breaking
	}
	return altered
}

// ofVersion says whether only the version changed that every request names.
func ofVersion(r *apidiff.Report, c *apidiff.Change) bool {
	from, to := r.Old.APIVersion, r.New.APIVersion
	return from != "" && to != "" && from != to && !c.Breaks() && strings.Contains(c.What, from) && strings.Contains(c.What, to)
}

// element is what of a request or an answer changed: the subject without the
// method and path that it begins with.
func element(c *apidiff.Change) string {
	_, rest := request(c)
	return rest
}

// request parts a subject: "POST /chat/threads" and "body topic".
func request(c *apidiff.Change) (line, rest string) {
	words := strings.Fields(c.Subject)
	if len(words) < 2 || !strings.HasPrefix(words[1], "/") {
		return "", strings.Join(words, " ")
	}
	return strings.Join(words[:2], " "), strings.Join(words[2:], " ")
}

// exchange tells of changes that only differ in the calls that they touch.
func exchange(all []*apidiff.Change) string {
	var calls, lines []string
	for _, c := range all {
		calls = append(calls, c.Calls...)
		if line, _ := request(c); line != "" {
			lines = append(lines, line)
		}
	}
	where := upTo(6, calls, "methods")
	if where == "" {
		where = upTo(6, lines, "requests")
	}
	happened := strings.TrimSpace(escape(element(all[0])) + " " + prose(all[0].What))
	if where == "" {
		return happened
	}
	return where + ": " + happened
}

// document tells of what only shows in the document, where it has a place in
// the package: comments, mostly.
func (s *section) document(r *apidiff.Report) {
	var untold []*apidiff.Change
	var commented []string
	for i := range r.Changes {
		c := &r.Changes[i]
		_, told := s.causes[c.Key()]
		switch {
		case c.Layer != apidiff.Document || told || len(c.Symbols) == 0:
		case strings.HasPrefix(c.What, "description"):
			commented = append(commented, c.Symbols...)
		default:
			untold = append(untold, c)
		}
	}
	for _, together := range group(untold, func(c *apidiff.Change) string { return c.What }) {
		var names []string
		for _, c := range together {
			names = append(names, c.Symbols...)
		}
		s.add(altered, upTo(8, names, "symbols")+": "+prose(together[0].What))
	}
	if len(commented) > 0 {
		s.add(altered, "Doc comments of "+upTo(8, commented, "symbols"))
	}
}

// upTo names as many as most, each once, and counts the others.
func upTo(most int, names []string, noun string) string {
	var all []string
	for _, name := range names {
		if c := code(name); !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	if len(all) <= most {
		return list(all)
	}
	return strings.Join(all[:most-2], ", ") + " and " + strconv.Itoa(len(all)-most+2) + " more " + noun
}
