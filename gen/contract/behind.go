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
		visitBehind(index, e, map[*Element]bool{}, func(part *Element) {
			if _, isUsed := used[part.Key()]; !isUsed {
				behind[part.Key()] = append(behind[part.Key()], name)
			}
		})
	}
	return behind
}

// visitBehind visits the direct and indirect parts of an element once each.
func visitBehind(index *Index, e *Element, seen map[*Element]bool, visit func(*Element)) {
	if seen[e] {
		return
	}
	seen[e] = true
	visit(e)
	for _, part := range index.Parts(e) {
		visitBehind(index, part, seen, visit)
	}
	for _, attribute := range []Attribute{Type, Extends, Additional} {
		for _, name := range DefinitionNames(e.Attributes[attribute]) {
			if d := index.Definition(name); d != nil {
				visitBehind(index, d, seen, visit)
			}
		}
	}
}
