package report

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// width is what lines are wrapped at. A longer word stays whole.
const width = 100

// style is an escape code of terminals.
type style string

const (
	bold   style = "1"
	faint  style = "2"
	red    style = "31"
	green  style = "32"
	yellow style = "33"
)

// page collects the lines of a text.
type page struct {
	text   bytes.Buffer
	colour bool
}

// paint gives s a style, if the page has colour.
func (p *page) paint(as style, s string) string {
	if !p.colour {
		return s
	}
	return "\x1b[" + string(as) + "m" + s + "\x1b[0m"
}

func (p *page) line(s string) { p.text.WriteString(s + "\n") }

// gap parts what follows from what is there, if anything is.
func (p *page) gap() {
	if p.text.Len() > 0 {
		p.line("")
	}
}

// hang writes words in lines that stand below each other, indent columns in,
// the first one after a label that takes no more room than that.
func (p *page) hang(label string, indent int, words string) {
	rest := strings.Repeat(" ", indent)
	for i, l := range wrap(oneLine(words), width-indent) {
		if i > 0 {
			label = rest
		}
		p.line(label + l)
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
