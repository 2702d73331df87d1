package chat_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatgen-go/chatgen/generated/chat"
)

// typing sends a notification and says whether it was throttled.
func typing(t *testing.T, thread *chat.ThreadClient, throttle bool) bool {
	t.Helper()
	sent, err := thread.SendTypingNotification(t.Context(), &chat.SendTypingNotificationOptions{Throttle: throttle})
	wantNoError(t, err)
	return sent.Throttled
}

// answers returns n times the same answer.
func answers(n int, a answer) []answer {
	var list []answer
	for range n {
		list = append(list, a)
	}
	return list
}

// TestTypingThrottle protects the throttle: one notification in 8 seconds.
func TestTypingThrottle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		thread := newThread(t, newService(t, answers(2, answer{status: http.StatusOK})...))
		var sent []time.Duration
		begin := time.Now()
		for _, wait := range []time.Duration{0, 0, 7999 * time.Millisecond, time.Millisecond, 0, 7 * time.Second} {
			time.Sleep(wait)
			if !typing(t, thread, true) {
				sent = append(sent, time.Since(begin))
			}
		}
		wantEqual(t, "sent at", sent, []time.Duration{0, 8 * time.Second})
	})
}

// TestTypingIsNotThrottled protects that the throttle is the caller's choice.
func TestTypingIsNotThrottled(t *testing.T) {
	thread := newThread(t, newService(t, answers(3, answer{status: http.StatusOK})...))
	for range 3 {
		wantEqual(t, "throttled", typing(t, thread, false), false)
	}
}

// TestTypingCounts protects that a notification counts which was sent without
// the throttle.
func TestTypingCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		thread := newThread(t, newService(t, answers(2, answer{status: http.StatusOK})...))
		wantEqual(t, "without", typing(t, thread, false), false)
		wantEqual(t, "with", typing(t, thread, true), true)
		time.Sleep(8 * time.Second)
		wantEqual(t, "later", typing(t, thread, true), false)
	})
}

// TestTypingAfterMessage protects that a message ends the 8 seconds, but one
// that could not be sent does not.
func TestTypingAfterMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ok, sent := answer{status: http.StatusOK}, answer{status: http.StatusCreated, body: `{"id":"1"}`}
		thread := newThread(t, newService(t, ok, answer{status: http.StatusForbidden}, sent, ok))
		wantEqual(t, "first", typing(t, thread, true), false)
		if _, err := thread.SendMessage(t.Context(), "hello", nil); err == nil {
			t.Error("got no error for 403")
		}
		wantEqual(t, "after a failed message", typing(t, thread, true), true)
		_, err := thread.SendMessage(t.Context(), "hello", nil)
		wantNoError(t, err)
		wantEqual(t, "after a message", typing(t, thread, true), false)
		wantEqual(t, "at once again", typing(t, thread, true), true)
	})
}

// TestTypingThrottleOfEachClient protects that two clients of a thread, and of
// two threads, do not share the throttle.
func TestTypingThrottleOfEachClient(t *testing.T) {
	client := newClient(t, newService(t, answers(3, answer{status: http.StatusOK})...))
	for _, thread := range []*chat.ThreadClient{client.Thread("a"), client.Thread("a"), client.Thread("b")} {
		wantEqual(t, "throttled", typing(t, thread, true), false)
		wantEqual(t, "throttled again", typing(t, thread, true), true)
	}
}

// TestTypingFailureDoesNotCount protects the notification after one that could
// not be sent, and the 8 seconds from one that failed without the throttle.
func TestTypingFailureDoesNotCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fault, ok := answer{status: http.StatusForbidden}, answer{status: http.StatusOK}
		thread := newThread(t, newService(t, fault, ok, fault))
		if _, err := thread.SendTypingNotification(t.Context(), &chat.SendTypingNotificationOptions{Throttle: true}); err == nil {
			t.Error("got no error for 403")
		}
		wantEqual(t, "after the failure", typing(t, thread, true), false)
		if _, err := thread.SendTypingNotification(t.Context(), nil); err == nil {
			t.Error("got no error for 403")
		}
		wantEqual(t, "after a failure without throttle", typing(t, thread, true), true)
	})
}
