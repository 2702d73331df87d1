package engine_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// TestConcurrentCalls checks that messages of concurrent callers have unique sequence
// IDs without gaps, with and without a store.
func TestConcurrentCalls(t *testing.T) {
	file, closeStore := openStore(t, filepath.Join(t.TempDir(), "state"))
	defer closeStore()
	for name, options := range map[string]engine.Options{"memory": {}, "file": {Store: file}} {
		t.Run(name, func(t *testing.T) {
			s := newTestService(t, options)
			thread := s.newThread(s.bob)
			var wg sync.WaitGroup
			for i := range 16 {
				wg.Go(func() {
					for j := range 8 {
						makeCalls(t, s, thread, fmt.Sprint(i, j))
						s.clock.advance(time.Millisecond)
					}
				})
			}
			wg.Wait()
			wantEqual(t, "messages", len(s.history(s.bob, thread)), 2+16*8)
		})
	}
}

// makeCalls makes calls that may be concurrent. It runs in its own goroutine, so it
// must not call t.Fatal.
func makeCalls(t *testing.T, s *testService, thread chat.ThreadID, content string) {
	t.Helper()
	sent, err := s.SendMessage(s.ann, thread, content, chat.SendMessageOptions{})
	if err != nil {
		t.Error(err)
		return
	}
	_, createErr := s.CreateThread(s.ann, content, chat.CreateThreadOptions{})
	if err := errors.Join(createErr,
		s.UpdateMessage(s.ann, thread, sent, chat.UpdateMessageOptions{Content: acs.Set("x")}),
		s.SendReadReceipt(s.bob, thread, sent),
	); err != nil {
		t.Error(err)
	}
	checkSequenceIDs(t, s, thread)
}

// checkSequenceIDs checks that the sequence IDs of a page, which contains all messages,
// have no gaps, and that the versions decrease.
func checkSequenceIDs(t *testing.T, s *testService, thread chat.ThreadID) {
	t.Helper()
	page, err := s.ListMessages(s.bob, thread, chat.ListMessagesOptions{MaxPageSize: 200})
	if err != nil {
		t.Error(err)
		return
	}
	seen := make([]bool, len(page.Items)+1)
	for i, m := range page.Items {
		n, err := strconv.Atoi(m.SequenceID)
		if err != nil || n >= len(seen) || seen[n] {
			t.Errorf("sequence ID %s twice, or above the number of messages", m.SequenceID)
			return
		}
		seen[n] = true
		if i > 0 && m.Version >= page.Items[i-1].Version {
			t.Errorf("version %s after %s", m.Version, page.Items[i-1].Version)
		}
	}
}

// BenchmarkSendMessage sends messages to one thread, and also reports the memory that
// a message uses.
func BenchmarkSendMessage(b *testing.B) {
	e, err := engine.New(engine.Options{})
	if err != nil {
		b.Fatal(err)
	}
	_, token, err := e.CreateUserAndToken([]engine.Scope{engine.ScopeChat}, 0)
	if err != nil {
		b.Fatal(err)
	}
	caller, err := e.Authenticate(token.Token)
	if err != nil {
		b.Fatal(err)
	}
	created, err := e.CreateThread(caller, "Lunch", chat.CreateThreadOptions{})
	if err != nil {
		b.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for b.Loop() {
		if _, err := e.SendMessage(caller, created.Thread.ID, "hello", chat.SendMessageOptions{}); err != nil {
			b.Fatal(err)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(b.N), "heap-B/message")
	runtime.KeepAlive(e)
}
