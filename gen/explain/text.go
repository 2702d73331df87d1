package explain

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/chatgen-go/chatgen/gen/model"
)

// Text writes the origin of a symbol of package pkg as text.
func Text(w io.Writer, pkg string, s Symbol) error {
	head := pkg + "." + s.Name + "  " + s.Kind
	if s.PromotedFrom != "" {
		head += " promoted from " + pkg + "." + s.PromotedFrom
	}
	lines := append([]string{head}, generatedLines(s)...)
	if s.HandWritten != nil {
		lines = append([]string{head}, handWrittenLines(s)...)
	}
	for i, line := range lines {
		lines[i] = strings.Map(printable, line)
	}
	_, err := io.WriteString(w, strings.Join(lines, "\n")+"\n")
	return err
}

// generatedLines returns the rows of a generated symbol.
func generatedLines(s Symbol) []string {
	lines := row(sourceRow(s))
	lines = append(lines, row("overrides", overrideLines(s.Overrides)...)...)
	wire := s.Wire
	if len(wire) == 0 {
		wire = []string{"none (exists only in Go)"}
	}
	return append(lines, row("wire", wire...)...)
}

// printable drops control characters, which names of a document may contain,
// including those that change the direction of text.
func printable(r rune) rune {
	if unicode.IsPrint(r) {
		return r
	}
	return -1
}

// row returns lines with a label in front of the first one.
func row(label string, text ...string) []string {
	var lines []string
	for _, line := range text {
		lines = append(lines, fmt.Sprintf("  %-9s  %s", label, line))
		label = ""
	}
	return lines
}

// sourceRow returns the row for the source of a symbol.
func sourceRow(s Symbol) (label, line string) {
	if s.Element == "" {
		return "created by", s.Pos.String()
	}
	line = s.Pos.String()
	if s.Pointer != "" {
		line += "  #" + s.Pointer
	}
	return "document", line + "  (" + oneLine(s.Element) + ")"
}

func overrideLines(changes []model.AppliedOverride) []string {
	if len(changes) == 0 {
		return []string{"none"}
	}
	var lines []string
	for _, c := range changes {
		lines = append(lines, c.Pos.String()+"  "+oneLine(c.Target+": "+c.Effect), indent+oneLine(c.Why))
	}
	return lines
}

// oneLine replaces every run of white space by one space.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
