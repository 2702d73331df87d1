package emulator

import "time"

// SetGrace sets how long Serve waits for running requests when it stops.
func (l *Listener) SetGrace(grace time.Duration) { l.grace = grace }

// SetTimeout sets the maximum time for a request body to arrive, and for a client to
// read a response. Call it while there is no request.
func (e *Emulator) SetTimeout(d time.Duration) {
	e.chat.timeout, e.identity.timeout, e.authority.timeout = d, d, d
}

// SetStallTimeout sets the maximum time for which an HTTP/2 client may read nothing and
// answer no ping. Call it before Serve.
func (l *Listener) SetStallTimeout(d time.Duration) {
	l.server.HTTP2.WriteByteTimeout, l.server.HTTP2.SendPingTimeout, l.server.HTTP2.PingTimeout = d, d, d
}
