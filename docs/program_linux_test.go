package docs_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/emulator"
)

// The first program of README.md runs as pasted, and prints the output shown there.
// It trusts the emulator's certificate by SSL_CERT_FILE, which Go supports on Linux only.
func TestFirstProgram(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "```go\npackage main\n")
	code, rest, found := strings.Cut(rest, "```\n")
	if !found {
		t.Fatal("README.md has no program")
	}
	_, rest, _ = strings.Cut(rest, "\n```\n")
	want, _, _ := strings.Cut(rest, "```\n")
	if lines := strings.Count(code, "\n"); lines >= 40 {
		t.Errorf("the first program has %d lines", lines)
	}
	dir := t.TempDir()
	program, certificate := filepath.Join(dir, "main.go"), filepath.Join(dir, "ca.pem")
	connectionString := startEmulator(t, certificate)
	if err := os.WriteFile(program, []byte("package main\n"+code), 0o600); err != nil {
		t.Fatal(err)
	}
	// Run from here, a file gets the modules of this tree.
	cmd := exec.Command("go", "run", program)
	cmd.Env = append(os.Environ(), "SSL_CERT_FILE="+certificate, "AZURE_COMMUNICATION_SERVICE_CONNECTION_STRING="+connectionString)
	out, err := cmd.CombinedOutput()
	if err != nil || string(out) != want {
		t.Errorf("got error %v and output\n%s\nwant\n%s", err, out, want)
	}
}

// startEmulator serves until the test ends. It writes its certificate to a file
// and returns its connection string.
func startEmulator(t *testing.T, certificate string) string {
	t.Helper()
	e, err := emulator.New(emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	l, err := e.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(certificate, l.Certificate, 0o600); err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- l.Serve(t.Context()) }() // which ends before the cleanup
	t.Cleanup(func() {
		if err := <-served; err != nil {
			t.Error(err)
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e.ConnectionString(l.Endpoint)
}
