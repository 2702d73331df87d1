package wire

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

const (
	// maxClockDifference is added to the age of a key when it is compared with the times
	// of a list.
	maxClockDifference = 5 * time.Minute
	// clockMargin is added to the service's time at the end of a request: the Date header
	// has whole seconds, and the hosts of a service differ a little.
	clockMargin = 2 * time.Second
	// firstLookWait and maxLookWait limit the growing time between two looks.
	firstLookWait = 250 * time.Millisecond
	maxLookWait   = 8 * time.Second
)

// Lookup describes how a call finds what an earlier request with the same idempotency key
// created: it reads a list whose items contain the key. R is the response of the call, P
// a page of the list, and T an item.
type Lookup[R, P, T any] struct {
	// Key is the key, which is not zero.
	Key IdempotencyKey
	// MaxReadDelay is the longest time from the end of a request until the list shows
	// what it created. If zero, it is 30 seconds.
	MaxReadDelay time.Duration
	// Pager returns a pager for the list, whose items come by the time of their last
	// change, latest first.
	Pager func() *runtime.Pager[P]
	// Items returns the items of a page, and the errors of those that cannot be decoded.
	Items func(*P) ([]T, []*ItemError)
	// Entry returns the key of an item, or "", and the time of its last change.
	Entry func(*T) LookupEntry
	// Response returns the response of the call that created an item.
	Response func(*T) R
}

// LookupEntry is what a [Lookup] reads in an item.
type LookupEntry struct {
	Key     string // or ""
	Changed string // time of the last change on the service's clock, in Unix milliseconds
}

// look is the result of reading the list once.
type look struct {
	key       bool // whether the list shows the key
	isCurrent bool // whether the list shows a change after the end of the last request
}

// search reads the list until it shows the key, with growing waits. since is the end of
// the last request that may have created an item with the key. search returns an empty
// look if the key is absent at a time when the list must show it.
func (k *keyedCall) search(ctx context.Context, since time.Time) (look, error) {
	end := since.Add(k.maxReadDelay)
	for wait := firstLookWait; ; wait = min(2*wait, maxLookWait) {
		start := time.Now()
		found, isFinal, err := k.request.look(ctx, since)
		if ctx.Err() != nil && !found.key {
			return found, contextError(ctx, err)
		}
		if found.key || isFinal || !start.Before(end) {
			return found, err
		}
		timer := time.NewTimer(min(wait/2+rand.N(wait/2), max(time.Until(end), 0))) //nolint:gosec // it need not be unpredictable
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return found, contextError(ctx, err)
		}
	}
}

// contextError returns the error of a search that ended with its context. err is the
// error of the last look, or nil.
func contextError(ctx context.Context, err error) error {
	if err == nil {
		return ctx.Err()
	}
	return fmt.Errorf("%w (last look: %w)", ctx.Err(), err)
}

// look reads the list once, up to the changes before the key was created, and sets
// *response if it finds the key. It returns isFinal with an error that another look will
// not change.
func (l *Lookup[R, P, T]) look(ctx context.Context, since time.Time, response *R) (result look, isFinal bool, err error) {
	var resp *http.Response
	ctx = policy.WithCaptureResponse(ctx, &resp)
	clock := lookClock{start: time.Now(), since: since, created: l.Key.created()}
	for pager := l.Pager(); pager.More(); {
		resp = nil
		page, err := pager.NextPage(ctx)
		if err != nil {
			return look{}, resp != nil && StatusOutcome(resp.StatusCode) == OutcomeNotDone && resp.StatusCode != http.StatusTooManyRequests, err
		}
		clock.set(resp)
		isEnd, err := l.readPage(&page, &clock, &result, response)
		if err != nil {
			return look{}, true, err
		}
		if isEnd {
			break
		}
	}
	return result, false, nil
}

// readPage looks for the key in a page. It returns isEnd if it finds the key, or if the rest
// of the list is older.
func (l *Lookup[R, P, T]) readPage(page *P, clock *lookClock, result *look, response *R) (isEnd bool, err error) {
	key := l.Key.String()
	items, failed := l.Items(page)
	for _, f := range failed {
		if bytes.Contains(f.JSON, []byte(key)) {
			return false, fmt.Errorf("an item with the key cannot be decoded: %w", f)
		}
	}
	for i := range items {
		entry := l.Entry(&items[i])
		if entry.Key == key {
			*response, result.key = l.Response(&items[i]), true
			return true, nil
		}
		ms, err := strconv.ParseInt(entry.Changed, 10, 64)
		if err != nil {
			return false, fmt.Errorf("invalid time of a change %q (want Unix milliseconds)", entry.Changed)
		}
		changed := time.UnixMilli(ms)
		result.isCurrent = result.isCurrent || clock.isAfterRequest(changed)
		isEnd = clock.isBeforeKey(changed)
	}
	return isEnd, nil
}

// lookClock compares times of the service with local ones. Both clocks may be wrong, so it
// uses the Date header of the first page.
type lookClock struct {
	start   time.Time     // of the look
	since   time.Time     // end of the last request
	created time.Time     // of the key
	date    time.Time     // of the first page on the service's clock, or zero
	behind  time.Duration // how far the service's clock is behind the local one, or 0
}

// set reads the Date header of the first page. resp may be nil.
func (c *lookClock) set(resp *http.Response) {
	if resp == nil || !c.date.IsZero() {
		return
	}
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		c.date, c.behind = date, max(time.Since(date), 0)
	}
}

// isAfterRequest reports whether a change was certainly made after the last request ended.
// It returns false if the service's clock is unknown.
func (c *lookClock) isAfterRequest(changed time.Time) bool {
	return !c.date.IsZero() && changed.After(c.date.Add(clockMargin-c.start.Sub(c.since)))
}

// isBeforeKey reports whether a change was certainly made before the key was created.
func (c *lookClock) isBeforeKey(changed time.Time) bool {
	return changed.Before(c.created.Add(-c.behind - maxClockDifference))
}
