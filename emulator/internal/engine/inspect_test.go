package engine_test

import (
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
)

// TestThreadOverviews checks the order and the sizes of all threads.
func TestThreadOverviews(t *testing.T) {
	s := start(t)
	first := s.newThread(s.bob)
	second := s.newThread()
	third := s.newThread()
	s.clock.advance(time.Second)
	s.send(s.ann, first, "hi")
	s.wantNoError(s.DeleteThread(s.ann, third))
	list, total, err := s.ThreadOverviews(9)
	s.wantNoError(err)
	wantEqual(t, "total", total, 3)
	var got []any
	for _, o := range list {
		got = append(got, o.Properties.ID, o.Participants, o.Messages)
	}
	wantEqual(t, "threads", got, []any{third, 1, 0, first, 2, 3, second, 1, 2})
	list, total, err = s.ThreadOverviews(1)
	s.wantNoError(err)
	wantEqual(t, "limited", len(list), 1)
	wantEqual(t, "total", total, 3)
}

// TestOverviewsIgnoreLagAndRates checks that lag and rate limits do not apply.
func TestOverviewsIgnoreLagAndRates(t *testing.T) {
	s := newTestService(t, engine.Options{Lag: time.Minute, RateLimits: true})
	thread := s.newThread(s.bob)
	for range 300 {
		messages, err := s.LastMessages(thread, 0, 10)
		s.wantNoError(err)
		participants, err := s.ParticipantOverviews(thread)
		s.wantNoError(err)
		wantEqual(t, "messages", len(messages), 2)
		wantEqual(t, "participants", len(participants), 2)
	}
}

// TestCallerFor checks that the caller acts as the user, who must exist.
func TestCallerFor(t *testing.T) {
	s := start(t)
	thread := s.newThread()
	caller, err := s.CallerFor(s.ann.RawID())
	s.wantNoError(err)
	message := s.send(caller, thread, "hi")
	wantEqual(t, "sender", s.message(s.ann, thread, message).Sender, identifier(s.ann))
	_, err = s.CallerFor("8:acs:x_y")
	wantError(t, err, `400 BadRequest: There is no user "8:acs:x_y".`)
	s.wantNoError(s.DeleteUser(acs.UserIdentifier{ID: s.ann.RawID()}))
	_, err = s.CallerFor(s.ann.RawID())
	wantError(t, err, `400 BadRequest: There is no user "`+s.ann.RawID()+`".`)
}

// TestAddObserver checks that all observers receive the events.
func TestAddObserver(t *testing.T) {
	var got []string
	observer := func(name string) func([]engine.Event) {
		return func(events []engine.Event) {
			for range events {
				got = append(got, name)
			}
		}
	}
	s := newTestService(t, engine.Options{Observe: observer("option")})
	thread := s.newThread()
	s.AddObserver(observer("added"))
	s.send(s.ann, thread, "hi")
	wantEqual(t, "observers", got, []string{"option", "option", "added"})
}

// TestOverviewsAfterRestart checks that messages which are not loaded yet are counted and
// listed.
func TestOverviewsAfterRestart(t *testing.T) {
	path := t.TempDir() + "/state"
	file, closeStore := openStore(t, path)
	s := newTestService(t, engine.Options{Store: file})
	thread := s.newThread(s.bob)
	s.send(s.ann, thread, "hi")
	closeStore()
	file, _ = openStore(t, path)
	e, err := engine.New(engine.Options{Store: file})
	s.wantNoError(err)
	list, _, err := e.ThreadOverviews(1)
	s.wantNoError(err)
	wantEqual(t, "messages counted", list[0].Messages, 3)
	messages, err := e.LastMessages(thread, 0, 10)
	s.wantNoError(err)
	wantEqual(t, "messages listed", len(messages), 3)
}
