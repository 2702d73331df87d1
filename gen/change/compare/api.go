package compare

import (
	"cmp"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/change/goapi"
	"github.com/chatgen-go/chatgen/gen/contract"
	"github.com/chatgen-go/chatgen/gen/diag"
)

// links finds what a change of the Go API follows from.
type links struct {
	was, is *contract.Index
	version struct{ old, new diag.Pos } // where the documents say theirs
	told    []toldChange
	symbols map[string][]pair // the elements that stand behind a symbol, on either side
}

// toldChange is a difference with the change of the document that tells it.
type toldChange struct {
	d *difference
	c *Change
}

func (l *links) add(d *difference, c *Change) { l.told = append(l.told, toldChange{d, c}) }

// cause returns the change of the document that tells the same difference, or
// else those of the same element that were told before.
func (l *links) cause(d *difference, c *Change, told bool) []string {
	if told {
		return []string{c.Key()}
	}
	var keys []string
	for _, t := range l.told {
		if t.d.pair == d.pair && t.d.form != text {
			keys = append(keys, t.c.Key())
		}
	}
	return keys
}

// definitions adds to each new definition what refers to it: that is why it is
// there.
func (l *links) definitions(next *contract.Contract) {
	told := map[*contract.Element]string{} // what is new, with the change that tells it
	for _, t := range l.told {
		if t.d.form == added {
			told[t.d.new] = t.c.Key()
		}
	}
	for _, t := range l.told {
		if t.d.form != added || t.d.new.Kind != contract.Definition {
			continue
		}
		for _, e := range next.Elements {
			if !slices.Contains(contract.Names(e.Attributes[contract.Type]), t.d.new.Name) {
				continue
			}
			for whole := e; whole != nil; whole = l.is.Owner(whole) {
				if key := told[whole]; key != "" && key != t.c.Key() && !slices.Contains(t.c.Causes, key) {
					t.c.Causes = append(t.c.Causes, key)
				}
			}
		}
	}
}

// name records which elements stand behind each symbol.
func (l *links) name(old, next *contract.Contract) {
	for _, side := range []struct {
		elements []*contract.Element
		pair     func(*contract.Element) pair
	}{
		{old.Elements, func(e *contract.Element) pair { return pair{old: e} }},
		{next.Elements, func(e *contract.Element) pair { return pair{new: e} }},
	} {
		for _, e := range side.elements {
			symbols := e.Go
			if e.Attributes[contract.Retry] == contract.RetryIfUnprocessed {
				symbols = append(slices.Clip(symbols), "ClientOptions.RetryNonIdempotent") // which is there for such operations
			}
			for _, s := range symbols {
				l.symbols[s] = append(l.symbols[s], side.pair(e))
			}
		}
	}
}

// api returns the changes of the Go API as changes of a report. What a struct
// has from one that it embeds is told there only.
func (l *links) api(found []goapi.Change) []Change {
	var changes []Change
	for _, a := range found {
		c := Change{Layer: API, Breaking: !a.Compatible && !moves(a), Subject: a.Symbol, What: a.Message, Symbols: []string{a.Symbol}}
		if !l.embedded(a, found) {
			l.explain(&c)
			if moves(a) {
				c.Old, c.New = l.version.old, l.version.new
			}
			changes = append(changes, c)
		}
	}
	return changes
}

// embedded says whether the symbol is one of another struct, for which the
// same is told.
func (l *links) embedded(a goapi.Change, all []goapi.Change) bool {
	if len(l.symbols[a.Symbol]) > 0 {
		return false
	}
	return slices.ContainsFunc(all, func(b goapi.Change) bool {
		return len(l.symbols[b.Symbol]) > 0 && last(b.Symbol) == last(a.Symbol) && b.Message == a.Message
	})
}

// last returns the part of a symbol behind its type.
func last(symbol string) string { return symbol[strings.LastIndexByte(symbol, '.')+1:] }

// moves says whether the change is that of a version, which every new one makes.
func moves(a goapi.Change) bool {
	return (a.Symbol == "APIVersion" || a.Symbol == "ModuleVersion") && strings.HasPrefix(a.Message, "value changed")
}

// explain adds the causes of a change, and where it stands: at what is behind
// its symbol, or else behind the type that the symbol is a part of.
func (l *links) explain(c *Change) {
	for name := c.Subject; name != ""; name = parent(name) {
		elements := l.symbols[name]
		if c.Causes == nil {
			l.causes(c, elements)
		}
		if c.Old.Line == 0 && c.New.Line == 0 {
			l.place(c, elements)
		}
	}
}

// parent returns what a symbol is a part of, or "".
func parent(symbol string) string { return symbol[:max(strings.LastIndexByte(symbol, '.'), 0)] }

// causes adds the changes of the document that are the nearest to a change of Go:
// of one of the elements; of the members of a struct; of what a method takes,
// or of what an answer holds; or else of anything near.
func (l *links) causes(c *Change, elements []pair) {
	takes := func(d *difference) bool { return d.shapesCall() && l.partOf(d, elements, contract.Body) }
	if !strings.Contains(c.What, "func(") {
		takes = func(d *difference) bool { return l.partOf(d, elements, contract.Response) }
	}
	for _, find := range []func(d *difference) bool{
		func(d *difference) bool { return l.about(d, elements, same) },
		func(d *difference) bool { return d.hasMemberOf(c.Subject) },
		takes,
		func(d *difference) bool { return l.about(d, elements, within) },
		func(d *difference) bool { return l.about(d, elements, above) },
		func(d *difference) bool { return d.inCallOf(elements) },
	} {
		for _, t := range l.told {
			if t.d.form != text && find(t.d) {
				c.Causes = append(c.Causes, t.c.Key())
				c.Calls = union(c.Calls, t.c.Calls)
			}
		}
		if c.Causes != nil {
			return
		}
	}
}

// partOf says whether the element is of an operation itself, other than an
// answer or a header, or of the definition that its body or answer is of.
func (l *links) partOf(d *difference, operations []pair, kind contract.Kind) bool {
	in := func(x *contract.Index, op, e *contract.Element) bool {
		if op == nil || e == nil {
			return false
		}
		if x.Owner(e) == op {
			return kind == contract.Body && e.Kind != contract.Response
		}
		return slices.ContainsFunc(x.Parts(op), func(p *contract.Element) bool {
			return p.Kind == kind && e.Kind == contract.Property && e.Owner == p.Attributes[contract.Type]
		})
	}
	return slices.ContainsFunc(operations, func(p pair) bool { return in(l.was, p.old, d.old) || in(l.is, p.new, d.new) })
}

// shapesCall says whether a difference may show in the arguments of a method.
func (d *difference) shapesCall() bool {
	switch d.form {
	case added:
		return d.new.Flags[contract.Required]
	case removed:
		return d.old.Flags[contract.Required]
	case fact:
		return d.fact == contract.Type
	case flag:
		return d.flag != contract.Deprecated
	}
	return false
}

// hasMemberOf says whether the element stands behind a member of a struct.
func (d *difference) hasMemberOf(name string) bool {
	return slices.ContainsFunc([]*contract.Element{d.old, d.new}, func(e *contract.Element) bool {
		return e != nil && slices.ContainsFunc(e.Go, func(symbol string) bool { return parent(symbol) == name })
	})
}

// inCallOf says whether the element is a part of one of the operations.
func (d *difference) inCallOf(operations []pair) bool {
	return slices.ContainsFunc(operations, func(p pair) bool {
		op := p.either()
		return op.Kind == contract.Operation && slices.Contains(d.use.Calls, op.Name)
	})
}

// place adds where the elements stand, and the overrides that shaped them on the
// new side, or else on the old one.
func (l *links) place(c *Change, elements []pair) {
	var old, next []Override
	for _, p := range elements {
		var at Change
		(&difference{pair: p}).fill(&at)
		if p.old != nil {
			c.Old, old = cmp.Or(c.Old, at.Old), append(old, at.Overrides...)
		}
		if p.new != nil {
			c.New, next = cmp.Or(c.New, at.New), append(next, at.Overrides...)
		}
	}
	if len(next) == 0 {
		next = old
	}
	for _, o := range next {
		if !slices.Contains(c.Overrides, o) {
			c.Overrides = append(c.Overrides, o)
		}
	}
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
