// Package events delivers the events of Chat to webhooks as Azure Event Grid does: in
// two schemas, after a handshake, at least once, and in no particular order.
package events

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"sync"

	"github.com/chatgen-go/chatgen/emulator/internal/engine"
)

// Schema is the JSON format of deliveries.
type Schema string

// The schemas. The zero value is EventGrid.
const (
	EventGrid   Schema = "eventgrid"
	CloudEvents Schema = "cloudevents"
)

// Options are the options for a Dispatcher.
type Options struct {
	// URLs are the webhooks, each of which gets all events.
	URLs []string
	// Schema is the schema of all deliveries.
	Schema Schema
	// Repeat delivers one of ten events twice, the second time late.
	Repeat bool
	// Transport sends the requests. If nil, the dispatcher has a transport of its own.
	Transport http.RoundTripper
	// Log is where deliveries that fail are reported, without the query of the URL.
	Log *log.Logger
}

// Dispatcher delivers events to webhooks. Its methods are safe for concurrent use.
type Dispatcher struct {
	format   format
	webhooks []*webhook
	stop     context.CancelFunc
	running  sync.WaitGroup
}

// New returns a dispatcher that begins with the handshake of each webhook. It fails if
// the schema is unknown or a URL is invalid. Call Close to stop it.
func New(options Options) (*Dispatcher, error) {
	format, err := newFormat(options.Schema)
	if err != nil {
		return nil, err
	}
	if options.Transport == nil {
		options.Transport = &http.Transport{Proxy: http.ProxyFromEnvironment}
	}
	d := &Dispatcher{format: format}
	for _, address := range options.URLs {
		parsed, err := parseURL(address)
		if err != nil {
			return nil, err
		}
		d.webhooks = append(d.webhooks, newWebhook(parsed, format, options))
	}
	ctx, cancel := context.WithCancel(context.Background())
	d.stop = cancel
	for _, w := range d.webhooks {
		d.running.Go(func() { w.run(ctx) })
	}
	return d, nil
}

// parseURL parses the URL of a webhook. Its errors do not contain the query, which may
// be secret.
func parseURL(address string) (*url.URL, error) {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Host == "" || parsed.Scheme != "http" && parsed.Scheme != "https" {
		return nil, fmt.Errorf("invalid event URL %q (want http:// or https://, and a host)", Redact(address))
	}
	return parsed, nil
}

// Redact returns the URL of a webhook without its user, password, query and fragment,
// or "REDACTED" if it is not a URL with a host.
func Redact(address string) string {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Host == "" {
		return "REDACTED"
	}
	return (&url.URL{Scheme: parsed.Scheme, Host: parsed.Host, Path: parsed.Path}).String()
}

// Publish queues the events for delivery to every webhook, without blocking.
func (d *Dispatcher) Publish(list []engine.Event) {
	for i := range list {
		for _, e := range newEvents(&list[i]) {
			body := marshal(d.format.encode(e))
			for _, w := range d.webhooks {
				w.publish(body)
			}
		}
	}
}

// Close stops the deliveries, including one that is being sent, and waits for their
// end. Events that are not delivered yet are lost.
func (d *Dispatcher) Close() {
	d.stop()
	d.running.Wait()
	for _, w := range d.webhooks {
		w.client.CloseIdleConnections()
	}
}
