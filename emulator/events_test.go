package emulator_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// startWebhook starts a webhook for CloudEvents and returns its URL and the types and
// subjects of the events that it gets.
func startWebhook(t *testing.T) (url string, received <-chan string) {
	t.Helper()
	list := make(chan string, 10)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodOptions {
			w.Header().Set("WebHook-Allowed-Origin", r.Header.Get("WebHook-Request-Origin"))
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		var event struct {
			Type    string `json:"type"`
			Subject string `json:"subject"`
		}
		if err := json.Unmarshal(body, &event); err != nil {
			t.Error(err)
		}
		list <- event.Type + " " + event.Subject
	}))
	t.Cleanup(server.Close)
	return server.URL, list
}

// Each of several webhooks gets every event.
func TestEvents(t *testing.T) {
	first, firstReceived := startWebhook(t)
	second, secondReceived := startWebhook(t)
	s := start(t, emulator.Options{Events: []string{first, second}, EventsSchema: "cloudevents"})
	ann, bob := s.newUser("chat"), s.newUser("chat")
	created, err := s.chatClient(ann).CreateThread(t.Context(), "Lunch", &chat.CreateThreadOptions{
		Participants: []chat.Participant{{ID: bob.id}},
	})
	wantNoError(t, err)
	subject := fmt.Sprintf("thread/%s/createdBy/%s", created.Thread.ID, ann.id.ID)
	for _, received := range []<-chan string{firstReceived, secondReceived} {
		wantEqual(t, "first event", <-received, "Microsoft.Communication.ChatThreadCreated "+subject)
		wantEqual(t, "second event", <-received, "Microsoft.Communication.ChatThreadCreatedWithUser "+subject+"/recipient/"+bob.id.ID)
	}
}

// Invalid options for events are errors, which do not contain the secrets in URLs.
func TestEventsErrors(t *testing.T) {
	_, err := emulator.New(emulator.Options{Events: []string{"ftp://host/x?secret"}, State: t.TempDir() + "/state"})
	wantError(t, err, `emulator: invalid event URL "ftp://host/x" (want http:// or https://, and a host)`)
	_, err = emulator.New(emulator.Options{EventsSchema: "xml"})
	wantError(t, err, `emulator: invalid event schema "xml" (want eventgrid or cloudevents)`)
}

// Printed options do not contain the secrets in URLs.
func TestEventsSecrets(t *testing.T) {
	options := emulator.Options{Events: []string{"https://host/x?code=secret"}}
	for _, text := range []string{fmt.Sprint(options), fmt.Sprintf("%+v", options), fmt.Sprintf("%#v", options), options.LogValue().String()} {
		if strings.Contains(text, "secret") || !strings.Contains(text, "https://host/x") {
			t.Errorf("printed %s", text)
		}
	}
	wantEqual(t, "URL", options.Events[0], "https://host/x?code=secret")
}
