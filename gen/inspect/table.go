package inspect

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// Table writes the report as aligned columns.
func Table(w io.Writer, r Report) error {
	var text bytes.Buffer
	for i, p := range r.Packages {
		if i > 0 {
			text.WriteByte('\n')
		}
		text.WriteString(diag.OneLine(fmt.Sprintf("package %s %s: %s %s", p.Name, p.Version, p.Title, p.APIVersion)) + "\n")
		for _, c := range p.Clients {
			clientTable(&text, c)
		}
		typeTable(&text, p.Types)
		overrideTable(&text, p.Overrides)
		notCarriedTable(&text, p.NotCarried)
	}
	_, err := w.Write(text.Bytes())
	return err
}

func clientTable(w *bytes.Buffer, c Client) {
	title := c.Name
	if c.Parent != "" {
		title += ", returned by " + c.Parent + "." + c.Accessor + "(" + strings.Join(c.ClientParameters, ", ") + ")"
	}
	var rows [][]string
	for _, op := range c.Operations {
		rows = append(rows, []string{op.Name, op.Method, op.Path, op.Span, op.describeProperties(), strings.Join(op.Options, " ")})
	}
	table(w, title, []string{"method", "HTTP", "path", "span", "marks", "options"}, rows)
}

// describeProperties lists the special properties of an operation.
func (o *Operation) describeProperties() string {
	var marks []string
	for _, m := range []struct {
		name string
		set  bool
	}{
		{"paged", o.Pager != ""},
		{"long-running", o.LongRunning},
		{"partial", o.Failures != ""},
		{"headers", len(o.Headers) > 0},
		{"statuses", len(o.Statuses) > 1},
		{"merge-patch", o.MergePatch},
		{"deprecated", o.Deprecated},
	} {
		if m.set {
			marks = append(marks, m.name)
		}
	}
	return strings.Join(marks, " ")
}

func typeTable(w *bytes.Buffer, types []Type) {
	var rows [][]string
	for _, t := range types {
		rows = append(rows, []string{t.Name, t.Kind, t.Definition, t.Position})
	}
	table(w, "types", []string{"name", "kind", "definition", "position"}, rows)
}

func overrideTable(w *bytes.Buffer, changes []Override) {
	var rows [][]string
	for _, c := range changes {
		rows = append(rows, []string{c.Position, c.Target, c.Effect})
	}
	table(w, "overrides", []string{"position", "target", "effect"}, rows)
}

func notCarriedTable(w *bytes.Buffer, parts []NotCarried) {
	var rows [][]string
	for _, p := range parts {
		rows = append(rows, []string{p.Position, p.Subject, p.Kind, p.Why, p.Value})
	}
	table(w, "not carried", []string{"position", "subject", "kind", "accepted because", "value"}, rows)
}

// table writes rows below a title. It writes nothing if there are none.
func table(w *bytes.Buffer, title string, head []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s\n", diag.OneLine(title))
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{head}, rows...) {
		var line bytes.Buffer
		for _, cell := range row {
			line.WriteString("\t" + cmp.Or(diag.OneLine(cell), "-"))
		}
		line.WriteByte('\n')
		_, _ = line.WriteTo(columns) // writing to a buffer does not fail
	}
	_ = columns.Flush()
}
