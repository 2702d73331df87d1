package engine

import (
	"strconv"

	"github.com/chatgen-go/chatgen/generated/chat"
)

// SendMessage sends a message and returns its ID, which is the time of creation in
// Unix milliseconds. It fails with status 400 if the content is empty or too long,
// the type is not text or html, or the metadata is too large.
func (e *Engine) SendMessage(caller Caller, id chat.ThreadID, content string, options chat.SendMessageOptions) (chat.MessageID, error) {
	return withLock(e, func(c *opContext) (chat.MessageID, error) {
		t, p, err := c.authorize(caller, id, permChat, opChangeMessages)
		if err != nil {
			return "", err
		}
		kind, err := sendableKind(options.Type)
		if err != nil {
			return "", err
		}
		content, err := c.checkContent(kind, content)
		if err != nil {
			return "", err
		}
		if err := checkMetadata("the message", options.Metadata); err != nil {
			return "", err
		}
		c.postMessage(t, message{
			Kind: kind, Content: content, Sender: p.ID,
			Extra: newExtra(options.SenderDisplayName, options.Metadata),
		})
		last := len(t.messages) - 1
		c.addMessageEvent(MessageReceived, t, last)
		return chat.MessageID(strconv.FormatInt(t.messages[last].ID, 10)), nil
	})
}

// GetMessage returns a message, which may be deleted. It fails with status 404 if the
// message does not exist or is not in the history that the caller can see.
func (e *Engine) GetMessage(caller Caller, id chat.ThreadID, messageID chat.MessageID) (chat.Message, error) {
	return withLock(e, func(c *opContext) (chat.Message, error) {
		t, p, err := c.authorizeHistory(caller, id, opGetMessage)
		if err != nil {
			return chat.Message{}, err
		}
		i, err := t.findMessage(p, messageID)
		if err != nil {
			return chat.Message{}, err
		}
		return t.messageFor(caller, i), nil
	})
}

// ListMessages lists the messages that are visible to the caller, including system
// messages and, without their content, deleted messages. The message that was sent,
// edited or deleted last comes first. With a start time, it omits messages that were
// sent before. Former participants see the messages up to their removal.
func (e *Engine) ListMessages(caller Caller, id chat.ThreadID, options chat.ListMessagesOptions) (Page[chat.Message], error) {
	return withLock(e, func(c *opContext) (Page[chat.Message], error) {
		t, p, err := c.authorizeHistory(caller, id, opListMessages)
		if err != nil {
			return Page[chat.Message]{}, err
		}
		cur, err := newCursor(messagesList, options.ContinuationToken, options.MaxPageSize, options.StartTime)
		if err != nil {
			return Page[chat.Message]{}, err
		}
		return t.listMessages(caller, p, newPager[chat.Message](cur, c.pageShape(cur))), nil
	})
}

// listMessages returns a page of messages. Those after the cursor have lower versions.
func (t *thread) listMessages(caller Caller, p *participant, pages *pager[chat.Message]) Page[chat.Message] {
	start, next := pages.start, len(t.messages)
	if !pages.isFirst() {
		next = t.ranksBefore(pages.after.changed)
	}
	for rank := next - 1; rank >= 0; rank-- {
		i := t.messageAt(rank)
		m := &t.messages[i]
		if m.version() < max(p.ShareFrom, start) {
			break // a version is never before the time of creation
		}
		if m.createdOn() < start || !p.canSee(m) {
			continue
		}
		if !pages.add(position{changed: m.version()}, func() chat.Message { return t.messageFor(caller, i) }) {
			break
		}
	}
	pages.linkFullPage()
	return pages.page
}

// UpdateMessage edits a message that the caller has sent. Metadata is merged: an
// empty value deletes an entry, null deletes all entries. Without any change, the
// message is not marked as edited. It fails with status 403 for system messages and
// messages of other users, and with status 404 for deleted messages.
func (e *Engine) UpdateMessage(caller Caller, id chat.ThreadID, messageID chat.MessageID, options chat.UpdateMessageOptions) error {
	_, err := withLock(e, func(c *opContext) (struct{}, error) {
		t, p, err := c.authorize(caller, id, permChat, opChangeMessages)
		if err != nil {
			return struct{}{}, err
		}
		i, err := t.findOwnMessage(p, messageID)
		if err != nil {
			return struct{}{}, err
		}
		if t.messages[i].Deleted != 0 {
			return struct{}{}, notFound()
		}
		return struct{}{}, c.updateMessage(t, i, options)
	})
	return err
}

func (c *opContext) updateMessage(t *thread, i int, options chat.UpdateMessageOptions) error {
	if options.Content.IsZero() && options.Metadata.IsZero() {
		return nil
	}
	m := t.messages[i]
	if !options.Content.IsZero() {
		content, _ := options.Content.Get() // empty for null, which is rejected
		var err error
		if m.Content, err = c.checkContent(m.Kind, content); err != nil {
			return err
		}
	}
	var old extra
	if m.Extra != nil {
		old = *m.Extra
	}
	metadata, err := patchMetadata(old.Metadata, options.Metadata, "the message", true)
	if err != nil {
		return err
	}
	m.Extra = newExtra(old.Name, metadata)
	m.Edited = t.nextVersion(c.nowMilli)
	c.changeMessage(t, i, m)
	c.addMessageEvent(MessageEdited, t, i)
	return nil
}

// DeleteMessage deletes the content of a message that the caller has sent. The message
// itself stays in the thread. It fails with status 403 for system messages and
// messages of other users. Deleting a message again is not an error.
func (e *Engine) DeleteMessage(caller Caller, id chat.ThreadID, messageID chat.MessageID) error {
	_, err := withLock(e, func(c *opContext) (struct{}, error) {
		t, p, err := c.authorize(caller, id, permChat, opChangeMessages)
		if err != nil {
			return struct{}{}, err
		}
		i, err := t.findOwnMessage(p, messageID)
		if err != nil {
			return struct{}{}, err
		}
		m := t.messages[i]
		if m.Deleted != 0 {
			return struct{}{}, nil
		}
		m.Deleted = t.nextVersion(c.nowMilli)
		m.Content = ""
		if m.Extra != nil {
			m.Extra = newExtra(m.Extra.Name, nil)
		}
		c.changeMessage(t, i, m)
		c.addMessageEvent(MessageDeleted, t, i)
		return struct{}{}, nil
	})
	return err
}
