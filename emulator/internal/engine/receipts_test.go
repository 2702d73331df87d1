package engine_test

import (
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// Each participant has one receipt, the newest; who leaves takes it along.
func TestReadReceipts(t *testing.T) {
	s := start(t)
	thread := s.thread(s.bob, s.cid)
	first, second := s.send(s.ann, thread, "1"), s.send(s.ann, thread, "2")
	s.ok(s.SendReadReceipt(s.bob, thread, first))
	s.clock.advance(time.Minute)
	read := s.clock.Now().Truncate(time.Second)
	s.ok(s.SendReadReceipt(s.cid, thread, first))
	s.ok(s.SendReadReceipt(s.bob, thread, second))
	s.clock.advance(time.Minute)
	s.ok(s.SendReadReceipt(s.bob, thread, first)) // older than what is known
	list := func() []chat.ReadReceipt {
		return all(t, func(token string) (engine.Page[chat.ReadReceipt], error) {
			return s.ListReadReceipts(s.ann, thread, chat.ListReadReceiptsOptions{MaxPageSize: 1, ContinuationToken: token})
		})
	}
	bob, cid := chat.ReadReceipt{Sender: id(s.bob), MessageID: second, ReadOn: read}, chat.ReadReceipt{Sender: id(s.cid), MessageID: first, ReadOn: read}
	wantEqual(t, "receipts", list(), []chat.ReadReceipt{bob, cid})
	page, err := s.ListReadReceipts(s.ann, thread, chat.ListReadReceiptsOptions{Skip: 1})
	s.ok(err)
	wantEqual(t, "skipped", page.Items, []chat.ReadReceipt{cid})
	s.ok(s.RemoveParticipant(s.ann, thread, id(s.bob)))
	wantEqual(t, "without bob", list(), []chat.ReadReceipt{cid})
}

// A receipt is for a message that is there.
func TestReadReceiptUnknownMessage(t *testing.T) {
	s := start(t)
	thread := s.thread()
	for name, message := range map[string]chat.MessageID{"unknown": "1", "no number": "x", "none": ""} {
		t.Run(name, func(t *testing.T) { wantMessage(t, s.SendReadReceipt(s.ann, thread, message), notFound) })
	}
}

// Receipts and typing are for threads of up to 20.
func TestSmallThreads(t *testing.T) {
	s := start(t)
	thread := s.thread()
	message := s.send(s.ann, thread, "hello")
	crowd := s.crowd(20)
	calls := func() []error {
		_, err := s.ListReadReceipts(s.ann, thread, chat.ListReadReceiptsOptions{})
		return []error{s.SendReadReceipt(s.ann, thread, message), err, s.SendTypingNotification(s.ann, thread)}
	}
	_, err := s.AddParticipants(s.ann, thread, crowd[:19])
	s.ok(err)
	for _, err := range calls() {
		s.ok(err)
	}
	_, err = s.AddParticipants(s.ann, thread, crowd[19:])
	s.ok(err)
	for i, err := range calls() {
		what := []string{"Read receipts", "Read receipts", "Typing notifications"}[i]
		wantMessage(t, err, "400 BadRequest: "+what+" are for threads of up to 20 participants.")
	}
}

// With rates, an operation is refused until its oldest call is 10 s ago, told
// in whole seconds; other operations and threads go on.
func TestRateLimits(t *testing.T) {
	s := newService(t, engine.Options{RateLimits: true})
	thread, other := s.thread(), s.thread()
	for range 10 {
		s.send(s.ann, thread, "hello")
		s.clock.advance(250 * time.Millisecond)
	}
	_, err := s.SendMessage(s.ann, thread, "one more", chat.SendMessageOptions{})
	wantMessage(t, err, "429 TooManyRequests: Rate limit exceeded.")
	wantEqual(t, "wait", wantStatus(t, err, 429).RetryAfter, 8*time.Second)
	last := s.send(s.ann, other, "another thread")
	s.ok(s.UpdateMessage(s.ann, other, last, chat.UpdateMessageOptions{Content: acs.Set("x")}))
	s.clock.advance(7500 * time.Millisecond)
	s.send(s.ann, thread, "the oldest is over")
	_, err = s.SendMessage(s.ann, thread, "one more", chat.SendMessageOptions{})
	wantEqual(t, "wait", wantStatus(t, err, 429).RetryAfter, time.Second)
}

// The rates of the operations.
func TestRates(t *testing.T) {
	s := newService(t, engine.Options{RateLimits: true})
	thread := s.thread(s.bob)
	message, gone := s.send(s.bob, thread, "hello"), s.send(s.bob, thread, "delete me")
	for name, tc := range map[string]struct {
		rate int
		call func() error
	}{
		"ListMessages": {50, func() error {
			_, err := s.ListMessages(s.bob, thread, chat.ListMessagesOptions{})
			return err
		}},
		"ListThreads": {50, func() error {
			_, err := s.ListThreads(s.bob, chat.ListThreadsOptions{})
			return err
		}},
		"CreateThread": {10, func() error {
			_, err := s.CreateThread(s.bob, "x", chat.CreateThreadOptions{})
			return err
		}},
		"UpdateMessage": {10, func() error { return s.UpdateMessage(s.bob, thread, message, chat.UpdateMessageOptions{}) }},
		"DeleteMessage": {10, func() error { return s.DeleteMessage(s.bob, thread, gone) }},
		"Typing":        {5, func() error { return s.SendTypingNotification(s.bob, thread) }},
		"UpdateThread":  {5, func() error { return s.UpdateThread(s.bob, thread, chat.UpdatePropertiesOptions{}) }},
	} {
		t.Run(name, func(t *testing.T) {
			for range tc.rate {
				s.ok(tc.call())
			}
			wantStatus(t, tc.call(), 429)
		})
	}
}
