package report

import (
	"slices"
	"strings"
	"unicode"

	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/diag"
)

// symbol is an exported symbol that changed.
type symbol struct {
	change  *compare.Change
	name    string   // "Participant.Metadata"
	origin  string   // its root causes
	members []string // of an added or removed type
	newName string   // if it was renamed
	// removedMembers and addedMembers are those of a renamed type.
	removedMembers, addedMembers []string
}

// owner returns the part of the name before the last dot, or "".
func (s *symbol) owner() string { return s.name[:max(0, strings.LastIndex(s.name, "."))] }

func (s *symbol) memberName() string { return s.name[strings.LastIndex(s.name, ".")+1:] }

func (s *symbol) part() part {
	switch {
	case s.change.CountsAsBreaking():
		return breaking
	case s.changeKind() == "added":
		return added
	case s.changeKind() == "removed":
		return removed
	}
	return changed
}

// changeKind returns "renamed" or the message of the change.
func (s *symbol) changeKind() string {
	if s.newName != "" {
		return "renamed"
	}
	return s.change.Message
}

func (s *symbol) isAddedOrRemoved() bool {
	return s.changeKind() == "added" || s.changeKind() == "removed"
}

// addAPI adds bullets for exported symbols. Symbols with the same cause share a
// bullet, as do members with the same name.
func (s *section) addAPI(r *compare.Report) {
	for i := range r.Changes {
		if c := &r.Changes[i]; isReportable(c) {
			s.markReported(c)
		}
	}
	symbols := dropMentions(dropImplied(symbolsOf(r)))
	for _, sym := range symbols {
		sym.compareMembers(r)
		s.markFull(sym)
	}
	for _, g := range group(joinNamesakes(joinUnions(group(symbols, originKey))), memberKey) {
		all := slices.Concat(g...)
		s.add(all[0].part(), bulletText(all))
	}
}

func symbolsOf(r *compare.Report) []*symbol {
	var all []*symbol
	roots := compare.FindRootCauses(r.Changes)
	for i := range r.Changes {
		if c := &r.Changes[i]; isReportable(c) {
			s := &symbol{change: c, name: diag.OneLine(c.Subject), origin: strings.Join(roots.Of(c), "\n")}
			if c.Renamed != "" {
				s.name, s.newName = c.Renamed, s.name
			}
			s.listMembers()
			all = append(all, s)
		}
	}
	return all
}

// isReportable reports whether a change of the API gets a bullet. The package
// itself and the version constants do not, because the introduction covers
// them, nor do new methods that only encoding/json calls.
func isReportable(c *compare.Change) bool {
	if strings.HasPrefix(c.Subject, "package ") {
		return false
	}
	isVersionConstant := c.Subject == "APIVersion" || c.Subject == "ModuleVersion"
	return c.Layer == compare.API && (c.CountsAsBreaking() || !isVersionConstant && (c.Message != "added" || !isJSONMethod(c.Subject)))
}

// dropImplied drops symbols whose change follows from that of another symbol:
// promoted fields of responses, and handlers of fakes.
func dropImplied(all []*symbol) []*symbol {
	members, origins := map[string]bool{}, map[string]bool{}
	for _, s := range all {
		members[s.memberName()+": "+s.changeKind()] = members[s.memberName()+": "+s.changeKind()] || !s.isResponseField()
		origins[s.origin] = origins[s.origin] || s.origin != "" && !s.isFake()
	}
	clients := newClients(all)
	return filter(all, func(s *symbol) bool {
		isImplied := s.isResponseField() && members[s.memberName()+": "+s.changeKind()] || s.isFake() && origins[s.origin] || s.isOfNewClient(clients)
		return !isImplied
	})
}

// newClients returns the new clients, without the word Client.
func newClients(all []*symbol) []string {
	var names []string
	for _, s := range all {
		if name, isClient := strings.CutSuffix(s.name, "Client"); isClient && name != "" && s.owner() == "" && s.changeKind() == "added" {
			names = append(names, name)
		}
	}
	return names
}

// isOfNewClient reports whether a symbol is the options or the response of a new
// client's method.
func (s *symbol) isOfNewClient(clients []string) bool {
	isPart := s.changeKind() == "added" && (strings.HasSuffix(s.name, "Options") || strings.HasSuffix(s.name, "Response"))
	return isPart && slices.ContainsFunc(clients, func(client string) bool { return strings.HasPrefix(s.name, client) })
}

func (s *symbol) isResponseField() bool { return strings.HasSuffix(s.owner(), "Response") }

func (s *symbol) isFake() bool { return strings.HasPrefix(s.name, "fake.") }

// listMembers adds the members of an added or removed type that its change lists.
func (s *symbol) listMembers() {
	for _, name := range s.change.Symbols {
		member, ok := strings.CutPrefix(name, s.name+".")
		if ok && s.isAddedOrRemoved() && !slices.Contains(s.members, member) {
			s.members = append(s.members, member)
		}
	}
}

func filter(all []*symbol, keep func(*symbol) bool) []*symbol {
	var kept []*symbol
	for _, s := range all {
		if keep(s) {
			kept = append(kept, s)
		}
	}
	return kept
}

// originKey groups symbols by their cause. Symbols that are neither added, removed
// nor renamed are grouped by their message alone.
func originKey(s *symbol) string {
	switch {
	case !s.isAddedOrRemoved() && s.newName == "":
		return string(s.part()) + "\n" + s.changeKind()
	case s.origin == "":
		return ""
	}
	return strings.Join([]string{string(s.part()), s.changeKind(), s.origin}, "\n")
}

// joinUnions moves the new variants of a new union to the group of the union,
// whose name their names end with: NoneRetentionPolicy, RetentionPolicy.
func joinUnions(groups [][]*symbol) [][]*symbol {
	joined := make([]bool, len(groups))
	for i, g := range groups {
		if len(g) > 1 || g[0].part() != added || g[0].owner() != "" {
			continue
		}
		for j, union := range groups {
			if h := commonType(union); i != j && h != nil && h.part() == added && strings.HasSuffix(g[0].name, h.name) {
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

// joinNamesakes joins groups of added symbols without a cause in the document whose names
// begin with that of an added type: ChangeKind and ChangesOptions with Change.
func joinNamesakes(groups [][]*symbol) [][]*symbol {
	hasCause := func(s *symbol) bool { return s.part() != added || s.origin != "" || s.owner() != "" }
	var types []string
	for _, g := range groups {
		if !hasCause(g[0]) && strings.HasPrefix(g[0].change.Shape, "type ") {
			types = append(types, g[0].name)
		}
	}
	slices.SortFunc(types, func(a, b string) int { return len(a) - len(b) })
	firstType := func(g []*symbol) string {
		i := slices.IndexFunc(types, func(name string) bool { return beginsWithWord(g[0].name, name) })
		if i < 0 || slices.ContainsFunc(g, hasCause) {
			return ""
		}
		return types[i]
	}
	var joined [][]*symbol
	for _, same := range group(groups, firstType) {
		joined = append(joined, slices.Concat(same...))
	}
	return joined
}

// beginsWithWord reports whether a name is a word, or begins with it or its plural.
func beginsWithWord(name, word string) bool {
	rest, begins := strings.CutPrefix(name, word)
	rest = strings.TrimPrefix(rest, "s")
	return begins && (rest == "" || unicode.IsUpper(rune(rest[0])))
}

// commonType returns the type whose name all other names contain, or nil.
func commonType(all []*symbol) *symbol {
	shortest := slices.MinFunc(all, func(a, b *symbol) int { return len(a.name) - len(b.name) })
	if slices.ContainsFunc(all, func(s *symbol) bool { return s.owner() != "" || !strings.Contains(s.name, shortest.name) }) {
		return nil
	}
	return shortest
}

// memberKey returns the key that lists of symbols have in common if their symbols are
// members of the same name.
func memberKey(symbols []*symbol) string {
	first := symbols[0]
	for _, s := range symbols {
		if s.owner() == "" || s.memberName() != first.memberName() || !s.isAddedOrRemoved() || len(s.members) > 0 {
			return ""
		}
	}
	return strings.Join([]string{string(first.part()), first.changeKind(), first.memberName()}, "\n")
}

// group groups values by key, in the order of their first values. A value with
// the key "" is a group of its own.
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

// bulletText returns the text for symbols with the same kind of change.
func bulletText(all []*symbol) string {
	first := all[0]
	switch {
	case first.newName != "":
		var pairs []string
		for _, s := range all {
			pairs = append(pairs, code(s.name)+" is now "+code(s.newName)+s.memberChanges())
		}
		return joinWords(pairs)
	case !first.isAddedOrRemoved():
		return joinWords(symbolNames(all)) + changeText(first.changeKind())
	case first.part() != breaking:
		return addedOrRemovedText(all, "", "")
	}
	return addedOrRemovedText(all, " is "+first.changeKind(), " are "+first.changeKind())
}

// changeText returns the end of a sentence for the message of an API change.
func changeText(kind string) string {
	if kind == "old is comparable, new is not" {
		return " can no longer be compared with =="
	}
	return ": " + codeValues(kind)
}

func symbolNames(all []*symbol) []string {
	var names []string
	for _, s := range all {
		names = append(names, code(s.name))
	}
	return names
}

// addedOrRemovedText lists added or removed symbols: methods and fields before
// the types that belong to them, and a union before its variants. The suffix
// is appended, for one or for several symbols.
func addedOrRemovedText(all []*symbol, one, several string) string {
	first := filter(all, func(s *symbol) bool { return s.owner() != "" })
	if h := commonType(all); h != nil && h.changeKind() == "added" {
		first = []*symbol{h}
	}
	rest := filter(all, func(s *symbol) bool { return !slices.Contains(first, s) })
	if len(first) == 0 || len(rest) == 0 {
		first, rest = all, nil
	}
	suffix := several
	if len(first) == 1 {
		suffix = one
	}
	if len(rest) == 0 {
		return joinWords(namesWithMembers(first)) + suffix
	}
	return joinWords(namesWithMembers(first)) + suffix + ", with " + joinWords(namesWithMembers(rest))
}

// namesWithMembers returns the names of symbols, and those of new types with
// their members.
func namesWithMembers(all []*symbol) []string {
	names := symbolNames(all)
	for i, s := range all {
		if len(s.members) > 0 && s.changeKind() == "added" {
			names[i] += " (" + listUpTo(8, s.members) + ")"
		}
	}
	return names
}
