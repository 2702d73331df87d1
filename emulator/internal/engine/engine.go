// Package engine implements the ACS Chat and Identity services in memory, without
// HTTP: users and their tokens, threads, participants, messages, read receipts, and
// permissions.
//
// The methods of [Engine] are the operations of the service. If the service would
// reject a request, they return an [*Error] with the status, code and message. Any
// other error is an internal error of the emulator.
//
// The state is in memory. With a [Store], changes are also written to the store, and
// every operation, including those that only read, returns after all changes that it
// has made or seen are durable.
package engine

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/microcosm-cc/bluemonday"

	"github.com/chatgen-go/chatgen/emulator/internal/store"
)

// Store stores the state. [*store.File] implements it.
type Store interface {
	// Load calls visit for each key with the prefix, in key order.
	Load(prefix string, visit func(key string, value []byte) error) error
	// Before returns the last key before a key, and its value. It returns "" if there is
	// none.
	Before(key string) (previous string, value []byte, err error)
	// Append queues changes without blocking and returns the position to pass to
	// Wait.
	Append(changes []store.RecordChange) (position uint64)
	// Wait returns when all changes up to the position are durable. After an error
	// it fails for all later positions.
	Wait(position uint64) error
}

// Options are the options for an Engine. The zero value is ready to use.
type Options struct {
	// Now returns the current time. If nil, time.Now is used.
	Now func() time.Time
	// Random is the source of IDs and the signing key. It is read under a lock. If
	// nil, crypto/rand is used.
	Random io.Reader
	// Store stores the state across restarts. The Engine does not close it. If nil,
	// the state is only in memory.
	Store Store
	// RateLimits enforces rate limits: requests above them fail with status 429. See
	// docs/emulator.md.
	RateLimits bool
	// Realistic imitates irregular behaviour of the service, the same in each run: see
	// docs/emulator.md.
	Realistic bool
	// Lag is the lag of the reads of all callers, up to MaxLag. See Caller.WithLag.
	Lag time.Duration
	// Observe is called with the events of an operation after the operation, when its
	// changes are durable and the lock is released. Calls are concurrent if operations
	// are, so they may come in another order than the events. It must not modify the
	// events. The operation waits for it. If nil, no events are collected.
	Observe func([]Event)
}

// Engine is a resource of the service with its users and threads. Its methods are
// safe for concurrent use.
type Engine struct {
	now        func() time.Time
	store      Store
	rateLimits bool
	lag        time.Duration
	htmlPolicy *bluemonday.Policy
	resource   atomic.Pointer[resourceRecord] // replaced, never modified

	mu       sync.Mutex
	random   io.Reader
	chance   *mathrand.Rand       // decides in the realistic mode; nil in others
	changes  []store.RecordChange // made by the current operation
	position uint64               // the store's position after the last change
	observe  func([]Event)        // nil if no events are collected

	state // protected by mu
}

// state is what Restore replaces, together with the resource.
type state struct {
	users           map[string]*user           // by raw ID
	customUsers     map[string]*user           // by custom ID; one that was deleted is replaced when the ID is used again
	threads         map[string]*thread         // by thread ID
	idempotencyKeys map[idempotencyKey]*thread // threads by the request that created them
	lastThread      uint64                     // Seq of the newest thread
	nextExpiry      int64                      // the earliest time at which a retention policy deletes a thread
	verifiedTokens  map[string]verifiedToken   // see verifyToken
	recentCalls     recentCalls                // of Identity
	past            []pastChange               // recent changes, oldest first
}

func newState() state {
	return state{
		users: map[string]*user{}, customUsers: map[string]*user{}, threads: map[string]*thread{}, idempotencyKeys: map[idempotencyKey]*thread{},
		nextExpiry: never, verifiedTokens: map[string]verifiedToken{},
	}
}

// New returns an engine with the state of the store, or with an empty state. If the
// stored state is invalid, the error contains the damaged key. The messages of a thread,
// except for the last one, are loaded when the thread is first used.
func New(options Options) (*Engine, error) {
	e := &Engine{
		now: options.Now, random: options.Random, store: options.Store, rateLimits: options.RateLimits,
		lag: Caller{}.WithLag(options.Lag).lag, observe: options.Observe, htmlPolicy: newHTMLPolicy(), state: newState(),
	}
	if options.Realistic {
		e.chance = mathrand.New(mathrand.NewPCG(realisticSeed, realisticSeed)) //nolint:gosec // repeatable, not secret
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
	if e.resource.Load() != nil {
		return e, nil
	}
	_, err := withLock(e, func(c *opContext) (struct{}, error) { return struct{}{}, c.initResource() })
	return e, err
}

// ResourceID returns the ID of the resource, which is the first part of its users'
// IDs.
func (e *Engine) ResourceID() string { return e.resource.Load().ID }

// Now returns the present time of the engine's clock.
func (e *Engine) Now() time.Time { return e.now() }

// opContext is the context of an operation. The engine's lock is held while it
// exists.
type opContext struct {
	*Engine

	nowMilli int64   // the time of the operation in Unix milliseconds
	events   []Event // of the operation, if they are observed
}

// withLock calls f while it holds the lock, and returns when all changes that f has
// made or seen are durable, and its events are observed.
func withLock[T any](e *Engine, f func(*opContext) (T, error)) (T, error) {
	e.mu.Lock()
	c := &opContext{Engine: e, nowMilli: e.now().UnixMilli()}
	c.deleteExpiredThreads()
	result, err := f(c)
	position, observe := e.flush(), e.observe
	e.mu.Unlock()
	if waitErr := e.wait(position); waitErr != nil {
		var none T
		return none, waitErr
	}
	if len(c.events) > 0 {
		observe(c.events)
	}
	return result, err
}

// flush appends the changes to the store and returns the store's position. The
// caller holds the lock, so changes are appended in order.
func (e *Engine) flush() uint64 {
	if e.store != nil && len(e.changes) > 0 {
		e.position = e.store.Append(e.changes)
	}
	e.changes = nil
	return e.position
}

// wait waits until the store has written everything up to the position. After a write
// error the state in memory is newer than the stored one, so all later operations
// fail too. The response does not contain the error, which names the file; the store's
// Close returns it.
func (e *Engine) wait(position uint64) error {
	if e.store == nil {
		return nil
	}
	if err := e.store.Wait(position); err != nil {
		return &Error{Status: http.StatusServiceUnavailable, Code: "ServiceUnavailable", Message: "The state cannot be stored."}
	}
	return nil
}

// initResource generates the ID of the resource and the key that signs its tokens.
func (c *opContext) initResource() error {
	key := make([]byte, 32)
	if _, err := io.ReadFull(c.random, key); err != nil {
		return fmt.Errorf("engine: generate a signing key: %w", err)
	}
	id, err := c.newUUID()
	if err != nil {
		return err
	}
	record := &resourceRecord{ID: id, SigningKey: key}
	c.resource.Store(record)
	c.putRecord(resourceKey, record)
	return nil
}

// newUUID returns a random UUID (version 4).
func (c *opContext) newUUID() (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(c.random, b[:]); err != nil {
		return "", fmt.Errorf("engine: generate an ID: %w", err)
	}
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:], nil
}
