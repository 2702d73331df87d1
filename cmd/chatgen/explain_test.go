package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestExplain(t *testing.T) {
	project(t)
	want := `zoo.Client.FindPets  method
  document   docs/zoo.json:4:23  #/paths/~1pets/get  (List)
  overrides  overrides/zoo/names.yaml:1:3  List: named FindPets
               It reads well.
  wire       GET /pets
             response 200: string
             retried after 408, 429, 500, 502 to 504 and connection errors
`
	wantOutput(t, "explain zoo.Client.FindPets", want)
	wantOutput(t, "explain zoo.(*Client).FindPets", want)
	wantOutput(t, "explain zoo.Client.FindPets --package zoo", want)
	wantOutput(t, "explain example.com/sdk/out/zoo.Client.FindPets", want)
	wantOutput(t, "explain pets.fake.Server.List --spec docs/zoo.json", `pets.fake.Server.List  field
  document   docs/zoo.json:4:23  #/paths/~1pets/get  (List)
  overrides  none
  wire       GET /pets
             response 200: string
             retried after 408, 429, 500, 502 to 504 and connection errors
`)
	fakeServer := `pets.fake.Server  type
  document   docs/pets.json:1:1  (document)
  overrides  none
  wire       none (exists only in Go)
`
	wantOutput(t, "explain example.com/sdk/out/pets/fake.Server", fakeServer)
	wantOutput(t, "explain pets/fake.Server", fakeServer)
	wantOutput(t, "explain pets.ClientOptions", `pets.ClientOptions  type
  document   docs/pets.json:1:1  (document)
  overrides  none
  wire       none (exists only in Go)
`)
}

// An operation and a request lead to their symbols in each package.
func TestExplainElement(t *testing.T) {
	project(t)
	for _, element := range []string{"List", "GET /pets"} {
		code, stdout, stderr := chatgen("explain " + element)
		for _, want := range []string{"pets.Client.List  method\n", "zoo.Client.FindPets  method\n"} {
			if code != exitOK || stderr != "" || !strings.Contains(stdout, want) {
				t.Errorf("%s: exit %d, no %q\n%s%s", element, code, want, stdout, stderr)
			}
		}
	}
	for name, packages := range map[string]int{"zoo.Client.FindPets": 1, "List": 2} {
		code, stdout, _ := chatgen("explain --format json " + name)
		found := map[string]bool{}
		var symbols []struct {
			Symbol  string `json:"symbol"`
			Element string `json:"element"`
		}
		err := json.Unmarshal([]byte(stdout), &symbols) // fails for two values
		for _, s := range symbols {
			pkg, _, _ := strings.Cut(s.Symbol, ".")
			found[pkg] = s.Element == "List"
		}
		if err != nil || code != exitOK || len(found) != packages {
			t.Errorf("%s: exit %d, %v\n%s", name, code, err, stdout)
		}
	}
}

// The shell completes the versions that the selected package can move to, and one argument.
func TestCompleteVersions(t *testing.T) {
	writeBumpProject(t)
	for args, want := range map[string]string{
		"bump":                "2026-02-02\n:4\n",
		"bump --package pets": "2026-02-02\n:4\n",
		"bump --package cats": ":4\n",
		"bump 2026-02-02":     ":4\n",
		"explain pets.Client": ":4\n",
	} {
		if got := complete(t, args); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", args, got, want)
		}
	}
}

// complete returns what the shell is told to complete after the arguments.
func complete(t *testing.T, args string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := run(append([]string{"__complete"}, append(strings.Fields(args), "")...), strings.NewReader(""), &stdout, &stderr); code != exitOK {
		t.Errorf("%s: exit %d: %s", args, code, &stderr)
	}
	return stdout.String()
}

// The shell completes packages, symbols and the values of flags.
func TestCompletion(t *testing.T) {
	project(t)
	for args, want := range map[string]string{
		"explain":            "zoo.Client.FindPets\n",
		"diff --package":     "pets\nzoo\n",
		"diff --fail-on":     "breaking\ncompatible\n",
		"explain --format":   "text\njson\n",
		"generate --package": "pets\nzoo\n",
	} {
		if got := complete(t, args); !strings.Contains(got, want) {
			t.Errorf("%s: got\n%s", args, got)
		}
	}
}

func TestExplainErrors(t *testing.T) {
	project(t)
	for _, c := range []struct{ args, want string }{
		{"explain", "expected one SYMBOL, such as chat.Client.CreateThread"},
		{"explain pets.Client zoo.Client", "expected one SYMBOL, such as chat.Client.CreateThread"},
		{"explain GET /cats", `no element or symbol "GET /cats", did you mean GET /pets?`},
		{"explain Find", `no element or symbol "Find"`},
		{"explain zoo.Client --format yaml", `invalid --format "yaml" (expected text or json)`},
		{"explain cats.Client", `chatgen.yaml has no package "cats", only pets, zoo`},
		{"explain .Client", "expected one SYMBOL, such as chat.Client.CreateThread"},
		{"explain example.com/cats.Client", `chatgen.yaml has no package "example.com/cats", only pets, zoo`},
		{"explain example.com/sdk/out/zoo", "example.com/sdk/out/zoo is a package (name one of its symbols, such as zoo.ClientOptions)"},
		{"explain zoo", "zoo is a package (name one of its symbols, such as zoo.ClientOptions)"},
		{"explain zoo.Client.FindPet", `package zoo has no exported symbol "Client.FindPet", did you mean zoo.Client.FindPets?`},
		{"explain zoo.Elephant", `package zoo has no exported symbol "Elephant"`},
		{"explain zoo.Client --package pets", `zoo.Client is in package "zoo", but --package is "pets"`},
	} {
		wantExit(t, c.args, exitUsage, "", "chatgen explain: "+c.want+" (see chatgen explain --help)\n")
	}
}

// An empty argument usually comes from an unset variable in a script.
func TestExplainNothing(t *testing.T) {
	project(t)
	var stdout, stderr bytes.Buffer
	code := run([]string{"explain", ""}, strings.NewReader(""), &stdout, &stderr)
	want := "chatgen explain: expected one SYMBOL, such as chat.Client.CreateThread (see chatgen explain --help)\n"
	if code != exitUsage || stdout.String() != "" || stderr.String() != want {
		t.Errorf("exit %d\n%s%s", code, &stdout, &stderr)
	}
}

// Problems of other packages do not matter.
func TestExplainDiagnostics(t *testing.T) {
	project(t)
	write(t, "docs/pets.json", "{")
	write(t, "overrides/zoo/names.yaml", "- operation: Lst\n  name: FindPets\n  why: It reads well.\n")
	wantExit(t, "explain zoo.Client", exitFailed, "", "overrides/zoo/names.yaml:1:3: Lst: no such operation (did you mean List?)\n")
}

var update = flag.Bool("update", false, "rewrite the golden files")

// The output for symbols of package chat is a golden file. It refers to the document and
// the overrides of this repository.
func TestExplainChat(t *testing.T) {
	golden, err := filepath.Abs("testdata/explain.txt")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir("../..")
	got := ""
	for _, symbol := range []string{
		"Client.CreateThread", "ThreadClient.Messages", "ThreadClient.UpdateTopic", "Participant.ID", "UpdatePropertiesOptions.Topic",
		"ListMessagesResponse.NextLink", "MessageTypeText", "ThreadID", "ParticipantErrors", "ThreadClient", "fake.Server.SendMessage",
	} {
		code, stdout, stderr := chatgen("explain chat." + symbol)
		if code != exitOK || stderr != "" {
			t.Fatalf("%s: exit %d\n%s", symbol, code, stderr)
		}
		got += stdout + "\n"
	}
	if *update {
		write(t, golden, got)
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	lines := strings.Split(string(want), "\n")
	for i, line := range strings.Split(got, "\n") {
		if i >= len(lines) || line != lines[i] {
			t.Fatalf("testdata/explain.txt:%d differs, and perhaps lines below it (make golden rewrites it): got\n%s", i+1, line)
		}
	}
	t.Fatalf("testdata/explain.txt has more lines (make golden rewrites it)")
}
