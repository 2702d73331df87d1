package acs

import "github.com/chatgen-go/chatgen/acs/wire"

// IdempotencyKey identifies one request, such as one message, across calls and
// processes, so that it takes effect once. See [NewIdempotencyKey].
type IdempotencyKey = wire.IdempotencyKey

// NewIdempotencyKey returns a new key for the option IdempotencyKey of an operation, such
// as sending a message. The call then adds the key to what it sends. If the response is
// lost, it looks for the key in the service's list before it sends again, and it does not
// send again if the list does not show whether that is safe.
//
// Create one key for each message. To continue after a restart, store its String first, and
// pass it to [ParseIdempotencyKey] then.
func NewIdempotencyKey() IdempotencyKey { return wire.NewIdempotencyKey() }

// ParseIdempotencyKey returns the key with the text that [IdempotencyKey].String returned.
// A call with it first looks for what an earlier process may have sent. It returns an error
// if text is not a UUID of version 7.
func ParseIdempotencyKey(text string) (IdempotencyKey, error) { return wire.ParseIdempotencyKey(text) }
