package engine

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/chatgen-go/chatgen/emulator/internal/store"
)

// Keys of the store. Numbers are in hexadecimal of fixed width, so that the
// order of the keys is that of the numbers.
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

// resourceRecord is what the store knows of the resource itself.
type resourceRecord struct {
	ID         string `json:"id"`
	SigningKey []byte `json:"signingKey"`
}

// put notes a change for the store.
func (x *opContext) put(key string, record any) {
	if x.store == nil {
		return
	}
	value, _ := json.Marshal(record) //nolint:errchkjson // records are of texts and numbers, which never fail
	x.changes = append(x.changes, store.Change{Key: key, Value: value})
}

// remove notes a removal for the store.
func (x *opContext) remove(change store.Change) {
	if x.store != nil {
		x.changes = append(x.changes, change)
	}
}

// load reads the state of the store. What points to something else comes after
// it: participants after users and threads.
func (e *Engine) load() error {
	if e.store == nil {
		return nil
	}
	byNumber := map[uint64]*thread{}
	for _, kind := range []struct {
		prefix string
		add    func(key string, value []byte) error
	}{
		{resourceKey, e.loadResource},
		{userPrefix, e.loadUser},
		{threadPrefix, func(key string, value []byte) error { return e.loadThread(byNumber, key, value) }},
		{participantPrefix, func(key string, value []byte) error { return e.loadParticipant(byNumber, key, value) }},
		{messagePrefix, func(key string, value []byte) error { return e.loadMessage(byNumber, key, value) }},
	} {
		if err := e.store.Load(kind.prefix, kind.add); err != nil {
			return err
		}
	}
	return nil
}

// decode reads a record. Its error names the key.
func decode(key string, value []byte, to any) error {
	if err := json.Unmarshal(value, to); err != nil {
		return fmt.Errorf("%q: %w", key, err)
	}
	return nil
}

func (e *Engine) loadResource(key string, value []byte) error {
	var record resourceRecord
	if err := decode(key, value, &record); err != nil {
		return err
	}
	e.resourceID, e.signingKey = record.ID, record.SigningKey
	return nil
}

func (e *Engine) loadUser(key string, value []byte) error {
	u := &user{}
	if err := decode(key, value, u); err != nil {
		return err
	}
	e.users[u.ID] = u
	return nil
}

func (e *Engine) loadThread(byNumber map[uint64]*thread, key string, value []byte) error {
	t := &thread{}
	if err := decode(key, value, t); err != nil {
		return err
	}
	byNumber[t.Seq] = t
	e.keep(t)
	return nil
}

// owner returns the thread that a key below a thread belongs to, and the
// number of the key in it.
func owner(byNumber map[uint64]*thread, prefix, key string) (*thread, uint64, error) {
	var thread, number uint64
	if _, err := fmt.Sscanf(key, prefix+"%16x/%16x", &thread, &number); err != nil {
		return nil, 0, fmt.Errorf("%q: no such kind of key: %w", key, err)
	}
	t := byNumber[thread]
	if t == nil {
		return nil, 0, fmt.Errorf("%q: its thread is missing", key)
	}
	return t, number, nil
}

func (e *Engine) loadParticipant(byNumber map[uint64]*thread, key string, value []byte) error {
	t, _, err := owner(byNumber, participantPrefix, key)
	if err != nil {
		return err
	}
	p := &participant{}
	if err := decode(key, value, p); err != nil {
		return err
	}
	u := e.users[p.ID]
	if u == nil {
		return fmt.Errorf("%q: the user %s is missing", key, p.ID)
	}
	p.ID = u.ID // one text for all
	t.participants = append(t.participants, p)
	u.join(t)
	return nil
}

func (e *Engine) loadMessage(byNumber map[uint64]*thread, key string, value []byte) error {
	t, sequence, err := owner(byNumber, messagePrefix, key)
	if err != nil {
		return err
	}
	if want := uint64(len(t.messages)) + 1; sequence != want {
		return fmt.Errorf("%q: message %d of the thread is missing", key, want)
	}
	var m message
	if err := decode(key, value, &m); err != nil {
		return err
	}
	if u := e.users[m.Sender]; u != nil {
		m.Sender = u.ID // one text for all
	}
	t.messages = append(t.messages, m)
	return nil
}

// keep puts a thread into the maps.
func (e *Engine) keep(t *thread) {
	e.threads[t.ID] = t
	e.lastThread = max(e.lastThread, t.Seq)
	if t.RequestID != "" {
		e.idempotencyKeys[idempotencyKey{t.CreatedBy, t.RequestID}] = t
	}
}

// join adds a thread to those of the user, in the order of their creation.
func (u *user) join(t *thread) {
	i, there := u.search(t)
	if !there {
		u.threads = slices.Insert(u.threads, i, t)
	}
}

// leave is the reverse of join.
func (u *user) leave(t *thread) {
	if i, there := u.search(t); there {
		u.threads = slices.Delete(u.threads, i, i+1)
	}
}

func (u *user) search(t *thread) (int, bool) {
	return slices.BinarySearchFunc(u.threads, t.Seq, func(t *thread, n uint64) int { return cmp.Compare(t.Seq, n) })
}
