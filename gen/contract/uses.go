package contract

import (
	"slices"
	"strings"
)

// Use describes where an element is used.
type Use struct {
	Request, Response bool
	Calls             []string // IDs of the operations that use it, in order
}

// Uses returns the use of each element in the document, by [Element.Key]. An
// element that no operation uses has no entry.
func (c *Contract) Uses() map[string]Use { return c.uses(true) }

// WireUses returns the use of each element in the package: unlike [Contract.Uses],
// it does not look into definitions with hand-written Go types.
func (c *Contract) WireUses() map[string]Use { return c.uses(false) }

func (c *Contract) uses(handWritten bool) map[string]Use {
	w := &usageWalker{index: c.Index(), intoHandWritten: handWritten, uses: map[string]Use{}}
	var all []string
	for _, e := range c.Elements {
		if e.Kind == Operation {
			w.visitOperation(e)
			all = append(all, e.Name)
		}
	}
	for _, e := range c.Elements {
		if e.Kind == Host || e.Kind == Security {
			w.uses[e.Key()] = Use{Request: true, Calls: all}
		}
	}
	return w.uses
}

type usageWalker struct {
	index           *Index
	intoHandWritten bool // also visit the parts of hand-written types
	uses            map[string]Use
	call            string
	seen            map[string]bool // of this call and direction
}

func (w *usageWalker) visitOperation(op *Element) {
	w.call = op.Name
	request, response := map[string]bool{}, map[string]bool{}
	w.uses[op.Key()] = Use{Request: true, Response: true, Calls: []string{op.Name}}
	for _, part := range w.index.Parts(op) {
		if part.Kind == Response {
			w.seen = response
			w.visit(part, false)
			continue
		}
		w.seen = request
		w.visit(part, true)
	}
}

// visit records the use of an element and its parts.
func (w *usageWalker) visit(e *Element, request bool) {
	key := e.Key()
	if w.seen[key] || request && e.Flags[ReadOnly] {
		return
	}
	w.seen[key] = true
	use := w.uses[key]
	use.Request, use.Response = use.Request || request, use.Response || !request
	if n := len(use.Calls); n == 0 || use.Calls[n-1] != w.call {
		use.Calls = append(use.Calls, w.call)
	}
	w.uses[key] = use
	if e.Flags[HandWritten] && !w.intoHandWritten {
		return
	}
	for _, part := range w.index.Parts(e) {
		w.visit(part, request)
	}
	for _, attribute := range []Attribute{Type, Extends, Additional} {
		for _, name := range DefinitionNames(e.Attributes[attribute]) {
			if d := w.index.Definition(name); d != nil {
				w.visit(d, request)
			}
		}
	}
}

// DefinitionNames returns the definitions that the text of a type may name:
// ChatMessage for "array of ChatMessage".
func DefinitionNames(types string) []string {
	var found []string
	for name := range strings.SplitSeq(types, ", ") {
		for {
			composite, inner, ok := strings.Cut(name, " of ")
			if !ok || !slices.Contains([]string{"one", "any", "array", "map"}, composite) {
				break
			}
			name = inner
		}
		found = append(found, name)
	}
	return found
}
