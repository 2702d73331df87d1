package engine_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/chat"
)

const (
	forbidden = "403 Forbidden: The initiator doesn't have the permission to perform the requested operation."
	notFound  = "404 NotFound"
	notOwned  = "401 IdentityNotOwned: Provided identity doesn't belong to the resource."
)

// clock is a clock that only moves when it is told to.
type clock struct{ ms atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.ms.Store(time.Date(2025, 3, 15, 12, 0, 0, 250e6, time.UTC).UnixMilli())
	return c
}

func (c *clock) Now() time.Time          { return time.UnixMilli(c.ms.Load()).UTC() }
func (c *clock) advance(d time.Duration) { c.ms.Add(d.Milliseconds()) }

// random gives the same bytes in each test.
func random() *rand.ChaCha8 { return rand.NewChaCha8([32]byte{1}) }

// service is an engine with a clock and some users.
type service struct {
	*engine.Engine

	t     *testing.T
	clock *clock
	ann   engine.Caller
	bob   engine.Caller
	cid   engine.Caller
}

func newService(t *testing.T, options engine.Options) *service {
	t.Helper()
	s := &service{t: t, clock: newClock()}
	options.Now, options.Random = s.clock.Now, random()
	e, err := engine.New(options)
	s.ok(err)
	s.Engine = e
	s.ann, s.bob, s.cid = s.user(), s.user(), s.user()
	return s
}

func start(t *testing.T) *service {
	t.Helper()
	return newService(t, engine.Options{})
}

func (s *service) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// user makes a user who may do everything.
func (s *service) user() engine.Caller {
	s.t.Helper()
	return s.userWith(engine.ScopeChat)
}

func (s *service) userWith(scopes ...engine.Scope) engine.Caller {
	s.t.Helper()
	_, token, err := s.CreateUserAndToken(scopes, 0)
	s.ok(err)
	caller, err := s.Authenticate(token.Token)
	s.ok(err)
	return caller
}

func id(c engine.Caller) acs.Identifier { return acs.ParseIdentifier(c.RawID()) }

func member(c engine.Caller) chat.Participant { return chat.Participant{ID: id(c)} }

// thread makes a thread of ann's with the others.
func (s *service) thread(others ...engine.Caller) chat.ThreadID {
	s.t.Helper()
	var options chat.CreateThreadOptions
	for _, other := range others {
		options.Participants = append(options.Participants, member(other))
	}
	created, err := s.CreateThread(s.ann, "Lunch", options)
	s.ok(err)
	return created.Thread.ID
}

func (s *service) send(caller engine.Caller, thread chat.ThreadID, content string) chat.MessageID {
	s.t.Helper()
	sent, err := s.SendMessage(caller, thread, content, chat.SendMessageOptions{})
	s.ok(err)
	return sent
}

func (s *service) message(caller engine.Caller, thread chat.ThreadID, message chat.MessageID) chat.Message {
	s.t.Helper()
	got, err := s.GetMessage(caller, thread, message)
	s.ok(err)
	return got
}

func (s *service) properties(thread chat.ThreadID) chat.ThreadProperties {
	s.t.Helper()
	got, err := s.GetThread(s.ann, thread)
	s.ok(err)
	return got
}

// history is what a caller sees of a thread, oldest first, a word each.
func (s *service) history(caller engine.Caller, thread chat.ThreadID) []string {
	s.t.Helper()
	var got []string
	for _, m := range all(s.t, func(token string) (engine.Page[chat.Message], error) {
		return s.ListMessages(caller, thread, chat.ListMessagesOptions{ContinuationToken: token})
	}) {
		switch m.Type {
		case chat.MessageTypeText, chat.MessageTypeHTML:
			got = append(got, m.SequenceID+" "+m.Content.Message)
		case chat.MessageTypeTopicUpdated:
			got = append(got, m.SequenceID+" topic "+m.Content.Topic)
		default:
			got = append(got, fmt.Sprint(m.SequenceID, " ", m.Type, " ", len(m.Content.Participants)))
		}
	}
	slices.Reverse(got)
	return got
}

// all gets all pages of a list.
func all[T any](t *testing.T, next func(token string) (engine.Page[T], error)) []T {
	t.Helper()
	var items []T
	for token := ""; ; {
		page, err := next(token)
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, page.Items...)
		if token = page.Continuation; token == "" {
			return items
		}
	}
}

// wantMessage checks the whole message of an error.
func wantMessage(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func wantEqual(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\ngot  %+v\nwant %+v", what, got, want)
	}
}

func wantStatus(t *testing.T, err error, status int) *engine.Error {
	t.Helper()
	var e *engine.Error
	if !errors.As(err, &e) || e.Status != status {
		t.Fatalf("error %v, want status %d", err, status)
	}
	return e
}
