//go:build interop

package interop_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/emulator"
)

// TestOfficialClient checks the two claims of docs/interop.md: the official
// client accepts the emulator's responses, and our client sends the same
// requests as the official one, except for the known differences.
func TestOfficialClient(t *testing.T) {
	f := newFixture(t)
	runOfficialClient(t, f.connectionString, f.certificate(), "INTEROP_RECORD=1")
	official := f.recorder.takeCalls()

	f = newFixture(t)
	makeOurCalls(f)
	for _, problem := range checkKnown(compareRuns(official, f.recorder.takeCalls()), knownDifferences()) {
		t.Error(problem)
	}
}

// TestOfficialClientConnectsDirectly checks that a program in another language
// can connect to the emulator's own listener and trust its certificate, without
// the recorder in between.
func TestOfficialClientConnectsDirectly(t *testing.T) {
	service, err := emulator.New(emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := service.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- listener.Serve(ctx) }()
	runOfficialClient(t, service.ConnectionString(listener.Endpoint), writeFile(t, listener.Certificate))
	cancel()
	if err := <-served; err != nil {
		t.Error(err)
	}
}

// runOfficialClient runs drive.mjs against an emulator.
func runOfficialClient(t *testing.T, connectionString, certificate string, env ...string) {
	t.Helper()
	requireModules(t, ".")
	runDriver(t, []string{"node", "drive.mjs"}, connectionString, certificate, env...)
}

// requireModules checks that the npm packages of a folder are installed.
func requireModules(t *testing.T, folder string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(folder, "node_modules")); err != nil {
		t.Fatalf("the npm packages of interop/%s are not installed (run make interop)", folder)
	}
}

// runDriver runs a program against an emulator whose certificate is in a file, and
// returns what the program prints.
func runDriver(t *testing.T, command []string, connectionString, certificate string, env ...string) []byte {
	t.Helper()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = append(os.Environ(), "COMMUNICATION_CONNECTION_STRING="+connectionString)
	for _, name := range []string{"NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"} { // Node.js, and Python's two HTTP libraries
		cmd.Env = append(cmd.Env, name+"="+certificate)
	}
	cmd.Env = append(cmd.Env, env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	output, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", strings.Join(command, " "), err, output, stderr.Bytes())
	}
	return output
}
