package interop_test

import (
	"encoding/json"
	"fmt"
	"path"
	"reflect"
	"slices"
	"strings"
)

// matrixCall is a call that every client makes, and its result.
type matrixCall struct {
	column string // of the table, which combines the calls of a kind
	name   string
	want   string // JSON
}

// deviation is a result that differs from that of the other clients, because of
// the client.
type deviation struct {
	clients string // pattern of path.Match
	call    string
	result  string // JSON
	reason  string
}

func (d deviation) matches(client, call string, result any) bool {
	ok, err := path.Match(d.clients, client)
	return ok && err == nil && d.call == call && isJSON(result, d.result)
}

// isJSON reports whether a decoded value is that of a JSON text.
func isJSON(value any, text string) bool {
	var want any
	return json.Unmarshal([]byte(text), &want) == nil && reflect.DeepEqual(value, want)
}

// matrixRun is what a client did.
type matrixRun struct {
	client      string
	results     map[string]any // decoded JSON, by name of the call
	chatAPI     string         // API version that the client sent
	identityAPI string
}

// loadError returns why the client's packages cannot be loaded, or "".
func (r matrixRun) loadError() string {
	if failed, ok := r.results["load the packages"].(map[string]any); ok {
		return fmt.Sprint(failed["error"])
	}
	return ""
}

// judge compares runs with the expected results.
type judge struct {
	calls      []matrixCall
	deviations []deviation

	used     []bool // by index of the deviation
	problems []string
}

// table returns the Markdown table of the runs, with the deviations below it, and
// the results that are not as expected.
func (j *judge) table(runs []matrixRun) (text string, problems []string) {
	j.used, j.problems = make([]bool, len(j.deviations)), nil
	columns := j.columns()
	var b strings.Builder
	b.WriteString(tableRow(append([]string{"client", "Chat API", "Identity API"}, columns...)))
	b.WriteString(strings.Repeat("|---", len(columns)+3) + "|\n")
	for _, run := range runs {
		b.WriteString(tableRow(j.row(run, columns)))
	}
	b.WriteString("\n")
	for i, d := range j.deviations {
		fmt.Fprintf(&b, "%d. %s\n", i+1, d.reason)
		if !j.used[i] {
			j.problems = append(j.problems, fmt.Sprintf("%s: %s: this deviation no longer occurs (%s)", d.clients, d.call, d.reason))
		}
	}
	return b.String(), j.problems
}

// columns returns the columns in the order of their first calls.
func (j *judge) columns() []string {
	var columns []string
	for _, call := range j.calls {
		if !slices.Contains(columns, call.column) {
			columns = append(columns, call.column)
		}
	}
	return columns
}

func tableRow(cells []string) string {
	return "| " + strings.Join(cells, " | ") + " |\n"
}

// row returns the cells of a client: "yes", or the numbers of its deviations. If
// the client cannot be loaded, the first cell contains the reason.
func (j *judge) row(run matrixRun, columns []string) []string {
	cells := make([]string, len(columns))
	if reason := run.loadError(); reason != "" {
		reason = strings.ReplaceAll(reason, "|", `\|`)
		return append([]string{run.client + ", which does not run: " + reason, "", ""}, cells...)
	}
	for _, call := range j.calls {
		i := slices.Index(columns, call.column)
		if note := j.note(run, call); note != "" && !strings.Contains(cells[i], note) {
			cells[i] = strings.TrimSpace(cells[i] + " " + note)
		}
	}
	for i := range cells {
		if cells[i] == "" {
			cells[i] = "yes"
		}
	}
	return append([]string{run.client, run.chatAPI, run.identityAPI}, cells...)
}

// note returns the number of the deviation that explains the result of a call, or
// "" if it is as expected.
func (j *judge) note(run matrixRun, call matrixCall) string {
	result := run.results[call.name]
	if isJSON(result, call.want) {
		return ""
	}
	for i, d := range j.deviations {
		if d.matches(run.client, call.name, result) {
			j.used[i] = true
			return fmt.Sprintf("(%d)", i+1)
		}
	}
	j.problems = append(j.problems, fmt.Sprintf("%s: %s: got %s, want %s", run.client, call.name, jsonText(result), call.want))
	return "?"
}
