package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// childVariable is the environment variable that makes the test binary run the command.
const childVariable = "CHAT_EMULATOR_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// child is the command running in its own process.
type child struct {
	clients

	process *os.Process
	wait    func() error
}

func startChild(t *testing.T, args ...string) child {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cert := filepath.Join(t.TempDir(), "cert.pem")
	cmd := exec.Command(exe, append(args, "--addr", "127.0.0.1:0", "--access-key", accessKey, "--cert-out", cert)...)
	cmd.Env = append(os.Environ(), childVariable+"=1")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	wait := sync.OnceValue(cmd.Wait)
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // if the test has not
		_ = wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return child{newClients(t, strings.TrimSpace(strings.TrimPrefix(line, "ready: ")), cert), cmd.Process, wait}
}

// kill kills the process.
func (c child) kill(t *testing.T) {
	t.Helper()
	if err := c.process.Kill(); err != nil {
		t.Error(err)
	}
	_ = c.wait() // returns an error, because the process was killed
	c.http.CloseIdleConnections()
}

// clients holds the clients of an emulator.
type clients struct {
	endpoint string
	http     *http.Client
	identity *identity.Client
}

func newClients(t *testing.T, connectionString, cert string) clients {
	t.Helper()
	pem, err := os.ReadFile(cert)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		t.Fatal("no certificate")
	}
	parsed, err := acs.ParseConnectionString(connectionString)
	if err != nil {
		t.Fatal(err)
	}
	c := clients{endpoint: parsed.Endpoint}
	c.http = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true}}
	t.Cleanup(c.http.CloseIdleConnections)
	c.identity, err = identity.NewClientFromConnectionString(connectionString, &identity.ClientOptions{ClientOptions: c.options()})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (c clients) options() azcore.ClientOptions {
	return azcore.ClientOptions{Transport: c.http, Retry: policy.RetryOptions{MaxRetries: -1}}
}

// chat returns a client that uses a token.
func (c clients) chat(t *testing.T, token string) *chat.Client {
	t.Helper()
	cred, err := acs.NewTokenCredential(token)
	if err != nil {
		t.Fatal(err)
	}
	client, err := chat.NewClient(c.endpoint, cred, &chat.ClientOptions{ClientOptions: c.options()})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// acknowledged holds the messages whose sending the emulator has confirmed.
type acknowledged struct {
	mu   sync.Mutex
	sent map[chat.MessageID]string
}

// write sends messages concurrently until the emulator has stopped. It calls kill after
// 200 messages.
func (a *acknowledged) write(t *testing.T, thread *chat.ThreadClient, kill func()) {
	t.Helper()
	enough := len(a.sent) + 200
	var writers sync.WaitGroup
	for i := range 8 {
		writers.Go(func() {
			for n := 0; ; n++ {
				text := fmt.Sprintf("%d/%d", i, n)
				got, err := thread.SendMessage(t.Context(), text, nil)
				if err != nil {
					return
				}
				a.mu.Lock()
				a.sent[got.ID] = text
				if len(a.sent) == enough {
					kill()
				}
				a.mu.Unlock()
			}
		})
	}
	writers.Wait()
	if len(a.sent) < enough {
		t.Fatalf("the emulator was gone after %d messages", len(a.sent))
	}
}

// compare checks that the emulator has the acknowledged messages.
func (a *acknowledged) compare(t *testing.T, thread *chat.ThreadClient) {
	t.Helper()
	stored := map[chat.MessageID]string{}
	for message, err := range thread.Messages(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		stored[message.ID] = message.Content.Message
	}
	for id, text := range a.sent {
		if stored[id] != text {
			t.Errorf("message %s: got %q, want %q", id, stored[id], text)
		}
	}
}

// If the process is killed while clients write, no acknowledged message is lost, and
// tokens stay valid.
func TestKilled(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state")
	c := startChild(t, "--state", state)
	user, err := c.identity.CreateUserAndToken(t.Context(), []identity.Scope{identity.ScopeChat}, nil)
	if err != nil {
		t.Fatal(err)
	}
	token := user.AccessToken.Token
	created, err := c.chat(t, token).CreateThread(t.Context(), "Lunch", nil)
	if err != nil {
		t.Fatal(err)
	}
	a := &acknowledged{sent: map[chat.MessageID]string{}}
	for range 3 {
		a.write(t, c.chat(t, token).Thread(created.Thread.ID), func() { c.kill(t) })
		c = startChild(t, "--state", state)
		a.compare(t, c.chat(t, token).Thread(created.Thread.ID))
	}
}

// Only one emulator can use a state file at a time.
func TestStateInUse(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state")
	startChild(t, "--state", state)
	wantExit(t, 1, "chat-emulator: emulator: state file "+state+": in use by another process\n", "--addr", "127.0.0.1:0", "--state", state)
}

// A file that is not a state file is rejected and not changed.
func TestStateDamaged(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state")
	if err := os.WriteFile(state, []byte("frob"), 0o600); err != nil {
		t.Fatal(err)
	}
	wantExit(t, 1, "chat-emulator: emulator: state file "+state+": damaged, or not a state file of the emulator: only 4 bytes\n",
		"--addr", "127.0.0.1:0", "--state", state)
	if data, err := os.ReadFile(state); err != nil || string(data) != "frob" {
		t.Errorf("the file is now %q, %v", data, err)
	}
}

// After a normal shutdown, a restart has the same messages and users.
func TestRestart(t *testing.T) {
	args := []string{"--addr", "127.0.0.1:0", "--access-key", accessKey, "--state", filepath.Join(t.TempDir(), "state"), "--cert-out", filepath.Join(t.TempDir(), "cert.pem")}
	line, stop := startCommand(t, args...)
	c := newClients(t, line, args[len(args)-1])
	user, err := c.identity.CreateUserAndToken(t.Context(), []identity.Scope{identity.ScopeChat}, nil)
	if err != nil {
		t.Fatal(err)
	}
	created, err := c.chat(t, user.AccessToken.Token).CreateThread(t.Context(), "Lunch", nil)
	if err != nil {
		t.Fatal(err)
	}
	c.http.CloseIdleConnections()
	if code := stop(); code != 0 {
		t.Fatalf("exit code %d", code)
	}

	line, stop = startCommand(t, args...)
	c = newClients(t, line, args[len(args)-1])
	got, err := c.chat(t, user.AccessToken.Token).Thread(created.Thread.ID).GetProperties(t.Context(), nil)
	if err != nil || got.Topic != "Lunch" {
		t.Errorf("after a restart: %q, %v", got.Topic, err)
	}
	if _, err := c.identity.DeleteUser(t.Context(), user.User, nil); err != nil {
		t.Error(err)
	}
	c.http.CloseIdleConnections()
	if code := stop(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}
