package gen_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/model"
)

// versionsDir contains the calls for all versions, each set as NAME.go.txt with the requests
// and responses in NAME.json, and helpers for all of them.
const versionsDir = "testdata/versions"

// wireSet is a set of cases for the versions from Since to Until, both included. If
// empty, there is no limit.
type wireSet struct {
	name  string
	Since string     `json:"since"`
	Until string     `json:"until"`
	Cases []wireCase `json:"cases"`
}

// wireCase holds the parts of a case that this test reads. Its calls read the rest.
type wireCase struct {
	Operation string         `json:"operation"`
	Case      string         `json:"case"`
	Exchanges []wireExchange `json:"exchanges"`
}

type wireExchange struct {
	Send struct {
		Method string `json:"method"`
		URI    string `json:"uri"`
	} `json:"send"`
}

// The package of each version is compiled and its methods are called: they send what
// the document of their version specifies, and read the responses of the service.
//
// The packages exist only in an overlay of the go command. It builds one test of all
// of them, whose parts stay cached until their sources change.
func TestVersionsWire(t *testing.T) {
	t.Parallel()
	sets := wireSets(t)
	files := overlay{}
	var packages []string
	for _, r := range apiVersions() {
		pkg, emitted := r.emit(t)
		have := slices.DeleteFunc(slices.Clone(sets), func(s wireSet) bool { return !s.isIn(r.version()) })
		for _, problem := range wireProblems(operations(pkg), have) {
			t.Errorf("%s: %s", r.version(), problem)
		}
		name := "v" + strings.ReplaceAll(r.version(), "-", "")
		packages = append(packages, name)
		for _, f := range emitted {
			if filepath.Ext(f.Name) == ".go" && !strings.Contains(f.Name, "/") {
				files.add(versionFile(name, f.Name), f.Data)
			}
		}
		files.addCalls(t, name, r.version(), have)
	}
	files.add(filepath.Join("gen", versionsDir, "versions_test.go"), combinedTest(packages))
	out := files.test(t, filepath.Join("gen", versionsDir))
	for _, name := range packages {
		if !strings.Contains(out, "--- PASS: TestVersions/"+name+" ") {
			t.Errorf("%s did not run\n%s", name, out)
		}
	}
}

// isIn reports whether a version has the set. Versions sort as text.
func (s wireSet) isIn(version string) bool {
	return s.Since <= version && (s.Until == "" || version <= s.Until)
}

// wireSets reads the sets of cases.
func wireSets(t *testing.T) []wireSet {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(versionsDir, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in %s: %v", versionsDir, err)
	}
	var sets []wireSet
	for _, file := range files {
		s := wireSet{name: strings.TrimSuffix(filepath.Base(file), ".json")}
		if err := json.Unmarshal(readFile(t, file), &s); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		sets = append(sets, s)
	}
	return sets
}

// wireProblems returns the operations without a case, and the cases that do not send
// the operation that they name.
func wireProblems(ops []*model.Operation, sets []wireSet) []string {
	var problems []string
	called := map[string]bool{}
	for _, s := range sets {
		for _, c := range s.Cases {
			called[c.Operation] = true
			i := slices.IndexFunc(ops, func(op *model.Operation) bool { return op.ID == c.Operation })
			if i < 0 {
				problems = append(problems, fmt.Sprintf("%s: there is no operation %s", s.name, c.Operation))
			} else if !matchesOperation(c, ops[i]) {
				problems = append(problems, fmt.Sprintf("%s: the case %q does not send %s %s", s.name, c.Operation+" "+c.Case, ops[i].Method, ops[i].Path))
			}
		}
	}
	for _, op := range ops {
		if !called[op.ID] {
			problems = append(problems, op.ID+" has no case")
		}
	}
	return problems
}

// matchesOperation reports whether the first request of a case is one of the operation.
func matchesOperation(c wireCase, op *model.Operation) bool {
	if len(c.Exchanges) == 0 {
		return false
	}
	first := c.Exchanges[0].Send
	path, _, _ := strings.Cut(first.URI, "?")
	pattern := regexp.MustCompile(`\\\{[^}]*\\\}`).ReplaceAllString(regexp.QuoteMeta(op.Path), "[^/]+")
	return first.Method == op.Method && regexp.MustCompile("^"+pattern+"$").MatchString(path)
}

// overlay holds files that only the go command sees, by their path in the module.
type overlay map[string][]byte

func (o overlay) add(name string, data []byte) { o[name] = data }

// versionFile is below generated, because its tests use what is internal there.
func versionFile(pkg, name string) string { return filepath.Join("generated", "versions", pkg, name) }

// addCalls adds to a package the calls of its version.
func (o overlay) addCalls(t *testing.T, pkg, version string, sets []wireSet) {
	t.Helper()
	o.add(versionFile(pkg, "harness.go"), readFile(t, filepath.Join(versionsDir, "harness.go.txt")))
	list := "package chat\n\nconst wireVersion = \"" + version + "\"\n\nfunc wireSets() map[string]map[string]wireCall {\n\treturn map[string]map[string]wireCall{\n"
	for _, s := range sets {
		list += fmt.Sprintf("\t\t%q: %s(),\n", s.name, s.name)
		o.add(versionFile(pkg, s.name+".go"), readFile(t, filepath.Join(versionsDir, s.name+".go.txt")))
		o.add(versionFile(pkg, s.name+".json"), readFile(t, filepath.Join(versionsDir, s.name+".json")))
	}
	o.add(versionFile(pkg, "sets.go"), []byte(list+"\t}\n}\n"))
}

// combinedTest is a test that runs all packages, and so is linked only once.
func combinedTest(packages []string) []byte {
	text := "package versions_test\n\nimport (\n\t\"testing\"\n\n"
	runs := ""
	for _, name := range packages {
		text += fmt.Sprintf("\t%s %q\n", name, module+"generated/versions/"+name)
		runs += fmt.Sprintf("\tt.Run(%q, %s.Run)\n", name, name)
	}
	return []byte(text + ")\n\nfunc TestVersions(t *testing.T) {\n" + runs + "}\n")
}

// test runs the tests of a folder and returns the output of the go command.
func (o overlay) test(t *testing.T, folder string) string {
	t.Helper()
	dir := t.TempDir()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	replace := map[string]string{}
	for name, data := range o {
		file := filepath.Join(dir, fmt.Sprint(len(replace)))
		write(t, file, data)
		replace[filepath.Join(root, name)] = file
	}
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "overlay.json"), data)
	// Vet fails for folders that exist only in the overlay.
	cmd := exec.CommandContext(t.Context(), "go", "test", "-v", "-vet=off", "-overlay", filepath.Join(dir, "overlay.json"), "./"+filepath.ToSlash(folder))
	cmd.Dir = root
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

func readFile(t testing.TB, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Operations without a case are reported.
func TestWireProblems(t *testing.T) {
	ops := []*model.Operation{{ID: "Pet_Get", Method: "GET", Path: "/pet/{petId}"}}
	cases := []struct {
		name, operation, method, uri string
		want                         []string
	}{
		{"sound", "Pet_Get", "GET", "/pet/4%2F2?api-version=1", nil},
		{"another operation", "Pet_Put", "PUT", "/pet/42", []string{"some: there is no operation Pet_Put", "Pet_Get has no case"}},
		{"another method", "Pet_Get", "PUT", "/pet/42", []string{`some: the case "Pet_Get plain" does not send GET /pet/{petId}`}},
		{"another path", "Pet_Get", "GET", "/pet/42/name", []string{`some: the case "Pet_Get plain" does not send GET /pet/{petId}`}},
		{"no request", "Pet_Get", "", "", []string{`some: the case "Pet_Get plain" does not send GET /pet/{petId}`}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			call := wireCase{Operation: c.operation, Case: "plain"}
			if c.method != "" {
				call.Exchanges = make([]wireExchange, 1)
				call.Exchanges[0].Send.Method, call.Exchanges[0].Send.URI = c.method, c.uri
			}
			if got := wireProblems(ops, []wireSet{{name: "some", Cases: []wireCase{call}}}); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
