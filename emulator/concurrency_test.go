package emulator_test

import (
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// TestConcurrentSenders checks that of 64 concurrent callers in a thread, each
// message is stored once, the messages of each caller are in order, and sequence IDs
// have no gaps. The race detector checks that shared data is locked.
func TestConcurrentSenders(t *testing.T) {
	for name, options := range modes() {
		t.Run(name, func(t *testing.T) {
			const callers, messagesPerCaller = 64, 4
			s := start(t, options)
			users := make([]user, callers)
			for i := range users {
				users[i] = s.newUser(identity.ScopeChat)
			}
			id := s.newThread(users[0], users[1:]...)
			var wg sync.WaitGroup
			for i, u := range users {
				thread := s.chatClient(u).Thread(id)
				wg.Go(func() {
					for n := range messagesPerCaller {
						if _, err := thread.SendMessage(t.Context(), fmt.Sprintf("%d/%d", i, n), nil); err != nil {
							t.Error(err)
						}
					}
					for _, err := range thread.MessagePages(t.Context(), &chat.ListMessagesOptions{MaxPageSize: 20}) {
						if err != nil {
							t.Error(err)
						}
						break // the first page suffices
					}
				})
			}
			wg.Wait()

			next, newer := callers*messagesPerCaller+2, map[string]int{}
			for message, err := range s.chatClient(users[0]).Thread(id).Messages(t.Context(), nil) {
				wantNoError(t, err)
				if message.SequenceID == strconv.Itoa(next+1) {
					continue // again, on the next page
				}
				wantEqual(t, "sequence ID", message.SequenceID, strconv.Itoa(next))
				next--
				var caller, n int
				if _, err := fmt.Sscanf(message.Content.Message, "%d/%d", &caller, &n); err != nil {
					continue // a system message
				}
				key := strconv.Itoa(caller)
				wantEqual(t, "number of newer messages of "+key, newer[key], messagesPerCaller-1-n)
				newer[key]++
			}
			wantEqual(t, "messages left", next, 0)
			wantEqual(t, "callers", len(newer), callers)
		})
	}
}

// TestConcurrentThreads creates, updates, lists and deletes threads concurrently.
func TestConcurrentThreads(t *testing.T) {
	for name, options := range modes() {
		t.Run(name, func(t *testing.T) {
			const callers = 16
			s := start(t, options)
			fred := s.newUser(identity.ScopeChat)
			client := s.chatClient(fred)
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
			deleted := map[chat.ThreadID]bool{}
			for thread, err := range client.Threads(t.Context(), &chat.ListThreadsOptions{MaxPageSize: 3}) {
				wantNoError(t, err)
				ids = append(ids, thread.ID)
				if !thread.DeletedOn.IsZero() {
					deleted[thread.ID] = true
				}
			}
			slices.Sort(ids)
			wantEqual(t, "threads", len(slices.Compact(ids)), callers)
			wantEqual(t, "deleted", len(deleted), callers/2)
		})
	}
}
