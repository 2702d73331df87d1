package engine_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// crowd makes so many users and returns them as participants.
func (s *service) crowd(n int) []chat.Participant {
	s.t.Helper()
	crowd := make([]chat.Participant, n)
	for i := range crowd {
		user, err := s.CreateUser()
		s.ok(err)
		crowd[i] = chat.Participant{ID: user, DisplayName: fmt.Sprint("p", i)}
	}
	return crowd
}

// Those who can join do, those who cannot are refused by their raw ID, and a
// message tells of those who joined only.
func TestAddParticipants(t *testing.T) {
	s := start(t)
	thread := s.thread()
	other, err := newOther(t).CreateUser()
	s.ok(err)
	added, err := s.AddParticipants(s.ann, thread, []chat.Participant{
		{ID: other}, {ID: id(s.bob), DisplayName: "Bob"}, {ID: acs.TeamsUserIdentifier{UserID: "t"}},
		{ID: acs.PhoneNumberIdentifier{PhoneNumber: "+14255550123"}}, {ID: other}, {ID: acs.UnknownIdentifier{ID: s.cid.RawID()}},
	})
	s.ok(err)
	wantEqual(t, "refused", added.InvalidParticipants, []acs.ErrorDetail{
		{Code: "403", Message: "Permissions check failed", Target: other.ID},
		{Code: "403", Message: "Permissions check failed", Target: "8:orgid:t"},
		{Code: "403", Message: "Permissions check failed", Target: "4:+14255550123"},
	})
	wantEqual(t, "names", s.names(thread), []string{"", "Bob", ""})
	wantEqual(t, "history", s.history(s.ann, thread), []string{"1 participantAdded 1", "2 topic Lunch", "3 participantAdded 2"})
}

// Adding one who is there changes the name at most, and tells nobody.
func TestAddParticipantAgain(t *testing.T) {
	s := start(t)
	thread := s.thread(s.bob)
	for _, p := range []chat.Participant{
		{ID: id(s.bob), DisplayName: "Bob", ShareHistoryTime: s.clock.Now(), Metadata: map[string]string{"k": "v"}},
		{ID: id(s.bob)},
	} {
		added, err := s.AddParticipants(s.ann, thread, []chat.Participant{p})
		s.ok(err)
		wantEqual(t, "result", added, chat.AddParticipantsResult{})
	}
	page, err := s.ListParticipants(s.ann, thread, chat.ListParticipantsOptions{Skip: 1})
	s.ok(err)
	wantEqual(t, "bob", page.Items, []chat.Participant{{ID: id(s.bob), DisplayName: "Bob", ShareHistoryTime: time.Unix(0, 0).UTC()}})
	wantEqual(t, "messages", len(s.history(s.ann, thread)), 2)
}

// A thread has 250 participants at most, and a call adds 200 at most.
func TestParticipantLimits(t *testing.T) {
	s := start(t)
	thread := s.thread()
	crowd := s.crowd(250)
	_, err := s.AddParticipants(s.ann, thread, crowd[:201])
	wantMessage(t, err, "400 BadRequest: The request adds 201 participants, more than 200.")
	_, err = s.AddParticipants(s.ann, thread, crowd[:200])
	s.ok(err)
	_, err = s.AddParticipants(s.ann, thread, crowd[100:])
	wantMessage(t, err, "400 BadRequest: The thread would have 251 participants, more than 250.")
	_, err = s.AddParticipants(s.ann, thread, crowd[100:249])
	s.ok(err)
	wantEqual(t, "participants", len(s.names(thread)), 250)
	_, err = s.AddParticipants(s.ann, thread, nil)
	wantMessage(t, err, "400 BadRequest: The request adds no participant.")
}

// A malformed identifier refuses the whole request, in adding and in removing.
func TestMalformedIdentifier(t *testing.T) {
	s := start(t)
	thread := s.thread()
	for name, tc := range map[string]struct {
		id  acs.Identifier
		raw string
	}{
		"none":        {nil, ""},
		"empty":       {acs.UserIdentifier{}, ""},
		"no form":     {acs.UserIdentifier{ID: "fred"}, "fred"},
		"other kind":  {acs.UnknownIdentifier{ID: "9:acs:a_b"}, "9:acs:a_b"},
		"no user":     {acs.UserIdentifier{ID: "8:acs:a_"}, "8:acs:a_"},
		"no resource": {acs.UserIdentifier{ID: "8:acs:_b"}, "8:acs:_b"},
		"one part":    {acs.UserIdentifier{ID: "8:gcch-acs:a"}, "8:gcch-acs:a"},
	} {
		t.Run(name, func(t *testing.T) {
			want := fmt.Sprintf("400 BadRequest: Identifier format is invalid (%s).", tc.raw)
			_, err := s.AddParticipants(s.ann, thread, []chat.Participant{member(s.bob), {ID: tc.id}})
			wantMessage(t, err, want)
			wantMessage(t, s.RemoveParticipant(s.ann, thread, tc.id), want)
			wantEqual(t, "participants", len(s.names(thread)), 1)
		})
	}
	added, err := s.AddParticipants(s.ann, thread, []chat.Participant{{ID: acs.UserIdentifier{ID: "8:spool:x"}}})
	s.ok(err)
	wantEqual(t, "refused, but well-formed", len(added.InvalidParticipants), 1)
}

// Who is removed is told of, and may come back as new; who was not there is no
// error and no news. The last to leave leaves an empty thread.
func TestRemoveParticipant(t *testing.T) {
	s := start(t)
	thread := s.thread(s.bob)
	s.ok(s.RemoveParticipant(s.ann, thread, id(s.bob)))
	s.ok(s.RemoveParticipant(s.ann, thread, id(s.bob)))
	s.ok(s.RemoveParticipant(s.ann, thread, acs.UserIdentifier{ID: "8:acs:other_user"}))
	_, err := s.AddParticipants(s.ann, thread, []chat.Participant{member(s.bob)})
	s.ok(err)
	wantEqual(t, "history", s.history(s.bob, thread),
		[]string{"1 participantAdded 2", "2 topic Lunch", "3 participantRemoved 1", "4 participantAdded 1"})
	page, err := s.ListMessages(s.ann, thread, chat.ListMessagesOptions{})
	s.ok(err)
	wantEqual(t, "removal", page.Items[1].Content, chat.MessageContent{
		Initiator: id(s.ann), Participants: []chat.Participant{{ID: id(s.bob), ShareHistoryTime: time.Unix(0, 0).UTC()}},
	})
	s.ok(s.RemoveParticipant(s.bob, thread, id(s.bob)))
	s.ok(s.RemoveParticipant(s.ann, thread, id(s.ann)))
	_, err = s.GetThread(s.ann, thread)
	wantMessage(t, err, forbidden)
}

// Pages of participants neither repeat nor miss one when others come and go
// between them, and skip counts once.
func TestParticipantPages(t *testing.T) {
	s := start(t)
	thread := s.thread()
	crowd := s.crowd(6)
	_, err := s.AddParticipants(s.ann, thread, crowd[:5])
	s.ok(err)
	var got []string
	options := chat.ListParticipantsOptions{MaxPageSize: 2, Skip: 1}
	for i := 0; ; i++ {
		page, err := s.ListParticipants(s.ann, thread, options)
		s.ok(err)
		for _, p := range page.Items {
			got = append(got, p.DisplayName)
		}
		if page.Continuation == "" {
			break
		}
		options = chat.ListParticipantsOptions{ContinuationToken: page.Continuation}
		if i == 0 {
			s.ok(s.RemoveParticipant(s.ann, thread, crowd[0].ID))
			_, err = s.AddParticipants(s.ann, thread, crowd[5:])
			s.ok(err)
		}
	}
	wantEqual(t, "names", got, []string{"p0", "p1", "p2", "p3", "p4", "p5"})
}

// Who shares history from a time on sees nothing of before, in no way.
func TestShareHistoryTime(t *testing.T) {
	s := start(t)
	thread := s.thread()
	old := s.send(s.ann, thread, "old")
	s.clock.advance(time.Minute)
	since := s.clock.Now()
	shared := s.send(s.ann, thread, "shared")
	s.clock.advance(time.Minute)
	_, err := s.AddParticipants(s.ann, thread, []chat.Participant{
		{ID: id(s.bob), ShareHistoryTime: since}, {ID: id(s.cid)},
	})
	s.ok(err)
	wantEqual(t, "bob", s.history(s.bob, thread), []string{"4 shared", "5 participantAdded 2"})
	wantEqual(t, "cid", s.history(s.cid, thread),
		[]string{"1 participantAdded 1", "2 topic Lunch", "3 old", "4 shared", "5 participantAdded 2"})
	_, err = s.GetMessage(s.bob, thread, old)
	wantMessage(t, err, notFound)
	wantMessage(t, s.SendReadReceipt(s.bob, thread, old), notFound)
	wantEqual(t, "shared", s.message(s.bob, thread, shared).Content.Message, "shared")
	page, err := s.ListParticipants(s.ann, thread, chat.ListParticipantsOptions{Skip: 1, MaxPageSize: 1})
	s.ok(err)
	wantEqual(t, "time", page.Items[0].ShareHistoryTime, since.Truncate(time.Second))
}
