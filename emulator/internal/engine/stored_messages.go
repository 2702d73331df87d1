package engine

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// There can be millions of messages, so those of a thread are loaded from the store when
// the thread is first used. Until then its list of messages is empty, and what lists of
// threads need is in storedMessages.

// storedMessages describes messages that have not been loaded. It is zero if there are
// none.
type storedMessages struct {
	count  int
	lastOn int64 // time of the last one
}

// loadLastMessages determines the numbers of stored messages of all threads, from the
// last message of each. It does not read the other ones.
func (e *Engine) loadLastMessages(bySeq map[uint64]*thread) error {
	const end = messagePrefix + "g" // after the hexadecimal digits
	for next := end; ; {
		key, value, err := e.store.Before(next)
		if err != nil {
			return err
		}
		if !strings.HasPrefix(key, messagePrefix) {
			return nil
		}
		t, err := threadOf(bySeq, messagePrefix, key)
		if err != nil {
			return err
		}
		if err := t.loadLastMessage(key, value); err != nil {
			return err
		}
		next = messagesKey(t)
	}
}

// loadLastMessage determines the number of stored messages of a thread from the last one.
func (t *thread) loadLastMessage(key string, value []byte) error {
	index, err := messageIndex(t, key)
	if err != nil {
		return err
	}
	var last message
	if err := decodeRecord(key, value, &last); err != nil {
		return err
	}
	t.stored = storedMessages{index + 1, last.createdOn()}
	return nil
}

// messageIndex returns the index of a message in its thread, which its key contains.
func messageIndex(t *thread, key string) (int, error) {
	sequence, err := strconv.ParseInt(strings.TrimPrefix(key, messagesKey(t)), 16, 64)
	if err != nil {
		return 0, fmt.Errorf("%q: invalid key: %w", key, err)
	}
	return int(sequence) - 1, nil
}

// loadMessages loads the messages of a thread, unless they are loaded. If one is
// damaged, it fails with status 500 and a message that contains its key.
func (c *opContext) loadMessages(t *thread) error {
	if err := c.readMessages(t); err != nil {
		return &Error{
			Status: http.StatusInternalServerError, Code: "InternalServerError",
			Message: fmt.Sprintf("The stored messages of the thread cannot be read: %v.", err),
		}
	}
	return nil
}

// readMessages loads the messages of a thread, unless they are loaded. If one is
// damaged, the error contains its key.
func (e *Engine) readMessages(t *thread) error {
	if t.stored.count == 0 {
		return nil
	}
	messages := make([]message, 0, min(t.stored.count, 10_000)) // the count is that of a key, which may be wrong
	err := e.store.Load(messagesKey(t), func(key string, value []byte) error {
		m, err := e.loadMessage(t, len(messages), key, value)
		messages = append(messages, m)
		return err
	})
	if err != nil {
		return err
	}
	t.messages, t.stored = messages, storedMessages{}
	t.sortMessages()
	return nil
}

// loadMessage returns the message of a record, which must have the index in the thread.
func (e *Engine) loadMessage(t *thread, index int, key string, value []byte) (message, error) {
	var m message
	switch i, err := messageIndex(t, key); {
	case err != nil:
		return m, err
	case i != index:
		return m, fmt.Errorf("%q: message %d of the thread is missing", key, index+1)
	}
	if err := decodeRecord(key, value, &m); err != nil {
		return m, err
	}
	if u := e.users[m.Sender]; u != nil {
		m.Sender = u.ID // share the string
	}
	return m, nil
}

// readAllMessages loads the messages of all threads.
func (e *Engine) readAllMessages() error {
	for _, t := range e.threads {
		if err := e.readMessages(t); err != nil {
			return err
		}
	}
	return nil
}
