package contract

// Behind returns the hand-written Go types through which alone the package uses an
// element, by [Element.Key]. Changes of such elements do not show in generated code.
func (c *Contract) Behind() map[string][]string {
	index, used := c.Index(), c.WireUses()
	behind := map[string][]string{}
	for _, e := range c.Elements {
		if !e.Flags[HandWritten] || len(e.Go) == 0 {
			continue
		}
		name := e.Go[len(e.Go)-1]
		index.VisitReachable(e, func(part *Element) {
			if _, isUsed := used[part.Key()]; !isUsed {
				behind[part.Key()] = append(behind[part.Key()], name)
			}
		})
	}
	return behind
}

// VisitReachable visits an element, its parts, and what they refer to, directly or not, once
// each.
func (x *Index) VisitReachable(e *Element, visit func(*Element)) {
	x.visitReachable(e, map[*Element]bool{}, visit)
}

func (x *Index) visitReachable(e *Element, seen map[*Element]bool, visit func(*Element)) {
	if seen[e] {
		return
	}
	seen[e] = true
	visit(e)
	for _, part := range x.Parts(e) {
		x.visitReachable(part, seen, visit)
	}
	for _, attribute := range []Attribute{Type, Extends, Additional} {
		for _, name := range DefinitionNames(e.Attributes[attribute]) {
			if d := x.Definition(name); d != nil {
				x.visitReachable(d, seen, visit)
			}
		}
	}
}
