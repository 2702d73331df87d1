package emulator_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// callsOf returns how often an operation was called.
func (s testService) callsOf(operation string) int {
	calls := 0
	for _, call := range s.Emulator.Calls() {
		if call.Operation == operation {
			calls++
		}
	}
	return calls
}

// TestClientUnderFaults checks what callers of the Go client see of each fault: whether
// the call fails, its outcome, and the number of requests. A message that was sent must
// not be reported as not sent, and the reverse. With HTTP/2, a broken connection is a
// stream error.
func TestClientUnderFaults(t *testing.T) {
	for _, c := range []struct {
		rule     string
		outcome  acs.Outcome
		requests int    // with the retries of the client
		sent     int    // messages that the emulator then has
		message  string // part of the error; "" if the call succeeds
	}{
		{"SendMessage:503:nth=2", acs.OutcomeDone, 1, 1, ""},
		{"SendMessage:503", acs.OutcomeUnknown, 1, 0, "Status 503 was injected by a fault rule."},
		{"SendMessage:429:nth=1", acs.OutcomeDone, 2, 1, ""},
		{"SendMessage:early-429:nth=1", acs.OutcomeDone, 2, 1, ""},
		{"SendMessage:early-429", acs.OutcomeNotDone, 4, 0, "Status 429 was injected by a fault rule."},
		{"SendMessage:drop", acs.OutcomeUnknown, 1, 0, "INTERNAL_ERROR"},
		{"SendMessage:lose", acs.OutcomeUnknown, 1, 1, "INTERNAL_ERROR"},
		{"SendMessage:cut-answer", acs.OutcomeDone, 1, 1, "reading the response: stream error"},
		{"SendMessage:gzip-bomb", acs.OutcomeDone, 1, 1, "exceeds the limit of"},
		{"SendMessage:latency=1ms", acs.OutcomeDone, 1, 1, ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			s := start(t, emulator.Options{})
			fred := s.newUser(identity.ScopeChat)
			thread := s.chatClient(fred).Thread(s.newThread(fred))
			wantNoError(t, s.Emulator.SetFaults(c.rule))
			_, err := thread.SendMessage(t.Context(), "hi", nil)
			if (err != nil) != (c.message != "") || err != nil && !strings.Contains(err.Error(), c.message) {
				t.Errorf("got error %v, want %q", err, c.message)
			}
			wantEqual(t, "outcome", acs.OutcomeOf(err), c.outcome)
			wantEqual(t, "requests", s.callsOf("SendMessage"), c.requests)
			sent := 0
			for message, err := range thread.Messages(t.Context(), nil) {
				wantNoError(t, err)
				if message.Type == chat.MessageTypeText {
					sent++
				}
			}
			wantEqual(t, "messages", sent, c.sent)
		})
	}
}

// TestClientUnderListFaults checks what callers see of the faults of a list: reads are
// retried, and an item that is null does not hide the others.
func TestClientUnderListFaults(t *testing.T) {
	for _, c := range []struct {
		rule     string
		requests int
		items    int
		message  string
	}{
		{"ListMessages:503:nth=1", 2, 3, ""},
		{"ListMessages:drop:first=2", 3, 3, ""},
		{"ListMessages:cut-answer:nth=1", 2, 3, ""},
		{"ListMessages:null-item", 1, 2, "null"},
		{"ListMessages:gzip-bomb", 1, 0, "exceeds the limit of"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			s := start(t, emulator.Options{})
			fred := s.newUser(identity.ScopeChat)
			thread := s.chatClient(fred).Thread(s.newThread(fred))
			_, err := thread.SendMessage(t.Context(), "hi", nil)
			wantNoError(t, err)
			wantNoError(t, s.Emulator.SetFaults(c.rule))
			items, message := 0, ""
			for _, err := range thread.Messages(t.Context(), nil) {
				if err != nil {
					message = err.Error()
				} else {
					items++
				}
			}
			if (message != "") != (c.message != "") || !strings.Contains(message, c.message) {
				t.Errorf("got error %s, want %q", message, c.message)
			}
			wantEqual(t, "items", items, c.items)
			wantEqual(t, "requests", s.callsOf("ListMessages"), c.requests)
		})
	}
}

// TestClientUnderLag checks that only the second list of messages is that of 10 seconds
// ago, which has no message yet.
func TestClientUnderLag(t *testing.T) {
	s := start(t, emulator.Options{Now: fixedTime})
	fred := s.newUser(identity.ScopeChat)
	id := s.newThread(fred)
	s.Emulator.Clock().Advance(15 * time.Second)
	_, err := s.chatClient(fred).Thread(id).SendMessage(t.Context(), "hi", nil)
	wantNoError(t, err)
	s.Emulator.Clock().Advance(5 * time.Second)
	wantNoError(t, s.Emulator.SetFaults("ListMessages:lag=10s:nth=2"))
	for i, want := range []bool{true, false, true} {
		wantEqual(t, fmt.Sprintf("list %d has the message", i+1), slices.Contains(s.messages(fred, id), "hi"), want)
	}
}

// TestClientInBlackHole checks that the deadline of the caller ends a call that is never
// answered, whose outcome is unknown.
func TestClientInBlackHole(t *testing.T) {
	s := start(t, emulator.Options{})
	fred := s.newUser(identity.ScopeChat)
	thread := s.chatClient(fred).Thread(s.newThread(fred))
	wantNoError(t, s.Emulator.SetFaults("SendMessage:black-hole"))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := thread.SendMessage(ctx, "hi", nil)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got error %v", err)
	}
	wantEqual(t, "outcome", acs.OutcomeOf(err), acs.OutcomeUnknown)
}

// TestBlackHoleStops checks that the emulator stops although a client still waits.
func TestBlackHoleStops(t *testing.T) {
	e, err := emulator.New(emulator.Options{Faults: []string{"*:black-hole"}})
	wantNoError(t, err)
	l, err := e.Listen("127.0.0.1:0")
	wantNoError(t, err)
	l.SetGrace(time.Hour)
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- l.Serve(ctx) }()
	failed := make(chan error, 1)
	go func() {
		resp, err := l.Client().Get(l.Endpoint + "/chat/threads")
		if err == nil {
			err = resp.Body.Close()
		}
		failed <- err
	}()
	for len(e.Calls()) == 0 {
		time.Sleep(time.Millisecond)
	}
	cancel()
	wantNoError(t, <-served)
	if err := <-failed; err == nil {
		t.Error("the request was answered")
	}
	wantNoError(t, e.Close())
}

// TestRefusedParticipants checks that AddAllParticipants retries refused participants
// until all of them have joined.
func TestRefusedParticipants(t *testing.T) {
	s := start(t, emulator.Options{})
	fred := s.newUser(identity.ScopeChat)
	id := s.newThread(fred)
	var guests []chat.Participant
	for i := range 20 {
		guests = append(guests, chat.Participant{ID: s.newUser(identity.ScopeChat).id, DisplayName: fmt.Sprint("Guest ", i)})
	}
	wantNoError(t, s.Emulator.SetFaults("AddParticipants:refuse=503:0.5:then=ok"))
	client := s.chatClient(fred).Thread(id)
	first, err := client.AddParticipants(t.Context(), guests[:10], nil)
	wantNoError(t, err)
	refused := first.Rejected()
	if len(refused) == 0 || len(refused) == 10 {
		t.Fatalf("refused %d of 10", len(refused))
	}
	wantError(t, refused[0], "participant rejected: 503: The participant was refused by a fault rule. ("+refused[0].Participant.ID.RawID()+")")

	wantNoError(t, s.Emulator.SetFaults("AddParticipants:refuse=503:0.5:then=ok"))
	result, err := client.AddAllParticipants(t.Context(), guests, &chat.AddAllParticipantsOptions{RetryDelay: -1})
	wantNoError(t, err)
	wantEqual(t, "added", len(result.Added), 20)
	wantEqual(t, "rejected", len(result.Rejected), 0)
	var joined []string
	for p, err := range client.Participants(t.Context(), nil) {
		wantNoError(t, err)
		joined = append(joined, p.ID.RawID())
	}
	for _, guest := range guests {
		if !slices.Contains(joined, guest.ID.RawID()) {
			t.Errorf("%s has not joined", guest.DisplayName)
		}
	}
	wantEqual(t, "requests", s.callsOf("AddParticipants"), 3)
}
