package fake_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	azfake "github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"

	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/chat/fake"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// callAll calls each operation and returns the errors.
func callAll(ctx context.Context, client *chat.Client) map[string]error {
	thread := client.Thread("t")
	errs := map[string]error{}
	_, errs["CreateThread"] = client.CreateThread(ctx, "Lunch", nil)
	_, errs["NewListThreadsPager"] = collect(client.Threads(ctx, nil))
	_, errs["DeleteThread"] = client.DeleteThread(ctx, "t", nil)
	_, errs["NewListReadReceiptsPager"] = collect(thread.ReadReceipts(ctx, nil))
	_, errs["SendReadReceipt"] = thread.SendReadReceipt(ctx, "1", nil)
	_, errs["SendMessage"] = thread.SendMessage(ctx, "hello", nil)
	_, errs["NewListMessagesPager"] = collect(thread.Messages(ctx, nil))
	_, errs["GetMessage"] = thread.GetMessage(ctx, "1", nil)
	_, errs["UpdateMessage"] = thread.UpdateMessage(ctx, "1", nil)
	_, errs["DeleteMessage"] = thread.DeleteMessage(ctx, "1", nil)
	_, errs["NewListParticipantsPager"] = collect(thread.Participants(ctx, nil))
	_, errs["RemoveParticipant"] = thread.RemoveParticipant(ctx, user("a"), nil)
	_, errs["AddParticipants"] = thread.AddParticipants(ctx, []chat.Participant{{ID: user("a")}}, nil)
	_, errs["UpdateProperties"] = thread.UpdateProperties(ctx, nil)
	_, errs["GetProperties"] = thread.GetProperties(ctx, nil)
	_, errs["SendTypingNotification"] = thread.SendTypingNotification(ctx, nil)
	return errs
}

// Calling an operation that is not set returns an error with its name, without a retry.
func TestNotSet(t *testing.T) {
	transport := &attemptCounter{Transporter: fake.NewServerTransport(&fake.Server{})}
	errs := callAll(t.Context(), newClient(t, endpoint, transport))
	for name, err := range errs {
		if want := ": the fake's " + name + " is not set"; err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
	if transport.attempts != len(errs) {
		t.Errorf("%d attempts for %d operations", transport.attempts, len(errs))
	}
}

// Over a connection, it returns a response with the error.
func TestNotSetOverConnection(t *testing.T) {
	s := httptest.NewTLSServer(fake.NewServerTransport(&fake.Server{}))
	defer s.Close()
	for name, err := range callAll(t.Context(), newClient(t, s.URL, s.Client())) {
		if want := "500 Internal Server Error: FakeError: the fake's " + name + " is not set"; err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
}

// An invalid request is rejected without calling the function.
func TestInvalidRequest(t *testing.T) {
	for name, tc := range map[string]struct{ method, target, body, want string }{
		"parameter": {http.MethodGet, "/chat/threads/t/messages?maxPageSize=many", "", `NewListMessagesPager: maxPageSize: want an integer, got \"many\"`},
		"time":      {http.MethodGet, "/chat/threads?startTime=now", "", `NewListThreadsPager: startTime: want an RFC 3339 time, got \"now\"`},
		"body":      {http.MethodPost, "/chat/threads/t/messages", `{"content":1}`, "SendMessage: body: /content: want a string, got a number (byte 11)"},
		"nested": {http.MethodPost, "/chat/threads/t/participants/:add", `{"participants":[{"communicationIdentifier":{"rawId":"x"}},{"metadata":{"a":[]}}]}`,
			"AddParticipants: body: /participants/1/metadata/a: want a string, got an array (byte 76)"},
		"patch":  {http.MethodPatch, "/chat/threads/t", `{"retentionPolicy":{"kind":"threadCreationDate","deleteThreadAfterDays":"1"}}`, "UpdateProperties: body: /retentionPolicy/deleteThreadAfterDays: want a number, got a string (byte 72)"},
		"policy": {http.MethodPost, "/chat/threads", `{"topic":"a","retentionPolicy":[]}`, "CreateThread: body: /retentionPolicy: want an object, got an array (byte 31)"},
	} {
		t.Run(name, func(t *testing.T) {
			server := &fake.Server{}
			failOnCall(t, server)
			w := httptest.NewRecorder()
			fake.NewServerTransport(server).ServeHTTP(w, httptest.NewRequest(tc.method, tc.target, strings.NewReader(tc.body)))
			resp := w.Result()
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			servicetest.WantNoError(t, err)
			if want := `{"error":{"code":"BadRequest","message":"` + tc.want + `"}}`; resp.StatusCode != http.StatusBadRequest || string(body) != want {
				t.Errorf("got  %d %s\nwant 400 %s", resp.StatusCode, body, want)
			}
		})
	}
}

// failOnCall sets functions that fail the test when they are called.
func failOnCall(t *testing.T, server *fake.Server) {
	t.Helper()
	server.NewListMessagesPager = func(context.Context, chat.ThreadID, *chat.ListMessagesOptions) (list azfake.PagerResponder[chat.ListMessagesResponse]) {
		t.Error("called")
		return list
	}
	server.NewListThreadsPager = func(context.Context, *chat.ListThreadsOptions) (list azfake.PagerResponder[chat.ListThreadsResponse]) {
		t.Error("called")
		return list
	}
	server.SendMessage = func(context.Context, chat.ThreadID, string, *chat.SendMessageOptions) (resp azfake.Responder[chat.SendMessageResponse], errResp azfake.ErrorResponder) {
		t.Error("called")
		return resp, errResp
	}
	server.AddParticipants = func(context.Context, chat.ThreadID, []chat.Participant, *chat.AddParticipantsOptions) (resp azfake.Responder[chat.AddParticipantsResponse], errResp azfake.ErrorResponder) {
		t.Error("called")
		return resp, errResp
	}
	server.UpdateProperties = func(context.Context, chat.ThreadID, *chat.UpdatePropertiesOptions) (resp azfake.Responder[chat.UpdatePropertiesResponse], errResp azfake.ErrorResponder) {
		t.Error("called")
		return resp, errResp
	}
	server.CreateThread = func(context.Context, string, *chat.CreateThreadOptions) (resp azfake.Responder[chat.CreateThreadResponse], errResp azfake.ErrorResponder) {
		t.Error("called")
		return resp, errResp
	}
}
