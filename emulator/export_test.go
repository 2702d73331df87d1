package emulator

import "time"

// SetGrace sets how long running calls may take after the end.
func (l *Listener) SetGrace(grace time.Duration) { l.grace = grace }
