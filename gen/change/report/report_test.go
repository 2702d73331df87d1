package report

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/diag"
)

var update = flag.Bool("update", false, "rewrite the golden files")

type writer func(io.Writer, []*compare.Report) error

func text(w io.Writer, reports []*compare.Report) error { return Text(w, reports, TextOptions{}) }

func detailed(w io.Writer, reports []*compare.Report) error {
	return Text(w, reports, TextOptions{Details: true})
}

func brief(w io.Writer, reports []*compare.Report) error {
	return Text(w, reports, TextOptions{Brief: true})
}

func render(t *testing.T, write writer, reports []*compare.Report) string {
	t.Helper()
	var got bytes.Buffer
	if err := write(&got, reports); err != nil {
		t.Fatal(err)
	}
	return got.String()
}

// Each file of testdata shows one sample as text, as Markdown and as JSON, all of
// which include the section for CHANGELOG.md.
func TestGolden(t *testing.T) {
	for _, s := range samples() {
		t.Run(s.name, func(t *testing.T) {
			got := &txtar.Archive{Comment: []byte(s.comment + "\n"), Files: []txtar.File{
				{Name: "text", Data: []byte(render(t, text, s.reports))},
				{Name: "details", Data: []byte(render(t, detailed, s.reports))},
				{Name: "markdown", Data: []byte(render(t, Markdown, s.reports))},
				{Name: "json", Data: []byte(render(t, JSON, s.reports))},
			}}
			file := filepath.Join("testdata", s.name+".txtar")
			if *update {
				if err := os.WriteFile(file, txtar.Format(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if data := txtar.Format(got); err != nil || !bytes.Equal(data, want) {
				t.Errorf("got\n%s\nwant\n%s%v", data, want, err)
			}
		})
	}
}

// Every golden file belongs to a sample.
func TestGoldenFilesHaveSamples(t *testing.T) {
	files, err := filepath.Glob("testdata/*")
	if err != nil || len(files) != len(samples()) {
		t.Errorf("%d files, %d samples: %v", len(files), len(samples()), err)
	}
}

// A brief report is the beginning of the text.
func TestBrief(t *testing.T) {
	for _, s := range samples() {
		short, long := render(t, brief, s.reports), render(t, text, s.reports)
		if len(s.reports) == 1 && !strings.HasPrefix(long, strings.TrimSuffix(short, "\n")) && len(s.reports[0].Unmatched) == 0 {
			t.Errorf("%s: got\n%s\nwant the beginning of\n%s", s.name, short, long)
		}
	}
}

// longReport is a report in which every value is unique.
func longReport() *compare.Report {
	r := pets("v1.2.3")
	for _, layer := range compare.Layers() {
		for i := range 40 {
			id := string(layer) + strings.Repeat("x", i)
			c := compare.Change{
				Layer: layer, Breaking: i%3 == 0, Subject: "Subject." + id, Message: "changed by " + id, Old: oldPosAt(i + 1000), New: newPosAt(i + 2000),
				Causes:    []string{"document: Cause." + id + ": changed"},
				Overrides: []compare.Override{{Pos: diag.Pos{File: "o.yaml", Line: i + 3000, Col: 3}, Target: "Target." + id, Effect: "effect " + id}},
			}
			for j := range 30 {
				c.Symbols = append(c.Symbols, "Symbol"+id+strings.Repeat("y", j))
				c.Calls = append(c.Calls, "Call"+id+strings.Repeat("z", j))
			}
			r.Changes = append(r.Changes, c)
		}
	}
	return r
}

// A long report is complete, and its lines are wrapped.
func TestNothingIsLost(t *testing.T) {
	r := longReport()
	for name, write := range map[string]writer{"text": detailed, "markdown": Markdown, "json": JSON} {
		got := render(t, write, []*compare.Report{r})
		words := map[string]bool{}
		for word := range strings.FieldsSeq(got) {
			words[strings.Trim(word, "`\",:.")] = true
		}
		for _, c := range r.Changes {
			id := strings.TrimPrefix(c.Subject, "Subject.")
			o := c.Overrides[0]
			values := []string{c.Subject, id, c.Old.String(), c.New.String(), "Cause." + id, o.Pos.String(), o.Target}
			for _, value := range append(append(values, c.Symbols...), c.Calls...) {
				if !words[value] {
					t.Fatalf("%s does not contain %s", name, value)
				}
			}
		}
	}
	for line := range strings.Lines(render(t, text, []*compare.Report{r}) + render(t, detailed, []*compare.Report{r})) {
		if line = strings.TrimSuffix(line, "\n"); len(line) > width && strings.Contains(strings.TrimSpace(line), " ") {
			t.Errorf("a long line: %s", line)
		}
	}
}

// Colour adds only escape codes, and only if it is requested.
func TestColour(t *testing.T) {
	codes := regexp.MustCompile("\x1b\\[\\d+m")
	for _, s := range samples() {
		plain := render(t, detailed, s.reports)
		coloured := render(t, func(w io.Writer, reports []*compare.Report) error {
			return Text(w, reports, TextOptions{Colour: true, Details: true})
		}, s.reports)
		if strings.Contains(plain, "\x1b") || coloured == plain || codes.ReplaceAllString(coloured, "") != plain {
			t.Errorf("%s: got\n%q\nwant, with colour,\n%q", s.name, coloured, plain)
		}
	}
}

// Text from a document cannot break a table or a list, end a collapsed block,
// mention a user, or send escape codes to the terminal.
func TestHostileText(t *testing.T) {
	const evil = "a|b\n\n</details>\x1b[31m ``` @everyone <img src=x> `"
	c := asBreaking(apiChange(evil, "changed from "+evil+" to "+evil, "document: "+evil+": "+evil))
	c.Calls, c.Symbols = []string{evil}, []string{evil}
	c.Overrides = []compare.Override{{Pos: diag.Pos{File: evil}, Target: evil, Effect: evil}}
	c.Expired = &compare.Suppression{Why: evil, Until: "2026-01-31", Change: evil}
	r := pets("v1.2.3", c)
	r.Old.Source, r.Old.APIVersion, r.Package = evil, evil, evil
	r.Overrides.Stale = c.Overrides
	r.Unmatched = []compare.Suppression{{Change: evil}}
	for name, write := range map[string]writer{"text": text, "markdown": Markdown} {
		if got := render(t, write, []*compare.Report{r}); strings.Contains(got, "\x1b") {
			t.Errorf("%s contains an escape code:\n%s", name, got)
		}
	}
	outside := outsideCode(render(t, Markdown, []*compare.Report{r}))
	for _, bad := range []string{"@everyone", "<img", "\n</details>[", "a|b"} {
		if strings.Contains(outside, bad) {
			t.Errorf("%q is outside of code:\n%s", bad, outside)
		}
	}
	if begun, ended := strings.Count(outside, "<details"), strings.Count(outside, "</details>"); begun != ended {
		t.Errorf("%d blocks begin, %d end:\n%s", begun, ended, outside)
	}
	if row := strings.Split(outside, "\n")[2]; strings.Count(row, "|") != 8 {
		t.Errorf("the row does not have 7 cells: %s", row)
	}
	r.Package = "pets" // chatgen.yaml accepts only Go package names
	if log := outsideCode(Changelog(r, "")); strings.Contains(log, "@everyone") || strings.Contains(log, "<img") {
		t.Errorf("the section contains unescaped text:\n%s", log)
	}
}

// outsideCode returns a text without its code spans and blocks: a run of
// backticks ends at the next run of the same length.
func outsideCode(markdown string) string {
	ticks := regexp.MustCompile("`+")
	var outside strings.Builder
	for {
		begin := ticks.FindStringIndex(markdown)
		if begin == nil {
			return outside.String() + markdown
		}
		outside.WriteString(markdown[:begin[0]])
		fence, rest := markdown[begin[0]:begin[1]], markdown[begin[1]:]
		end := -1
		for _, at := range ticks.FindAllStringIndex(rest, -1) {
			if rest[at[0]:at[1]] == fence {
				end = at[1]
				break
			}
		}
		if end < 0 {
			return outside.String() + fence + rest
		}
		markdown = rest[end:]
	}
}

func TestWriteFails(t *testing.T) {
	for name, write := range map[string]writer{"text": text, "markdown": Markdown, "json": JSON} {
		if err := write(fullDisk{}, []*compare.Report{unchangedReport()}); err == nil || err.Error() != "disk full" {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// fullDisk is a writer that always fails.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("disk full") }

// Lists are never null, also if they are empty.
func TestJSONEmpty(t *testing.T) {
	got := strings.Join(strings.Fields(render(t, JSON, nil)), " ")
	if want := `{ "outcome": "none", "packages": [], "unmatchedSuppressions": [] }`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// The heading names the package and the date.
func TestChangelogHeading(t *testing.T) {
	section := Changelog(removalsReport(), "2027-01-31")
	if first, _, _ := strings.Cut(section, "\n"); first != "## pets v1.3.0 - 2027-01-31" {
		t.Errorf("got %s", first)
	}
}

func TestUnknownLayer(t *testing.T) {
	defer func() {
		if got := recover(); got != "chatgen bug: no such layer: sky" {
			t.Errorf("got %v", got)
		}
	}()
	layerDescription("sky")
}

// A changed limit lists the overrides that state a limit of the same element.
func TestContradicting(t *testing.T) {
	override := compare.Override{Pos: diag.Pos{File: "overrides/pets/durations.yaml", Line: 3, Col: 3}, Target: "Token.minutes", Effect: "from 60 to 1440 minutes"}
	name := compare.Override{Pos: diag.Pos{File: "overrides/pets/names.yaml", Line: 3, Col: 3}, Target: "Token.minutes", Effect: "named Lifetime"}
	for message, want := range map[string]int{"maximum changed from 1440 to 60": 1, "default changed from 1440 to 60": 1, "became deprecated": 0, "became required": 0} {
		c := compare.Change{Layer: compare.Wire, Message: message, Overrides: []compare.Override{name, override}}
		if got := contradicting(&c); len(got) != want || want == 1 && got[0] != "overrides/pets/durations.yaml:3:3 Token.minutes: from 60 to 1440 minutes" {
			t.Errorf("%s: got %q", message, got)
		}
	}
}
