package report

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// width is the column at which lines are wrapped. Longer words are not broken.
const width = 100

// style is a terminal escape code.
type style string

const (
	bold   style = "1"
	faint  style = "2"
	red    style = "31"
	green  style = "32"
	yellow style = "33"
)

// page collects the lines of a text report.
type page struct {
	text   bytes.Buffer
	colour bool
}

// styled returns s in a style if the page has colour.
func (p *page) styled(as style, s string) string {
	if !p.colour {
		return s
	}
	return "\x1b[" + string(as) + "m" + s + "\x1b[0m"
}

func (p *page) writeLine(s string) { p.text.WriteString(s + "\n") }

// writeBlankLine adds an empty line, unless the page is empty.
func (p *page) writeBlankLine() {
	if p.text.Len() > 0 {
		p.writeLine("")
	}
}

// writeIndented writes a label and wrapped words. All lines but the first are
// indented, and the label fits into the indentation.
func (p *page) writeIndented(label string, indent int, words string) {
	rest := strings.Repeat(" ", indent)
	for i, l := range wrap(diag.OneLine(words), width-indent) {
		if i > 0 {
			label = rest
		}
		p.writeLine(label + l)
	}
}

// wrap breaks a text at spaces.
func wrap(text string, width int) []string {
	var lines []string
	line, used := "", 0
	for word := range strings.FieldsSeq(text) {
		n := utf8.RuneCountInString(word)
		if line != "" && used+1+n > width {
			lines, line, used = append(lines, line), "", 0
		}
		if line != "" {
			line, used = line+" ", used+1
		}
		line, used = line+word, used+n
	}
	return append(lines, line)
}
