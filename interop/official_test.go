//go:build interop

package interop_test

import (
	"context"
	"os"
	"os/exec"
	"testing"

	"github.com/chatgen-go/chatgen/emulator"
)

// TestOfficialClient protects the two claims of docs/interop.md: the official
// client gets from the emulator what it expects of the service, and our client
// sends what the official one sends, but for the differences that are listed.
func TestOfficialClient(t *testing.T) {
	theirs := newWorld(t)
	drive(t, theirs.connectionString, theirs.certificate(), "INTEROP_MARKS=1")
	official := theirs.recorder.taken()

	mine := newWorld(t)
	ourCalls(mine)
	for _, problem := range unexplained(differences(official, mine.recorder.taken()), knownDifferences()) {
		t.Error(problem)
	}
}

// TestOfficialClientTrustsUs protects how a program in another language reaches
// the emulator: by its own listener and certificate, and with nothing between.
func TestOfficialClientTrustsUs(t *testing.T) {
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
	drive(t, service.ConnectionString(listener.Endpoint), writeFile(t, listener.Certificate))
	cancel()
	if err := <-served; err != nil {
		t.Error(err)
	}
}

// drive runs drive.mjs against an emulator.
func drive(t *testing.T, connectionString, certificate string, env ...string) {
	t.Helper()
	if _, err := os.Stat("node_modules"); err != nil {
		t.Fatal("the official packages are not installed: run make interop")
	}
	cmd := exec.Command("node", "drive.mjs")
	cmd.Env = append(os.Environ(), "COMMUNICATION_CONNECTION_STRING="+connectionString, "NODE_EXTRA_CA_CERTS="+certificate)
	cmd.Env = append(cmd.Env, env...)
	if output, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("node drive.mjs: %v\n%s", err, output)
	}
}
