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

// stateVariable tells the test binary to be the process that is killed.
const stateVariable = "CHAT_EMULATOR_TEST_STATE"

func TestMain(m *testing.M) {
	if path := os.Getenv(stateVariable); path != "" {
		fmt.Fprintln(os.Stderr, chatter(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// chatter sends messages to threads, from several goroutines, until the process
// is killed, and prints each one that was acknowledged.
func chatter(path string) error {
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
		go func() { errs <- chatterInThread(e, &mu) }()
	}
	return <-errs
}

func chatterInThread(e *engine.Engine, mu *sync.Mutex) error {
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

// Nothing that was acknowledged is lost when the process is killed, as often as
// it may happen, and the rest is whole.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	var acknowledged []string
	for range 3 {
		acknowledged = append(acknowledged, killAfter(t, path, 200)...)
	}
	file, closeIt := openStore(t, path)
	defer closeIt()
	e, err := engine.New(engine.Options{Store: file})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range acknowledged {
		words := strings.SplitN(line, " ", 4)
		caller, err := e.Authenticate(words[0])
		if err != nil {
			t.Fatal(err)
		}
		got, err := e.GetMessage(caller, chat.ThreadID(words[1]), chat.MessageID(words[2]))
		if err != nil || got.Content.Message != words[3] {
			t.Fatalf("message %s: got %q, error %v, want %q", words[2], got.Content.Message, err, words[3])
		}
	}
}

// killAfter starts the process that sends, kills it after so many
// acknowledgements, and returns all that came. A line is one write and short,
// so a pipe takes it whole or not at all.
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
