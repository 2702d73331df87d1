package openapi

// validateMembers validates the properties of an object or the elements of an array or a map,
// and records those that are not read.
func (c *converter) validateMembers(n *node, rule valueRule) {
	for _, child := range n.children {
		if member := c.rule(rule, child.key); member != skipped {
			c.validate(child, member)
		} else {
			c.ignore(child)
		}
	}
}

// validate reports whether a value matches its rule, and adds an error if it does not. It
// leaves the properties of an object that is decoded to decode. A property that is null is
// treated as absent without an error, because that is how YAML represents an omitted value.
func (c *converter) validate(n *node, rule valueRule) bool {
	switch ok, want := rule.matches(n, c.version); {
	case n.absent, ok && rule >= anything && rule <= unsupported:
	case n.kind == null && n.parent != nil && n.parent.kind == object:
		n.absent = true
	case !ok:
		n.absent = true
		c.errs.Add(n.pos, "#"+n.pointer(), "must be "+want+", is "+n.describe(), "")
	case rule >= types && !rule.isDecoded():
		c.validateMembers(n, rule)
	}
	return !n.absent
}

// describe returns a description of a value for error messages.
func (n *node) describe() string {
	switch n.kind {
	case array, object:
		return "an " + n.kind.String()
	case text:
		return "a string"
	}
	return n.text
}
