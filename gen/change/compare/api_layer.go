package compare

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/chatgen-go/chatgen/gen/change/goapi"
	"github.com/chatgen-go/chatgen/gen/contract"
	"github.com/chatgen-go/chatgen/gen/diag"
)

// causeFinder finds the document changes that cause changes on other layers.
type causeFinder struct {
	oldIndex, newIndex *contract.Index
	oldUses, newUses   map[string]contract.Use
	// oldBehind and newBehind are the hand-written types in front of elements, by key.
	oldBehind, newBehind map[string][]string
	version              struct{ old, new diag.Pos } // positions of the API version
	documentChanges      []documentChange
	symbols              map[string][]pair // the elements that a symbol is generated from
}

// documentChange is a difference and its change on the document layer.
type documentChange struct {
	difference *difference
	change     *Change
}

func (l *causeFinder) add(d *difference, c *Change) {
	l.documentChanges = append(l.documentChanges, documentChange{d, c})
}

// addBehind adds the hand-written types in front of the element of a difference.
func (l *causeFinder) addBehind(c *Change, d *difference) {
	if d.old != nil {
		c.Behind, c.IsObject = l.oldBehind[d.old.Key()], strings.HasPrefix(l.oldIndex.Structure(d.old), "{")
	}
	if d.new != nil {
		c.Behind, c.IsObject = union(c.Behind, l.newBehind[d.new.Key()]), strings.HasPrefix(l.newIndex.Structure(d.new), "{")
	}
}

// wireCauses returns the keys of the document changes of the same element, or else those of
// its parts, for a difference that is none of the document.
func (l *causeFinder) wireCauses(d *difference) []string {
	elements := []pair{d.pair}
	for _, is := range []func(of, e *contract.Element, x *contract.Index) bool{isSame, isWithin} {
		var keys []string
		for _, t := range l.documentChanges {
			if t.difference.kind != textChanged && l.matches(t.difference, elements, is) {
				keys = append(keys, t.change.Key())
			}
		}
		if keys != nil {
			return keys
		}
	}
	return nil
}

// addDefinitionCauses adds to each new definition the new elements that refer to it as its
// causes, and to each removed one the removed elements.
func (l *causeFinder) addDefinitionCauses(old, next *contract.Contract) {
	l.addReferrers(added, next, l.newIndex, func(d *difference) *contract.Element { return d.new })
	l.addReferrers(removed, old, l.oldIndex, func(d *difference) *contract.Element { return d.old })
}

// addReferrers adds the causes on the side that has the definitions.
func (l *causeFinder) addReferrers(kind diffKind, side *contract.Contract, x *contract.Index, element func(*difference) *contract.Element) {
	changes, keys := map[string]*Change{}, map[*contract.Element]string{} // of definitions by name, and of all elements
	for _, t := range l.documentChanges {
		if t.difference.kind != kind {
			continue
		}
		e := element(t.difference)
		keys[e] = t.change.Key()
		if e.Kind == contract.Definition {
			changes[e.Name] = t.change
		}
	}
	for _, e := range side.Elements {
		for _, name := range contract.DefinitionNames(e.Attributes[contract.Type]) {
			c := changes[name]
			for owner := e; c != nil && owner != nil; owner = x.Owner(owner) {
				if key := keys[owner]; key != "" && key != c.Key() && !slices.Contains(c.Causes, key) {
					c.Causes = append(c.Causes, key)
				}
			}
		}
	}
}

// indexSymbols records the elements that each symbol is generated from.
func (l *causeFinder) indexSymbols(old, next *contract.Contract) {
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
				symbols = append(slices.Clip(symbols), "ClientOptions.RetryNonIdempotent") // emitted because of such operations
			}
			for _, s := range symbols {
				l.symbols[s] = append(l.symbols[s], side.pair(e))
			}
		}
	}
}

// apiChanges returns the changes of the Go API as changes of a report, except
// those of promoted fields, which are reported for the embedded struct.
func (l *causeFinder) apiChanges(found []goapi.SymbolChange) []Change {
	var changes []Change
	for _, a := range found {
		c := Change{
			Layer: API, Breaking: !a.Compatible && !isVersionBump(a), Subject: a.Symbol, Message: a.Message,
			Symbols: []string{a.Symbol}, OldGo: a.Old, NewGo: a.New,
		}
		if !l.isPromoted(a, found) {
			l.explain(&c)
			if isVersionBump(a) {
				c.Old, c.New = l.version.old, l.version.new
			}
			changes = append(changes, c)
		}
	}
	return changes
}

// isPromoted reports whether a symbol is a promoted field for whose embedded
// struct the same change is found.
func (l *causeFinder) isPromoted(a goapi.SymbolChange, all []goapi.SymbolChange) bool {
	if len(l.symbols[a.Symbol]) > 0 {
		return false
	}
	return slices.ContainsFunc(all, func(b goapi.SymbolChange) bool {
		return len(l.symbols[b.Symbol]) > 0 && memberName(b.Symbol) == memberName(a.Symbol) && b.Message == a.Message
	})
}

// memberName returns the part of a symbol after the type name.
func memberName(symbol string) string { return symbol[strings.LastIndexByte(symbol, '.')+1:] }

// isVersionBump reports whether the change is the new value of a version
// constant.
func isVersionBump(a goapi.SymbolChange) bool {
	return (a.Symbol == "APIVersion" || a.Symbol == "ModuleVersion") && strings.HasPrefix(a.Message, "value changed")
}

// explain sets the causes and positions of a change, from the elements that the
// symbol is generated from, or those of its owner if there are none. The operations of a
// client do not explain a method that comes from none of them.
func (l *causeFinder) explain(c *Change) {
	client := clientOf(c.Subject)
	if client != "" && (c.Message == "added" || c.Message == "removed") {
		l.explainBy(c, client)
	}
	for name := c.Subject; name != "" && (name == c.Subject || !isClient(name)); name = ownerName(name) {
		l.explainBy(c, name)
	}
	if client != "" {
		l.explainBy(c, client)
	}
	if strings.HasPrefix(c.Message, "changed from ") { // the type may have another name
		for name := range strings.FieldsFuncSeq(c.Message, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			l.explainBy(c, name)
		}
	}
}

// explainBy sets the causes and positions of a change from a symbol, unless they are
// set.
func (l *causeFinder) explainBy(c *Change, symbol string) {
	elements := l.symbols[symbol]
	if c.Causes == nil {
		l.addCauses(c, symbol, elements)
	}
	if c.Old.Line == 0 && c.New.Line == 0 {
		l.addPositions(c, elements)
	}
}

// clientOf returns the client that a constructor returns, or "".
func clientOf(constructor string) string {
	name, isConstructor := strings.CutPrefix(constructor, "New")
	group, _, found := strings.Cut(name, "Client")
	if !isConstructor || !found {
		return ""
	}
	return group + "Client"
}

// ownerName returns the owner of a symbol, or "".
func ownerName(symbol string) string { return symbol[:max(strings.LastIndexByte(symbol, '.'), 0)] }

// addCauses adds the most closely related document changes to a change of the Go
// API. In this order, they are changes of: the elements themselves; members of
// the struct; the arguments of the method or the properties of the response;
// parts of the elements; owners of the elements; anything else in the operation;
// references to the elements or from them; what the elements refer to indirectly; the
// operations that use them.
func (l *causeFinder) addCauses(c *Change, symbol string, elements []pair) {
	var reachable map[*contract.Element]bool
	inSignature := func(d *difference) bool { return d.affectsArguments() && l.isPartOf(d, elements, contract.Body) }
	if !strings.Contains(c.Message, "func(") {
		inSignature = func(d *difference) bool { return l.isPartOf(d, elements, contract.Response) }
	}
	for _, find := range []func(d *difference) bool{
		func(d *difference) bool { return l.matches(d, elements, isSame) },
		func(d *difference) bool { return d.isMemberOf(symbol) },
		inSignature,
		func(d *difference) bool { return l.matches(d, elements, isWithin) },
		func(d *difference) bool { return l.matches(d, elements, isOwnerOf) },
		func(d *difference) bool { return d.isUsedBy(elements) },
		func(d *difference) bool { return d.refersTo(elements) },
		func(d *difference) bool {
			if reachable == nil {
				reachable = l.reachableFrom(elements)
			}
			return reachable[d.old] || reachable[d.new]
		},
		func(d *difference) bool { return l.isOfCall(d, elements) },
		func(d *difference) bool { return isOfAllCalls(symbol) && d.affectsClient() },
		func(d *difference) bool {
			return isClient(symbol) && d.kind == flagChanged && d.flag == contract.ClientLevel
		},
	} {
		for _, t := range l.documentChanges {
			if t.difference.kind != textChanged && find(t.difference) {
				c.Causes = append(c.Causes, t.change.Key())
				c.Calls = union(c.Calls, t.change.Calls)
			}
		}
		if c.Causes != nil {
			return
		}
	}
}

// isPartOf reports whether the element is a parameter or body of an operation, or
// a property of the definition of its body or response, as kind specifies.
func (l *causeFinder) isPartOf(d *difference, operations []pair, kind contract.Kind) bool {
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
	return slices.ContainsFunc(operations, func(p pair) bool { return in(l.oldIndex, p.old, d.old) || in(l.newIndex, p.new, d.new) })
}

// affectsArguments reports whether a difference may affect the arguments of a
// method.
func (d *difference) affectsArguments() bool {
	switch d.kind {
	case added:
		return d.new.Flags[contract.Required]
	case removed:
		return d.old.Flags[contract.Required]
	case attributeChanged:
		return d.attribute == contract.Type
	case flagChanged:
		return d.flag != contract.Deprecated
	}
	return false
}

// isMemberOf reports whether a member of a struct is generated from the element.
func (d *difference) isMemberOf(name string) bool {
	return slices.ContainsFunc([]*contract.Element{d.old, d.new}, func(e *contract.Element) bool {
		return e != nil && slices.ContainsFunc(e.Go, func(symbol string) bool { return ownerName(symbol) == name })
	})
}

// isUsedBy reports whether one of the operations uses the element.
func (d *difference) isUsedBy(operations []pair) bool {
	return slices.ContainsFunc(operations, func(p pair) bool {
		op := p.newOrOld()
		return op.Kind == contract.Operation && slices.Contains(d.use.Calls, op.Name)
	})
}

// refersTo reports whether the difference is of a definition to which one of the elements
// refers, or concerns a type that refers to one of them.
func (d *difference) refersTo(elements []pair) bool {
	types := []string{d.from, d.to}
	var names []string
	for _, e := range []*contract.Element{d.old, d.new} {
		if e != nil {
			types, names = append(types, e.Attributes[contract.Type]), append(names, e.Name)
		}
	}
	return slices.ContainsFunc(elements, func(p pair) bool {
		e := p.newOrOld()
		isReferred := d.newOrOld().Kind == contract.Definition && containsAny(contract.DefinitionNames(e.Attributes[contract.Type]), names)
		return isReferred || e.Kind == contract.Definition && slices.ContainsFunc(types, func(typ string) bool {
			return slices.Contains(contract.DefinitionNames(typ), e.Name)
		})
	})
}

// reachableFrom returns the elements, their parts, and what they refer to, directly or not.
func (l *causeFinder) reachableFrom(elements []pair) map[*contract.Element]bool {
	reachable := map[*contract.Element]bool{}
	add := func(e *contract.Element) { reachable[e] = true }
	for _, p := range elements {
		if p.old != nil {
			l.oldIndex.VisitReachable(p.old, add)
		}
		if p.new != nil {
			l.newIndex.VisitReachable(p.new, add)
		}
	}
	return reachable
}

func containsAny(list, names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return slices.Contains(list, name) })
}

// isOfCall reports whether the difference is of an operation that uses one of the
// elements.
func (l *causeFinder) isOfCall(d *difference, elements []pair) bool {
	return d.newOrOld().Kind == contract.Operation && slices.ContainsFunc(elements, func(p pair) bool {
		return p.old != nil && d.old != nil && slices.Contains(l.oldUses[p.old.Key()].Calls, d.old.Name) ||
			p.new != nil && d.new != nil && slices.Contains(l.newUses[p.new.Key()].Calls, d.new.Name)
	})
}

func isClient(symbol string) bool {
	return strings.HasSuffix(symbol, "Client") && ownerName(symbol) == ""
}

// isOfAllCalls reports whether a symbol is an option of the client, which may exist only
// because of some operations.
func isOfAllCalls(symbol string) bool { return strings.HasPrefix(symbol, "ClientOptions.") }

// affectsClient reports whether a client may have another option because of the
// difference.
func (d *difference) affectsClient() bool {
	return d.newOrOld().Kind == contract.Operation && (d.kind == added || d.kind == removed || d.kind == attributeChanged)
}

// addPositions sets the positions of the elements, and adds the overrides of the
// new elements, or of the old ones if there are none.
func (l *causeFinder) addPositions(c *Change, elements []pair) {
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

// matches reports whether find returns true for the element of a difference and
// one of the elements.
func (l *causeFinder) matches(d *difference, elements []pair, find func(of, e *contract.Element, x *contract.Index) bool) bool {
	return slices.ContainsFunc(elements, func(p pair) bool {
		return p.old != nil && d.old != nil && find(d.old, p.old, l.oldIndex) || p.new != nil && d.new != nil && find(d.new, p.new, l.newIndex)
	})
}

// isSame reports whether both elements are the same.
func isSame(of, e *contract.Element, _ *contract.Index) bool { return of == e }

// isWithin reports whether an element is a direct or indirect part of e.
func isWithin(of, e *contract.Element, x *contract.Index) bool {
	for o := x.Owner(of); o != nil; o = x.Owner(o) {
		if o == e {
			return true
		}
	}
	return false
}

// isOwnerOf reports whether e is a direct or indirect part of an element.
func isOwnerOf(of, e *contract.Element, x *contract.Index) bool { return isWithin(e, of, x) }
