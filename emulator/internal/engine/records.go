package engine

import (
	"encoding/json"
	"fmt"

	"github.com/chatgen-go/chatgen/emulator/internal/store"
)

// Keys of the store. Numbers are hexadecimal with a fixed width, so that keys are in
// numeric order.
const (
	resourceKey       = "resource"
	userPrefix        = "user/"
	threadPrefix      = "thread/"
	participantPrefix = "participant/"
	messagePrefix     = "message/"
)

func userKey(id string) string { return userPrefix + id }

func threadKey(t *thread) string { return fmt.Sprintf("%s%016x", threadPrefix, t.Seq) }

func participantKey(t *thread, p *participant) string {
	return fmt.Sprintf("%s%016x/%016x", participantPrefix, t.Seq, p.Seq)
}

func messagesKey(t *thread) string { return fmt.Sprintf("%s%016x/", messagePrefix, t.Seq) }

func messageKey(t *thread, index int) string {
	return fmt.Sprintf("%s%016x", messagesKey(t), index+1)
}

// resourceRecord is the stored record of the resource.
type resourceRecord struct {
	ID         string `json:"id"`
	SigningKey []byte `json:"signingKey"`
}

// putRecord adds a record to the changes for the store.
func (c *opContext) putRecord(key string, record any) {
	if c.store != nil {
		c.changes = append(c.changes, encodeRecord(key, record))
	}
}

// encodeRecord returns the change that stores a record.
func encodeRecord(key string, record any) store.RecordChange {
	value, _ := json.Marshal(record) //nolint:errchkjson // records consist of strings and numbers, whose encoding cannot fail
	return store.RecordChange{Key: key, Value: value}
}

// removeRecords adds a removal to the changes for the store.
func (c *opContext) removeRecords(change store.RecordChange) {
	if c.store != nil {
		c.changes = append(c.changes, change)
	}
}

// load reads the state from the store. Records are loaded after the records that they
// refer to: participants after users and threads.
func (e *Engine) load() error {
	if e.store == nil {
		return nil
	}
	bySeq := map[uint64]*thread{}
	for _, kind := range []struct {
		prefix string
		add    func(key string, value []byte) error
	}{
		{resourceKey, e.loadResource},
		{userPrefix, e.loadUser},
		{threadPrefix, func(key string, value []byte) error { return e.loadThread(bySeq, key, value) }},
		{participantPrefix, func(key string, value []byte) error { return e.loadParticipant(bySeq, key, value) }},
		{messagePrefix, func(key string, value []byte) error { return e.loadMessage(bySeq, key, value) }},
	} {
		if err := e.store.Load(kind.prefix, kind.add); err != nil {
			return err
		}
	}
	e.indexRecords()
	return nil
}

// indexRecords determines what follows from the records when all are loaded.
func (e *Engine) indexRecords() {
	for _, t := range e.threads {
		t.sortMessages()
		e.nextExpiry = min(e.nextExpiry, t.expiresOn())
	}
	for _, u := range e.users {
		u.sortParticipations()
	}
}

// decodeRecord decodes a record. Its errors contain the key.
func decodeRecord(key string, value []byte, to any) error {
	if err := json.Unmarshal(value, to); err != nil {
		return fmt.Errorf("%q: %w", key, err)
	}
	return nil
}

func (e *Engine) loadResource(key string, value []byte) error {
	record := &resourceRecord{}
	if err := decodeRecord(key, value, record); err != nil {
		return err
	}
	e.resource.Store(record)
	return nil
}

func (e *Engine) loadUser(key string, value []byte) error {
	u := &user{}
	if err := decodeRecord(key, value, u); err != nil {
		return err
	}
	e.users[u.ID] = u
	return nil
}

func (e *Engine) loadThread(bySeq map[uint64]*thread, key string, value []byte) error {
	t := &thread{}
	if err := decodeRecord(key, value, t); err != nil {
		return err
	}
	bySeq[t.Seq] = t
	e.indexThread(t)
	return nil
}

// findThread returns the thread in a key of a participant or message, and the
// sequence number in the key.
func findThread(bySeq map[uint64]*thread, prefix, key string) (*thread, uint64, error) {
	var threadSeq, seq uint64
	if _, err := fmt.Sscanf(key, prefix+"%16x/%16x", &threadSeq, &seq); err != nil {
		return nil, 0, fmt.Errorf("%q: invalid key: %w", key, err)
	}
	t := bySeq[threadSeq]
	if t == nil {
		return nil, 0, fmt.Errorf("%q: the thread is missing", key)
	}
	return t, seq, nil
}

func (e *Engine) loadParticipant(bySeq map[uint64]*thread, key string, value []byte) error {
	t, _, err := findThread(bySeq, participantPrefix, key)
	if err != nil {
		return err
	}
	p := &participant{}
	if err := decodeRecord(key, value, p); err != nil {
		return err
	}
	u := e.users[p.ID]
	if u == nil {
		return fmt.Errorf("%q: the user %s is missing", key, p.ID)
	}
	p.ID = u.ID // share the string
	p.user, p.thread = u, t
	if p.Removed != nil {
		t.former = append(t.former, p)
	} else {
		t.participants = append(t.participants, p)
	}
	u.participations = append(u.participations, p)
	return nil
}

func (e *Engine) loadMessage(bySeq map[uint64]*thread, key string, value []byte) error {
	t, sequence, err := findThread(bySeq, messagePrefix, key)
	if err != nil {
		return err
	}
	if want := uint64(len(t.messages)) + 1; sequence != want {
		return fmt.Errorf("%q: message %d of the thread is missing", key, want)
	}
	var m message
	if err := decodeRecord(key, value, &m); err != nil {
		return err
	}
	if u := e.users[m.Sender]; u != nil {
		m.Sender = u.ID // share the string
	}
	t.messages = append(t.messages, m)
	return nil
}

// indexThread adds a thread to the maps.
func (e *Engine) indexThread(t *thread) {
	e.threads[t.ID] = t
	e.lastThread = max(e.lastThread, t.Seq)
	if t.RequestID != "" {
		e.idempotencyKeys[idempotencyKey{t.CreatedBy, t.RequestID}] = t
	}
}
