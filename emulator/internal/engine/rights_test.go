package engine_test

import (
	"slices"
	"testing"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// everything calls each operation of chat once, those that end something last,
// and returns the errors by name.
func (s *service) everything(caller engine.Caller, thread chat.ThreadID, message chat.MessageID) map[string]error {
	errs := map[string]error{}
	_, errs["CreateThread"] = s.CreateThread(caller, "Dinner", chat.CreateThreadOptions{})
	_, errs["GetThread"] = s.GetThread(caller, thread)
	_, errs["ListThreads"] = s.ListThreads(caller, chat.ListThreadsOptions{})
	_, errs["AddParticipants"] = s.AddParticipants(caller, thread, []chat.Participant{member(s.cid)})
	errs["RemoveParticipant"] = s.RemoveParticipant(caller, thread, id(s.cid))
	_, errs["ListParticipants"] = s.ListParticipants(caller, thread, chat.ListParticipantsOptions{})
	_, errs["SendMessage"] = s.SendMessage(caller, thread, "hello", chat.SendMessageOptions{})
	_, errs["GetMessage"] = s.GetMessage(caller, thread, message)
	_, errs["ListMessages"] = s.ListMessages(caller, thread, chat.ListMessagesOptions{})
	errs["UpdateMessage"] = s.UpdateMessage(caller, thread, message, chat.UpdateMessageOptions{Content: acs.Set("new")})
	errs["SendReadReceipt"] = s.SendReadReceipt(caller, thread, message)
	_, errs["ListReadReceipts"] = s.ListReadReceipts(caller, thread, chat.ListReadReceiptsOptions{})
	errs["SendTypingNotification"] = s.SendTypingNotification(caller, thread)
	errs["DeleteMessage"] = s.DeleteMessage(caller, thread, message)
	errs["UpdateThread"] = s.UpdateThread(caller, thread, chat.UpdatePropertiesOptions{Topic: acs.Set("Supper")})
	errs["DeleteThread"] = s.DeleteThread(caller, thread)
	return errs
}

// A participant may do what the scopes of the token allow, the widest of them.
func TestScopes(t *testing.T) {
	threads := []string{"CreateThread", "UpdateThread", "DeleteThread"}
	participants := []string{"AddParticipants", "RemoveParticipant"}
	tests := map[string]struct {
		scopes []engine.Scope
		denied []string
	}{
		"chat":              {[]engine.Scope{"chat"}, nil},
		"chat.join":         {[]engine.Scope{"chat.join"}, threads},
		"chat.join.limited": {[]engine.Scope{"chat.join.limited"}, slices.Concat(threads, participants)},
		"several":           {[]engine.Scope{"voip", "chat.join.limited", "chat.join"}, threads},
		"voip":              {[]engine.Scope{"voip", "voip.join"}, []string{"*"}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			caller := s.userWith(tc.scopes...)
			thread := s.thread(caller)
			message := s.send(s.ann, thread, "hello")
			if !slices.Contains(tc.denied, "*") {
				message = s.send(caller, thread, "hello")
			}
			for operation, err := range s.everything(caller, thread, message) {
				if slices.Contains(tc.denied, operation) || slices.Contains(tc.denied, "*") {
					wantMessage(t, err, forbidden)
				} else if err != nil {
					t.Errorf("%s: %v", operation, err)
				}
			}
		})
	}
}

// Who is not a participant may do nothing in a thread, whatever the scopes, and
// neither may who was removed, or the zero Caller.
func TestNotParticipant(t *testing.T) {
	s := start(t)
	thread := s.thread(s.bob)
	message := s.send(s.bob, thread, "hello")
	s.ok(s.RemoveParticipant(s.ann, thread, id(s.bob)))
	for name, caller := range map[string]engine.Caller{"stranger": s.cid, "removed": s.bob, "nobody": {}} {
		t.Run(name, func(t *testing.T) {
			for operation, err := range s.everything(caller, thread, message) {
				free := operation == "CreateThread" || operation == "ListThreads"
				if free && name != "nobody" {
					s.ok(err)
				} else {
					wantMessage(t, err, forbidden)
				}
			}
		})
	}
}

// A thread that never was is not found.
func TestNoThread(t *testing.T) {
	s := start(t)
	for operation, err := range s.everything(s.ann, "19:0@thread.v2", "1") {
		if operation != "CreateThread" && operation != "ListThreads" {
			t.Run(operation, func(t *testing.T) { wantMessage(t, err, notFound) })
		}
	}
}
