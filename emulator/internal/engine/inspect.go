package engine

import (
	"cmp"
	"slices"
	"time"

	"github.com/chatgen-go/chatgen/generated/chat"
)

// The methods below are not operations of the service. They see everything, and need no
// token; lag and rate limits do not apply to them.

// ThreadOverview is a thread with the sizes of its lists.
type ThreadOverview struct {
	Properties chat.ThreadProperties
	// LastMessageOn is the time of the newest message.
	LastMessageOn time.Time
	// Participants is the number of current participants.
	Participants int
	// Messages is the number of messages, including system messages and deleted ones.
	Messages int
}

// ThreadOverviews returns up to limit threads, including deleted ones, and the number of
// all threads. The thread with the latest message or deletion comes first.
func (e *Engine) ThreadOverviews(limit int) (list []ThreadOverview, total int, err error) {
	list, err = withLock(e, func(c *opContext) ([]ThreadOverview, error) {
		threads := make([]*thread, 0, len(c.threads))
		for _, t := range c.threads {
			threads = append(threads, t)
		}
		slices.SortFunc(threads, func(a, b *thread) int {
			return cmp.Or(cmp.Compare(b.lastActivity(), a.lastActivity()), cmp.Compare(b.Seq, a.Seq))
		})
		total = len(threads)
		overviews := make([]ThreadOverview, min(limit, total))
		for i := range overviews {
			overviews[i] = threads[i].overview()
		}
		return overviews, nil
	})
	return list, total, err
}

// lastActivity returns the time of the newest message or of the deletion.
func (t *thread) lastActivity() int64 { return max(t.lastMessageOn(), t.DeletedOn) }

func (t *thread) overview() ThreadOverview {
	return ThreadOverview{t.properties(), wholeSeconds(t.lastMessageOn()), len(t.participants), len(t.messages) + t.stored.count}
}

// ParticipantOverview is a current or former participant of a thread.
type ParticipantOverview struct {
	chat.Participant

	IsFormer bool
}

// ParticipantOverviews returns the participants of a thread and then its former ones. It
// fails with status 404 if there is no such thread.
func (e *Engine) ParticipantOverviews(id chat.ThreadID) ([]ParticipantOverview, error) {
	return withLock(e, func(c *opContext) ([]ParticipantOverview, error) {
		t, err := c.findThread(id)
		if err != nil {
			return nil, err
		}
		list := []ParticipantOverview{}
		for _, p := range slices.Concat(t.participants, t.former) {
			list = append(list, ParticipantOverview{p.model(), p.Removed != nil})
		}
		return list, nil
	})
}

// LastMessages returns up to limit messages of a thread in the order in which they were
// sent, the last of which precedes the one with the sequence number before, or is the
// newest if before is 0. It fails with status 404 if there is no such thread.
func (e *Engine) LastMessages(id chat.ThreadID, before, limit int) ([]chat.Message, error) {
	return withLock(e, func(c *opContext) ([]chat.Message, error) {
		t, err := c.findThread(id)
		if err != nil {
			return nil, err
		}
		if err := c.loadMessages(t); err != nil {
			return nil, err
		}
		end := len(t.messages)
		if before > 0 {
			end = min(end, before-1)
		}
		list := []chat.Message{}
		for i := max(0, end-limit); i < end; i++ {
			list = append(list, t.messageModel(i))
		}
		return list, nil
	})
}

// CallerFor returns a caller that acts as a user with all permissions. It fails with
// status 400 if there is no such user, or the user is deleted.
func (e *Engine) CallerFor(rawID string) (Caller, error) {
	return withLock(e, func(c *opContext) (Caller, error) {
		if u := c.users[rawID]; u == nil || u.Deleted {
			return Caller{}, badRequest("There is no user %q.", rawID)
		}
		return Caller{id: rawID, permission: permChangeThreads}, nil
	})
}
