package report

import (
	"fmt"
	"strings"

	"github.com/chatgen-go/chatgen/bench/internal/measure"
)

// metric is a quantity of a figure.
type metric string

const (
	timeMetric   metric = "time"
	allocsMetric metric = "allocations"
	bytesMetric  metric = "bytes"
)

func (m metric) of(f measure.Figure) float64 {
	switch m {
	case timeMetric:
		return f.Nanoseconds
	case allocsMetric:
		return float64(f.Allocs)
	case bytesMetric:
		return float64(f.Bytes)
	}
	panic("chatgen bug: no such metric: " + string(m))
}

// goal is an upper limit for one of our figures: a multiple of another
// contender's figure or of the body's size, or a number.
type goal struct {
	row    string
	metric metric
	limit  float64
	of     string // a contender, "the body", or "" if limit is a number
}

const theBody = "the body"

func goals() []goal {
	return []goal{
		{RowPage, timeMetric, 1.6, NearLimit},
		{RowPage, timeMetric, 0.33, Ogen},
		{RowPage, allocsMetric, 500, ""},
		{RowNoMetadata, allocsMetric, 100, ""},
		{RowParticipants, timeMetric, 0.45, Ogen},
		{RowMessage, timeMetric, 0.5, Ogen},
		{RowCreateThread, timeMetric, 0.6, Ogen},
		{RowCreateThread, allocsMetric, 1, ""},
		{RowSendBody, timeMetric, 1, Ogen},
		{RowSendBody, allocsMetric, 1, ""},
		{RowSendCall, allocsMetric, 67, ""},
		{RowSendCall, timeMetric, 0.75, Microsoft},
		{RowSendOther, allocsMetric, 72, ""},
		{RowListCall, timeMetric, 1.4, NearLimit},
		{RowListCall, bytesMetric, 2.2, theBody},
	}
}

// The goals for the binary of our program.
const (
	maxGrowth  = 1.1e6 // bytes over the baseline
	maxModules = 7
)

// Missed returns the number of goals that are not reached.
func (r *Results) Missed() int {
	missed := 0
	for _, c := range r.checks() {
		if c.verdict != "meets" {
			missed++
		}
	}
	return missed
}

// check is the outcome of a goal.
type check struct{ row, goal, measured, verdict string }

func (r *Results) checks() []check {
	var checks []check
	for _, g := range goals() {
		checks = append(checks, r.check(g))
	}
	ours, base := r.program(Ours), r.program(Baseline)
	if ours == nil || base == nil {
		return checks
	}
	growth := ours.Bytes - base.Bytes
	return append(checks,
		check{"stripped binary", "growth ≤ 1.1 MB", megabytes(growth) + " MB", verdict(float64(growth) <= maxGrowth)},
		check{"stripped binary", fmt.Sprintf("modules ≤ %d", maxModules), fmt.Sprint(ours.Modules), verdict(ours.Modules <= maxModules)})
}

func (r *Results) check(g goal) check {
	c := check{row: g.row, goal: g.text(), measured: "", verdict: "not measured"}
	row := r.row(g.row)
	if row == nil {
		return c
	}
	c.row = row.Label
	figure, ok := row.Figures[Ours]
	if !ok {
		return c
	}
	value, base := g.metric.of(figure), 1.0
	switch g.of {
	case "":
	case theBody:
		base = float64(row.BodyBytes)
	default:
		other, ok := row.Figures[g.of]
		if !ok {
			return c
		}
		base = g.metric.of(other)
	}
	c.verdict = verdict(value <= g.limit*base)
	if g.of == "" {
		c.measured = grouped(value)
	} else {
		c.measured = ratio(value, base) + " ×"
	}
	return c
}

func (g goal) text() string {
	if g.of == "" {
		return fmt.Sprintf("%s ≤ %s", g.metric, grouped(g.limit))
	}
	return fmt.Sprintf("%s ≤ %s × %s", g.metric, strings.TrimSuffix(fmt.Sprintf("%.2g", g.limit), ".0"), g.of)
}

func verdict(reached bool) string {
	if reached {
		return "meets"
	}
	return "misses"
}
