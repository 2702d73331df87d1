package explain

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/chatgen-go/chatgen/gen/model"
)

// Text writes what is known of a symbol of the package with that name, for
// people in a terminal as in a pipe.
func Text(w io.Writer, pkg string, s Symbol) error {
	head := pkg + "." + s.Name + "  " + s.Kind
	if s.Of != "" {
		head += " of the embedded " + pkg + "." + s.Of
	}
	lines := []string{head}
	lines = append(lines, row(origin(s))...)
	lines = append(lines, row("overrides", overrides(s.Overrides)...)...)
	wire := s.Wire
	if len(wire) == 0 {
		wire = []string{"none, it is only Go"}
	}
	lines = append(lines, row("wire", wire...)...)
	for i, line := range lines {
		lines[i] = strings.Map(printed, line)
	}
	_, err := io.WriteString(w, strings.Join(lines, "\n")+"\n")
	return err
}

// printed drops what would steer a terminal: names of a document are data.
func printed(r rune) rune {
	if unicode.IsControl(r) {
		return -1
	}
	return r
}

// row puts a label before the first line, and the rest below that.
func row(label string, text ...string) []string {
	var lines []string
	for _, line := range text {
		lines = append(lines, fmt.Sprintf("  %-9s  %s", label, line))
		label = ""
	}
	return lines
}

// origin says where a symbol comes from.
func origin(s Symbol) (label, line string) {
	if s.Element == "" {
		return "made by", s.Pos.String()
	}
	line = s.Pos.String()
	if s.Pointer != "" {
		line += "  #" + s.Pointer
	}
	return "document", line + "  (" + oneLine(s.Element) + ")"
}

func overrides(changes []model.AppliedOverride) []string {
	if len(changes) == 0 {
		return []string{"none"}
	}
	var lines []string
	for _, c := range changes {
		lines = append(lines, c.Pos.String()+"  "+oneLine(c.Target+": "+c.Effect), indent+oneLine(c.Why))
	}
	return lines
}

// oneLine returns text with every run of white space as one space.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
