package engine

import (
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/generated/chat"
)

// SendMessage sends a message and returns its ID, which is the time of creation in
// Unix milliseconds. It fails with status 400 if the content is empty or too long,
// the type is not text or html, or the metadata is too large.
func (e *Engine) SendMessage(caller Caller, id chat.ThreadID, content string, options chat.SendMessageOptions) (chat.MessageID, error) {
	return withLock(e, func(c *opContext) (chat.MessageID, error) {
		t, p, err := c.authorize(caller, id, permChat, opSendMessage)
		if err != nil {
			return "", err
		}
		kind, err := sendableKind(options.Type)
		if err != nil {
			return "", err
		}
		if err := checkContent(content); err != nil {
			return "", err
		}
		if err := checkMetadata("the message", options.Metadata); err != nil {
			return "", err
		}
		c.postMessage(t, message{
			Kind: kind, Content: strings.Clone(content), Sender: p.ID,
			Extra: newExtra(options.SenderDisplayName, options.Metadata),
		})
		return chat.MessageID(strconv.FormatInt(t.messages[len(t.messages)-1].ID, 10)), nil
	})
}

// GetMessage returns a message, which may be deleted. It fails with status 404 if the
// message does not exist or is older than the history that the caller can see.
func (e *Engine) GetMessage(caller Caller, id chat.ThreadID, messageID chat.MessageID) (chat.Message, error) {
	return withLock(e, func(c *opContext) (chat.Message, error) {
		t, p, err := c.authorize(caller, id, permChat, opGetMessage)
		if err != nil {
			return chat.Message{}, err
		}
		i, err := t.findMessage(p, messageID)
		if err != nil {
			return chat.Message{}, err
		}
		return t.messageModel(i), nil
	})
}

// ListMessages lists the messages that are visible to the caller, newest first,
// including system messages and, without their content, deleted messages. With a
// start time, it omits older messages.
func (e *Engine) ListMessages(caller Caller, id chat.ThreadID, options chat.ListMessagesOptions) (Page[chat.Message], error) {
	return withLock(e, func(c *opContext) (Page[chat.Message], error) {
		t, p, err := c.authorize(caller, id, permChat, opListMessages)
		if err != nil {
			return Page[chat.Message]{}, err
		}
		cur, err := newCursor(messagesList, options.ContinuationToken, options.MaxPageSize, 0, options.StartTime)
		if err != nil {
			return Page[chat.Message]{}, err
		}
		return t.listMessages(p, cur), nil
	})
}

// listMessages returns a page of messages. Those after the cursor have lower sequence
// IDs.
func (t *thread) listMessages(p *participant, cur cursor) Page[chat.Message] {
	pages := newPager[chat.Message](cur)
	next := len(t.messages)
	if cur.after != 0 {
		next = int(min(cur.after-1, uint64(next))) //nolint:gosec // not above next
	}
	from := max(p.ShareFrom, cur.start)
	for i := next - 1; i >= 0 && t.messages[i].ID >= from; i-- { // IDs increase and are never before the time of creation
		if t.messages[i].createdOn() < from {
			continue
		}
		if !pages.add(uint64(i)+1, func() chat.Message { return t.messageModel(i) }) {
			break
		}
	}
	return pages.page
}

// UpdateMessage edits a message that the caller has sent. Metadata is merged: an
// empty value deletes an entry, null deletes all entries. Without any change, the
// message is not marked as edited. It fails with status 403 for system messages and
// messages of other users, and with status 404 for deleted messages.
func (e *Engine) UpdateMessage(caller Caller, id chat.ThreadID, messageID chat.MessageID, options chat.UpdateMessageOptions) error {
	_, err := withLock(e, func(c *opContext) (struct{}, error) {
		t, p, err := c.authorize(caller, id, permChat, opUpdateMessage)
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
	m := &t.messages[i]
	content := m.Content
	if !options.Content.IsZero() {
		content, _ = options.Content.Get() // empty for null, which is rejected
		if err := checkContent(content); err != nil {
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
	m.Content, m.Extra = strings.Clone(content), newExtra(old.Name, metadata)
	m.Edited = max(c.nowMilli, m.ID, m.Edited+1)
	c.putRecord(messageKey(t, i), m)
	return nil
}

// DeleteMessage deletes the content of a message that the caller has sent. The message
// itself stays in the thread. It fails with status 403 for system messages and
// messages of other users. Deleting a message again is not an error.
func (e *Engine) DeleteMessage(caller Caller, id chat.ThreadID, messageID chat.MessageID) error {
	_, err := withLock(e, func(c *opContext) (struct{}, error) {
		t, p, err := c.authorize(caller, id, permChat, opDeleteMessage)
		if err != nil {
			return struct{}{}, err
		}
		i, err := t.findOwnMessage(p, messageID)
		if err != nil {
			return struct{}{}, err
		}
		m := &t.messages[i]
		if m.Deleted != 0 {
			return struct{}{}, nil
		}
		m.Deleted = max(c.nowMilli, m.ID, m.Edited)
		m.Content = ""
		if m.Extra != nil {
			m.Extra = newExtra(m.Extra.Name, nil)
		}
		c.putRecord(messageKey(t, i), m)
		return struct{}{}, nil
	})
	return err
}
