package apidiff

import (
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/contract"
	"github.com/chatgen-go/chatgen/gen/goapi"
)

// links finds what a change of the Go API follows from.
type links struct {
	was, is *contract.Index
	told    []toldChange
	symbols map[string][]pair // the elements that stand behind a symbol, on either side
}

// toldChange is a difference with the change of the document that tells it.
type toldChange struct {
	d *difference
	c Change
}

func (l *links) add(d *difference, c Change) { l.told = append(l.told, toldChange{d, c}) }

// name records which elements stand behind each symbol.
func (l *links) name(old, new *contract.Contract) {
	for _, e := range old.Elements {
		for _, s := range e.Go {
			l.symbols[s] = append(l.symbols[s], pair{old: e})
		}
	}
	for _, e := range new.Elements {
		for _, s := range e.Go {
			l.symbols[s] = append(l.symbols[s], pair{new: e})
		}
	}
}

// api returns the changes of the Go API as changes of a report.
func (l *links) api(found []goapi.Change) []Change {
	var changes []Change
	for _, a := range found {
		c := Change{Layer: API, Breaking: !a.Compatible && !moves(a), Subject: a.Symbol, What: a.Message, Symbols: []string{a.Symbol}}
		l.explain(&c)
		changes = append(changes, c)
	}
	return changes
}

// moves says whether the change is that of a version, which every new one makes.
func moves(a goapi.Change) bool {
	return (a.Symbol == "APIVersion" || a.Symbol == "ModuleVersion") && strings.HasPrefix(a.Message, "value changed")
}

// explain adds the causes of a change, and where it stands.
func (l *links) explain(c *Change) {
	elements := l.elements(c.Subject)
	for _, find := range []func(of, e *contract.Element, x *contract.Index) bool{same, within, above} {
		for _, t := range l.told {
			if t.d.form != text && l.about(t.d, elements, find) {
				c.Causes = append(c.Causes, t.c.Key())
				c.Calls = union(c.Calls, t.c.Calls)
			}
		}
		if len(c.Causes) > 0 {
			break
		}
	}
	for _, p := range elements {
		d := difference{pair: p}
		var at Change
		d.fill(&at)
		if p.old != nil && c.Old.Line == 0 {
			c.Old = at.Old
		}
		if p.new != nil && c.New.Line == 0 {
			c.New = at.New
		}
		for _, o := range at.Overrides {
			if !slices.Contains(c.Overrides, o) {
				c.Overrides = append(c.Overrides, o)
			}
		}
	}
}

// elements returns what stands behind a symbol or, if nothing does, behind what
// it is a part of. A fake's symbol is that of the package.
func (l *links) elements(symbol string) []pair {
	for name := symbol; name != ""; {
		if found := l.symbols[name]; len(found) > 0 {
			return found
		}
		i := strings.LastIndexByte(name, '.')
		name = name[:max(i, 0)]
	}
	return nil
}

// about says whether a difference is about one of the elements, in the sense
// of find.
func (l *links) about(d *difference, elements []pair, find func(of, e *contract.Element, x *contract.Index) bool) bool {
	return slices.ContainsFunc(elements, func(p pair) bool {
		return p.old != nil && d.old != nil && find(d.old, p.old, l.was) || p.new != nil && d.new != nil && find(d.new, p.new, l.is)
	})
}

// same says whether a difference of an element is that of e.
func same(of, e *contract.Element, _ *contract.Index) bool { return of == e }

// within says whether an element is a part of e.
func within(of, e *contract.Element, x *contract.Index) bool {
	for o := x.Owner(of); o != nil; o = x.Owner(o) {
		if o == e {
			return true
		}
	}
	return false
}

// above says whether e is a part of an element.
func above(of, e *contract.Element, x *contract.Index) bool { return within(e, of, x) }
