package emulator

import "time"

// SetGrace sets how long Serve waits for running requests when it stops.
func (l *Listener) SetGrace(grace time.Duration) { l.grace = grace }

// SetTimeout sets the maximum time for a request body to arrive, and for a client to
// read a response. Call it while there is no request.
func (e *Emulator) SetTimeout(d time.Duration) { e.chat.timeout, e.identity.timeout = d, d }
