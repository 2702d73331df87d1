package chat_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// keyedMessage is a message with a key, as the service lists it.
func keyedMessage(key acs.IdempotencyKey) string {
	ms := time.Now().UnixMilli()
	return fmt.Sprintf(`{"id":"%d","type":"text","sequenceId":"3","version":"%d","createdOn":"2026-01-01T00:00:00Z","metadata":{"idempotencyKey":%q}}`, ms, ms, key)
}

// A message has its key in the metadata, beside the caller's, which are not changed.
func TestSendMessageWithKey(t *testing.T) {
	s := servicetest.New(t, servicetest.Response{Status: http.StatusCreated, Body: `{"id":"1"}`})
	metadata := map[string]string{"a": "b"}
	key := acs.NewIdempotencyKey()
	sent, err := newThread(t, s).SendMessage(t.Context(), "hello", &chat.SendMessageOptions{Metadata: metadata, IdempotencyKey: key})
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "found by key", sent.FoundByKey, false)
	servicetest.WantEqual(t, "body", s.OnlyRequest(t).Body, `{"content":"hello","metadata":{"a":"b","idempotencyKey":"`+key.String()+`"}}`)
	servicetest.WantEqual(t, "metadata", metadata, map[string]string{"a": "b"})
}

// A message whose response is lost is found in a list of full pages. As after any other
// message, a typing notification is sent at once.
func TestSendMessageFoundByKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		key := acs.NewIdempotencyKey()
		s := servicetest.New(t,
			servicetest.Response{Status: http.StatusOK},
			servicetest.Response{Err: errors.New("connection broken")},
			servicetest.Response{Status: http.StatusOK, Body: `{"value":[]}`},
			servicetest.Response{Status: http.StatusOK, Body: `{"value":[` + keyedMessage(key) + `]}`},
			servicetest.Response{Status: http.StatusOK},
		)
		thread := newThread(t, s)
		servicetest.WantEqual(t, "first notification throttled", isThrottled(t, thread, true), false)
		sent, err := thread.SendMessage(t.Context(), "hello", &chat.SendMessageOptions{IdempotencyKey: key})
		servicetest.WantNoError(t, err)
		servicetest.WantEqual(t, "found by key", sent.FoundByKey, true)
		servicetest.WantEqual(t, "ID", sent.ID, chat.MessageID("946684800000"))
		servicetest.WantEqual(t, "list", s.Requests[3].URI, threadPath+"/messages?maxPageSize=200&"+version)
		servicetest.WantEqual(t, "second notification throttled", isThrottled(t, thread, true), false)
	})
}

// A message that is not found in a quiet thread is not sent again, and the error tells how
// to go on.
func TestSendMessageNotFoundByKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := servicetest.New(t, append([]servicetest.Response{{Status: http.StatusServiceUnavailable}},
			repeatResponse(2, servicetest.Response{Status: http.StatusOK, Body: `{"value":[]}`})...)...)
		key := acs.NewIdempotencyKey()
		_, err := newThread(t, s).SendMessage(t.Context(), "hello", &chat.SendMessageOptions{IdempotencyKey: key, MaxReadDelay: time.Millisecond})
		if acs.OutcomeOf(err) != acs.OutcomeUnknown || !strings.HasSuffix(err.Error(), "; the idempotency key "+key.String()+
			" was not found in 1ms, nor any later change, so call again with the same key; the service may have processed the request") {
			t.Errorf("got error %v", err)
		}
		var status *acs.Error
		if !errors.As(err, &status) || status.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("got error %#v", err)
		}
	})
}

// The name of the key in the metadata is reserved in messages with a key only.
func TestSendMessageReservedMetadata(t *testing.T) {
	s := servicetest.New(t, servicetest.Response{Status: http.StatusCreated, Body: `{"id":"1"}`})
	options := &chat.SendMessageOptions{Metadata: map[string]string{"idempotencyKey": "mine"}}
	_, err := newThread(t, s).SendMessage(t.Context(), "hello", options)
	servicetest.WantNoError(t, err)
	options.IdempotencyKey = acs.NewIdempotencyKey()
	_, err = newThread(t, s).SendMessage(t.Context(), "hello", options)
	servicetest.WantError(t, err, `ThreadClient.SendMessage: options.Metadata: must not contain "idempotencyKey", which is the name of the idempotency key`)
}
