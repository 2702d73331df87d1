package report

import (
	"regexp"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/change/compare"
)

// renames joins what goes to what comes in its place: beside it, of the same
// cause, and in the same number.
func renames(all []*symbol) []*symbol {
	gone := func(s *symbol) bool { return s.fate() == "removed" }
	come := func(s *symbol) bool { return s.fate() == "added" }
	replaced := map[*symbol]bool{}
	for _, beside := range group(all, sameOriginAndOwner) {
		from, to := only(beside, gone), only(beside, come)
		if len(beside) == 1 || len(from) != len(to) {
			continue
		}
		for i := range from {
			from[i].now = to[i].name
			replaced[to[i]] = true
		}
	}
	return only(all, func(s *symbol) bool { return !replaced[s] })
}

// withoutMentions leaves out what changed only because it mentions a type that
// has another name now, which is told by itself.
func withoutMentions(all []*symbol) []*symbol {
	return only(all, func(s *symbol) bool {
		values, changed := strings.CutPrefix(s.fate(), "changed from ")
		from, to, found := strings.Cut(values, " to ")
		if !changed || !found {
			return true
		}
		for _, r := range all {
			if r.now != "" {
				from = regexp.MustCompile(`\b`+regexp.QuoteMeta(r.name)+`\b`).ReplaceAllLiteralString(from, r.now)
			}
		}
		return from != to
	})
}

func sameOriginAndOwner(s *symbol) string {
	if s.origin == "" {
		return ""
	}
	owner := s.owner()
	if strings.HasSuffix(owner, "Client") { // a call may move to another client
		owner = "Client"
	}
	return s.origin + "\n" + owner
}

// compare finds the members that went and came with the new name of a type. The
// comparison of Go packages does not look into types that go or come, but the
// other layers know the members.
func (s *symbol) compare(r *compare.Report) {
	if s.now == "" || strings.HasSuffix(s.name, "Response") { // what it embeds is told by itself
		return
	}
	for i := range r.Changes {
		c := &r.Changes[i]
		if c.Layer == compare.API {
			continue
		}
		was, is := membersOf(s.name, c.Symbols), membersOf(s.now, c.Symbols)
		s.lost = union(s.lost, without(was, is))
		s.gained = union(s.gained, without(is, was))
	}
}

// membersOf returns the members of a type among symbols.
func membersOf(name string, symbols []string) []string {
	var members []string
	for _, s := range importers(symbols) {
		if member, ok := strings.CutPrefix(s, name+"."); ok {
			members = append(members, member)
		}
	}
	return members
}

// without returns what is in a and not in b.
func without(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}

func union(a, b []string) []string { return append(a, without(b, a)...) }

// differences tells of the members that are not the ones that they were.
func (s *symbol) differences() string {
	gone, come := without(s.lost, s.gained), without(s.gained, s.lost)
	var words []string
	for _, d := range []struct {
		members  []string
		happened string
	}{{without(s.lost, gone), " changed"}, {gone, " removed"}, {come, " added"}} {
		if len(d.members) > 0 {
			words = append(words, upTo(8, d.members)+d.happened)
		}
	}
	if words == nil {
		return ""
	}
	return " (" + strings.Join(words, ", ") + ")"
}
