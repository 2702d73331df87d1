package emulator_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// modes returns the options of an emulator with and without the realistic mode, by name.
func modes() map[string]emulator.Options {
	return map[string]emulator.Options{"regular": {}, "realistic": {Realistic: true}}
}

// TestRealisticErrors checks that the client reads the errors of the realistic mode, which
// come in every recorded form, alike.
func TestRealisticErrors(t *testing.T) {
	s := start(t, emulator.Options{Realistic: true})
	fred := s.newUser(identity.ScopeChat)
	forms := map[string]bool{}
	for range 50 {
		got := s.callChat(fred, "GET", "/chat/threads/19:none@thread.v2", "")
		wantEqual(t, "status", got.status, 404)
		var members map[string]json.RawMessage
		wantNoError(t, json.Unmarshal([]byte(got.body), &members))
		forms[strings.Join(slices.Sorted(maps.Keys(members)), " ")] = true
		_, err := s.chatClient(fred).Thread("19:none@thread.v2").GetProperties(t.Context(), nil)
		failure := wantStatusOf(t, err, 404)
		wantEqual(t, "code", failure.Code, "NotFound")
		wantEqual(t, "message", failure.Message, "The specified thread id was not found.")
	}
	wantEqual(t, "forms", strings.Join(slices.Sorted(maps.Keys(forms)), ", "), "ChatError, Code InnerErrors Message, CommunicationError, Error, error")
	unauthorized := s.callChat(user{}, "GET", "/chat/threads", "")
	wantEqual(t, "401", fmt.Sprint(unauthorized.status, unauthorized.body), "401")
}

// TestLag checks that reads lag behind writes, and catch up.
func TestLag(t *testing.T) {
	var passed atomic.Int64 // nanoseconds
	now := func() time.Time { return fixedTime().Add(time.Duration(passed.Load())) }
	s := start(t, emulator.Options{Lag: 2 * time.Second, Now: now})
	fred := s.newUser(identity.ScopeChat)
	thread := s.chatClient(fred).Thread(s.newThread(fred))
	sent, err := thread.SendMessage(t.Context(), "hello", nil)
	wantNoError(t, err)
	_, err = thread.GetMessage(t.Context(), sent.ID, nil)
	wantStatusOf(t, err, 404)
	got := s.callChat(fred, "GET", "/chat/threads", "")
	if got.status != 200 || !strings.Contains(got.body, "Lunch") || strings.Contains(got.body, "lastMessageReceivedOn") {
		t.Errorf("a new thread has a last message within the lag, or is not listed: %+v", got)
	}
	passed.Store(int64(2*time.Second + time.Millisecond*10)) // IDs within a millisecond are ahead of the clock
	message, err := thread.GetMessage(t.Context(), sent.ID, nil)
	wantNoError(t, err)
	wantEqual(t, "content", message.Content.Message, "hello")
}

// TestLagErrors checks that lags out of range are rejected.
func TestLagErrors(t *testing.T) {
	for lag, want := range map[time.Duration]string{
		-1:                      "emulator: invalid lag -1ns (want 0 to 1m0s)",
		time.Minute + time.Hour: "emulator: invalid lag 1h1m0s (want 0 to 1m0s)",
	} {
		_, err := emulator.New(emulator.Options{Lag: lag})
		wantError(t, err, want)
	}
}

// TestEditsWhileReading checks, in both modes, that a program that reads all changes of a
// thread by version misses none, however the pages are cut.
func TestEditsWhileReading(t *testing.T) {
	for name, options := range modes() {
		t.Run(name, func(t *testing.T) {
			s := start(t, options)
			fred := s.newUser(identity.ScopeChat)
			thread := s.chatClient(fred).Thread(s.newThread(fred))
			var ids []chat.MessageID
			for i := range 30 {
				sent, err := thread.SendMessage(t.Context(), fmt.Sprint(i), nil)
				wantNoError(t, err)
				ids = append(ids, sent.ID)
			}
			seen := map[string]bool{}
			next := 0
			read := func(change bool) {
				for message, err := range thread.Messages(t.Context(), &chat.ListMessagesOptions{MaxPageSize: 4}) {
					wantNoError(t, err)
					seen[message.Content.Message] = true
					if change && next < len(ids) {
						_, err := thread.UpdateMessage(t.Context(), ids[next], &chat.UpdateMessageOptions{Content: acs.Set(fmt.Sprint("new ", next))})
						wantNoError(t, err)
						next++
					}
				}
			}
			read(true)
			read(false)
			for i := range next {
				if !seen[fmt.Sprint("new ", i)] {
					t.Errorf("the change of message %d is missing", i)
				}
			}
			for i := next; i < len(ids); i++ {
				if !seen[fmt.Sprint(i)] {
					t.Errorf("message %d is missing", i)
				}
			}
		})
	}
}
