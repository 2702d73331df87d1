package override

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
)

// Mentions returns the function that reports whether the entries of files may refer to a
// definition: whether its name occurs in one of them, or could, written with an escape.
// White space and quotes do not count, because YAML folds lines and doubles quotes.
func Mentions(files []File) func(definition string) bool {
	var texts []string
	hasEscape := false
	for _, f := range files {
		texts = append(texts, withoutQuotes(string(f.Data)))
		hasEscape = hasEscape || bytes.IndexByte(f.Data, '\\') >= 0
	}
	return func(definition string) bool {
		name := withoutQuotes(definition)
		return hasEscape || slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, name) })
	}
}

// withoutQuotes returns a text without white space and quotes.
func withoutQuotes(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\'' || r == '"' {
			return -1
		}
		return r
	}, text)
}
