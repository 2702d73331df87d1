package engine

import (
	"slices"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/store"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// thread is a thread as the engine knows it. What has a JSON name is in the
// thread's record; participants and messages have records of their own.
// Times are in Unix milliseconds.
type thread struct {
	Seq           uint64            `json:"n"` // counts the threads
	ID            string            `json:"id"`
	Topic         string            `json:"topic"`
	CreatedOn     int64             `json:"createdOn"`
	CreatedBy     string            `json:"createdBy"`
	Metadata      map[string]string `json:"metadata,omitempty"`
	RetentionDays int32             `json:"retentionDays,omitempty"` // 0: for ever
	DeletedOn     int64             `json:"deletedOn,omitempty"`
	LastMessageOn int64             `json:"lastMessageOn,omitempty"` // of a deleted thread
	RequestID     string            `json:"requestId,omitempty"`     // that created it
	Refused       []string          `json:"refused,omitempty"`       // raw IDs, when it was created
	LastJoined    uint64            `json:"lastJoined"`              // number of the newest participant

	participants []*participant // in the order in which they joined
	messages     []message      // in the order of their sequence IDs, which begin at 1
	rates        rates
}

// participant is a member of a thread.
type participant struct {
	Seq       uint64            `json:"n"` // counts those who joined the thread
	ID        string            `json:"id"`
	Name      string            `json:"name,omitempty"`
	ShareFrom int64             `json:"shareFrom,omitempty"` // 0: everything
	Metadata  map[string]string `json:"metadata,omitempty"`
	ReadID    int64             `json:"readId,omitempty"` // newest message that was read
	ReadOn    int64             `json:"readOn,omitempty"`
}

// idempotencyKey is what makes a request to create a thread the same as another one.
type idempotencyKey struct {
	caller    string
	requestID string
}

// authorize returns a thread and its participant, the caller, if the caller may do
// what needs the right, and counts the call.
func (x *opContext) authorize(caller Caller, id chat.ThreadID, needs permission, op operation) (*thread, *participant, error) {
	t := x.threads[string(id)]
	if t == nil {
		return nil, nil, notFound()
	}
	x.expire(t)
	p := t.participant(caller.id)
	if p == nil || caller.permission < needs {
		return nil, nil, forbidden()
	}
	if t.DeletedOn != 0 {
		return nil, nil, notFound()
	}
	return t, p, x.checkRateLimit(&t.rates, op)
}

// expire deletes a thread whose time has come.
func (x *opContext) expire(t *thread) {
	if t.RetentionDays == 0 || t.DeletedOn != 0 {
		return
	}
	end := time.UnixMilli(t.CreatedOn).Add(time.Duration(t.RetentionDays) * 24 * time.Hour).UnixMilli()
	if x.at >= end {
		x.deleteThread(t, end)
	}
}

// deleteThread deletes a thread and all that was said in it. Who took part
// stays known, to be told that it is gone.
func (x *opContext) deleteThread(t *thread, at int64) {
	t.LastMessageOn, t.DeletedOn = t.lastMessageOn(), at
	t.messages, t.rates = nil, nil
	x.remove(store.Change{Key: messagesKey(t), Prefix: true})
	x.put(threadKey(t), t)
}

// participant returns the participant with a raw ID, or nil.
func (t *thread) participant(id string) *participant {
	if i := slices.IndexFunc(t.participants, func(p *participant) bool { return p.ID == id }); i >= 0 {
		return t.participants[i]
	}
	return nil
}

// lastMessageOn is when the newest message came.
func (t *thread) lastMessageOn() int64 {
	if n := len(t.messages); n > 0 {
		return t.messages[n-1].createdOn()
	}
	return t.LastMessageOn
}

func (t *thread) properties() chat.ThreadProperties {
	return chat.ThreadProperties{
		ID: chat.ThreadID(t.ID), Topic: t.Topic,
		CreatedOn: seconds(t.CreatedOn), CreatedBy: acs.ParseIdentifier(t.CreatedBy), DeletedOn: seconds(t.DeletedOn),
		Metadata: copyOf(t.Metadata), RetentionPolicy: policy(t.RetentionDays),
	}
}

func (t *thread) item() chat.ThreadItem {
	return chat.ThreadItem{
		ID: chat.ThreadID(t.ID), Topic: t.Topic,
		DeletedOn: seconds(t.DeletedOn), LastMessageReceivedOn: seconds(t.lastMessageOn()),
	}
}

// model returns the participant as the service tells it: without a time of its
// own, it shares the history from the Unix epoch on.
func (p *participant) model() chat.Participant {
	return chat.Participant{
		ID: acs.ParseIdentifier(p.ID), DisplayName: p.Name,
		ShareHistoryTime: time.UnixMilli(p.ShareFrom).UTC().Truncate(time.Second), Metadata: copyOf(p.Metadata),
	}
}

// policy returns the retention policy of a number of days.
func policy(days int32) chat.RetentionPolicy {
	if days == 0 {
		return chat.NoneRetentionPolicy{}
	}
	return chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: days}
}

// retentionDays is the reverse of policy. Nil is no policy.
func retentionDays(p chat.RetentionPolicy) (int32, error) {
	switch p := p.(type) {
	case nil, chat.NoneRetentionPolicy:
		return 0, nil
	case chat.ThreadCreationDateRetentionPolicy:
		if p.DeleteThreadAfterDays < 30 || p.DeleteThreadAfterDays > 90 {
			return 0, badRequest("deleteThreadAfterDays must be from 30 to 90.")
		}
		return p.DeleteThreadAfterDays, nil
	default:
		return 0, badRequest("The kind of the retention policy is not known.")
	}
}

// seconds returns a time as chat tells it, in whole seconds. 0 is no time.
func seconds(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC().Truncate(time.Second)
}

// copyOf returns a copy that the caller may change, or nil for an empty one.
func copyOf(metadata map[string]string) map[string]string {
	if len(metadata) == 0 {
		return nil
	}
	return merge(metadata, nil, false)
}
