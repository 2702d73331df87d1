package conformance_test

import (
	"cmp"
	"slices"
	"strings"
)

// recordedMessage is a message in a recorded response.
type recordedMessage struct {
	ID         string             `json:"id"`
	Type       string             `json:"type"`
	SequenceID string             `json:"sequenceId"`
	Version    string             `json:"version"`
	SenderName string             `json:"senderDisplayName"`
	Sender     recordedIdentifier `json:"senderCommunicationIdentifier"`
	SenderID   string             `json:"senderId"` // in the first previews, of the system the ID of the thread
	EditedOn   string             `json:"editedOn"`
	DeletedOn  string             `json:"deletedOn"`
	Metadata   map[string]string  `json:"metadata"`
	Content    struct {
		Message      string                `json:"message"`
		Topic        string                `json:"topic"`
		Participants []recordedParticipant `json:"participants"`
		Initiator    recordedIdentifier    `json:"initiatorCommunicationIdentifier"`
		InitiatorID  string                `json:"initiator"` // in the first previews
	} `json:"content"`
}

func (m recordedMessage) milli() int64    { return number(m.ID) }
func (m recordedMessage) sequence() int   { return int(number(m.SequenceID)) }
func (m recordedMessage) isChanged() bool { return m.Version != m.ID }

// author returns the raw ID of the sender, or of the initiator of a message of the
// system.
func (m recordedMessage) author() string {
	return cmp.Or(m.Content.Initiator.raw(), m.Content.InitiatorID, m.Sender.raw(), m.SenderID)
}

// allMessages returns the messages of all recorded pages.
func (w *world) allMessages() []recordedMessage {
	w.Helper()
	type page struct {
		Value []recordedMessage `json:"value"`
	}
	messages := parseBody[page](w).Value
	for _, next := range w.rec.Next {
		later := *w
		later.rec.Body = next.Body
		messages = append(messages, parseBody[page](&later).Value...)
	}
	return messages
}

// messageEvent is a change of a thread that leads to a recorded message.
type messageEvent struct {
	event

	number int    // the sequence ID that the change uses, or 0 if the recording does not contain it
	counts bool   // the change uses a sequence ID
	fill   func() // makes a change that the recording does not contain and that uses one
}

// prepareMessages creates a thread and posts messages, so that they have the recorded
// sequence IDs. What the recording does not contain is a text message or an edit.
func (w *world) prepareMessages(messages []recordedMessage) thread {
	w.Helper()
	slices.SortFunc(messages, func(a, b recordedMessage) int { return cmp.Compare(a.milli(), b.milli()) })
	first, topic := messages[0], "topic"
	participants, created := involved(messages), first.milli()-int64(first.sequence())
	if first.Type == "participantAdded" && first.sequence() == 1 {
		participants, created = first.Content.Participants, first.milli()
	}
	for _, m := range messages {
		if m.Type == "topicUpdated" && m.sequence() == 2 {
			topic = m.Content.Topic
		}
	}
	th := w.newThreadAt(created, topic, participants)
	var events []messageEvent
	for _, m := range messages {
		if m.sequence() > 2 {
			events = append(events, w.messageEvents(th, m)...)
		}
	}
	w.runMessageEvents(created, events)
	return th
}

// runMessageEvents makes the changes in the order of their times, so that they use their
// recorded sequence IDs. The thread was created before, and has two messages.
func (w *world) runMessageEvents(created int64, events []messageEvent) {
	w.Helper()
	slices.SortStableFunc(events, func(a, b messageEvent) int { return cmp.Compare(a.milli, b.milli) })
	next, last := 3, created
	for _, e := range events {
		for ; next < e.number; next++ {
			last++
			w.at(last)
			e.fill()
		}
		w.at(e.milli)
		e.run()
		if last = e.milli; e.counts {
			next++
		}
	}
}

// involved returns the authors of messages, and the participants who are removed.
func involved(messages []recordedMessage) []recordedParticipant {
	var list []recordedParticipant
	add := func(p recordedParticipant) {
		if !slices.ContainsFunc(list, func(q recordedParticipant) bool { return q.raw() == p.raw() }) {
			list = append(list, p)
		}
	}
	for _, m := range messages {
		add(recordedParticipant{RawID: m.author()})
		if m.Type == "participantRemoved" {
			for _, p := range m.Content.Participants {
				add(p)
			}
		}
	}
	return list
}

// messageEvents returns the changes that lead to a recorded message.
func (w *world) messageEvents(th thread, m recordedMessage) []messageEvent {
	post := messageEvent{number: m.sequence(), counts: true, fill: func() { w.as(w.caller).send(th, `"content":"filler"`) }}
	post.milli = m.milli()
	switch m.Type {
	case "topicUpdated":
		post.run = func() {
			w.as(m.author()).patch(th.path(""), marshal(map[string]any{"topic": m.Content.Topic})).wantStatus(204)
		}
	case "participantAdded", "participantRemoved":
		post.run = func() { w.changeParticipants(th, m) }
	default:
		return w.textEvents(post, th, m)
	}
	return []messageEvent{post}
}

// changeParticipants adds or removes participants.
func (w *world) changeParticipants(th thread, m recordedMessage) {
	w.Helper()
	var added []string
	for _, p := range m.Content.Participants {
		id := w.as(p.raw()).id
		if m.Type == "participantRemoved" {
			w.as(m.author()).remove(th, id).wantStatus(204)
		} else {
			added = append(added, participant(id, p.properties()...))
		}
	}
	if added != nil {
		w.as(m.author()).add(th, strings.Join(added, ",")).wantStatus(201)
	}
}

// textEvents returns the event that sends a message and, if the recorded one was changed,
// the one that edits or deletes it.
func (w *world) textEvents(send messageEvent, th thread, m recordedMessage) []messageEvent {
	message := map[string]any{"content": m.Content.Message, "type": m.Type, "senderDisplayName": m.SenderName}
	if m.isChanged() {
		message["content"] = "before"
	} else if m.Metadata != nil {
		message["metadata"] = m.Metadata
	}
	var path string
	send.run = func() {
		path = th.path("/messages/" + w.as(m.author()).post(th.path("/messages"), marshal(message)).wantStatus(201).text("id"))
	}
	if !m.isChanged() {
		return []messageEvent{send}
	}
	edit := func(edit map[string]any) { w.as(m.author()).patch(path, marshal(edit)).wantStatus(204) }
	change := messageEvent{fill: func() { edit(map[string]any{"content": "between"}) }}
	change.milli = number(m.Version)
	change.run = func() { edit(map[string]any{"content": m.Content.Message, "metadata": m.Metadata}) }
	if m.DeletedOn != "" {
		change.run = func() { w.as(m.author()).delete(path).wantStatus(204) }
	}
	if w.rec.Version < "2025-03-15" { // the latest change has the number
		send.number, change.number, change.counts = 0, m.sequence(), true
	}
	return []messageEvent{send, change}
}
