package compare

import (
	"regexp"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/contract"
	"github.com/chatgen-go/chatgen/gen/model"
)

// pair is an element on both sides; nil where it is not there.
type pair struct{ old, new *contract.Element }

// either returns the element on the new side, or else on the old one.
func (p pair) either() *contract.Element {
	if p.new != nil {
		return p.new
	}
	return p.old
}

// matcher finds out which elements of two contracts are the same. What has
// another name now is still the same if nothing else speaks against it.
type matcher struct {
	old, new *contract.Contract
	was, is  *contract.Index              // of old and new
	renamed  map[string]*contract.Element // by the full name on the old side
}

// match returns the elements of both sides: those of the new one in its order,
// then those that are gone. Parts of what is new or gone as a whole are left out.
func match(old, next *contract.Contract) ([]pair, *matcher) {
	m := &matcher{old: old, new: next, was: old.Index(), is: next.Index(), renamed: map[string]*contract.Element{}}
	m.operations()
	m.definitions()
	for more := true; more; { // a renamed part may have parts of its own
		more = m.parts() || m.references()
	}
	pairs, added, removed := m.join()
	for _, e := range m.new.Elements {
		if added[e] && !holds(added, m.is.Owner(e)) {
			pairs = append(pairs, pair{new: e})
		}
	}
	order := map[*contract.Element]int{}
	for i, e := range m.new.Elements {
		order[e] = i
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return order[a.new] - order[b.new] })
	for _, e := range m.old.Elements {
		if removed[e] && !holds(removed, m.was.Owner(e)) {
			pairs = append(pairs, pair{old: e})
		}
	}
	return pairs, m
}

func holds(set map[*contract.Element]bool, e *contract.Element) bool { return e != nil && set[e] }

// join pairs what has the same key once old names are read as the new ones. It
// returns what is left on either side, too.
func (m *matcher) join() (pairs []pair, added, removed map[*contract.Element]bool) {
	added, removed = map[*contract.Element]bool{}, map[*contract.Element]bool{}
	byKey := map[string]*contract.Element{}
	for _, e := range m.old.Elements {
		byKey[m.key(e)] = e
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

// key returns the key that an old element has if nothing but names changed.
func (m *matcher) key(e *contract.Element) string {
	moved := *e
	moved.Owner = m.name(e.Owner)
	if to, ok := m.renamed[e.FullName()]; ok {
		moved.Name, moved.Attributes[contract.In] = to.Name, to.Attributes[contract.In]
	}
	return moved.Key()
}

// name returns the new name of what an old name begins with.
func (m *matcher) name(of string) string {
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

// types returns the text of an old type with the new names of definitions.
func (m *matcher) types(text string) string {
	for _, name := range contract.Names(text) {
		if to, ok := m.renamed[name]; ok {
			text = regexp.MustCompile(`(^|of |, )`+regexp.QuoteMeta(name)+`(,|$)`).ReplaceAllString(text, "${1}"+to.Name+"${2}")
		}
	}
	return text
}

// left returns the elements of a kind that have no partner.
func (m *matcher) left(kind contract.Kind) (gone, come []*contract.Element) {
	_, added, removed := m.join()
	for _, e := range m.old.Elements {
		if e.Kind == kind && removed[e] {
			gone = append(gone, e)
		}
	}
	for _, e := range m.new.Elements {
		if e.Kind == kind && added[e] {
			come = append(come, e)
		}
	}
	return gone, come
}

// operations finds those with another ID for the same request.
func (m *matcher) operations() {
	gone, come := m.left(contract.Operation)
	for _, o := range gone {
		for _, n := range come {
			if o.Attributes[contract.Method] == n.Attributes[contract.Method] && route(o) == route(n) {
				m.renamed[o.FullName()] = n
			}
		}
	}
}

// route returns the path of an operation without the names of its parameters.
func route(op *contract.Element) string {
	return regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(op.Attributes[contract.Path], "{}")
}

// definitions finds those with another name for the same parts.
func (m *matcher) definitions() {
	gone, come := m.left(contract.Definition)
	for _, o := range gone {
		var best *contract.Element
		most := 0.5 // of the parts, at least, must be the same
		for _, n := range come {
			if s := similar(m.was.Parts(o), m.is.Parts(n)); s > most && o.Attributes[contract.Type] == n.Attributes[contract.Type] {
				best, most = n, s
			}
		}
		if best != nil {
			m.renamed[o.FullName()] = best
			come = slices.DeleteFunc(come, func(e *contract.Element) bool { return e == best })
		}
	}
}

// similar returns which share of all parts both sides have.
func similar(old, next []*contract.Element) float64 {
	same := 0
	for _, o := range old {
		if slices.ContainsFunc(next, func(n *contract.Element) bool { return n.Kind == o.Kind && n.Name == o.Name }) {
			same++
		}
	}
	all := len(old) + len(next) - same
	if all == 0 {
		return 0
	}
	return float64(same) / float64(all)
}

// parts finds parameters and properties that have another name or place, and
// says whether it found any.
func (m *matcher) parts() bool {
	known := len(m.renamed)
	for _, kind := range []contract.Kind{contract.Parameter, contract.Property} {
		gone, come := m.left(kind)
		for _, o := range gone {
			var same []*contract.Element
			for _, n := range come {
				if m.name(o.Owner) == n.Owner && (m.moved(o, n) || m.sameBut(o, n)) {
					same = append(same, n)
				}
			}
			if len(same) == 1 {
				m.renamed[o.FullName()] = same[0]
				come = slices.DeleteFunc(come, func(e *contract.Element) bool { return e == same[0] })
			}
		}
	}
	return len(m.renamed) > known
}

// references finds definitions that took the place of another one where it was
// referred to, and says whether it found any.
func (m *matcher) references() bool {
	gone, come := m.left(contract.Definition)
	named := func(list []*contract.Element, text string) *contract.Element {
		i := slices.IndexFunc(list, func(e *contract.Element) bool { return slices.Contains(contract.Names(text), e.Name) })
		if i < 0 {
			return nil
		}
		return list[i]
	}
	pairs, _, _ := m.join()
	for _, p := range pairs {
		o, n := named(gone, m.types(p.old.Attributes[contract.Type])), named(come, p.new.Attributes[contract.Type])
		if o != nil && n != nil && o.Attributes[contract.Type] == n.Attributes[contract.Type] {
			m.renamed[o.FullName()] = n
			return true
		}
	}
	return false
}

// moved says whether a parameter stands at another place of the request, and is
// the only one of its name on both sides.
func (m *matcher) moved(o, n *contract.Element) bool {
	only := func(x *contract.Index, e *contract.Element) bool {
		count := 0
		for _, p := range x.Parts(x.Owner(e)) {
			if p.Kind == contract.Parameter && p.Name == e.Name {
				count++
			}
		}
		return count == 1
	}
	return n.Kind == contract.Parameter && o.Name == n.Name && only(m.was, o) && only(m.is, n)
}

// sameBut says whether two parts differ in nothing but their names, and may be
// one: they stand at the same place of a path, have one text, or one name has the
// words of the other.
func (m *matcher) sameBut(o, n *contract.Element) bool {
	facts := o.Attributes
	facts[contract.Type] = m.types(facts[contract.Type])
	if facts != n.Attributes || o.Flags != n.Flags {
		return false
	}
	if o.Attributes[contract.In] == "path" {
		return index(m.was, o) == index(m.is, n)
	}
	return o.Text != "" && o.Text == n.Text || partOf(o.Name, n.Name) || partOf(n.Name, o.Name)
}

// index returns how many parameters of the path stand before a parameter.
func index(x *contract.Index, parameter *contract.Element) int {
	path := x.Owner(parameter).Attributes[contract.Path]
	before, _, _ := strings.Cut(path, "{"+parameter.Name+"}")
	return strings.Count(before, "{")
}

// partOf says whether the words of one name are all in another one.
func partOf(a, b string) bool {
	words := model.Words(b)
	return !slices.ContainsFunc(model.Words(a), func(w string) bool {
		return !slices.ContainsFunc(words, func(v string) bool { return strings.EqualFold(v, w) })
	})
}
