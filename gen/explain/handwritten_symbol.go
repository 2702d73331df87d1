package explain

import (
	"strings"
)

// HandWritten is what is known of a symbol of a hand-written package, such as acs, besides
// its name and position.
type HandWritten struct {
	Signature string // its declaration, on one line
	Doc       string // its comment
	Uses      []Use  // in generated packages
}

// Use is an element of a document whose generated code uses a hand-written symbol.
type Use struct {
	Package string
	Element string // an operation, a definition or a property, or the Go name of what has no element
}

// handWrittenLines returns the rows of a hand-written symbol.
func handWrittenLines(s Symbol) []string {
	doc, _, _ := strings.Cut(s.HandWritten.Doc, "\n\n")
	lines := row("signature", s.HandWritten.Signature)
	if doc != "" {
		lines = append(lines, row("doc", wrap(strings.Fields(doc), " ")...)...)
	}
	lines = append(lines, row("source", s.Pos.String())...)
	lines = append(lines, row("used by", useLines(s.HandWritten.Uses)...)...)
	if len(s.Overrides) > 0 {
		lines = append(lines, row("overrides", overrideLines(s.Overrides)...)...)
	}
	return lines
}

// useLines returns the uses, those of each package in lines of their own.
func useLines(uses []Use) []string {
	if len(uses) == 0 {
		return []string{"no generated code"}
	}
	var lines []string
	for i := 0; i < len(uses); {
		pkg := uses[i].Package
		var names []string
		for ; i < len(uses) && uses[i].Package == pkg; i++ {
			names = append(names, uses[i].Element)
		}
		lines = append(lines, wrap(append([]string{pkg + ": " + names[0]}, names[1:]...), ", ")...)
	}
	return lines
}

// wrap joins words to lines of up to 90 columns.
func wrap(words []string, separator string) []string {
	const width = 90
	var lines []string
	for i, word := range words {
		if i < len(words)-1 {
			word += separator
		}
		last := len(lines) - 1
		if last < 0 || len(lines[last])+len(word) > width {
			lines = append(lines, word)
		} else {
			lines[last] += word
		}
	}
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return lines
}
