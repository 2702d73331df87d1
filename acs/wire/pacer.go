package wire

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/tracing"
)

// Rate is a limit of a service: at most Count requests in any period of Interval.
type Rate struct {
	Count    int
	Interval time.Duration
}

// Pacer delays requests so that those of a process stay below the rates that the
// service publishes, instead of being rejected with status 429. Requests wait in the
// order in which they were made, and separately for each thread or other resource that
// a rate applies to. After a status 429, all requests for the resource wait for the
// time in its Retry-After header.
//
// Clients of the same process share the rates if they share a Pacer: the service counts
// the requests of all users. It is safe for concurrent use. Create one with [NewPacer].
type Pacer struct{ waiter }

// waiter is what a pacer does. It is an interface so that only programs that create a
// pacer contain the code.
type waiter interface {
	// wait waits until a request of a client may be sent, and counts it. It returns an
	// error if ctx ends, or at once if the wait cannot end before the deadline.
	wait(ctx context.Context, c *Client, state *callState) error
	// hold delays the requests that are paced together after a status 429.
	hold(service string, pace pace, wait time.Duration)
}

// PacerOptions are the optional settings of [NewPacer].
type PacerOptions struct {
	// Logger gets a record of the level Info for each request that has to wait, with
	// the attributes operation, group, and waiting, the number of requests before it,
	// and one with its delay when the wait is over. If nil, nothing is logged.
	Logger *slog.Logger
}

// NewPacer returns a pacer. options may be nil.
func NewPacer(options *PacerOptions) *Pacer {
	lanes := newLanes()
	if options != nil && options.Logger != nil {
		logger := options.Logger
		lanes.log = func(ctx context.Context, message string, attributes ...slog.Attr) {
			logger.LogAttrs(ctx, slog.LevelInfo, message, attributes...)
		}
	}
	return &Pacer{lanes}
}

// lanes is the state of a pacer.
type lanes struct {
	log func(context.Context, string, ...slog.Attr) // or nil

	mu    sync.Mutex
	byKey map[laneKey]*lane
	sweep int // number of lanes from which on idle ones are removed
}

func newLanes() *lanes { return &lanes{byKey: map[laneKey]*lane{}, sweep: minSweep} }

// logWait logs the wait of a call, with an attribute.
func (p *lanes) logWait(ctx context.Context, message string, state *callState, attribute slog.Attr) {
	if p.log != nil {
		p.log(ctx, message, slog.String("operation", state.operation), slog.String("group", state.pace.group), attribute)
	}
}

const (
	// minSweep is the least number of lanes from which on idle ones are removed.
	minSweep = 256
	// paceMargin is added to each interval, because requests do not all take the same
	// time to reach the service.
	paceMargin = 250 * time.Millisecond
)

// pace is what a request needs to be paced. rates is nil if it is not paced.
type pace struct {
	group, key string
	rates      func() []Rate
}

// laneKey identifies the requests that the same rates apply to.
type laneKey struct{ service, group, key string }

// lane is the requests that share rates.
type lane struct {
	turn      chan struct{} // has an element while it is some request's turn
	rates     []Rate
	waiting   int         // requests that wait, including the one whose turn it is
	sent      []time.Time // of the last requests, oldest first
	notBefore time.Time   // end of the time in a Retry-After header
}

func (p *lanes) wait(ctx context.Context, c *Client, state *callState) error {
	waits := false
	delay, err := p.waitInLane(ctx, laneKey{c.baseURL, state.pace.group, state.pace.key}, state.pace.rates, state.deadline, func(ahead int) {
		waits = true
		p.logWait(ctx, "waiting to send a request", state, slog.Int("waiting", ahead))
	})
	if waits {
		p.logWait(ctx, "end of wait", state, slog.Duration("delay", delay))
		c.addEvent(ctx, "pacer.wait", delay)
	}
	return err
}

// waitInLane waits in the lane with a key, and returns the delay. It calls note with the
// number of requests ahead if it has to wait.
func (p *lanes) waitInLane(ctx context.Context, key laneKey, rates func() []Rate, deadline time.Time, note func(ahead int)) (time.Duration, error) {
	start := time.Now()
	lane, earliest, ahead := p.enter(key, rates, deadline)
	defer p.leave(lane)
	if !deadline.IsZero() && earliest.After(deadline) {
		return 0, NonRetriable(fmt.Errorf("waiting for the %s rate does not end before the deadline: %w", key.group, context.DeadlineExceeded))
	}
	if earliest.After(start) {
		note(ahead)
	}
	if err := lane.take(ctx, p); err != nil {
		return time.Since(start), fmt.Errorf("waiting for the %s rate: %w", key.group, err)
	}
	return time.Since(start), nil
}

// enter adds a request to the lane with a key. It returns the earliest time at which it
// can be sent, which is only exact up to the deadline, and how many requests wait before
// it.
func (p *lanes) enter(key laneKey, rates func() []Rate, deadline time.Time) (entered *lane, earliest time.Time, ahead int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.byKey[key]
	if l == nil {
		p.removeIdle()
		l = &lane{turn: make(chan struct{}, 1), rates: rates()}
		p.byKey[key] = l
	}
	ahead = l.waiting
	l.waiting++
	return l, l.predict(ahead, deadline), ahead
}

// leave removes a request that waited.
func (p *lanes) leave(l *lane) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l.waiting--
}

// removeIdle removes the lanes whose rates are not used, once there are many.
func (p *lanes) removeIdle() {
	if len(p.byKey) < p.sweep {
		return
	}
	now := time.Now()
	for key, l := range p.byKey {
		if l.waiting == 0 && len(l.used(now)) == 0 && l.notBefore.Before(now) {
			delete(p.byKey, key)
		}
	}
	p.sweep = max(minSweep, 2*len(p.byKey))
}

func (p *lanes) hold(service string, pace pace, wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if l := p.byKey[laneKey{service, pace.group, pace.key}]; l != nil {
		l.notBefore = time.Now().Add(wait)
	}
}

// take waits for the turn of a request and until it may be sent, and counts it.
func (l *lane) take(ctx context.Context, p *lanes) error {
	select {
	case l.turn <- struct{}{}:
		defer func() { <-l.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	for {
		left := l.claim(p)
		if left <= 0 {
			return nil
		}
		timer := time.NewTimer(left)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}

// claim counts a request and returns 0 if it may be sent now, or else returns the time
// to wait.
func (l *lane) claim(p *lanes) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if left := l.next(l.sent, now).Sub(now); left > 0 {
		return left
	}
	l.sent = append(l.used(now), now)
	return 0
}

// next returns the earliest time, not before now, at which a request may be sent after
// the given ones.
func (l *lane) next(sent []time.Time, now time.Time) time.Time {
	next := now
	if l.notBefore.After(next) {
		next = l.notBefore
	}
	for _, r := range l.rates {
		if len(sent) < r.Count {
			continue
		}
		if free := sent[len(sent)-r.Count].Add(r.Interval + paceMargin); free.After(next) {
			next = free
		}
	}
	return next
}

// predict returns the earliest time at which a request may be sent that has others
// ahead of it. It stops at the deadline, unless that is zero.
func (l *lane) predict(ahead int, deadline time.Time) time.Time {
	now := time.Now()
	next := l.next(l.sent, now)
	if deadline.IsZero() && ahead > 0 {
		return next.Add(1) // it waits, for whatever time
	}
	sent := append([]time.Time{}, l.sent...)
	for range ahead {
		if next.After(deadline) {
			break
		}
		sent = append(sent, next)
		next = l.next(sent, next)
	}
	return next
}

// used returns the requests that the rates still count.
func (l *lane) used(now time.Time) []time.Time {
	var longest time.Duration
	for _, r := range l.rates {
		longest = max(longest, r.Interval+paceMargin)
	}
	for i, t := range l.sent {
		if now.Sub(t) < longest {
			return l.sent[i:]
		}
	}
	return nil
}

// followerKey is the key of a context whose requests are always paced. Its value is the
// function that creates the pacer of a client that has none.
type followerKey struct{}

// withFollower returns a context for a range of changes: its requests are paced even if the
// client has no pacer.
func withFollower(ctx context.Context) context.Context {
	return context.WithValue(ctx, followerKey{}, func() *Pacer { return &Pacer{newLanes()} })
}

// pacerFor returns the pacer for a request, or nil.
func (c *Client) pacerFor(ctx context.Context, state *callState) *Pacer {
	if state.pace.rates == nil {
		return nil
	}
	if state.pace.key == "" {
		state.pace.key = c.paceKey
	}
	if create, ok := ctx.Value(followerKey{}).(func() *Pacer); ok && c.pacer == nil {
		c.createFollowers.Do(func() { c.followers = create() })
		return c.followers
	}
	return c.pacer
}

// waitForPace waits until the pacer lets a request pass, if it is paced. The wait is
// an event of the span in ctx.
func (c *Client) waitForPace(ctx context.Context, state *callState) error {
	if pacer := c.pacerFor(ctx, state); pacer != nil {
		return pacer.wait(ctx, c, state)
	}
	return nil
}

// holdPace delays the requests that are paced together with one that was rejected.
func (c *Client) holdPace(ctx context.Context, state *callState, wait time.Duration) {
	if pacer := c.pacerFor(ctx, state); pacer != nil && wait > 0 {
		pacer.hold(c.baseURL, state.pace, wait)
	}
}

// addEvent adds an event with a delay to the span in ctx, if any.
func (c *Client) addEvent(ctx context.Context, name string, delay time.Duration) {
	tracer := c.azure.Tracer()
	if tracer.Enabled() {
		tracer.SpanFromContext(ctx).AddEvent(name, tracing.Attribute{Key: "delay_ms", Value: delay.Milliseconds()})
	}
}
