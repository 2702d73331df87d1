package engine

import (
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// CreateThread makes a thread in which the caller takes part, listed or not.
// A request ID that the caller has used before gives the thread of that time,
// whatever else the request says. No topic, too many participants and a
// malformed identifier are a 400; users who are not here are refused in the
// result.
func (e *Engine) CreateThread(caller Caller, topic string, options chat.CreateThreadOptions) (chat.CreateThreadResult, error) {
	return withLock(e, func(x *opContext) (chat.CreateThreadResult, error) {
		t, err := x.findByRequestID(caller, options.RepeatabilityRequestID)
		if t == nil && err == nil {
			t, err = x.createThread(caller, topic, options)
		}
		if err != nil {
			return chat.CreateThreadResult{}, err
		}
		return chat.CreateThreadResult{Thread: t.properties(), InvalidParticipants: refusals(t.Refused)}, nil
	})
}

// findByRequestID returns the thread that the request has made before, or nil. It
// refuses a caller who may not make one.
func (x *opContext) findByRequestID(caller Caller, requestID string) (*thread, error) {
	u := x.users[caller.id]
	if u == nil || u.Deleted || caller.permission < permChangeThreads {
		return nil, forbidden()
	}
	if t := x.idempotencyKeys[idempotencyKey{caller.id, requestID}]; t != nil && requestID != "" {
		return t, nil
	}
	return nil, x.checkRateLimit(&u.rates, createThread)
}

func (x *opContext) createThread(caller Caller, topic string, options chat.CreateThreadOptions) (*thread, error) {
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
	// The caller comes first, and takes the name of a listing of its own.
	members := append([]chat.Participant{{ID: acs.ParseIdentifier(caller.id)}}, options.Participants...)
	result, err := x.resolveParticipants(members, len(options.Participants))
	if err != nil {
		return nil, err
	}
	id, err := x.newUUID()
	if err != nil {
		return nil, err
	}
	x.lastThread++
	t := &thread{
		Seq: x.lastThread, ID: "19:" + strings.ReplaceAll(id, "-", "") + "@thread.v2", Topic: topic,
		CreatedOn: x.at, CreatedBy: x.users[caller.id].ID, Metadata: copyOf(options.Metadata), RetentionDays: days,
		RequestID: options.RepeatabilityRequestID, Refused: result.refused,
	}
	x.keep(t)
	x.addParticipants(t, t.CreatedBy, result.members)
	x.post(t, message{Kind: topicUpdated, Content: topic, Sender: t.CreatedBy})
	return t, nil
}

func checkTopic(topic string) error {
	if topic == "" {
		return badRequest("The topic must not be empty.")
	}
	return nil
}

// GetThread returns a thread.
func (e *Engine) GetThread(caller Caller, id chat.ThreadID) (chat.ThreadProperties, error) {
	return withLock(e, func(x *opContext) (chat.ThreadProperties, error) {
		t, _, err := x.authorize(caller, id, permChat, getThread)
		if err != nil {
			return chat.ThreadProperties{}, err
		}
		return t.properties(), nil
	})
}

// ListThreads lists the threads in which the caller takes part, deleted ones
// too, newest first. A start time leaves out those with no message since.
func (e *Engine) ListThreads(caller Caller, options chat.ListThreadsOptions) (Page[chat.ThreadItem], error) {
	return withLock(e, func(x *opContext) (Page[chat.ThreadItem], error) {
		u := x.users[caller.id]
		if u == nil || caller.permission < permChat {
			return Page[chat.ThreadItem]{}, forbidden()
		}
		if err := x.checkRateLimit(&u.rates, listThreads); err != nil {
			return Page[chat.ThreadItem]{}, err
		}
		at, err := newCursor(threadsList, options.ContinuationToken, options.MaxPageSize, 0, options.StartTime)
		if err != nil {
			return Page[chat.ThreadItem]{}, err
		}
		return x.listThreads(u, at), nil
	})
}

func (x *opContext) listThreads(u *user, at cursor) Page[chat.ThreadItem] {
	pages := newPager[chat.ThreadItem](at)
	for _, t := range slices.Backward(u.threads) {
		if at.after != 0 && t.Seq >= at.after || t.lastMessageOn() < at.start {
			continue
		}
		x.expire(t)
		if !pages.add(t.Seq, t.item) {
			break
		}
	}
	return pages.page
}

// UpdateThread changes what the patches say. A new topic is told in a message.
// Metadata is merged name by name. Null resets: the topic to none, metadata and
// retention policy to nothing. No patch at all is no error.
func (e *Engine) UpdateThread(caller Caller, id chat.ThreadID, options chat.UpdatePropertiesOptions) error {
	_, err := withLock(e, func(x *opContext) (struct{}, error) {
		t, p, err := x.authorize(caller, id, permChangeThreads, updateThread)
		if err != nil {
			return struct{}{}, err
		}
		return struct{}{}, x.updateThread(t, p, options)
	})
	return err
}

func (x *opContext) updateThread(t *thread, p *participant, options chat.UpdatePropertiesOptions) error {
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
	renamed := topic != t.Topic
	t.Topic, t.Metadata, t.RetentionDays = topic, metadata, days
	if renamed {
		x.post(t, message{Kind: topicUpdated, Content: topic, Sender: p.ID})
	}
	x.put(threadKey(t), t)
	return nil
}

// patchTopic returns the topic after a patch, which null empties.
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

// patchRetention returns the days after a patch, which null makes none.
func patchRetention(old int32, patch acs.Patch[chat.RetentionPolicy]) (int32, error) {
	if patch.IsZero() {
		return old, nil
	}
	policy, _ := patch.Get()
	return retentionDays(policy)
}

// patchMetadata returns the metadata after a patch, which null empties.
func patchMetadata(old map[string]string, patch acs.Patch[map[string]string], of string, emptyDeletes bool) (map[string]string, error) {
	switch {
	case patch.IsZero():
		return old, nil
	case patch.IsNull():
		return map[string]string{}, nil
	}
	change, _ := patch.Get()
	merged := merge(old, change, emptyDeletes)
	return merged, checkMetadata(of, merged)
}

// DeleteThread deletes a thread for all, with all that was said in it. After
// that its participants get 404 from it, and others 403 as before.
func (e *Engine) DeleteThread(caller Caller, id chat.ThreadID) error {
	_, err := withLock(e, func(x *opContext) (struct{}, error) {
		t, _, err := x.authorize(caller, id, permChangeThreads, deleteThread)
		if err != nil {
			return struct{}{}, err
		}
		x.deleteThread(t, x.at)
		return struct{}{}, nil
	})
	return err
}
