package engine_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// TestFormerParticipant checks that a removed user reads the history up to the removal
// and sees the thread in the list as it was then, before and after a restart.
func TestFormerParticipant(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	file, closeStore := openStore(t, path)
	s := newTestService(t, engine.Options{Store: file})
	thread := s.newThread(s.bob)
	before := s.send(s.ann, thread, "before")
	s.clock.advance(time.Minute)
	removed := s.clock.Now().Truncate(time.Second)
	s.wantNoError(s.RemoveParticipant(s.ann, thread, identifier(s.bob)))
	s.clock.advance(time.Minute)
	after := s.send(s.ann, thread, "after")
	s.wantNoError(s.UpdateThread(s.ann, thread, chat.UpdatePropertiesOptions{Topic: acs.Set("Dinner")}))

	check := func(t *testing.T) {
		t.Helper()
		want := []string{"1 participantAdded 2", "2 topic Lunch", "3 before", "4 participantRemoved 1"}
		wantEqual(t, "history", s.history(s.bob, thread), want)
		wantEqual(t, "message", s.message(s.bob, thread, before).Content.Message, "before")
		_, err := s.GetMessage(s.bob, thread, after)
		wantError(t, err, notFound)
		page, err := s.ListThreads(s.bob, chat.ListThreadsOptions{})
		s.wantNoError(err)
		wantEqual(t, "threads", page.Items, []chat.ThreadItem{{ID: thread, Topic: "Lunch", LastMessageReceivedOn: removed}})
		_, err = s.SendMessage(s.bob, thread, "hello?", chat.SendMessageOptions{})
		wantError(t, err, forbidden)
		wantEqual(t, "names", len(s.displayNames(thread)), 1)
	}
	check(t)
	closeStore()
	file, closeStore = openStore(t, path)
	defer closeStore()
	again, err := engine.New(engine.Options{Now: s.clock.Now, Store: file})
	s.wantNoError(err)
	s.Engine = again
	t.Run("after a restart", check)

	s.clock.advance(time.Minute)
	s.wantNoError(s.DeleteThread(s.ann, thread))
	_, err = s.GetMessage(s.bob, thread, before)
	wantError(t, err, noThread)
	page, err := s.ListThreads(s.bob, chat.ListThreadsOptions{})
	s.wantNoError(err)
	wantEqual(t, "deleted", page.Items, []chat.ThreadItem{
		{ID: thread, Topic: "Lunch", DeletedOn: s.clock.Now().Truncate(time.Second), LastMessageReceivedOn: removed},
	})
}

// TestAddFormerParticipant checks that a removed user who is added again sees the
// complete history and has the thread in the list once, before and after a restart.
func TestAddFormerParticipant(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	file, closeStore := openStore(t, path)
	s := newTestService(t, engine.Options{Store: file})
	thread := s.newThread(s.bob)
	s.wantNoError(s.RemoveParticipant(s.bob, thread, identifier(s.bob)))
	s.send(s.ann, thread, "while away")
	_, err := s.AddParticipants(s.ann, thread, []chat.Participant{participant(s.bob)})
	s.wantNoError(err)
	last := s.send(s.bob, thread, "back")
	check := func(t *testing.T) {
		t.Helper()
		wantEqual(t, "history", s.history(s.bob, thread), []string{
			"1 participantAdded 2", "2 topic Lunch", "3 participantRemoved 1", "4 while away", "5 participantAdded 1", "6 back",
		})
		page, err := s.ListThreads(s.bob, chat.ListThreadsOptions{})
		s.wantNoError(err)
		wantEqual(t, "threads", len(page.Items), 1)
		s.wantNoError(s.UpdateMessage(s.bob, thread, last, chat.UpdateMessageOptions{Content: acs.Set("here")}))
		s.wantNoError(s.UpdateMessage(s.bob, thread, last, chat.UpdateMessageOptions{Content: acs.Set("back")}))
	}
	check(t)
	closeStore()
	file, closeStore = openStore(t, path)
	defer closeStore()
	again, err := engine.New(engine.Options{Now: s.clock.Now, Store: file})
	s.wantNoError(err)
	s.Engine = again
	t.Run("after a restart", check)
}
