package events_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/emulator/internal/events"
)

func TestInvalidOptions(t *testing.T) {
	for _, tc := range []struct {
		options events.Options
		want    string
	}{
		{events.Options{Schema: "xml"}, `invalid event schema "xml" (want eventgrid or cloudevents)`},
		{events.Options{URLs: []string{"ftp://ann:secret@host/x?code=secret"}}, `invalid event URL "ftp://host/x" (want http:// or https://, and a host)`},
		{events.Options{URLs: []string{"localhost:9000/x"}}, `invalid event URL "REDACTED" (want http:// or https://, and a host)`},
		{events.Options{URLs: []string{"http://[secret"}}, `invalid event URL "REDACTED" (want http:// or https://, and a host)`},
	} {
		if _, err := events.New(tc.options); err == nil || err.Error() != tc.want {
			t.Errorf("got %v, want %s", err, tc.want)
		}
	}
}

// Events that happen before the handshake are delivered after it, in an array of one.
func TestHandshakeEventGrid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, newReceiver(), events.Options{})
		s.Publish([]engine.Event{typing("Ann")})
		synctest.Wait()
		requests := s.list()
		wantEqual(t, "requests", len(requests), 2)
		for i, eventType := range []string{"SubscriptionValidation", "Notification"} {
			r := requests[i]
			wantEqual(t, "request", r.Method+" "+r.URL.String(), "POST "+address)
			wantEqual(t, "aeg-event-type", r.Header.Get("aeg-event-type"), eventType)
			wantEqual(t, "content type", r.Header.Get("Content-Type"), "application/json; charset=utf-8")
		}
		wantEqual(t, "event", names(requests[1:]), "Ann 0s")
		s.Close()
		wantEqual(t, "log", s.log.String(), "")
	})
}

// The handshake of CloudEvents is an OPTIONS request.
func TestHandshakeCloudEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, newReceiver(), events.Options{Schema: events.CloudEvents})
		s.Publish([]engine.Event{typing("Ann")})
		synctest.Wait()
		requests := s.list()
		wantEqual(t, "requests", len(requests), 2)
		wantEqual(t, "handshake", requests[0].Method, "OPTIONS")
		wantEqual(t, "origin", requests[0].Header.Get("WebHook-Request-Origin"), "eventgrid.azure.net")
		wantEqual(t, "content type", requests[1].Header.Get("Content-Type"), "application/cloudevents+json; charset=utf-8")
		s.Close()
	})
}

// Nothing is delivered to a webhook that does not complete the handshake. It is tried
// again, and the reason is logged without the query of the URL.
func TestHandshakeFails(t *testing.T) {
	const name = "http://webhook.example/chat: "
	for _, tc := range []struct {
		name   string
		schema events.Schema
		status int
		body   string
		header string
		want   string
	}{
		{"status", events.EventGrid, 202, "", "", name + "the handshake failed with status 202 (want 200); retrying\n"},
		{"empty", events.EventGrid, 200, "", "", name + "the handshake failed: the response does not contain the validation code in validationResponse; retrying\n"},
		{"other code", events.EventGrid, 200, `{"validationResponse":"x"}`, "", name + "the handshake failed: the response does not contain the validation code in validationResponse; retrying\n"},
		{"not allowed", events.CloudEvents, 405, "", "", name + "the handshake failed with status 405 (want 200); retrying\n"},
		{"other origin", events.CloudEvents, 200, "", "WebHook-Allowed-Origin: a.example", name + `the handshake failed: WebHook-Allowed-Origin is "a.example" (want eventgrid.azure.net or *); retrying` + "\n"},
		{"redirect", events.CloudEvents, 307, "", "Location: http://other.example/", name + "the handshake failed with status 307 (want 200); retrying\n"},
		{"no connection", events.CloudEvents, 0, "", "", name + "connection refused; retrying\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newReceiver()
				r.handshakes = true
				r.respond = func(request) (*http.Response, error) {
					if tc.status == 0 {
						return nil, errors.New("connection refused")
					}
					return response(tc.status, tc.body, tc.header), nil
				}
				s := start(t, r, events.Options{Schema: tc.schema})
				s.Publish([]engine.Event{typing("Ann")})
				time.Sleep(4 * time.Second)
				s.Close()
				wantEqual(t, "handshakes", len(s.list()), 3) // after 0, 1 and 3 seconds
				wantEqual(t, "log", s.log.String(), tc.want)
			})
		})
	}
}

// Any origin can be allowed, with any successful status.
func TestHandshakeAllowsAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newReceiver()
		r.handshakes = true
		r.respond = func(request) (*http.Response, error) { return response(204, "", "WebHook-Allowed-Origin: *"), nil }
		s := start(t, r, events.Options{Schema: events.CloudEvents})
		s.Publish([]engine.Event{typing("Ann")})
		synctest.Wait()
		s.Close()
		wantEqual(t, "requests", len(s.list()), 2)
	})
}

// A delivery that fails is retried after 1, 2, 4 seconds and so on, and does not delay
// other events. Its failures are logged once.
func TestRetry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newReceiver()
		r.respond = func(r request) (*http.Response, error) {
			if strings.Contains(string(r.body), "Ann") && r.at < 3*time.Second {
				return response(503, ""), nil
			}
			return response(204, ""), nil
		}
		s := start(t, r, events.Options{})
		s.Publish([]engine.Event{typing("Ann"), typing("Bob")})
		time.Sleep(time.Hour)
		s.Close()
		requests := s.list()[1:]
		wantEqual(t, "deliveries", names(requests), "Ann 0s, Bob 0s, Ann 1s, Ann 3s")
		wantEqual(t, "log", s.log.String(), strings.Repeat("http://webhook.example/chat: status 503 (want 200 to 204); retrying\n", 2))
		wantEqual(t, "count", fmt.Sprint(requests[2].Header.Get("aeg-delivery-count"), requests[3].Header.Get("aeg-delivery-count")), "12")
	})
}

// A webhook that does not respond within 30 seconds has failed.
func TestResponseTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newReceiver()
		r.respond = func(r request) (*http.Response, error) {
			if r.at < time.Minute {
				<-r.Context().Done()
				return nil, r.Context().Err()
			}
			return response(200, ""), nil
		}
		s := start(t, r, events.Options{})
		s.Publish([]engine.Event{typing("Ann")})
		time.Sleep(time.Hour)
		s.Close()
		wantEqual(t, "deliveries", names(s.list()[1:]), "Ann 0s, Ann 31s, Ann 1m3s")
	})
}

// After 30 attempts, with at most a minute between them, an event is dropped.
func TestGiveUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newReceiver()
		r.respond = func(request) (*http.Response, error) { return response(400, ""), nil }
		s := start(t, r, events.Options{})
		s.Publish([]engine.Event{typing("Ann")})
		time.Sleep(24 * time.Hour)
		s.Close()
		requests := s.list()[1:]
		wantEqual(t, "attempts", len(requests), 30)
		wantEqual(t, "last attempt", requests[29].at, 63*time.Second+23*time.Minute)
		wantEqual(t, "log", s.log.String(), "http://webhook.example/chat: status 400 (want 200 to 204); retrying\n"+
			"http://webhook.example/chat: an event is dropped after 30 attempts\n")
	})
}

// Events that wait for a webhook take up to 64 MiB. Those that do not fit are dropped,
// which is logged once, and those that fit afterwards are delivered.
func TestQueueIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var open atomic.Bool
		r := newReceiver()
		r.handshakes = true
		r.respond = func(request) (*http.Response, error) {
			if !open.Load() {
				return response(503, ""), nil
			}
			return response(200, "", "WebHook-Allowed-Origin: *"), nil
		}
		s := start(t, r, events.Options{Schema: events.CloudEvents})
		synctest.Wait()
		name := strings.Repeat("x", 1<<20)
		for range 70 {
			s.Publish([]engine.Event{typing(name)})
		}
		synctest.Wait()
		s.list()
		open.Store(true)
		time.Sleep(time.Hour)
		delivered := map[string]bool{}
		for _, r := range s.list()[1:] {
			delivered[string(r.body)] = true
		}
		wantEqual(t, "delivered", len(delivered), 63)
		s.Publish([]engine.Event{typing("Ann")})
		synctest.Wait()
		wantEqual(t, "after it", len(s.list()), 1)
		s.Close()
		wantEqual(t, "log", strings.Count(s.log.String(), "more than 64 MiB of events are waiting; further events are dropped\n"), 1)
	})
}

// With Repeat, some events are delivered twice, with the same ID, but none three times.
func TestRepeat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, newReceiver(), events.Options{Repeat: true})
		for i := range 100 {
			s.Publish([]engine.Event{typing(fmt.Sprint(i))})
		}
		time.Sleep(time.Minute)
		s.Close()
		counts := map[string]int{}
		for _, r := range s.list()[1:] {
			counts[string(r.body)]++
		}
		twice := 0
		for body, n := range counts {
			if n > 2 {
				t.Errorf("%d deliveries of %s", n, body)
			}
			twice += n - 1
		}
		wantEqual(t, "events", len(counts), 100)
		if twice < 3 || twice > 30 {
			t.Errorf("%d of 100 events were delivered twice", twice)
		}
	})
}

// Close ends a delivery that is being sent, and the one after it is not sent. Events
// that are published later are ignored.
func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newReceiver()
		r.respond = func(r request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}
		s := start(t, r, events.Options{})
		s.Publish([]engine.Event{typing("Ann"), typing("Bob")})
		synctest.Wait()
		s.Close()
		s.Publish([]engine.Event{typing("Cid")})
		time.Sleep(time.Hour)
		wantEqual(t, "deliveries", names(s.list()[1:]), "Ann 0s")
		wantEqual(t, "log", s.log.String(), "")
	})
}
