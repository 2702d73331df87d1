package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/examples/internal/exampletest"
	"github.com/chatgen-go/chatgen/examples/internal/setup"
	"github.com/chatgen-go/chatgen/generated/chat"
)

func TestOutput(t *testing.T) {
	exampletest.CheckOutput(t, "bot", run)
}

func TestErrors(t *testing.T) {
	exampletest.CheckErrors(t, run, "CreateUser", "CreateThread", "SendMessage", "ListMessages", "ListThreads", "DeleteThread")
}

// The emulator's events about a message wake the bot.
func TestWebhook(t *testing.T) {
	b := &bot{wake: make(chan struct{}, 1)}
	webhook := httptest.NewServer(b)
	t.Cleanup(webhook.Close)
	running := emulator.StartWith(t, emulator.Options{Events: []string{webhook.URL}, EventsSchema: "cloudevents"})
	service := &setup.Service{
		ConnectionString: running.ConnectionString, Endpoint: running.Endpoint,
		ClientOptions: azcore.ClientOptions{Transport: running.Client},
	}
	ann, err := service.NewUser(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ann.Chat.CreateThread(t.Context(), "Support", &chat.CreateThreadOptions{}); err != nil {
		t.Fatal(err)
	}
	select {
	case <-b.wake:
	case <-time.After(time.Minute):
		t.Error("the bot did not wake")
	}
}

// Webhooks that come while the bot is busy do not wait.
func TestWebhookWhileBusy(t *testing.T) {
	b := &bot{wake: make(chan struct{}, 1)}
	for range 3 {
		w := httptest.NewRecorder()
		b.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", http.NoBody))
		if w.Code != http.StatusOK {
			t.Errorf("status %d", w.Code)
		}
	}
	if len(b.wake) != 1 {
		t.Errorf("%d values wait", len(b.wake))
	}
}
