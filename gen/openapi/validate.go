package openapi

import "strings"

// validateMembers validates the properties of an object, and records those that are not
// read.
func (c *converter) validateMembers(n *node, rule valueRule) {
	for _, child := range n.children {
		if member := c.keywords[rule][child.key]; member != skipped {
			c.validate(child, member)
		} else {
			c.ignore(child, rule)
		}
	}
}

// validate reports whether a value matches its rule, as far as it is not an object that is
// decoded on its own, and adds an error if it does not. A property that is null is treated as absent
// without an error, because that is how YAML represents an omitted value.
func (c *converter) validate(n *node, rule valueRule) bool {
	switch ok, want := rule.matches(n, c.version); {
	case n.absent:
	case n.kind == null && n.parent != nil && n.parent.kind == object && rule != anything:
		n.absent = true
	case !ok:
		n.absent = true
		c.errs.Add(n.pos, "#"+n.pointer(), "must be "+want+", is "+n.describe(), "")
	}
	switch element := c.keywords[rule][each]; {
	case n.absent:
		return false
	case n.kind == object && rule >= discriminatorRule:
		c.validateMembers(n, rule)
	case element != skipped:
		for _, child := range n.children {
			if rule == responsesRule && strings.HasPrefix(child.key, "x-") {
				c.ignore(child, rule)
			} else {
				c.validate(child, element)
			}
		}
	}
	return true
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
