package engine_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// newParticipants creates n users and returns them as participants.
func (s *testService) newParticipants(n int) []chat.Participant {
	s.t.Helper()
	participants := make([]chat.Participant, n)
	for i := range participants {
		user, err := s.CreateUser()
		s.wantNoError(err)
		participants[i] = chat.Participant{ID: user, DisplayName: fmt.Sprint("p", i)}
	}
	return participants
}

// TestAddParticipants checks that active users are added and reported in a system
// message, and that the others are rejected.
func TestAddParticipants(t *testing.T) {
	s := start(t)
	thread := s.newThread()
	other, err := newOtherEngine(t).CreateUser()
	s.wantNoError(err)
	added, err := s.AddParticipants(s.ann, thread, []chat.Participant{
		{ID: other}, {ID: identifier(s.bob), DisplayName: "Bob"}, {ID: acs.TeamsUserIdentifier{UserID: "t"}},
		{ID: acs.PhoneNumberIdentifier{PhoneNumber: "+14255550123"}}, {ID: other}, {ID: acs.UnknownIdentifier{ID: s.cid.RawID()}},
	})
	s.wantNoError(err)
	wantEqual(t, "rejected", added.InvalidParticipants, []acs.ErrorDetail{
		{Code: "403", Message: "Permissions check failed", Target: other.ID},
		{Code: "403", Message: "Permissions check failed", Target: "8:orgid:t"},
		{Code: "403", Message: "Permissions check failed", Target: "4:+14255550123"},
	})
	wantEqual(t, "names", s.displayNames(thread), []string{"", "Bob", ""})
	wantEqual(t, "history", s.history(s.ann, thread), []string{"1 participantAdded 1", "2 topic Lunch", "3 participantAdded 2"})
}

// TestAddExistingParticipant checks that adding an existing participant changes
// nothing and posts no message.
func TestAddExistingParticipant(t *testing.T) {
	s := start(t)
	thread := s.newThread(s.bob)
	for _, p := range []chat.Participant{
		{ID: identifier(s.bob), DisplayName: "Bob", ShareHistoryTime: s.clock.Now(), Metadata: map[string]string{"k": "v"}},
		{ID: identifier(s.bob)},
	} {
		added, err := s.AddParticipants(s.ann, thread, []chat.Participant{p})
		s.wantNoError(err)
		wantEqual(t, "result", added, chat.AddParticipantsResult{})
	}
	page, err := s.ListParticipants(s.ann, thread, chat.ListParticipantsOptions{Skip: 1})
	s.wantNoError(err)
	wantEqual(t, "bob", page.Items, []chat.Participant{{ID: identifier(s.bob), ShareHistoryTime: time.Unix(0, 0).UTC()}})
	wantEqual(t, "messages", len(s.history(s.ann, thread)), 2)
}

// TestParticipantLimits checks the limits of 250 participants per thread and 200 per
// request.
func TestParticipantLimits(t *testing.T) {
	s := start(t)
	thread := s.newThread()
	participants := s.newParticipants(250)
	_, err := s.AddParticipants(s.ann, thread, participants[:201])
	wantError(t, err, "400 BadRequest: The request adds 201 participants; the limit is 200.")
	_, err = s.AddParticipants(s.ann, thread, participants[:200])
	s.wantNoError(err)
	_, err = s.AddParticipants(s.ann, thread, participants[100:])
	wantError(t, err, "400 BadRequest: The thread would have 251 participants; the limit is 250.")
	_, err = s.AddParticipants(s.ann, thread, participants[100:249])
	s.wantNoError(err)
	wantEqual(t, "participants", len(s.displayNames(thread)), 250)
	_, err = s.AddParticipants(s.ann, thread, nil)
	wantError(t, err, "400 BadRequest: At least one participant is required.")
}

// TestMalformedIdentifier checks that a malformed identifier fails the whole request,
// both for adding and removing.
func TestMalformedIdentifier(t *testing.T) {
	s := start(t)
	thread := s.newThread()
	for name, tc := range map[string]struct {
		id  acs.Identifier
		raw string
	}{
		"nil":         {nil, ""},
		"empty":       {acs.UserIdentifier{}, ""},
		"no prefix":   {acs.UserIdentifier{ID: "fred"}, "fred"},
		"other kind":  {acs.UnknownIdentifier{ID: "9:acs:a_b"}, "9:acs:a_b"},
		"no user":     {acs.UserIdentifier{ID: "8:acs:a_"}, "8:acs:a_"},
		"no resource": {acs.UserIdentifier{ID: "8:acs:_b"}, "8:acs:_b"},
		"one part":    {acs.UserIdentifier{ID: "8:gcch-acs:a"}, "8:gcch-acs:a"},
	} {
		t.Run(name, func(t *testing.T) {
			want := fmt.Sprintf("400 BadRequest: Identifier format is invalid (%s).", tc.raw)
			_, err := s.AddParticipants(s.ann, thread, []chat.Participant{participant(s.bob), {ID: tc.id}})
			wantError(t, err, want)
			wantError(t, s.RemoveParticipant(s.ann, thread, tc.id), want)
			wantEqual(t, "participants", len(s.displayNames(thread)), 1)
		})
	}
	added, err := s.AddParticipants(s.ann, thread, []chat.Participant{{ID: acs.UserIdentifier{ID: "8:spool:x"}}})
	s.wantNoError(err)
	wantEqual(t, "rejected but well-formed", len(added.InvalidParticipants), 1)
}

// TestRemoveParticipant checks that a removal posts a system message, that a removed
// participant can be added again, that removing a non-participant does nothing, and
// that all participants can be removed.
func TestRemoveParticipant(t *testing.T) {
	s := start(t)
	thread := s.newThread(s.bob)
	s.wantNoError(s.RemoveParticipant(s.ann, thread, identifier(s.bob)))
	s.wantNoError(s.RemoveParticipant(s.ann, thread, identifier(s.bob)))
	s.wantNoError(s.RemoveParticipant(s.ann, thread, acs.UserIdentifier{ID: "8:acs:other_user"}))
	_, err := s.AddParticipants(s.ann, thread, []chat.Participant{participant(s.bob)})
	s.wantNoError(err)
	wantEqual(t, "history", s.history(s.bob, thread),
		[]string{"1 participantAdded 2", "2 topic Lunch", "3 participantRemoved 1", "4 participantAdded 1"})
	page, err := s.ListMessages(s.ann, thread, chat.ListMessagesOptions{})
	s.wantNoError(err)
	wantEqual(t, "removal", page.Items[1].Content, chat.MessageContent{
		Initiator: identifier(s.ann), Participants: []chat.Participant{{ID: identifier(s.bob), ShareHistoryTime: time.Unix(0, 0).UTC()}},
	})
	s.wantNoError(s.RemoveParticipant(s.bob, thread, identifier(s.bob)))
	s.wantNoError(s.RemoveParticipant(s.ann, thread, identifier(s.ann)))
	_, err = s.GetThread(s.ann, thread)
	wantError(t, err, forbidden)
}

// TestParticipantPages checks that skip applies only to the first page, that
// participants who are added in between come last, and that a removal in between shifts
// the rest of the list by one.
func TestParticipantPages(t *testing.T) {
	s := start(t)
	thread := s.newThread()
	participants := s.newParticipants(6)
	_, err := s.AddParticipants(s.ann, thread, participants[:5])
	s.wantNoError(err)
	var got []string
	options := chat.ListParticipantsOptions{MaxPageSize: 2, Skip: 1}
	for i := 0; ; i++ {
		page, err := s.ListParticipants(s.ann, thread, options)
		s.wantNoError(err)
		for _, p := range page.Items {
			got = append(got, p.DisplayName)
		}
		if page.Continuation == "" {
			break
		}
		options = chat.ListParticipantsOptions{MaxPageSize: 2, ContinuationToken: page.Continuation}
		if i == 0 {
			wantEqual(t, "continuation", page.Continuation, "3")
			s.wantNoError(s.RemoveParticipant(s.ann, thread, participants[0].ID))
			_, err = s.AddParticipants(s.ann, thread, participants[5:])
			s.wantNoError(err)
		}
	}
	wantEqual(t, "names", got, []string{"p0", "p1", "p3", "p4", "p5"})
}

// TestShareHistoryTime checks that a participant cannot access messages from before
// the share history time.
func TestShareHistoryTime(t *testing.T) {
	s := start(t)
	thread := s.newThread()
	old := s.send(s.ann, thread, "old")
	s.clock.advance(time.Minute)
	since := s.clock.Now()
	shared := s.send(s.ann, thread, "shared")
	s.clock.advance(time.Minute)
	_, err := s.AddParticipants(s.ann, thread, []chat.Participant{
		{ID: identifier(s.bob), ShareHistoryTime: since}, {ID: identifier(s.cid)},
	})
	s.wantNoError(err)
	wantEqual(t, "bob", s.history(s.bob, thread), []string{"4 shared", "5 participantAdded 2"})
	wantEqual(t, "cid", s.history(s.cid, thread),
		[]string{"1 participantAdded 1", "2 topic Lunch", "3 old", "4 shared", "5 participantAdded 2"})
	_, err = s.GetMessage(s.bob, thread, old)
	wantError(t, err, notFound)
	wantError(t, s.SendReadReceipt(s.bob, thread, old), notFound)
	wantEqual(t, "shared", s.message(s.bob, thread, shared).Content.Message, "shared")
	page, err := s.ListParticipants(s.ann, thread, chat.ListParticipantsOptions{Skip: 1, MaxPageSize: 1})
	s.wantNoError(err)
	wantEqual(t, "time", page.Items[0].ShareHistoryTime, since.Truncate(time.Second))
}
