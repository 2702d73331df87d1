package engine_test

import (
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// startLimited starts an engine with rate limits.
func startLimited(t *testing.T) *testService {
	t.Helper()
	return newTestService(t, engine.Options{RateLimits: true})
}

// wantCalls makes calls until one is rejected, and checks how many were accepted and
// how long the error asks to wait.
func (s *testService) wantCalls(want int, retryAfter time.Duration, call func() error) {
	s.t.Helper()
	for i := range want {
		if err := call(); err != nil {
			s.t.Fatalf("call %d of %d: %v", i+1, want, err)
		}
	}
	err := call()
	wantError(s.t, err, "429 TooManyRequests: Rate limit exceeded.")
	wantEqual(s.t, "RetryAfter", wantStatus(s.t, err, 429).RetryAfter, retryAfter)
}

// TestRateLimitOfUser checks the operations that are counted by user.
func TestRateLimitOfUser(t *testing.T) {
	s := startLimited(t)
	threads := []chat.ThreadID{}
	for range 2 {
		for range 10 {
			threads = append(threads, s.newThread(s.bob))
		}
		s.clock.advance(10 * time.Second)
	}
	for name, tc := range map[string]struct {
		calls int
		call  func(caller engine.Caller, i int) error
	}{
		"CreateThread": {10, func(caller engine.Caller, _ int) error {
			_, err := s.CreateThread(caller, "x", chat.CreateThreadOptions{})
			return err
		}},
		"DeleteThread": {10, func(caller engine.Caller, i int) error { return s.DeleteThread(caller, threads[i]) }},
		"GetThread": {50, func(caller engine.Caller, i int) error {
			_, err := s.GetThread(caller, threads[11+i%2])
			return err
		}},
		"ListThreads": {50, func(caller engine.Caller, _ int) error {
			_, err := s.ListThreads(caller, chat.ListThreadsOptions{})
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s.t = t
			i := -1
			s.wantCalls(tc.calls, 10*time.Second, func() error { i++; return tc.call(s.ann, i) })
			s.wantNoError(tc.call(s.bob, i))
		})
	}
}

// TestRateLimitOfThread checks the operations that are counted by thread, including
// those that count together, within 10 seconds and within a minute.
func TestRateLimitOfThread(t *testing.T) {
	for name, tc := range map[string]struct {
		calls, perMinute int
		call             func(s *testService, thread chat.ThreadID, message chat.MessageID, i int) error
	}{
		"messages": {9, 29, func(s *testService, thread chat.ThreadID, message chat.MessageID, i int) error {
			switch i % 4 {
			case 0:
				_, err := s.SendMessage(s.bob, thread, "hi", chat.SendMessageOptions{})
				return err
			case 1:
				_, err := s.SendMessage(s.ann, thread, "hi", chat.SendMessageOptions{})
				return err
			case 2:
				return s.UpdateMessage(s.ann, thread, message, chat.UpdateMessageOptions{Content: acs.Null[string]()})
			default:
				return s.DeleteMessage(s.bob, thread, message)
			}
		}},
		"participants": {10, 30, func(s *testService, thread chat.ThreadID, _ chat.MessageID, i int) error {
			if i%2 == 0 {
				return s.RemoveParticipant(s.ann, thread, identifier(s.cid))
			}
			_, err := s.AddParticipants(s.bob, thread, []chat.Participant{participant(s.cid)})
			return err
		}},
		"UpdateThread": {5, 0, func(s *testService, thread chat.ThreadID, _ chat.MessageID, i int) error {
			return s.UpdateThread([]engine.Caller{s.ann, s.bob}[i%2], thread, chat.UpdatePropertiesOptions{})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s := startLimited(t)
			thread, other := s.newThread(s.bob, s.cid), s.newThread(s.bob, s.cid)
			message := s.send(s.ann, thread, "the first of 10")
			i := -1
			call := func(thread chat.ThreadID) error {
				i++
				err := tc.call(s, thread, message, i)
				if e, ok := err.(*engine.Error); ok && e.Status != 429 { //nolint:errorlint // exactly this type
					return nil // an invalid call counts
				}
				return err
			}
			s.wantCalls(tc.calls, 10*time.Second, func() error { return call(thread) })
			s.wantNoError(call(other))
			if tc.perMinute == 0 {
				return
			}
			s.clock.advance(10 * time.Second)
			s.wantCalls(10, 10*time.Second, func() error { return call(thread) })
			s.clock.advance(10 * time.Second)
			s.wantCalls(10, 40*time.Second, func() error { return call(thread) })
			s.clock.advance(10 * time.Second)
			s.wantCalls(0, 30*time.Second, func() error { return call(thread) })
		})
	}
}

// TestRateLimitOfUserInThread checks the operations that are counted by user and
// thread, and then by thread.
func TestRateLimitOfUserInThread(t *testing.T) {
	for name, tc := range map[string]struct {
		calls, ofThread int
		call            func(s *testService, caller engine.Caller, thread chat.ThreadID, message chat.MessageID) error
	}{
		"GetMessage": {50, 250, func(s *testService, caller engine.Caller, thread chat.ThreadID, message chat.MessageID) error {
			_, err := s.GetMessage(caller, thread, message)
			return err
		}},
		"ListMessages": {50, 250, func(s *testService, caller engine.Caller, thread chat.ThreadID, _ chat.MessageID) error {
			_, err := s.ListMessages(caller, thread, chat.ListMessagesOptions{})
			return err
		}},
		"ListParticipants": {10, 250, func(s *testService, caller engine.Caller, thread chat.ThreadID, _ chat.MessageID) error {
			_, err := s.ListParticipants(caller, thread, chat.ListParticipantsOptions{})
			return err
		}},
		"ListReadReceipts": {5, 100, func(s *testService, caller engine.Caller, thread chat.ThreadID, _ chat.MessageID) error {
			_, err := s.ListReadReceipts(caller, thread, chat.ListReadReceiptsOptions{})
			return err
		}},
		"SendReadReceipt": {10, 0, func(s *testService, caller engine.Caller, thread chat.ThreadID, message chat.MessageID) error {
			return s.SendReadReceipt(caller, thread, message)
		}},
		"SendTypingNotification": {5, 10, func(s *testService, caller engine.Caller, thread chat.ThreadID, _ chat.MessageID) error {
			return s.SendTypingNotification(caller, thread, chat.SendTypingNotificationOptions{})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s := startLimited(t)
			thread, other := s.newThread(), s.newThread()
			message := s.send(s.ann, thread, "hello")
			s.wantCalls(tc.calls, 10*time.Second, func() error { return tc.call(s, s.ann, thread, message) })
			if name != "GetMessage" && name != "SendReadReceipt" { // which need a message of the other thread
				s.wantNoError(tc.call(s, s.ann, other, message))
			}
			var callers []engine.Caller
			var participants []chat.Participant
			for range max(tc.ofThread/tc.calls, 2) {
				caller := s.newUser()
				callers, participants = append(callers, caller), append(participants, participant(caller))
			}
			_, err := s.AddParticipants(s.ann, thread, participants)
			s.wantNoError(err)
			if tc.ofThread == 0 {
				s.wantCalls(tc.calls, 10*time.Second, func() error { return tc.call(s, callers[0], thread, message) })
				return
			}
			i := -1
			s.wantCalls(tc.ofThread-tc.calls, 10*time.Second, func() error {
				i++
				return tc.call(s, callers[i/tc.calls], thread, message)
			})
		})
	}
}

// TestRateLimitPerMinute checks the limits of a minute that are not a multiple of those
// of 10 seconds.
func TestRateLimitPerMinute(t *testing.T) {
	s := startLimited(t)
	thread := s.newThread(s.bob)
	list := func(caller engine.Caller) func() error {
		return func() error {
			_, err := s.ListMessages(caller, thread, chat.ListMessagesOptions{})
			return err
		}
	}
	for range 3 {
		s.wantCalls(50, 10*time.Second, list(s.ann))
		s.wantCalls(50, 10*time.Second, list(s.bob))
		s.clock.advance(10 * time.Second)
	}
	s.wantCalls(50, 30*time.Second, list(s.ann)) // 200 in a minute
	s.clock.advance(10 * time.Second)
	s.wantCalls(0, 20*time.Second, list(s.ann))
	s.wantCalls(50, 20*time.Second, list(s.bob)) // 400 of the thread in a minute
	message := s.send(s.ann, thread, "hello")
	receipt := func() error { return s.SendReadReceipt(s.ann, thread, message) }
	typing := func() error { return s.SendTypingNotification(s.bob, thread, chat.SendTypingNotificationOptions{}) }
	for range 3 {
		s.clock.advance(10 * time.Second)
		for range 10 {
			s.wantNoError(receipt())
		}
		for range 5 {
			s.wantNoError(typing())
		}
	}
	s.clock.advance(9500 * time.Millisecond)
	s.wantCalls(0, 31*time.Second, receipt)
	s.wantCalls(0, 31*time.Second, typing)
}

// TestRateLimitWindow checks that a window slides: a call is accepted when the oldest
// one is 10 seconds old, and RetryAfter is in whole seconds.
func TestRateLimitWindow(t *testing.T) {
	s := startLimited(t)
	thread := s.newThread()
	for range 10 {
		s.send(s.ann, thread, "hello")
		s.clock.advance(250 * time.Millisecond)
	}
	send := func() error {
		_, err := s.SendMessage(s.ann, thread, "one more", chat.SendMessageOptions{})
		return err
	}
	s.wantCalls(0, 8*time.Second, send)
	s.clock.advance(7500 * time.Millisecond)
	s.wantCalls(1, time.Second, send)
}

// TestIdentityRateLimits checks the limits of Identity, which are those of the resource
// in 30 seconds.
func TestIdentityRateLimits(t *testing.T) {
	s := startLimited(t)
	user, err := s.CreateUser()
	s.wantNoError(err)
	scopes := []engine.Scope{engine.ScopeChat}
	for _, tc := range []struct {
		name  string
		calls int
		call  func() error
	}{
		{"CreateUser", 999, func() error { _, err := s.CreateUser(); return err }},
		{"CreateUserAndToken", 997, func() error { _, _, err := s.CreateUserAndToken(scopes, 0); return err }},
		{"IssueToken", 1000, func() error { _, err := s.IssueToken(user, scopes, 0); return err }},
		{"ExchangeTeamsToken", 500, func() error { _, err := s.ExchangeTeamsToken("t", "a", "u"); return err }},
		{"RevokeTokens", 500, func() error { return s.RevokeTokens(user) }},
		{"DeleteUser", 500, func() error { return s.DeleteUser(user) }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s.t = t
			s.wantCalls(tc.calls, 30*time.Second, tc.call)
		})
	}
	s.clock.advance(30 * time.Second)
	_, err = s.CreateUser()
	s.wantNoError(err)
}

// TestNoRateLimits checks that there are no limits by default.
func TestNoRateLimits(t *testing.T) {
	s := start(t)
	thread := s.newThread()
	for range 100 {
		s.send(s.ann, thread, "hello")
	}
}
