package report

import (
	"regexp"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/change/compare"
)

// dropMentions drops symbols that changed only because their type mentions a
// renamed type. The rename is reported on its own.
func dropMentions(all []*symbol) []*symbol {
	return filter(all, func(s *symbol) bool {
		values, changed := strings.CutPrefix(s.changeKind(), "changed from ")
		from, to, found := strings.Cut(values, " to ")
		if !changed || !found {
			return true
		}
		for _, r := range all {
			if r.newName != "" {
				from = regexp.MustCompile(`\b`+regexp.QuoteMeta(r.name)+`\b`).ReplaceAllLiteralString(from, r.newName)
			}
		}
		return from != to
	})
}

// compareMembers finds the members of a renamed type that were added or removed.
// The API layer does not compare members of added and removed types, but the
// other layers list them.
func (s *symbol) compareMembers(r *compare.Report) {
	if s.newName == "" || strings.HasSuffix(s.name, "Response") { // the embedded type is reported on its own
		return
	}
	for i := range r.Changes {
		c := &r.Changes[i]
		if c.Layer == compare.API {
			continue
		}
		oldMembers, newMembers := membersOf(s.name, c.Symbols), membersOf(s.newName, c.Symbols)
		s.removedMembers = union(s.removedMembers, subtract(oldMembers, newMembers))
		s.addedMembers = union(s.addedMembers, subtract(newMembers, oldMembers))
	}
}

// membersOf returns the members of a type among symbols.
func membersOf(name string, symbols []string) []string {
	var members []string
	for _, s := range visibleSymbols(symbols) {
		if member, ok := strings.CutPrefix(s, name+"."); ok {
			members = append(members, member)
		}
	}
	return members
}

// subtract returns the elements of a that are not in b.
func subtract(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}

func union(a, b []string) []string { return append(a, subtract(b, a)...) }

// memberChanges describes the changed, removed and added members of a renamed
// type.
func (s *symbol) memberChanges() string {
	removed, added := subtract(s.removedMembers, s.addedMembers), subtract(s.addedMembers, s.removedMembers)
	var words []string
	for _, d := range []struct {
		members []string
		kind    string
	}{{subtract(s.removedMembers, removed), " changed"}, {removed, " removed"}, {added, " added"}} {
		if len(d.members) > 0 {
			words = append(words, listUpTo(8, d.members)+d.kind)
		}
	}
	if words == nil {
		return ""
	}
	return " (" + strings.Join(words, ", ") + ")"
}
