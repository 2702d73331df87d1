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
		for _, c := range changes {
			if isSymbol(c, symbol) {
				return c.explain(message, shown)
			}
		}
	}
	return message
}

// isSymbol reports whether a change is that of a symbol, which begins with a dot if its
// owner is not known.
func isSymbol(c Change, symbol string) bool {
	if strings.HasPrefix(symbol, ".") {
		return strings.HasSuffix(c.Symbol, symbol)
	}
	return c.Symbol == symbol
}

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
