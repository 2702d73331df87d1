package engine

import (
	"slices"
	"strings"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/store"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// addResult is what becomes of those whom a request wants to add.
type addResult struct {
	members []*participant // without number yet
	refused []string       // raw IDs
}

// resolveParticipants sorts those of a request into who may join and who is refused. Of two
// with one ID the later one says the name. It refuses the whole request if it
// names more than a call may add (listed says how many it names), or if a
// participant is malformed.
func (x *opContext) resolveParticipants(wanted []chat.Participant, listed int) (addResult, error) {
	var result addResult
	if listed > MaxParticipantsPerAdd {
		return result, badRequest("The request adds %d participants, more than %d.", listed, MaxParticipantsPerAdd)
	}
	for _, w := range wanted {
		id, err := checkIdentifier(w.ID)
		if err != nil {
			return result, err
		}
		if err := checkMetadata("the participant "+id, w.Metadata); err != nil {
			return result, err
		}
		x.resolveParticipant(&result, id, w)
	}
	return result, nil
}

func (x *opContext) resolveParticipant(result *addResult, id string, w chat.Participant) {
	u := x.users[id]
	if u == nil || u.Deleted {
		if !slices.Contains(result.refused, id) {
			result.refused = append(result.refused, id)
		}
		return
	}
	p := &participant{ID: u.ID, Name: w.DisplayName, Metadata: copyOf(w.Metadata)}
	if !w.ShareHistoryTime.IsZero() {
		p.ShareFrom = w.ShareHistoryTime.UnixMilli()
	}
	if i := slices.IndexFunc(result.members, func(m *participant) bool { return m.ID == id }); i >= 0 {
		result.members[i] = p
		return
	}
	result.members = append(result.members, p)
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

// addParticipants adds members to the thread and tells it, unless all of them were there.
// One who is there gets the new name, if there is one, and keeps the rest.
func (x *opContext) addParticipants(t *thread, initiator string, members []*participant) {
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
		m.Seq = t.LastJoined
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
	return withLock(e, func(x *opContext) (chat.AddParticipantsResult, error) {
		t, p, err := x.authorize(caller, id, permChangeParticipants, addParticipants)
		if err != nil {
			return chat.AddParticipantsResult{}, err
		}
		if len(wanted) == 0 {
			return chat.AddParticipantsResult{}, badRequest("The request adds no participant.")
		}
		result, err := x.resolveParticipants(wanted, len(wanted))
		if err != nil {
			return chat.AddParticipantsResult{}, err
		}
		if err := checkRoom(t, result.members); err != nil {
			return chat.AddParticipantsResult{}, err
		}
		x.addParticipants(t, p.ID, result.members)
		return chat.AddParticipantsResult{InvalidParticipants: refusals(result.refused)}, nil
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
	_, err := withLock(e, func(x *opContext) (struct{}, error) {
		t, p, err := x.authorize(caller, id, permChangeParticipants, removeParticipant)
		if err != nil {
			return struct{}{}, err
		}
		raw, err := checkIdentifier(who)
		if err != nil {
			return struct{}{}, err
		}
		x.removeParticipant(t, p.ID, raw)
		return struct{}{}, nil
	})
	return err
}

func (x *opContext) removeParticipant(t *thread, initiator, id string) {
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
	return withLock(e, func(x *opContext) (Page[chat.Participant], error) {
		t, _, err := x.authorize(caller, id, permChat, listParticipants)
		if err != nil {
			return Page[chat.Participant]{}, err
		}
		at, err := newCursor(participantsList, options.ContinuationToken, options.MaxPageSize, options.Skip, time.Time{})
		if err != nil {
			return Page[chat.Participant]{}, err
		}
		pages := newPager[chat.Participant](at)
		for _, p := range t.participants {
			if p.Seq > at.after && !pages.add(p.Seq, p.model) {
				break
			}
		}
		return pages.page, nil
	})
}
