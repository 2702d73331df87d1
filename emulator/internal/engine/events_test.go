package engine_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// observedService is a service whose events are recorded.
type observedService struct {
	*testService

	events []engine.Event
}

func startObserved(t *testing.T, options engine.Options) *observedService {
	t.Helper()
	s := &observedService{}
	options.Observe = func(events []engine.Event) { s.events = append(s.events, events...) }
	s.testService = newTestService(t, options)
	return s
}

// next returns the events since the last call, in short form.
func (s *observedService) next() string {
	var lines []string
	for _, e := range s.events {
		lines = append(lines, fmt.Sprintf("%d by %s to %s", e.Kind, s.name(e.Initiator), s.names(e.Recipients)))
	}
	s.events = nil
	return strings.Join(lines, "; ")
}

func (s *observedService) name(id acs.Identifier) string {
	for name, caller := range map[string]engine.Caller{"ann": s.ann, "bob": s.bob, "cid": s.cid} {
		if id != nil && id.RawID() == caller.RawID() {
			return name
		}
	}
	return "nobody"
}

func (s *observedService) names(ids []acs.Identifier) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = s.name(id)
	}
	return strings.Join(names, ",")
}

// Each change of a thread is one event, which concerns everyone but its initiator.
// Operations that change nothing, or fail, are no events.
func TestEvents(t *testing.T) {
	s := startObserved(t, engine.Options{})
	wantEqual(t, "events of users", s.next(), "")
	thread := s.newThread(s.bob)
	wantEqual(t, "create", s.next(), fmt.Sprint(engine.ThreadCreated, " by ann to bob"))
	sent := s.send(s.bob, thread, "hello")
	wantEqual(t, "send", s.next(), fmt.Sprint(engine.MessageReceived, " by bob to ann"))
	for _, step := range []struct {
		name string
		do   func() error
		want string
	}{
		{"add", func() error { return s.add(thread, s.cid, s.bob) }, fmt.Sprint(engine.ParticipantsAdded, " by ann to bob,cid")},
		{"add again", func() error { return s.add(thread, s.cid) }, ""},
		{"edit", func() error {
			return s.UpdateMessage(s.bob, thread, sent, chat.UpdateMessageOptions{Content: acs.Set("bye")})
		}, fmt.Sprint(engine.MessageEdited, " by bob to ann,cid")},
		{"edit nothing", func() error { return s.UpdateMessage(s.bob, thread, sent, chat.UpdateMessageOptions{}) }, ""},
		{"delete message", func() error { return s.DeleteMessage(s.bob, thread, sent) }, fmt.Sprint(engine.MessageDeleted, " by bob to ann,cid")},
		{"delete message again", func() error { return s.DeleteMessage(s.bob, thread, sent) }, ""},
		{"topic", func() error {
			return s.UpdateThread(s.ann, thread, chat.UpdatePropertiesOptions{Topic: acs.Set("Dinner")})
		}, fmt.Sprint(engine.ThreadUpdated, " by ann to bob,cid")},
		{"same topic", func() error {
			return s.UpdateThread(s.ann, thread, chat.UpdatePropertiesOptions{Topic: acs.Set("Dinner")})
		}, ""},
		{"retention", func() error {
			return s.UpdateThread(s.ann, thread, chat.UpdatePropertiesOptions{
				RetentionPolicy: acs.Set[chat.RetentionPolicy](chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 30}),
			})
		}, fmt.Sprint(engine.ThreadUpdated, " by ann to bob,cid")},
		{"typing", func() error {
			return s.SendTypingNotification(s.cid, thread, chat.SendTypingNotificationOptions{})
		}, fmt.Sprint(engine.TypingStarted, " by cid to ann,bob")},
		{"receipt", func() error { return s.SendReadReceipt(s.cid, thread, sent) }, ""},
		{"remove", func() error { return s.RemoveParticipant(s.ann, thread, identifier(s.cid)) }, fmt.Sprint(engine.ParticipantsRemoved, " by ann to bob,cid")},
		{"remove again", func() error { return s.RemoveParticipant(s.ann, thread, identifier(s.cid)) }, ""},
		{"leave", func() error { return s.RemoveParticipant(s.bob, thread, identifier(s.bob)) }, fmt.Sprint(engine.ParticipantsRemoved, " by bob to ann")},
		{"delete", func() error { return s.DeleteThread(s.ann, thread) }, fmt.Sprint(engine.ThreadDeleted, " by ann to ")},
	} {
		s.clock.advance(time.Minute)
		s.wantNoError(step.do())
		wantEqual(t, step.name, s.next(), step.want)
	}
	_, err := s.SendMessage(s.ann, thread, "late", chat.SendMessageOptions{})
	wantError(t, err, noThread)
	wantEqual(t, "failed operation", s.next(), "")
}

func (s *observedService) add(thread chat.ThreadID, others ...engine.Caller) error {
	var participants []chat.Participant
	for _, other := range others {
		participants = append(participants, participant(other))
	}
	_, err := s.AddParticipants(s.ann, thread, participants)
	return err
}

// Times are in milliseconds, and an event is not changed by later operations.
func TestEventContent(t *testing.T) {
	s := startObserved(t, engine.Options{})
	thread := s.newThread(s.bob)
	created := s.clock.Now()
	s.clock.advance(1500 * time.Millisecond)
	sent, err := s.SendMessage(s.ann, thread, "<b>hello</b>", chat.SendMessageOptions{
		Type: chat.MessageTypeHTML, SenderDisplayName: "Ann", Metadata: map[string]string{"k": "v"},
	})
	s.wantNoError(err)
	sentOn := s.clock.Now()
	s.clock.advance(time.Second)
	s.wantNoError(s.DeleteMessage(s.ann, thread, sent))
	received, deleted := s.events[1], s.events[2]
	wantEqual(t, "time", received.On, sentOn)
	wantEqual(t, "version", fmt.Sprint(received.Version), string(sent))
	wantEqual(t, "thread", received.Thread.CreatedOn, created)
	message := received.Message
	wantEqual(t, "content", message.Content.Message, "<b>hello</b>")
	wantEqual(t, "name and metadata", fmt.Sprint(message.SenderDisplayName, message.Metadata), "Annmap[k:v]")
	wantEqual(t, "times of the message", []time.Time{message.CreatedOn, message.DeletedOn}, []time.Time{sentOn, {}})
	wantEqual(t, "times of the deletion", []time.Time{deleted.Message.CreatedOn, deleted.Message.DeletedOn}, []time.Time{sentOn, s.clock.Now()})
	wantEqual(t, "participants", len(s.events[0].Participants), 2)
	if reflect.DeepEqual(received.Message, deleted.Message) {
		t.Error("the event about the sent message has changed")
	}
}

// A retention policy deletes a thread without an initiator, for all participants.
func TestEventOfRetention(t *testing.T) {
	s := startObserved(t, engine.Options{})
	_, err := s.CreateThread(s.ann, "Lunch", chat.CreateThreadOptions{
		Participants:    []chat.Participant{participant(s.bob)},
		RetentionPolicy: chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 30},
	})
	s.wantNoError(err)
	s.next()
	s.clock.advance(31 * 24 * time.Hour)
	s.newUser()
	wantEqual(t, "events", s.next(), fmt.Sprint(engine.ThreadDeleted, " by nobody to ann,bob"))
}

// An event is observed only if its change is durable.
func TestEventsAreDurable(t *testing.T) {
	file := &failingStore{}
	s := startObserved(t, engine.Options{Store: file})
	thread := s.newThread(s.bob)
	s.next()
	file.broken = true
	_, err := s.SendMessage(s.ann, thread, "hello", chat.SendMessageOptions{})
	wantError(t, err, "503 ServiceUnavailable: The state cannot be stored.")
	wantEqual(t, "events", s.next(), "")
}
