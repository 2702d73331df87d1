package gen_test

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// workflow holds the parts of a file in .github/workflows that the tests check.
type workflow struct {
	On          map[string]trigger `yaml:"on"`
	Permissions map[string]string  `yaml:"permissions"`
	Jobs        map[string]job     `yaml:"jobs"`
}

type trigger struct {
	Inputs  map[string]any `yaml:"inputs"`
	Outputs map[string]any `yaml:"outputs"`
}

type job struct {
	Permissions map[string]string `yaml:"permissions"`
	Uses        string            `yaml:"uses"`
	Steps       []step            `yaml:"steps"`
}

type step struct {
	Uses string         `yaml:"uses"`
	With map[string]any `yaml:"with"`
	Run  string         `yaml:"run"`
}

// problems returns the unsafe parts of a workflow that runs untrusted code and is
// called by other repositories.
func (w *workflow) problems() []string {
	var found []string
	report := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	if _, ok := w.On["pull_request_target"]; ok {
		report("runs the code of a pull request with a token of ours")
	}
	if w.Permissions == nil || len(w.Permissions) > 0 {
		report("must declare permissions only in its jobs")
	}
	for name, j := range w.Jobs {
		if j.Permissions == nil {
			report("%s: does not declare its permissions", name)
		}
		for what, grant := range j.Permissions {
			if grant != "read" && (j.runsCode() || !w.mayWrite(what)) {
				report("%s: may %s %s", name, grant, what)
			}
		}
		for _, s := range j.Steps {
			if strings.Contains(s.Run, "${{") {
				report("%s: an expression in a script: %s", name, s.Run)
			}
			if s.Uses != "" && !regexp.MustCompile(`^actions/[a-z-]+@v\d+$`).MatchString(s.Uses) {
				report("%s: an action that is not GitHub's, or has no tag: %s", name, s.Uses)
			}
			if strings.HasPrefix(s.Uses, "actions/checkout@") && s.With["persist-credentials"] != false {
				report("%s: leaves its token in the working folder", name)
			}
		}
	}
	return found
}

// mayWrite reports whether a job that runs no code may get a permission to write:
// to comment on a pull request, and after the push of a tag to publish.
func (w *workflow) mayWrite(what string) bool {
	_, released := w.On["push"]
	switch what {
	case "pull-requests":
		return true
	case "contents", "packages":
		return released && len(w.On) == 1
	}
	return false
}

// runsCode reports whether a job runs code that is not in the workflow.
func (j *job) runsCode() bool {
	for _, s := range j.Steps {
		fetches := strings.HasPrefix(s.Uses, "actions/download-artifact@")
		if s.Uses != "" && !fetches || regexp.MustCompile(`\b(go|bash|make)\b|\.ci/`).MatchString(s.Run) {
			return true
		}
	}
	return false
}

func TestWorkflows(t *testing.T) {
	files, err := filepath.Glob("../.github/workflows/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no workflows: %v", err)
	}
	for _, file := range files {
		w := parseWorkflow(t, string(readFile(t, file)))
		if len(w.Jobs) == 0 {
			t.Errorf("%s: no jobs", file)
		}
		for _, problem := range w.problems() {
			t.Errorf("%s: %s", file, problem)
		}
	}
}

// The test above finds each kind of problem.
func TestWorkflowProblems(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a dangerous trigger", "on: {pull_request_target: {}}\npermissions: {}", "runs the code of a pull request with a token of ours"},
		{"no permissions", "jobs: {}", "must declare permissions only in its jobs"},
		{"permissions for all", "permissions: {contents: write}", "must declare permissions only in its jobs"},
		{"a job without", "permissions: {}\njobs: {a: {}}", "a: does not declare its permissions"},
		{"a job that writes", "permissions: {}\njobs: {a: {permissions: {contents: write}}}", "a: may write contents"},
		{"a release on a pull request", "on: {push: {}, pull_request: {}}\npermissions: {}\njobs: {a: {permissions: {contents: write}}}", "a: may write contents"},
		{
			"code with a token that can publish", "on: {push: {}}\npermissions: {}\njobs: {a: {permissions: {contents: write}, steps: [{run: .ci/binaries dist}]}}",
			"a: may write contents",
		},
		{
			"code with a token that can write", "permissions: {}\njobs: {a: {permissions: {pull-requests: write}, steps: [{run: go run .}]}}",
			"a: may write pull-requests",
		},
		{
			"a script made of the event", "permissions: {}\njobs: {a: {permissions: {}, steps: [{run: 'echo ${{ github.head_ref }}'}]}}",
			"a: an expression in a script: echo ${{ github.head_ref }}",
		},
		{
			"an action of others", "permissions: {}\njobs: {a: {permissions: {}, steps: [{uses: someone/action@v1}]}}",
			"a: an action that is not GitHub's, or has no tag: someone/action@v1",
		},
		{
			"a token left in the working folder", "permissions: {}\njobs: {a: {permissions: {}, steps: [{uses: actions/checkout@v6}]}}",
			"a: leaves its token in the working folder",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.Join(parseWorkflow(t, c.text).problems(), "\n"); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// The workflow runs the script, and our own pull requests use the workflow that others
// call.
func TestWorkflowRunsTheScript(t *testing.T) {
	called := parseWorkflow(t, string(readFile(t, "../.github/workflows/api-change.yml")))
	runs := false
	for _, s := range called.Jobs["compare"].Steps {
		runs = runs || strings.Contains(s.Run, `/.ci/api-change" "$BASE"`)
	}
	if !runs {
		t.Error("api-change.yml does not run .ci/api-change")
	}
	ours := parseWorkflow(t, string(readFile(t, "../.github/workflows/pull-request.yml")))
	if got := ours.Jobs["api-change"].Uses; got != "./.github/workflows/api-change.yml" {
		t.Errorf("pull-request.yml calls %q", got)
	}
}

// docs/ci.md lists each input, output and variable, and no others.
func TestDocsOfCI(t *testing.T) {
	docs := string(readFile(t, "../docs/ci.md"))
	known := map[string]bool{}
	call := parseWorkflow(t, string(readFile(t, "../.github/workflows/api-change.yml"))).On["workflow_call"]
	for _, named := range []map[string]any{call.Inputs, call.Outputs} {
		for name := range named {
			known[name] = true
			if !strings.Contains(docs, "`"+name+"`") {
				t.Errorf("docs/ci.md does not describe %s of the workflow", name)
			}
		}
	}
	script := string(readFile(t, "../.ci/api-change"))
	for _, found := range regexp.MustCompile(`\$\{([A-Z_]+):-`).FindAllStringSubmatch(script, -1) {
		known[found[1]] = true
		if !strings.Contains(docs, "| `"+found[1]+"` |") || !strings.Contains(script, "\n#   "+found[1]+" ") {
			t.Errorf("docs/ci.md, or the script's first comment, does not describe %s", found[1])
		}
	}
	for _, row := range regexp.MustCompile("(?m)^\\| `([A-Za-z_-]+)` \\|").FindAllStringSubmatch(docs, -1) {
		if !known[row[1]] {
			t.Errorf("docs/ci.md lists %s, which does not exist", row[1])
		}
	}
	if !strings.Contains(docs, "uses: chatgen-go/chatgen/.github/workflows/api-change.yml@") {
		t.Error("docs/ci.md does not show the call")
	}
}

// `go generate ./...` does the same as `chatgen generate`: there is one directive in
// the module, at its root.
func TestGoGenerate(t *testing.T) {
	for _, packages := range []string{".", "./..."} {
		cmd := exec.Command("go", "generate", "-n", packages)
		cmd.Dir = ".."
		out, err := cmd.CombinedOutput()
		if want := "go run ./cmd/chatgen generate\n"; err != nil || string(out) != want {
			t.Errorf("go generate %s runs\n%s(%v), want\n%s", packages, out, err, want)
		}
	}
}

func parseWorkflow(t *testing.T, data string) *workflow {
	t.Helper()
	w := &workflow{}
	if err := yaml.Unmarshal([]byte(data), w); err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	return w
}
