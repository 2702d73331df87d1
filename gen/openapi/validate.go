package openapi

import "strconv"

// validateMembers validates the properties of an object or the elements of an array or a map,
// and records those that are not read.
func (c *converter) validateMembers(n *node, rule valueRule) {
	for _, child := range n.children {
		if c.rejectForeign(n, child, rule) {
			continue
		}
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
		c.errs.Add(n.pos, "#"+n.pointer(), "must be "+want+", is "+n.describe(), rule.hint(n))
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

// hint returns how to fix a value that does not match the rule, or "".
func (r valueRule) hint(n *node) string {
	switch {
	case n.key == "required" && r == arrayOf|stringValue:
		return "list the names of required properties in the object that contains them"
	case r == types && n.kind == array:
		return "lists of types are part of OpenAPI 3.1; before, write one, and nullable or x-nullable"
	case r == schemaRule && n.kind == array && n.key == "items":
		return "write one schema for all items"
	case r == schemaRule:
		return "for example, {type: string}"
	case (r == stringValue || r == types) && (n.kind == number || n.kind == boolean || n.kind == null):
		return "put it in quotes"
	case (r == boolValue || r == additionalRule) && n.kind == text && (n.text == "true" || n.text == "false"),
		(r == numberValue || r == countValue) && n.kind == text && isNumber(n.text):
		return "remove the quotes"
	case r == boolValue || r == additionalRule:
		return "write true or false"
	case r.isArray() && n.kind != array:
		return "put it in brackets, or begin each element with a dash"
	case r == discriminatorRule && n.kind == object:
		return "write the name of the property; objects are part of OpenAPI 3"
	case r == discriminatorRule && n.kind == text:
		return "write {propertyName: NAME}"
	case r == stringValue || r == stringOrNumber || r == types:
		return "write a single text"
	case r == numberValue || r == countValue:
		return ""
	}
	return "write names with their values"
}

// isNumber reports whether a text is a number without its quotes.
func isNumber(text string) bool {
	_, err := strconv.ParseFloat(text, 64)
	return err == nil
}
