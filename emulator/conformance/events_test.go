package conformance_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/emulator"
)

const eventPage = "Azure Communication Services - Chat events"

// eventRequest is a request to a webhook.
type eventRequest struct {
	method string
	header http.Header
	body   []byte
}

// startReceiver starts a webhook for both schemas. It rejects the first delivery of each
// event about a typing notification.
func startReceiver(t *testing.T) (url string, requests <-chan eventRequest) {
	t.Helper()
	received := make(chan eventRequest, 1000)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		received <- eventRequest{r.Method, r.Header, body}
		w.Header().Set("WebHook-Allowed-Origin", "*")
		if strings.Contains(string(body), "ChatTypingIndicator") && r.Header.Get("aeg-delivery-count") == "0" {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		var list []struct {
			Data struct {
				ValidationCode string `json:"validationCode"`
			} `json:"data"`
		}
		if json.Unmarshal(body, &list) == nil {
			_, _ = w.Write([]byte(marshal(map[string]string{"validationResponse": list[0].Data.ValidationCode})))
		}
	}))
	t.Cleanup(server.Close)
	return server.URL, received
}

// deliveredEvent is an event in the CloudEvents schema.
type deliveredEvent struct {
	ID      string                     `json:"id"`
	Type    string                     `json:"type"`
	Subject string                     `json:"subject"`
	Data    map[string]json.RawMessage `json:"data"`
}

// nextEvent returns the next event in the CloudEvents schema.
func (c *check) nextEvent() deliveredEvent {
	c.Helper()
	for r := range c.events {
		if r.method == http.MethodOptions {
			continue
		}
		var e deliveredEvent
		if err := json.Unmarshal(r.body, &e); err != nil {
			c.Fatalf("%s: %v", r.body, err)
		}
		e.Type = strings.TrimPrefix(e.Type, "Microsoft.Communication.")
		return e
	}
	return deliveredEvent{}
}

// wantEvents checks the types of the next events, in any order, and returns the events.
func (c *check) wantEvents(types ...string) []deliveredEvent {
	c.Helper()
	var list []deliveredEvent
	var got []string
	for range types {
		e := c.nextEvent()
		list, got = append(list, e), append(got, e.Type)
	}
	slices.Sort(got)
	slices.Sort(types)
	c.wantEqual("events", strings.Join(got, " "), strings.Join(types, " "))
	return list
}

// eventRules returns the rules for the events that are delivered to webhooks.
func eventRules() []rule {
	return slices.Concat(eventKindRules(), deliveryRules())
}

// eventKindRules returns the rules for which events there are.
func eventKindRules() []rule {
	cloudEvents := &emulator.Options{EventsSchema: "cloudevents"}
	return []rule{
		{
			name: "levels", source: published(eventPage), options: cloudEvents,
			text: "A message is one event of the thread, and one of each participant except for the sender.",
			check: func(c *check) {
				bob, cid := c.newUser(), c.newUser()
				ann, th := c.newThread(bob, cid)
				c.wantEvents("ChatThreadCreated", "ChatThreadCreatedWithUser", "ChatThreadCreatedWithUser")
				id := ann.send(th, `"content":"x"`)
				ann.patch(th.path("/messages/"+id), `{"content":"y"}`).wantStatus(204)
				ann.delete(th.path("/messages/" + id)).wantStatus(204)
				for _, change := range []string{"Received", "Edited", "Deleted"} {
					c.wantEvents("ChatMessage"+change+"InThread", "ChatMessage"+change, "ChatMessage"+change)
				}
			},
		},
		{
			name: "threads", source: published(eventPage), options: cloudEvents,
			text: "Created, updated and deleted threads are events of the thread, and of each participant except for the one who did it.",
			check: func(c *check) {
				ann, th := c.newThread(c.newUser())
				ann.patch("/chat/threads/"+th.id, `{"topic":"Dinner"}`).wantStatus(204)
				ann.delete("/chat/threads/" + th.id).wantStatus(204)
				c.wantEvents("ChatThreadCreated", "ChatThreadCreatedWithUser")
				c.wantEvents("ChatThreadPropertiesUpdated", "ChatThreadPropertiesUpdatedPerUser")
				c.wantEvents("ChatThreadDeleted", "ChatThreadWithUserDeleted")
			},
		},
		{
			name: "participants", source: published(eventPage), options: cloudEvents,
			text: "Each participant who is added or removed is an event of the thread, and of each other participant.",
			check: func(c *check) {
				ann, th := c.newThread()
				c.wantEvents("ChatThreadCreated")
				bob := c.newUser()
				ann.add(th, participant(bob.id)).wantStatus(201)
				ann.remove(th, bob.id).wantStatus(204)
				c.wantEvents("ChatThreadParticipantAdded", "ChatParticipantAddedToThreadWithUser")
				c.wantEvents("ChatThreadParticipantRemoved", "ChatParticipantRemovedFromThreadWithUser")
			},
		},
		{
			name: "concerned-participant", source: chosen, options: cloudEvents,
			text: "Who is added or removed by someone else gets the event about it, too.",
			check: func(c *check) {
				ann, th := c.newThread()
				bob := c.newUser()
				ann.add(th, participant(bob.id)).wantStatus(201)
				bob.remove(th, bob.id).wantStatus(204)
				for _, e := range c.wantEvents("ChatThreadCreated", "ChatThreadParticipantAdded", "ChatParticipantAddedToThreadWithUser") {
					if strings.HasSuffix(e.Type, "WithUser") && !strings.HasSuffix(e.Subject, "/recipient/"+bob.id) {
						c.Errorf("the subject is %s", e.Subject)
					}
				}
				for _, e := range c.wantEvents("ChatThreadParticipantRemoved", "ChatParticipantRemovedFromThreadWithUser") {
					if strings.HasSuffix(e.Type, "WithUser") && !strings.HasSuffix(e.Subject, "/recipient/"+ann.id) {
						c.Errorf("the subject is %s", e.Subject)
					}
				}
			},
		},
		{
			name: "typing", source: document("Event Grid 2018-01-01"), options: cloudEvents,
			text: "A typing notification is an event of the thread only.",
			check: func(c *check) {
				ann, th := c.newThread(c.newUser())
				c.wantEvents("ChatThreadCreated", "ChatThreadCreatedWithUser")
				ann.post(th.path("/typing"), "").wantStatus(200)
				c.wantEvents("ChatTypingIndicatorReceivedInThread")
			},
		},
		{
			name: "types-of-messages", source: issue("communication-ui-library#583"), options: cloudEvents,
			text: "In events, the types of messages are `Text` and `RichText/Html`.",
			check: func(c *check) {
				ann, th := c.newThread()
				c.wantEvents("ChatThreadCreated")
				ann.send(th, `"content":"x"`)
				c.wantEqual("text", string(c.nextEvent().Data["type"]), `"Text"`)
				ann.send(th, `"content":"x","type":"html"`)
				c.wantEqual("HTML", string(c.nextEvent().Data["type"]), `"RichText/Html"`)
			},
		},
		{
			name: "versions", source: document("Event Grid 2018-01-01"), options: cloudEvents,
			text: "Versions are numbers in all events; in the samples of the page, those of messages in threads are strings, which the official Go package rejects.",
			check: func(c *check) {
				ann, th := c.newThread()
				c.wantEvents("ChatThreadCreated")
				id := ann.send(th, `"content":"x"`)
				c.wantEqual("version", string(c.nextEvent().Data["version"]), id)
			},
		},
		{
			name: "system-messages", source: chosen, options: cloudEvents,
			text: "Messages that the service writes, read receipts, and deletions by a retention policy are not events.",
			check: func(c *check) {
				ann, th := c.newThread()
				id := ann.send(th, `"content":"x"`)
				ann.post(th.path("/readReceipts"), `{"chatMessageId":"`+id+`"}`).wantStatus(200)
				ann.patch("/chat/threads/"+th.id, `{"topic":"Dinner"}`).wantStatus(204)
				for _, want := range []string{"ChatThreadCreated", "ChatMessageReceivedInThread", "ChatThreadPropertiesUpdated"} {
					c.wantEvents(want)
				}
			},
		},
	}
}

// deliveryRules returns the rules for how events are delivered.
func deliveryRules() []rule {
	return []rule{
		{
			name: "event-grid-handshake", source: published("Webhook Event delivery"), options: &emulator.Options{EventsSchema: "eventgrid"},
			text: "In the Event Grid schema, the first request is an event with a validation code, alone in its array, that the response must repeat.",
			check: func(c *check) {
				c.newThread()
				r := <-c.events
				c.wantEqual("aeg-event-type", r.header.Get("aeg-event-type"), "SubscriptionValidation")
				if !strings.Contains(string(r.body), `"Microsoft.EventGrid.SubscriptionValidationEvent"`) || !strings.Contains(string(r.body), `"validationCode":"`) {
					c.Errorf("the body is %s", r.body)
				}
				c.wantEqual("next aeg-event-type", (<-c.events).header.Get("aeg-event-type"), "Notification")
			},
		},
		{
			name: "cloud-events-handshake", source: standard("HTTP 1.1 Web Hooks for Event Delivery 1.0"), options: &emulator.Options{EventsSchema: "cloudevents"},
			text: "In the CloudEvents schema, the first request is OPTIONS with `WebHook-Request-Origin`, which the response must allow.",
			check: func(c *check) {
				r := <-c.events
				c.wantEqual("handshake", r.method+" "+r.header.Get("WebHook-Request-Origin"), "OPTIONS eventgrid.azure.net")
			},
		},
		{
			name: "content-type", source: published("CloudEvents v1.0 schema with Azure Event Grid"), options: &emulator.Options{EventsSchema: "cloudevents"},
			text: "The content type is `application/cloudevents+json; charset=utf-8`, or `application/json; charset=utf-8` in the Event Grid schema.",
			check: func(c *check) {
				c.newThread()
				<-c.events
				c.wantEqual("content type", (<-c.events).header.Get("Content-Type"), "application/cloudevents+json; charset=utf-8")
			},
		},
		{
			name: "retries", source: published("Event Grid message delivery and retry"), options: &emulator.Options{EventsSchema: "cloudevents"},
			text: "A delivery that is not acknowledged with status 200 to 204 is retried, with the same ID, and meanwhile other events are delivered.",
			check: func(c *check) {
				ann, th := c.newThread()
				c.wantEvents("ChatThreadCreated")
				ann.post(th.path("/typing"), "").wantStatus(200)
				ann.send(th, `"content":"x"`)
				first, other, second := c.nextEvent(), c.nextEvent(), c.nextEvent()
				c.wantEqual("types", other.Type+" "+second.Type, "ChatMessageReceivedInThread ChatTypingIndicatorReceivedInThread")
				c.wantEqual("ID", second.ID, first.ID)
			},
		},
		{
			name: "delays", source: chosen, options: &emulator.Options{EventsSchema: "cloudevents"},
			text: "Retries come sooner than those of the service: after 1, 2, 4 seconds and so on, at most a minute, up to 30 attempts.",
			check: func(c *check) {
				ann, th := c.newThread()
				c.wantEvents("ChatThreadCreated")
				ann.post(th.path("/typing"), "").wantStatus(200)
				first, start := c.nextEvent(), time.Now()
				c.wantEqual("same event", c.nextEvent().ID, first.ID)
				if delay := time.Since(start); delay < 900*time.Millisecond {
					c.Errorf("the first retry came after %v", delay)
				}
			},
		},
	}
}
