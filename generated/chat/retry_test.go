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

// TestCreateThreadRequestID protects from second threads: all tries of one call
// have the same UUID, and each call its own.
func TestCreateThreadRequestID(t *testing.T) {
	created := servicetest.Answer{Status: http.StatusCreated, Body: `{}`}
	s := servicetest.New(t, servicetest.Answer{Status: 503}, servicetest.Answer{Broken: io.ErrUnexpectedEOF}, created, created)
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
	servicetest.WantEqual(t, "IDs of the tries", ids[1:3], []string{ids[0], ids[0]})
	if ids[3] == ids[0] {
		t.Errorf("two calls have the request ID %s", ids[0])
	}
	servicetest.WantEqual(t, "body of the last try", s.Requests[2].Body, s.Requests[0].Body)
}

// TestCreateThreadOwnRequestID protects the caller's own ID, which makes calls
// repeatable across processes.
func TestCreateThreadOwnRequestID(t *testing.T) {
	s := servicetest.New(t, servicetest.Answer{Status: 500}, servicetest.Answer{Status: http.StatusCreated, Body: `{}`})
	_, err := newClient(t, s).CreateThread(t.Context(), "Lunch", &chat.CreateThreadOptions{RepeatabilityRequestID: "mine"})
	servicetest.WantNoError(t, err)
	for _, r := range s.Requests {
		servicetest.WantEqual(t, "ID of a try", r.Header.Get(requestID), "mine")
		servicetest.WantEqual(t, "body of a try", r.Body, s.Requests[0].Body)
	}
}

// operationsSentOnce are those that the service cannot tell a repetition of.
func operationsSentOnce() map[string]func(context.Context, *chat.ThreadClient) error {
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

// success is an answer that both SendMessage and SendTypingNotification take.
func success(operation string) servicetest.Answer {
	if operation == "SendMessage" {
		return servicetest.Answer{Status: http.StatusCreated, Body: `{"id":"1"}`}
	}
	return servicetest.Answer{Status: http.StatusOK}
}

// TestSentOnce protects from messages that appear twice: after a try that may
// have been carried out there is no other.
func TestSentOnce(t *testing.T) {
	faults := map[string]servicetest.Answer{
		"408": {Status: 408}, "500": {Status: 500}, "502": {Status: 502}, "503": {Status: 503, Header: map[string]string{"Retry-After": "0"}},
		"504": {Status: 504}, "broken connection": {Broken: io.ErrUnexpectedEOF}, "reset": {Broken: &net.OpError{Op: "read", Err: errors.New("reset")}},
	}
	for operation, call := range operationsSentOnce() {
		for name, fault := range faults {
			t.Run(operation+" "+name, func(t *testing.T) {
				s := servicetest.New(t, fault)
				err := call(t.Context(), newThread(t, s))
				s.Only(t)
				if fault.Broken != nil {
					servicetest.WantEqual(t, "is the transport's error", errors.Is(err, fault.Broken), true)
					servicetest.WantError(t, err, fault.Broken.Error())
					return
				}
				var failure *acs.Error
				if !errors.As(err, &failure) || failure.StatusCode != fault.Status {
					t.Fatalf("got %v, want an *acs.Error with %d", err, fault.Status)
				}
				servicetest.WantError(t, err, failure.Error())
			})
		}
	}
}

// TestSentAgain protects the tries that are safe: after what the service
// certainly has not carried out.
func TestSentAgain(t *testing.T) {
	faults := map[string]servicetest.Answer{
		"429":     {Status: 429},
		"no dial": {Broken: &net.OpError{Op: "dial", Err: errors.New("refused")}},
	}
	for operation, call := range operationsSentOnce() {
		for name, fault := range faults {
			t.Run(operation+" "+name, func(t *testing.T) {
				s := servicetest.New(t, fault, fault, success(operation))
				servicetest.WantNoError(t, call(t.Context(), newThread(t, s)))
				servicetest.WantEqual(t, "body of the last try", s.Requests[2].Body, s.Requests[0].Body)
			})
		}
	}
}

// TestResendAlways protects the way to give up that caution.
func TestResendAlways(t *testing.T) {
	always := func(o *chat.ClientOptions) { o.RetryNonIdempotent = true }
	for operation, call := range operationsSentOnce() {
		t.Run(operation, func(t *testing.T) {
			s := servicetest.New(t, servicetest.Answer{Status: 503}, servicetest.Answer{Broken: io.ErrUnexpectedEOF}, success(operation))
			servicetest.WantNoError(t, call(t.Context(), newThread(t, s, always)))
		})
	}
}

// TestRepeatable protects the retries of everything that may be carried out
// twice without harm.
func TestRepeatable(t *testing.T) {
	calls := map[string]struct {
		success servicetest.Answer
		call    func(context.Context, *chat.ThreadClient) error
	}{
		"AddParticipants": {servicetest.Answer{Status: 201, Body: "{}"}, func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.AddParticipants(ctx, participants("a"), nil)
			return err
		}},
		"RemoveParticipant": {noContent(), func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.RemoveParticipant(ctx, user("a"), nil)
			return err
		}},
		"SendReadReceipt": {servicetest.Answer{Status: 200}, func(ctx context.Context, thread *chat.ThreadClient) error {
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
			s := servicetest.New(t, servicetest.Answer{Status: 503}, servicetest.Answer{Broken: io.ErrUnexpectedEOF}, c.success)
			servicetest.WantNoError(t, c.call(t.Context(), newThread(t, s)))
			servicetest.WantEqual(t, "last try", s.Requests[2].URI+s.Requests[2].Body, s.Requests[0].URI+s.Requests[0].Body)
			servicetest.WantEqual(t, "has no request ID", s.Requests[2].Header.Get(requestID), "")
		})
	}
}

// TestBrokenAnswer protects from a second message when the first one's answer
// is cut off.
func TestBrokenAnswer(t *testing.T) {
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

// TestRetryAfter protects the wait that the service asks for.
func TestRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := servicetest.New(t, servicetest.Answer{Status: 429, Header: map[string]string{"Retry-After": "7"}}, success("SendMessage"))
		begin := time.Now()
		patient := func(o *chat.ClientOptions) { o.Retry.MaxRetryDelay = time.Minute }
		_, err := newThread(t, s, patient).SendMessage(t.Context(), "hello", nil)
		servicetest.WantNoError(t, err)
		servicetest.WantEqual(t, "wait", time.Since(begin), 7*time.Second)
	})
}
