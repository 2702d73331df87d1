package engine

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/emulator/internal/store"
)

// Snapshot returns the stored records of the complete state.
func (e *Engine) Snapshot() ([]store.RecordChange, error) {
	return withLock(e, func(c *opContext) ([]store.RecordChange, error) {
		if err := c.readAllMessages(); err != nil {
			return nil, fmt.Errorf("engine: read the state: %w", err)
		}
		return c.records(), nil
	})
}

// records returns the records of the state, whose messages must be loaded.
func (c *opContext) records() []store.RecordChange {
	records := []store.RecordChange{encodeRecord(resourceKey, c.resource.Load())}
	for _, u := range c.users {
		records = append(records, encodeRecord(userKey(u.ID), u))
	}
	for _, t := range c.threads {
		records = append(records, t.records()...)
	}
	slices.SortFunc(records, func(a, b store.RecordChange) int { return strings.Compare(a.Key, b.Key) })
	return records
}

// records returns the records of the thread, its participants and messages.
func (t *thread) records() []store.RecordChange {
	records := []store.RecordChange{encodeRecord(threadKey(t), t)}
	for _, p := range slices.Concat(t.participants, t.former) {
		records = append(records, encodeRecord(participantKey(t, p), p))
	}
	for i := range t.messages {
		records = append(records, encodeRecord(messageKey(t, i), &t.messages[i]))
	}
	return records
}

// Restore replaces the state by that of the records that Snapshot returned, also in
// the store. Operations that run at the same time see the old state or the new one.
// Tokens that were valid at the time of the snapshot are valid again. If the records
// are invalid, Restore changes nothing; the error contains the invalid key.
func (e *Engine) Restore(records []store.RecordChange) error {
	restored := &Engine{store: newRecordStore(records), state: newState()}
	if err := restored.load(); err != nil {
		return fmt.Errorf("engine: restore the state: %w", err)
	}
	if err := restored.readAllMessages(); err != nil {
		return fmt.Errorf("engine: restore the state: %w", err)
	}
	resource := restored.resource.Load()
	if resource == nil {
		return errors.New("engine: restore the state: the resource is missing")
	}
	_, err := withLock(e, func(c *opContext) (struct{}, error) {
		c.resource.Store(resource)
		c.state = restored.state
		if c.store != nil {
			c.changes = append(c.changes, store.RecordChange{Prefix: true}) // removes all
			c.changes = append(c.changes, c.records()...)
		}
		return struct{}{}, nil
	})
	return err
}

// recordStore is a Store that contains the records of a snapshot. It is only read.
type recordStore struct {
	Store

	records []store.RecordChange // in key order
}

func newRecordStore(records []store.RecordChange) recordStore {
	ordered := slices.Clone(records)
	slices.SortStableFunc(ordered, func(a, b store.RecordChange) int { return strings.Compare(a.Key, b.Key) })
	return recordStore{records: ordered}
}

// search returns the index of the first record whose key is not before a key.
func (s recordStore) search(key string) int {
	i, _ := slices.BinarySearchFunc(s.records, key, func(r store.RecordChange, key string) int { return strings.Compare(r.Key, key) })
	return i
}

// Load calls visit for each key with the prefix, in key order.
func (s recordStore) Load(prefix string, visit func(key string, value []byte) error) error {
	for _, r := range s.records[s.search(prefix):] {
		if !strings.HasPrefix(r.Key, prefix) {
			return nil
		}
		if err := visit(r.Key, r.Value); err != nil {
			return err
		}
	}
	return nil
}

// Before returns the last key before a key, and its value, or "" if there is none.
func (s recordStore) Before(key string) (previous string, value []byte, err error) {
	i := s.search(key)
	if i == 0 {
		return "", nil, nil
	}
	return s.records[i-1].Key, s.records[i-1].Value, nil
}
