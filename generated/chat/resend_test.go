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
)

const requestID = "Repeatability-Request-Id"

// TestCreateThreadRequestID protects from second threads: all tries of one call
// have the same UUID, and each call its own.
func TestCreateThreadRequestID(t *testing.T) {
	created := answer{status: http.StatusCreated, body: `{}`}
	s := newService(t, answer{status: 503}, answer{broken: io.ErrUnexpectedEOF}, created, created)
	client := newClient(t, s)
	for range 2 {
		_, err := client.CreateThread(t.Context(), "Lunch", nil)
		wantNoError(t, err)
	}
	var ids []string
	for _, r := range s.requests {
		wantEqual(t, "is a UUID", isUUID(r.header.Get(requestID)), true)
		ids = append(ids, r.header.Get(requestID))
	}
	wantEqual(t, "IDs of the tries", ids[1:3], []string{ids[0], ids[0]})
	if ids[3] == ids[0] {
		t.Errorf("two calls have the request ID %s", ids[0])
	}
	wantEqual(t, "body of the last try", s.requests[2].body, s.requests[0].body)
}

// TestCreateThreadOwnRequestID protects the caller's own ID, which makes calls
// repeatable across processes.
func TestCreateThreadOwnRequestID(t *testing.T) {
	s := newService(t, answer{status: 500}, answer{status: http.StatusCreated, body: `{}`})
	_, err := newClient(t, s).CreateThread(t.Context(), "Lunch", &chat.CreateThreadOptions{RepeatabilityRequestID: "mine"})
	wantNoError(t, err)
	for _, r := range s.requests {
		wantEqual(t, "ID of a try", r.header.Get(requestID), "mine")
		wantEqual(t, "body of a try", r.body, s.requests[0].body)
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
func success(operation string) answer {
	if operation == "SendMessage" {
		return answer{status: http.StatusCreated, body: `{"id":"1"}`}
	}
	return answer{status: http.StatusOK}
}

// TestSentOnce protects from messages that appear twice: after a try that may
// have been carried out there is no other.
func TestSentOnce(t *testing.T) {
	faults := map[string]answer{
		"408": {status: 408}, "500": {status: 500}, "502": {status: 502}, "503": {status: 503, header: map[string]string{"Retry-After": "0"}},
		"504": {status: 504}, "broken connection": {broken: io.ErrUnexpectedEOF}, "reset": {broken: &net.OpError{Op: "read", Err: errors.New("reset")}},
	}
	for operation, call := range operationsSentOnce() {
		for name, fault := range faults {
			t.Run(operation+" "+name, func(t *testing.T) {
				s := newService(t, fault)
				err := call(t.Context(), newThread(t, s))
				s.only()
				if fault.broken != nil {
					wantEqual(t, "is the transport's error", errors.Is(err, fault.broken), true)
					wantError(t, err, fault.broken.Error())
					return
				}
				var failure *acs.Error
				if !errors.As(err, &failure) || failure.StatusCode != fault.status {
					t.Fatalf("got %v, want an *acs.Error with %d", err, fault.status)
				}
				wantError(t, err, failure.Error())
			})
		}
	}
}

// TestSentAgain protects the tries that are safe: after what the service
// certainly has not carried out.
func TestSentAgain(t *testing.T) {
	faults := map[string]answer{
		"429":     {status: 429},
		"no dial": {broken: &net.OpError{Op: "dial", Err: errors.New("refused")}},
	}
	for operation, call := range operationsSentOnce() {
		for name, fault := range faults {
			t.Run(operation+" "+name, func(t *testing.T) {
				s := newService(t, fault, fault, success(operation))
				wantNoError(t, call(t.Context(), newThread(t, s)))
				wantEqual(t, "body of the last try", s.requests[2].body, s.requests[0].body)
			})
		}
	}
}

// TestResendAlways protects the way to give up that caution.
func TestResendAlways(t *testing.T) {
	always := func(o *chat.ClientOptions) { o.ResendAlways = true }
	for operation, call := range operationsSentOnce() {
		t.Run(operation, func(t *testing.T) {
			s := newService(t, answer{status: 503}, answer{broken: io.ErrUnexpectedEOF}, success(operation))
			wantNoError(t, call(t.Context(), newThread(t, s, always)))
		})
	}
}

// TestRepeatable protects the retries of everything that may be carried out
// twice without harm.
func TestRepeatable(t *testing.T) {
	calls := map[string]struct {
		success answer
		call    func(context.Context, *chat.ThreadClient) error
	}{
		"AddParticipants": {answer{status: 201, body: "{}"}, func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.AddParticipants(ctx, participants("a"), nil)
			return err
		}},
		"RemoveParticipant": {noContent(), func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.RemoveParticipant(ctx, user("a"), nil)
			return err
		}},
		"SendReadReceipt": {answer{status: 200}, func(ctx context.Context, thread *chat.ThreadClient) error {
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
			s := newService(t, answer{status: 503}, answer{broken: io.ErrUnexpectedEOF}, c.success)
			wantNoError(t, c.call(t.Context(), newThread(t, s)))
			wantEqual(t, "last try", s.requests[2].uri+s.requests[2].body, s.requests[0].uri+s.requests[0].body)
			wantEqual(t, "has no request ID", s.requests[2].header.Get(requestID), "")
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
	wantEqual(t, "is the transport's error", errors.Is(err, io.ErrUnexpectedEOF), true)
	wantEqual(t, "requests", requests, 1)
}

// TestRetryAfter protects the wait that the service asks for.
func TestRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(t, answer{status: 429, header: map[string]string{"Retry-After": "7"}}, success("SendMessage"))
		begin := time.Now()
		patient := func(o *chat.ClientOptions) { o.Retry.MaxRetryDelay = time.Minute }
		_, err := newThread(t, s, patient).SendMessage(t.Context(), "hello", nil)
		wantNoError(t, err)
		wantEqual(t, "wait", time.Since(begin), 7*time.Second)
	})
}
