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
	noThread  = "404 NotFound: The specified thread id was not found."
	notOwned  = "401 IdentityNotOwned: Provided identity doesn't belong to the resource."
)

// clock is a clock that only advance changes.
type clock struct{ ms atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.ms.Store(time.Date(2025, 3, 15, 12, 0, 0, 250e6, time.UTC).UnixMilli())
	return c
}

func (c *clock) Now() time.Time          { return time.UnixMilli(c.ms.Load()).UTC() }
func (c *clock) advance(d time.Duration) { c.ms.Add(d.Milliseconds()) }

// newRandom returns a source of the same bytes for each test.
func newRandom() *rand.ChaCha8 { return rand.NewChaCha8([32]byte{1}) }

// testService is an engine with a clock and three users.
type testService struct {
	*engine.Engine

	t     *testing.T
	clock *clock
	ann   engine.Caller
	bob   engine.Caller
	cid   engine.Caller
}

func newTestService(t *testing.T, options engine.Options) *testService {
	t.Helper()
	s := &testService{t: t, clock: newClock()}
	options.Now, options.Random = s.clock.Now, newRandom()
	e, err := engine.New(options)
	s.wantNoError(err)
	s.Engine = e
	s.ann, s.bob, s.cid = s.newUser(), s.newUser(), s.newUser()
	return s
}

func start(t *testing.T) *testService {
	t.Helper()
	return newTestService(t, engine.Options{})
}

func (s *testService) wantNoError(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// newUser creates a user with all permissions.
func (s *testService) newUser() engine.Caller {
	s.t.Helper()
	return s.newUserWithScopes(engine.ScopeChat)
}

func (s *testService) newUserWithScopes(scopes ...engine.Scope) engine.Caller {
	s.t.Helper()
	_, token, err := s.CreateUserAndToken(scopes, 0)
	s.wantNoError(err)
	caller, err := s.Authenticate(token.Token)
	s.wantNoError(err)
	return caller
}

func identifier(c engine.Caller) acs.Identifier { return acs.ParseIdentifier(c.RawID()) }

func participant(c engine.Caller) chat.Participant { return chat.Participant{ID: identifier(c)} }

// newThread creates a thread of ann and the others.
func (s *testService) newThread(others ...engine.Caller) chat.ThreadID {
	s.t.Helper()
	var options chat.CreateThreadOptions
	for _, other := range others {
		options.Participants = append(options.Participants, participant(other))
	}
	created, err := s.CreateThread(s.ann, "Lunch", options)
	s.wantNoError(err)
	return created.Thread.ID
}

func (s *testService) send(caller engine.Caller, thread chat.ThreadID, content string) chat.MessageID {
	s.t.Helper()
	sent, err := s.SendMessage(caller, thread, content, chat.SendMessageOptions{})
	s.wantNoError(err)
	return sent
}

func (s *testService) message(caller engine.Caller, thread chat.ThreadID, message chat.MessageID) chat.Message {
	s.t.Helper()
	got, err := s.GetMessage(caller, thread, message)
	s.wantNoError(err)
	return got
}

func (s *testService) properties(thread chat.ThreadID) chat.ThreadProperties {
	s.t.Helper()
	got, err := s.GetThread(s.ann, thread)
	s.wantNoError(err)
	return got
}

// history returns the messages that a caller sees in a thread, oldest first, in
// short form.
func (s *testService) history(caller engine.Caller, thread chat.ThreadID) []string {
	s.t.Helper()
	var got []string
	for _, m := range collectPages(s.t, func(token string) (engine.Page[chat.Message], error) {
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

// collectPages returns the items of all pages of a list.
func collectPages[T any](t *testing.T, next func(token string) (engine.Page[T], error)) []T {
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

// wantError checks the message of an error.
func wantError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || err.Error() != want {
		t.Errorf("got error %v, want %s", err, want)
	}
}

func wantEqual(t *testing.T, subject string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\ngot  %+v\nwant %+v", subject, got, want)
	}
}

// wantStatus checks that err is an *engine.Error with the status, and returns it.
func wantStatus(t *testing.T, err error, status int) *engine.Error {
	t.Helper()
	var e *engine.Error
	if !errors.As(err, &e) || e.Status != status {
		t.Fatalf("got error %v, want status %d", err, status)
	}
	return e
}
