package wire

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"time"
)

// IdempotencyKey identifies one request, such as one message, across calls and
// processes. A call with a key looks for what an earlier request with the same key
// created before it sends another one. Copies are the same key. It is safe for concurrent
// use: calls with the same key wait for each other.
//
// The zero value is no key. Create one with [NewIdempotencyKey].
type IdempotencyKey struct{ state *keyState }

// keyState is the state that the copies of a key share.
type keyState struct {
	id   uuid
	turn chan struct{} // has an element while a call uses the key
	used bool          // whether a request with the key may have been processed; changed by the call that has the turn

	// run is [keyedCall.run], which is thus only in programs that create a key.
	run func(context.Context, *keyedCall) error
}

// NewIdempotencyKey returns a new key. Its first request is sent at once, because there
// is no earlier one to look for.
func NewIdempotencyKey() IdempotencyKey {
	id := newUUID()
	const timeBits = 48
	ms := uint64(time.Now().UnixMilli())
	binary.BigEndian.PutUint64(id[:8], ms<<(64-timeBits)|uint64(binary.BigEndian.Uint16(id[6:8])))
	return newKey(id.withVersion(7), false)
}

// ParseIdempotencyKey returns the key with a text from [IdempotencyKey.String]. Because an
// earlier process may have sent a request with it, a call with the key first looks for
// that one. It returns an error if text is not a UUID of version 7.
func ParseIdempotencyKey(text string) (IdempotencyKey, error) {
	id, ok := parseUUID(text)
	if !ok || id.version() != 7 {
		return IdempotencyKey{}, fmt.Errorf("invalid idempotency key %s (want a UUID of version 7 in lower case, such as %s)", Quote(text), exampleKey)
	}
	return newKey(id, true), nil
}

// exampleKey is an example of the text of a key.
const exampleKey = "01936c7e-5a00-7c4e-9b1d-3f2a6d8e0c55"

func newKey(id uuid, used bool) IdempotencyKey {
	run := func(ctx context.Context, k *keyedCall) error { return k.run(ctx) }
	return IdempotencyKey{&keyState{id: id, turn: make(chan struct{}, 1), used: used, run: run}}
}

// String returns the text of the key, a UUID of version 7, or "" for no key. Store it
// before the first call to be able to continue after a restart.
func (k IdempotencyKey) String() string {
	if k.IsZero() {
		return ""
	}
	return k.state.id.String()
}

// IsZero reports whether k is no key.
func (k IdempotencyKey) IsZero() bool { return k.state == nil }

// created returns the time at which the key was created, on the clock of that process.
func (k IdempotencyKey) created() time.Time {
	return time.UnixMilli(int64(binary.BigEndian.Uint64(k.state.id[:8]) >> 16))
}

// acquire waits until no other call uses the key.
func (s *keyState) acquire(ctx context.Context) error {
	select {
	case s.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("waiting for another call with the idempotency key %s: %w", s.id, ctx.Err())
	}
}

// release lets the next call use the key.
func (s *keyState) release() { <-s.turn }

// AddKey returns a copy of values, the named argument, that also has the key under name.
// It records an error if values already has that name. Without a key, it returns values.
func (r *Request) AddKey(argument string, values *map[string]string, name string, key IdempotencyKey) *map[string]string {
	if key.IsZero() {
		return values
	}
	if _, taken := (*values)[name]; taken {
		r.failArgumentf(argument, "must not contain %q, which is the name of the idempotency key", name)
		return values
	}
	all := make(map[string]string, len(*values)+1)
	maps.Copy(all, *values)
	all[name] = key.String()
	return &all
}
