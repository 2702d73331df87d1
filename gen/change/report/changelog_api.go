package report

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/diag"
)

// symbol is an exported symbol that changed.
type symbol struct {
	change  *compare.Change
	name    string // "Participant.Metadata"
	origin  string // its root causes
	newName string // if it was renamed
	// successor is the symbol that replaces a removed one. For a method, it is the option
	// that replaces an argument, or that an argument replaces.
	successor *symbol
}

// owner returns the part of the name before the last dot, or "".
func (s *symbol) owner() string { return s.name[:max(0, strings.LastIndex(s.name, "."))] }

func (s *symbol) memberName() string { return s.name[strings.LastIndex(s.name, ".")+1:] }

func (s *symbol) newMemberName() string { return s.newName[strings.LastIndex(s.newName, ".")+1:] }

// isRenamedField reports whether a field has a new name, and its type does not.
func (s *symbol) isRenamedField() bool {
	return s.newName != "" && s.owner() != "" && !s.isMethod() && s.newName == s.owner()+"."+s.newMemberName()
}

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

// rank orders the bullets of a part: what a program has to call differently comes first.
func (s *symbol) rank() int {
	switch {
	case s.newName != "":
		return 0
	case !s.isAddedOrRemoved() || s.successor != nil:
		return 1
	case s.isMethod() || s.owner() == "" && strings.HasSuffix(s.name, "Client"):
		return 2
	}
	return 3
}

// lastRank is that of bullets about requests and responses.
const lastRank = 4

func (s *symbol) isResponseField() bool { return strings.HasSuffix(s.owner(), "Response") }

func (s *symbol) isFake() bool { return strings.HasPrefix(s.name, "fake.") }

func (s *symbol) isMethod() bool { return strings.HasSuffix(s.owner(), "Client") }

// isConstant reports whether the symbol is a value of an enum.
func (s *symbol) isConstant() bool {
	shape := s.change.NewGo.Shape + s.change.OldGo.Shape
	return s.owner() == "" && strings.HasPrefix(shape, "named ")
}

// addAPI adds bullets for exported symbols. Symbols with the same cause share a
// bullet, as do members with the same name.
func (s *section) addAPI(r *compare.Report) {
	all := symbolsOf(r)
	for _, sym := range all {
		s.markReported(sym.change)
		s.markFull(sym)
		if value := valueOf(sym); value != "" {
			s.values[value] = sym.part() == breaking
		}
	}
	all = filter(dropImplied(all), func(sym *symbol) bool { return !s.isRequired(sym) && !isMentioned(sym, all) })
	for _, g := range groupSymbols(joinSuccessors(all)) {
		first := slices.MinFunc(g, func(a, b *symbol) int { return a.rank() - b.rank() })
		s.add(first.part(), first.rank(), s.symbolsText(g))
	}
}

// valueOf returns the value of an enum that a constant stands for, if it was added or removed.
func valueOf(sym *symbol) string {
	if !sym.isConstant() || !sym.isAddedOrRemoved() {
		return ""
	}
	for _, cause := range sym.change.Causes {
		if value := enumValue(strings.SplitN(cause, ": ", 3)[1]); value != "" { // "document: SUBJECT: MESSAGE"
			return value
		}
	}
	return ""
}

// enumValue returns the value in the subject of a change of an enum's value, or "".
func enumValue(subject string) string {
	_, value, _ := strings.Cut(subject, " value ")
	return value
}

// isRequired reports whether requests now require what a new symbol sends, which is reported
// as a breaking change of the wire.
func (s *section) isRequired(sym *symbol) bool {
	return sym.part() == added && slices.ContainsFunc(s.wire, func(w *compare.Change) bool {
		return w.CountsAsBreaking() && strings.HasPrefix(w.Message, "is now required in requests") &&
			slices.Equal(w.Causes, sym.change.Causes) && slices.Contains(w.Symbols, sym.name)
	})
}

// isMentioned reports whether a symbol is a new type that the text of another one names.
func isMentioned(sym *symbol, all []*symbol) bool {
	if sym.part() != added || sym.owner() != "" || sym.isConstant() {
		return false
	}
	mention := regexp.MustCompile(`^changed from .*\b` + regexp.QuoteMeta(sym.name) + `$`)
	return slices.ContainsFunc(all, func(s *symbol) bool {
		return s.part() == breaking && !s.isFake() && !s.isMethod() && mention.MatchString(s.change.Message)
	})
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

// dropImplied drops symbols whose change follows from that of another symbol: handlers of
// fakes, promoted fields of responses, the constructors of clients, the options and
// responses of methods, methods for JSON, and what belongs to every enum and union.
func dropImplied(all []*symbol) []*symbol {
	kinds, members, origins := map[string]string{}, map[string]bool{}, map[string]bool{}
	var methods, clients []string
	for _, s := range all {
		if isJSONMethod(s.name) {
			continue
		}
		kinds[s.name] = s.changeKind()
		members[s.memberName()+": "+s.changeKind()] = members[s.memberName()+": "+s.changeKind()] || !s.isResponseField()
		origins[s.origin] = origins[s.origin] || s.origin != "" && !s.isFake()
		client, isClient := strings.CutSuffix(s.name, "Client")
		switch {
		case s.isMethod() && s.isAddedOrRemoved():
			methods = append(methods, s.memberName()+": "+s.changeKind())
		case isClient && client != "" && s.owner() == "" && s.changeKind() == "added":
			clients = append(clients, client)
		}
	}
	return filter(all, func(s *symbol) bool {
		switch {
		case s.isFake() || isJSONMethod(s.name):
			return !origins[s.origin]
		case s.isResponseField():
			return !members[s.memberName()+": "+s.changeKind()]
		case !s.isAddedOrRemoved() || s.owner() != "":
			return true
		}
		return !s.isOfMethod(methods) && !s.isOfClient(clients) && !s.isOfType(kinds)
	})
}

// isOfMethod reports whether a symbol is the options or the response of a method.
func (s *symbol) isOfMethod(methods []string) bool {
	name, isOptions := strings.CutSuffix(s.name, "Options")
	name, isResponse := strings.CutSuffix(name, "Response")
	return (isOptions || isResponse) && slices.ContainsFunc(methods, func(method string) bool { return strings.HasSuffix(name+": "+s.changeKind(), method) })
}

// isOfClient reports whether a symbol is a constructor of a new client, or the options or
// the response of its method.
func (s *symbol) isOfClient(clients []string) bool {
	isPart := strings.HasSuffix(s.name, "Options") || strings.HasSuffix(s.name, "Response")
	return s.changeKind() == "added" && slices.ContainsFunc(clients, func(client string) bool {
		return isPart && strings.HasPrefix(s.name, client) || strings.HasPrefix(s.name, "New"+client+"Client")
	})
}

// isOfType reports whether a symbol belongs to an enum or union that was added or removed as
// well: the list of its values, one of them, its decoder, or its unknown variant.
func (s *symbol) isOfType(kinds map[string]string) bool {
	for _, name := range []string{
		strings.TrimSuffix(strings.TrimPrefix(s.name, "Possible"), "Values"), strings.TrimPrefix(s.name, "Unmarshal"), strings.TrimPrefix(s.name, "Unknown"),
	} {
		if name != s.name && kinds[name] == s.changeKind() {
			return true
		}
	}
	for i := 1; i < len(s.name) && s.isConstant(); i++ {
		if unicode.IsUpper(rune(s.name[i])) && kinds[s.name[:i]] == s.changeKind() {
			return true
		}
	}
	return false
}

// joinSuccessors finds the symbols that replace others, and drops them: a member of the same
// owner whose name is a part of the other's, and the option that replaces an argument or that
// one replaces.
func joinSuccessors(all []*symbol) []*symbol {
	joined := map[*symbol]bool{}
	for _, s := range all {
		candidates := filter(all, func(next *symbol) bool {
			return next != s && (!s.isAddedOrRemoved() || !joined[next]) && s.isReplacedBy(next)
		})
		if len(candidates) == 1 {
			s.successor = candidates[0]
			joined[s.successor] = true
		}
	}
	return filter(all, func(s *symbol) bool { return !joined[s] })
}

// isReplacedBy reports whether another symbol replaces a removed member, or an argument of a
// changed method.
func (s *symbol) isReplacedBy(next *symbol) bool {
	switch isOption := strings.HasSuffix(next.owner(), "Options"); {
	case next.owner() == "" || !next.isAddedOrRemoved():
		return false
	case s.isMethod() && !s.isAddedOrRemoved() && s.newName == "":
		return isOption && s.origin != "" && s.origin == next.origin
	case s.changeKind() != "removed" || next.changeKind() != "added" || s.owner() != next.owner():
		return false
	}
	short, long := s.memberName(), next.memberName()
	if len(short) > len(long) {
		short, long = long, short
	}
	return strings.HasPrefix(long, short) || strings.HasSuffix(long, short)
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

// groupSymbols groups the symbols of each bullet.
func groupSymbols(all []*symbol) [][]*symbol {
	owners := map[string]int{} // by the key of members
	for _, s := range all {
		owners[s.memberKey()]++
	}
	groups := group(all, func(s *symbol) string {
		if key := s.memberKey(); key != "" && (owners[key] > 1 || s.successor != nil) {
			return key
		}
		return s.originKey()
	})
	return joinRelated(joinTypes(groups))
}

// memberKey groups added or removed fields and methods, and renamed fields, by their name, or
// returns "".
func (s *symbol) memberKey() string {
	if s.owner() == "" || !s.isAddedOrRemoved() && !s.isRenamedField() {
		return ""
	}
	key := []string{string(s.part()), s.changeKind(), s.memberName()}
	if s.newName != "" {
		key = append(key, s.newMemberName())
	}
	if s.successor != nil {
		key = append(key, s.successor.memberName())
	}
	return strings.Join(key, "\n")
}

// originKey groups symbols by their cause. Symbols that are neither added, removed
// nor renamed are grouped by the text of their change alone.
func (s *symbol) originKey() string {
	switch {
	case !s.isAddedOrRemoved() && s.newName == "":
		return string(s.part()) + "\n" + changeText(s)
	case s.origin == "":
		return ""
	}
	return strings.Join([]string{string(s.part()), s.changeKind(), s.origin}, "\n")
}

// joinTypes joins a group of types with that of members which have the same cause.
func joinTypes(groups [][]*symbol) [][]*symbol {
	return joinGroups(groups, func(g, with []*symbol) bool {
		isMember := func(s *symbol) bool { return s.owner() != "" }
		return g[0].isAddedOrRemoved() && g[0].origin != "" && !slices.ContainsFunc(g, isMember) &&
			slices.ContainsFunc(with, func(s *symbol) bool {
				return isMember(s) && s.successor == nil && s.origin == g[0].origin && s.part() == g[0].part() && s.changeKind() == g[0].changeKind()
			})
	})
}

// joinRelated joins a group of added symbols with that of an added type which all their
// names contain: ChangeKind and Client.Changes with Change.
func joinRelated(groups [][]*symbol) [][]*symbol {
	return joinGroups(groups, func(g, with []*symbol) bool {
		return g[0].part() == added && slices.ContainsFunc(with, func(t *symbol) bool {
			return t.part() == added && t.owner() == "" && !t.isConstant() &&
				!slices.ContainsFunc(g, func(s *symbol) bool { return !containsWord(s.memberName(), t.name) || s.name == t.name })
		})
	})
}

// joinGroups joins each group with the first other one with which it belongs.
func joinGroups(groups [][]*symbol, belongs func(g, with []*symbol) bool) [][]*symbol {
	for i := 0; i < len(groups); i++ {
		for j := range groups {
			if i != j && belongs(groups[i], groups[j]) {
				groups[j] = append(slices.Clip(groups[j]), groups[i]...)
				groups = slices.Delete(groups, i, i+1)
				i--
				break
			}
		}
	}
	return groups
}

// containsWord reports whether a name contains a word, or its plural.
func containsWord(name, word string) bool {
	_, rest, found := strings.Cut(name, word)
	rest = strings.TrimPrefix(rest, "s")
	return found && (rest == "" || !unicode.IsLower(rune(rest[0])))
}

// commonType returns the type whose name all other names contain, or nil.
func commonType(all []*symbol) *symbol {
	shortest := slices.MinFunc(all, func(a, b *symbol) int { return len(a.name) - len(b.name) })
	if slices.ContainsFunc(all, func(s *symbol) bool { return s.owner() != "" || !strings.Contains(s.name, shortest.name) }) {
		return nil
	}
	return shortest
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
