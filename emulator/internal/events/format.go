package events

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// origin is the value of WebHook-Request-Origin, which a webhook must allow.
const origin = "eventgrid.azure.net"

// maxResponse is how much of a webhook's response is read, in bytes.
const maxResponse = 64 << 10

// format is a schema.
type format struct {
	contentType string
	versions    map[string]string // headers of a delivery
	encode      func(event) any
	// newHandshake returns the request that asks whether a webhook accepts events, and
	// the function that checks the response.
	newHandshake func(ctx context.Context, address string) (*http.Request, func(*http.Response) error, error)
}

func newFormat(schema Schema) (format, error) {
	switch schema {
	case EventGrid, "":
		return format{
			contentType: "application/json; charset=utf-8", versions: map[string]string{"aeg-data-version": "1.0", "aeg-metadata-version": "1"},
			encode: encodeEventGrid, newHandshake: newValidation,
		}, nil
	case CloudEvents:
		return format{
			contentType: "application/cloudevents+json; charset=utf-8", versions: map[string]string{"aeg-metadata-version": "1.0"},
			encode: encodeCloudEvent, newHandshake: newPermissionRequest,
		}, nil
	default:
		return format{}, fmt.Errorf("invalid event schema %q (want %s or %s)", schema, EventGrid, CloudEvents)
	}
}

// newRequest returns the request that delivers an event.
func (f format) newRequest(ctx context.Context, address string, body []byte) (*http.Request, error) {
	r, err := newPost(ctx, address, f.contentType, "Notification", body)
	if err != nil {
		return nil, err
	}
	for name, value := range f.versions {
		r.Header.Set(name, value)
	}
	return r, nil
}

func newPost(ctx context.Context, address, contentType, eventType string, body []byte) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("aeg-event-type", eventType)
	r.Header.Set("aeg-subscription-name", "EMULATOR")
	return r, nil
}

// marshal encodes a value, without escaping HTML.
func marshal(value any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(value) //nolint:errchkjson // strings, numbers and identifiers, whose encoding cannot fail
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// encodeEventGrid returns an event in the Event Grid schema: a list of one event.
func encodeEventGrid(e event) any {
	return []object{{
		"id": e.id, "topic": e.source, "subject": e.subject, "eventType": typePrefix + e.kind, "eventTime": e.time.Format(time.RFC3339Nano),
		"data": e.data, "dataVersion": "1.0", "metadataVersion": "1",
	}}
}

// encodeCloudEvent returns an event in the CloudEvents schema.
func encodeCloudEvent(e event) any {
	return object{
		"id": e.id, "source": e.source, "subject": e.subject, "type": typePrefix + e.kind, "time": e.time.Format(time.RFC3339Nano),
		"data": e.data, "specversion": "1.0",
	}
}

// newValidation returns the handshake of the Event Grid schema: an event with a code
// that the response must repeat.
func newValidation(ctx context.Context, address string) (*http.Request, func(*http.Response) error, error) {
	code := newID()
	body := marshal([]object{{
		"id": newID(), "topic": userSource, "subject": "", "eventType": "Microsoft.EventGrid.SubscriptionValidationEvent",
		"eventTime": time.Now().UTC().Format(time.RFC3339Nano), "data": object{"validationCode": code}, "dataVersion": "1", "metadataVersion": "1",
	}})
	r, err := newPost(ctx, address, "application/json; charset=utf-8", "SubscriptionValidation", body)
	return r, func(response *http.Response) error { return checkValidation(response, code) }, err
}

func checkValidation(response *http.Response, code string) error {
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the handshake failed with status %d (want 200)", response.StatusCode)
	}
	var got struct {
		ValidationResponse string `json:"validationResponse"`
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, maxResponse)).Decode(&got); err != nil || got.ValidationResponse != code {
		return errors.New("the handshake failed: the response does not contain the validation code in validationResponse")
	}
	return nil
}

// newPermissionRequest returns the handshake of the CloudEvents schema: a request whose
// response must allow the origin.
func newPermissionRequest(ctx context.Context, address string) (*http.Request, func(*http.Response) error, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodOptions, address, http.NoBody)
	if err != nil {
		return nil, nil, err
	}
	r.Header.Set("WebHook-Request-Origin", origin)
	return r, checkPermission, nil
}

func checkPermission(response *http.Response) error {
	if !isSuccess(response.StatusCode) {
		return fmt.Errorf("the handshake failed with status %d (want 200)", response.StatusCode)
	}
	if allowed := response.Header.Get("WebHook-Allowed-Origin"); allowed != origin && allowed != "*" {
		return fmt.Errorf("the handshake failed: WebHook-Allowed-Origin is %q (want %s or *)", allowed, origin)
	}
	return nil
}

// isSuccess reports whether a status acknowledges a delivery.
func isSuccess(status int) bool { return status >= 200 && status <= 204 }
