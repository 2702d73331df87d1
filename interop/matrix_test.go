//go:build interop

package interop_test

import (
	"encoding/json"
	"flag"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the matrix of docs/interop.md")

// matrixClient is a version of an official client, and the command that makes the
// calls of the matrix with it.
type matrixClient struct {
	name    string
	command []string
}

// TestMatrix runs all versions of the official clients against the emulator. It
// checks their results, and that docs/interop.md shows them.
func TestMatrix(t *testing.T) {
	clients := append(javaScriptClients(t), pythonClients(t)...)
	runs := make([]matrixRun, len(clients))
	t.Run("client", func(t *testing.T) { // returns when its parallel tests have ended
		for i, client := range clients {
			t.Run(client.name, func(t *testing.T) {
				t.Parallel()
				runs[i] = client.run(t)
			})
		}
	})
	if t.Failed() {
		t.FailNow() // some runs are missing
	}
	table, problems := newJudge().table(runs)
	for _, problem := range problems {
		t.Error(problem)
	}
	if !t.Failed() {
		checkMatrix(t, "../docs/interop.md", table)
	}
}

// javaScriptClients returns the versions that matrix/package.json lists.
func javaScriptClients(t *testing.T) []matrixClient {
	t.Helper()
	requireModules(t, "matrix")
	data, err := os.ReadFile("matrix/package.json")
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		Dependencies map[string]string `json:"dependencies"`
		Matrix       []struct {
			Chat     string `json:"chat"`
			Identity string `json:"identity"`
		} `json:"matrix"`
	}
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	clients := make([]matrixClient, len(list.Matrix))
	for i, v := range list.Matrix {
		chat, identity := "chat-"+v.Chat, "identity-"+v.Identity
		clients[i] = matrixClient{"JavaScript " + v.Chat, []string{"node", "matrix/drive.mjs", chat, identity}}
		list.Dependencies[chat], list.Dependencies[identity] = "", ""
	}
	for name, unused := range list.Dependencies {
		if unused != "" {
			t.Errorf("matrix/package.json: the matrix does not use %s", name)
		}
	}
	return clients
}

// pythonClients returns the clients of the first Python that has the official
// packages. That of the operating system need not be the first in PATH.
func pythonClients(t *testing.T) []matrixClient {
	t.Helper()
	const version = "import azure.communication.identity, aiohttp; from azure.communication import chat; print(chat.__version__)"
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		if output, err := exec.Command(python, "-c", version).Output(); err == nil {
			name := "Python " + strings.TrimSpace(string(output))
			return []matrixClient{
				{name + " sync", []string{python, "matrix/drive.py", "sync"}},
				{name + " async", []string{python, "matrix/drive.py", "async"}},
			}
		}
	}
	t.Fatal("the official Python packages are not installed (Debian's package is python3-azure)")
	return nil
}

// run makes the calls against an emulator of its own.
func (c matrixClient) run(t *testing.T) matrixRun {
	t.Helper()
	f := newFixture(t)
	output := runDriver(t, c.command, f.connectionString, f.certificate())
	run := matrixRun{client: c.name}
	if err := json.Unmarshal(output, &run.results); err != nil {
		t.Fatalf("the output is not JSON: %v\n%s", err, output)
	}
	run.chatAPI, run.identityAPI = apiVersions(f.recorder.takeCalls())
	return run
}

// apiVersions returns the versions of Chat and of Identity that a client sent last.
func apiVersions(calls []recordedCall) (chat, identity string) {
	for _, call := range calls {
		for _, request := range call.requests {
			u, err := url.ParseRequestURI(request.uri)
			switch {
			case err != nil: // the emulator has rejected it
			case strings.HasPrefix(u.Path, "/chat/"):
				chat = u.Query().Get("api-version")
			default:
				identity = u.Query().Get("api-version")
			}
		}
	}
	return chat, identity
}

// checkMatrix checks that a page shows the table, or rewrites the page.
func checkMatrix(t *testing.T, page, table string) {
	t.Helper()
	const begin, end = "<!-- matrix, written by the tests -->\n", "<!-- end of the matrix -->\n"
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(data), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no lines %q and %q", page, begin, end)
	}
	text := before + begin + table + end + after
	if text == string(data) {
		return
	}
	if !*update {
		t.Fatalf("%s shows another table (go test -tags interop ./interop -update); it must be:\n%s", page, table)
	}
	if err := os.WriteFile(page, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
