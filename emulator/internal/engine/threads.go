package engine

import (
	"maps"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// CreateThread creates a thread. The caller is always a participant. If the caller has
// used the request ID before, it returns the thread created then, regardless of the
// other arguments. The result contains participants that are not active users of this
// resource and were not added. It fails with status 400 if the topic is empty, there
// are too many participants, or an identifier is malformed.
func (e *Engine) CreateThread(caller Caller, topic string, options chat.CreateThreadOptions) (chat.CreateThreadResult, error) {
	return withLock(e, func(c *opContext) (chat.CreateThreadResult, error) {
		t, err := c.findByRequestID(caller, options.RepeatabilityRequestID)
		if t == nil && err == nil {
			t, err = c.createThread(caller, topic, options)
		}
		if err != nil {
			return chat.CreateThreadResult{}, err
		}
		return chat.CreateThreadResult{Thread: t.properties(), InvalidParticipants: rejections(t.Rejected)}, nil
	})
}

// findByRequestID returns the thread that a request with the same ID has created, or
// nil. It fails if the caller may not create threads.
func (c *opContext) findByRequestID(caller Caller, requestID string) (*thread, error) {
	u := c.users[caller.id]
	if u == nil || u.Deleted || caller.permission < permChangeThreads {
		return nil, forbidden()
	}
	if t := c.idempotencyKeys[idempotencyKey{caller.id, requestID}]; t != nil && requestID != "" {
		return t, nil
	}
	return nil, c.checkUserRate(u, opCreateThread)
}

func (c *opContext) createThread(caller Caller, topic string, options chat.CreateThreadOptions) (*thread, error) {
	days, err := retentionDays(options.RetentionPolicy)
	if err != nil {
		return nil, err
	}
	if err := checkTopic(topic); err != nil {
		return nil, err
	}
	if err := checkMetadata("the thread", options.Metadata); err != nil {
		return nil, err
	}
	// The caller is the first participant. If the request also lists the caller, that
	// entry sets the display name.
	participants := append([]chat.Participant{{ID: acs.ParseIdentifier(caller.id)}}, options.Participants...)
	result, err := c.resolveParticipants(participants, len(options.Participants))
	if err != nil {
		return nil, err
	}
	id, err := c.newUUID()
	if err != nil {
		return nil, err
	}
	c.lastThread++
	t := &thread{
		Seq: c.lastThread, ID: "19:" + strings.ReplaceAll(id, "-", "") + "@thread.v2", Topic: topic,
		CreatedOn: c.nowMilli, CreatedBy: c.users[caller.id].ID, Metadata: maps.Clone(options.Metadata), RetentionDays: days,
		RequestID: options.RepeatabilityRequestID, Rejected: result.rejected,
	}
	c.indexThread(t)
	c.nextExpiry = min(c.nextExpiry, t.expiresOn())
	c.addParticipants(t, t.CreatedBy, result.accepted)
	c.postMessage(t, message{Kind: kindTopicUpdated, Content: topic, Sender: t.CreatedBy})
	c.addThreadEvent(ThreadCreated, t, t.CreatedBy)
	return t, nil
}

func checkTopic(topic string) error {
	if topic == "" {
		return badRequest("The topic must not be empty.")
	}
	return nil
}

// GetThread returns the properties of a thread.
func (e *Engine) GetThread(caller Caller, id chat.ThreadID) (chat.ThreadProperties, error) {
	return withLock(e, func(c *opContext) (chat.ThreadProperties, error) {
		t, err := c.authorizeReader(caller, id, opGetThread)
		if err != nil {
			return chat.ThreadProperties{}, err
		}
		return t.properties(), nil
	})
}

// ListThreads lists the threads of which the caller is or was a participant, including
// deleted ones. The thread with the latest message or deletion comes first. With a
// start time, it omits threads without messages since then. Of a thread from which the
// caller was removed, it shows the topic and the last message of that time.
func (e *Engine) ListThreads(caller Caller, options chat.ListThreadsOptions) (Page[chat.ThreadItem], error) {
	return withLock(e, func(c *opContext) (Page[chat.ThreadItem], error) {
		u := c.users[caller.id]
		if u == nil || caller.permission < permChat {
			return Page[chat.ThreadItem]{}, forbidden()
		}
		if err := c.checkUserRate(u, opListThreads); err != nil {
			return Page[chat.ThreadItem]{}, err
		}
		cur, err := newCursor(threadsList, options.ContinuationToken, options.MaxPageSize, options.StartTime)
		if err != nil {
			return Page[chat.ThreadItem]{}, err
		}
		participations, err := c.participationsAsOf(caller, u)
		if err != nil {
			return Page[chat.ThreadItem]{}, err
		}
		return c.listThreads(participations, cur), nil
	})
}

// listThreads returns a page of threads. Those after the cursor have lower positions.
func (c *opContext) listThreads(participations []*participant, cur cursor) Page[chat.ThreadItem] {
	pages := newPager[chat.ThreadItem](cur, c.pageShape(cur))
	if !cur.isFirst() {
		next, _ := slices.BinarySearchFunc(participations, cur.after, comparePosition)
		participations = participations[:next]
	}
	for _, p := range slices.Backward(participations) {
		if p.activity < cur.start {
			break // the last message is never after the last activity
		}
		if p.lastMessageOn() >= cur.start && !pages.add(p.position(), p.threadItem) {
			break
		}
	}
	return pages.page
}

// UpdateThread applies the patches in options. It posts a system message if the topic
// changes. Metadata is merged. Null clears the topic, the metadata or the retention
// policy.
func (e *Engine) UpdateThread(caller Caller, id chat.ThreadID, options chat.UpdatePropertiesOptions) error {
	_, err := withLock(e, func(c *opContext) (struct{}, error) {
		t, p, err := c.authorize(caller, id, permChangeThreads, opUpdateThread)
		if err != nil {
			return struct{}{}, err
		}
		return struct{}{}, c.updateThread(t, p, options)
	})
	return err
}

func (c *opContext) updateThread(t *thread, p *participant, options chat.UpdatePropertiesOptions) error {
	metadata, err := patchMetadata(t.Metadata, options.Metadata, "the thread", false)
	if err != nil {
		return err
	}
	days, err := patchRetention(t.RetentionDays, options.RetentionPolicy)
	if err != nil {
		return err
	}
	topic, err := patchTopic(t.Topic, options.Topic)
	if err != nil {
		return err
	}
	oldTopic, oldMetadata, oldDays := t.Topic, t.Metadata, t.RetentionDays
	c.remember(t, func(v *threadView) { v.Topic, v.Metadata, v.RetentionDays = oldTopic, oldMetadata, oldDays })
	topicChanged := topic != t.Topic
	t.Topic, t.Metadata, t.RetentionDays = topic, metadata, days
	c.nextExpiry = min(c.nextExpiry, t.expiresOn())
	if topicChanged {
		c.postMessage(t, message{Kind: kindTopicUpdated, Content: topic, Sender: p.ID})
	}
	c.putRecord(threadKey(t), t)
	if topicChanged || days != oldDays || !maps.Equal(metadata, oldMetadata) {
		c.addThreadEvent(ThreadUpdated, t, p.ID)
	}
	return nil
}

// patchTopic returns the topic after a patch. Null clears it.
func patchTopic(old string, patch acs.Patch[string]) (string, error) {
	switch {
	case patch.IsZero():
		return old, nil
	case patch.IsNull():
		return "", nil
	}
	topic, _ := patch.Get()
	return topic, checkTopic(topic)
}

// patchRetention returns the retention days after a patch. Null clears them.
func patchRetention(old int32, patch acs.Patch[chat.RetentionPolicy]) (int32, error) {
	if patch.IsZero() {
		return old, nil
	}
	policy, _ := patch.Get()
	return retentionDays(policy)
}

// patchMetadata returns the metadata after a patch. Null removes a name, or clears
// all metadata. If emptyDeletes, an empty value also removes its name.
func patchMetadata(old map[string]string, patch acs.MapPatch[string], subject string, emptyDeletes bool) (map[string]string, error) {
	if patch.IsZero() {
		return old, nil
	}
	var merged map[string]string // nil after a null
	if !patch.IsNull() {
		merged = patch.Apply(old)
	}
	for name, value := range patch.Values() {
		if value == "" && emptyDeletes {
			delete(merged, name)
		}
	}
	return merged, checkMetadata(subject, merged)
}

// DeleteThread deletes a thread and its messages for all participants. Afterwards
// requests to the thread fail with status 404 for participants, and still with status
// 403 for other users.
func (e *Engine) DeleteThread(caller Caller, id chat.ThreadID) error {
	_, err := withLock(e, func(c *opContext) (struct{}, error) {
		t, p, err := c.authorize(caller, id, permChangeThreads, opDeleteThread)
		if err != nil {
			return struct{}{}, err
		}
		c.deleteThread(t, p.ID, c.nowMilli)
		return struct{}{}, nil
	})
	return err
}
