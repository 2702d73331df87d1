package acs

import "github.com/chatgen-go/chatgen/acs/wire"

// Pacer delays requests so that those of a process stay below the rates that the
// service publishes, instead of being rejected with status 429. See [NewPacer].
type Pacer = wire.Pacer

// PacerOptions are the optional settings of [NewPacer].
type PacerOptions = wire.PacerOptions

// NewPacer returns a pacer for the option Pacer of clients. Clients with the same pacer
// share the rates, as the service counts the requests of all users of a thread together.
//
// A request waits for its turn until its context ends; if it cannot be sent before the
// deadline, it fails at once. Waits are logged to options.Logger, and are events of the
// call's tracing span. options may be nil.
func NewPacer(options *PacerOptions) *Pacer { return wire.NewPacer(options) }
