package engine_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// TestLag checks that reads see everything in the state of the lag ago, and the present
// state when it is that old.
func TestLag(t *testing.T) {
	s := newTestService(t, engine.Options{Lag: 2 * time.Second})
	thread := s.newThread(s.bob)
	edited, deleted := s.send(s.ann, thread, "old"), s.send(s.ann, thread, "secret")
	s.wantNoError(s.SendReadReceipt(s.bob, thread, edited))
	s.clock.advance(time.Minute)
	late := s.ann.WithLag(0)
	before := visibleState(t, s.Engine, late)

	s.wantNoError(s.UpdateMessage(s.ann, thread, edited, chat.UpdateMessageOptions{Content: acs.Set("new"), Metadata: acs.MergeMap(map[string]string{"k": "v"})}))
	s.wantNoError(s.DeleteMessage(s.ann, thread, deleted))
	s.wantNoError(s.UpdateMessage(s.ann, thread, edited, chat.UpdateMessageOptions{Content: acs.Set("newer")}))
	sent := s.send(s.ann, thread, "latest")
	s.wantNoError(s.SendReadReceipt(s.bob, thread, sent))
	s.wantNoError(s.SendReadReceipt(s.ann, thread, sent))
	s.wantNoError(s.UpdateThread(s.ann, thread, chat.UpdatePropertiesOptions{Topic: acs.Set("Dinner"), Metadata: acs.MergeMap(map[string]string{"k": "v"})}))
	_, err := s.AddParticipants(s.ann, thread, []chat.Participant{participant(s.cid)})
	s.wantNoError(err)
	s.wantNoError(s.RemoveParticipant(s.ann, thread, identifier(s.bob)))
	after := visibleState(t, s.Engine, late)
	if fmt.Sprint(after) == fmt.Sprint(before) {
		t.Fatal("the changes are not visible without a lag")
	}
	wantEqual(t, "at once", visibleState(t, s.Engine, s.ann), before)
	_, err = s.GetMessage(s.ann, thread, sent)
	wantError(t, err, notFound)
	wantEqual(t, "order", sequenceIDs(s.list(s.ann, thread)), []string{"4", "3", "2", "1"})
	wantEqual(t, "numbers", sequenceIDs(s.list(s.ann.WithChangeNumbers(), thread)), []string{"4", "3", "2", "1"})
	s.clock.advance(1999 * time.Millisecond)
	wantEqual(t, "just before the end", visibleState(t, s.Engine, s.ann), before)
	s.clock.advance(time.Second)
	wantEqual(t, "after the lag", visibleState(t, s.Engine, s.ann), after)
	wantEqual(t, "numbers after the lag", sequenceIDs(s.list(s.ann.WithChangeNumbers(), thread)), []string{"11", "10", "9", "8", "7", "6", "2", "1"})
	wantEqual(t, "order after the lag", sequenceIDs(s.list(s.ann, thread)), []string{"8", "7", "6", "5", "3", "4", "2", "1"})
}

// list returns the first page of a thread's messages.
func (s *testService) list(caller engine.Caller, thread chat.ThreadID) []chat.Message {
	s.t.Helper()
	page, err := s.ListMessages(caller, thread, chat.ListMessagesOptions{})
	s.wantNoError(err)
	return page.Items
}

// TestLagOfCaller checks that the lag of one caller does not affect others, that a longer
// lag than MaxLag is reduced and a negative one is none.
func TestLagOfCaller(t *testing.T) {
	s := start(t)
	thread := s.newThread(s.bob)
	s.clock.advance(time.Hour)
	s.send(s.ann, thread, "new")
	s.clock.advance(engine.MaxLag - time.Millisecond)
	count := func(caller engine.Caller) int { return len(s.list(caller, thread)) }
	wantEqual(t, "bob", count(s.bob), 3)
	wantEqual(t, "bob, lagging", count(s.bob.WithLag(engine.MaxLag)), 2)
	wantEqual(t, "negative", count(s.bob.WithLag(-time.Hour)), 3)
	s.clock.advance(2 * time.Millisecond)
	wantEqual(t, "more than the maximum", count(s.bob.WithLag(time.Hour)), 3)
}

// TestLagOfThreads checks the order of threads for a lagging caller: a new thread comes
// first and has no last message yet, and others are where they were before.
func TestLagOfThreads(t *testing.T) {
	s := start(t)
	first := s.newThread(s.bob)
	s.clock.advance(time.Minute)
	second := s.newThread()
	s.clock.advance(time.Minute)
	old := s.clock.Now().Truncate(time.Second)
	s.send(s.ann, first, "news")
	created := s.newThread(s.bob)
	s.clock.advance(time.Millisecond)
	s.wantNoError(s.RemoveParticipant(s.ann, first, identifier(s.bob)))
	_, err := s.AddParticipants(s.ann, second, []chat.Participant{participant(s.bob)})
	s.wantNoError(err)
	items := func(caller engine.Caller) []chat.ThreadItem {
		page, err := s.ListThreads(caller, chat.ListThreadsOptions{})
		s.wantNoError(err)
		return page.Items
	}
	item := func(id chat.ThreadID, lastMessage time.Time) chat.ThreadItem {
		return chat.ThreadItem{ID: id, Topic: "Lunch", LastMessageReceivedOn: lastMessage}
	}
	wantEqual(t, "ann", items(s.ann.WithLag(time.Second)), []chat.ThreadItem{
		item(created, time.Time{}), item(second, old.Add(-time.Minute)), item(first, old.Add(-2*time.Minute)),
	})
	wantEqual(t, "bob, not yet in the second", items(s.bob.WithLag(time.Second)), []chat.ThreadItem{
		item(created, time.Time{}), item(first, old.Add(-2*time.Minute)),
	})
	wantEqual(t, "ann without a lag", items(s.ann), []chat.ThreadItem{item(second, old), item(first, old), item(created, old)})
	s.wantNoError(s.DeleteThread(s.ann, first))
	_, err = s.GetThread(s.ann.WithLag(time.Second), first)
	wantError(t, err, noThread)
}

// TestLagOfManyChanges checks that a lagging read does not fail when there have been more
// changes than the journal keeps, and then sees a newer state.
func TestLagOfManyChanges(t *testing.T) {
	s := start(t)
	thread := s.newThread()
	sent := s.send(s.ann, thread, "0")
	s.clock.advance(time.Minute)
	for i := range 1001 {
		s.wantNoError(s.UpdateMessage(s.ann, thread, sent, chat.UpdateMessageOptions{Content: acs.Set(fmt.Sprint(i + 1))}))
	}
	got := s.message(s.ann.WithLag(time.Second), thread, sent)
	wantEqual(t, "content", got.Content.Message, "1")
}
