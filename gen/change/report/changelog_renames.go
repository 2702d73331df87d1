package report

import (
	"regexp"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/change/compare"
)

// joinRenames detects renames: as many symbols of one owner and of the same shape were
// removed as were added, for the same cause, or one of each without a cause but with a
// common word in its name. It sets the new name of the removed symbols
// and drops the added ones.
func joinRenames(all []*symbol) []*symbol {
	isRemoved := func(s *symbol) bool { return s.changeKind() == "removed" }
	isAdded := func(s *symbol) bool { return s.changeKind() == "added" }
	replaced := map[*symbol]bool{}
	for _, related := range group(all, originAndOwnerKey) {
		for _, similar := range group(related, shapeKey) {
			removed, added := filter(similar, isRemoved), filter(similar, isAdded)
			if len(removed) != len(added) {
				continue
			}
			for i := range removed {
				removed[i].newName = added[i].name
				replaced[added[i]] = true
			}
		}
	}
	for _, alike := range group(all, alikeKey) {
		removed, added := filter(alike, isRemoved), filter(alike, isAdded)
		if len(removed) == 1 && len(added) == 1 && haveCommonWord(removed[0].memberName(), added[0].memberName()) {
			removed[0].newName = added[0].name
			replaced[added[0]] = true
		}
	}
	return filter(all, func(s *symbol) bool { return !replaced[s] })
}

// alikeKey groups symbols without a cause in the document, such as those of hand-written
// packages, by owner and shape.
func alikeKey(s *symbol) string {
	if s.origin != "" || s.change.Shape == "" {
		return ""
	}
	return s.owner() + "\n" + shapeKey(s)
}

// haveCommonWord reports whether two names begin or end with the same word, as ParseID and
// ParseIdentifier do.
func haveCommonWord(a, b string) bool {
	word := regexp.MustCompile(`[A-Z]+[a-z0-9]*`)
	wordsA, wordsB := word.FindAllString(a, -1), word.FindAllString(b, -1)
	if len(wordsA) == 0 || len(wordsB) == 0 {
		return false
	}
	return wordsA[0] == wordsB[0] || wordsA[len(wordsA)-1] == wordsB[len(wordsB)-1]
}

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

// shapeKey groups the symbols that may be new names of each other: those of the same type,
// and for types those with the same last word, such as options and responses.
func shapeKey(s *symbol) string {
	kind := "other"
	for _, suffix := range []string{"Options", "Response"} {
		if strings.HasPrefix(s.change.Shape, "type ") && strings.HasSuffix(s.name, suffix) {
			kind = suffix
		}
	}
	return kind + " " + s.change.Shape
}

func originAndOwnerKey(s *symbol) string {
	if s.origin == "" {
		return ""
	}
	owner := s.owner()
	if strings.HasSuffix(owner, "Client") { // a method may move to another client
		owner = "Client"
	}
	return s.origin + "\n" + owner
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
