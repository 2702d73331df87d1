package engine

import (
	"slices"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// EventKind is the kind of an Event.
type EventKind uint8

// The kinds of events. System messages are not events of their own.
const (
	MessageReceived EventKind = iota
	MessageEdited
	MessageDeleted
	ThreadCreated
	ThreadUpdated // topic, metadata or retention policy
	ThreadDeleted
	ParticipantsAdded // to an existing thread
	ParticipantsRemoved
	TypingStarted
)

// Event is something that happened in a thread, for Options.Observe. Unlike those of
// responses, its times have milliseconds.
type Event struct {
	Kind EventKind
	// On is the time of the event.
	On time.Time
	// Version is the version of the message, or of the thread, in Unix milliseconds.
	Version int64
	// Initiator is the participant who caused the event: the sender of a message, or
	// whoever changed the thread. It is nil if a retention policy deleted the thread.
	Initiator acs.Identifier
	// InitiatorName is the display name that a typing notification contains.
	InitiatorName string
	// Thread is the thread after the event.
	Thread chat.ThreadProperties
	// Message is the message after the event; nil if the event is not about a message.
	Message *chat.Message
	// Participants are those that were added or removed, or all of a new thread.
	Participants []chat.Participant
	// Recipients are the participants whom the event concerns, except for the
	// initiator. A participant who was removed is one of them.
	Recipients []acs.Identifier
}

// AddObserver adds an observer to that of the options, and to those that were added
// before. It receives the events of operations that start from here on.
func (e *Engine) AddObserver(observe func([]Event)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	before := e.observe
	if before == nil {
		e.observe = observe
		return
	}
	e.observe = func(events []Event) {
		before(events)
		observe(events)
	}
}

// addEvent adds an event to those of the operation. It completes the event's time,
// thread and recipients.
func (c *opContext) addEvent(t *thread, initiator string, event Event, alsoConcerned ...*participant) {
	event.On = unixMilli(c.nowMilli)
	event.Thread = t.eventProperties()
	if initiator != "" {
		event.Initiator = acs.ParseIdentifier(initiator)
	}
	for _, p := range slices.Concat(t.participants, alsoConcerned) {
		if p.ID != initiator {
			event.Recipients = append(event.Recipients, acs.ParseIdentifier(p.ID))
		}
	}
	c.events = append(c.events, event)
}

// addMessageEvent adds an event about the message at an index.
func (c *opContext) addMessageEvent(kind EventKind, t *thread, i int) {
	if c.observe == nil {
		return
	}
	m := &t.messages[i]
	model := t.messageModel(i)
	model.CreatedOn, model.EditedOn, model.DeletedOn = unixMilli(m.createdOn()), unixMilli(m.Edited), unixMilli(m.Deleted)
	c.addEvent(t, m.Sender, Event{Kind: kind, Version: m.version(), Message: &model})
}

// addThreadEvent adds an event about a thread. The initiator is empty if there is none.
func (c *opContext) addThreadEvent(kind EventKind, t *thread, initiator string) {
	if c.observe == nil {
		return
	}
	event := Event{Kind: kind, Version: max(c.nowMilli, t.lastVersion())}
	if kind == ThreadCreated {
		event.Participants = participantModels(t.participants)
	}
	c.addEvent(t, initiator, event)
}

// addParticipantsEvent adds an event about participants who were added or removed.
func (c *opContext) addParticipantsEvent(kind EventKind, t *thread, initiator string, changed []*participant) {
	if c.observe == nil || len(changed) == 0 {
		return
	}
	event := Event{Kind: kind, Version: t.lastVersion(), Participants: participantModels(changed)}
	if kind == ParticipantsAdded {
		changed = nil // they are participants now
	}
	c.addEvent(t, initiator, event, changed...)
}

// addTypingEvent adds an event about a typing notification.
func (c *opContext) addTypingEvent(t *thread, sender *participant, name string) {
	if c.observe == nil {
		return
	}
	c.addEvent(t, sender.ID, Event{Kind: TypingStarted, Version: c.nowMilli, InitiatorName: name})
}

// lastVersion returns the highest version of a message, or 0 if there is no message.
func (t *thread) lastVersion() int64 {
	if len(t.messages) == 0 {
		return 0
	}
	return t.messages[t.messageAt(len(t.messages)-1)].version()
}

// eventProperties returns the properties, with times in milliseconds.
func (t *thread) eventProperties() chat.ThreadProperties {
	properties := t.properties()
	properties.CreatedOn, properties.DeletedOn = unixMilli(t.CreatedOn), unixMilli(t.DeletedOn)
	return properties
}

func participantModels(list []*participant) []chat.Participant {
	models := make([]chat.Participant, len(list))
	for i, p := range list {
		models[i] = p.model()
	}
	return models
}

// unixMilli returns the time in UTC, or the zero time for 0.
func unixMilli(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
