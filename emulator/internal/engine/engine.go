// Package engine is an ACS Chat and Identity service in memory, without HTTP:
// users and their tokens, threads, participants, messages, read receipts, and
// the rules of who may do what.
//
// A method of [Engine] is an operation of the service. What the service would
// refuse is an [*Error] with its status, code and message; any other error is a
// fault of the emulator itself.
//
// All of the state is in memory. With a [Store] each change is also written
// there, and an operation, also one that only reads, returns when all that it
// saw and changed is durable.
package engine

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/chatgen-go/chatgen/emulator/internal/store"
)

// Store keeps the state. [*store.File] is one.
type Store interface {
	// Load calls visit for each key with the prefix, in the order of the keys.
	Load(prefix string, visit func(key string, value []byte) error) error
	// Append queues changes without blocking and returns the position to wait
	// for.
	Append(changes []store.Change) (position uint64)
	// Wait returns when everything up to the position is durable. Once it has
	// failed, it fails for all later positions.
	Wait(position uint64) error
}

// Options are the settings of an Engine. The zero value is good for use.
type Options struct {
	// Now is the clock. Nil: time.Now.
	Now func() time.Time
	// Random is where IDs and the signing key come from. It is read under a
	// lock. Nil: crypto/rand.
	Random io.Reader
	// Store keeps the state across restarts. Its owner closes it after the last
	// call of the Engine. Nil: the state is in memory only.
	Store Store
	// RateLimits answers 429 beyond the service's rates; see docs/emulator.md.
	RateLimits bool
}

// Engine is one resource of the service with all of its users and threads.
// Its methods are safe for concurrent use.
type Engine struct {
	now        func() time.Time
	store      Store
	rateLimits bool
	resourceID string
	signingKey []byte

	mu              sync.Mutex
	random          io.Reader
	users           map[string]*user           // by raw ID
	threads         map[string]*thread         // by thread ID
	idempotencyKeys map[idempotencyKey]*thread // by what created them
	lastThread      uint64
	changes         []store.Change // made, but not yet handed to the store
	position        uint64         // the store's, after the last change
}

// New returns an engine with the state of the store, or an empty one. A state
// that makes no sense is an error that names the damaged key.
func New(options Options) (*Engine, error) {
	e := &Engine{
		now: options.Now, random: options.Random, store: options.Store, rateLimits: options.RateLimits,
		users: map[string]*user{}, threads: map[string]*thread{}, idempotencyKeys: map[idempotencyKey]*thread{},
	}
	if e.now == nil {
		e.now = time.Now
	}
	if e.random == nil {
		e.random = rand.Reader
	}
	if err := e.load(); err != nil {
		return nil, fmt.Errorf("engine: load the state: %w", err)
	}
	if e.resourceID != "" {
		return e, nil
	}
	_, err := withLock(e, func(x *opContext) (struct{}, error) { return struct{}{}, x.initResource() })
	return e, err
}

// ResourceID is the ID of this resource: the first part of its users' IDs.
func (e *Engine) ResourceID() string { return e.resourceID }

// opContext is one operation, which holds the lock.
type opContext struct {
	*Engine
	at int64 // the time of the call in Unix milliseconds
}

// withLock runs f with the state locked, and returns when all that f has seen and
// changed is durable.
func withLock[T any](e *Engine, f func(*opContext) (T, error)) (T, error) {
	e.mu.Lock()
	result, err := f(&opContext{Engine: e, at: e.now().UnixMilli()})
	position := e.flush()
	e.mu.Unlock()
	if waitErr := e.wait(position); waitErr != nil {
		var none T
		return none, waitErr
	}
	return result, err
}

// flush hands the changes to the store. The lock keeps them in order.
func (e *Engine) flush() uint64 {
	if e.store != nil && len(e.changes) > 0 {
		e.position = e.store.Append(e.changes)
	}
	e.changes = nil
	return e.position
}

// wait waits for the store. What cannot be stored is not acknowledged, and
// since the memory is ahead of the disk then, nothing is any more.
func (e *Engine) wait(position uint64) error {
	if e.store == nil {
		return nil
	}
	if err := e.store.Wait(position); err != nil {
		return &Error{Status: http.StatusServiceUnavailable, Code: "ServiceUnavailable", Message: err.Error()}
	}
	return nil
}

// initResource makes the resource: its ID and the key that signs its tokens.
func (x *opContext) initResource() error {
	key := make([]byte, 32)
	if _, err := io.ReadFull(x.random, key); err != nil {
		return fmt.Errorf("engine: make a signing key: %w", err)
	}
	id, err := x.newUUID()
	if err != nil {
		return err
	}
	x.resourceID, x.signingKey = id, key
	x.put(resourceKey, resourceRecord{ID: id, SigningKey: key})
	return nil
}

// newUUID returns a random UUID (version 4).
func (x *opContext) newUUID() (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(x.random, b[:]); err != nil {
		return "", fmt.Errorf("engine: make an ID: %w", err)
	}
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:], nil
}
