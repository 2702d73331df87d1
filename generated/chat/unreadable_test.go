package chat_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// TestUnreadableResponse checks that the error of a response that cannot be read has all that is
// known of it, so that a caller knows that a message was sent.
func TestUnreadableResponse(t *testing.T) {
	s := servicetest.New(t, servicetest.Response{
		Status: http.StatusCreated, Body: "{}",
		Header: map[string]string{"MS-CV": "abc.1", "Content-Type": "application/json; charset=utf-8"},
	})
	_, err := newThread(t, s).SendMessage(t.Context(), "hello", nil)
	servicetest.WantError(t, err, "ThreadClient.SendMessage: reading the response: /id: required (byte 2): POST "+threadPath+
		"/messages: 201 Created [MS-CV abc.1]: application/json `{}`; the service has processed the request")
	failure, ok := errors.AsType[*acs.Error](err)
	servicetest.WantEqual(t, "is an *acs.Error", ok, true)
	servicetest.WantEqual(t, "status", failure.StatusCode, http.StatusCreated)
	servicetest.WantEqual(t, "request ID", failure.RequestID, "abc.1")
	servicetest.WantEqual(t, "media type", failure.MediaType, "application/json")
	servicetest.WantEqual(t, "excerpt", failure.Excerpt, "{}")
	value, ok := errors.AsType[*acs.ValueError](err)
	servicetest.WantEqual(t, "is an *acs.ValueError", ok, true)
	servicetest.WantEqual(t, "path and offset", []any{value.Path, value.Offset}, []any{"/id", 2})
	call, ok := errors.AsType[*acs.CallError](err)
	servicetest.WantEqual(t, "is an *acs.CallError", ok, true)
	servicetest.WantEqual(t, "operation and ID", []string{call.Operation, call.ClientRequestID}, []string{"ThreadClient.SendMessage", failure.ClientRequestID})
	servicetest.WantEqual(t, "outcome", acs.OutcomeOf(err), acs.OutcomeDone)
}

// TestUnreadableItem checks that the error of an item tells where it is, and shows the item.
func TestUnreadableItem(t *testing.T) {
	response := pageOf("", messageJSON("1"), `{"id":2}`)
	response.Header = map[string]string{"MS-CV": "abc.1", "Content-Type": "application/json"}
	_, err := messageIDs(newThread(t, servicetest.New(t, response)).Messages(t.Context(), nil))
	servicetest.WantError(t, err, "ThreadClient.ListMessages: reading the response: /value/1/id: want a string, got a number (byte 107): GET "+threadPath+
		"/messages: 200 OK [MS-CV abc.1]: application/json `{\"id\":2}`")
	failure, ok := errors.AsType[*acs.Error](err)
	servicetest.WantEqual(t, "is an *acs.Error", ok, true)
	servicetest.WantEqual(t, "excerpt", failure.Excerpt, `{"id":2}`)
}

// TestArgumentError checks that an invalid argument is found in the errors of all methods, with its Go
// name.
func TestArgumentError(t *testing.T) {
	thread := newThread(t, servicetest.New(t))
	for want, call := range map[string]func() error{
		"content": func() error { _, err := thread.UpdateContent(t.Context(), messageID, "", nil); return err },
		"topic":   func() error { _, err := thread.UpdateTopic(t.Context(), "", nil); return err },
		"participants[0].ID": func() error {
			_, err := thread.AddParticipant(t.Context(), chat.Participant{}, nil)
			return err
		},
		"participant": func() error { _, err := thread.RemoveParticipant(t.Context(), nil, nil); return err },
		"messageID":   func() error { _, err := thread.GetMessage(t.Context(), "..", nil); return err },
	} {
		err := call()
		invalid, ok := errors.AsType[*acs.ArgumentError](err)
		if !ok || invalid.Argument != want || acs.OutcomeOf(err) != acs.OutcomeNotDone {
			t.Errorf("%s: got %#v of %v", want, invalid, err)
		}
	}
}

// TestErrorsAreShort checks that errors are cut, however long the arguments of a call and the
// responses of the service are.
func TestErrorsAreShort(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	header := map[string]string{"MS-CV": long, "Content-Type": long, "Retry-After": long}
	for name, response := range map[string]servicetest.Response{
		"rejected":      {Status: 400, Header: header, Body: `{"error":{"code":"` + long + `","message":"` + long + `","details":[{"code":"` + long + `"}]}}`},
		"text":          {Status: 400, Header: header, Body: long},
		"unreadable":    {Status: 200, Header: header, Body: long},
		"invalid value": {Status: 200, Header: header, Body: `{"` + long + `":` + long},
		"invalid link":  {Status: 200, Header: header, Body: `{"value":[],"nextLink":"https://` + long + `/"}`},
		"invalid item":  {Status: 200, Header: header, Body: `{"value":[{"id":"` + long + `"}]}`},
		"no connection": {Err: errors.New(long)},
	} {
		t.Run(name, func(t *testing.T) {
			client := newClient(t, servicetest.New(t, response), func(o *chat.ClientOptions) { o.Retry.MaxRetries = -1 })
			_, err := collect(client.Thread(chat.ThreadID(long)).Messages(t.Context(), nil))
			if err == nil || len(err.Error()) > 2500 || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %.3000v", err)
			}
		})
	}
}
