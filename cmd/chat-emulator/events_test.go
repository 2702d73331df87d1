package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/messaging"
	"github.com/Azure/azure-sdk-for-go/sdk/messaging/eventgrid/azsystemevents"

	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// officialEvent is an event as the official Go packages decode it.
type officialEvent struct {
	kind, subject, source string
	time                  time.Time
	data                  []byte
}

// eventWebhook is a webhook that decodes events with the official Go packages.
type eventWebhook struct {
	url      string
	received chan officialEvent
	failures atomic.Int64 // deliveries that are rejected first
}

func startEventWebhook(t *testing.T, handle func(w http.ResponseWriter, r *http.Request, body []byte) []officialEvent) *eventWebhook {
	t.Helper()
	hook := &eventWebhook{received: make(chan officialEvent, 100)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if r.Header.Get("aeg-event-type") == "Notification" && hook.failures.Add(-1) >= 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		for _, event := range handle(w, r, body) {
			hook.received <- event
		}
	}))
	t.Cleanup(server.Close)
	hook.url = server.URL
	return hook
}

// handleEventGrid handles a request in the Event Grid schema.
func handleEventGrid(t *testing.T) func(http.ResponseWriter, *http.Request, []byte) []officialEvent {
	t.Helper()
	return func(w http.ResponseWriter, _ *http.Request, body []byte) []officialEvent {
		var list []azsystemevents.EventGridEvent
		if err := json.Unmarshal(body, &list); err != nil || len(list) != 1 {
			t.Errorf("%d events, error %v", len(list), err)
			return nil
		}
		data, _ := list[0].Data.([]byte)
		if *list[0].EventType == azsystemevents.TypeSubscriptionValidation {
			validation := decodeEvent[azsystemevents.SubscriptionValidationEventData](t, data)
			response, err := json.Marshal(azsystemevents.SubscriptionValidationResponse{ValidationResponse: validation.ValidationCode})
			if err != nil {
				t.Error(err)
			}
			_, _ = w.Write(response)
			return nil
		}
		return []officialEvent{{*list[0].EventType, *list[0].Subject, *list[0].Topic, *list[0].EventTime, data}}
	}
}

// handleCloudEvents handles a request in the CloudEvents schema.
func handleCloudEvents(t *testing.T) func(http.ResponseWriter, *http.Request, []byte) []officialEvent {
	t.Helper()
	return func(w http.ResponseWriter, r *http.Request, body []byte) []officialEvent {
		if r.Method == http.MethodOptions {
			w.Header().Set("WebHook-Allowed-Origin", r.Header.Get("WebHook-Request-Origin"))
			return nil
		}
		var event messaging.CloudEvent
		if err := json.Unmarshal(body, &event); err != nil {
			t.Error(err)
			return nil
		}
		data, _ := event.Data.([]byte)
		return []officialEvent{{event.Type, *event.Subject, event.Source, *event.Time, data}}
	}
}

func decodeEvent[T any](t *testing.T, data []byte) T {
	t.Helper()
	var value T
	if err := json.Unmarshal(data, &value); err != nil {
		t.Errorf("%T: %v in %s", value, err, data)
	}
	return value
}

// wantEvent checks the next event. Every field of its data is compared with want, which
// copies those that the test cannot know. The transaction ID must not be empty.
func wantEvent[T any](s *eventScenario, kind, subject string, want func(got T) T) {
	s.t.Helper()
	event := <-s.hook.received
	kind = "Microsoft.Communication." + kind
	if event.kind != kind || event.subject != s.subject(subject) {
		s.t.Fatalf("got  %s %s\nwant %s %s", event.kind, event.subject, kind, s.subject(subject))
	}
	s.near(&event.time)
	if event.source == "" {
		s.t.Errorf("%s: no source", kind)
	}
	got := decodeEvent[T](s.t, event.data)
	transaction := reflect.ValueOf(&got).Elem().FieldByName("TransactionID")
	if transaction.IsNil() || transaction.Elem().String() == "" {
		s.t.Errorf("%s: no transaction ID", kind)
	}
	transaction.SetZero()
	if expected := want(got); !reflect.DeepEqual(got, expected) {
		s.t.Errorf("%s:\ngot  %s\nwant %s", kind, show(got), show(expected))
	}
}

func show(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// eventUser is a user, and an identifier of the official package for it.
type eventUser struct {
	id     string
	model  *azsystemevents.CommunicationIdentifierModel
	client *chat.Client
}

func newEventUser(t *testing.T, c clients) eventUser {
	t.Helper()
	created, err := c.identity.CreateUserAndToken(t.Context(), []identity.Scope{identity.ScopeChat}, nil)
	if err != nil {
		t.Fatal(err)
	}
	id := created.User.ID
	return eventUser{
		id: id, client: c.chat(t, created.AccessToken.Token),
		model: &azsystemevents.CommunicationIdentifierModel{
			RawID: &id, CommunicationUser: &azsystemevents.CommunicationUserIdentifierModel{ID: &id},
		},
	}
}

// The official Go packages decode every kind of event in both schemas, and find what has
// happened. A first delivery that fails is repeated.
func TestOfficialEvents(t *testing.T) {
	for schema, handle := range map[string]func(http.ResponseWriter, *http.Request, []byte) []officialEvent{
		"eventgrid": handleEventGrid(t), "cloudevents": handleCloudEvents(t),
	} {
		t.Run(schema, func(t *testing.T) {
			hook := startEventWebhook(t, handle)
			hook.failures.Store(1)
			cert := filepath.Join(t.TempDir(), "cert.pem")
			line, stop := startCommand(t, "--addr", "127.0.0.1:0", "--cert-out", cert, "--events", hook.url, "--events-schema", schema)
			c := newClients(t, line, cert)
			s := &eventScenario{t: t, hook: hook, ann: newEventUser(t, c), bob: newEventUser(t, c), cid: newEventUser(t, c)}
			s.run()
			c.http.CloseIdleConnections()
			if code := stop(); code != 0 {
				t.Errorf("exit code %d", code)
			}
		})
	}
}

// Usage errors about events are reported.
func TestEventErrors(t *testing.T) {
	wantExit(t, 1, "chat-emulator: emulator: invalid event schema \"xml\" (want eventgrid or cloudevents)\n", "--events-schema", "xml")
	wantExit(t, 1, "chat-emulator: emulator: invalid event URL \"REDACTED\" (want http:// or https://, and a host)\n", "--events", "hook")
}
