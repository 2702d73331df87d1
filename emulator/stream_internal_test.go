package emulator

import "testing"

// TestStreamDropsSlowSubscribers checks that a subscriber who falls behind is
// disconnected, and that others are not.
func TestStreamDropsSlowSubscribers(t *testing.T) {
	var s stream
	slow, stopSlow := s.subscribe()
	fast, stopFast := s.subscribe()
	for range maxPending + 1 {
		s.publish("call", 1)
		if got := string(<-fast); got != "event: call\ndata: 1\n\n" {
			t.Fatalf("got %q", got)
		}
	}
	received := 0
	for range slow {
		received++
	}
	if received != maxPending {
		t.Errorf("received %d events, want %d", received, maxPending)
	}
	stopSlow()
	if !s.isUsed() {
		t.Error("the other subscriber is gone, too")
	}
	stopFast()
	if s.isUsed() {
		t.Error("there are still subscribers")
	}
}
