package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/generated/identity"
)

// accessKey is the access key in these tests: "emulator" in base64.
const accessKey = "ZW11bGF0b3I="

// wantExit runs the command, which must return without being stopped, and checks its exit code and
// its output to stderr. It must print nothing to stdout.
func wantExit(t *testing.T, code int, want string, args ...string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if got := run(t.Context(), args, &stdout, &stderr); got != code {
		t.Errorf("%q: exit code %d, want %d", args, got, code)
	}
	if stdout.Len() > 0 || stderr.String() != want {
		t.Errorf("%q: stdout %q, stderr\ngot  %q\nwant %q", args, stdout.String(), stderr.String(), want)
	}
}

// startCommand starts the command in this process, and returns the connection string
// when it is ready. The function stop stops it and returns the exit code.
func startCommand(t *testing.T, args ...string) (connectionString string, stop func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out, stdout := io.Pipe()
	var stderr bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, args, stdout, &stderr)
		stdout.Close()
	}()
	stop = func() int {
		cancel()
		return <-code
	}
	lines := bufio.NewReader(out)
	line, err := lines.ReadString('\n')
	if err != nil {
		t.Fatalf("%q: %v; exit code %d; stderr %s", args, err, stop(), &stderr)
	}
	// Nothing reads the pipe from here on, so any more output would block.
	return strings.TrimSuffix(strings.TrimPrefix(line, "ready: "), "\n"), stop
}

// The version is for bug reports. A test binary has none.
func TestVersion(t *testing.T) {
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), []string{"--version"}, &stdout, &stderr)
	if code != 0 || !regexp.MustCompile(`^chat-emulator \(devel\).* go1\.\S+\n$`).MatchString(stdout.String()) || stderr.Len() > 0 {
		t.Errorf("exit code %d, %q, %q", code, &stdout, &stderr)
	}
}

// A usage error is reported, and the exit code is 2.
func TestUsageErrors(t *testing.T) {
	wantExit(t, 2, "chat-emulator: unknown flag: --frob (see chat-emulator --help)\n", "--frob")
	wantExit(t, 2, "chat-emulator: flag needs an argument: --addr (see chat-emulator --help)\n", "--addr")
	wantExit(t, 2, `chat-emulator: unknown command "frob" for "chat-emulator" (see chat-emulator --help)`+"\n", "frob")
}

// If the emulator cannot run, the reason is reported, and the exit code is 1.
func TestRunErrors(t *testing.T) {
	wantExit(t, 1, "chat-emulator: emulator: acs: access key is not base64\n", "--access-key", "%")
	wantExit(t, 1, `chat-emulator: emulator: fault rule "SendMessage:dropp": invalid fault "dropp" (did you mean drop?)`+"\n", "--fault", "SendMessage:dropp")
	wantExit(t, 1, "chat-emulator: emulator: invalid lag 1m0.001s (want 0 to 1m0s)\n", "--realistic", "--lag", "60001ms")
	wantExit(t, 1, "chat-emulator: emulator: invalid lag -1s (want 0 to 1m0s)\n", "--lag", "-1s")
	wantExit(t, 1, "chat-emulator: emulator: listen tcp: address frob: missing port in address\n", "--addr", "frob")
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	addr := taken.Addr().String()
	wantExit(t, 1, "chat-emulator: emulator: listen tcp "+addr+": bind: address already in use\n", "--addr", addr)
	wantExit(t, 1, "chat-emulator: emulator: control: listen tcp "+addr+": bind: address already in use\n", "--addr", "127.0.0.1:0", "--control", addr)
	wantExit(t, 1, "chat-emulator: emulator: control: 0.0.0.0:0 is not a loopback address (for example, 127.0.0.1:8444)\n",
		"--addr", "127.0.0.1:0", "--control", "0.0.0.0:0")
}

// With --control, the first line has the URL of the control interface, which changes the
// emulator on the second line.
func TestControl(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out, stdout := io.Pipe()
	var stderr bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, []string{"--addr", "127.0.0.1:0", "--control", "127.0.0.1:0"}, stdout, &stderr)
	}()
	lines := bufio.NewReader(out)
	first, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	second, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	url, found := strings.CutPrefix(strings.TrimSpace(first), "control: ")
	connectionString, ready := strings.CutPrefix(strings.TrimSpace(second), "ready: ")
	if !found || !ready {
		t.Fatalf("printed %q and %q", first, second)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/connection", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); err != nil || !strings.Contains(string(body), `"connectionString":"`+connectionString+`"`) {
		t.Errorf("got %s, error %v, want the connection string %s", body, err, connectionString)
	}
	cancel()
	if got := <-code; got != 0 || stderr.Len() > 0 {
		t.Errorf("exit code %d, stderr %s", got, &stderr)
	}
}

// If the certificate cannot be written, that is reported, and the address is released.
func TestCertificateOut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "no", "cert.pem")
	addr := freeAddress(t)
	wantExit(t, 1, "chat-emulator: --cert-out: open "+path+": no such file or directory\n", "--addr", addr, "--cert-out", path)
	again, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
}

// freeAddress returns an address that is not in use.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// failingWriter is a writer that fails.
type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

// The emulator stops if it cannot print the ready line.
func TestOutputBroken(t *testing.T) {
	var stderr bytes.Buffer
	if code := run(t.Context(), []string{"--addr", "127.0.0.1:0"}, failingWriter{}, &stderr); code != 1 {
		t.Errorf("exit code %d", code)
	}
	if want := "chat-emulator: broken pipe\n"; stderr.String() != want {
		t.Errorf("stderr %q, want %q", stderr.String(), want)
	}
}

// The help lists every flag and shows the ready line.
func TestHelp(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), []string{"--help"}, &stdout, &stderr); code != 0 || stderr.Len() > 0 {
		t.Errorf("exit code %d, stderr %q", code, stderr.String())
	}
	for _, want := range []string{
		"--addr", "--cert-out", "--access-key", "--state", "--rate-limits", "--fault", "--control", `"127.0.0.1:8443"`,
		"ready: endpoint=https://127.0.0.1:8443;accesskey=...",
	} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("the help has no %s:\n%s", want, stdout.String())
		}
	}
}

// The only line of output has the connection string. An interrupt is not a failure.
func TestRun(t *testing.T) {
	cert := filepath.Join(t.TempDir(), "cert.pem")
	line, stop := startCommand(t, "--addr", "127.0.0.1:0", "--cert-out", cert, "--access-key", accessKey)
	if want := regexp.MustCompile(`^endpoint=https://127\.0\.0\.1:[0-9]+;accesskey=ZW11bGF0b3I=$`); !want.MatchString(line) {
		t.Errorf("the line is %q", line)
	}
	c := newClients(t, line, cert)
	if _, err := c.identity.CreateUserAndToken(t.Context(), []identity.Scope{identity.ScopeChat}, nil); err != nil {
		t.Error(err)
	}
	c.http.CloseIdleConnections()
	if code := stop(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	info, err := os.Stat(cert)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		t.Errorf("mode %v", info.Mode())
	}
}

// Without --access-key, each emulator generates a key.
func TestRandomKey(t *testing.T) {
	keys := map[string]bool{}
	for range 2 {
		line, stop := startCommand(t, "--addr", "127.0.0.1:0")
		_, key, _ := strings.Cut(line, ";accesskey=")
		keys[key] = true
		if code := stop(); code != 0 {
			t.Errorf("exit code %d", code)
		}
	}
	if len(keys) != 2 {
		t.Errorf("keys %v", keys)
	}
}
