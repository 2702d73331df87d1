package compare

import (
	"regexp"
	"slices"
	"strings"
)

// JoinRenames replaces the removal of a symbol and the addition of its new name by one
// change. A symbol was renamed if as many symbols of one owner and of the same shape were
// removed as were added, for the same cause, or one of each without a cause but with a
// common word in its name.
func JoinRenames(changes []Change) []Change {
	roots := FindRootCauses(changes)
	newNames := map[int]int{} // the index of the addition by that of the removal
	for _, similar := range symbolGroups(changes, func(c *Change) string { return causeAndOwnerKey(c, roots) }) {
		if len(similar.removed) == len(similar.added) {
			for i, removal := range similar.removed {
				newNames[removal] = similar.added[i]
			}
		}
	}
	for _, alike := range symbolGroups(changes, func(c *Change) string { return alikeKey(c, roots) }) {
		if len(alike.removed) == 1 && len(alike.added) == 1 && haveCommonWord(changes[alike.removed[0]].Subject, changes[alike.added[0]].Subject) {
			newNames[alike.removed[0]] = alike.added[0]
		}
	}
	additions := map[int]bool{}
	for _, addition := range newNames {
		additions[addition] = true
	}
	var joined []Change
	for i, c := range changes {
		addition, isRenamed := newNames[i]
		switch {
		case isRenamed:
			joined = append(joined, joinRename(c, changes[addition]))
		case !additions[i]:
			joined = append(joined, c)
		}
	}
	return joined
}

// joinRename returns the change of a symbol that was removed under one name and added under
// another one.
func joinRename(removal, addition Change) Change {
	c := removal
	c.Renamed, c.Subject, c.Shape, c.New = removal.Subject, addition.Subject, "", addition.New
	c.Message = "renamed from " + removal.Subject + " to " + addition.Subject
	c.Causes, c.Calls, c.Symbols = union(c.Causes, addition.Causes), union(c.Calls, addition.Calls), union(c.Symbols, addition.Symbols)
	for _, o := range addition.Overrides {
		if !slices.Contains(c.Overrides, o) {
			c.Overrides = append(slices.Clip(c.Overrides), o)
		}
	}
	return c
}

// symbolGroup is the removed and the added symbols that may be the same, as indexes.
type symbolGroup struct{ removed, added []int }

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
	if c.Shape == "" || len(roots.Of(c)) > 0 {
		return ""
	}
	return ownerName(c.Subject) + "\n" + shapeKey(c)
}

// shapeKey groups the symbols that may be new names of each other: those of the same type,
// and for types those with the same last word, such as options and responses.
func shapeKey(c *Change) string {
	kind := "other"
	for _, suffix := range []string{"Options", "Response"} {
		if strings.HasPrefix(c.Shape, "type ") && strings.HasSuffix(c.Subject, suffix) {
			kind = suffix
		}
	}
	return kind + " " + c.Shape
}

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

// FindRootCauses returns the groups of the document changes.
func FindRootCauses(changes []Change) RootCauses {
	all := RootCauses{}
	for i := range changes {
		if c := &changes[i]; c.Layer == Document {
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
