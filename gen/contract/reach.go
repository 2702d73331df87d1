package contract

import (
	"slices"
	"strings"
)

// Use says where an element goes on the wire.
type Use struct {
	Request, Response bool
	Calls             []string // operations that it is a part of, in order
}

// Uses returns where each element goes by the document, by [Element.Key]. An
// element that no operation reaches has no entry.
func (c *Contract) Uses() map[string]Use { return c.walk(true) }

// WireUses is Uses for what the package makes of the document: it does not look
// into definitions whose Go types are written by hand.
func (c *Contract) WireUses() map[string]Use { return c.walk(false) }

func (c *Contract) walk(handWritten bool) map[string]Use {
	w := &walk{index: c.Index(), handWritten: handWritten, uses: map[string]Use{}}
	var all []string
	for _, e := range c.Elements {
		if e.Kind == Operation {
			w.operation(e)
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

type walk struct {
	index       *Index
	handWritten bool // look into types written by hand, too
	uses        map[string]Use
	call        string
	seen        map[string]bool // of this call and direction
}

func (w *walk) operation(op *Element) {
	w.call = op.Name
	request, answer := map[string]bool{}, map[string]bool{}
	w.uses[op.Key()] = Use{Request: true, Response: true, Calls: []string{op.Name}}
	for _, part := range w.index.Parts(op) {
		if part.Kind == Response {
			w.seen = answer
			w.visit(part, false)
			continue
		}
		w.seen = request
		w.visit(part, true)
	}
}

// visit marks an element and all that it is made of.
func (w *walk) visit(e *Element, request bool) {
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
	if e.Flags[HandWritten] && !w.handWritten {
		return
	}
	for _, part := range w.index.Parts(e) {
		w.visit(part, request)
	}
	for _, attribute := range []Attribute{Type, Extends, Additional} {
		for _, name := range Names(e.Attributes[attribute]) {
			if d := w.index.Definition(name); d != nil {
				w.visit(d, request)
			}
		}
	}
}

// Names returns what the text of a type may name: "array of ChatMessage" is
// ChatMessage.
func Names(types string) []string {
	var found []string
	for name := range strings.SplitSeq(types, ", ") {
		for {
			form, inner, composed := strings.Cut(name, " of ")
			if !composed || !slices.Contains([]string{"one", "any", "array", "map"}, form) {
				break
			}
			name = inner
		}
		found = append(found, name)
	}
	return found
}
