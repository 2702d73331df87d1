package chat_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// successService returns a transport that responds to every operation successfully.
func successService() transportFunc {
	return func(req *http.Request) (*http.Response, error) {
		status, body := http.StatusOK, textMessageJSON()
		path := req.URL.Path
		switch {
		case req.Method == http.MethodPatch, req.Method == http.MethodDelete, strings.HasSuffix(path, ":remove"):
			status = http.StatusNoContent
		case req.URL.RawQuery == "second":
			body = page("", "3").Body
		case req.Method == http.MethodGet && strings.HasSuffix(path, "/messages"):
			body = page(messagesURL+"?second", "1", "2").Body
		case strings.HasSuffix(path, "/participants"):
			body = pageOf("", participantJSON("a")).Body
		case req.Method == http.MethodGet && strings.HasSuffix(path, "/readReceipts"):
			body = pageOf("", receiptJSON("a")).Body
		case strings.HasSuffix(path, string(threadID)):
			body = threadJSON("t")
		case path == "/chat/threads":
			status, body = http.StatusCreated, createdThread().Body
		case strings.HasSuffix(path, "/messages"), strings.HasSuffix(path, ":add"):
			status = http.StatusCreated
		}
		return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader(body)), Header: http.Header{}, Request: req}, nil
	}
}

// TestConcurrentUse checks that a client and a thread client can be used
// concurrently. Run it with the race detector.
func TestConcurrentUse(t *testing.T) {
	client := newClient(t, successService())
	thread := client.Thread(threadID)
	var group sync.WaitGroup
	for i := range 32 {
		group.Go(func() {
			if err := callAll(t.Context(), client, thread); err != nil {
				t.Errorf("goroutine %d: %v", i, err)
			}
		})
	}
	group.Wait()
}

// callAll calls all operations once.
func callAll(ctx context.Context, client *chat.Client, thread *chat.ThreadClient) error {
	for name, call := range threadCalls() {
		if err := call(ctx, thread); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if _, err := client.CreateThread(ctx, "Lunch", &chat.CreateThreadOptions{Participants: participants("a")}); err != nil {
		return err
	}
	if _, err := client.DeleteThread(ctx, threadID, nil); err != nil {
		return err
	}
	ids, err := messageIDs(client.Thread(threadID).Messages(ctx, nil))
	if err == nil && ids != "1 2 3" {
		return fmt.Errorf("got messages %s, want 1 2 3", ids)
	}
	return err
}

// TestConcurrentTyping checks that only one of several concurrent typing
// notifications is sent.
func TestConcurrentTyping(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var requests atomic.Int32
		service := successService()
		thread := newThread(t, transportFunc(func(req *http.Request) (*http.Response, error) {
			requests.Add(1)
			return service(req)
		}))
		var group sync.WaitGroup
		for range 32 {
			group.Go(func() {
				if _, err := thread.SendTypingNotification(t.Context(), &chat.SendTypingNotificationOptions{Throttle: true}); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		servicetest.WantEqual(t, "requests", requests.Load(), 1)
	})
}
