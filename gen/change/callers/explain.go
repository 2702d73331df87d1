package callers

import (
	"path"
	"regexp"
	"strings"
)

// explain returns the message of an error of the type checker, in terms of the change
// that caused it.
func explain(message string, changes []Change) string {
	for _, e := range explainers() {
		words := e.pattern.FindStringSubmatch(message)
		if words == nil {
			continue
		}
		symbol, shown := e.symbol(words)
		if c := changeOf(symbol, changes); c != nil {
			return c.explain(message, shown)
		}
	}
	return message
}

// changeOf returns the change of a symbol, which begins with a dot if its owner is not known,
// or nil. The owner may be named as before or after the change.
func changeOf(symbol string, changes []Change) *Change {
	owner, member := cutMember(symbol)
	for i := range changes {
		oldOwner, oldMember := cutMember(changes[i].Symbol)
		newOwner, _ := cutMember(changes[i].NewName)
		if oldMember == member && (owner == "" || owner == oldOwner || owner == newOwner) {
			return &changes[i]
		}
	}
	if !isType(owner) {
		return nil
	}
	return embeddedChange(member, changes)
}

// embeddedChange returns the change of a member that its type has from one that it embeds, or
// nil if it is not known: all members of that name must have the same new one.
func embeddedChange(member string, changes []Change) *Change {
	var found *Change
	for i := range changes {
		c := &changes[i]
		oldOwner, oldMember := cutMember(c.Symbol)
		if oldMember != member || !isType(oldOwner) {
			continue
		}
		_, newMember := cutMember(c.NewName)
		if newMember == "" || found != nil && !strings.HasSuffix(found.NewName, "."+newMember) {
			return nil
		}
		found = c
	}
	return found
}

// cutMember splits a symbol before its last dot.
func cutMember(symbol string) (owner, member string) {
	i := strings.LastIndexByte(symbol, '.')
	return symbol[:max(0, i)], symbol[i+1:]
}

// isType reports whether the owner of a symbol is a type and not a package.
func isType(owner string) bool { return strings.Contains(owner, ".") }

// explain returns the message of an error that the change caused. shown is how the code
// writes the symbol, or "" if the message has to say more than the symbol's name.
func (c *Change) explain(message, shown string) string {
	switch {
	case c.NewName != "" && shown != "":
		return shown + " is now " + shown[:strings.LastIndexByte(shown, '.')+1] + c.NewName[strings.LastIndexByte(c.NewName, '.')+1:]
	case c.NewName != "":
		return message + " (" + c.Symbol + " is now " + c.NewName + ")"
	case c.Message == "removed" && shown != "":
		return shown + " was removed"
	case strings.Contains(message, ", want ("): // it shows both signatures
		return message
	}
	return message + " (" + c.Symbol + ": " + c.Message + ")"
}

// explainer finds the symbol that an error is about.
type explainer struct {
	pattern *regexp.Regexp
	// symbol returns the symbol, and how the code writes it.
	symbol func(words []string) (symbol, shown string)
}

// explainers returns the errors of go/types that changes of a package cause.
func explainers() []explainer {
	return []explainer{
		{
			regexp.MustCompile(`^(.+)\.(\w+) undefined \(type \*?("?[\w./-]+"?\.\w+)(\[.*\])? has no field or method `),
			func(w []string) (string, string) { return typeName(w[3]) + "." + w[2], w[1] + "." + w[2] },
		},
		{
			regexp.MustCompile(`^undefined: (\w+\.\w+)$`),
			func(w []string) (string, string) { return w[1], w[1] },
		},
		{
			regexp.MustCompile(`^unknown field (\w+) in struct literal of type ("?[\w./-]+"?\.\w+)`),
			func(w []string) (string, string) {
				owner := typeName(w[2])
				return owner + "." + w[1], owner + "." + w[1]
			},
		},
		{
			regexp.MustCompile(`(?:in call to|argument to) \S*?(\.\w+)\b`),
			func(w []string) (string, string) { return w[1], "" },
		},
		{
			regexp.MustCompile(`(?:cannot use|invalid operation:) \S*?(\.\w+) `),
			func(w []string) (string, string) { return w[1], "" },
		},
		{
			regexp.MustCompile(`assignment mismatch: .* but \S*?(\.\w+) returns`),
			func(w []string) (string, string) { return w[1], "" },
		},
		{
			regexp.MustCompile(`as \*?("?[\w./-]+"?\.\w+) value`),
			func(w []string) (string, string) { return typeName(w[1]), "" },
		},
	}
}

// typeName returns a type with the name of its package. The type checker writes the path,
// in quotes, if the name is ambiguous.
func typeName(text string) string { return path.Base(strings.ReplaceAll(text, `"`, "")) }
