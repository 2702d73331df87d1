package engine

import (
	"maps"
	"slices"
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
	Metadata      map[string]string `json:"metadata,omitempty"`
	RetentionDays int32             `json:"retentionDays,omitempty"` // 0 if it is not deleted automatically
	DeletedOn     int64             `json:"deletedOn,omitempty"`
	LastMessageOn int64             `json:"lastMessageOn,omitempty"` // only if the thread is deleted
	RequestID     string            `json:"requestId,omitempty"`     // of the request that created it
	Rejected      []string          `json:"refused,omitempty"`       // raw IDs that were rejected at creation
	LastJoined    uint64            `json:"lastJoined"`              // Seq of the newest participant

	participants []*participant // in the order in which they were added
	messages     []message      // in the order of their sequence IDs, which start at 1
	recentCalls  recentCalls
}

// participant is a participant of a thread and its stored record.
type participant struct {
	Seq       uint64            `json:"n"` // sequence number in the thread
	ID        string            `json:"id"`
	Name      string            `json:"name,omitempty"`
	ShareFrom int64             `json:"shareFrom,omitempty"` // 0 if the complete history is shared
	Metadata  map[string]string `json:"metadata,omitempty"`
	ReadID    int64             `json:"readId,omitempty"` // ID of the newest message that was read
	ReadOn    int64             `json:"readOn,omitempty"`
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
	t := c.threads[string(id)]
	if t == nil {
		return nil, nil, notFound()
	}
	c.deleteIfExpired(t)
	p := t.participant(caller.id)
	if p == nil || caller.permission < required {
		return nil, nil, forbidden()
	}
	if t.DeletedOn != 0 {
		return nil, nil, notFound()
	}
	return t, p, c.checkRateLimit(&t.recentCalls, op)
}

// deleteIfExpired deletes a thread whose retention period is over.
func (c *opContext) deleteIfExpired(t *thread) {
	if t.RetentionDays == 0 || t.DeletedOn != 0 {
		return
	}
	end := time.UnixMilli(t.CreatedOn).Add(time.Duration(t.RetentionDays) * 24 * time.Hour).UnixMilli()
	if c.nowMilli >= end {
		c.deleteThread(t, end)
	}
}

// deleteThread deletes a thread and its messages. It keeps the participants, for whom
// the thread is listed as deleted.
func (c *opContext) deleteThread(t *thread, deletedOn int64) {
	t.LastMessageOn, t.DeletedOn = t.lastMessageOn(), deletedOn
	t.messages, t.recentCalls = nil, nil
	c.removeRecords(store.RecordChange{Key: messagesKey(t), Prefix: true})
	c.putRecord(threadKey(t), t)
}

// participant returns the participant with the raw ID, or nil.
func (t *thread) participant(id string) *participant {
	if i := slices.IndexFunc(t.participants, func(p *participant) bool { return p.ID == id }); i >= 0 {
		return t.participants[i]
	}
	return nil
}

// lastMessageOn returns the time of the newest message.
func (t *thread) lastMessageOn() int64 {
	if n := len(t.messages); n > 0 {
		return t.messages[n-1].createdOn()
	}
	return t.LastMessageOn
}

func (t *thread) properties() chat.ThreadProperties {
	return chat.ThreadProperties{
		ID: chat.ThreadID(t.ID), Topic: t.Topic,
		CreatedOn: wholeSeconds(t.CreatedOn), CreatedBy: acs.ParseIdentifier(t.CreatedBy), DeletedOn: wholeSeconds(t.DeletedOn),
		Metadata: copyMetadata(t.Metadata), RetentionPolicy: retentionPolicy(t.RetentionDays),
	}
}

func (t *thread) item() chat.ThreadItem {
	return chat.ThreadItem{
		ID: chat.ThreadID(t.ID), Topic: t.Topic,
		DeletedOn: wholeSeconds(t.DeletedOn), LastMessageReceivedOn: wholeSeconds(t.lastMessageOn()),
	}
}

// model returns the participant as the service returns it. If the complete history is
// shared, ShareHistoryTime is the Unix epoch.
func (p *participant) model() chat.Participant {
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
