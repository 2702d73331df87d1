package acs

import "github.com/chatgen-go/chatgen/acs/wire"

// ArgumentError is the error for an invalid argument of a call, such as one that is
// empty. Nothing was sent. Get it from the error of the call with errors.As.
type ArgumentError = wire.ArgumentError

// ValueError is the error for a JSON value that cannot be read or written. Path and
// Offset tell where it is. Get it from the error of a call with errors.As.
type ValueError = wire.ValueError
