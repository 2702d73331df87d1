package emulator_test

import (
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// 64 callers at once, in one thread: each message is there once, in the order
// that its caller sent them, and sequence IDs have no gaps. Under the race
// detector this is the proof that nothing is shared without a lock.
func TestManyCallers(t *testing.T) {
	const callers, each = 64, 4
	s := start(t, emulator.Options{})
	users := make([]user, callers)
	for i := range users {
		users[i] = s.user(identity.ScopeChat)
	}
	id := s.thread(users[0], users[1:]...)
	var wg sync.WaitGroup
	for i, u := range users {
		thread := s.chat(u).Thread(id)
		wg.Go(func() {
			for n := range each {
				if _, err := thread.SendMessage(t.Context(), fmt.Sprintf("%d/%d", i, n), nil); err != nil {
					t.Error(err)
				}
			}
			for _, err := range thread.MessagePages(t.Context(), &chat.ListMessagesOptions{MaxPageSize: 20}) {
				if err != nil {
					t.Error(err)
				}
				break // the newest are enough
			}
		})
	}
	wg.Wait()

	next, last := callers*each+2, map[string]int{}
	for message, err := range s.chat(users[0]).Thread(id).Messages(t.Context(), nil) {
		wantNoError(t, err)
		wantEqual(t, "sequence ID", message.SequenceID, strconv.Itoa(next))
		next--
		var caller, n int
		if _, err := fmt.Sscanf(message.Content.Message, "%d/%d", &caller, &n); err != nil {
			continue // the thread's own
		}
		key := strconv.Itoa(caller)
		wantEqual(t, "messages of "+key+" before", last[key], each-1-n)
		last[key]++
	}
	wantEqual(t, "messages left", next, 0)
	wantEqual(t, "callers", len(last), callers)
}

// Threads are made, changed, read and deleted by many at once.
func TestManyThreads(t *testing.T) {
	const callers = 16
	s := start(t, emulator.Options{})
	fred := s.user(identity.ScopeChat)
	client := s.chat(fred)
	var wg sync.WaitGroup
	for i := range callers {
		wg.Go(func() {
			created, err := client.CreateThread(t.Context(), fmt.Sprint(i), nil)
			if err != nil {
				t.Error(err)
				return
			}
			thread := client.Thread(created.Thread.ID)
			_, err = thread.UpdateTopic(t.Context(), "new", nil)
			if err == nil && i%2 == 0 {
				_, err = client.DeleteThread(t.Context(), created.Thread.ID, nil)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	var ids []chat.ThreadID
	deleted := 0
	for thread, err := range client.Threads(t.Context(), &chat.ListThreadsOptions{MaxPageSize: 3}) {
		wantNoError(t, err)
		ids = append(ids, thread.ID)
		if !thread.DeletedOn.IsZero() {
			deleted++
		}
	}
	slices.Sort(ids)
	wantEqual(t, "threads", len(slices.Compact(ids)), callers)
	wantEqual(t, "deleted", deleted, callers/2)
}
