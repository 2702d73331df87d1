package engine_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/emulator/internal/store"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// stateVariable is set to a state file to run the test binary as the process that
// TestKill kills.
const stateVariable = "CHAT_EMULATOR_TEST_STATE"

// TestMain runs the tests or, if stateVariable is set, sends messages until the
// process is killed.
func TestMain(m *testing.M) {
	if path := os.Getenv(stateVariable); path != "" {
		fmt.Fprintln(os.Stderr, sendUntilKilled(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// sendUntilKilled sends messages from several goroutines until the process is
// killed, and prints each acknowledged message.
func sendUntilKilled(path string) error {
	file, err := store.Open(path)
	if err != nil {
		return err
	}
	e, err := engine.New(engine.Options{Store: file})
	if err != nil {
		return err
	}
	var mu sync.Mutex
	errs := make(chan error)
	for range 4 {
		go func() { errs <- sendToThread(e, &mu) }()
	}
	return <-errs
}

// sendToThread creates a thread and sends messages to it.
func sendToThread(e *engine.Engine, mu *sync.Mutex) error {
	_, token, err := e.CreateUserAndToken([]engine.Scope{engine.ScopeChat}, 0)
	if err != nil {
		return err
	}
	caller, err := e.Authenticate(token.Token)
	if err != nil {
		return err
	}
	created, err := e.CreateThread(caller, "Lunch", chat.CreateThreadOptions{})
	if err != nil {
		return err
	}
	for i := 0; ; i++ {
		sent, err := e.SendMessage(caller, created.Thread.ID, fmt.Sprint("message ", i), chat.SendMessageOptions{})
		if err != nil {
			return err
		}
		mu.Lock()
		fmt.Println(token.Token, created.Thread.ID, sent, "message", i)
		mu.Unlock()
	}
}

// TestKill checks that acknowledged messages are not lost and the state file stays
// readable when the process is killed repeatedly.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	var acknowledged []string
	for range 3 {
		acknowledged = append(acknowledged, killAfter(t, path, 200)...)
	}
	file, closeStore := openStore(t, path)
	defer closeStore()
	e, err := engine.New(engine.Options{Store: file})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range acknowledged {
		fields := strings.SplitN(line, " ", 4)
		caller, err := e.Authenticate(fields[0])
		if err != nil {
			t.Fatal(err)
		}
		got, err := e.GetMessage(caller, chat.ThreadID(fields[1]), chat.MessageID(fields[2]))
		if err != nil || got.Content.Message != fields[3] {
			t.Fatalf("message %s: got %q, error %v, want %q", fields[2], got.Content.Message, err, fields[3])
		}
	}
}

// killAfter starts the sending process, kills it after the number of acknowledged
// messages, and returns the printed lines. Each line is a single short write, so the
// pipe contains complete lines only.
func killAfter(t *testing.T, path string, lines int) []string {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), stateVariable+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var got []string
	scanner := bufio.NewScanner(out)
	for scanner.Scan() {
		if got = append(got, scanner.Text()); len(got) == lines {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err == nil || err.Error() != "signal: killed" {
		t.Fatalf("after %d lines: %v", len(got), err)
	}
	return got
}
