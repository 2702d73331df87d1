package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// The dimensions of the plot in pixels.
const (
	plotWidth   = 860
	labelWidth  = 170 // of the contenders' names
	valueWidth  = 110 // of the figures behind the bars
	barHeight   = 14
	barStep     = 19
	titleHeight = 24
	panelGap    = 16
	margin      = 16
	// A bar ends at this multiple of our time, so that a much slower contender
	// does not shrink the others.
	longestBar = 3.0
)

// plotStyle sets the colours for light and dark pages.
const plotStyle = `<style>
text { font: 12px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600 }
.value { fill: #57606a }
.bar { fill: #a5b1bf }
.ours { fill: #0969da }
.limit { fill: #2da44e }
.cut { stroke: #ffffff; stroke-width: 3 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.value { fill: #9198a1 }
.bar { fill: #57606a }
.ours { fill: #4493f8 }
.limit { fill: #3fb950 }
.cut { stroke: #0d1117 }
}
</style>
`

// WritePlot writes the times of the rows as an SVG image: a group of bars for each
// row, in proportion to our time. Bars over three times as long are cut.
func WritePlot(w io.Writer, r *Results) error {
	var panels strings.Builder
	y := margin
	for _, row := range slices.Concat(r.Rows, r.Calls) {
		if _, ok := row.Figures[Ours]; ok {
			y = panel(&panels, r, row, y)
		}
	}
	_, err := fmt.Fprintf(w, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">\n"+
		"<title>Time of each operation; shorter is better</title>\n%s%s</svg>\n", plotWidth, y, plotWidth, y, plotStyle, panels.String())
	return err
}

// panel draws a row from y on and returns where the next one begins.
func panel(b *strings.Builder, r *Results, row Row, y int) int {
	unit, scale := unitOf(row)
	fmt.Fprintf(b, "<text class=\"title\" x=\"%d\" y=\"%d\">%s</text>\n", margin, y+barHeight-2, escapeXML(row.Label))
	y += titleHeight
	longest := 0.0
	for _, f := range row.Figures {
		longest = max(longest, f.Nanoseconds)
	}
	longest = min(longest, longestBar*row.Figures[Ours].Nanoseconds)
	const room = plotWidth - 2*margin - labelWidth - valueWidth
	for _, name := range r.Contenders {
		figure, ok := row.Figures[name]
		if !ok {
			continue
		}
		length := min(figure.Nanoseconds/longest, 1) * room
		left := float64(margin + labelWidth)
		fmt.Fprintf(b, "<text x=\"%d\" y=\"%d\">%s</text>\n", margin, y+barHeight-3, escapeXML(name))
		fmt.Fprintf(b, "<rect class=\"%s\" x=\"%.0f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>\n", barClass(name), left, y, length, barHeight)
		if figure.Nanoseconds > longest*1.001 {
			at := left + room - 24
			fmt.Fprintf(b, "<line class=\"cut\" x1=\"%.0f\" y1=\"%d\" x2=\"%.0f\" y2=\"%d\"/>\n", at, y+barHeight+1, at+8, y-1)
		}
		fmt.Fprintf(b, "<text class=\"value\" x=\"%.1f\" y=\"%d\">%s %s</text>\n", left+length+6, y+barHeight-3, grouped(figure.Nanoseconds/scale), unit)
		y += barStep
	}
	return y + panelGap
}

func barClass(name string) string {
	switch name {
	case Ours:
		return "ours"
	case NearLimit, AzcoreAlone, HTTPAlone:
		return "limit"
	}
	return "bar"
}

func escapeXML(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}
