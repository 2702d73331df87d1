package emulator

import (
	"bytes"
	"fmt"
	"sync"
)

// maxPending is the number of events that may wait for a subscriber. One that falls
// further behind is disconnected, so that it does not hold up calls.
const maxPending = 1024

// stream passes events to its subscribers. It is safe for concurrent use. The zero value
// has no subscribers.
type stream struct {
	mu          sync.Mutex
	subscribers map[chan []byte]bool
}

// subscribe returns a channel of encoded events, which is closed if the subscriber falls
// behind. The caller has to call stop when it does not need them anymore.
func (s *stream) subscribe() (events <-chan []byte, stop func()) {
	subscriber := make(chan []byte, maxPending)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.subscribers == nil {
		s.subscribers = map[chan []byte]bool{}
	}
	s.subscribers[subscriber] = true
	return subscriber, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.subscribers, subscriber)
	}
}

// isUsed reports whether there is a subscriber.
func (s *stream) isUsed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.subscribers) > 0
}

// publish sends an event to all subscribers, as a server-sent event with a JSON body.
func (s *stream) publish(name string, body any) {
	var event bytes.Buffer
	fmt.Fprintf(&event, "event: %s\ndata: %s\n\n", name, encodeJSON(body))
	s.mu.Lock()
	defer s.mu.Unlock()
	for subscriber := range s.subscribers {
		select {
		case subscriber <- event.Bytes():
		default:
			close(subscriber)
			delete(s.subscribers, subscriber)
		}
	}
}
