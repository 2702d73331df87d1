package engine

import (
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/store"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// thread is a thread and, in the fields with JSON names, its stored record.
// Participants and messages have separate records. Times are in Unix milliseconds.
type thread struct {
	Seq           uint64            `json:"n"` // sequence number of the thread
	ID            string            `json:"id"`
	Topic         string            `json:"topic"`
	CreatedOn     int64             `json:"createdOn"`
	CreatedBy     string            `json:"createdBy"`
	Metadata      map[string]string `json:"metadata,omitzero"`       // nil if it was never set, which differs from empty
	RetentionDays int32             `json:"retentionDays,omitempty"` // 0 if it is not deleted automatically
	DeletedOn     int64             `json:"deletedOn,omitempty"`
	LastMessageOn int64             `json:"lastMessageOn,omitempty"` // only if the thread is deleted
	RequestID     string            `json:"requestId,omitempty"`     // of the request that created it
	Rejected      []string          `json:"refused,omitempty"`       // raw IDs that were rejected at creation
	LastJoined    uint64            `json:"lastJoined"`              // Seq of the newest participant

	participants []*participant // in the order in which they were added
	former       []*participant // removed and not added again
	stored       storedMessages // those that have not been loaded: all or none
	messages     []message      // in the order of their sequence IDs, which start at 1
	order        []uint32       // indexes of messages by their latest change; see messageAt
	recentCalls  recentCalls
}

// participant is a current or former participant of a thread.
type participant struct {
	participantRecord

	user     *user
	thread   *thread
	activity int64 // determines the position in user.participations

	recentCalls recentCalls // of the user in the thread
}

// participantRecord is the stored record of a participant.
type participantRecord struct {
	Seq       uint64            `json:"n"` // sequence number in the thread
	ID        string            `json:"id"`
	Name      string            `json:"name,omitempty"`
	ShareFrom int64             `json:"shareFrom,omitempty"` // 0 if the complete history is shared
	Metadata  map[string]string `json:"metadata,omitempty"`
	ReadID    int64             `json:"readId,omitempty"` // ID of the newest message that was read
	ReadOn    int64             `json:"readOn,omitempty"`
	Removed   *removal          `json:"removed,omitempty"` // nil for current participants
}

// removal contains what a former participant still sees of a thread.
type removal struct {
	MessageID int64  `json:"i"` // ID of the last message, which is about the removal
	MessageOn int64  `json:"t"` // the time of that message
	Topic     string `json:"topic"`
}

// idempotencyKey identifies a request to create a thread: a repeated key returns the
// same thread.
type idempotencyKey struct {
	caller    string
	requestID string
}

// authorize returns a thread, and the caller as its participant. It fails if the
// caller is not a participant, does not have the required permission, or exceeds the
// operation's rate limit.
func (c *opContext) authorize(caller Caller, id chat.ThreadID, required permission, op operation) (*thread, *participant, error) {
	t, err := c.findThread(id)
	if err != nil {
		return nil, nil, err
	}
	p := t.participant(caller.id)
	if err := c.checkAccess(caller, t, p, required, op); err != nil {
		return nil, nil, err
	}
	return t, p, c.loadMessages(t)
}

// authorizeReader is like authorize for an operation that only reads. It returns the
// thread in the state that the caller sees.
func (c *opContext) authorizeReader(caller Caller, id chat.ThreadID, op operation) (*thread, error) {
	t, err := c.findThread(id)
	if err != nil {
		return nil, err
	}
	if err := c.checkAccess(caller, t, t.participant(caller.id), permChat, op); err != nil {
		return nil, err
	}
	return c.asOf(caller, t)
}

// authorizeHistory is like authorizeReader for an operation that reads messages, which
// former participants may do, too. It also returns the caller as a participant, in the
// same state.
func (c *opContext) authorizeHistory(caller Caller, id chat.ThreadID, op operation) (*thread, *participant, error) {
	t, err := c.findThread(id)
	if err != nil {
		return nil, nil, err
	}
	p := t.anyParticipant(caller.id)
	if err := c.checkAccess(caller, t, p, permChat, op); err != nil {
		return nil, nil, err
	}
	if err := c.loadMessages(t); err != nil {
		return nil, nil, err
	}
	view, err := c.asOf(caller, t)
	if err != nil {
		return nil, nil, err
	}
	if old := view.anyParticipant(caller.id); old != nil {
		p = old // otherwise added within the lag
	}
	return view, p, nil
}

// checkAccess rejects an operation of somebody who is not a participant, whose token does
// not have the permission, or who exceeds a rate limit. p is nil if the caller is not a
// participant.
func (c *opContext) checkAccess(caller Caller, t *thread, p *participant, required permission, op operation) error {
	if p == nil || caller.permission < required {
		return forbidden()
	}
	if t.DeletedOn != 0 {
		return threadNotFound()
	}
	return c.checkThreadRate(p, op)
}

// findThread returns a thread, which may be deleted. It fails with status 400 if the
// ID is malformed, and with status 404 if there is no such thread.
func (c *opContext) findThread(id chat.ThreadID) (*thread, error) {
	if !strings.HasPrefix(string(id), "19:") || !strings.Contains(string(id), "@") {
		return nil, malformedThreadID()
	}
	t := c.threads[string(id)]
	if t == nil {
		return nil, threadNotFound()
	}
	return t, nil
}

// never is a time in Unix milliseconds that is never reached.
const never = math.MaxInt64

// expiresOn returns the time at which the retention policy deletes the thread, or
// never.
func (t *thread) expiresOn() int64 {
	if t.RetentionDays == 0 || t.DeletedOn != 0 {
		return never
	}
	return time.UnixMilli(t.CreatedOn).Add(time.Duration(t.RetentionDays) * 24 * time.Hour).UnixMilli()
}

// deleteExpiredThreads deletes the threads whose retention period is over.
func (c *opContext) deleteExpiredThreads() {
	if c.nowMilli < c.nextExpiry {
		return
	}
	c.nextExpiry = never
	for _, t := range c.threads {
		if end := t.expiresOn(); end <= c.nowMilli {
			c.deleteThread(t, "", end)
		} else {
			c.nextExpiry = min(c.nextExpiry, end)
		}
	}
}

// deleteThread deletes a thread and its messages. It keeps the participants, for whom
// the thread is listed as deleted. The initiator is empty for a retention policy.
func (c *opContext) deleteThread(t *thread, initiator string, deletedOn int64) {
	t.LastMessageOn, t.DeletedOn = t.lastMessageOn(), deletedOn
	t.stored, t.messages, t.order, t.recentCalls = storedMessages{}, nil, nil, nil
	for _, p := range slices.Concat(t.participants, t.former) {
		p.user.place(p)
	}
	c.removeRecords(store.RecordChange{Key: messagesKey(t), Prefix: true})
	c.putRecord(threadKey(t), t)
	c.addThreadEvent(ThreadDeleted, t, initiator)
}

// participant returns the participant with the raw ID, or nil.
func (t *thread) participant(id string) *participant { return findParticipant(t.participants, id) }

// formerParticipant returns the former participant with the raw ID, or nil.
func (t *thread) formerParticipant(id string) *participant { return findParticipant(t.former, id) }

// anyParticipant returns the current or former participant with the raw ID, or nil.
func (t *thread) anyParticipant(id string) *participant {
	if p := t.participant(id); p != nil {
		return p
	}
	return t.formerParticipant(id)
}

func findParticipant(list []*participant, id string) *participant {
	if i := slices.IndexFunc(list, func(p *participant) bool { return p.ID == id }); i >= 0 {
		return list[i]
	}
	return nil
}

// lastMessageOn returns the time of the newest message.
func (t *thread) lastMessageOn() int64 {
	if n := len(t.messages); n > 0 {
		return t.messages[n-1].createdOn()
	}
	return max(t.stored.lastOn, t.LastMessageOn)
}

func (t *thread) properties() chat.ThreadProperties {
	return chat.ThreadProperties{
		ID: chat.ThreadID(t.ID), Topic: t.Topic,
		CreatedOn: wholeSeconds(t.CreatedOn), CreatedBy: acs.ParseIdentifier(t.CreatedBy), DeletedOn: wholeSeconds(t.DeletedOn),
		Metadata: maps.Clone(t.Metadata), RetentionPolicy: retentionPolicy(t.RetentionDays),
	}
}

// model returns the participant as the service returns it. If the complete history is
// shared, ShareHistoryTime is the Unix epoch.
func (p *participantRecord) model() chat.Participant {
	return chat.Participant{
		ID: acs.ParseIdentifier(p.ID), DisplayName: p.Name,
		ShareHistoryTime: time.UnixMilli(p.ShareFrom).UTC().Truncate(time.Second), Metadata: copyMetadata(p.Metadata),
	}
}

// retentionPolicy returns the retention policy for a number of days.
func retentionPolicy(days int32) chat.RetentionPolicy {
	if days == 0 {
		return chat.NoneRetentionPolicy{}
	}
	return chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: days}
}

// retentionDays is the inverse of retentionPolicy. A nil policy is 0 days.
func retentionDays(p chat.RetentionPolicy) (int32, error) {
	switch p := p.(type) {
	case nil, chat.NoneRetentionPolicy:
		return 0, nil
	case chat.ThreadCreationDateRetentionPolicy:
		if p.DeleteThreadAfterDays < 30 || p.DeleteThreadAfterDays > 90 {
			return 0, badRequest("deleteThreadAfterDays must be between 30 and 90.")
		}
		return p.DeleteThreadAfterDays, nil
	default:
		return 0, badRequest("The kind of the retention policy is not supported.")
	}
}

// wholeSeconds returns a time in whole seconds, as Chat returns it, or the zero time
// for 0.
func wholeSeconds(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC().Truncate(time.Second)
}

// copyMetadata returns a copy that can be modified, or nil if metadata is empty.
func copyMetadata(metadata map[string]string) map[string]string {
	if len(metadata) == 0 {
		return nil
	}
	return maps.Clone(metadata)
}
