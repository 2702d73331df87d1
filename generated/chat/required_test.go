package chat_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"testing"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// errorJSON is the body of an error response.
const errorJSON = `{"error":{"code":"Busy","message":"Try again later"}}`

// TestSendMessageWithoutID checks that a successful response without a message ID is an error, and
// that the message is not sent again.
func TestSendMessageWithoutID(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"empty object":  {`{}`, "/id: required (byte 2)"},
		"null":          {`null`, "want an object, got null (byte 0)"},
		"null ID":       {`{"id":null}`, "/id: required, got null (byte 6)"},
		"other name":    {`{"ID":"1"}`, "/id: required (byte 10)"},
		"number":        {`{"id":1700000000000}`, "/id: want a string, got a number (byte 6)"},
		"array":         {`[{"id":"1"}]`, "want an object, got an array (byte 0)"},
		"no body":       {``, "empty body: /id: required (byte 2)"},
		"truncated":     {`{"id":"1"`, "invalid or truncated JSON (byte 9)"},
		"truncated ID":  {`{"id":"17000`, "/id: invalid or truncated JSON (byte 12)"},
		"HTML":          {`<html>Sign in</html>`, "invalid or truncated JSON (byte 0)"},
		"second object": {`{"id":"1"}{}`, "text after the JSON value (byte 10)"},
	} {
		t.Run(name, func(t *testing.T) {
			s := servicetest.New(t, servicetest.Response{Status: http.StatusCreated, Body: c.body})
			sent, err := newThread(t, s).SendMessage(t.Context(), "hello", nil)
			servicetest.WantReadError(t, err, "ThreadClient.SendMessage: reading the response: "+c.want,
				"POST "+threadPath+"/messages: 201 Created", c.body, "; the service has processed the request")
			servicetest.WantEqual(t, "outcome", acs.OutcomeOf(err), acs.OutcomeDone)
			servicetest.WantEqual(t, "response", sent, chat.SendMessageResponse{})
			s.OnlyRequest(t)
		})
	}
}

// TestPageWithoutItems checks that a page without its list of items is an error, and not the last
// page.
func TestPageWithoutItems(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"empty object": {`{}`, "/value: required (byte 2)"},
		"null":         {`null`, "want an object, got null (byte 0)"},
		"null list":    {`{"value":null}`, "/value: required, got null (byte 9)"},
		"null item":    {`{"value":[` + messageJSON("1") + `,null]}`, "/value/1: want an object, got null (byte 101)"},
		"only a link":  {`{"nextLink":"` + endpoint + `/p2"}`, "/value: required (byte 58)"},
	} {
		t.Run(name, func(t *testing.T) {
			s := servicetest.New(t, servicetest.Response{Status: http.StatusOK, Body: c.body})
			_, err := messageIDs(newThread(t, s).Messages(t.Context(), nil))
			body := c.body
			if item, ok := errors.AsType[*acs.ItemError](err); ok {
				body = string(item.JSON)
			}
			servicetest.WantReadError(t, err, "ThreadClient.ListMessages: reading the response: "+c.want, "GET "+threadPath+"/messages: 200 OK", body, "")
			s.OnlyRequest(t)
		})
	}
}

// TestLastPage checks that an empty list and a null next link end a list.
func TestLastPage(t *testing.T) {
	for _, body := range []string{`{"value":[]}`, `{"value":[],"nextLink":null}`, `{"value":[],"nextLink":""}`} {
		s := servicetest.New(t, servicetest.Response{Status: http.StatusOK, Body: body})
		ids, err := messageIDs(newThread(t, s).Messages(t.Context(), nil))
		servicetest.WantNoError(t, err)
		servicetest.WantEqual(t, "items of "+body, ids, "")
	}
}

// TestCreateThreadWithoutThread checks that a successful response without the new thread is an error,
// although the document does not require the thread.
func TestCreateThreadWithoutThread(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"empty object": {`{}`, "/chatThread: required (byte 2)"},
		"null":         {`null`, "want an object, got null (byte 0)"},
		"null thread":  {`{"chatThread":null}`, "/chatThread: required, got null (byte 14)"},
		"empty thread": {`{"chatThread":{}}`, "/chatThread/id: required (byte 16)"},
		"no body":      {``, "empty body: /chatThread: required (byte 2)"},
		"only errors":  {`{"invalidParticipants":[]}`, "/chatThread: required (byte 26)"},
	} {
		t.Run(name, func(t *testing.T) {
			s := servicetest.New(t, servicetest.Response{Status: http.StatusCreated, Body: c.body})
			created, err := newClient(t, s).CreateThread(t.Context(), "Lunch", nil)
			servicetest.WantReadError(t, err, "Client.CreateThread: reading the response: "+c.want, "POST /chat/threads: 201 Created", c.body, "")
			servicetest.WantEqual(t, "response", created, chat.CreateThreadResponse{})
			s.OnlyRequest(t)
		})
	}
}

// TestErrorWithSuccess checks that an error object in a successful response is an error, regardless
// of what the operation requires of its responses.
func TestErrorWithSuccess(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		want   string
		call   func(context.Context, *chat.Client) error
	}{
		"CreateThread":    {http.StatusCreated, "Client.CreateThread: the body is an error: POST /chat/threads: 201 Created", callCreateThread},
		"AddParticipants": {http.StatusCreated, "ThreadClient.AddParticipants: the body is an error: POST " + threadPath + "/participants/:add: 201 Created", callAddParticipants},
		"SendMessage":     {http.StatusCreated, "ThreadClient.SendMessage: the body is an error: POST " + threadPath + "/messages: 201 Created", callSendMessage},
		"Messages":        {http.StatusOK, "ThreadClient.ListMessages: the body is an error: GET " + threadPath + "/messages: 200 OK", callMessages},
		"SendReadReceipt": {http.StatusOK, "ThreadClient.SendReadReceipt: the body is an error: POST " + threadPath + "/readReceipts: 200 OK", callSendReadReceipt},
	} {
		t.Run(name, func(t *testing.T) {
			s := servicetest.New(t, servicetest.Response{Status: c.status, Body: errorJSON})
			err := c.call(t.Context(), newClient(t, s))
			s.OnlyRequest(t)
			want := c.want + ": Busy: Try again later"
			if name == "SendMessage" {
				want += "; the service may have processed the request"
			}
			servicetest.WantError(t, err, want)
			e, ok := errors.AsType[*acs.Error](err)
			servicetest.WantEqual(t, "is an acs.Error", ok, true)
			servicetest.WantEqual(t, "code", e.Code, "Busy")
		})
	}
}

func callAddParticipants(ctx context.Context, c *chat.Client) error {
	_, err := c.Thread(threadID).AddParticipants(ctx, []chat.Participant{{ID: user("a")}}, nil)
	return err
}

func callSendMessage(ctx context.Context, c *chat.Client) error {
	_, err := c.Thread(threadID).SendMessage(ctx, "hello", nil)
	return err
}

func callSendReadReceipt(ctx context.Context, c *chat.Client) error {
	_, err := c.Thread(threadID).SendReadReceipt(ctx, messageID, nil)
	return err
}

// requiredCase is a response that contains an object with only its required properties.
type requiredCase struct {
	operation, path string
	object          string
	status          int
	response        func(object string) string
	call            func(context.Context, *chat.Client) error
}

func requiredCases() map[string]requiredCase {
	whole := func(object string) string { return object }
	second := func(first string) func(string) string {
		return func(object string) string { return pageOf("", first, object).Body }
	}
	inMessage := func(property string) func(string) string {
		return func(object string) string { return messageJSON("1", `"content":{"`+property+`":[`+object+`]}`) }
	}
	return map[string]requiredCase{
		"message":            {"ThreadClient.GetMessage", "", messageJSON("1"), 200, whole, callGetMessage},
		"attachment":         {"ThreadClient.GetMessage", "/content/attachments/0", `{"id":"1","attachmentType":"image"}`, 200, inMessage("attachments"), callGetMessage},
		"added participant":  {"ThreadClient.GetMessage", "/content/participants/0", participantJSON("a"), 200, inMessage("participants"), callGetMessage},
		"listed message":     {"ThreadClient.ListMessages", "/value/1", messageJSON("2"), 200, second(messageJSON("1")), callMessages},
		"listed thread":      {"Client.ListThreads", "/value/1", threadItemJSON("b"), 200, second(threadItemJSON("a")), callThreads},
		"listed participant": {"ThreadClient.ListParticipants", "/value/1", participantJSON("b"), 200, second(participantJSON("a")), callParticipants},
		"read receipt":       {"ThreadClient.ListReadReceipts", "/value/1", receiptJSON("b"), 200, second(receiptJSON("a")), callReadReceipts},
		"created":            {"Client.CreateThread", "", `{"chatThread":` + threadJSON("t") + `}`, 201, whole, callCreateThread},
		"thread":             {"ThreadClient.GetProperties", "", threadJSON("t"), 200, whole, callGetProperties},
		"created thread": {"Client.CreateThread", "/chatThread", threadJSON("t"), 201, func(object string) string {
			return `{"chatThread":` + object + `}`
		}, callCreateThread},
	}
}

func callGetMessage(ctx context.Context, c *chat.Client) error {
	_, err := c.Thread(threadID).GetMessage(ctx, messageID, nil)
	return err
}

func callMessages(ctx context.Context, c *chat.Client) error {
	_, err := collect(c.Thread(threadID).Messages(ctx, nil))
	return err
}

func callThreads(ctx context.Context, c *chat.Client) error {
	_, err := collect(c.Threads(ctx, nil))
	return err
}

func callParticipants(ctx context.Context, c *chat.Client) error {
	_, err := collect(c.Thread(threadID).Participants(ctx, nil))
	return err
}

func callReadReceipts(ctx context.Context, c *chat.Client) error {
	_, err := collect(c.Thread(threadID).ReadReceipts(ctx, nil))
	return err
}

func callGetProperties(ctx context.Context, c *chat.Client) error {
	_, err := c.Thread(threadID).GetProperties(ctx, nil)
	return err
}

func callCreateThread(ctx context.Context, c *chat.Client) error {
	_, err := c.CreateThread(ctx, "Lunch", nil)
	return err
}

// TestRequiredProperties checks that each required property of a response must exist and must not be
// null, whichever object contains it.
func TestRequiredProperties(t *testing.T) {
	for name, c := range requiredCases() {
		t.Run(name, func(t *testing.T) {
			respond := func(object string) error {
				s := servicetest.New(t, servicetest.Response{Status: c.status, Body: c.response(object)})
				return c.call(t.Context(), newClient(t, s))
			}
			servicetest.WantNoError(t, respond(c.object))
			var properties map[string]json.RawMessage
			servicetest.WantNoError(t, json.Unmarshal([]byte(c.object), &properties))
			for property, value := range properties {
				path := c.operation + ": reading the response: " + c.path + "/" + property
				delete(properties, property)
				wantErrorWithoutOffset(t, respond(marshal(t, properties)), path+": required")
				properties[property] = json.RawMessage("null")
				wantErrorWithoutOffset(t, respond(marshal(t, properties)), path+": required, got null")
				properties[property] = value
			}
		})
	}
}

func marshal(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	servicetest.WantNoError(t, err)
	return string(data)
}

// wantErrorWithoutOffset checks the text of an error up to the byte offset in the response.
func wantErrorWithoutOffset(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil {
		t.Fatalf("got no error, want %q", want)
	}
	offset := regexp.MustCompile(` \(byte \d+\): (GET|POST) /chat/threads.*$`)
	if got := err.Error(); !offset.MatchString(got) || offset.ReplaceAllString(got, "") != want {
		t.Errorf("error:\n got %q\nwant %q and the offset", got, want)
	}
}
