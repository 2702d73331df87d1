package engine_test

import (
	"slices"
	"testing"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// callAll calls each chat operation once, with deletions last, and returns the errors
// by operation.
func (s *testService) callAll(caller engine.Caller, thread chat.ThreadID, message chat.MessageID) map[string]error {
	errs := map[string]error{}
	_, errs["CreateThread"] = s.CreateThread(caller, "Dinner", chat.CreateThreadOptions{})
	_, errs["GetThread"] = s.GetThread(caller, thread)
	_, errs["ListThreads"] = s.ListThreads(caller, chat.ListThreadsOptions{})
	_, errs["AddParticipants"] = s.AddParticipants(caller, thread, []chat.Participant{participant(s.cid)})
	errs["RemoveParticipant"] = s.RemoveParticipant(caller, thread, identifier(s.cid))
	_, errs["ListParticipants"] = s.ListParticipants(caller, thread, chat.ListParticipantsOptions{})
	_, errs["SendMessage"] = s.SendMessage(caller, thread, "hello", chat.SendMessageOptions{})
	_, errs["GetMessage"] = s.GetMessage(caller, thread, message)
	_, errs["ListMessages"] = s.ListMessages(caller, thread, chat.ListMessagesOptions{})
	errs["UpdateMessage"] = s.UpdateMessage(caller, thread, message, chat.UpdateMessageOptions{Content: acs.Set("new")})
	errs["SendReadReceipt"] = s.SendReadReceipt(caller, thread, message)
	_, errs["ListReadReceipts"] = s.ListReadReceipts(caller, thread, chat.ListReadReceiptsOptions{})
	errs["SendTypingNotification"] = s.SendTypingNotification(caller, thread, chat.SendTypingNotificationOptions{})
	errs["DeleteMessage"] = s.DeleteMessage(caller, thread, message)
	errs["UpdateThread"] = s.UpdateThread(caller, thread, chat.UpdatePropertiesOptions{Topic: acs.Set("Supper")})
	errs["DeleteThread"] = s.DeleteThread(caller, thread)
	return errs
}

// TestScopes checks which operations the scopes of a token allow.
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
			caller := s.newUserWithScopes(tc.scopes...)
			thread := s.newThread(caller)
			message := s.send(s.ann, thread, "hello")
			if !slices.Contains(tc.denied, "*") {
				message = s.send(caller, thread, "hello")
			}
			for operation, err := range s.callAll(caller, thread, message) {
				if slices.Contains(tc.denied, operation) || slices.Contains(tc.denied, "*") {
					wantError(t, err, forbidden)
				} else if err != nil {
					t.Errorf("%s: %v", operation, err)
				}
			}
		})
	}
}

// TestNotParticipant checks that a thread rejects all operations of non-participants and
// the zero Caller, regardless of the scopes, and those of removed participants except
// reading messages.
func TestNotParticipant(t *testing.T) {
	s := start(t)
	thread := s.newThread(s.bob)
	message := s.send(s.bob, thread, "hello")
	s.wantNoError(s.RemoveParticipant(s.ann, thread, identifier(s.bob)))
	for name, caller := range map[string]engine.Caller{"never added": s.cid, "removed": s.bob, "zero caller": {}} {
		t.Run(name, func(t *testing.T) {
			for operation, err := range s.callAll(caller, thread, message) {
				outsideThread := operation == "CreateThread" || operation == "ListThreads"
				history := name == "removed" && (operation == "GetMessage" || operation == "ListMessages")
				if outsideThread && name != "zero caller" || history {
					s.wantNoError(err)
				} else {
					wantError(t, err, forbidden)
				}
			}
		})
	}
}

// TestUnknownThread checks that operations on an unknown thread fail with status 404.
func TestUnknownThread(t *testing.T) {
	s := start(t)
	for operation, err := range s.callAll(s.ann, "19:0@thread.v2", "1") {
		if operation != "CreateThread" && operation != "ListThreads" {
			t.Run(operation, func(t *testing.T) { wantError(t, err, noThread) })
		}
	}
}

// TestMalformedThreadID checks that operations reject a malformed thread ID with status
// 400 and without a message.
func TestMalformedThreadID(t *testing.T) {
	s := start(t)
	for _, id := range []chat.ThreadID{"invalid", "", "19:", "@thread.v2", "19:0"} {
		for operation, err := range s.callAll(s.ann, id, "1") {
			if operation != "CreateThread" && operation != "ListThreads" {
				t.Run(operation+" "+string(id), func(t *testing.T) { wantError(t, err, "400 BadRequest") })
			}
		}
	}
}
