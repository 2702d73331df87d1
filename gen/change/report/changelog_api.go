package report

import (
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/change/compare"
)

// symbol is an exported symbol that changed, with what belongs to it.
type symbol struct {
	change  *compare.Change
	name    string   // "Participant.Metadata"
	origin  string   // key of all that it follows from
	members []string // of a type that comes or goes
	now     string   // name of what took its place
	// lost and gained are the members of a type that went and came with its new
	// name.
	lost, gained []string
}

// owner is what stands before the last dot of the name, or "".
func (s *symbol) owner() string { return s.name[:max(0, strings.LastIndex(s.name, "."))] }

func (s *symbol) leaf() string { return s.name[strings.LastIndex(s.name, ".")+1:] }

func (s *symbol) part() part {
	switch {
	case s.change.Breaks():
		return breaking
	case s.fate() == "added":
		return added
	case s.fate() == "removed":
		return removed
	}
	return altered
}

// fate is what happened to the symbol, which is told alike for all that share
// it.
func (s *symbol) fate() string {
	if s.now != "" {
		return "renamed"
	}
	return s.change.What
}

func (s *symbol) comesOrGoes() bool { return s.fate() == "added" || s.fate() == "removed" }

// api tells of exported symbols: on one line all that has one cause, and all
// members of one name.
func (s *section) api(r *compare.Report) {
	for i := range r.Changes {
		if c := &r.Changes[i]; exported(c) {
			s.cover(c)
		}
	}
	symbols := withoutMentions(renames(fold(withoutEchoes(symbolsOf(r)))))
	for _, sym := range symbols {
		sym.compare(r)
		s.complete(sym)
	}
	for _, g := range group(families(group(symbols, sameOrigin)), sameMember) {
		all := slices.Concat(g...)
		s.add(all[0].part(), sentence(all))
	}
}

func symbolsOf(r *compare.Report) []*symbol {
	var all []*symbol
	from := rootsOf(r)
	for i := range r.Changes {
		if c := &r.Changes[i]; exported(c) {
			origin := strings.Join(from.of(c), "\n")
			all = append(all, &symbol{change: c, name: oneLine(c.Subject), origin: origin})
		}
	}
	return all
}

// roots joins the document's changes that have one reason: a new definition is
// there for what refers to it. Each is named by one of those it is joined to.
type roots map[string]string

func rootsOf(r *compare.Report) roots {
	all := roots{}
	for i := range r.Changes {
		if c := &r.Changes[i]; c.Layer == compare.Document {
			for _, cause := range c.Causes {
				all[all.name(c.Key())] = all.name(cause)
			}
		}
	}
	return all
}

func (r roots) name(key string) string {
	for r[key] != "" && r[key] != key {
		key = r[key]
	}
	return key
}

// of returns what a change follows from, each reason once.
func (r roots) of(c *compare.Change) []string {
	var names []string
	for _, cause := range c.Causes {
		names = append(names, r.name(cause))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// exported says whether a change is of a symbol that is worth a word. The
// package itself and the constants that hold versions follow from the first
// sentence, and new methods that only encoding/json calls are nobody's concern.
func exported(c *compare.Change) bool {
	if strings.HasPrefix(c.Subject, "package ") {
		return false
	}
	constant := c.Subject == "APIVersion" || c.Subject == "ModuleVersion"
	return c.Layer == compare.API && (c.Breaks() || !constant && (c.What != "added" || !codec(c.Subject)))
}

// withoutEchoes leaves out what only shows what another symbol tells: a member
// of a response that embeds a type, and what a fake has because its package has
// it.
func withoutEchoes(all []*symbol) []*symbol {
	members, origins := map[string]bool{}, map[string]bool{}
	for _, s := range all {
		members[s.leaf()+": "+s.fate()] = members[s.leaf()+": "+s.fate()] || !s.embeds()
		origins[s.origin] = origins[s.origin] || s.origin != "" && !s.fake()
	}
	return only(all, func(s *symbol) bool {
		echoes := s.embeds() && members[s.leaf()+": "+s.fate()] || s.fake() && origins[s.origin]
		return !echoes
	})
}

func (s *symbol) embeds() bool { return strings.HasSuffix(s.owner(), "Response") }

func (s *symbol) fake() bool { return strings.HasPrefix(s.name, "fake.") }

// fold makes members of what comes or goes together with its type.
func fold(all []*symbol) []*symbol {
	var kept []*symbol
	types := map[string]*symbol{}
	for _, s := range all {
		if s.owner() == "" && s.comesOrGoes() {
			types[s.name] = s
		}
	}
	for _, s := range all {
		t := types[s.owner()]
		if t == nil || t.fate() != s.fate() || t.part() != s.part() {
			kept = append(kept, s)
			continue
		}
		t.members = append(t.members, s.leaf())
	}
	for _, s := range kept {
		s.listMembers()
	}
	return kept
}

// listMembers adds the members of a new type that are listed with it.
func (s *symbol) listMembers() {
	for _, name := range s.change.Symbols {
		member, ok := strings.CutPrefix(name, s.name+".")
		if ok && s.comesOrGoes() && !slices.Contains(s.members, member) {
			s.members = append(s.members, member)
		}
	}
}

func only(all []*symbol, keep func(*symbol) bool) []*symbol {
	var kept []*symbol
	for _, s := range all {
		if keep(s) {
			kept = append(kept, s)
		}
	}
	return kept
}

// sameOrigin does not ask for the origin of what is told in the same words.
func sameOrigin(s *symbol) string {
	switch {
	case !s.comesOrGoes() && s.now == "":
		return string(s.part()) + "\n" + s.fate()
	case s.origin == "":
		return ""
	}
	return strings.Join([]string{string(s.part()), s.fate(), s.origin}, "\n")
}

// families puts the new members of a new family with it. They are called after
// it: NoneRetentionPolicy, RetentionPolicy.
func families(groups [][]*symbol) [][]*symbol {
	joined := make([]bool, len(groups))
	for i, g := range groups {
		if len(g) > 1 || g[0].part() != added || g[0].owner() != "" {
			continue
		}
		for j, family := range groups {
			if h := head(family); i != j && h != nil && h.part() == added && strings.HasSuffix(g[0].name, h.name) {
				groups[j], joined[i] = append(groups[j], g...), true
				break
			}
		}
	}
	var kept [][]*symbol
	for i, g := range groups {
		if !joined[i] {
			kept = append(kept, g)
		}
	}
	return kept
}

// head returns the type that the others are called after, or nil.
func head(all []*symbol) *symbol {
	shortest := slices.MinFunc(all, func(a, b *symbol) int { return len(a.name) - len(b.name) })
	if slices.ContainsFunc(all, func(s *symbol) bool { return s.owner() != "" || !strings.Contains(s.name, shortest.name) }) {
		return nil
	}
	return shortest
}

// sameMember is for symbols that are on one line already.
func sameMember(together []*symbol) string {
	first := together[0]
	for _, s := range together {
		if s.owner() == "" || s.leaf() != first.leaf() || !s.comesOrGoes() || len(s.members) > 0 {
			return ""
		}
	}
	return strings.Join([]string{string(first.part()), first.fate(), first.leaf()}, "\n")
}

// group puts together what has the same key, in the order of the first ones.
// What has the key "" stands alone.
func group[T any](all []T, key func(T) string) [][]T {
	var groups [][]T
	index := map[string]int{}
	for _, v := range all {
		k := key(v)
		i, known := index[k]
		if k == "" || !known {
			i, groups = len(groups), append(groups, nil)
			index[k] = i
		}
		groups[i] = append(groups[i], v)
	}
	return groups
}

// sentence tells of symbols that share their fate.
func sentence(all []*symbol) string {
	first := all[0]
	switch {
	case first.now != "":
		var pairs []string
		for _, s := range all {
			pairs = append(pairs, code(s.name)+" is now "+code(s.now)+s.differences())
		}
		return list(pairs)
	case !first.comesOrGoes():
		return list(named(all)) + happening(first.fate())
	case first.part() != breaking:
		return together(all, "", "")
	}
	return together(all, " is "+first.fate(), " are "+first.fate())
}

// happening says in a sentence what the comparison of Go packages says in short.
func happening(fate string) string {
	if fate == "old is comparable, new is not" {
		return " can no longer be compared with =="
	}
	return ": " + prose(fate)
}

func named(all []*symbol) []string {
	var names []string
	for _, s := range all {
		names = append(names, code(s.name))
	}
	return names
}

// together names what comes or goes: methods and fields before the types that
// belong to them, and a type before those that are called after it. What
// happened is said for one and for several.
func together(all []*symbol, one, several string) string {
	first := only(all, func(s *symbol) bool { return s.owner() != "" })
	if h := head(all); h != nil && h.fate() == "added" {
		first = []*symbol{h}
	}
	rest := only(all, func(s *symbol) bool { return !slices.Contains(first, s) })
	if len(first) == 0 || len(rest) == 0 {
		first, rest = all, nil
	}
	happened := several
	if len(first) == 1 {
		happened = one
	}
	if len(rest) == 0 {
		return list(whole(first)) + happened
	}
	return list(whole(first)) + happened + ", with " + list(whole(rest))
}

// whole names symbols, and new types with what they hold.
func whole(all []*symbol) []string {
	names := named(all)
	for i, s := range all {
		if len(s.members) > 0 && s.fate() == "added" {
			names[i] += " (" + upTo(8, s.members) + ")"
		}
	}
	return names
}
