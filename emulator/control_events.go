package emulator

import (
	"net/http"
	"time"

	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// wireChange is the body of the event "change".
type wireChange struct {
	Kind         string                    `json:"kind"`
	Time         time.Time                 `json:"time"`
	Thread       string                    `json:"thread,omitempty"`
	Topic        string                    `json:"topic,omitempty"`
	Initiator    string                    `json:"initiator,omitempty"`
	Message      *newestMessage            `json:"message,omitempty"`
	Participants []wireParticipantOverview `json:"participants,omitempty"`
}

// publishChanges publishes what has happened in threads.
func (e *Emulator) publishChanges(events []engine.Event) {
	if !e.stream.isUsed() {
		return
	}
	for i := range events {
		e.stream.publish("change", newWireChange(&events[i]))
	}
}

func newWireChange(event *engine.Event) wireChange {
	w := wireChange{
		Kind: changeKind(event.Kind), Time: event.On, Thread: string(event.Thread.ID), Topic: event.Thread.Topic,
		Participants: mapSlice(event.Participants, func(p chat.Participant) wireParticipantOverview {
			return wireParticipantOverview{ID: p.ID.RawID(), DisplayName: p.DisplayName}
		}),
	}
	if event.Initiator != nil {
		w.Initiator = event.Initiator.RawID()
	}
	if event.Message != nil {
		w.Message = (*newestMessage)(event.Message)
	}
	return w
}

// changeKind returns the name of a kind of events.
func changeKind(kind engine.EventKind) string {
	switch kind {
	case engine.MessageReceived:
		return "messageReceived"
	case engine.MessageEdited:
		return "messageEdited"
	case engine.MessageDeleted:
		return "messageDeleted"
	case engine.ThreadCreated:
		return "threadCreated"
	case engine.ThreadUpdated:
		return "threadUpdated"
	case engine.ThreadDeleted:
		return "threadDeleted"
	case engine.ParticipantsAdded:
		return "participantsAdded"
	case engine.ParticipantsRemoved:
		return "participantsRemoved"
	default:
		return "typingStarted"
	}
}

// Times of the stream of events.
const (
	heartbeat    = 15 * time.Second // between comments, which show that the stream still exists
	eventTimeout = 30 * time.Second // for a client to read an event
)

// getEvents sends events until the client disconnects, falls behind, or the server stops.
func (c control) getEvents(w http.ResponseWriter, r *http.Request) {
	events, stop := c.emulator.stream.subscribe()
	defer stop()
	ticker := time.NewTicker(heartbeat)
	defer ticker.Stop()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	controller := http.NewResponseController(w)
	_ = controller.SetReadDeadline(time.Time{}) // otherwise the stream ends with the server's ReadTimeout
	comment := []byte(": connected\n\n")
	for event, ok := comment, true; ok; {
		_ = controller.SetWriteDeadline(time.Now().Add(eventTimeout))
		if _, err := w.Write(event); err != nil || controller.Flush() != nil {
			return
		}
		select {
		case event, ok = <-events:
		case <-ticker.C:
			event = comment
		case <-r.Context().Done():
			return
		case <-c.stopping:
			return
		}
	}
}
