package engine

import (
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/generated/chat"
)

// SendMessage posts a message and returns its ID, the time of creation in Unix
// milliseconds. Empty or too long content, another type than text and html, and
// too much metadata are a 400.
func (e *Engine) SendMessage(caller Caller, id chat.ThreadID, content string, options chat.SendMessageOptions) (chat.MessageID, error) {
	return withLock(e, func(x *opContext) (chat.MessageID, error) {
		t, p, err := x.authorize(caller, id, permChat, sendMessage)
		if err != nil {
			return "", err
		}
		kind, err := newKind(options.Type)
		if err != nil {
			return "", err
		}
		if err := checkContent(content); err != nil {
			return "", err
		}
		if err := checkMetadata("the message", options.Metadata); err != nil {
			return "", err
		}
		x.post(t, message{
			Kind: kind, Content: strings.Clone(content), Sender: p.ID,
			Extra: newExtra(options.SenderDisplayName, options.Metadata),
		})
		return chat.MessageID(strconv.FormatInt(t.messages[len(t.messages)-1].ID, 10)), nil
	})
}

// GetMessage returns a message, also a deleted one. One from before the time
// from which the caller shares the history is a 404, as one that never was.
func (e *Engine) GetMessage(caller Caller, id chat.ThreadID, messageID chat.MessageID) (chat.Message, error) {
	return withLock(e, func(x *opContext) (chat.Message, error) {
		t, p, err := x.authorize(caller, id, permChat, getMessage)
		if err != nil {
			return chat.Message{}, err
		}
		i, err := t.find(p, messageID)
		if err != nil {
			return chat.Message{}, err
		}
		return t.model(i), nil
	})
}

// ListMessages lists the messages that the caller sees, newest first: system
// messages, and deleted ones without their content, too. A start time leaves
// out older ones.
func (e *Engine) ListMessages(caller Caller, id chat.ThreadID, options chat.ListMessagesOptions) (Page[chat.Message], error) {
	return withLock(e, func(x *opContext) (Page[chat.Message], error) {
		t, p, err := x.authorize(caller, id, permChat, listMessages)
		if err != nil {
			return Page[chat.Message]{}, err
		}
		at, err := newCursor(messagesList, options.ContinuationToken, options.MaxPageSize, 0, options.StartTime)
		if err != nil {
			return Page[chat.Message]{}, err
		}
		return t.list(p, at), nil
	})
}

// list gives a page of the messages. Behind the cursor are those with a lower
// sequence ID.
func (t *thread) list(p *participant, at cursor) Page[chat.Message] {
	pages := newPager[chat.Message](at)
	next := len(t.messages)
	if at.after != 0 {
		next = int(min(at.after-1, uint64(next))) //nolint:gosec // not above next
	}
	from := max(p.ShareFrom, at.start)
	for i := next - 1; i >= 0 && t.messages[i].ID >= from; i-- { // none is younger than its ID, and IDs only grow
		if t.messages[i].createdOn() < from {
			continue
		}
		if !pages.add(uint64(i)+1, func() chat.Message { return t.model(i) }) {
			break
		}
	}
	return pages.page
}

// UpdateMessage edits a message of the caller: the content, and the metadata
// name by name, where an empty value deletes its name and null deletes all.
// No patch at all is no edit. Another's message and a system message are a 403,
// a deleted one is a 404.
func (e *Engine) UpdateMessage(caller Caller, id chat.ThreadID, messageID chat.MessageID, options chat.UpdateMessageOptions) error {
	_, err := withLock(e, func(x *opContext) (struct{}, error) {
		t, p, err := x.authorize(caller, id, permChat, updateMessage)
		if err != nil {
			return struct{}{}, err
		}
		i, err := t.own(p, messageID)
		if err != nil {
			return struct{}{}, err
		}
		if t.messages[i].Deleted != 0 {
			return struct{}{}, notFound()
		}
		return struct{}{}, x.edit(t, i, options)
	})
	return err
}

func (x *opContext) edit(t *thread, i int, options chat.UpdateMessageOptions) error {
	if options.Content.IsZero() && options.Metadata.IsZero() {
		return nil
	}
	m := &t.messages[i]
	content := m.Content
	if !options.Content.IsZero() {
		content, _ = options.Content.Get() // null: empty, which is refused
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
	m.Edited = max(x.at, m.ID, m.Edited+1)
	x.put(messageKey(t, i), m)
	return nil
}

// DeleteMessage deletes the content of a message of the caller; that there was
// one stays. Another's message and a system message are a 403. To delete it
// again is no error.
func (e *Engine) DeleteMessage(caller Caller, id chat.ThreadID, messageID chat.MessageID) error {
	_, err := withLock(e, func(x *opContext) (struct{}, error) {
		t, p, err := x.authorize(caller, id, permChat, deleteMessage)
		if err != nil {
			return struct{}{}, err
		}
		i, err := t.own(p, messageID)
		if err != nil {
			return struct{}{}, err
		}
		m := &t.messages[i]
		if m.Deleted != 0 {
			return struct{}{}, nil
		}
		m.Deleted = max(x.at, m.ID, m.Edited)
		m.Content = ""
		if m.Extra != nil {
			m.Extra = newExtra(m.Extra.Name, nil)
		}
		x.put(messageKey(t, i), m)
		return struct{}{}, nil
	})
	return err
}
