package report

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/bench/internal/measure"
)

// WriteTables writes all tables as Markdown.
func WriteTables(w io.Writer, r *Results) error {
	var b strings.Builder
	b.WriteString("Time and allocations of one operation:\n\n")
	figureTable(&b, r, r.Rows, "operation")
	b.WriteString("\nThe time divided by ours (over 1 is slower than ours):\n\n")
	ratioTable(&b, r, r.Rows)
	b.WriteString("\nCalls through the whole client, without a network:\n\n")
	figureTable(&b, r, r.Calls, "call")
	b.WriteString("\nThe time divided by ours:\n\n")
	ratioTable(&b, r, r.Calls)
	b.WriteString("\nThe goals of the project:\n\n")
	goalTable(&b, r)
	b.WriteString("\nThe page of 200 messages in other writings, and pages of other sizes:\n\n")
	figureTable(&b, r, r.Writings, "writing")
	if len(r.Programs) > 0 {
		b.WriteString("\nA small program that sends a message and lists messages, stripped:\n\n")
		programTable(&b, r)
	}
	for _, note := range r.Notes {
		b.WriteString("\n" + note + "\n")
	}
	b.WriteString("\nVersions: " + strings.Join(r.Versions, ", ") + ".\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// columns returns the contenders that have a figure in at least one of the rows.
func columns(r *Results, rows []Row) []string {
	var names []string
	for _, name := range r.Contenders {
		for _, row := range rows {
			if _, ok := row.Figures[name]; ok {
				names = append(names, name)
				break
			}
		}
	}
	return names
}

func figureTable(b *strings.Builder, r *Results, rows []Row, first string) {
	names := columns(r, rows)
	header(b, first, names)
	for _, row := range rows {
		unit, scale := unitOf(row)
		fmt.Fprintf(b, "| %s, %s / %s |", row.Label, unit, secondUnit(row))
		for _, name := range names {
			figure, ok := row.Figures[name]
			if !ok {
				b.WriteString(" |")
				continue
			}
			fmt.Fprintf(b, " %s / %s |", grouped(figure.Nanoseconds/scale), second(row, figure))
		}
		b.WriteString("\n")
	}
}

// secondUnit returns the unit of the figure after the time: a listing is judged by the
// memory that it takes, everything else by its allocations.
func secondUnit(row Row) string {
	if row.ID == RowListCall {
		return "allocations / KB"
	}
	return "allocations"
}

func second(row Row, f measure.Figure) string {
	if row.ID == RowListCall {
		return grouped(float64(f.Allocs)) + " / " + grouped(float64(f.Bytes)/1000)
	}
	return grouped(float64(f.Allocs))
}

// unitOf returns the unit for the times of a row, which is the same in all columns,
// and its length in nanoseconds. It suits our time or, without one, the least.
func unitOf(row Row) (string, float64) {
	typical := math.Inf(1)
	for _, f := range row.Figures {
		typical = min(typical, f.Nanoseconds)
	}
	if ours, ok := row.Figures[Ours]; ok {
		typical = ours.Nanoseconds
	}
	if typical < 20_000 {
		return "ns", 1
	}
	return "µs", 1000
}

func ratioTable(b *strings.Builder, r *Results, rows []Row) {
	names := columns(r, rows)
	header(b, "operation", names)
	for _, row := range rows {
		ours, ok := row.Figures[Ours]
		if !ok {
			continue
		}
		fmt.Fprintf(b, "| %s |", row.Label)
		for _, name := range names {
			figure, ok := row.Figures[name]
			if !ok {
				b.WriteString(" |")
				continue
			}
			fmt.Fprintf(b, " %s |", ratio(figure.Nanoseconds, ours.Nanoseconds))
		}
		b.WriteString("\n")
	}
}

func goalTable(b *strings.Builder, r *Results) {
	b.WriteString("| operation | goal | measured | |\n|---|---|---:|---|\n")
	for _, c := range r.checks() {
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", c.row, c.goal, c.measured, c.verdict)
	}
}

func programTable(b *strings.Builder, r *Results) {
	base := r.program(Baseline)
	b.WriteString("| client | binary, MB | growth, MB | modules |\n|---|---:|---:|---:|\n")
	for _, p := range r.Programs {
		growth := ""
		if base != nil && p.Name != Baseline {
			growth = megabytes(p.Bytes - base.Bytes)
		}
		fmt.Fprintf(b, "| %s | %s | %s | %d |\n", p.Name, megabytes(p.Bytes), growth, p.Modules)
	}
}

func header(b *strings.Builder, first string, names []string) {
	fmt.Fprintf(b, "| %s | %s |\n|---%s|\n", first, strings.Join(names, " | "), strings.Repeat("|---:", len(names)))
}

// ratio returns value divided by base.
func ratio(value, base float64) string {
	q := value / base
	if q >= 9.95 {
		return grouped(q)
	}
	return fmt.Sprintf("%.2f", q)
}

func megabytes(n int64) string { return fmt.Sprintf("%.2f", float64(n)/1e6) }

// grouped returns the rounded number with commas between groups of three digits.
func grouped(x float64) string {
	digits := strconv.FormatInt(int64(math.Round(x)), 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
