package engine

import (
	"slices"
	"strings"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/store"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// invitation is what becomes of those whom a request wants to add.
type invitation struct {
	members []*participant // without number yet
	refused []string       // raw IDs
}

// invite sorts those of a request into who may join and who is refused. Of two
// with one ID the later one says the name. It refuses the whole request if it
// names more than a call may add (listed says how many it names), or if a
// participant is malformed.
func (x *call) invite(wanted []chat.Participant, listed int) (invitation, error) {
	var invited invitation
	if listed > MaxParticipantsACall {
		return invited, badRequest("The request adds %d participants, more than %d.", listed, MaxParticipantsACall)
	}
	for _, w := range wanted {
		id, err := checkIdentifier(w.ID)
		if err != nil {
			return invited, err
		}
		if err := checkMetadata("the participant "+id, w.Metadata); err != nil {
			return invited, err
		}
		x.inviteOne(&invited, id, w)
	}
	return invited, nil
}

func (x *call) inviteOne(invited *invitation, id string, w chat.Participant) {
	u := x.users[id]
	if u == nil || u.Deleted {
		if !slices.Contains(invited.refused, id) {
			invited.refused = append(invited.refused, id)
		}
		return
	}
	p := &participant{ID: u.ID, Name: w.DisplayName, Metadata: copyOf(w.Metadata)}
	if !w.ShareHistoryTime.IsZero() {
		p.ShareFrom = w.ShareHistoryTime.UnixMilli()
	}
	if i := slices.IndexFunc(invited.members, func(m *participant) bool { return m.ID == id }); i >= 0 {
		invited.members[i] = p
		return
	}
	invited.members = append(invited.members, p)
}

// checkIdentifier returns the raw ID of an identifier of a known form.
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

// admit adds members to the thread and tells it, unless all of them were there.
// One who is there gets the new name, if there is one, and keeps the rest.
func (x *call) admit(t *thread, initiator string, members []*participant) {
	var joined []*participant
	for _, m := range members {
		if there := t.participant(m.ID); there != nil {
			if m.Name != "" && m.Name != there.Name {
				there.Name = m.Name
				x.put(participantKey(t, there), there)
			}
			continue
		}
		joined = append(joined, m)
		t.LastJoined++
		m.N = t.LastJoined
		t.participants = append(t.participants, m)
		x.users[m.ID].join(t)
		x.put(participantKey(t, m), m)
	}
	x.put(threadKey(t), t)
	if len(joined) > 0 {
		x.post(t, message{Kind: participantAdded, Sender: initiator, Extra: &extra{Participants: snapshot(joined)}})
	}
}

// refusals are the refused of a result.
func refusals(rawIDs []string) []acs.ErrorDetail {
	var details []acs.ErrorDetail
	for _, id := range rawIDs {
		details = append(details, refusal(id))
	}
	return details
}

// AddParticipants adds participants to a thread. Users who are not here are
// refused in the result, and the others join. Too many, none, and a malformed
// identifier are a 400 for all.
func (e *Engine) AddParticipants(caller Caller, id chat.ThreadID, wanted []chat.Participant) (chat.AddParticipantsResult, error) {
	return locked(e, func(x *call) (chat.AddParticipantsResult, error) {
		t, p, err := x.enter(caller, id, changeParticipants, addParticipants)
		if err != nil {
			return chat.AddParticipantsResult{}, err
		}
		if len(wanted) == 0 {
			return chat.AddParticipantsResult{}, badRequest("The request adds no participant.")
		}
		invited, err := x.invite(wanted, len(wanted))
		if err != nil {
			return chat.AddParticipantsResult{}, err
		}
		if err := checkRoom(t, invited.members); err != nil {
			return chat.AddParticipantsResult{}, err
		}
		x.admit(t, p.ID, invited.members)
		return chat.AddParticipantsResult{InvalidParticipants: refusals(invited.refused)}, nil
	})
}

func checkRoom(t *thread, members []*participant) error {
	total := len(t.participants)
	for _, m := range members {
		if t.participant(m.ID) == nil {
			total++
		}
	}
	if total > MaxParticipants {
		return badRequest("The thread would have %d participants, more than %d.", total, MaxParticipants)
	}
	return nil
}

// RemoveParticipant takes a participant out of a thread, who may be the caller.
// One who is not there is no error. A malformed identifier is a 400.
func (e *Engine) RemoveParticipant(caller Caller, id chat.ThreadID, who acs.Identifier) error {
	_, err := locked(e, func(x *call) (struct{}, error) {
		t, p, err := x.enter(caller, id, changeParticipants, removeParticipant)
		if err != nil {
			return struct{}{}, err
		}
		raw, err := checkIdentifier(who)
		if err != nil {
			return struct{}{}, err
		}
		x.dismiss(t, p.ID, raw)
		return struct{}{}, nil
	})
	return err
}

func (x *call) dismiss(t *thread, initiator, id string) {
	i := slices.IndexFunc(t.participants, func(p *participant) bool { return p.ID == id })
	if i < 0 {
		return
	}
	gone := t.participants[i]
	t.participants = slices.Delete(t.participants, i, i+1)
	x.users[id].leave(t)
	x.remove(store.Change{Key: participantKey(t, gone)})
	x.post(t, message{
		Kind: participantRemoved, Sender: initiator, Extra: &extra{Participants: snapshot([]*participant{gone})},
	})
}

// ListParticipants lists who takes part in a thread, in the order in which they
// joined.
func (e *Engine) ListParticipants(caller Caller, id chat.ThreadID, options chat.ListParticipantsOptions) (Page[chat.Participant], error) {
	return locked(e, func(x *call) (Page[chat.Participant], error) {
		t, _, err := x.enter(caller, id, converse, listParticipants)
		if err != nil {
			return Page[chat.Participant]{}, err
		}
		at, err := newPosition(participantsList, options.ContinuationToken, options.MaxPageSize, options.Skip, time.Time{})
		if err != nil {
			return Page[chat.Participant]{}, err
		}
		pages := newPager[chat.Participant](at)
		for _, p := range t.participants {
			if p.N > at.after && !pages.add(p.N, p.model) {
				break
			}
		}
		return pages.page, nil
	})
}
