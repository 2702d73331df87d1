package engine

import (
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/store"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// addResult contains the participants of a request to add participants.
type addResult struct {
	accepted []*participant // Seq is not set yet
	rejected []string       // raw IDs
}

// resolveParticipants determines which participants of a request can be added. If an
// ID occurs twice, the later entry is used. It returns an error, which fails the whole
// request, if a participant is invalid or if requested, the number of participants in
// the request, exceeds the limit.
func (c *opContext) resolveParticipants(participants []chat.Participant, requested int) (addResult, error) {
	var result addResult
	if requested > MaxParticipantsPerAdd {
		return result, badRequest("The request adds %d participants; the limit is %d.", requested, MaxParticipantsPerAdd)
	}
	for _, p := range participants {
		id, err := checkIdentifier(p.ID)
		if err != nil {
			return result, err
		}
		if err := checkMetadata("the participant "+id, p.Metadata); err != nil {
			return result, err
		}
		c.resolveParticipant(&result, id, p)
	}
	return result, nil
}

// resolveParticipant adds a participant to the result.
func (c *opContext) resolveParticipant(result *addResult, id string, requested chat.Participant) {
	u := c.users[id]
	if u == nil || u.Deleted {
		if !slices.Contains(result.rejected, id) {
			result.rejected = append(result.rejected, id)
		}
		return
	}
	p := &participant{
		participantRecord: participantRecord{ID: u.ID, Name: requested.DisplayName, Metadata: copyMetadata(requested.Metadata)},
		user:              u,
	}
	if !requested.ShareHistoryTime.IsZero() {
		p.ShareFrom = requested.ShareHistoryTime.UnixMilli()
	}
	if i := slices.IndexFunc(result.accepted, func(m *participant) bool { return m.ID == id }); i >= 0 {
		result.accepted[i] = p
		return
	}
	result.accepted = append(result.accepted, p)
}

// checkIdentifier returns the raw ID of a well-formed identifier.
func checkIdentifier(id acs.Identifier) (string, error) {
	if id == nil {
		return "", badRequest("Identifier format is invalid ().")
	}
	raw := id.RawID()
	switch parsed := acs.ParseIdentifier(raw).(type) {
	case acs.UnknownIdentifier:
		return "", badRequest("Identifier format is invalid (%s).", raw)
	case acs.UserIdentifier:
		resource, user, _ := strings.Cut(raw[strings.LastIndexByte(raw, ':')+1:], "_")
		if !strings.HasPrefix(parsed.ID, "8:spool:") && (resource == "" || user == "") {
			return "", badRequest("Identifier format is invalid (%s).", raw)
		}
	}
	return raw, nil
}

// addParticipants adds participants to the thread, posts a system message with those
// that are new, and returns them. Those that exist are not changed.
func (c *opContext) addParticipants(t *thread, initiator string, participants []*participant) []*participant {
	if len(t.messages) > 0 { // those of a new thread are visible at once
		c.rememberParticipants(t)
	}
	var added []*participant
	for _, p := range participants {
		if t.participant(p.ID) != nil {
			continue
		}
		c.forgetFormer(t, p.ID)
		added = append(added, p)
		t.LastJoined++
		p.Seq, p.thread = t.LastJoined, t
		t.participants = append(t.participants, p)
		c.putRecord(participantKey(t, p), p)
	}
	c.putRecord(threadKey(t), t)
	if len(added) > 0 {
		c.postMessage(t, message{Kind: kindParticipantAdded, Sender: initiator, Extra: &extra{Participants: copyParticipants(added)}})
	}
	return added
}

// forgetFormer removes a former participant, who is about to be added again.
func (c *opContext) forgetFormer(t *thread, id string) {
	p := t.formerParticipant(id)
	if p == nil {
		return
	}
	t.former = slices.DeleteFunc(t.former, func(other *participant) bool { return other == p })
	p.user.displace(p)
	c.removeRecords(store.RecordChange{Key: participantKey(t, p)})
}

// rejections returns the errors for rejected participants.
func rejections(rawIDs []string) []acs.ErrorDetail {
	var details []acs.ErrorDetail
	for _, id := range rawIDs {
		details = append(details, rejection(id))
	}
	return details
}

// AddParticipants adds participants to a thread. The result contains those that are
// not active users of this resource; the others are added. It fails with status 400 if
// there are too many participants or none, or if an identifier is malformed.
func (e *Engine) AddParticipants(caller Caller, id chat.ThreadID, participants []chat.Participant) (chat.AddParticipantsResult, error) {
	return withLock(e, func(c *opContext) (chat.AddParticipantsResult, error) {
		t, p, err := c.authorize(caller, id, permChangeParticipants, opChangeParticipants)
		if err != nil {
			return chat.AddParticipantsResult{}, err
		}
		if len(participants) == 0 {
			return chat.AddParticipantsResult{}, badRequest("At least one participant is required.")
		}
		result, err := c.resolveParticipants(participants, len(participants))
		if err != nil {
			return chat.AddParticipantsResult{}, err
		}
		refused := caller.refuseParticipants(&result)
		if err := checkParticipantLimit(t, result.accepted); err != nil {
			return chat.AddParticipantsResult{}, err
		}
		c.addParticipantsEvent(ParticipantsAdded, t, p.ID, c.addParticipants(t, p.ID, result.accepted))
		return chat.AddParticipantsResult{InvalidParticipants: append(rejections(result.rejected), refused...)}, nil
	})
}

// checkParticipantLimit checks the thread's number of participants after adding.
func checkParticipantLimit(t *thread, added []*participant) error {
	total := len(t.participants)
	for _, p := range added {
		if t.participant(p.ID) == nil {
			total++
		}
	}
	if total > MaxParticipants {
		return badRequest("The thread would have %d participants; the limit is %d.", total, MaxParticipants)
	}
	return nil
}

// RemoveParticipant removes a participant, who may be the caller, from a thread. The
// removed user can still list the thread and read its messages up to the removal. If
// the user is not a participant, it does nothing. It fails with status 400 if the
// identifier is malformed.
func (e *Engine) RemoveParticipant(caller Caller, id chat.ThreadID, participantID acs.Identifier) error {
	_, err := withLock(e, func(c *opContext) (struct{}, error) {
		t, p, err := c.authorize(caller, id, permChangeParticipants, opChangeParticipants)
		if err != nil {
			return struct{}{}, err
		}
		raw, err := checkIdentifier(participantID)
		if err != nil {
			return struct{}{}, err
		}
		c.removeParticipant(t, p.ID, raw)
		return struct{}{}, nil
	})
	return err
}

// removeParticipant removes a participant and posts a system message about it.
func (c *opContext) removeParticipant(t *thread, initiator, id string) {
	i := slices.IndexFunc(t.participants, func(p *participant) bool { return p.ID == id })
	if i < 0 {
		return
	}
	p := t.participants[i]
	c.rememberParticipant(p)
	c.rememberParticipants(t)
	t.participants = slices.Delete(t.participants, i, i+1)
	c.postMessage(t, message{
		Kind: kindParticipantRemoved, Sender: initiator, Extra: &extra{Participants: copyParticipants([]*participant{p})},
	})
	last := &t.messages[len(t.messages)-1]
	p.Removed = &removal{MessageID: last.ID, MessageOn: last.createdOn(), Topic: t.Topic}
	t.former = append(t.former, p)
	p.user.place(p)
	c.putRecord(participantKey(t, p), p)
	c.addParticipantsEvent(ParticipantsRemoved, t, initiator, []*participant{p})
}

// ListParticipants lists the participants of a thread in the order in which they were
// added. Participants who are added while the list is being read come on its last page.
func (e *Engine) ListParticipants(caller Caller, id chat.ThreadID, options chat.ListParticipantsOptions) (Page[chat.Participant], error) {
	return withLock(e, func(c *opContext) (Page[chat.Participant], error) {
		t, err := c.authorizeReader(caller, id, opListParticipants)
		if err != nil {
			return Page[chat.Participant]{}, err
		}
		page, err := offsetPage(t.participants, options.ContinuationToken, options.Skip, options.MaxPageSize)
		return mapPage(page, func(p *participant) chat.Participant { return p.model() }), err
	})
}
