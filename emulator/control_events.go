package emulator

import (
	"net/http"
	"time"
)

// Times of the stream of events.
const (
	heartbeat    = 15 * time.Second // between comments, which show that the stream still exists
	eventTimeout = 30 * time.Second // for a client to read an event
)

// getEvents sends events until the client disconnects, falls behind, or the server stops.
func (c control) getEvents(w http.ResponseWriter, r *http.Request) {
	events, stop := c.emulator.stream.subscribe()
	defer stop()
	ticker := time.NewTicker(heartbeat)
	defer ticker.Stop()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	controller := http.NewResponseController(w)
	_ = controller.SetReadDeadline(time.Time{}) // otherwise the stream ends with the server's ReadTimeout
	comment := []byte(": connected\n\n")
	for event, ok := comment, true; ok; {
		_ = controller.SetWriteDeadline(time.Now().Add(eventTimeout))
		if _, err := w.Write(event); err != nil || controller.Flush() != nil {
			return
		}
		select {
		case event, ok = <-events:
		case <-ticker.C:
			event = comment
		case <-r.Context().Done():
			return
		}
	}
}
