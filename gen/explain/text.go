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
	lines := []string{head}
	lines = append(lines, row(sourceRow(s))...)
	lines = append(lines, row("overrides", overrideLines(s.Overrides)...)...)
	wire := s.Wire
	if len(wire) == 0 {
		wire = []string{"none (exists only in Go)"}
	}
	lines = append(lines, row("wire", wire...)...)
	for i, line := range lines {
		lines[i] = strings.Map(printable, line)
	}
	_, err := io.WriteString(w, strings.Join(lines, "\n")+"\n")
	return err
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

// UsesText writes the overrides by which a package uses a hand-written type.
func UsesText(w io.Writer, pkg, typ string, uses []model.AppliedOverride) error {
	lines := append([]string{typ + "  hand-written, used by " + pkg}, row("overrides", overrideLines(uses)...)...)
	for i, line := range lines {
		lines[i] = strings.Map(printable, line)
	}
	_, err := io.WriteString(w, strings.Join(lines, "\n")+"\n")
	return err
}
