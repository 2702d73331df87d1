package events_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/emulator/internal/events"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// address is the URL of the webhook in these tests.
const address = "http://webhook.example/chat?code=secret"

// request is a request to the webhook.
type request struct {
	*http.Request

	body []byte
	at   time.Duration // since the start
}

// receiver is a webhook without a network. It accepts the handshake of both schemas.
type receiver struct {
	start time.Time
	// respond returns the response to a delivery or, if handshakes is true, to each
	// request. If nil, deliveries are accepted.
	respond    func(request) (*http.Response, error)
	handshakes bool

	mu       sync.Mutex
	requests []request
}

func newReceiver() *receiver { return &receiver{start: time.Now()} }

// RoundTrip records a request and responds to it.
func (r *receiver) RoundTrip(raw *http.Request) (*http.Response, error) {
	received := request{Request: raw, at: time.Since(r.start)}
	if raw.Body != nil {
		received.body, _ = io.ReadAll(raw.Body)
	}
	r.mu.Lock()
	r.requests = append(r.requests, received)
	r.mu.Unlock()
	isHandshake := raw.Method == http.MethodOptions || raw.Header.Get("aeg-event-type") == "SubscriptionValidation"
	switch {
	case r.respond != nil && (!isHandshake || r.handshakes):
		return r.respond(received)
	case isHandshake:
		return response(http.StatusOK, `{"validationResponse":"`+validationCode(received.body)+`"}`, "WebHook-Allowed-Origin: eventgrid.azure.net"), nil
	}
	return response(http.StatusOK, ""), nil
}

// list returns the requests since the last call.
func (r *receiver) list() []request {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := r.requests
	r.requests = nil
	return list
}

func response(status int, body string, headers ...string) *http.Response {
	header := http.Header{}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		header.Set(name, value)
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body))}
}

// validationCode returns the code in a validation event, or "".
func validationCode(body []byte) string {
	var list []struct {
		Data struct {
			ValidationCode string `json:"validationCode"`
		} `json:"data"`
	}
	if json.Unmarshal(body, &list) != nil || len(list) != 1 {
		return ""
	}
	return list[0].Data.ValidationCode
}

// started is a dispatcher with one webhook.
type started struct {
	*events.Dispatcher
	*receiver

	log *bytes.Buffer
}

// start starts a dispatcher, which the caller closes.
func start(t *testing.T, r *receiver, options events.Options) started {
	t.Helper()
	var text bytes.Buffer
	options.URLs, options.Transport, options.Log = []string{address}, r, log.New(&text, "", 0)
	d, err := events.New(options)
	if err != nil {
		t.Fatal(err)
	}
	return started{d, r, &text}
}

const (
	ann    = "8:acs:resource_ann"
	bob    = "8:acs:resource_bob"
	thread = "19:lunch@thread.v2"
)

func user(id string) acs.Identifier { return acs.UserIdentifier{ID: id} }

// typing returns an event that is delivered once.
func typing(name string) engine.Event {
	return engine.Event{Kind: engine.TypingStarted, Initiator: user(ann), InitiatorName: name, Thread: chat.ThreadProperties{ID: thread}}
}

// names returns the display names in the delivered events, with the times of delivery.
func names(requests []request) string {
	var list []string
	for _, r := range requests {
		var body []struct {
			Data struct {
				SenderDisplayName string `json:"senderDisplayName"`
			} `json:"data"`
		}
		if err := json.Unmarshal(r.body, &body); err != nil {
			return err.Error()
		}
		list = append(list, fmt.Sprint(body[0].Data.SenderDisplayName, " ", r.at))
	}
	return strings.Join(list, ", ")
}

func wantEqual(t *testing.T, subject string, got, want any) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\ngot  %v\nwant %v", subject, got, want)
	}
}
