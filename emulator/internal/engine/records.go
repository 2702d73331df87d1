package engine

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

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

func threadKey(t *thread) string { return threadPrefix + keyNumber(t.Seq) }

func participantKey(t *thread, p *participant) string {
	return participantPrefix + keyNumber(t.Seq) + "/" + keyNumber(p.Seq)
}

func messagesKey(t *thread) string { return messagePrefix + keyNumber(t.Seq) + "/" }

func messageKey(t *thread, index int) string {
	return messagePrefix + keyNumber(t.Seq) + "/" + keyNumber(uint64(index)+1) //nolint:gosec // not negative
}

// keyNumber returns a number as keys contain it.
func keyNumber(n uint64) string {
	var digits [16]byte
	var number [8]byte
	binary.BigEndian.PutUint64(number[:], n)
	hex.Encode(digits[:], number[:])
	return string(digits[:])
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

// putMessage adds the record of a message to the changes for the store.
func (c *opContext) putMessage(t *thread, index int) {
	if c.store != nil {
		c.putRecord(messageKey(t, index), &t.messages[index])
	}
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
	} {
		if err := e.store.Load(kind.prefix, kind.add); err != nil {
			return err
		}
	}
	if err := e.loadLastMessages(bySeq); err != nil {
		return err
	}
	for _, t := range e.threads {
		e.nextExpiry = min(e.nextExpiry, t.expiresOn())
	}
	for _, u := range e.users {
		u.sortParticipations()
	}
	return nil
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
	e.addUser(u)
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

// threadOf returns the thread in a key of a participant or message.
func threadOf(bySeq map[uint64]*thread, prefix, key string) (*thread, error) {
	threadSeq, _, _ := strings.Cut(strings.TrimPrefix(key, prefix), "/")
	seq, err := strconv.ParseUint(threadSeq, 16, 64)
	if err != nil {
		return nil, fmt.Errorf("%q: invalid key: %w", key, err)
	}
	t := bySeq[seq]
	if t == nil {
		return nil, fmt.Errorf("%q: the thread is missing", key)
	}
	return t, nil
}

func (e *Engine) loadParticipant(bySeq map[uint64]*thread, key string, value []byte) error {
	t, err := threadOf(bySeq, participantPrefix, key)
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

// indexThread adds a thread to the maps.
func (e *Engine) indexThread(t *thread) {
	e.threads[t.ID] = t
	e.lastThread = max(e.lastThread, t.Seq)
	if t.RequestID != "" {
		e.idempotencyKeys[idempotencyKey{t.CreatedBy, t.RequestID}] = t
	}
}
