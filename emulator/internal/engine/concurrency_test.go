package engine_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// Many callers at once, with a store and without: each message has a sequence
// ID of its own, and a reader sees no gap.
func TestConcurrent(t *testing.T) {
	file, closeIt := openStore(t, filepath.Join(t.TempDir(), "state"))
	defer closeIt()
	for name, options := range map[string]engine.Options{"memory": {}, "file": {Store: file}} {
		t.Run(name, func(t *testing.T) {
			s := newService(t, options)
			thread := s.thread(s.bob)
			var wg sync.WaitGroup
			for i := range 16 {
				wg.Go(func() {
					for j := range 8 {
						talk(t, s, thread, fmt.Sprint(i, j))
						s.clock.advance(time.Millisecond)
					}
				})
			}
			wg.Wait()
			wantEqual(t, "messages", len(s.history(s.bob, thread)), 2+16*8)
		})
	}
}

// talk calls what several may call at once. It runs beside the test, and so does
// not end it.
func talk(t *testing.T, s *service, thread chat.ThreadID, content string) {
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
	wholeHistory(t, s, thread)
}

// wholeHistory checks that the sequence IDs of a page follow each other.
func wholeHistory(t *testing.T, s *service, thread chat.ThreadID) {
	t.Helper()
	page, err := s.ListMessages(s.bob, thread, chat.ListMessagesOptions{})
	if err != nil {
		t.Error(err)
		return
	}
	for i, m := range page.Items {
		if want := fmt.Sprint(len(page.Items) - i); m.SequenceID != want {
			t.Errorf("sequence ID %s, want %s", m.SequenceID, want)
			return
		}
	}
}

// BenchmarkSendMessage sends into one thread; it also tells the memory that a
// message takes.
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
