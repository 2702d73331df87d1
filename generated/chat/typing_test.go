package chat_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// typing sends a notification and says whether it was throttled.
func typing(t *testing.T, thread *chat.ThreadClient, throttle bool) bool {
	t.Helper()
	sent, err := thread.SendTypingNotification(t.Context(), &chat.SendTypingNotificationOptions{Throttle: throttle})
	servicetest.WantNoError(t, err)
	return sent.Throttled
}

// answers returns n times the same answer.
func answers(n int, a servicetest.Answer) []servicetest.Answer {
	var list []servicetest.Answer
	for range n {
		list = append(list, a)
	}
	return list
}

// TestTypingThrottle protects the throttle: one notification in 8 seconds.
func TestTypingThrottle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		thread := newThread(t, servicetest.New(t, answers(2, servicetest.Answer{Status: http.StatusOK})...))
		var sent []time.Duration
		begin := time.Now()
		for _, wait := range []time.Duration{0, 0, 7999 * time.Millisecond, time.Millisecond, 0, 7 * time.Second} {
			time.Sleep(wait)
			if !typing(t, thread, true) {
				sent = append(sent, time.Since(begin))
			}
		}
		servicetest.WantEqual(t, "sent at", sent, []time.Duration{0, 8 * time.Second})
	})
}

// TestTypingIsNotThrottled protects that the throttle is the caller's choice.
func TestTypingIsNotThrottled(t *testing.T) {
	thread := newThread(t, servicetest.New(t, answers(3, servicetest.Answer{Status: http.StatusOK})...))
	for range 3 {
		servicetest.WantEqual(t, "throttled", typing(t, thread, false), false)
	}
}

// TestTypingCounts protects that a notification counts which was sent without
// the throttle.
func TestTypingCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		thread := newThread(t, servicetest.New(t, answers(2, servicetest.Answer{Status: http.StatusOK})...))
		servicetest.WantEqual(t, "without", typing(t, thread, false), false)
		servicetest.WantEqual(t, "with", typing(t, thread, true), true)
		time.Sleep(8 * time.Second)
		servicetest.WantEqual(t, "later", typing(t, thread, true), false)
	})
}

// TestTypingAfterMessage protects that a message ends the 8 seconds, but one
// that could not be sent does not.
func TestTypingAfterMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ok, sent := servicetest.Answer{Status: http.StatusOK}, servicetest.Answer{Status: http.StatusCreated, Body: `{"id":"1"}`}
		thread := newThread(t, servicetest.New(t, ok, servicetest.Answer{Status: http.StatusForbidden}, sent, ok))
		servicetest.WantEqual(t, "first", typing(t, thread, true), false)
		if _, err := thread.SendMessage(t.Context(), "hello", nil); err == nil {
			t.Error("got no error for 403")
		}
		servicetest.WantEqual(t, "after a failed message", typing(t, thread, true), true)
		_, err := thread.SendMessage(t.Context(), "hello", nil)
		servicetest.WantNoError(t, err)
		servicetest.WantEqual(t, "after a message", typing(t, thread, true), false)
		servicetest.WantEqual(t, "at once again", typing(t, thread, true), true)
	})
}

// TestTypingThrottleOfEachClient protects that two clients of a thread, and of
// two threads, do not share the throttle.
func TestTypingThrottleOfEachClient(t *testing.T) {
	client := newClient(t, servicetest.New(t, answers(3, servicetest.Answer{Status: http.StatusOK})...))
	for _, thread := range []*chat.ThreadClient{client.Thread("a"), client.Thread("a"), client.Thread("b")} {
		servicetest.WantEqual(t, "throttled", typing(t, thread, true), false)
		servicetest.WantEqual(t, "throttled again", typing(t, thread, true), true)
	}
}

// TestTypingFailureDoesNotCount protects the notification after one that could
// not be sent, and the 8 seconds from one that failed without the throttle.
func TestTypingFailureDoesNotCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fault, ok := servicetest.Answer{Status: http.StatusForbidden}, servicetest.Answer{Status: http.StatusOK}
		thread := newThread(t, servicetest.New(t, fault, ok, fault))
		if _, err := thread.SendTypingNotification(t.Context(), &chat.SendTypingNotificationOptions{Throttle: true}); err == nil {
			t.Error("got no error for 403")
		}
		servicetest.WantEqual(t, "after the failure", typing(t, thread, true), false)
		if _, err := thread.SendTypingNotification(t.Context(), nil); err == nil {
			t.Error("got no error for 403")
		}
		servicetest.WantEqual(t, "after a failure without throttle", typing(t, thread, true), true)
	})
}
