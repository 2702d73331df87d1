package chat_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/log"

	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// captureLog returns azcore's log while f runs.
func captureLog(f func()) string {
	var mu sync.Mutex
	var text strings.Builder
	log.SetListener(func(event log.Event, message string) {
		mu.Lock()
		defer mu.Unlock()
		text.WriteString(string(event) + ": " + message + "\n")
	})
	defer log.SetListener(nil)
	f()
	return text.String()
}

// TestLogging checks that the log contains diagnostic information and no secrets.
func TestLogging(t *testing.T) {
	link := endpoint + "/chat/threads?api-version=2025-03-15&syncState=secret-state"
	s := servicetest.New(t,
		servicetest.Response{Status: 503, Header: map[string]string{"MS-CV": "first.1"}},
		servicetest.Response{Status: 201, Body: createdThread().Body, Header: map[string]string{"MS-CV": "second.2", "X-Azure-Ref": "ref-3", "api-supported-versions": "2021-03-07", "X-Private": "secret-4"}},
		servicetest.Response{Status: 200, Body: `{"value":[],"nextLink":"` + link + `"}`}, page(""), servicetest.Response{Status: 403},
	)
	client := newClient(t, s)
	text := captureLog(func() {
		_, err := client.CreateThread(t.Context(), "secret-topic", &chat.CreateThreadOptions{RepeatabilityRequestID: "request-5"})
		servicetest.WantNoError(t, err)
		_, err = collect(client.Threads(t.Context(), &chat.ListThreadsOptions{MaxPageSize: 77, StartTime: timeAt(1)}))
		servicetest.WantNoError(t, err)
		if _, err = client.DeleteThread(t.Context(), "t", nil); err == nil {
			t.Error("got no error for 403")
		}
	})
	for _, want := range []string{
		"api-version=" + chat.APIVersion, "maxPageSize=77", "startTime=2026-05-04", "Ms-Cv: first.1", "Ms-Cv: second.2", "X-Azure-Ref: ref-3",
		"Api-Supported-Versions: 2021-03-07", "Repeatability-Request-Id: request-5", "Authorization: REDACTED", "syncState=REDACTED", "Try=2",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the log does not contain %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, secretToken) || strings.Contains(text, "secret-") {
		t.Errorf("the log contains a secret:\n%s", text)
	}
}

// TestLoggingBodies checks that the log contains bodies but no token if IncludeBody is set.
func TestLoggingBodies(t *testing.T) {
	s := servicetest.New(t, servicetest.Response{Status: 400, Body: `{"CommunicationError":{"Code":"bad-code"}}`})
	client := newClient(t, s, func(o *chat.ClientOptions) { o.Logging.IncludeBody = true })
	text := captureLog(func() {
		if _, err := client.CreateThread(t.Context(), "Lunch", nil); err == nil {
			t.Error("got no error for 400")
		}
	})
	for _, want := range []string{`{"topic":"Lunch"}`, "bad-code"} {
		if !strings.Contains(text, want) {
			t.Errorf("the log does not contain %s:\n%s", want, text)
		}
	}
	if strings.Contains(text, secretToken) {
		t.Errorf("the log contains the token:\n%s", text)
	}
}
