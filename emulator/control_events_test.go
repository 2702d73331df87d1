package emulator_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// eventStream reads the stream of events.
type eventStream struct {
	t       *testing.T
	scanner *bufio.Scanner
}

// openStream opens the stream of events for the duration of a test.
func (c controlled) openStream(t *testing.T) eventStream {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.url+"/events", http.NoBody)
	wantNoError(t, err)
	resp, err := c.client.Do(req)
	wantNoError(t, err)
	t.Cleanup(func() {
		cancel()
		_ = resp.Body.Close() // the stream was canceled
	})
	wantEqual(t, "content type", resp.Header.Get("Content-Type"), "text/event-stream")
	s := eventStream{t, bufio.NewScanner(resp.Body)}
	wantEqual(t, "first line", s.line(), ": connected")
	wantEqual(t, "second line", s.line(), "")
	return s
}

func (s eventStream) line() string {
	s.t.Helper()
	if !s.scanner.Scan() {
		s.t.Fatalf("the stream has ended: %v", s.scanner.Err())
	}
	return s.scanner.Text()
}

// next returns the name and the data of the next event.
func (s eventStream) next() (name, data string) {
	s.t.Helper()
	name, data = strings.TrimPrefix(s.line(), "event: "), strings.TrimPrefix(s.line(), "data: ")
	wantEqual(s.t, "the end of an event", s.line(), "")
	return name, data
}

// change returns the next change.
func (s eventStream) change() (change map[string]any) {
	s.t.Helper()
	for {
		if name, data := s.next(); name == "change" {
			wantNoError(s.t, json.Unmarshal([]byte(data), &change))
			return change
		}
	}
}

// TestControlEvents checks that calls and all kinds of changes come in the stream of
// events.
func TestControlEvents(t *testing.T) {
	c := startControl(t)
	stream := c.openStream(t)
	fred := c.newUser(identity.ScopeChat)
	name, data := stream.next()
	wantEqual(t, "the start of the call", name+" "+data, `call {"id":1,"time":"2025-11-22T10:50:50.123456789Z","operation":"CreateUser","status":0,`+
		`"method":"POST","url":"/identities?api-version=`+identity.APIVersion+`"}`)
	name, data = stream.next()
	if !strings.Contains(data, `"milliseconds":`) {
		t.Errorf("no duration: %s", data)
	}
	wantEqual(t, "the end of the call", name+" "+withoutDurations(data), `call {"id":1,"time":"2025-11-22T10:50:50.123456789Z","operation":"CreateUser","status":201,`+
		`"method":"POST","url":"/identities?api-version=`+identity.APIVersion+`"}`)

	ann := c.newUser(identity.ScopeChat)
	id := c.newThread(fred, ann)
	thread := c.chatClient(fred).Thread(id)
	created := stream.change()
	wantChange(t, created, "threadCreated", id)
	wantEqual(t, "initiator", created["initiator"], any(fred.id.ID))
	wantEqual(t, "topic", created["topic"], any("Lunch"))

	sent, err := thread.SendMessage(t.Context(), "hi", nil)
	wantNoError(t, err)
	received := stream.change()
	wantChange(t, received, "messageReceived", id)
	message, _ := received["message"].(map[string]any)
	wantEqual(t, "the message", message["id"], any(string(sent.ID)))

	wantChanges := func(kind string, _ any, err error) {
		t.Helper()
		wantNoError(t, err)
		wantChange(t, stream.change(), kind, id)
	}
	edited, err := thread.UpdateContent(t.Context(), sent.ID, "hello", nil)
	wantChanges("messageEdited", edited, err)
	deleted, err := thread.DeleteMessage(t.Context(), sent.ID, nil)
	wantChanges("messageDeleted", deleted, err)
	updated, err := thread.UpdateTopic(t.Context(), "Dinner", nil)
	wantChanges("threadUpdated", updated, err)
	removed, err := thread.RemoveParticipant(t.Context(), ann.id, nil)
	wantChanges("participantsRemoved", removed, err)
	added, err := thread.AddParticipant(t.Context(), chat.Participant{ID: ann.id, DisplayName: "Ann"}, nil)
	wantChanges("participantsAdded", added, err)
	typing, err := thread.SendTypingNotification(t.Context(), nil)
	wantChanges("typingStarted", typing, err)
	gone, err := c.chatClient(fred).DeleteThread(t.Context(), id, nil)
	wantChanges("threadDeleted", gone, err)
	wantNoError(t, c.Emulator.Restore(c.snapshot()))
	wantChange(t, stream.change(), "stateRestored", "")
}

func wantChange(t *testing.T, change map[string]any, kind string, thread chat.ThreadID) {
	t.Helper()
	gotThread, _ := change["thread"].(string)
	wantEqual(t, "kind", change["kind"], any(kind))
	wantEqual(t, "thread", gotThread, string(thread))
}

// TestControlStops checks that a server with an open stream stops without a wait.
func TestControlStops(t *testing.T) {
	c := startControl(t)
	control, err := c.listener.ListenControl("127.0.0.1:0")
	wantNoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- control.Serve(ctx) }()
	c.url = control.URL
	stream := c.openStream(t)
	cancel()
	wantNoError(t, <-served)
	if stream.scanner.Scan() || stream.scanner.Err() != nil {
		t.Errorf("the stream did not end, but got %q (%v)", stream.scanner.Text(), stream.scanner.Err())
	}
}
