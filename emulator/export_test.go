package emulator

import "time"

// SetGrace sets how long Serve waits for running requests when it stops.
func (l *Listener) SetGrace(grace time.Duration) { l.grace = grace }
