package chat_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// isThrottled sends a typing notification and reports whether it was throttled.
func isThrottled(t *testing.T, thread *chat.ThreadClient, throttle bool) bool {
	t.Helper()
	sent, err := thread.SendTypingNotification(t.Context(), &chat.SendTypingNotificationOptions{Throttle: throttle})
	servicetest.WantNoError(t, err)
	return sent.Throttled
}

// repeatResponse returns n copies of a response.
func repeatResponse(n int, response servicetest.Response) []servicetest.Response {
	var list []servicetest.Response
	for range n {
		list = append(list, response)
	}
	return list
}

// TestTypingThrottle checks that at most one notification is sent every 8 seconds.
func TestTypingThrottle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		thread := newThread(t, servicetest.New(t, repeatResponse(2, servicetest.Response{Status: http.StatusOK})...))
		var sent []time.Duration
		start := time.Now()
		for _, wait := range []time.Duration{0, 0, 7999 * time.Millisecond, time.Millisecond, 0, 7 * time.Second} {
			time.Sleep(wait)
			if !isThrottled(t, thread, true) {
				sent = append(sent, time.Since(start))
			}
		}
		servicetest.WantEqual(t, "sent at", sent, []time.Duration{0, 8 * time.Second})
	})
}

// TestTypingIsNotThrottled checks that notifications are not throttled by default.
func TestTypingIsNotThrottled(t *testing.T) {
	thread := newThread(t, servicetest.New(t, repeatResponse(3, servicetest.Response{Status: http.StatusOK})...))
	for range 3 {
		servicetest.WantEqual(t, "throttled", isThrottled(t, thread, false), false)
	}
}

// TestTypingWithoutThrottleCounts checks that a notification without Throttle also starts the
// interval.
func TestTypingWithoutThrottleCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		thread := newThread(t, servicetest.New(t, repeatResponse(2, servicetest.Response{Status: http.StatusOK})...))
		servicetest.WantEqual(t, "without", isThrottled(t, thread, false), false)
		servicetest.WantEqual(t, "with", isThrottled(t, thread, true), true)
		time.Sleep(8 * time.Second)
		servicetest.WantEqual(t, "later", isThrottled(t, thread, true), false)
	})
}

// TestTypingAfterMessage checks that sending a message resets the interval, unless it fails.
func TestTypingAfterMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ok, sent := servicetest.Response{Status: http.StatusOK}, servicetest.Response{Status: http.StatusCreated, Body: `{"id":"1"}`}
		thread := newThread(t, servicetest.New(t, ok, servicetest.Response{Status: http.StatusForbidden}, sent, ok))
		servicetest.WantEqual(t, "first", isThrottled(t, thread, true), false)
		if _, err := thread.SendMessage(t.Context(), "hello", nil); err == nil {
			t.Error("got no error for 403")
		}
		servicetest.WantEqual(t, "after a failed message", isThrottled(t, thread, true), true)
		_, err := thread.SendMessage(t.Context(), "hello", nil)
		servicetest.WantNoError(t, err)
		servicetest.WantEqual(t, "after a message", isThrottled(t, thread, true), false)
		servicetest.WantEqual(t, "immediately afterwards", isThrottled(t, thread, true), true)
	})
}

// TestTypingThrottlePerUser checks that the clients of two users do not share a throttle.
func TestTypingThrottlePerUser(t *testing.T) {
	for range 2 {
		thread := newThread(t, servicetest.New(t, servicetest.Response{Status: http.StatusOK}))
		servicetest.WantEqual(t, "throttled", isThrottled(t, thread, true), false)
		servicetest.WantEqual(t, "throttled again", isThrottled(t, thread, true), true)
	}
}

// TestTypingFailureDoesNotCount checks that a failed notification does not start or reset the
// interval.
func TestTypingFailureDoesNotCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		forbidden, ok := servicetest.Response{Status: http.StatusForbidden}, servicetest.Response{Status: http.StatusOK}
		thread := newThread(t, servicetest.New(t, forbidden, ok, forbidden))
		if _, err := thread.SendTypingNotification(t.Context(), &chat.SendTypingNotificationOptions{Throttle: true}); err == nil {
			t.Error("got no error for 403")
		}
		servicetest.WantEqual(t, "after the failure", isThrottled(t, thread, true), false)
		if _, err := thread.SendTypingNotification(t.Context(), nil); err == nil {
			t.Error("got no error for 403")
		}
		servicetest.WantEqual(t, "after a failure without throttle", isThrottled(t, thread, true), true)
	})
}

// TestTypingThrottleInline checks that all clients for a thread share the throttle, since
// callers write client.Thread(id) where they need it, and that a message resets it.
func TestTypingThrottleInline(t *testing.T) {
	s := servicetest.New(t, servicetest.Response{Status: http.StatusOK}, servicetest.Response{Status: http.StatusOK},
		servicetest.Response{Status: http.StatusCreated, Body: `{"id":"1"}`}, servicetest.Response{Status: http.StatusOK})
	client := newClient(t, s)
	for i, want := range []bool{false, true, true, true, true} {
		servicetest.WantEqual(t, "throttled", isThrottled(t, client.Thread(threadID), true), want)
		if i == 0 {
			servicetest.WantEqual(t, "other thread throttled", isThrottled(t, client.Thread("19:other@thread.v2"), true), false)
		}
	}
	_, err := client.Thread(threadID).SendMessage(t.Context(), "hello", nil)
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "throttled after a message", isThrottled(t, client.Thread(threadID), true), false)
}
