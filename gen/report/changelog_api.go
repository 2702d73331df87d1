package report

import (
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/apidiff"
)

// symbol is an exported symbol that changed, with what belongs to it.
type symbol struct {
	change  *apidiff.Change
	name    string   // "Participant.Metadata"
	causes  string   // all in one
	members []string // of a type that comes or goes
	now     string   // name of what took its place
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
func (s *section) api(r *apidiff.Report) {
	for i := range r.Changes {
		if c := &r.Changes[i]; exported(c) {
			s.tell(c)
		}
	}
	byCause := group(renames(fold(symbolsOf(r))), sameCause)
	for _, together := range group(byCause, sameMember) {
		all := slices.Concat(together...)
		s.add(all[0].part(), sentence(all))
	}
}

func symbolsOf(r *apidiff.Report) []*symbol {
	var all []*symbol
	for i := range r.Changes {
		if c := &r.Changes[i]; exported(c) {
			causes := strings.Join(slices.Sorted(slices.Values(c.Causes)), "\n")
			all = append(all, &symbol{change: c, name: oneLine(c.Subject), causes: causes})
		}
	}
	return all
}

// exported says whether a change is of a symbol that is worth a word. The
// constants that hold versions follow from the first sentence, and new methods
// that only encoding/json calls are nobody's concern.
func exported(c *apidiff.Change) bool {
	constant := c.Subject == "APIVersion" || c.Subject == "ModuleVersion"
	codec := c.What == "added" && (strings.HasSuffix(c.Subject, ".MarshalJSON") || strings.HasSuffix(c.Subject, ".UnmarshalJSON"))
	return c.Layer == apidiff.API && (c.Breaks() || !constant && !codec)
}

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

// renames joins what goes to what comes in its place: beside it, of the same
// cause, and in the same number.
func renames(all []*symbol) []*symbol {
	gone := func(s *symbol) bool { return s.fate() == "removed" }
	come := func(s *symbol) bool { return s.fate() == "added" }
	replaced := map[*symbol]bool{}
	for _, beside := range group(all, sameCauseAndOwner) {
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

func only(all []*symbol, keep func(*symbol) bool) []*symbol {
	var kept []*symbol
	for _, s := range all {
		if keep(s) {
			kept = append(kept, s)
		}
	}
	return kept
}

func sameCauseAndOwner(s *symbol) string {
	if s.causes == "" {
		return ""
	}
	return s.causes + "\n" + s.owner()
}

func sameCause(s *symbol) string {
	if s.causes == "" && s.comesOrGoes() {
		return ""
	}
	return strings.Join([]string{string(s.part()), s.fate(), s.causes}, "\n")
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
			pairs = append(pairs, code(s.name)+" is now "+code(s.now))
		}
		return list(pairs)
	case !first.comesOrGoes():
		return list(named(all)) + ": " + prose(first.fate())
	case first.part() == added:
		return arrivals(all)
	case first.part() == removed:
		return list(named(all))
	case len(all) == 1:
		return code(first.name) + " is " + first.fate()
	}
	return list(named(all)) + " are " + first.fate()
}

func named(all []*symbol) []string {
	var names []string
	for _, s := range all {
		names = append(names, code(s.name))
	}
	return names
}

// arrivals lists new methods and fields before the types that come with them,
// and a type with what it holds.
func arrivals(all []*symbol) string {
	members := named(only(all, func(s *symbol) bool { return s.owner() != "" }))
	var types []string
	for _, s := range only(all, func(s *symbol) bool { return s.owner() == "" }) {
		name := code(s.name)
		if len(s.members) > 0 {
			name += " (" + upTo(8, s.members, "members") + ")"
		}
		types = append(types, name)
	}
	if len(members) > 0 && len(types) > 0 {
		return list(members) + ", with " + list(types)
	}
	return list(append(members, types...))
}
