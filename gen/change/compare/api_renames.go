package compare

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/change/goapi"
)

// JoinRenames replaces the removal of a symbol and the addition of its new name by one
// change. A symbol was renamed if as many symbols of one owner and of the same shape were
// removed as were added, for the same cause, or one of each without a cause but with a
// common word in its name. It adds the changes of the members of renamed types, and drops
// those that follow from the new name of a type alone.
func JoinRenames(changes []Change) []Change {
	additions := findRenames(changes)
	renames, isAddition := newTypeRenames(changes, additions), map[int]bool{}
	for _, addition := range additions {
		isAddition[addition] = true
	}
	var joined []Change
	for i, c := range changes {
		addition, isRenamed := additions[i]
		switch {
		case isRenamed:
			joined = append(joined, joinRename(c, changes[addition]))
			joined = append(joined, memberChanges(c, changes[addition], renames)...)
		case !isAddition[i] && !c.isMention(renames):
			joined = append(joined, c)
		}
	}
	return joined
}

// findRenames returns the index of the new name's addition by that of the old one's removal.
func findRenames(changes []Change) map[int]int {
	roots := FindRootCauses(changes)
	groups := symbolGroups(changes, func(c *Change) string { return causeAndOwnerKey(c, roots) })
	maps.DeleteFunc(groups, func(_ string, g symbolGroup) bool { return len(g.removed) != len(g.added) })
	additions := map[int]int{}
	for _, similar := range groups {
		for i, removal := range similar.removed {
			additions[removal] = similar.added[i]
		}
	}
	renames := newTypeRenames(changes, additions)
	for _, similar := range groups {
		similar.matchResults(changes, renames)
		for i, removal := range similar.removed {
			additions[removal] = similar.added[i]
		}
	}
	for _, alike := range symbolGroups(changes, func(c *Change) string { return alikeKey(c, roots) }) {
		if len(alike.removed) == 1 && len(alike.added) == 1 && haveCommonWord(changes[alike.removed[0]].Subject, changes[alike.added[0]].Subject) {
			additions[alike.removed[0]] = alike.added[0]
		}
	}
	return additions
}

// joinRename returns the change of a symbol that was removed under one name and added under
// another one.
func joinRename(removal, addition Change) Change {
	c := removal
	c.Renamed, c.Subject, c.NewGo, c.New = removal.Subject, addition.Subject, addition.NewGo, addition.New
	c.Message = "renamed from " + removal.Subject + " to " + addition.Subject
	c.Causes, c.Calls, c.Symbols = union(c.Causes, addition.Causes), union(c.Calls, addition.Calls), union(c.Symbols, addition.Symbols)
	for _, o := range addition.Overrides {
		if !slices.Contains(c.Overrides, o) {
			c.Overrides = append(slices.Clip(c.Overrides), o)
		}
	}
	return c
}

// memberChanges returns the changes of the members of a type that was removed under one name
// and added under another one, which are not known because the types are not compared.
func memberChanges(removal, addition Change, renames typeRenames) []Change {
	next := map[string]string{}
	for _, m := range addition.NewGo.Members {
		next[m.Name] = m.Type
	}
	var changes []Change
	add := func(breaking bool, name, message string) {
		symbol := addition.Subject + "." + name
		changes = append(changes, Change{Layer: API, Breaking: breaking, Subject: symbol, Message: message, Symbols: []string{symbol}})
	}
	for _, m := range removal.OldGo.Members {
		typ, isKept := next[m.Name]
		newName := newMemberName(removal, addition, m, renames)
		delete(next, cmp.Or(newName, m.Name))
		switch from := renames.apply(m.Type); {
		case newName != "":
			old, symbol := removal.Subject+"."+m.Name, addition.Subject+"."+newName
			add(true, newName, "renamed from "+old+" to "+symbol)
			changes[len(changes)-1].Renamed = old
		case !isKept:
			add(true, m.Name, "removed")
		case from != typ:
			add(true, m.Name, "changed from "+from+" to "+typ)
		}
	}
	for _, m := range addition.NewGo.Members {
		if _, isNew := next[m.Name]; isNew {
			add(false, m.Name, "added")
		}
	}
	return changes
}

// newMemberName returns the new name of a member of a renamed type, or "". It is the only new
// member of the same type, for the only old one, and the type was renamed, too, or the
// names have a common word.
func newMemberName(removal, addition Change, m goapi.Member, renames typeRenames) string {
	typ := renames.apply(m.Type)
	removed := membersOnlyIn(removal.OldGo, addition.NewGo, func(t string) bool { return renames.apply(t) == typ })
	added := membersOnlyIn(addition.NewGo, removal.OldGo, func(t string) bool { return t == typ })
	if len(added) == 1 && slices.Equal(removed, []string{m.Name}) && (typ != m.Type || haveCommonWord(m.Name, added[0])) {
		return added[0]
	}
	return ""
}

// membersOnlyIn returns the names of the members of a type for which isType returns true and
// that another one lacks.
func membersOnlyIn(d, other goapi.Declaration, isType func(string) bool) []string {
	var names []string
	for _, m := range d.Members {
		isSame := func(o goapi.Member) bool { return o.Name == m.Name }
		if isType(m.Type) && !slices.ContainsFunc(other.Members, isSame) {
			names = append(names, m.Name)
		}
	}
	return names
}

// isMention reports whether a symbol changed only because its type mentions a renamed type.
func (c *Change) isMention(renames typeRenames) bool {
	values, changed := strings.CutPrefix(c.Message, "changed from ")
	from, to, found := strings.Cut(values, " to ")
	return c.Layer == API && changed && found && renames.apply(from) == to
}

// typeRenames are the new names of symbols by the old ones.
type typeRenames struct {
	newNames map[string]string
	word     *regexp.Regexp
}

// newTypeRenames returns the new names of symbols, given the index of the addition of each by
// that of its removal.
func newTypeRenames(changes []Change, additions map[int]int) typeRenames {
	renames := typeRenames{map[string]string{}, regexp.MustCompile(`\w+`)}
	for removal, addition := range additions {
		renames.newNames[changes[removal].Subject] = changes[addition].Subject
	}
	return renames
}

// apply replaces the names of renamed types in a type.
func (r typeRenames) apply(typ string) string {
	return r.word.ReplaceAllStringFunc(typ, func(name string) string { return cmp.Or(r.newNames[name], name) })
}

// symbolGroup is the removed and the added symbols that may be the same, as indexes.
type symbolGroup struct{ removed, added []int }

// matchResults orders the added symbols like the removed ones that return the same, such as
// iterators over items and over pages.
func (g symbolGroup) matchResults(changes []Change, renames typeRenames) {
	returnSame := func(i, j int) bool {
		return renames.apply(changes[g.removed[i]].OldGo.Results) == changes[g.added[j]].NewGo.Results
	}
	for i := range g.removed {
		for j := range g.added {
			if !returnSame(i, i) && returnSame(i, j) && !returnSame(j, j) {
				g.added[i], g.added[j] = g.added[j], g.added[i]
			}
		}
	}
}

// symbolGroups groups the removed and added symbols by key, except those with the key "".
func symbolGroups(changes []Change, key func(*Change) string) map[string]symbolGroup {
	groups := map[string]symbolGroup{}
	for i := range changes {
		c := &changes[i]
		if c.Layer != API || c.Message != "removed" && c.Message != "added" {
			continue
		}
		k := key(c)
		g := groups[k]
		switch {
		case k == "":
			continue
		case c.Message == "removed":
			g.removed = append(g.removed, i)
		default:
			g.added = append(g.added, i)
		}
		groups[k] = g
	}
	return groups
}

// causeAndOwnerKey groups symbols by cause, owner and shape.
func causeAndOwnerKey(c *Change, roots RootCauses) string {
	causes := roots.Of(c)
	if len(causes) == 0 {
		return ""
	}
	owner := ownerName(c.Subject)
	if strings.HasSuffix(owner, "Client") { // a method may move to another client
		owner = "Client"
	}
	return strings.Join(append(causes, owner, shapeKey(c)), "\n")
}

// alikeKey groups symbols without a cause in the document, such as those of hand-written
// packages, by owner and shape.
func alikeKey(c *Change, roots RootCauses) string {
	if len(roots.Of(c)) > 0 || c.shape() == "" {
		return ""
	}
	return ownerName(c.Subject) + "\n" + shapeKey(c)
}

// shapeKey groups the symbols that may be new names of each other: those of the same type,
// and for types those with the same last word, such as options and responses.
func shapeKey(c *Change) string {
	kind := "other"
	for _, suffix := range []string{"Options", "Response"} {
		if strings.HasPrefix(c.shape(), "type ") && strings.HasSuffix(c.Subject, suffix) {
			kind = suffix
		}
	}
	return kind + " " + c.shape()
}

// shape returns that of an added or removed symbol.
func (c *Change) shape() string { return cmp.Or(c.NewGo.Shape, c.OldGo.Shape) }

// haveCommonWord reports whether two symbols begin or end with the same word, as ParseID and
// ParseIdentifier do.
func haveCommonWord(a, b string) bool {
	word := regexp.MustCompile(`[A-Z]+[a-z0-9]*`)
	wordsA, wordsB := word.FindAllString(memberName(a), -1), word.FindAllString(memberName(b), -1)
	if len(wordsA) == 0 || len(wordsB) == 0 {
		return false
	}
	return wordsA[0] == wordsB[0] || wordsA[len(wordsA)-1] == wordsB[len(wordsB)-1]
}

// RootCauses groups the document changes that belong together, such as a new definition and
// the property that refers to it. It maps the key of a change to that of another change of
// its group.
type RootCauses map[string]string

// FindRootCauses returns the groups of the document changes. What refers to the definition of
// a hand-written type does not belong together.
func FindRootCauses(changes []Change) RootCauses {
	all := RootCauses{}
	for i := range changes {
		if c := &changes[i]; c.Layer == Document && len(c.Behind) == 0 {
			for _, cause := range c.Causes {
				all[all.root(c.Key())] = all.root(cause)
			}
		}
	}
	return all
}

func (r RootCauses) root(key string) string {
	for r[key] != "" && r[key] != key {
		key = r[key]
	}
	return key
}

// Of returns the root causes of a change, without duplicates.
func (r RootCauses) Of(c *Change) []string {
	var names []string
	for _, cause := range c.Causes {
		names = append(names, r.root(cause))
	}
	return union(nil, names)
}
