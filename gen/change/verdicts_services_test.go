package change_test

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/chatgen-go/chatgen/gen/change"
	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/change/report"
)

// Every seeded edit of the documents of Chat and Identity has the verdict that was written
// down for it, with the overrides of the packages.
func TestSeededEditsOfServices(t *testing.T) {
	t.Parallel()
	archive, err := txtar.ParseFile(filepath.Join(goldenDir, "verdicts", "services.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(strings.TrimSpace(string(archive.Files[0].Data)), "\n\n")
	lengths := make([]int, len(blocks))
	t.Cleanup(func() { // after the subtests
		slices.Sort(lengths)
		if median := lengths[len(lengths)/2]; median >= 20 {
			t.Errorf("half of the reports have %d lines or more", median)
		}
	})
	for i, block := range blocks {
		title, edits, _ := strings.Cut(block, "\n")
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			name, _, _ := strings.Cut(title, ":")
			service := services()[name]
			edited, want, back := applyEdits(t, string(readFile(t, service.spec)), strings.Split(edits, "\n"))
			r := service.diff(t, edited, false)
			lengths[i] = countLines(t, r)
			r.Old.Version = "v1.0.0" // as if it had been released
			checkReport(t, r, want)
			if back != "" {
				r := service.diff(t, edited, true)
				r.Old.Version = "v1.0.0"
				checkReport(t, r, back)
			}
		})
	}
}

// service is a package of this repository, or one that tests generate.
type service struct{ name, config, spec string }

func services() map[string]service {
	const spec, acs = "../../spec/", "../../testdata/acs/communication/data-plane/"
	all := map[string]service{}
	for _, s := range []service{
		{"chat", "../../chatgen.yaml", spec + "Chat/stable/2025-03-15/communicationserviceschat.json"},
		{"identity", "../../chatgen.yaml", spec + "Identity/stable/2026-09-23/CommunicationIdentity.json"},
		{"sms", "../../testdata/acs/chatgen.yaml", acs + "Sms/stable/2026-01-23/communicationservicessms.json"},
		{"rooms", "../../testdata/acs/chatgen.yaml", acs + "Rooms/stable/2025-02-28/communicationservicesrooms.json"},
		{"email", "../../testdata/acs/chatgen.yaml", acs + "Email/stable/2025-09-01/CommunicationServicesEmail.json"},
		{"phonenumbers", "../../testdata/acs/chatgen.yaml", acs + "PhoneNumbers/stable/2025-06-01/phonenumbers.json"},
	} {
		all[s.name] = s
	}
	return all
}

// diff compares the document with an edited one, or back, with the overrides of the package.
func (s service) diff(t *testing.T, edited string, back bool) *compare.Report {
	t.Helper()
	old, next := s.spec, change.StandardInput
	if back {
		old, next = next, old
	}
	reports, err := change.DiffWith(t.Context(), change.DiffRequest{
		Config: s.config, Package: s.name, Old: old, New: next, Input: []byte(edited),
		Today: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC),
	}, sharedImports)
	if err != nil {
		t.Fatal(err)
	}
	return reports[0]
}

// applyEdits returns the edited document and the expected verdicts. Those on the way back may
// be missing.
func applyEdits(t *testing.T, document string, lines []string) (edited, want, back string) {
	t.Helper()
	var from, to []string
	scope := ""
	for i, line := range lines {
		sign, rest, _ := strings.Cut(line, " ")
		switch sign {
		case "@":
			scope = rest
		case "*":
			old, next, _ := strings.Cut(rest, " => ")
			document = strings.ReplaceAll(document, old, next)
		case "-":
			from = append(from, rest)
		case "+":
			to = append(to, rest)
			if !strings.HasPrefix(lines[i+1], "+") {
				document = replaceBehind(t, document, scope, newTextEdit(from, to))
				from, to, scope = nil, nil, ""
			}
		case "there":
			want = strings.Join(strings.Fields(rest), " ")
		case "back":
			back = strings.Join(strings.Fields(rest), " ")
		}
	}
	return document, want, back
}

// replaceBehind replaces the first place of a text behind another one, or the only place.
func replaceBehind(t *testing.T, document, scope string, edit textEdit) string {
	t.Helper()
	at := strings.Index(document, scope)
	if scope == "" && strings.Count(document, edit.from) != 1 || at < 0 || !strings.Contains(document[at:], edit.from) {
		t.Fatalf("%q is not behind %q, or is not the only one", edit.from, scope)
	}
	return document[:at] + strings.Replace(document[at:], edit.from, edit.to, 1)
}

// checkReport compares the verdicts of a report with the expected ones.
func checkReport(t *testing.T, r *compare.Report, want string) {
	t.Helper()
	var verdicts []string
	for _, layer := range compare.Layers() {
		verdicts = append(verdicts, layerOutcome(r, layer))
	}
	verdict := r.Verdict()
	step := string(verdict.Bump)
	if verdict.Bump == compare.None {
		step = "none"
	}
	if got := strings.Join(append(verdicts, step), " "); got != want {
		t.Errorf("got  %s\nwant %s\n%s", got, want, fullReport(r))
	}
	if breaks := verdict.Bump == compare.Major; breaks != (verdict.Outcome == compare.Breaking) {
		t.Errorf("the version increments the %s part, but the outcome is %s", step, verdict.Outcome)
	}
	section := report.Changelog(r, "")
	if breaks := strings.Contains(section, "**Breaking**"); breaks != (verdict.Outcome == compare.Breaking) {
		t.Errorf("the outcome is %s, but the section is\n%s", verdict.Outcome, section)
	}
	if tells := strings.Contains(section, "\n- "); !tells && verdict.Bump != compare.None && verdict.Bump != compare.Patch {
		t.Errorf("the version increments the %s part, but the section is\n%s", step, section)
	}
	for _, c := range r.Changes {
		if c.Layer != compare.Document && len(c.Causes) == 0 {
			t.Errorf("no cause: %s", c.Key())
		}
	}
}

// countLines returns the number of lines of a report.
func countLines(t *testing.T, r *compare.Report) int {
	t.Helper()
	var text bytes.Buffer
	if err := report.Text(&text, []*compare.Report{r}, report.TextOptions{}); err != nil {
		t.Error(err)
	}
	return strings.Count(text.String(), "\n")
}
