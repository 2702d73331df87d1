package engine

import (
	"slices"
	"sort"
	"time"
)

// MaxLag is the longest lag of a read.
const MaxLag = time.Minute

// maxPastChanges limits the memory of the journal. If there are more changes within
// MaxLag, lagging reads see the state after the oldest of them.
const maxPastChanges = 1000

// WithLag returns the caller with another lag, up to MaxLag: reads of the caller see the
// state of that long ago. Permissions, rate limits and deletions of threads do not lag.
// A thread that was created within the lag is visible, but its messages are not.
func (c Caller) WithLag(lag time.Duration) Caller {
	c.lag = min(max(lag, 0), MaxLag)
	return c
}

// pastChange is a change of a thread, from which a lagging read restores the previous
// state. New messages are no changes: they are found by their time.
type pastChange struct {
	on     int64 // time of the change in Unix milliseconds
	thread *thread
	undo   func(*threadView)
}

// threadView is a copy of a thread in the state of an earlier time.
type threadView struct {
	thread

	copiedMessages bool // messages does not share the memory of the thread
}

// remember records how to undo a change of a thread that is about to be made, and
// forgets changes that no read needs anymore.
func (c *opContext) remember(t *thread, undo func(*threadView)) {
	oldest := c.nowMilli - MaxLag.Milliseconds()
	expired := sort.Search(len(c.past), func(i int) bool { return c.past[i].on > oldest })
	expired = max(expired, len(c.past)-maxPastChanges+1)
	c.past = append(slices.Delete(c.past, 0, expired), pastChange{c.nowMilli, t, undo})
}

// asOf returns the thread in the state that the caller sees: the present one, or a copy
// in the state of the lag ago. It fails if the messages cannot be loaded.
func (c *opContext) asOf(caller Caller, t *thread) (*thread, error) {
	if caller.lag == 0 {
		return t, nil
	}
	if err := c.loadMessages(t); err != nil {
		return nil, err
	}
	at := c.nowMilli - caller.lag.Milliseconds()
	v := &threadView{thread: *t}
	sent := sort.Search(len(t.messages), func(i int) bool { return t.messages[i].ID > at })
	v.messages = t.messages[:sent:sent]
	for _, change := range slices.Backward(c.past) {
		if change.on > at && change.thread == t {
			change.undo(v)
		}
	}
	if t.order != nil {
		v.sortMessages()
	}
	return &v.thread, nil
}

// restoreMessage undoes a change of a message.
func (v *threadView) restoreMessage(i int, old message) {
	if i >= len(v.messages) {
		return // sent after the time of the view
	}
	if !v.copiedMessages {
		v.messages, v.copiedMessages = slices.Clone(v.messages), true
	}
	v.messages[i] = old
}

// restoreParticipant undoes a change of a participant's record.
func (v *threadView) restoreParticipant(changed *participant, old participantRecord) {
	i := slices.IndexFunc(v.participants, func(p *participant) bool { return p.Seq == changed.Seq })
	if i < 0 {
		return
	}
	restored := *changed
	restored.participantRecord = old
	v.participants = slices.Clone(v.participants)
	v.participants[i] = &restored
}

// rememberParticipants records who takes part before participants are added or removed.
func (c *opContext) rememberParticipants(t *thread) {
	participants, former := slices.Clone(t.participants), slices.Clone(t.former)
	c.remember(t, func(v *threadView) { v.participants, v.former = participants, former })
}

// rememberParticipant records a participant before the record is changed.
func (c *opContext) rememberParticipant(p *participant) {
	old := p.participantRecord
	c.remember(p.thread, func(v *threadView) { v.restoreParticipant(p, old) })
}

// participationsAsOf returns the user's list of threads in the state that the caller
// sees, in its order.
func (c *opContext) participationsAsOf(caller Caller, u *user) ([]*participant, error) {
	if caller.lag == 0 {
		return u.participations, nil
	}
	at := c.nowMilli - caller.lag.Milliseconds()
	unchanged, _ := slices.BinarySearchFunc(u.participations, position{changed: at + 1}, comparePosition)
	list := slices.Clone(u.participations[:unchanged])
	for _, p := range u.participations[unchanged:] {
		old, err := c.participationAsOf(caller, p)
		if err != nil {
			return nil, err
		}
		if old != nil {
			i, _ := slices.BinarySearchFunc(list, old.position(), comparePosition)
			list = slices.Insert(list, i, old)
		}
	}
	return list, nil
}

// participationAsOf returns a participation in the state that the caller sees, or nil if
// there was none yet. A thread without a message is listed by its creation.
func (c *opContext) participationAsOf(caller Caller, present *participant) (*participant, error) {
	t, err := c.asOf(caller, present.thread)
	if err != nil {
		return nil, err
	}
	p := t.anyParticipant(present.ID)
	if p == nil {
		return nil, nil //nolint:nilnil // see the comment
	}
	old := *p
	old.thread = t
	old.activity = max(old.lastMessageOn(), t.DeletedOn)
	if old.activity == 0 {
		old.activity = t.CreatedOn
	}
	return &old, nil
}
