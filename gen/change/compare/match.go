package compare

import (
	"regexp"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/contract"
	"github.com/chatgen-go/chatgen/gen/model"
)

// pair is an element on both sides, nil on a side that does not have it.
type pair struct{ old, new *contract.Element }

// newOrOld returns the element on the new side, or that on the old side if there
// is none.
func (p pair) newOrOld() *contract.Element {
	if p.new != nil {
		return p.new
	}
	return p.old
}

// matcher matches the elements of two contracts, including renamed ones.
type matcher struct {
	old, new           *contract.Contract
	oldIndex, newIndex *contract.Index
	renamed            map[string]*contract.Element // new elements by the full name of the old one
}

// match returns the elements of both sides: those of the new side in its order,
// then the removed ones. Parts of added and removed elements are omitted.
func match(old, next *contract.Contract) ([]pair, *matcher) {
	m := &matcher{old: old, new: next, oldIndex: old.Index(), newIndex: next.Index(), renamed: map[string]*contract.Element{}}
	m.matchOperations()
	m.matchDefinitions()
	for more := true; more; { // parts of renamed parts may be renamed
		more = m.matchParts() || m.matchReferences() || m.matchOnlyProperties()
	}
	pairs, added, removed := m.pairByKey()
	for _, e := range m.new.Elements {
		if added[e] && !contains(added, m.newIndex.Owner(e)) {
			pairs = append(pairs, pair{new: e})
		}
	}
	order := map[*contract.Element]int{}
	for i, e := range m.new.Elements {
		order[e] = i
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return order[a.new] - order[b.new] })
	for _, e := range m.old.Elements {
		if removed[e] && !contains(removed, m.oldIndex.Owner(e)) {
			pairs = append(pairs, pair{old: e})
		}
	}
	return pairs, m
}

func contains(set map[*contract.Element]bool, e *contract.Element) bool { return e != nil && set[e] }

// pairByKey pairs elements with the same key, after replacing old names by new
// ones. It also returns the unpaired elements of both sides.
func (m *matcher) pairByKey() (pairs []pair, added, removed map[*contract.Element]bool) {
	added, removed = map[*contract.Element]bool{}, map[*contract.Element]bool{}
	byKey := map[string]*contract.Element{}
	for _, e := range m.old.Elements {
		byKey[m.newKey(e)] = e
		removed[e] = true
	}
	for _, e := range m.new.Elements {
		o := byKey[e.Key()]
		if o == nil {
			added[e] = true
			continue
		}
		delete(removed, o)
		pairs = append(pairs, pair{o, e})
	}
	return pairs, added, removed
}

// newKey returns the key of an old element after the renames so far.
func (m *matcher) newKey(e *contract.Element) string {
	moved := *e
	moved.Owner = m.newName(e.Owner)
	if to, ok := m.renamed[e.FullName()]; ok {
		moved.Name, moved.Attributes[contract.In] = to.Name, to.Attributes[contract.In]
	}
	return moved.Key()
}

// newName replaces the renamed element that a full name begins with.
func (m *matcher) newName(of string) string {
	for end := len(of); end > 0; end-- {
		if end < len(of) && !strings.ContainsRune(".[{ ", rune(of[end])) {
			continue
		}
		if to, ok := m.renamed[of[:end]]; ok {
			return to.FullName() + of[end:]
		}
	}
	return of
}

// newTypes replaces the names of renamed definitions in the text of a type.
func (m *matcher) newTypes(text string) string {
	for _, name := range contract.DefinitionNames(text) {
		if to, ok := m.renamed[name]; ok {
			text = regexp.MustCompile(`(^|of |, )`+regexp.QuoteMeta(name)+`(,|$)`).ReplaceAllString(text, "${1}"+to.Name+"${2}")
		}
	}
	return text
}

// unmatched returns the elements of a kind that have no counterpart.
func (m *matcher) unmatched(kind contract.Kind) (onlyOld, onlyNew []*contract.Element) {
	_, added, removed := m.pairByKey()
	for _, e := range m.old.Elements {
		if e.Kind == kind && removed[e] {
			onlyOld = append(onlyOld, e)
		}
	}
	for _, e := range m.new.Elements {
		if e.Kind == kind && added[e] {
			onlyNew = append(onlyNew, e)
		}
	}
	return onlyOld, onlyNew
}

// matchOperations matches operations with different IDs and the same request.
func (m *matcher) matchOperations() {
	removed, added := m.unmatched(contract.Operation)
	for _, o := range removed {
		for _, n := range added {
			if o.Attributes[contract.Method] == n.Attributes[contract.Method] && m.isSameRoute(o, n) {
				m.renamed[o.FullName()] = n
			}
		}
	}
}

// matchDefinitions matches definitions with different names and similar parts.
func (m *matcher) matchDefinitions() {
	removed, added := m.unmatched(contract.Definition)
	for _, o := range removed {
		var best *contract.Element
		highest := 0.5 // more than half of the parts must be the same
		for _, n := range added {
			if s := m.similarityOf(o, n); s > highest && o.Attributes[contract.Type] == n.Attributes[contract.Type] {
				best, highest = n, s
			}
		}
		if best != nil {
			m.renamed[o.FullName()] = best
			added = slices.DeleteFunc(added, func(e *contract.Element) bool { return e == best })
		}
	}
}

// similarityOf returns the similarity of two definitions: that of their parts and, if
// that is the same for several, of their names.
func (m *matcher) similarityOf(o, n *contract.Element) float64 {
	parts := m.similarity(m.oldIndex.Parts(o), m.newIndex.Parts(n))
	words := 0.0
	if isSubsetOfWords(o.Name, n.Name) || isSubsetOfWords(n.Name, o.Name) {
		words = 0.001
	}
	return parts + words
}

// hasSimilarType reports whether two parts have the same type, or types that are both
// named by definitions, which may be renamed as well.
func (m *matcher) hasSimilarType(o, n *contract.Element) bool {
	from, to := m.newTypes(o.Attributes[contract.Type]), n.Attributes[contract.Type]
	if from == to || numberRank(from) > 0 && numberRank(to) > 0 {
		return true
	}
	isNamed := func(x *contract.Index, typ string) bool { return x.Definition(typ[len(containerOf(typ)):]) != nil }
	return containerOf(from) == containerOf(to) && isNamed(m.oldIndex, o.Attributes[contract.Type]) == isNamed(m.newIndex, to) && isNamed(m.newIndex, to)
}

// similarity returns the fraction of parts that both sides have, with similar types.
func (m *matcher) similarity(old, next []*contract.Element) float64 {
	same := 0
	for _, o := range old {
		if slices.ContainsFunc(next, func(n *contract.Element) bool { return n.Kind == o.Kind && n.Name == o.Name && m.hasSimilarType(o, n) }) {
			same++
		}
	}
	all := len(old) + len(next) - same
	if all == 0 {
		return 0
	}
	return float64(same) / float64(all)
}

// matchParts matches renamed and moved parameters and properties, response headers whose
// name is written in another case, and variants with another discriminator value. It
// reports whether it found any.
func (m *matcher) matchParts() bool {
	known := len(m.renamed)
	for _, kind := range []contract.Kind{contract.Parameter, contract.Header, contract.Property, contract.Variant} {
		for _, p := range m.candidates(kind, m.isSamePart) {
			m.renamed[p.old.FullName()] = p.new
		}
	}
	return len(m.renamed) > known
}

// matchOnlyProperties matches a removed property with the only added one that differs in
// nothing but its name, if the names are similar or no other property has that type. It
// reports whether it found any.
func (m *matcher) matchOnlyProperties() bool {
	known := len(m.renamed)
	for _, p := range m.candidates(contract.Property, m.isAlike) {
		if haveSimilarNames(p.old, p.new) || isOnlyOfType(m.oldIndex, p.old) && isOnlyOfType(m.newIndex, p.new) {
			m.renamed[p.old.FullName()] = p.new
		}
	}
	return len(m.renamed) > known
}

// candidates returns the unmatched parts of a kind and of the same owner that may be the
// same, except those for which there are several on the other side.
func (m *matcher) candidates(kind contract.Kind, isSame func(o, n *contract.Element) bool) []pair {
	removed, added := m.unmatched(kind)
	var all []pair
	count := map[*contract.Element]int{}
	for _, o := range removed {
		for _, n := range added {
			if m.newName(o.Owner) == n.Owner && isSame(o, n) {
				all = append(all, pair{o, n})
				count[o]++
				count[n]++
			}
		}
	}
	return slices.DeleteFunc(all, func(p pair) bool { return count[p.old] > 1 || count[p.new] > 1 })
}

// isSamePart reports whether a part is likely the other, under a new name or at another
// place.
func (m *matcher) isSamePart(o, n *contract.Element) bool {
	if n.Kind == contract.Header {
		return strings.EqualFold(o.Name, n.Name)
	}
	return m.isMoved(o, n) || m.differsOnlyInName(o, n)
}

// matchReferences matches a definition with the one that replaced it in a
// reference. It reports whether it found one.
func (m *matcher) matchReferences() bool {
	removed, added := m.unmatched(contract.Definition)
	named := func(list []*contract.Element, text string) *contract.Element {
		i := slices.IndexFunc(list, func(e *contract.Element) bool { return slices.Contains(contract.DefinitionNames(text), e.Name) })
		if i < 0 {
			return nil
		}
		return list[i]
	}
	pairs, _, _ := m.pairByKey()
	for _, p := range pairs {
		o, n := named(removed, m.newTypes(p.old.Attributes[contract.Type])), named(added, p.new.Attributes[contract.Type])
		if o != nil && n != nil && o.Attributes[contract.Type] == n.Attributes[contract.Type] {
			m.renamed[o.FullName()] = n
			return true
		}
	}
	return false
}

// isMoved reports whether a parameter moved to another location of the request.
// Its name must be unique on both sides.
func (m *matcher) isMoved(o, n *contract.Element) bool {
	isUnique := func(x *contract.Index, e *contract.Element) bool {
		count := 0
		for _, p := range x.Parts(x.Owner(e)) {
			if p.Kind == contract.Parameter && p.Name == e.Name {
				count++
			}
		}
		return count == 1
	}
	return n.Kind == contract.Parameter && o.Name == n.Name && isUnique(m.oldIndex, o) && isUnique(m.newIndex, n)
}

// differsOnlyInName reports whether a part is likely the other under a new name: it is
// alike, and path parameters have the same index, and other parts the same description, or
// one name contains the words of the other.
func (m *matcher) differsOnlyInName(o, n *contract.Element) bool {
	if !m.isAlike(o, n) {
		return false
	}
	if o.Kind == contract.Variant {
		return true // its type is the same
	}
	if o.Attributes[contract.In] == "path" {
		return pathParameterIndex(m.oldIndex, o) == pathParameterIndex(m.newIndex, n)
	}
	return o.Text != "" && o.Text == n.Text || isSubsetOfWords(o.Name, n.Name) || isSubsetOfWords(n.Name, o.Name)
}

// isAlike reports whether two parts have the same attributes and the same structure.
func (m *matcher) isAlike(o, n *contract.Element) bool {
	attributes := o.Attributes
	attributes[contract.Type] = m.newTypes(attributes[contract.Type])
	return attributes == n.Attributes && o.Flags == n.Flags && m.oldIndex.Structure(o) == m.newIndex.Structure(n)
}

// isOnlyOfType reports whether a property has a type of the document, which no other property
// of its owner has.
func isOnlyOfType(x *contract.Index, e *contract.Element) bool {
	typ := e.Attributes[contract.Type]
	isNamed := slices.ContainsFunc(contract.DefinitionNames(typ), func(name string) bool { return x.Definition(name) != nil })
	return isNamed && !slices.ContainsFunc(x.Parts(x.Owner(e)), func(p *contract.Element) bool { return p != e && p.Attributes[contract.Type] == typ })
}

// pathParameterIndex returns the index of a parameter in the path.
func pathParameterIndex(x *contract.Index, parameter *contract.Element) int {
	path := x.Owner(parameter).Attributes[contract.Path]
	before, _, _ := strings.Cut(path, "{"+parameter.Name+"}")
	return strings.Count(before, "{")
}

// haveSimilarNames reports whether two elements have more than half of the words of their
// names in common.
func haveSimilarNames(o, n *contract.Element) bool {
	oldWords, newWords := model.Words(o.Name), model.Words(n.Name)
	common := 0
	for _, w := range oldWords {
		if slices.ContainsFunc(newWords, func(v string) bool { return strings.EqualFold(v, w) }) {
			common++
		}
	}
	return 2*common > max(len(oldWords), len(newWords))
}

// isSubsetOfWords reports whether name b contains all words of name a.
func isSubsetOfWords(a, b string) bool {
	words := model.Words(b)
	return !slices.ContainsFunc(model.Words(a), func(w string) bool {
		return !slices.ContainsFunc(words, func(v string) bool { return strings.EqualFold(v, w) })
	})
}
