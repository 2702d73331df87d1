package gen_test

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

var (
	corpus      = flag.String("corpus", "", "folder of documents that TestCorpus judges")
	corpusFiles = flag.Bool("corpus.files", false, "print the files of each outcome")
)

// Every document below a folder is generated and type-checked, with a limit of time and
// memory; what the packages send and read is compared with the documents; and the outcomes
// are counted; see CONTRIBUTING.md. Without a folder it is one with a document of each usual
// outcome.
func TestCorpus(t *testing.T) {
	t.Parallel()
	if *corpus != "" {
		verdicts := judgeAll(t, *corpus, workers(t.Context(), *corpus, corpusTime))
		askOracle(t, *corpus, verdicts)
		t.Logf("\n%s", tableOf(verdicts, *corpusFiles))
		for _, v := range verdicts {
			if v.Outcome != outcomeGenerated && v.Outcome != outcomeRejected {
				t.Errorf("%s: %s: %s", v.File, v.Outcome, v.Text)
			}
		}
		return
	}
	dir := t.TempDir()
	const document = `{"swagger": "2.0", "info": {"title": "A", "version": "1"}, "paths": {"/a": {"get": {"operationId": "Get", "responses": {%s}}}}}`
	writeFile(t, filepath.Join(dir, "a", "good.json"), fmt.Appendf(nil, document, `"204": {"description": "ok"}, "404": {"description": "no", "schema": {"type": "object"}}`))
	writeFile(t, filepath.Join(dir, "b", "bad.json"), fmt.Appendf(nil, document, ""))
	writeFile(t, filepath.Join(dir, "b", "worse.yaml"), []byte("openapi: 3.0.0\npaths: {}\n"))
	writeFile(t, filepath.Join(dir, "b", "other.json"), []byte(`{"type": "object"}`))
	writeFile(t, filepath.Join(dir, "c", "names.json"), fmt.Appendf(nil, document, `"200": {"description": "ok", "schema": {"type": "object", "properties": {"a": {}, "A": {}}}}`))
	verdicts := judgeAll(t, dir, workers(t.Context(), dir, corpusTime))
	askOracle(t, dir, verdicts)
	got := tableOf(verdicts, true)
	const want = `4 documents

| outcome | documents | share |
|---|---|---|
| rejected | 3 | 75% |
| generated | 1 | 25% |

| rejected | reason |
|---|---|
| 1 | has no successful response |
| 1 | info.version is required |
| 1 | its Go name is also that of … |

| not carried out | times | documents |
|---|---|---|
| errors | 1 | 1 |
| schemes | 1 | 1 |
| version | 1 | 1 |

generated:
  a/good.json
rejected: has no successful response
  b/bad.json:1:77
rejected: info.version is required
  b/worse.yaml:1:1
rejected: its Go name is also that of …
  c/names.json:1:203
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// A worker that ends or hangs is a verdict on its document, and the next document gets
// another worker.
func TestCorpusWorkers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, script, outcome, text string }{
		{"crash", "read file; echo panic: $file >&2; exit 2", outcomeCrashed, "panic: a.json\n"},
		{"hang", "exec sleep 100", outcomeTimedOut, "more than 100ms"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			j := &judges{limit: 100 * time.Millisecond, command: func() *exec.Cmd { return exec.CommandContext(t.Context(), "sh", "-c", c.script) }}
			if c.outcome == outcomeCrashed {
				j.limit = corpusTime
			}
			for range 2 {
				got, err := j.judge("a.json")
				if err != nil || got.Outcome != c.outcome || got.Text != c.text {
					t.Errorf("got %+v, %v", got, err)
				}
			}
		})
	}
}

// workers returns the judges of the documents in a folder: this test binary, as a worker.
func workers(ctx context.Context, root string, limit time.Duration) *judges {
	return &judges{limit: limit, command: func() *exec.Cmd {
		cmd := exec.CommandContext(ctx, os.Args[0])
		cmd.Env = append(os.Environ(), corpusWorker+"="+root)
		return cmd
	}}
}

// judgeAll returns the verdicts on all documents below a folder, sorted by name.
func judgeAll(t *testing.T, root string, j *judges) []verdict {
	t.Helper()
	defer j.stop()
	var verdicts []verdict
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !isDocument(name) {
			return err
		}
		file, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		v, err := j.judge(filepath.ToSlash(file))
		verdicts = append(verdicts, v)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return verdicts
}

// isDocument reports whether a file is an OpenAPI document, by its extension and its keys.
func isDocument(name string) bool {
	if !slices.Contains([]string{".json", ".yaml", ".yml"}, path.Ext(name)) {
		return false
	}
	data, err := os.ReadFile(name)
	return err == nil && regexp.MustCompile(`(?m)(^|[{,\s])"?(swagger|openapi)"?\s*:\s*["']?[23]\.`).Match(data)
}

// tableOf returns the outcomes in Markdown, with the files of each outcome if asked.
func tableOf(verdicts []verdict, withFiles bool) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%d documents\n\n| outcome | documents | share |\n|---|---|---|\n", len(verdicts))
	outcomes := groupsOf(verdicts, func(v verdict) string { return v.Outcome })
	for _, g := range outcomes {
		fmt.Fprintf(&out, "| %s | %d | %d%% |\n", g.name, len(g.verdicts), (100*len(g.verdicts)+len(verdicts)/2)/len(verdicts))
	}
	reasons := groupsOf(slices.DeleteFunc(slices.Clone(verdicts), func(v verdict) bool { return v.Outcome != outcomeRejected }), reasonOf)
	fmt.Fprint(&out, "\n| rejected | reason |\n|---|---|\n")
	for _, g := range reasons {
		fmt.Fprintf(&out, "| %d | %s |\n", len(g.verdicts), g.name)
	}
	fmt.Fprint(&out, "\n| not carried out | times | documents |\n|---|---|---|\n")
	times, documents := map[string]int{}, map[string]int{}
	for _, v := range verdicts {
		for kind, n := range v.NotCarried {
			times[kind] += n
			documents[kind]++
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(times)) {
		fmt.Fprintf(&out, "| %s | %d | %d |\n", kind, times[kind], documents[kind])
	}
	if withFiles {
		listFiles(&out, outcomes, reasons)
	}
	return out.String()
}

func listFiles(out *strings.Builder, outcomes, reasons []group) {
	fmt.Fprintln(out)
	for _, g := range outcomes {
		if g.name == outcomeRejected {
			continue
		}
		fmt.Fprintf(out, "%s:\n", g.name)
		for _, v := range g.verdicts {
			fmt.Fprintf(out, "  %s\n", v.File)
		}
	}
	for _, g := range reasons {
		fmt.Fprintf(out, "rejected: %s\n", g.name)
		for _, v := range g.verdicts {
			fmt.Fprintf(out, "  %s:%d:%d\n", v.File, v.Line, v.Col)
		}
	}
}

// reasonOf returns the reason of a rejection, without the names and numbers of the document.
func reasonOf(v verdict) string {
	text := regexp.MustCompile(`"[^"]*"`).ReplaceAllString(v.Reason, `"…"`)
	text = regexp.MustCompile(`its Go name .* (is also that of|is that of) .*`).ReplaceAllString(text, "its Go name $1 …")
	text = regexp.MustCompile(`at \S+:\d+:\d+`).ReplaceAllString(text, "at …")
	return regexp.MustCompile(`\d+`).ReplaceAllString(text, "N")
}

// group is the verdicts of a kind.
type group struct {
	name     string
	verdicts []verdict
}

// groupsOf groups verdicts, the largest group first.
func groupsOf(verdicts []verdict, nameOf func(verdict) string) []group {
	byName := map[string][]verdict{}
	for _, v := range verdicts {
		byName[nameOf(v)] = append(byName[nameOf(v)], v)
	}
	var groups []group
	for name, all := range byName {
		groups = append(groups, group{name, all})
	}
	slices.SortFunc(groups, func(x, y group) int {
		return cmp.Or(cmp.Compare(len(y.verdicts), len(x.verdicts)), cmp.Compare(x.verdicts[0].File, y.verdicts[0].File))
	})
	return groups
}
