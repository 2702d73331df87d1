package chat_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

const requestID = "Repeatability-Request-Id"

// TestCreateThreadRequestID checks that all attempts of a call have the same random request ID,
// and that each call has a different one.
func TestCreateThreadRequestID(t *testing.T) {
	s := servicetest.New(t, servicetest.Response{Status: 503}, servicetest.Response{Err: io.ErrUnexpectedEOF}, createdThread(), createdThread())
	client := newClient(t, s)
	for range 2 {
		_, err := client.CreateThread(t.Context(), "Lunch", nil)
		servicetest.WantNoError(t, err)
	}
	var ids []string
	for _, r := range s.Requests {
		servicetest.WantEqual(t, "is a UUID", isUUID(r.Header.Get(requestID)), true)
		ids = append(ids, r.Header.Get(requestID))
	}
	servicetest.WantEqual(t, "IDs of the attempts", ids[1:3], []string{ids[0], ids[0]})
	if ids[3] == ids[0] {
		t.Errorf("two calls have the request ID %s", ids[0])
	}
	servicetest.WantEqual(t, "body of the last attempt", s.Requests[2].Body, s.Requests[0].Body)
}

// TestCreateThreadCustomRequestID checks that all attempts have the caller's request ID.
func TestCreateThreadCustomRequestID(t *testing.T) {
	s := servicetest.New(t, servicetest.Response{Status: 500}, createdThread())
	_, err := newClient(t, s).CreateThread(t.Context(), "Lunch", &chat.CreateThreadOptions{RepeatabilityRequestID: "custom"})
	servicetest.WantNoError(t, err)
	for _, r := range s.Requests {
		servicetest.WantEqual(t, "ID of an attempt", r.Header.Get(requestID), "custom")
		servicetest.WantEqual(t, "body of an attempt", r.Body, s.Requests[0].Body)
	}
}

// TestCreateThreadInvalidRequestID checks that a request ID with a line end is an error before a
// request is sent.
func TestCreateThreadInvalidRequestID(t *testing.T) {
	s := servicetest.New(t)
	_, err := newClient(t, s).CreateThread(t.Context(), "Lunch", &chat.CreateThreadOptions{RepeatabilityRequestID: "custom\r\nx-evil: 1"})
	servicetest.WantError(t, err, `Client.CreateThread: options.RepeatabilityRequestID: "custom\r\nx-evil: 1" is invalid; a header must not have control characters, nor spaces at its ends`)
	servicetest.WantEqual(t, "requests", len(s.Requests), 0)
}

// nonIdempotentCalls returns a call for each non-idempotent operation.
func nonIdempotentCalls() map[string]func(context.Context, *chat.ThreadClient) error {
	return map[string]func(context.Context, *chat.ThreadClient) error{
		"SendMessage": func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.SendMessage(ctx, "hello", nil)
			return err
		},
		"SendTypingNotification": func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.SendTypingNotification(ctx, nil)
			return err
		},
	}
}

// success returns a successful response for a non-idempotent operation.
func success(operation string) servicetest.Response {
	if operation == "SendMessage" {
		return servicetest.Response{Status: http.StatusCreated, Body: `{"id":"1"}`}
	}
	return servicetest.Response{Status: http.StatusOK}
}

// TestNonIdempotentNotRetried checks that a non-idempotent request is not retried after a failure
// with which the service may have processed it, so that no message is sent twice.
func TestNonIdempotentNotRetried(t *testing.T) {
	failures := map[string]servicetest.Response{
		"408": {Status: 408}, "500": {Status: 500}, "502": {Status: 502}, "503": {Status: 503, Header: map[string]string{"Retry-After": "0"}},
		"504": {Status: 504}, "closed connection": {Err: io.ErrUnexpectedEOF}, "reset": {Err: &net.OpError{Op: "read", Err: errors.New("reset")}},
	}
	for operation, call := range nonIdempotentCalls() {
		for name, response := range failures {
			t.Run(operation+" "+name, func(t *testing.T) {
				s := servicetest.New(t, response)
				err := call(t.Context(), newThread(t, s))
				s.OnlyRequest(t)
				if response.Err != nil {
					servicetest.WantEqual(t, "is the transport's error", errors.Is(err, response.Err), true)
					servicetest.WantError(t, err, "ThreadClient."+operation+": "+response.Err.Error()+"; the service may have processed the request")
					return
				}
				var failure *acs.Error
				if !errors.As(err, &failure) || failure.StatusCode != response.Status {
					t.Fatalf("got %v, want an *acs.Error with %d", err, response.Status)
				}
				servicetest.WantError(t, err, failure.Error())
			})
		}
	}
}

// TestNonIdempotentRetried checks that a non-idempotent request is retried after a failure with
// which the service cannot have processed it.
func TestNonIdempotentRetried(t *testing.T) {
	failures := map[string]servicetest.Response{
		"429":        {Status: 429},
		"dial error": {Err: &net.OpError{Op: "dial", Err: errors.New("refused")}},
	}
	for operation, call := range nonIdempotentCalls() {
		for name, response := range failures {
			t.Run(operation+" "+name, func(t *testing.T) {
				s := servicetest.New(t, response, response, success(operation))
				servicetest.WantNoError(t, call(t.Context(), newThread(t, s)))
				servicetest.WantEqual(t, "body of the last attempt", s.Requests[2].Body, s.Requests[0].Body)
			})
		}
	}
}

// TestRetryNonIdempotent checks that RetryNonIdempotent also retries non-idempotent requests that
// the service may have processed.
func TestRetryNonIdempotent(t *testing.T) {
	retryAll := func(o *chat.ClientOptions) { o.RetryNonIdempotent = true }
	for operation, call := range nonIdempotentCalls() {
		t.Run(operation, func(t *testing.T) {
			s := servicetest.New(t, servicetest.Response{Status: 503}, servicetest.Response{Err: io.ErrUnexpectedEOF}, success(operation))
			servicetest.WantNoError(t, call(t.Context(), newThread(t, s, retryAll)))
		})
	}
}

// TestIdempotentRetried checks that idempotent requests are retried.
func TestIdempotentRetried(t *testing.T) {
	calls := map[string]struct {
		success servicetest.Response
		call    func(context.Context, *chat.ThreadClient) error
	}{
		"AddParticipants": {servicetest.Response{Status: 201, Body: "{}"}, func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.AddParticipants(ctx, participants("a"), nil)
			return err
		}},
		"RemoveParticipant": {noContent(), func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.RemoveParticipant(ctx, user("a"), nil)
			return err
		}},
		"SendReadReceipt": {servicetest.Response{Status: 200}, func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.SendReadReceipt(ctx, messageID, nil)
			return err
		}},
		"UpdateTopic": {noContent(), func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.UpdateTopic(ctx, "Lunch", nil)
			return err
		}},
		"UpdateContent": {noContent(), func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.UpdateContent(ctx, messageID, "hello", nil)
			return err
		}},
		"DeleteMessage": {noContent(), func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.DeleteMessage(ctx, messageID, nil)
			return err
		}},
		"Messages": {page(""), func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := collect(thread.Messages(ctx, nil))
			return err
		}},
	}
	for name, c := range calls {
		t.Run(name, func(t *testing.T) {
			s := servicetest.New(t, servicetest.Response{Status: 503}, servicetest.Response{Err: io.ErrUnexpectedEOF}, c.success)
			servicetest.WantNoError(t, c.call(t.Context(), newThread(t, s)))
			servicetest.WantEqual(t, "last attempt", s.Requests[2].URI+s.Requests[2].Body, s.Requests[0].URI+s.Requests[0].Body)
			servicetest.WantEqual(t, "has no request ID", s.Requests[2].Header.Get(requestID), "")
		})
	}
}

// TestTruncatedResponse checks that sending a message is not retried after a truncated response.
func TestTruncatedResponse(t *testing.T) {
	requests := 0
	thread := newThread(t, transportFunc(func(req *http.Request) (*http.Response, error) {
		requests++
		body := io.NopCloser(io.MultiReader(strings.NewReader(`{"id"`), iotest.ErrReader(io.ErrUnexpectedEOF)))
		return &http.Response{StatusCode: http.StatusCreated, Header: http.Header{}, Body: body, Request: req}, nil
	}))
	_, err := thread.SendMessage(t.Context(), "hello", nil)
	servicetest.WantEqual(t, "is the transport's error", errors.Is(err, io.ErrUnexpectedEOF), true)
	servicetest.WantEqual(t, "requests", requests, 1)
}

// TestRetryAfter checks that a retry waits for the Retry-After time.
func TestRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := servicetest.New(t, servicetest.Response{Status: 429, Header: map[string]string{"Retry-After": "7"}}, success("SendMessage"))
		start := time.Now()
		longDelay := func(o *chat.ClientOptions) { o.Retry.MaxRetryDelay = time.Minute }
		_, err := newThread(t, s, longDelay).SendMessage(t.Context(), "hello", nil)
		servicetest.WantNoError(t, err)
		took := time.Since(start)
		servicetest.WantEqual(t, "waits for 7 to 10.5 seconds", took >= 7*time.Second && took <= 10500*time.Millisecond, true)
	})
}
