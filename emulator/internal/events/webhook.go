package events

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

const (
	responseTimeout = 30 * time.Second // for a webhook
	firstRetryDelay = time.Second      // doubles after each attempt
	maxRetryDelay   = time.Minute
	maxAttempts     = 30 // of a delivery; the handshake has no limit
)

// webhook is a URL to which events are delivered, one after the other. An event whose
// delivery has failed does not delay the others.
type webhook struct {
	url    *url.URL
	name   string // the URL for log messages
	client *http.Client
	format format
	queue  *queue
	chance *rand.Rand // decides which events are repeated; nil for none
	log    *log.Logger
	failed bool // the last request failed, which has been reported
}

func newWebhook(address *url.URL, f format, options Options) *webhook {
	w := &webhook{
		url: address, name: Redact(address.String()), format: f, queue: newQueue(), log: options.Log,
		client: &http.Client{
			Transport: options.Transport, Timeout: responseTimeout,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	if options.Repeat {
		w.chance = rand.New(rand.NewPCG(1, 1)) //nolint:gosec // repeatable, not secret
	}
	return w
}

// publish queues an encoded event. If the queue is full, the event is dropped.
func (w *webhook) publish(body []byte) {
	if dropped := w.queue.push(&delivery{body: body, due: time.Now()}); dropped == 1 {
		w.log.Printf("%s: more than %d MiB of events are waiting; further events are dropped", w.name, maxQueued>>20)
	}
}

// run shakes hands and delivers events until ctx ends.
func (w *webhook) run(ctx context.Context) {
	for attempt := 1; !w.shakeHands(ctx); attempt++ {
		if !sleep(ctx, retryDelay(attempt)) {
			return
		}
	}
	for {
		d := w.queue.next(ctx)
		if d == nil {
			return
		}
		w.deliver(ctx, d)
	}
}

// sleep waits, and reports whether it has waited to the end.
func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// retryDelay returns the time to wait after a number of attempts.
func retryDelay(attempts int) time.Duration {
	return min(firstRetryDelay<<min(attempts-1, 10), maxRetryDelay)
}

// shakeHands reports whether the webhook accepts events.
func (w *webhook) shakeHands(ctx context.Context) bool {
	r, check, err := w.format.newHandshake(ctx, w.url.String()) //nolint:bodyclose // send closes the body that check reads
	if err == nil {
		err = w.send(r, check)
	}
	return w.report(ctx, err)
}

// deliver sends an event. If that fails, it queues the next attempt.
func (w *webhook) deliver(ctx context.Context, d *delivery) {
	r, err := w.format.newRequest(ctx, w.url.String(), d.body)
	if err == nil {
		r.Header.Set("aeg-delivery-count", strconv.Itoa(d.attempts))
		err = w.send(r, checkDelivery)
	}
	d.attempts++
	switch {
	case w.report(ctx, err):
		w.queue.release(d)
		w.repeat(d)
	case d.attempts == maxAttempts:
		w.queue.release(d)
		w.log.Printf("%s: an event is dropped after %d attempts", w.name, maxAttempts)
	default:
		d.due = time.Now().Add(retryDelay(d.attempts))
		w.queue.requeue(d)
	}
}

// repeat queues some of the events that were delivered once more.
func (w *webhook) repeat(d *delivery) {
	if w.chance != nil && !d.repeated && w.chance.IntN(10) == 0 {
		w.queue.push(&delivery{body: d.body, due: time.Now().Add(firstRetryDelay), repeated: true})
	}
}

func checkDelivery(response *http.Response) error {
	if !isSuccess(response.StatusCode) {
		return fmt.Errorf("status %d (want 200 to 204)", response.StatusCode)
	}
	return nil
}

// send sends a request and checks its response. The error does not contain the URL.
func (w *webhook) send(r *http.Request, check func(*http.Response) error) error {
	response, err := w.client.Do(r)
	if urlError, ok := errors.AsType[*url.Error](err); ok {
		return urlError.Err
	}
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }() // it was only read
	if err := check(response); err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, maxResponse)) // so that the connection can be used again
	return nil
}

// report reports whether a request has succeeded. It logs the first of several
// failures.
func (w *webhook) report(ctx context.Context, err error) bool {
	if err != nil && !w.failed && ctx.Err() == nil {
		w.log.Printf("%s: %v; retrying", w.name, err)
	}
	w.failed = err != nil
	return err == nil
}
