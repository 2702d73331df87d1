package diag

import (
	"strings"
	"unicode"
)

// OneLine replaces line breaks and control characters, so that text from a
// document cannot break the layout or reach the terminal.
func OneLine(s string) string {
	printable := func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}
	return strings.Join(strings.Fields(strings.Map(printable, s)), " ")
}
